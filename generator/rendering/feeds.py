"""RSS 2.0 of the history: one entry a post, which moves up when the post is updated.

feedgen 1.0 needs care, all of it here: the channel's own link is the one added last; every date not
set is the time of the build; entries come out reversed unless appended; characters that XML forbids
raise.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from feedgen.feed import FeedGenerator
from markupsafe import escape

from generator.rendering.edition import Edition
from generator.rendering.post_views import incident_view, maintenance_view
from generator.rendering.prose import clean_text
from generator.rendering.views import IncidentView, MaintenanceView, UpdateView
from generator.rendering.words import iso

NEWEST = 50


@dataclass(frozen=True, slots=True)
class _Entry:
    id: str
    year: int
    updated_at: datetime


def history_rss(edition: Edition, self_url: str, home_url: str) -> bytes:
    """The newest posts as RSS; addresses are absolute, dates are the posts' own."""
    words, site = edition.words, edition.site
    entries = sorted(_entries(edition), key=lambda e: (e.updated_at, e.id), reverse=True)[:NEWEST]
    name = edition.text(site.name)
    feed = FeedGenerator()
    feed.title(words.gettext("%(site)s: history", site=name))
    feed.description(edition.text(site.description) or name)
    feed.language(words.language)
    feed.link(href=self_url, rel="self", type="application/rss+xml")
    feed.link(href=home_url, rel="alternate")
    moved_at = max((entry.updated_at for entry in entries), default=None)
    feed.lastBuildDate(moved_at or datetime.fromtimestamp(0, tz=edition.now.tzinfo))
    for entry in entries:
        _add(feed, edition, entry, home_url)
    return bytes(feed.rss_str(pretty=True))


def post_guid(site_url: str, year: int, path: str) -> str:
    """A post's lasting name (RFC 4151): it survives new titles, texts and file names."""
    return f"tag:{urlsplit(site_url).hostname},{year}:{path.rstrip('/')}"


def _entries(edition: Edition) -> list[_Entry]:
    found = []
    for id, facts in edition.status.incidents.items():
        times = [u.at for u in facts.updates] + [facts.incident.started_at]
        times += [at for at in (facts.resolved_at,) if at]
        found.append(_Entry(id, facts.incident.started_at.year, max(times)))
    for id, notice in edition.assessment.notices.items():
        post = edition.maintenance[id]
        times = [u.at for u in post.updates if u.at <= edition.now]
        times += [v.published_at for v in post.versions if v.published_at <= edition.now]
        found.append(_Entry(id, notice.window.start.year, max([*times, notice.first_published_at])))
    return found


def _add(feed: FeedGenerator, edition: Edition, entry: _Entry, home_url: str) -> None:
    view: IncidentView | MaintenanceView
    if entry.id in edition.incidents:
        view = incident_view(edition, entry.id)
    else:
        view = maintenance_view(edition, entry.id)
    item = feed.add_entry(order="append")
    item.title(clean_text(view.post.title) or entry.id)
    item.link(href=home_url + view.post.path)
    item.guid(post_guid(edition.site.url, entry.year, view.post.path), permalink=False)
    item.published(entry.updated_at)
    item.updated(entry.updated_at)
    for component in view.components:
        item.category(term=component.name)
    item.description(clean_text(_body(edition, view)))


def _body(edition: Edition, view: IncidentView | MaintenanceView) -> str:
    """The post's state and timeline as HTML with absolute addresses."""
    parts = []
    if isinstance(view, MaintenanceView):
        parts.append(
            f"<p><strong>{escape(view.window)}</strong> {escape(view.notice.announced)}</p>"
        )
    parts += [_entry_html(edition, update) for update in view.updates]
    parts.append(str(view.summary))
    html = "\n".join(part for part in parts if part)
    if not html.strip():
        html = f"<p>{escape(view.post.state.text)}: {escape(view.post.components)}</p>"
    origin = "{0.scheme}://{0.netloc}".format(urlsplit(edition.site.url))
    return html.replace(' src="/', f' src="{origin}/').replace(' href="/', f' href="{origin}/')


def _entry_html(edition: Edition, update: UpdateView) -> str:
    """An update in the shape that scripts written for Statuspage's history know."""
    words = edition.words
    return (
        f'<p><small><time datetime="{iso(update.at)}">{escape(words.full(update.at))} '
        f"{escape(words.zone_name(update.at))}</time></small><br>"
        f"<strong>{escape(update.status.text)}</strong></p>\n{update.html}"
    )
