"""JSON Feed 1.1 (jsonfeed.org/version/1.1): the history and the updates."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from generator.notation import json_line, rfc3339
from generator.rendering.edition import Edition
from generator.rendering.feeds.channels import newest_items, newest_of
from generator.rendering.feeds.items import FeedItem, HistoryLine

VERSION = "https://jsonfeed.org/version/1.1"


def json_feed_files(
    edition: Edition, history: Sequence[HistoryLine], updates: Sequence[FeedItem]
) -> dict[str, bytes]:
    """``feed.json``, one item a post, and ``updates.json``, one item an update."""
    say, site = edition.words.gettext, edition.text(edition.site.name)
    prefix = edition.prefix
    titles = say("%(site)s: history", site=site), say("%(site)s: updates", site=site)
    newest = newest_items(history)
    return {
        f"{prefix}feed.json": _feed(edition, "feed.json", titles[0], newest),
        f"{prefix}updates.json": _feed(edition, "updates.json", titles[1], newest_of(updates)),
    }


def _feed(edition: Edition, path: str, title: str, items: Sequence[FeedItem]) -> bytes:
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
        "items": [_item(item) for item in items],
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
