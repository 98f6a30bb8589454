"""Views of the past: months of posts, years of months, years of a component."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from generator.model.content import Component
from generator.rendering.bounds import lists
from generator.rendering.edition import Edition
from generator.rendering.theme_api.components import ComponentYearView
from generator.rendering.theme_api.frame import LinkView
from generator.rendering.theme_api.history import (
    DayListView,
    MonthLineView,
    MonthView,
    YearView,
)
from generator.rendering.theme_api.posts import PostView
from generator.rendering.views.periods import period_view
from generator.rendering.views.posts import filed_on, listed_at, post_view
from generator.rules.judgements import PeriodResult

Neighbours = tuple[LinkView | None, LinkView, LinkView | None]
"""A page between the one before and the one after it."""


@dataclass(frozen=True, slots=True)
class ListPage:
    """A page of the past before it is made.

    ``label`` is a month (``2026-11``) or a year, ``whole`` the ids of all its posts, newest first. Of many,
    ``part`` is the number of a hundred and ``posts`` are those.
    """

    label: str
    whole: tuple[str, ...]
    part: int
    posts: tuple[str, ...]
    neighbours: Neighbours

    @property
    def link(self) -> LinkView:
        """The page itself."""
        return self.neighbours[1]


def history_months(edition: Edition) -> tuple[ListPage, ...]:
    """The pages of each month with posts, oldest first; upcoming work is left to the start page."""
    by_month: dict[str, list[str]] = {}
    for id in _past(edition):
        by_month.setdefault(f"{filed_on(edition, id):%Y-%m}", []).append(id)
    words = edition.words
    names = {label: words.month(date.fromisoformat(f"{label}-01")) for label in by_month}
    return _pages(by_month, {label: LinkView(names[label], f"history/{label}/") for label in names})


def component_years(edition: Edition) -> dict[str, tuple[ListPage, ...]]:
    """The pages of each component's years with posts, oldest first, by the component's id."""
    found: dict[str, dict[str, list[str]]] = {c.id: {} for c in edition.site.components}
    touched = {post.id: edition.touched(post) for post in edition.posts}
    for post in _past(edition):
        year = f"{filed_on(edition, post):%Y}"
        for id in touched[post]:
            if id in found:
                found[id].setdefault(year, []).append(post)
    return {
        id: _pages(years, {year: LinkView(year, f"components/{id}/{year}/") for year in years})
        for id, years in found.items()
    }


def _past(edition: Edition) -> list[str]:
    """The ids of all posts but upcoming work, newest first."""
    upcoming = set(edition.status.upcoming_ids)
    assessment = edition.assessment
    ids = (*edition.status.incidents, *assessment.bulletins, *assessment.notices)
    starts = {id: listed_at(edition, id) for id in ids if id not in upcoming}
    return sorted(starts, key=lambda id_: (starts[id_], id_), reverse=True)


def _pages(
    found: Mapping[str, Sequence[str]], links: Mapping[str, LinkView]
) -> tuple[ListPage, ...]:
    parts = [(label, part, posts) for label in sorted(found) for part, posts in lists(found[label])]
    own = [_part(links[label], part) for label, part, _ in parts]
    return tuple(
        ListPage(label, tuple(found[label]), part, tuple(posts), neighbours)
        for (label, part, posts), neighbours in zip(parts, around(own), strict=True)
    )


def _part(link: LinkView, part: int) -> LinkView:
    """A page of a month or year; the newest part has the address of the whole."""
    return link if part == 1 else LinkView(f"{link.text} ({part})", f"{link.href}{part}/")


def around(links: Sequence[LinkView]) -> Iterator[Neighbours]:
    """Each of these pages with its neighbours."""
    return zip((None, *links), links, (*links[1:], None), strict=False)


def month_period(edition: Edition, label: str) -> PeriodResult | None:
    """The agreement's period of a month, where there is one."""
    periods = (r for r in edition.assessment.periods if r.period.label == label and r.tier is None)
    return next(periods, None)


def month_view(edition: Edition, month: ListPage) -> MonthView:
    """A month with its posts, the latest first."""
    previous, link, following = month.neighbours
    period = month_period(edition, month.label)
    return MonthView(
        label=month.label,
        path=link.href,
        name=link.text,
        part=month.part,
        summary=summary(edition, month),
        days=_days(edition, [post_view(edition, id) for id in month.posts]),
        period=period_view(edition, period) if period else None,
        previous=previous,
        next=following,
    )


def component_year_view(
    edition: Edition, component: Component, year: ListPage
) -> ComponentYearView:
    """A year of a component with its posts, the latest first."""
    previous, link, following = year.neighbours
    own = LinkView(edition.component_name(component.id), f"components/{component.id}/")
    return ComponentYearView(
        name=link.text,
        path=link.href,
        title=f"{own.text}: {link.text}",
        year=int(year.label),
        part=year.part,
        summary=summary(edition, year),
        posts=tuple(post_view(edition, id) for id in year.posts),
        component=own,
        previous=previous,
        next=following,
    )


def summary(edition: Edition, page: ListPage) -> str:
    """``3 incidents, 1 maintenance``."""
    words = edition.words
    planned = sum(id in edition.assessment.notices for id in page.whole)
    said = sum(id in edition.assessment.bulletins for id in page.whole)
    incidents = len(page.whole) - planned - said
    counts = (
        (incidents, words.ngettext("%(count)s incident", "%(count)s incidents", incidents)),
        (
            planned,
            words.ngettext(
                "%(count)s maintenance window", "%(count)s maintenance windows", planned
            ),
        ),
        (said, words.ngettext("%(count)s announcement", "%(count)s announcements", said)),
    )
    return ", ".join(text for count, text in counts if count)


def _days(edition: Edition, posts: Sequence[PostView]) -> tuple[DayListView, ...]:
    by_day: dict[date, list[PostView]] = {}
    for post in posts:
        by_day.setdefault(post.day, []).append(post)
    return tuple(
        DayListView(day, f"d-{day.isoformat()}", edition.words.day(day, "full"), tuple(found))
        for day, found in by_day.items()
    )


def year_views(edition: Edition, months: Iterable[ListPage]) -> tuple[YearView, ...]:
    """The months by year, newest first, each in a line."""
    years: dict[int, list[MonthLineView]] = {}
    for month in sorted((m for m in months if m.part == 1), key=lambda m: m.label, reverse=True):
        line = MonthLineView(month.link.href, month.link.text, summary(edition, month))
        years.setdefault(int(month.label[:4]), []).append(line)
    return tuple(YearView(year, tuple(found)) for year, found in years.items())
