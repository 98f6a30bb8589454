"""What a feed lists: one entry a post (history) or one a moment (updates), in one language.

Readers announce an entry once per id, whatever happens to its text. So the history keeps one id a
post and moves it up, and the updates give each moment its own id: a new update is announced, a mended
typo is not. Ids are ``tag:`` names (RFC 4151) made from the post's id and the moment's key alone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from html import escape, unescape
from urllib.parse import urljoin

from generator.model.content import Incident, Post
from generator.rendering.edition import Edition, post_path
from generator.rendering.feeds.moment_texts import moment_html, status_text
from generator.rendering.prose.markdown import clean_text
from generator.rendering.views.posts import maintenance_view, post_view
from generator.rules.moments import Moment, written

TAG_YEAR = 2026
"""The year of all ``tag:`` names: constant, so that a corrected date changes no id."""

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
"""Statuspage's months, which scripts look for; no locale's abbreviations."""


@dataclass(frozen=True, slots=True)
class Category:
    """A category: ``term`` for programs, ``label`` for people, ``kind`` the scheme's last word."""

    kind: str
    term: str
    label: str


@dataclass(frozen=True, slots=True)
class Line:
    """A post's place in the history; its words are made only where a feed lists it.

    ``month`` is the one that it is filed under (``2026-11``).
    """

    updated_at: datetime
    post: Post
    components: frozenset[str]
    month: str

    @property
    def planned(self) -> bool:
        """Whether it is maintenance."""
        return not isinstance(self.post, Incident)


@dataclass(frozen=True, slots=True)
class Entry:
    """An item of a feed. ``html`` has absolute addresses only."""

    id: str
    url: str
    title: str
    published_at: datetime
    updated_at: datetime
    html: str
    categories: tuple[Category, ...]


def tag(edition: Edition, path: str) -> str:
    """A lasting name for something of this site in this edition's language."""
    return f"tag:{edition.site.host},{TAG_YEAR}:{edition.prefix}{path.rstrip('/')}"


def history_lines(edition: Edition) -> tuple[Line, ...]:
    """One line a post, the last touched first."""
    found = [
        Line(
            updated_at=written(edition.assessment.moments[post.id])[-1].at,
            post=post,
            components=_components(edition, post),
            month=f"{post_view(edition, post.id).day:%Y-%m}",
        )
        for post in _posts(edition)
    ]
    return tuple(sorted(found, key=lambda line: (line.updated_at, line.post.id), reverse=True))


def history_entry(edition: Edition, post: Post) -> Entry:
    """A post as an entry; made once per edition, since several feeds list it."""
    found = edition.cache.get(("entry", post.id))
    if not isinstance(found, Entry):
        found = edition.cache["entry", post.id] = _history_entry(edition, post)
    return found


def update_entries(edition: Edition, newest: int) -> tuple[Entry, ...]:
    """One entry a moment, newest first; no more than ``newest`` of them are made at all."""
    found = [m for moments in edition.assessment.moments.values() for m in written(moments)]
    found.sort(key=lambda moment: (moment.at, moment.post.id, moment.name), reverse=True)
    return tuple(_update_entry(edition, moment.post, moment) for moment in found[:newest])


def _posts(edition: Edition) -> list[Post]:
    """The posts that are known at the horizon."""
    found: list[Post] = [facts.incident for facts in edition.status.incidents.values()]
    found += [edition.maintenance[id] for id in edition.assessment.notices]
    return found


def _history_entry(edition: Edition, post: Post) -> Entry:
    moments = written(edition.assessment.moments[post.id])
    view = post_view(edition, post.id)
    path = post_path(post)
    url = edition.address(path)
    return Entry(
        id=tag(edition, path),
        url=url,
        title=view.title or post.id,
        published_at=moments[0].at,
        updated_at=moments[-1].at,
        html=_history_html(edition, post, moments, url),
        categories=_categories(edition, post),
    )


def _update_entry(edition: Edition, post: Post, moment: Moment) -> Entry:
    view = post_view(edition, post.id)
    path = post_path(post)
    url = edition.address(path)
    anchor = f"#{moment.name}" if moment.update else ""
    return Entry(
        id=tag(edition, f"{path}{moment.name}"),
        url=url + anchor,
        title=f"{status_text(edition, moment)}: {view.title or post.id}",
        published_at=moment.at,
        updated_at=moment.at,
        html=_moment_markup(edition, post, moment, url),
        categories=_categories(edition, post),
    )


def _components(edition: Edition, post: Post) -> frozenset[str]:
    if isinstance(post, Incident):
        impacts = edition.status.incidents[post.id].impacts
        return frozenset(post.components) | {id for i in impacts for id in i.levels}
    return frozenset(edition.assessment.notices[post.id].components)


def _categories(edition: Edition, post: Post) -> tuple[Category, ...]:
    """Kind, impact, components in the site's order."""
    say = edition.words.gettext
    view, touched = post_view(edition, post.id), _components(edition, post)
    kind = ("maintenance", say("Maintenance")) if view.planned else ("incident", say("Incident"))
    return (
        Category("kind", *kind),
        Category("impact", view.level.slug, view.level.text),
        *(
            Category("component", c.id, edition.text(c.name) or c.id)
            for c in edition.site.components
            if c.id in touched
        ),
    )


# --------------------------------------------------------------------------------------- markup


def _history_html(edition: Edition, post: Post, moments: tuple[Moment, ...], url: str) -> str:
    """The timeline, newest first; for planned work its window before, for an incident its summary after."""
    parts = []
    if not isinstance(post, Incident):
        view = maintenance_view(edition, post.id)
        window = f"{view.window} {edition.words.zone_name(view.start_at)}"
        parts.append(
            f"<p><strong>{escape(window, quote=False)}</strong> "
            f"{escape(view.notice.verdict.text, quote=False)}, "
            f"{escape(view.notice.announced, quote=False)}</p>"
        )
    parts += [_moment_markup(edition, post, m, url) for m in reversed(moments)]
    if isinstance(post, Incident) and moments[0].update:
        parts.append(feed_html(str(edition.summary(post)[0]), url))
    return "\n".join(part for part in parts if part)


def _moment_markup(edition: Edition, post: Post, moment: Moment, url: str) -> str:
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


def feed_html(html: str, url: str) -> str:
    """A fragment for other people's readers: absolute addresses, none of the page's own attributes."""
    html = re.sub(r'<div class="scroll"[^>]*>|</div>', "", clean_text(html))
    html = re.sub(r' (?:class|loading|decoding|scope)="[^"]*"', "", html)
    return re.sub(r' (src|href)="([^"]*)"', lambda m: _absolute(m, url), html)


def _absolute(match: re.Match[str], url: str) -> str:
    if match[2].startswith(("https://", "http://", "mailto:")):
        return match[0]
    try:
        address = urljoin(url, unescape(match[2]))
    except ValueError:  # a malformed address stays as it was written
        return match[0]
    return f' {match[1]}="{escape(address)}"'
