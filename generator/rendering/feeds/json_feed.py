"""JSON Feed 1.1 (jsonfeed.org/version/1.1): the history and the updates."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

from generator.notation import json_line, rfc3339
from generator.rendering.edition import Edition
from generator.rendering.feeds.items import FeedItem, HistoryLine, Line, UpdateLine, newest
from generator.rendering.keys import Keys
from generator.rendering.outputs import Output

VERSION = "https://jsonfeed.org/version/1.1"


def json_feeds(
    edition: Edition, keys: Keys, history: Sequence[HistoryLine], updates: Sequence[UpdateLine]
) -> Iterator[Output]:
    """``feed.json``, one item a post, and ``updates.json``, one item an update."""
    say, site = edition.words.gettext, edition.text(edition.site.name)
    feeds: list[tuple[str, str, Sequence[Line]]] = [
        ("feed.json", say("%(site)s: history", site=site), newest(history)),
        ("updates.json", say("%(site)s: updates", site=site), updates),
    ]
    for path, title, lines in feeds:
        key = keys.of(path, keys.lines(lines))
        yield Output(edition.prefix + path, key, partial(_feed, edition, path, title, lines))


def _feed(edition: Edition, path: str, title: str, lines: Sequence[Line]) -> bytes:
    site, home = edition.site, edition.address()
    name = edition.text(site.name) or site.url
    document = {
        "version": VERSION,
        "title": title,
        "home_page_url": home,
        "feed_url": home + path,
        "description": edition.text(site.description) or name,
        "language": edition.words.language,
        "authors": [{"name": name, "url": f"{site.url}/"}],
        "items": [_item(line.item) for line in lines],
    }
    return json_line(document)


def _item(item: FeedItem) -> dict[str, Any]:
    return {
        "id": item.id,
        "url": item.url,
        "title": item.title,
        "content_html": item.html,
        "date_published": rfc3339(item.published_at),
        "date_modified": rfc3339(item.updated_at),
        "tags": [category.label for category in item.categories],
    }
