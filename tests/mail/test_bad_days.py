"""Bad days of mail: servers that do not answer, full disks, files of others; and whose address is seen."""

from __future__ import annotations

import json
import shlex
import socket
import subprocess
import sys
import threading

import pytest
from support.smtp_server import MailServer, running
from support.story import STEPS, commit_step, story_repository

from generator.mail import connections
from generator.mail.masking import without_addresses

FIRST, NEWS = STEPS[:2]
ANNA = "anna.secret@example.net"


@pytest.fixture
def site(tmp_path, monkeypatch):
    """A site with one subscriber, whose first run is over and which has news."""
    monkeypatch.setenv("STATUSMARK_MAIL_KEY", "key")
    monkeypatch.setattr("time.sleep", lambda _: None)
    repository = story_repository(tmp_path, 1)
    (tmp_path / "people.csv").write_text(f"address\n{ANNA}\n")
    for step in (FIRST, NEWS):
        commit_step(repository, step)
    assert repository.run("send", "--now", FIRST.now).code == 0
    return repository


def send(site, port):
    text = (site.root / "site.yaml").read_text()
    smtp = f"  smtp: {{host: 127.0.0.1, port: {port}, security: none}}"
    lines = [smtp if "smtp:" in line else line for line in text.splitlines()]
    site.write("site.yaml", "\n".join(lines))
    return site.run("send", "--now", NEWS.now)


def records(site):
    return [json.loads(line) for line in outbox(site).read_text().splitlines()]


def outbox(site):
    return site.root / ".statusmark/outbox.jsonl"


class Silent:
    """A mail server that takes every message and then closes the connection without a word."""

    def __init__(self):
        self.taken = []
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.port = self.listening.getsockname()[1]
        self.thread = threading.Thread(target=self.serve)
        self.thread.start()

    def close(self):
        """Wake the thread before its socket goes: it would wait on whatever gets that number next."""
        self.listening.shutdown(socket.SHUT_RDWR)
        self.thread.join()
        self.listening.close()

    def serve(self):
        while True:
            try:
                connection, _ = self.listening.accept()
            except OSError:
                return
            with connection, connection.makefile("rwb") as stream:
                self.talk(stream)

    def talk(self, stream):
        def say(words):
            stream.write(words + b"\r\n")
            stream.flush()

        say(b"220 ready")
        for line in stream:
            if line.lower().startswith(b"data"):
                say(b"354 go on")
                lines = iter(stream.readline, b".\r\n")
                self.taken.append(b"".join(lines))
                return
            say(b"250 ok")


def test_after_the_final_dot_the_server_has_ten_minutes_and_no_second_copy(site, monkeypatch):
    waited = []
    settimeout = socket.socket.settimeout
    monkeypatch.setattr(
        socket.socket,
        "settimeout",
        lambda self, seconds: (waited.append(seconds), settimeout(self, seconds))[1],
    )
    server = Silent()
    done = send(site, server.port)
    server.close()
    assert done.code == 1
    assert connections.AFTER_THE_DOT == 600 in waited
    ids = [
        line for message in server.taken for line in message.split(b"\r\n") if b"Message-ID" in line
    ]
    assert ids
    assert len(ids) == len(set(ids))
    assert "after the whole message" in done.err
    later = [row for row in records(site) if row["r"] == "deferred"]
    assert len(later) == len(ids)


def test_a_servers_words_show_no_address(site):
    words = f"550 5.1.1 <{ANNA}>: Recipient address rejected: User anna.secret unknown"
    with running(MailServer(on_step=lambda step: words if step == "rcpt" else None)) as server:
        done = send(site, server.port)
    assert done.code == 1
    assert "Recipient address rejected" in done.err
    assert "anna.secret" not in done.err + done.out + outbox(site).read_text()


@pytest.mark.parametrize(
    "line",
    ["broken address here@@", "a.secret@example.net,b.secret@example.net", '"x y@secret.example'],
)
def test_a_mistyped_line_is_shown_by_its_number_alone(site, line):
    (site.root.parent / "people.csv").write_text(f"address,language\n{line}\n")
    done = site.run("send", "--now", NEWS.now)
    assert done.code == 1
    assert "people.csv:2" in done.err
    assert "secret" not in done.err
    assert "broken address" not in done.err


def test_words_without_addresses():
    assert (
        without_addresses("no <a.b+c@example.com>, nor bob%40example.org;") == "no <…@…>, nor …@…;"
    )
    assert without_addresses("user o'brien is away", "O'Brien@example.com") == "user … is away"
    assert without_addresses("452 4.3.1 try later") == "452 4.3.1 try later"


@pytest.mark.parametrize(
    "text", ["important", '{"important": 1}\n', "a\nb\n", '{"r": "begun", "at"']
)
def test_a_foreign_file_is_no_outbox_and_stays_as_it_is(site, text):
    outbox(site).write_text(text)
    done = site.run("send", "--now", NEWS.now)
    assert done.code == 1
    assert "no outbox" in done.err
    assert outbox(site).read_text() == text


@pytest.mark.parametrize(
    "line",
    [
        "[" * 100_000,
        '{"r":"deferred","g":"a","to":"b","n":1,"next":"0001-01-01T00:00:00+14:00"}',
        "\0",
    ],
)
def test_a_line_that_cannot_be_read_is_named(site, line):
    before = outbox(site).read_text()
    outbox(site).write_text(f"{before}{line}\n")
    done = site.run("send", "--now", NEWS.now)
    assert done.code == 1
    assert f"line {len(before.splitlines()) + 1} of the outbox cannot be read" in done.err


def test_a_torn_first_line_of_our_own_is_begun_again(site):
    (site.root / "ledger/mail.jsonl").unlink()
    outbox(site).write_text('{"r":"begun","at":"2026')
    assert site.run("send", "--now", NEWS.now).code == 0
    assert records(site)[0]["r"] == "begun"


@pytest.mark.parametrize("linked", [".statusmark/outbox.jsonl", ".statusmark", "ledger/mail.jsonl"])
def test_no_link_is_followed_to_write(site, tmp_path, linked):
    elsewhere = tmp_path / "elsewhere"
    place = site.root / linked
    place.rename(elsewhere)
    before = sorted(
        (p.name, p.is_file() and p.read_bytes()) for p in [elsewhere, *elsewhere.glob("*")]
    )
    place.symlink_to(elsewhere)
    with running(MailServer()) as server:
        done = send(site, server.port)
    assert done.code == 1
    assert "symbolic link" in done.err
    after = sorted(
        (p.name, p.is_file() and p.read_bytes()) for p in [elsewhere, *elsewhere.glob("*")]
    )
    assert after == before


@pytest.mark.parametrize("limit", ["ulimit -f 1", "ulimit -n 7"])
def test_what_the_machine_refuses_is_no_bug(site, limit):
    lines = outbox(site).read_text()
    filler = json.dumps({"r": "leave", "to": "x" * 900}, separators=(",", ":"))
    outbox(site).write_text(lines + f"{filler}\n" * ((1024 - len(lines)) // len(filler)))
    command = shlex.join([sys.executable, "-m", "generator", "send", "--now", NEWS.now])
    done = subprocess.run(
        ["bash", "-c", f"{limit}; exec {command}"],
        cwd=site.root,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "bug" not in done.stderr
    assert done.returncode == 1, done.stderr
    assert done.stderr.startswith("Error: ")
    assert outbox(site).read_text().endswith("\n")
