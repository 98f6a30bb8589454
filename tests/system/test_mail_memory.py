"""Memory while mail is sent: beyond the list of recipients it hardly grows with their number."""

from __future__ import annotations

import gc
import time
import tracemalloc
from datetime import UTC, datetime

import pytest
from support.mail_sender import KEY, Sender
from support.story import STEPS, commit_step, story_repository

from generator.mail.connections import Outcome, Result
from generator.mail.outbox import open_outbox
from generator.mail.sending import Delivery, send_news
from generator.mail.subscribers import Subscriber, people_recipients

MOST = 120
"""Octets a recipient: two entries in dictionaries, and the place in the list of a message's readers."""


class Taker:
    """A connection whose server takes everything."""

    def deliver(self, _, begin):
        begin()
        return Outcome(Result.SENT)

    def close(self):
        pass


@pytest.fixture(scope="module")
def senders(tmp_path_factory):
    """Two steps: before the news, and the news."""
    repository = story_repository(tmp_path_factory.mktemp("memory"), 1)
    found = []
    for step in STEPS[:2]:
        commit_step(repository, step)
        found.append(Sender(repository.root, step.now))
    return found


def send(senders, recipients, folder, connections):
    """Both runs; returns how many octets one of them took at most beyond what was there."""
    folder.mkdir()
    most = 0
    for sender in senders:
        delivery = Delivery(
            writer=lambda _, sender=sender: sender.writer,
            settings=sender.settings,
            identity=sender.site.identity,
            connect=lambda _: Taker(),
            now=lambda: datetime.now(UTC),
            sleep=lambda _: None,
            connections=connections,
        )
        gc.collect()
        tracemalloc.reset_peak()
        before = tracemalloc.get_traced_memory()[0]
        with open_outbox(folder / "outbox.jsonl", folder, time.monotonic) as outbox:
            report = send_news(
                delivery, outbox, recipients, sender.news, folder / "mail.jsonl", folder
            )
        most = max(most, tracemalloc.get_traced_memory()[1] - before)
    assert report.sent == len(recipients)
    return most


@pytest.mark.parametrize("connections", [1, 4])
def test_memory_is_flat(senders, tmp_path, connections):
    people = [Subscriber(f"reader{number}@example.com", "en") for number in range(4000)]
    recipients = people_recipients(people, KEY)
    send(senders, recipients[:50], tmp_path / "warm", connections)
    tracemalloc.start()
    try:
        few = send(senders, recipients[:1000], tmp_path / "few", connections)
        many = send(senders, recipients, tmp_path / "many", connections)
    finally:
        tracemalloc.stop()
    assert (many - few) / 3000 < MOST
