"""Ids in feeds, calendars and the API, and the keys of the outbox, must never change.

Otherwise whoever subscribes gets old news again, or misses some. The site of ``lasting_ids/story.py``
is written, mailed and built step by step through the command line alone, and every id and key that it
publishes or records is compared with the golden files beside it, with the states and times that go with
it. After a change that is meant, run with ``STATUSMARK_REWRITE=1`` and read the difference.
"""

from __future__ import annotations

import difflib
import json
import os
from collections.abc import Iterator
from pathlib import Path

from rendering.lasting_ids.mailed_names import SentMail
from rendering.lasting_ids.published_names import post_names, published_names
from rendering.lasting_ids.story import Stop, story
from support.builders import SiteFolder, run
from support.smtp_server import MailServer, running

EVERYTHING = ("digest", "--format", "json", "--since", "2026-01-01 00:00")
GOLDEN = Path(__file__).parent / "lasting_ids"


def test_lasting_names_stay(tmp_path, monkeypatch):
    monkeypatch.setenv("STATUSMARK_MAIL_KEY", "0123456789abcdef")
    monkeypatch.setattr(
        "generator.rendering.bounds.ROOM", 10_000_000
    )  # all of them are held against
    found: dict[str, list[str]] = {}
    with running(MailServer()) as mail_server:
        sent_mail = SentMail(tmp_path / "site", mail_server)
        for stop in story(tmp_path, mail_server.port):
            for name, lines in names_at(stop, SiteFolder(tmp_path / "site"), sent_mail):
                found.setdefault(name, []).extend((f"== {stop.now}", *lines, ""))
    differences = [line for name, lines in found.items() for line in compared(name, lines)]
    assert not differences, "\n".join(differences)
    assert set(found) == {path.stem for path in GOLDEN.glob("*.txt")}


def names_at(stop: Stop, site: SiteFolder, sent_mail: SentMail) -> Iterator[tuple[str, list[str]]]:
    """The names at a stop, by golden file."""
    command(site, "send", "--now", stop.now)
    yield "mail", list(sent_mail.news(stop.now))
    if not stop.build:
        return
    out = site.root.parent / "public"
    command(site, "build", "--out", out, "--now", stop.now)
    names = published_names(out, whole=stop.last)
    yield from names.items()
    feed_goes_with_events(out)
    history = json.loads(command(site, "export", "statuspage", "--now", stop.now))
    posts = (*history["incidents"], *history["scheduled_maintenances"])
    assert {line for post in posts for line in post_names(post)} <= set(names["api"])
    if stop.last:
        digest = json.loads(command(site, *EVERYTHING, "--now", stop.now))
        events = [event for message in digest["messages"] for event in message["events"]]
        lines = ["  ".join(e[key] for key in ("at", "key", "kind", "version")) for e in events]
        yield "digest", list(dict.fromkeys(lines))


def feed_goes_with_events(out: Path) -> None:
    """The feed of updates has the newest of events.json under the same keys, so that one proves the other."""
    events = json.loads((out / "events.json").read_text("utf-8"))["events"]
    items = json.loads((out / "updates.json").read_text("utf-8"))["items"]
    newest = [event["id"].split(".") for event in events[: -len(items) - 1 : -1]]
    assert [item["id"].split("/")[-2:] for item in items] == newest


def command(site: SiteFolder, *arguments: str | Path) -> str:
    """What a command prints that must succeed."""
    done = run("-C", site.root, *arguments)
    assert done.code == 0, done.err
    return done.out


def compared(name: str, lines: list[str]) -> list[str]:
    """The difference to a golden file; with STATUSMARK_REWRITE set, it is written anew first."""
    golden = GOLDEN / f"{name}.txt"
    if os.environ.get("STATUSMARK_REWRITE"):
        golden.write_text("\n".join(lines) + "\n", "utf-8")
    kept = golden.read_text("utf-8").splitlines() if golden.is_file() else []
    return list(difflib.unified_diff(kept, lines, golden.name, "now", lineterm="", n=1))
