"""Months told in one page each, with a feed of those that are over (Atom, RFC 4287)."""

from __future__ import annotations

from collections.abc import Iterator

from feedgen.feed import FeedGenerator
from markupsafe import Markup

from generator.model.mail import Frequency
from generator.rendering.edition import Edition
from generator.rendering.feeds.items import tag
from generator.rendering.pages.map import Page
from generator.rendering.views.digests import DigestView, digest_view
from generator.rules.digests import digest_of, digest_period
from generator.rules.moments import Moment
from generator.rules.notifications import notifications
from generator.timespan import EARLIEST

FEED = "digests/feed.atom"
NEWEST = 24


def digest_pages(edition: Edition) -> Iterator[Page]:
    """A page for each month in which something happened, and the list of them."""
    say, name = edition.words.gettext, edition.text(edition.site.name)
    views = _views(edition)
    if not views:
        return
    yield Page(
        "digests.html",
        "digests",
        "digests/",
        say("Digests"),
        say("Each month at %(site)s, told in one page", site=name),
        {"digests": views},
    )
    for view in views:
        yield Page(
            "digest.html",
            "digests",
            view.path or "",
            f"{view.kind}: {view.name}",
            f"{view.kind}: {view.name}",
            {"digest": view},
            changed_at=min(view.end_at, edition.now),
        )


def digest_feed(edition: Edition) -> dict[str, bytes]:
    """The feed of months that are over; an entry never changes its date."""
    views = [view for view in _views(edition) if view.ended][:NEWEST]
    if not _views(edition):
        return {}
    home, name = edition.address(), edition.text(edition.site.name)
    feed = FeedGenerator()
    feed.id(tag(edition, "digests"))
    feed.title(edition.words.gettext("%(site)s: digests", site=name))
    feed.language(edition.words.language)
    feed.author({"name": name, "uri": f"{edition.site.url}/"})
    feed.generator("Statusmark")
    feed.link(href=home + FEED, rel="self", type="application/atom+xml")
    feed.link(href=f"{home}digests/", rel="alternate", type="text/html")
    feed.updated(max((view.end_at for view in views), default=EARLIEST))
    for view in views:
        item = feed.add_entry(order="append")
        item.title(f"{view.kind}: {view.name}")
        item.link(href=f"{home}{view.path}")
        item.guid(tag(edition, f"digests/{view.label}"), permalink=False)
        item.published(view.end_at)
        item.updated(view.end_at)
        item.content(str(_entry(view, home)), type="html")
    return {f"{edition.prefix}{FEED}": bytes(feed.atom_str(pretty=True))}


def _entry(view: DigestView, home: str) -> Markup:
    parts = [
        Markup("<p><strong>{}: {}</strong> {}</p>").format(r.name, r.verdict.text, r.sentence)
        for r in view.results
    ]
    rows = [
        Markup('<li><a href="{}">{}</a> ({})</li>').format(
            home + told.post.path, told.post.title, told.post.components
        )
        for told in view.happened
    ]
    return Markup("").join([*parts, Markup("<ul>"), *rows, Markup("</ul>")])


def _views(edition: Edition) -> tuple[DigestView, ...]:
    """The months, newest first; made once per edition."""
    found = edition.cache.get("digests")
    if isinstance(found, tuple):
        return found
    by_month: dict[str, list[Moment]] = {}
    for event in notifications(edition.assessment):
        period = digest_period(Frequency.MONTHLY, event.at, edition.site.zone)
        by_month.setdefault(period.label, []).append(event)
    views = tuple(
        digest_view(
            edition,
            digest_of(
                edition.assessment,
                digest_period(Frequency.MONTHLY, rows[0].at, edition.site.zone),
                rows,
            ),
        )
        for _, rows in sorted(by_month.items(), reverse=True)
    )
    edition.cache["digests"] = views
    return views
