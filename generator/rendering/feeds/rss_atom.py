"""RSS 2.0 and Atom (RFC 4287): history and updates, whole, per component and for maintenance.

feedgen 1.0 needs care, all of it here: one object serves one format; the channel's own link is the one
added last; every date not set is the time of the build; entries come out reversed unless appended;
characters that XML forbids raise (the entries have none).

The history keeps its newest entries in the feed and older ones in archive documents by month
(RFC 5005 section 4), which the newest document and each other link to; both formats share the Atom ones.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from feedgen.feed import FeedGenerator
from lxml import etree

from generator.rendering.edition import Edition
from generator.rendering.feeds.items import (
    Entry,
    Line,
    history_entry,
    tag,
)
from generator.rendering.reuse.unchanged import Keep
from generator.timespan import EARLIEST

NEWEST, ARCHIVED = 50, 1000
"""So many entries are in a feed itself, and so many (in whole months) in it and its archives together."""

RSS, ATOM = "application/rss+xml", "application/atom+xml"
HISTORY_XML = "http://purl.org/syndication/history/1.0"
ATOM_XML = "http://www.w3.org/2005/Atom"
COPIES = {"history.rss": ("feed.rss", "index.xml"), "history.atom": ("feed.atom",)}
"""The same feed under the names that people try first; each copy says its own address."""


@dataclass(frozen=True, slots=True)
class Channel:
    """A feed without its entries. ``path`` is within the edition; ``older`` the newest archive's."""

    path: str
    title: str
    home: str
    name: str
    older: str | None = None
    newer: str | None = None
    archive: bool = False


def feed_files(
    edition: Edition, history: Sequence[Line], updates: Sequence[Entry], keep: Keep
) -> dict[str, bytes]:
    """All feeds of an edition by path. Both lists are newest first."""
    prefix = edition.prefix
    found: dict[str, bytes] = {}
    for channel, entries in (
        *_subscriptions(edition, history, updates),
        *_archives(edition, history),
    ):
        for path in (channel.path, *COPIES.get(channel.path, ())):
            make = partial(_feed, edition, channel, entries, path)
            found[prefix + path] = keep(prefix + path, (channel, entries, path), make)
    return found


def _subscriptions(
    edition: Edition, history: Sequence[Line], updates: Sequence[Entry]
) -> Iterator[tuple[Channel, Sequence[Entry]]]:
    say, site, home = edition.words.gettext, edition.text(edition.site.name), edition.address()
    months = archived_months(history)
    older = archive_path(months[0]) if months else None
    newest = _entries(edition, history[:NEWEST])
    planned = _entries(edition, [line for line in history if line.planned][:NEWEST])
    by_component: dict[str, list[Line]] = {}
    for line in history:
        for id in line.components:
            by_component.setdefault(id, []).append(line)
    for kind in ("rss", "atom"):
        title = say("%(site)s: history", site=site)
        yield Channel(f"history.{kind}", title, home, "history", older), newest
        title = say("%(site)s: updates", site=site)
        yield Channel(f"updates.{kind}", title, home, "updates"), updates[:NEWEST]
        title = say("%(site)s: maintenance", site=site)
        yield Channel(f"maintenance.{kind}", title, home, "maintenance"), planned
        for component in edition.site.components:
            folder = f"components/{component.id}/"
            title = f"{site}: {edition.text(component.name)}"
            channel = Channel(f"{folder}history.{kind}", title, home + folder, f"{folder}history")
            yield channel, _entries(edition, by_component.get(component.id, [])[:NEWEST])


def _archives(
    edition: Edition, history: Sequence[Line]
) -> Iterator[tuple[Channel, Sequence[Entry]]]:
    """A document for each month that the newest one does not hold whole."""
    months = archived_months(history)
    by_month: dict[str, list[Line]] = {month: [] for month in months}
    for line in history:
        if line.month in by_month:
            by_month[line.month].append(line)
    site = edition.words.gettext("%(site)s: history", site=edition.text(edition.site.name))
    for index, (month, lines) in enumerate(by_month.items()):
        folder = f"history/{month}"
        yield (
            Channel(
                archive_path(month),
                f"{site}, {month}",
                f"{edition.address()}{folder}/",
                folder,
                older=archive_path(months[index + 1]) if index + 1 < len(months) else None,
                newer=archive_path(months[index - 1]) if index else None,
                archive=True,
            ),
            _entries(edition, lines),
        )


def _entries(edition: Edition, lines: Sequence[Line]) -> list[Entry]:
    return [history_entry(edition, line.post) for line in lines]


def archived_months(history: Sequence[Line]) -> list[str]:
    """The months with an entry that the newest document leaves out, newest first.

    They end with the month of the entry number ARCHIVED; what is older has its pages.
    """
    return sorted({line.month for line in history[NEWEST:ARCHIVED]}, reverse=True)


def archive_path(month: str) -> str:
    """Where a month's archive document lies: beside its page."""
    return f"history/{month}/history.atom"


# --------------------------------------------------------------------------------------- feedgen


def _feed(edition: Edition, channel: Channel, entries: Sequence[Entry], path: str) -> bytes:
    """A feed as bytes; ``path`` is its own address, which may be a copy's."""
    site, home = edition.site, edition.address()
    atom = path.endswith(".atom")
    name = edition.text(site.name) or site.url
    feed = FeedGenerator()
    feed.id(tag(edition, channel.name))
    feed.title(channel.title)
    feed.description(edition.text(site.description) or name)
    feed.language(edition.words.language)
    feed.author({"name": name, "uri": f"{site.url}/"})
    feed.generator("Statusmark")
    feed.docs("https://www.rssboard.org/rss-specification")
    feed.link(href=home + path, rel="self", type=ATOM if atom else RSS)
    if atom:
        for rel, other in _archive_links(channel):
            feed.link(href=home + other, rel=rel, type=ATOM)
    feed.link(href=channel.home, rel="alternate", type="text/html")
    feed.updated(max((entry.updated_at for entry in entries), default=EARLIEST))
    for entry in entries:
        _add(feed, edition, entry, atom=atom)
    feed.register_extension("history", _History)
    feed.history.channel, feed.history.home = channel, home
    return bytes(feed.atom_str(pretty=True) if atom else feed.rss_str(pretty=True))


def _archive_links(channel: Channel) -> Iterator[tuple[str, str]]:
    if channel.archive:
        yield "current", f"{channel.name.partition('/')[0]}.atom"
    if channel.older:
        yield "prev-archive", channel.older
    if channel.newer:
        yield "next-archive", channel.newer


class _History:
    """feedgen's way of adding elements: RFC 5005's mark, and its links in RSS."""

    channel: Channel
    home: str

    def extend_ns(self) -> dict[str, str]:
        """The namespaces, declared on the root."""
        return {"fh": HISTORY_XML} if self.channel.archive else {}

    def extend_atom(self, feed: etree._Element) -> None:
        """An archive says that it is one."""
        if self.channel.archive:
            etree.SubElement(feed, f"{{{HISTORY_XML}}}archive")

    def extend_rss(self, feed: etree._Element) -> None:
        """Links: by itself, feedgen writes only rel=self into RSS."""
        for rel, path in _archive_links(self.channel):
            address = self.home + path
            etree.SubElement(feed[0], f"{{{ATOM_XML}}}link", rel=rel, href=address, type=ATOM)


def _add(feed: FeedGenerator, edition: Edition, entry: Entry, *, atom: bool) -> None:
    item = feed.add_entry(order="append")
    item.title(entry.title)
    item.link(href=entry.url)
    item.guid(entry.id, permalink=False)
    item.published(_published(entry, atom=atom))
    item.updated(entry.updated_at)
    item.category(
        [
            {
                "term": category.term,
                "label": category.label,
                "scheme": f"{edition.site.url}/#{category.kind}",
            }
            for category in entry.categories
        ]
    )
    if atom:
        item.content(entry.html, type="html")
    else:
        item.description(entry.html)


def _published(entry: Entry, *, atom: bool) -> datetime:
    """RSS has one date, the one that readers sort by: when the entry moved last."""
    return entry.published_at if atom else entry.updated_at
