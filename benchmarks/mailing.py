"""Sends to 10,000 recipients through a local SMTP server; the measure is a bare smtplib loop.

    .venv/bin/python benchmarks/mailing.py [RECIPIENTS]

Prints messages a second, the ratio to the loop, and how much more memory the recipients took at most, beyond
what a hundred of them take and beyond the list of recipients itself.
"""

from __future__ import annotations

import resource
import shutil
import smtplib
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from support.mail_sender import KEY, Sender  # noqa: E402
from support.smtp_server import free_port  # noqa: E402
from support.story import STEPS, commit_step, story_repository  # noqa: E402

from generator.mail.connections import SmtpConnection  # noqa: E402
from generator.mail.encoding import OutgoingMessage, encode  # noqa: E402
from generator.mail.groups import post_groups  # noqa: E402
from generator.mail.outbox import open_outbox  # noqa: E402
from generator.mail.sending import Delivery, send_news  # noqa: E402
from generator.mail.subscribers import Subscriber, people_recipients  # noqa: E402
from generator.model.mail import Security, SmtpServer  # noqa: E402

DELAY = 0.005
"""What a real server takes for a message at least: a disk, a network, a filter. On loopback there is none."""

TURNS = 5
"""The two take turns, since a busy machine slows both."""

SERVER = """
import asyncio, sys, time
from aiosmtpd.controller import Controller
class Sink:
    async def handle_DATA(self, server, session, envelope):
        if float(sys.argv[2]):
            await asyncio.sleep(float(sys.argv[2]))
        return "250 ok"
Controller(Sink(), hostname="127.0.0.1", port=int(sys.argv[1])).start()
time.sleep(3600)
"""


def main(count: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        repository = story_repository(root, 1)
        for step in STEPS[:2]:
            commit_step(repository, step)
        before = Sender(repository.root, STEPS[0].now)
        sender = Sender(repository.root, STEPS[1].now)
        _warm_up(before, sender, root)
        memory = _memory()
        recipients = people_recipients(
            (Subscriber(f"reader{n}@example.com", "en") for n in range(count)), KEY
        )
        print(f"the list of {count} recipients: {_memory() - memory:.1f} MiB", flush=True)
        for delay in (0.0, DELAY):
            port = free_port()
            with subprocess.Popen([sys.executable, "-c", SERVER, str(port), str(delay)]) as server:
                _listening(port)
                print(f"a server that takes {delay * 1000:.0f} ms a message:", flush=True)
                for connections in (1, 4):
                    place = root / f"{delay}-{connections}"
                    turns = [
                        (
                            _bare(sender, recipients[turn::TURNS], port),
                            _ours(
                                before, sender, recipients[turn::TURNS], port, connections, place
                            ),
                        )
                        for turn in range(TURNS)
                    ]
                    bare, ours = (median(rates) for rates in zip(*turns, strict=True))
                    ratio = median(ours / bare for bare, ours in turns)
                    print(
                        f"  {connections} connection(s): {ours:.0f} messages a second, bare smtplib "
                        f"loop {bare:.0f}, median ratio of {TURNS} turns {ratio:.2f}",
                        flush=True,
                    )
                if not delay:
                    memory = _memory()
                    _ours(before, sender, recipients, port, 4, root / "whole")
                    print(f"  all in one run: {_memory() - memory:.1f} MiB more", flush=True)
                server.kill()


def _memory() -> float:
    """The most that this process ever took, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _warm_up(before, sender, root: Path) -> None:
    """A hundred messages, so that libraries, templates and languages are loaded."""
    port = free_port()
    recipients = people_recipients(
        [Subscriber(f"warm{n}@example.com", "en") for n in range(100)], KEY
    )
    with subprocess.Popen([sys.executable, "-c", SERVER, str(port), "0"]) as server:
        _listening(port)
        _bare(sender, recipients, port)
        _ours(before, sender, recipients, port, 4, root / "warm")
        server.kill()


def _listening(port: int) -> None:
    for _ in range(100):
        try:
            smtplib.SMTP("127.0.0.1", port).quit()
        except OSError:
            time.sleep(0.1)
        else:
            return


def _bare(sender, recipients, port: int) -> float:
    group = post_groups([e for e in sender.news.events if e.kind.value == "maintenance-announced"])[
        0
    ]
    text = sender.writer.write(group, recipients[0])
    encoded = encode(text, group, sender.settings, sender.site.host)
    message = OutgoingMessage(encoded, recipients[0], datetime.now(UTC)).to_bytes()
    start = time.perf_counter()
    with smtplib.SMTP("127.0.0.1", port) as connection:
        for one in recipients:
            connection.sendmail("status@example.com", [one.address], message)
    return len(recipients) / (time.perf_counter() - start)


def _ours(before, sender, recipients, port: int, connections: int, folder: Path) -> float:
    server = SmtpServer("127.0.0.1", port, Security.NONE)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    rate = 0.0
    for one in (before, sender):
        delivery = Delivery(
            writer=lambda _, one=one: one.writer,
            settings=one.settings,
            host=one.site.host,
            connect=lambda _: SmtpConnection(server, "status@example.com", None),
            now=lambda: datetime.now(UTC),
            sleep=time.sleep,
            connections=connections,
        )
        with open_outbox(folder / "outbox.jsonl", folder, time.monotonic) as outbox:
            start = time.perf_counter()
            report = send_news(
                delivery, outbox, recipients, one.news, folder / "mail.jsonl", folder
            )
            rate = report.sent / (time.perf_counter() - start)
    assert report.sent == len(recipients), report
    return rate


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
