"""Views of the past: months of posts, years of months."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from generator.rendering.edition import Edition
from generator.rendering.theme_api.frame import LinkView
from generator.rendering.theme_api.history import (
    DayListView,
    MonthLineView,
    MonthView,
    YearView,
)
from generator.rendering.theme_api.posts import PostView
from generator.rendering.views.periods import period_view
from generator.rendering.views.posts import filed_on, post_view
from generator.rules.judgements import PeriodResult

Neighbours = tuple[LinkView | None, LinkView, LinkView | None]
"""A page between the one before and the one after it."""


@dataclass(frozen=True, slots=True)
class Month:
    """A month of the history before it is made: the ids of its posts and its neighbours."""

    label: str
    posts: tuple[str, ...]
    neighbours: Neighbours


def history_months(edition: Edition) -> tuple[Month, ...]:
    """Each month with posts, oldest first; upcoming work is left to the start page."""
    upcoming = set(edition.status.upcoming_ids)
    by_month: dict[str, list[str]] = {}
    for id in (*edition.status.incidents, *edition.assessment.notices):
        if id not in upcoming:
            by_month.setdefault(f"{filed_on(edition, id):%Y-%m}", []).append(id)
    labels = sorted(by_month)
    first_days = [date.fromisoformat(f"{label}-01") for label in labels]
    links = [LinkView(edition.words.month(day), f"history/{day:%Y-%m}/") for day in first_days]
    return tuple(
        Month(label, tuple(by_month[label]), neighbours)
        for label, neighbours in zip(labels, around(links), strict=True)
    )


def around(links: Sequence[LinkView]) -> Iterator[Neighbours]:
    """Each of these pages with its neighbours."""
    return zip((None, *links), links, (*links[1:], None), strict=False)


def month_period(edition: Edition, label: str) -> PeriodResult | None:
    """The agreement's period of a month, where there is one."""
    periods = (r for r in edition.assessment.periods if r.period.label == label and r.tier is None)
    return next(periods, None)


def month_view(edition: Edition, month: Month) -> MonthView:
    """A month with all its posts, the latest first."""
    previous, link, following = month.neighbours
    by_day: dict[date, list[PostView]] = {}
    posts = [post_view(edition, id) for id in month.posts]
    for post in sorted(posts, key=lambda p: (p.start_at, p.id), reverse=True):
        by_day.setdefault(post.day, []).append(post)
    period = month_period(edition, month.label)
    return MonthView(
        label=month.label,
        path=link.href,
        name=link.text,
        summary=_summary(edition, month),
        days=tuple(
            DayListView(day, f"d-{day.isoformat()}", edition.words.day(day, "full"), tuple(found))
            for day, found in sorted(by_day.items(), reverse=True)
        ),
        period=period_view(edition, period) if period else None,
        previous=previous,
        next=following,
    )


def _summary(edition: Edition, month: Month) -> str:
    words, planned = edition.words, sum(id in edition.assessment.notices for id in month.posts)
    parts = [
        words.ngettext("%(count)s incident", "%(count)s incidents", len(month.posts) - planned),
        words.ngettext("%(count)s maintenance", "%(count)s maintenances", planned),
    ]
    return ", ".join(parts)


def year_views(edition: Edition, months: Iterable[Month]) -> tuple[YearView, ...]:
    """The months by year, newest first, each in a line."""
    years: dict[int, list[MonthLineView]] = {}
    for month in sorted(months, key=lambda m: m.label, reverse=True):
        link = month.neighbours[1]
        line = MonthLineView(link.href, link.text, _summary(edition, month))
        years.setdefault(int(month.label[:4]), []).append(line)
    return tuple(YearView(year, tuple(found)) for year, found in years.items())
