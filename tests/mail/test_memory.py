"""Memory while mail is sent: beyond the list of recipients it hardly grows with their number."""

from __future__ import annotations

import gc
import time
import tracemalloc
from datetime import UTC, datetime

import pytest
from support.scene import KEY, Scene
from support.story import CHAPTERS, turn_page, write_site

from generator.mail.outbox import open_outbox
from generator.mail.sending import Clock, Post, send_news
from generator.mail.subscribers import Subscriber, people_recipients
from generator.mail.transports import Fate, Outcome

MOST = 120
"""Octets a recipient: two entries in dictionaries, and the place in the list of a message's readers."""


class Taker:
    """A link whose server takes everything."""

    def deliver(self, _, intent):
        intent()
        return Outcome(Fate.SENT)

    def close(self):
        pass


@pytest.fixture(scope="module")
def scenes(tmp_path_factory):
    """Two chapters: before the news, and the news."""
    repository = write_site(tmp_path_factory.mktemp("memory"), 1)
    found = []
    for chapter in CHAPTERS[:2]:
        turn_page(repository, chapter)
        found.append(Scene(repository.root, chapter.now))
    return found


def send(scenes, recipients, folder, connections):
    """Both runs; returns how many octets one of them took at most beyond what was there."""
    folder.mkdir()
    most = 0
    for scene in scenes:
        post = Post(
            desk=lambda _, scene=scene: scene.desk,
            settings=scene.settings,
            host=scene.site.host,
            connect=lambda _: Taker(),
            clock=Clock(lambda: datetime.now(UTC), time.monotonic, lambda _: None),
            connections=connections,
        )
        gc.collect()
        tracemalloc.reset_peak()
        before = tracemalloc.get_traced_memory()[0]
        with open_outbox(folder / "outbox.jsonl", time.monotonic) as outbox:
            report = send_news(post, outbox, recipients, scene.news, folder / "mail.jsonl")
        most = max(most, tracemalloc.get_traced_memory()[1] - before)
    assert report.sent == len(recipients)
    return most


@pytest.mark.parametrize("connections", [1, 4])
def test_memory_is_flat(scenes, tmp_path, connections):
    people = [Subscriber(f"reader{number}@example.com", "en") for number in range(4000)]
    recipients = people_recipients(people, KEY)
    send(scenes, recipients[:50], tmp_path / "warm", connections)
    tracemalloc.start()
    try:
        few = send(scenes, recipients[:1000], tmp_path / "few", connections)
        many = send(scenes, recipients, tmp_path / "many", connections)
    finally:
        tracemalloc.stop()
    assert (many - few) / 3000 < MOST
