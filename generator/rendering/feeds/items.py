"""What a feed lists: one item a post (history) or one a moment (updates), in one language.

Readers announce an item once per id, whatever happens to its text. So the history keeps one id a
post and moves it up, and the updates give each moment its own id: a new update is announced, a corrected
typo is not. Ids are ``tag:`` names (RFC 4151) made from the post's id and the moment's name alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from html import escape
from typing import TypeVar

from generator.model.content import Incident, Post
from generator.rendering.bounds import fitting
from generator.rendering.edition import Edition, post_path
from generator.rendering.feeds.moment_texts import history_html, moment_markup, status_text
from generator.rendering.views.posts import filed_on, post_view
from generator.rules.moments import Moment, written


@dataclass(frozen=True, slots=True)
class Category:
    """A category: ``term`` for programs, ``label`` for people, ``kind`` the scheme's last word."""

    kind: str
    term: str
    label: str


@dataclass(frozen=True, slots=True)
class FeedItem:
    """An item of a feed. ``html`` has absolute addresses only."""

    id: str
    url: str
    title: str
    published_at: datetime
    updated_at: datetime
    html: str
    categories: tuple[Category, ...]


def _size(edition: Edition, post: Post, texts: Iterable[str]) -> int:
    """The bytes of an item in Atom or RSS, mostly some more, by its Markdown: there markup is escaped, and text twice."""
    labels = len(edition.touched(post)) + 2
    written = [escape(escape(text)) for text in (edition.title(post)[0], *texts)]
    marks = sum(text.count("\n") + 2 * text.count("|") + text.count("](") for text in written)
    inline = sum(text.count("*") + text.count("`") for text in written)
    words = sum(len(text.encode()) + 200 for text in written)
    return 450 + 120 * labels + 30 * marks + 13 * inline + words


@dataclass(frozen=True)
class HistoryLine:
    """A post's place in the history; ``month`` is the one that it is filed under (``2026-11``)."""

    edition: Edition
    updated_at: datetime
    post: Post
    components: tuple[str, ...]
    month: str

    @property
    def name(self) -> str:
        """The lasting name of what happened last."""
        return written(self.edition.moments[self.post.id])[-1].name

    @property
    def planned(self) -> bool:
        """Whether it is maintenance."""
        return not isinstance(self.post, Incident)

    @cached_property
    def size(self) -> int:
        """The bytes of the item in a feed, about, without making it."""
        texts = [self.edition.markdown(self.post, update)[0] for update in self.post.updates]
        return _size(self.edition, self.post, [self.edition.markdown(self.post)[0], *texts])

    @cached_property
    def item(self) -> FeedItem:
        """The item: made where a feed lists it, and once, since several do."""
        return _history_item(self.edition, self.post)


def history_lines(edition: Edition) -> tuple[HistoryLine, ...]:
    """One line a post, the last touched first."""
    found = [
        HistoryLine(
            edition=edition,
            updated_at=written(edition.moments[post.id])[-1].at,
            post=post,
            components=edition.touched(post),
            month=f"{filed_on(edition, post.id):%Y-%m}",
        )
        for post in edition.posts
    ]
    return tuple(sorted(found, key=lambda line: (line.updated_at, line.post.id), reverse=True))


@dataclass(frozen=True)
class UpdateLine:
    """A moment's place among the updates."""

    edition: Edition
    moment: Moment

    @property
    def post(self) -> Post:
        """What it happened to."""
        return self.moment.post

    @property
    def name(self) -> str:
        """The moment's lasting name."""
        return self.moment.name

    @property
    def updated_at(self) -> datetime:
        """The date of its item."""
        return self.edition.entry_date(self.moment)

    @cached_property
    def size(self) -> int:
        """The bytes of the item in a feed, about, without making it."""
        text = self.edition.markdown(self.post, self.moment.update)[0]
        return _size(self.edition, self.post, [text])

    @cached_property
    def item(self) -> FeedItem:
        """The item: made where a feed lists it, and once."""
        return _update_item(self.edition, self.moment)


Line = HistoryLine | UpdateLine
L = TypeVar("L", HistoryLine, UpdateLine)

NEWEST = 50
"""At most so many items are in a feed."""


def update_lines(edition: Edition) -> tuple[UpdateLine, ...]:
    """The newest moments, newest first, as many as one feed holds."""
    return tuple(newest(UpdateLine(edition, moment) for moment in reversed(edition.news)))


def newest(lines: Iterable[L]) -> list[L]:
    """The first lines, as many as one feed holds."""
    return fitting(lines, NEWEST, lambda line: line.size)


def _history_item(edition: Edition, post: Post) -> FeedItem:
    moments = written(edition.moments[post.id])
    path = post_path(post)
    url = edition.address(path)
    return FeedItem(
        id=edition.tag(path),
        url=url,
        title=post_view(edition, post.id).title or post.id,
        published_at=moments[0].at,
        updated_at=moments[-1].at,
        html=history_html(edition, moments, url),
        categories=_categories(edition, post),
    )


def _update_item(edition: Edition, moment: Moment) -> FeedItem:
    post = moment.post
    path = post_path(post)
    url = edition.address(path)
    title = post_view(edition, post.id).title or post.id
    return FeedItem(
        id=edition.tag(f"{path}{moment.name}"),
        url=url + (f"#{moment.name}" if moment.update else ""),
        title=f"{status_text(edition, moment)}: {title}",
        published_at=edition.entry_date(moment),
        updated_at=edition.entry_date(moment),
        html=moment_markup(edition, moment, url),
        categories=_categories(edition, post),
    )


def _categories(edition: Edition, post: Post) -> tuple[Category, ...]:
    """Kind, impact, components in the site's order."""
    say = edition.words.gettext
    view, touched = post_view(edition, post.id), edition.touched(post)
    kind = ("maintenance", say("Maintenance")) if view.planned else ("incident", say("Incident"))
    kind = ("announcement", say("Announcement")) if view.announcement else kind
    return (
        Category("kind", *kind),
        Category("impact", view.level.slug, view.level.text),
        *(
            Category("component", c.id, edition.text(c.name) or c.id)
            for c in edition.site.components
            if c.id in touched
        ),
    )
