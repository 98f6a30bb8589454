"""The feed of monthly digests (Atom, RFC 4287)."""

from __future__ import annotations

from collections.abc import Sequence

from feedgen.feed import FeedGenerator
from markupsafe import Markup

from generator.rendering.edition import Edition
from generator.rendering.theme_api.digests import DigestView
from generator.timespan import EARLIEST

FEED = "digests/feed.atom"
NEWEST = 24


def digest_feed(edition: Edition, digests: Sequence[DigestView]) -> dict[str, bytes]:
    """The feed of months that are over, where there are any digests; an entry never changes its date."""
    if not digests:
        return {}
    views = [view for view in digests if view.ended][:NEWEST]
    home, name = edition.address(), edition.text(edition.site.name)
    feed = FeedGenerator()
    feed.id(edition.tag("digests"))
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
        item.guid(edition.tag(f"digests/{view.label}"), permalink=False)
        item.published(view.end_at)
        item.updated(view.end_at)
        item.content(str(_entry(view, home)), type="html")
    return {f"{edition.prefix}{FEED}": bytes(feed.atom_str(pretty=True))}


def _entry(view: DigestView, home: str) -> Markup:
    parts = [
        Markup("<p><strong>{}: {}</strong> {}</p>").format(
            result.name, result.verdict.text, result.sentence
        )
        for result in view.results
    ]
    rows = [
        Markup('<li><a href="{}">{}</a> ({})</li>').format(
            home + row.post.path, row.post.title, row.post.components
        )
        for row in view.happened
    ]
    return Markup("").join([*parts, Markup("<ul>"), *rows, Markup("</ul>")])
