"""The HTML of a feed's items: a post's timeline, or one moment of it."""

from __future__ import annotations

import re
from datetime import datetime
from html import escape

from generator.model.content import Incident, Post
from generator.rendering.edition import Edition
from generator.rendering.feeds.moment_texts import moment_html, status_text
from generator.rendering.prose.for_feeds_and_mail import feed_html
from generator.rendering.views.maintenance import maintenance_view
from generator.rules.moments import Moment

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
"""Statuspage's months, which scripts look for; no locale's abbreviations."""


def history_html(edition: Edition, post: Post, moments: tuple[Moment, ...], url: str) -> str:
    """The timeline, newest first; for planned work its window before, for an incident its summary after."""
    parts = []
    if not isinstance(post, Incident):
        view = maintenance_view(edition, post.id)
        window = f"{view.window} {edition.words.zone_name(view.start_at)}"
        notice = view.notice
        said = f"{notice.verdict.text}, {notice.announced}" if notice.proven else notice.announced
        parts.append(
            f"<p><strong>{escape(window, quote=False)}</strong> {escape(said, quote=False)}</p>"
        )
    parts += [moment_markup(edition, post, m, url) for m in reversed(moments)]
    if isinstance(post, Incident) and moments[0].update:
        parts.append(feed_html(str(edition.summary(post)[0]), url))
    return "\n".join(part for part in parts if part)


def moment_markup(edition: Edition, post: Post, moment: Moment, url: str) -> str:
    """A moment in the shape that scripts written for Statuspage's history know.

    ``<p><small>Mar <var data-var='date'>29</var>, <var data-var='time'>05:10</var> UTC</small><br>
    <strong>Resolved</strong> - text</p>`` on one line; further paragraphs follow.
    """
    html = feed_html(str(moment_html(edition, post, moment)), url)
    first = re.match(r"<p>(.*?)</p>\s*", html, flags=re.DOTALL)
    text, rest = (first[1], html[first.end() :]) if first else ("", html)
    word = escape(status_text(edition, moment), quote=False)
    head = f"<p><small>{_stamp(edition, moment.at)}</small><br><strong>{word}</strong> - {text}</p>"
    return f"{head}\n{rest}".rstrip()


def _stamp(edition: Edition, at: datetime) -> str:
    day = f"<var data-var='date'>{at.day}</var>"
    time = f"<var data-var='time'>{at:%H:%M}</var> UTC"
    if edition.words.language.split("-")[0] == "en":
        return f"{MONTHS[at.month - 1]} {day}, {time}"
    return f"{day} {edition.words.day(at.date(), 'MMM')}, {time}"
