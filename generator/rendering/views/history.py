"""Views of the past: months of posts, years of months."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from generator.rendering.edition import Edition
from generator.rendering.theme_api.frame import LinkView
from generator.rendering.theme_api.history import DayListView, MonthView, YearView
from generator.rendering.theme_api.periods import PeriodView
from generator.rendering.theme_api.posts import PostView
from generator.rendering.views.periods import period_view
from generator.rendering.views.posts import post_view

Neighbours = tuple[LinkView | None, LinkView, LinkView | None]
"""A page between the one before and the one after it."""


def month_views(edition: Edition) -> tuple[MonthView, ...]:
    """Each month with posts, oldest first; upcoming work is left to the start page."""
    upcoming = set(edition.status.upcoming_ids)
    by_month: dict[str, list[PostView]] = {}
    for id in (*edition.status.incidents, *edition.assessment.notices):
        if id not in upcoming:
            view = post_view(edition, id)
            by_month.setdefault(f"{view.day:%Y-%m}", []).append(view)
    labels = sorted(by_month)
    periods = {
        r.period.label: period_view(edition, r)
        for r in edition.assessment.periods
        if r.tier is None and r.period.label in by_month
    }
    first_days = [date.fromisoformat(f"{label}-01") for label in labels]
    links = [LinkView(edition.words.month(day), f"history/{day:%Y-%m}/") for day in first_days]
    return tuple(
        _month(edition, label, by_month[label], periods.get(label), neighbours)
        for label, neighbours in zip(labels, around(links), strict=True)
    )


def around(links: Sequence[LinkView]) -> Iterator[Neighbours]:
    """Each of these pages with its neighbours."""
    return zip((None, *links), links, (*links[1:], None), strict=False)


def _month(
    edition: Edition,
    label: str,
    posts: Sequence[PostView],
    period: PeriodView | None,
    neighbours: Neighbours,
) -> MonthView:
    previous, link, following = neighbours
    by_day: dict[date, list[PostView]] = {}
    for post in sorted(posts, key=lambda p: (p.start_at, p.id), reverse=True):
        by_day.setdefault(post.day, []).append(post)
    words, planned = edition.words, sum(post.planned for post in posts)
    parts = [
        words.ngettext("%(count)s incident", "%(count)s incidents", len(posts) - planned),
        words.ngettext("%(count)s maintenance", "%(count)s maintenances", planned),
    ]
    return MonthView(
        label=label,
        path=link.href,
        name=link.text,
        summary=", ".join(parts),
        days=tuple(
            DayListView(day, f"d-{day.isoformat()}", words.day(day, "full"), tuple(found))
            for day, found in sorted(by_day.items(), reverse=True)
        ),
        period=period,
        previous=previous,
        next=following,
    )


def year_views(months: Iterable[MonthView]) -> tuple[YearView, ...]:
    """The months by year, newest first."""
    years: dict[int, list[MonthView]] = {}
    for month in sorted(months, key=lambda m: m.label, reverse=True):
        years.setdefault(int(month.label[:4]), []).append(month)
    return tuple(YearView(year, tuple(found)) for year, found in years.items())
