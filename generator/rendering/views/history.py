"""Views of the past: months of posts, years of months, years of a component."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from generator.rendering.bounds import lists
from generator.rendering.edition import Edition
from generator.rendering.theme_api.components import ComponentYearView
from generator.rendering.theme_api.frame import LinkView
from generator.rendering.theme_api.history import DayListView, MonthView, YearView
from generator.rendering.theme_api.posts import PostView
from generator.rendering.views.periods import period_view
from generator.rendering.views.posts import post_view

Neighbours = tuple[LinkView | None, LinkView, LinkView | None]
"""A page between the one before and the one after it."""


def month_views(edition: Edition) -> tuple[MonthView, ...]:
    """The pages of each month with posts, oldest first; upcoming work is left to the start page."""
    by_month: dict[str, list[PostView]] = {}
    for view in _past(edition):
        by_month.setdefault(f"{view.day:%Y-%m}", []).append(view)
    periods = {
        r.period.label: period_view(edition, r)
        for r in edition.assessment.periods
        if r.tier is None and r.period.label in by_month
    }
    pages = [
        (label, part, posts) for label in sorted(by_month) for part, posts in lists(by_month[label])
    ]
    links = [
        _link(edition.words.month(date.fromisoformat(f"{label}-01")), f"history/{label}/", part)
        for label, part, _ in pages
    ]
    return tuple(
        MonthView(
            label=label,
            path=link.href,
            name=link.text,
            part=part,
            summary=_summary(edition, by_month[label]),
            days=_days(edition, posts),
            period=periods.get(label),
            previous=previous,
            next=following,
        )
        for (label, part, posts), (previous, link, following) in zip(
            pages, around(links), strict=True
        )
    )


def component_years(edition: Edition) -> dict[str, list[ComponentYearView]]:
    """The pages of each component's years with posts, oldest first, by the component's id."""
    by_year: dict[str, dict[int, list[PostView]]] = {c.id: {} for c in edition.site.components}
    touched = {post.id: edition.touched(post) for post in edition.posts}
    for view in _past(edition):
        for id in touched[view.id]:
            if id in by_year:
                by_year[id].setdefault(view.day.year, []).append(view)
    return {id: _years(edition, id, found) for id, found in by_year.items()}


def _years(
    edition: Edition, id: str, by_year: dict[int, list[PostView]]
) -> list[ComponentYearView]:
    component = LinkView(edition.component_name(id), f"components/{id}/")
    pages = [
        (year, part, posts) for year in sorted(by_year) for part, posts in lists(by_year[year])
    ]
    links = [_link(str(year), f"{component.href}{year}/", part) for year, part, _ in pages]
    return [
        ComponentYearView(
            name=link.text,
            path=link.href,
            title=f"{component.text}: {link.text}",
            year=year,
            part=part,
            summary=_summary(edition, by_year[year]),
            posts=tuple(posts),
            component=component,
            previous=previous,
            next=following,
        )
        for (year, part, posts), (previous, link, following) in zip(
            pages, around(links), strict=True
        )
    ]


def _past(edition: Edition) -> list[PostView]:
    """All posts but upcoming work, newest first."""
    upcoming, assessment = set(edition.status.upcoming_ids), edition.assessment
    ids = (*edition.status.incidents, *assessment.bulletins, *assessment.notices)
    views = (post_view(edition, id) for id in ids if id not in upcoming)
    return sorted(views, key=lambda view: (view.start_at, view.id), reverse=True)


def _link(name: str, path: str, part: int) -> LinkView:
    """A page of a month or year; the newest part has the address of the whole."""
    return LinkView(name, path) if part == 1 else LinkView(f"{name} ({part})", f"{path}{part}/")


def around(links: Sequence[LinkView]) -> Iterator[Neighbours]:
    """Each of these pages with its neighbours."""
    return zip((None, *links), links, (*links[1:], None), strict=False)


def _summary(edition: Edition, posts: Sequence[PostView]) -> str:
    """``3 incidents, 1 maintenance``."""
    words, planned = edition.words, sum(post.planned for post in posts)
    said = sum(post.announcement for post in posts)
    counts = [
        words.ngettext("%(count)s incident", "%(count)s incidents", len(posts) - planned - said),
        words.ngettext("%(count)s maintenance", "%(count)s maintenances", planned),
    ]
    if said:
        counts.append(words.ngettext("%(count)s announcement", "%(count)s announcements", said))
    return ", ".join(counts)


def _days(edition: Edition, posts: Sequence[PostView]) -> tuple[DayListView, ...]:
    by_day: dict[date, list[PostView]] = {}
    for post in posts:
        by_day.setdefault(post.day, []).append(post)
    return tuple(
        DayListView(day, f"d-{day.isoformat()}", edition.words.day(day, "full"), tuple(found))
        for day, found in by_day.items()
    )


def year_views(months: Iterable[MonthView]) -> tuple[YearView, ...]:
    """The months by year, newest first."""
    years: dict[int, list[MonthView]] = {}
    for month in sorted((m for m in months if m.part == 1), key=lambda m: m.label, reverse=True):
        years.setdefault(int(month.label[:4]), []).append(month)
    return tuple(YearView(year, tuple(found)) for year, found in years.items())
