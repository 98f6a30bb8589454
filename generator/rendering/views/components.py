"""Views of components: state, the last 90 days as bars, availability per period."""

from __future__ import annotations

from datetime import datetime

from generator.model.content import Component
from generator.rendering.edition import Edition
from generator.rendering.language.vocabulary import VERDICTS
from generator.rendering.theme_api.components import (
    ComponentView,
    FigureView,
    GroupView,
)
from generator.rendering.theme_api.posts import PostView
from generator.rendering.views.bars import bars_view
from generator.rendering.views.posts import post_view
from generator.rules.judgements import PeriodResult
from generator.rules.status import Day, recent_days

PERIODS_SHOWN = 12


def component_view(edition: Edition, component: Component, *, whole: bool = False) -> ComponentView:
    """A component; ``whole`` adds the figures of its periods and its posts, for its own page."""
    state = edition.status.components[component.id]
    disruptions = edition.status.disruptions[component.id]
    days = recent_days(component, disruptions, edition.site.zone, edition.now)
    current = edition.current
    upcoming: tuple[PostView, ...] = ()
    if whole:
        ids = (*edition.status.active_ids, *edition.status.upcoming_ids)
        upcoming = tuple(
            post_view(edition, id)
            for id in ids
            if component.id in edition.assessment.notices[id].components
        )
    return ComponentView(
        id=component.id,
        anchor=f"c-{component.id}",
        path=f"components/{component.id}/",
        name=edition.text(component.name),
        group=edition.text(component.group),
        description=edition.text(component.description),
        level=edition.level(state.level),
        since_at=state.since_at,
        born_at=_before(component.since_at, edition.now),
        counted=component.counted,
        bars=bars_view(edition, days),
        current=_figure(edition, component, current) if current else None,
        figures=_figures(edition, component) if whole else (),
        posts=_posts(edition, days) if whole else (),
        upcoming=upcoming,
    )


def _before(at: datetime | None, now: datetime) -> datetime | None:
    return at if at is not None and at <= now else None


def groups_view(edition: Edition) -> tuple[GroupView, ...]:
    """All components in the order of site.yaml, those of one group together."""
    groups: dict[str, list[ComponentView]] = {}
    for component in edition.site.components:
        view = component_view(edition, component)
        groups.setdefault(view.group, []).append(view)
    return tuple(GroupView(name, tuple(views)) for name, views in groups.items())


def _figure(edition: Edition, component: Component, result: PeriodResult) -> FigureView | None:
    figures = result.components.get(component.id)
    availability = result.component_to_date(figures) if figures else None
    if figures is None or availability is None:
        return None
    words = edition.words
    target = figures.target
    return FigureView(
        period=period_name(edition, result),
        path=f"sla/{result.period.label}/",
        availability=words.percent(availability),
        downtime=words.minutes(figures.downtime),
        target=words.target(target) if target is not None else None,
        verdict=edition.word(VERDICTS, figures.verdict) if figures.verdict else None,
    )


def _figures(edition: Edition, component: Component) -> tuple[FigureView, ...]:
    results = [r for r in edition.assessment.periods if r.tier is None][-PERIODS_SHOWN:]
    return tuple(f for r in reversed(results) if (f := _figure(edition, component, r)))


def _posts(edition: Edition, days: tuple[Day, ...]) -> tuple[PostView, ...]:
    ids = dict.fromkeys(id for day in reversed(days) for id in day.posts)
    return tuple(post_view(edition, id) for id in ids)


def period_name(edition: Edition, result: PeriodResult) -> str:
    """``November 2026``, ``4th quarter 2026`` or ``2026``."""
    first = result.period.first_day
    match result.period.kind.months:
        case 1:
            return edition.words.month(first)
        case 3:
            return edition.words.day(first, "yQQQQ")
        case _:
            return result.period.label
