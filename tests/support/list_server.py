"""A real Mailman 3 core on loopback, in a folder of its own, with one announcement list."""

from __future__ import annotations

import base64
import json
import os
import shutil
import smtplib
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from support.smtp_server import MailServer, free_port
from support.waiting import wait_for

HOME = Path(__file__).parents[1] / "mailman/.venv"
LIST = "status@lists.example.com"


def mailman() -> Path | None:
    """Where Mailman is installed; tests/setup_system.sh does that."""
    program = HOME / "bin/mailman"
    return program if program.is_file() else None


class ListServer:
    """``port`` takes messages for the list (LMTP); what it sends goes to the mail server."""

    def __init__(self, folder: Path, mail_server: MailServer, sender: str) -> None:
        self.folder, self.mail_server, self.sender = folder, mail_server, sender
        self.port, self.rest = free_port(), free_port()

    def call(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run Mailman's own command."""
        with (self.folder / "command.out").open("w+") as out:
            done = subprocess.run(
                [
                    HOME / "bin/mailman",
                    "-C",
                    self.folder / "mailman.cfg",
                    "--run-as-root",
                    *arguments,
                ],
                stdout=out,
                stderr=subprocess.STDOUT,
                stdin=subprocess.DEVNULL,
                env={**os.environ, "HOME": str(self.folder), "PYTHONWARNINGS": "ignore"},
                cwd=self.folder,
                check=False,
                timeout=120,
            )
        assert done.returncode == 0, (self.folder / "command.out").read_text()
        return done

    def api(self, path: str, data: Any = None, method: str | None = None) -> Any:
        """Ask Mailman's REST interface."""
        request = Request(
            f"http://127.0.0.1:{self.rest}/3.1/{path}",
            data=None if data is None else json.dumps(data).encode(),
            method=method,
            headers={"Authorization": "Basic " + base64.b64encode(b"restadmin:test").decode()},
        )
        if data is not None:
            request.add_header("Content-Type", "application/json")
        with urlopen(request, timeout=30) as answer:
            return json.loads(answer.read() or b"{}")

    def start(self) -> None:
        """Start it and make the list."""
        (self.folder / "mailman.cfg").write_text(CONFIGURATION.format(self=self))
        self.call("start")
        wait_for(
            lambda: _listens(self.port) and _listens(self.rest), "Mailman does not listen", 240
        )
        self.call("create", "-d", "--style-name", "legacy-announce", LIST)
        self.api(
            f"lists/{LIST}/config",
            {
                "accept_these_nonmembers": [self.sender],
                "subject_prefix": "",
                "subscription_policy": "confirm",
            },
            "PATCH",
        )

    def members(self) -> list[str]:
        """Who is on the list. Mailman stumbles over members that leave meanwhile: it is asked again then."""

        def ask() -> Any:
            with suppress(HTTPError):
                return self.api(f"members/find?list_id={LIST.replace('@', '.')}")
            return None

        found = wait_for(ask, "Mailman does not say who is on the list")
        return [one["email"] for one in found.get("entries", [])]

    def write(self, who: str, to: str, subject: str = "") -> None:
        """An empty message from somebody to one of the list's addresses."""
        text = (
            f"From: {who}\r\nTo: {to}\r\nSubject: {subject}\r\nMessage-ID: <{time.time()}@reader.test>\r\n"
            "Date: Wed, 02 Dec 2026 09:00:00 +0000\r\n\r\n\r\n"
        )
        with smtplib.LMTP("127.0.0.1", self.port) as link:
            link.sendmail(who, [to], text.encode())


def _listens(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), 1).close()
    except OSError:
        return False
    return True


@contextmanager
def running_list(folder: Path, mail_server: MailServer, sender: str) -> Iterator[ListServer]:
    """The list server, until the block ends."""
    server = ListServer(folder, mail_server, sender)
    try:
        server.start()
        yield server
    finally:
        server.call("stop")
        shutil.rmtree(folder, ignore_errors=True)


CONFIGURATION = """
[mailman]
layout: test
site_owner: owner@lists.example.com
[paths.test]
var_dir: {self.folder}/var
[mta]
incoming: mailman.mta.null.NullMTA
smtp_host: 127.0.0.1
smtp_port: {self.mail_server.port}
lmtp_host: 127.0.0.1
lmtp_port: {self.port}
[webservice]
hostname: 127.0.0.1
port: {self.rest}
admin_pass: test
workers: 1
[archiver.mail_archive]
enable: no
[archiver.mhonarc]
enable: no
[archiver.prototype]
enable: no
[runner.archive]
start: no
[runner.bounces]
start: no
[runner.digest]
start: no
[runner.nntp]
start: no
[runner.retry]
start: no
[runner.task]
start: no
"""
