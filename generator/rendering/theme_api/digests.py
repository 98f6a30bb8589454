"""What a theme may see of digests, on pages and in mail."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from generator.rendering.theme_api.periods import PeriodView
from generator.rendering.theme_api.posts import MaintenanceView, PostView


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
    """A digest. ``path`` is its page's, where it has one; ``ended`` False while it still grows."""

    kind: str
    name: str
    label: str
    path: str | None
    start_at: datetime
    end_at: datetime
    ended: bool
    results: tuple[PeriodView, ...]
    downtime: tuple[DowntimeView, ...]
    happened: tuple[NotifiedView, ...]
    late: tuple[NotifiedView, ...]
    upcoming: tuple[MaintenanceView, ...]
