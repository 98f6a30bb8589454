"""RSS 2.0 and Atom (RFC 4287), with feedgen.

feedgen 1.0 needs care, all of it here: one object serves one format; the channel's own link is the one
added last; every date not set is the time of the build; entries come out reversed unless appended;
characters that XML forbids raise (the items have none).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from feedgen.feed import FeedGenerator
from lxml import etree
from markupsafe import Markup

from generator.rendering.bounds import LINES, fitting
from generator.rendering.edition import Edition
from generator.rendering.feeds.channels import Channel, archive_feeds, current_feeds
from generator.rendering.feeds.items import FeedItem, HistoryLine, Line, UpdateLine
from generator.rendering.keys import Keys
from generator.rendering.outputs import Output
from generator.rendering.theme_api.history import DigestView
from generator.rendering.views.digests import digest_page
from generator.rules.digests import Digest
from generator.timespan import EARLIEST

RSS, ATOM = "application/rss+xml", "application/atom+xml"
HISTORY_XML = "http://purl.org/syndication/history/1.0"
ATOM_XML = "http://www.w3.org/2005/Atom"
COPIES = {"history.rss": ("feed.rss", "index.xml"), "history.atom": ("feed.atom",)}
"""The same feed under the names that people try first; each copy says its own address."""

DIGEST_FEED, DIGESTS = "digests/feed.atom", 24
"""The feed of monthly digests, and how many it lists at most."""


def feed_outputs(
    edition: Edition, keys: Keys, history: Sequence[HistoryLine], updates: Sequence[UpdateLine]
) -> Iterator[Output]:
    """All feeds of an edition. Both lists are newest first."""
    for channel, lines in (
        *current_feeds(edition, history, updates),
        *archive_feeds(edition, history),
    ):
        for path in (channel.path, *COPIES.get(channel.path, ())):
            key = keys.of(path, channel, keys.lines(lines))
            make = partial(_feed, edition, channel, lines, path)
            yield Output(edition.prefix + path, key, make)


def digest_feed(edition: Edition, keys: Keys, digests: Sequence[Digest]) -> Iterator[Output]:
    """The feed of months that are over, where there are any digests; an entry never changes its date."""
    if not digests:
        return
    home, name = edition.address(), edition.text(edition.site.name)
    title = edition.words.gettext("%(site)s: digests", site=name)
    channel = Channel(DIGEST_FEED, title, f"{home}digests/", "digests", described=False)
    over = [digest for digest in digests if digest.period.span.end <= edition.now]
    lines = fitting((DigestLine(edition, d) for d in over), DIGESTS, lambda line: line.size)
    key = keys.of(channel, [keys.digest(line.digest) for line in lines])
    make = partial(_feed, edition, channel, lines, DIGEST_FEED)
    yield Output(edition.prefix + DIGEST_FEED, key, make)


@dataclass(frozen=True, slots=True)
class DigestLine:
    """A month's digest in the feed of them."""

    edition: Edition
    digest: Digest

    @property
    def size(self) -> int:
        """The bytes of the item in the feed, about, without making it."""
        return 1500 + 350 * min(len(self.digest.events), LINES)

    @property
    def item(self) -> FeedItem:
        """The item."""
        view, home = digest_page(self.edition, self.digest), self.edition.address()
        return FeedItem(
            id=self.edition.tag(view.path or ""),
            url=f"{home}{view.path}",
            title=f"{view.kind}: {view.name}",
            published_at=view.end_at,
            updated_at=view.end_at,
            html=str(_digest(view, home)),
            categories=(),
        )


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


def _feed(
    edition: Edition, channel: Channel, lines: Sequence[Line | DigestLine], path: str
) -> bytes:
    """A feed as bytes; ``path`` is its own address, which may be a copy's."""
    items = [line.item for line in lines]
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
