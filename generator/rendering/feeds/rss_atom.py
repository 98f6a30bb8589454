"""RSS 2.0 and Atom (RFC 4287), with feedgen.

feedgen 1.0 needs care, all of it here: one object serves one format; the channel's own link is the one
added last; every date not set is the time of the build; entries come out reversed unless appended;
characters that XML forbids raise (the items have none).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from feedgen.feed import FeedGenerator
from lxml import etree
from markupsafe import Markup

from generator.rendering.bounds import fitting
from generator.rendering.edition import Edition
from generator.rendering.feeds.channels import Channel, archive_feeds, current_feeds
from generator.rendering.feeds.items import FeedItem, HistoryLine, item_size
from generator.rendering.reuse.unchanged import Keep
from generator.rendering.theme_api.history import DigestView
from generator.timespan import EARLIEST

RSS, ATOM = "application/rss+xml", "application/atom+xml"
HISTORY_XML = "http://purl.org/syndication/history/1.0"
ATOM_XML = "http://www.w3.org/2005/Atom"
COPIES = {"history.rss": ("feed.rss", "index.xml"), "history.atom": ("feed.atom",)}
"""The same feed under the names that people try first; each copy says its own address."""

DIGEST_FEED, DIGESTS = "digests/feed.atom", 24
"""The feed of monthly digests, and how many it lists at most."""


def feed_files(
    edition: Edition, history: Sequence[HistoryLine], updates: Sequence[FeedItem], keep: Keep
) -> dict[str, bytes]:
    """All feeds of an edition by path. Both lists are newest first."""
    prefix = edition.prefix
    found: dict[str, bytes] = {}
    for channel, items in (
        *current_feeds(edition, history, updates),
        *archive_feeds(edition, history),
    ):
        for path in (channel.path, *COPIES.get(channel.path, ())):
            make = partial(_feed, edition, channel, items, path)
            found[prefix + path] = keep(prefix + path, (channel, items, path), make)
    return found


def digest_feed(edition: Edition, digests: Sequence[DigestView], keep: Keep) -> dict[str, bytes]:
    """The feed of months that are over, where there are any digests; an entry never changes its date."""
    if not digests:
        return {}
    home, name = edition.address(), edition.text(edition.site.name)
    title = edition.words.gettext("%(site)s: digests", site=name)
    channel = Channel(DIGEST_FEED, title, f"{home}digests/", "digests", described=False)
    items = (
        FeedItem(
            id=edition.tag(view.path or ""),
            url=f"{home}{view.path}",
            title=f"{view.kind}: {view.name}",
            published_at=view.end_at,
            updated_at=view.end_at,
            html=str(_digest(view, home)),
            categories=(),
        )
        for view in digests
        if view.end_at <= edition.now
    )
    path, newest = edition.prefix + DIGEST_FEED, fitting(items, DIGESTS, item_size)
    make = partial(_feed, edition, channel, newest, DIGEST_FEED)
    return {path: keep(path, (channel, newest), make)}


def _digest(view: DigestView, home: str) -> Markup:
    parts = [
        Markup("<p><strong>{}: {}</strong> {}</p>").format(
            result.name, f"{result.figure}, {result.verdict.text}", result.sentence
        )
        for result in view.results
    ]
    rows = [
        Markup('<li><a href="{}">{}</a> ({})</li>').format(
            home + row.post.path, row.post.title, row.post.components or row.post.state.text
        )
        for row in view.happened
    ]
    return Markup("").join([*parts, Markup("<ul>"), *rows, Markup("</ul>")])


def _feed(edition: Edition, channel: Channel, items: Sequence[FeedItem], path: str) -> bytes:
    """A feed as bytes; ``path`` is its own address, which may be a copy's."""
    site, home = edition.site, edition.address()
    atom = path.endswith(".atom")
    name = edition.text(site.name) or site.url
    feed = FeedGenerator()
    feed.id(edition.tag(channel.name))
    feed.title(channel.title)
    if channel.described:
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
    feed.updated(max((item.updated_at for item in items), default=EARLIEST))
    for item in items:
        _add(feed, edition, item, atom=atom)
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


def _add(feed: FeedGenerator, edition: Edition, item: FeedItem, *, atom: bool) -> None:
    entry = feed.add_entry(order="append")
    entry.title(item.title)
    entry.link(href=item.url)
    entry.guid(item.id, permalink=False)
    # RSS has one date, the one that readers sort by: when the item moved last
    entry.published(item.published_at if atom else item.updated_at)
    entry.updated(item.updated_at)
    for category in item.categories:
        scheme = f"{edition.site.url}/#{category.kind}"
        entry.category(term=category.term, label=category.label, scheme=scheme)
    if atom:
        entry.content(item.html, type="html")
    else:
        entry.description(item.html)
