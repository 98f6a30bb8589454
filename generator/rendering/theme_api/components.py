"""What a theme may see of components, and the start page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from generator.rendering.theme_api.frame import LinkView, Word
from generator.rendering.theme_api.periods import PeriodView
from generator.rendering.theme_api.posts import (
    AnnouncementView,
    IncidentView,
    MaintenanceView,
    PostView,
)


@dataclass(frozen=True, slots=True)
class DayView:
    """A day on which something was wrong; ``index`` counts from the oldest bar.

    Of many ``posts`` the first are named; ``others`` counts the rest and says that posts for other audiences
    had a part in it. It is mostly empty.
    """

    index: int
    date: date
    text: str
    level: Word
    length: str
    posts: tuple[PostView, ...]
    others: str


@dataclass(frozen=True, slots=True)
class ShapeView:
    """The bars of all days of one level, drawn as the ``d`` of a path; hollow where it was ``excused``."""

    level: Word
    path: str
    excused: bool = False


@dataclass(frozen=True, slots=True)
class BarsView:
    """The last 90 days: one drawn path per level; the days that were not quiet, on a component's page.

    ``label`` says how many days were bad, ``short`` without saying of how many.
    """

    shapes: tuple[ShapeView, ...]
    count: int
    first: date
    label: str
    short: str
    days: tuple[DayView, ...]


@dataclass(frozen=True, slots=True)
class FigureView:
    """A component's availability in one period."""

    period: str
    path: str
    availability: str
    downtime: str
    target: str | None
    verdict: Word | None


@dataclass(frozen=True, slots=True)
class ComponentView:
    """A component: its state, its bars, its figures; newest period first.

    ``until_at`` is when it was given up; None for one that is part of the service.
    """

    anchor: str
    path: str
    name: str
    group: str
    description: str
    level: Word
    since_at: datetime | None
    until_at: datetime | None
    bars: BarsView
    current: FigureView | None
    figures: tuple[FigureView, ...] = ()
    posts: tuple[PostView, ...] = ()
    upcoming: tuple[PostView, ...] = ()
    years: tuple[LinkView, ...] = ()


@dataclass(frozen=True, slots=True)
class ComponentYearView:
    """A component's posts of a year, newest first; of many, ``part`` is the number of a hundred."""

    name: str
    path: str
    title: str
    year: int
    part: int
    summary: str
    posts: tuple[PostView, ...]
    component: LinkView
    previous: LinkView | None
    next: LinkView | None


@dataclass(frozen=True, slots=True)
class GroupView:
    """Components under one heading; ``name`` may be empty."""

    name: str
    components: tuple[ComponentView, ...]


@dataclass(frozen=True, slots=True)
class OverviewView:
    """The first look: one sentence, since when, what is being done, what comes next.

    ``next_due_at`` and ``silence`` are those of the incident whose next update is due first.
    ``cancelled`` is planned work that was called off, until it would have been over.
    """

    level: Word
    headline: str
    since: str
    since_at: datetime | None
    doing: str
    next_due_at: datetime | None
    silence: str
    more: str
    announcements: tuple[AnnouncementView, ...]
    incidents: tuple[IncidentView, ...]
    active: tuple[MaintenanceView, ...]
    upcoming: tuple[MaintenanceView, ...]
    cancelled: tuple[MaintenanceView, ...]
    groups: tuple[GroupView, ...]
    period: PeriodView | None
    recent: tuple[PostView, ...]
    missing: str
    missing_files: tuple[str, ...]
