"""``events.json``: every update for programs, oldest first, the newest ones only.

New events stand at the end. A program keeps the id of the last one it has seen and reads on from there;
ids never change.
"""

from __future__ import annotations

from typing import Any

from generator.model.content import Incident, Post
from generator.notation import json_line, rfc3339
from generator.rendering.bounds import fitting
from generator.rendering.edition import Edition, post_path
from generator.rendering.feeds.moment_texts import moment_html, status_text
from generator.rendering.prose.placing import feed_html
from generator.rendering.prose.plain import plain_lines
from generator.rendering.views.posts import post_view
from generator.rules.moments import Moment

SCHEMA = "statusmark/events/1"
KEPT = 200
"""At most so many events are listed; the feeds' archives have them all."""


def events_file(edition: Edition) -> bytes:
    """The document, ending in a line feed."""
    events = (_event(edition, moment) for moment in reversed(edition.news))
    newest = fitting(events, KEPT, lambda event: len(json_line(event)))
    document = {
        "schema": SCHEMA,
        "page": {"name": edition.text(edition.site.name), "url": f"{edition.site.url}/"},
        "language": edition.words.language,
        "events": newest[::-1],
    }
    return json_line(document)


def _event(edition: Edition, moment: Moment) -> dict[str, Any]:
    post = moment.post
    view, url = post_view(edition, post.id), edition.address(post_path(post))
    html = feed_html(str(moment_html(edition, moment)), url)
    window = moment.announcement
    return {
        "id": f"{post.id}.{moment.name}",
        "type": "announcement"
        if view.announcement
        else "incident"
        if isinstance(post, Incident)
        else "maintenance",
        "event": moment.origin.value,
        "at": rfc3339(moment.at),
        "status": moment.status.value,
        "status_text": status_text(edition, moment),
        "post": post.id,
        "title": view.title or post.id,
        "url": url,
        "impact": view.level.slug,
        "components": _components(edition, post),
        "window": {"start": rfc3339(window.start_at), "end": rfc3339(window.end_at)}
        if window
        else None,
        "text": plain_lines(html),
        "html": html,
    }


def _components(edition: Edition, post: Post) -> list[dict[str, str]]:
    if isinstance(post, Incident):
        levels = post.components
    else:
        levels = edition.assessment.notices[post.id].components
    return [
        {"id": id, "name": edition.component_name(id), "level": level.value}
        for id, level in levels.items()
    ]
