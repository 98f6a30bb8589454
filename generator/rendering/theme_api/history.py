"""What a theme may see of the past."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from generator.rendering.theme_api.frame import LinkView
from generator.rendering.theme_api.periods import PeriodView
from generator.rendering.theme_api.posts import PostView


@dataclass(frozen=True, slots=True)
class DayListView:
    """The posts of one day; ``anchor`` is the day's id on the page."""

    date: date
    anchor: str
    text: str
    posts: tuple[PostView, ...]


@dataclass(frozen=True, slots=True)
class MonthView:
    """A month of the history."""

    label: str
    path: str
    name: str
    incidents: int
    maintenance: int
    summary: str
    days: tuple[DayListView, ...]
    period: PeriodView | None
    previous: LinkView | None
    next: LinkView | None


@dataclass(frozen=True, slots=True)
class YearView:
    """A year of the history's index."""

    year: int
    months: tuple[MonthView, ...]
