"""Views of the past: months of posts, years of months."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from generator.rendering.edition import Edition
from generator.rendering.theme_api.frame import LinkView
from generator.rendering.theme_api.history import DayListView, MonthView, YearView
from generator.rendering.theme_api.periods import PeriodView
from generator.rendering.theme_api.posts import PostView
from generator.rendering.views.periods import period_view
from generator.rendering.views.posts import post_view


def month_views(edition: Edition) -> tuple[MonthView, ...]:
    """Each month with posts, oldest first; upcoming work is left to the start page."""
    ids = [*edition.status.incidents, *edition.assessment.notices]
    upcoming = set(edition.status.upcoming_ids)
    by_month: dict[str, list[PostView]] = {}
    for id in ids:
        if id not in upcoming:
            view = post_view(edition, id)
            by_month.setdefault(f"{view.day:%Y-%m}", []).append(view)
    labels = sorted(by_month)
    periods = {
        r.period.label: period_view(edition, r)
        for r in edition.assessment.periods
        if r.tier is None and r.period.label in by_month
    }
    return tuple(
        _month(edition, label, by_month[label], periods.get(label), _around(edition, labels, index))
        for index, label in enumerate(labels)
    )


def _around(
    edition: Edition, labels: list[str], index: int
) -> tuple[LinkView | None, LinkView | None]:
    before = labels[index - 1] if index else None
    after = labels[index + 1] if index + 1 < len(labels) else None
    return (
        LinkView(_name(edition, before), f"history/{before}/") if before else None,
        LinkView(_name(edition, after), f"history/{after}/") if after else None,
    )


def _name(edition: Edition, label: str) -> str:
    return edition.words.month(date.fromisoformat(f"{label}-01"))


def _month(
    edition: Edition,
    label: str,
    posts: Iterable[PostView],
    period: PeriodView | None,
    around: tuple[LinkView | None, LinkView | None],
) -> MonthView:
    by_day: dict[date, list[PostView]] = {}
    for post in sorted(posts, key=lambda p: (p.start_at, p.id), reverse=True):
        by_day.setdefault(post.day, []).append(post)
    incidents = sum(not p.planned for found in by_day.values() for p in found)
    maintenance = sum(p.planned for found in by_day.values() for p in found)
    words = edition.words
    parts = [
        words.ngettext("%(count)s incident", "%(count)s incidents", incidents),
        words.ngettext("%(count)s maintenance", "%(count)s maintenances", maintenance),
    ]
    return MonthView(
        label=label,
        path=f"history/{label}/",
        name=_name(edition, label),
        incidents=incidents,
        maintenance=maintenance,
        summary=", ".join(parts),
        days=tuple(
            DayListView(day, f"d-{day.isoformat()}", words.day(day, "full"), tuple(found))
            for day, found in sorted(by_day.items(), reverse=True)
        ),
        period=period,
        previous=around[0],
        next=around[1],
    )


def year_views(months: Iterable[MonthView]) -> tuple[YearView, ...]:
    """The months by year, newest first."""
    years: dict[int, list[MonthView]] = {}
    for month in sorted(months, key=lambda m: m.label, reverse=True):
        years.setdefault(int(month.label[:4]), []).append(month)
    return tuple(YearView(year, tuple(found)) for year, found in years.items())
