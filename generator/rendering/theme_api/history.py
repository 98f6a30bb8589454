"""What a theme may see of the past: months, years, digests on pages and in mail."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from generator.rendering.theme_api.frame import LinkView
from generator.rendering.theme_api.periods import PeriodView
from generator.rendering.theme_api.posts import MaintenanceView, PostView


@dataclass(frozen=True, slots=True)
class DayListView:
    """The posts of one day; ``anchor`` is the day's id on the page."""

    date: date
    anchor: str
    text: str
    posts: tuple[PostView, ...]


@dataclass(frozen=True, slots=True)
class MonthView:
    """A month of the history; of many posts, ``part`` is the number of a hundred, from the newest on."""

    label: str
    path: str
    name: str
    part: int
    summary: str
    days: tuple[DayListView, ...]
    period: PeriodView | None
    previous: LinkView | None
    next: LinkView | None


@dataclass(frozen=True, slots=True)
class MonthLineView:
    """A month in the history's index, in a line."""

    path: str
    name: str
    summary: str


@dataclass(frozen=True, slots=True)
class YearView:
    """A year of the history's index."""

    year: int
    months: tuple[MonthLineView, ...]


@dataclass(frozen=True, slots=True)
class NewsView:
    """An event in a line: when, what, and the beginning of its words; ``lang`` if not translated."""

    at: datetime
    word: str
    excerpt: str
    lang: str | None = None


@dataclass(frozen=True, slots=True)
class NotifiedView:
    """A post with its news, newest first."""

    post: PostView
    news: tuple[NewsView, ...]


@dataclass(frozen=True, slots=True)
class DowntimeView:
    """A component's counted downtime within a digest's period."""

    name: str
    minutes: str


@dataclass(frozen=True, slots=True)
class DigestView:
    """A digest. ``path`` is its page's, where it has one; it grows until ``end_at``.

    A page has each post's last news only, and no more than a hundred posts: else it is not ``whole``.
    """

    kind: str
    name: str
    path: str | None
    end_at: datetime
    results: tuple[PeriodView, ...]
    downtime: tuple[DowntimeView, ...]
    happened: tuple[NotifiedView, ...]
    late: tuple[NotifiedView, ...]
    upcoming: tuple[MaintenanceView, ...]
    whole: bool = True


@dataclass(frozen=True, slots=True)
class DigestLineView:
    """A month's digest in the list of them."""

    path: str
    name: str
    results: tuple[PeriodView, ...]
