"""JSON-LD (schema.org) for search engines: the service's page, an incident as an article, work as an event."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime

from markupsafe import Markup

from generator.notation import rfc3339
from generator.rendering.edition import Edition
from generator.rendering.theme_api.posts import AnnouncementView, IncidentView, MaintenanceView

CONTEXT = "https://schema.org"


def site_data(edition: Edition, headline: str) -> dict[str, object]:
    """The start page."""
    return {
        "@context": CONTEXT,
        "@type": "WebPage",
        "name": edition.text(edition.site.name),
        "description": headline,
        "inLanguage": edition.words.language,
        "url": edition.address(),
        "dateModified": rfc3339(edition.now),
    }


def article_data(
    edition: Edition, view: IncidentView | AnnouncementView, changed_at: datetime
) -> dict[str, object]:
    """An incident, or an announcement."""
    return {
        "@context": CONTEXT,
        "@type": "Article",
        "headline": view.post.title,
        "description": view.excerpt or view.post.state.text,
        "inLanguage": edition.words.language,
        "url": edition.address(view.post.path),
        "datePublished": rfc3339(view.post.start_at),
        "dateModified": rfc3339(changed_at),
        "publisher": _organisation(edition),
    }


def maintenance_data(edition: Edition, view: MaintenanceView) -> dict[str, object]:
    """Planned work."""
    status = "EventCancelled" if view.cancelled_at else "EventScheduled"
    url = edition.address(view.post.path)
    return {
        "@context": CONTEXT,
        "@type": "Event",
        "name": view.post.title,
        "description": view.excerpt or view.window,
        "inLanguage": edition.words.language,
        "url": url,
        "startDate": rfc3339(view.start_at),
        "endDate": rfc3339(view.end_at),
        "eventStatus": f"{CONTEXT}/{status}",
        "eventAttendanceMode": f"{CONTEXT}/OnlineEventAttendanceMode",
        "location": {"@type": "VirtualLocation", "url": edition.address()},
        "organizer": _organisation(edition),
    }


def _organisation(edition: Edition) -> dict[str, object]:
    return {
        "@type": "Organization",
        "name": edition.text(edition.site.name),
        "url": edition.address(),
    }


def json_ld(data: Mapping[str, object] | None) -> Markup:
    """The text for a ``<script type="application/ld+json">``, with no way out of the element."""
    if data is None:
        return Markup("")
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return Markup(text.replace("<", "\\u003c"))  # noqa: S704 - "<" cannot occur
