"""Sends the mail of one step of the story. As a program: forks a sender for each line it reads."""

from __future__ import annotations

import os
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from generator.commands.shared.loading import site_at
from generator.mail.connections import SmtpConnection
from generator.mail.due import news_of
from generator.mail.message_text import writer_of
from generator.mail.outbox import open_outbox
from generator.mail.recipients import list_recipients
from generator.mail.sending import Delivery, send_news
from generator.mail.subscribers import people_recipients, read_subscribers
from generator.rules.assessment import assess
from generator.rules.notifications import notifications

KEY = "0123456789abcdef"


class Sender:
    """A step's mail: judged once, sent many times."""

    def __init__(self, root: Path, now: str) -> None:
        loaded = site_at(root, now)
        assert loaded.content
        self.assessment = assess(loaded.content, loaded.now)
        site = loaded.content.site
        self.settings = site.mail
        people, _ = read_subscribers(root.parent / "people.csv", site)
        self.recipients = (*list_recipients(site.subscriptions), *people_recipients(people, KEY))
        events = notifications(self.assessment, self.settings.reminder)
        self.news = news_of(site, self.settings, events, loaded.now)
        self.writer = writer_of(self.assessment, root)
        self.site = site

    def send(self, folder: Path, port: int) -> None:
        server = type(self.settings.smtp)(**{**_fields(self.settings.smtp), "port": port})
        delivery = Delivery(
            writer=lambda _: self.writer,
            settings=self.settings,
            identity=self.site.identity,
            connect=lambda _: SmtpConnection(server, self.settings.sender, None),
            now=lambda: datetime.now(UTC),
            sleep=lambda _: None,
        )
        with open_outbox(folder / "outbox.jsonl", folder, time.monotonic) as outbox:
            send_news(delivery, outbox, self.recipients, self.news, folder / "mail.jsonl", folder)


def _fields(value):
    return {name: getattr(value, name) for name in value.__slots__}


def serve(root: Path, nows: list[str]) -> None:
    """For each line "STEP PORT FOLDER": a sender of its own, whose id is printed, then its end."""
    senders = [Sender(root, now) for now in nows]
    print("ready", flush=True)
    for line in sys.stdin:
        number, port, folder = line.split()
        child = os.fork()
        if child == 0:
            senders[int(number)].send(Path(folder), int(port))
            os._exit(0)
        print(child, flush=True)
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)


if __name__ == "__main__":
    serve(Path(sys.argv[1]), sys.argv[2:])
