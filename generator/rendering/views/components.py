"""Views of components: state, the last 90 days as bars, availability per period.

Bars speak by height first and colour second: a quiet day is a short tick on the ground line, a
worse day stands taller, planned work is hollow, a day before the component existed is a dot.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

from generator.model.content import Component
from generator.model.levels import Level
from generator.notation import Precision
from generator.rendering.edition import Edition
from generator.rendering.language.vocabulary import OTHERS, VERDICTS
from generator.rendering.theme_api.components import (
    BarsView,
    ComponentView,
    DayView,
    FigureView,
    GroupView,
    ShapeView,
)
from generator.rendering.theme_api.frame import LinkView, Word
from generator.rendering.views.posts import post_view
from generator.rendering.views.written import corrected
from generator.rules.closed import as_told
from generator.rules.judgements import PeriodResult
from generator.rules.status import DAYS_SHOWN, ComponentState, Day, recent_days

PERIODS_SHOWN, RECENT = 12, 20
NAMED = 3
"""So many posts of a day are named; more are counted."""

STEP, WIDTH, HEIGHT = 6, 4, 32
TALL = {
    Level.OPERATIONAL: 8,
    Level.UNDER_MAINTENANCE: 16,
    Level.DEGRADED_PERFORMANCE: 16,
    Level.PARTIAL_OUTAGE: 24,
    Level.MAJOR_OUTAGE: 32,
}
ABSENT = "absent"
BARS_VIEW_BOX = f"0 0 {DAYS_SHOWN * STEP} {HEIGHT}"
"""The drawing's coordinates; templates print it into the SVG."""


def component_view(
    edition: Edition,
    component: Component,
    *,
    whole: bool = False,
    years: Iterable[LinkView] = (),
) -> ComponentView:
    """A component; ``whole`` adds its days, the figures of its periods and its posts, for its own page.

    ``years`` are the pages of its past.
    """
    disruptions = edition.status.disruptions[component.id]
    state = edition.status.components.get(component.id)
    until_at = None if state else component.until_at
    state = state or ComponentState(Level.OPERATIONAL, None, ())
    days = recent_days(component, disruptions, edition.site.zone, edition.now)
    current, notices = edition.current, edition.assessment.notices
    happened = dict.fromkeys(id for day in reversed(days) for id in day.posts) if whole else ()
    planned = (*edition.status.active_ids, *edition.status.upcoming_ids) if whole else ()
    return ComponentView(
        anchor=f"c-{component.id}",
        path=f"components/{component.id}/",
        name=edition.text(component.name),
        group=edition.text(component.group),
        description=edition.text(component.description),
        level=edition.level(state.level),
        since_at=state.since_at,
        until_at=until_at,
        bars=bars_view(edition, days, named=whole),
        current=_figure(edition, component, current) if current else None,
        figures=_figures(edition, component) if whole else (),
        posts=tuple(post_view(edition, id) for id in islice(happened, RECENT)),
        upcoming=tuple(
            post_view(edition, id) for id in planned if component.id in notices[id].components
        ),
        years=tuple(years),
    )


def groups_view(edition: Edition) -> tuple[GroupView, ...]:
    """All present components in the order of site.yaml, those of one group together."""
    groups: dict[str, list[ComponentView]] = {}
    for component in edition.site.current(edition.now):
        view = component_view(edition, component)
        groups.setdefault(view.group, []).append(view)
    return tuple(GroupView(name, tuple(views)) for name, views in groups.items())


def _figure(edition: Edition, component: Component, result: PeriodResult) -> FigureView | None:
    promises = (p for p in result.promises if p.component in (None, component.id))
    told = as_told(edition.assessment, next(promises, result))
    known = [own for one in told if (own := one.components.get(component.id))]
    figures = known[-1] if known else None
    if figures is None or figures.availability is None:
        return None
    words = edition.words
    return FigureView(
        period=period_name(edition, result),
        path=f"sla/{result.period.label}/",
        availability=corrected(
            edition, [words.percent(own.availability, own.target) for own in known]
        ),
        downtime=words.minutes(figures.downtime),
        target=words.target(figures.target) if figures.target is not None else None,
        verdict=edition.word(VERDICTS, figures.verdict) if figures.verdict else None,
    )


def _figures(edition: Edition, component: Component) -> tuple[FigureView, ...]:
    results = [r for r in edition.assessment.periods if r.tier is None][-PERIODS_SHOWN:]
    return tuple(f for r in reversed(results) if (f := _figure(edition, component, r)))


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


def bars_view(edition: Edition, days: tuple[Day, ...], *, named: bool) -> BarsView:
    """The bars of consecutive days and, where they are ``named``, what happened on those that were not quiet."""
    shapes: dict[tuple[Word, bool], list[str]] = {}
    eventful = []
    words, quiet = edition.words, edition.words.gettext("No trouble")
    for index, day in enumerate(days):
        level = edition.level(day.level) if day.level else Word(ABSENT, quiet)
        if day.level is Level.OPERATIONAL:
            level = Word(level.slug, quiet)
        if day.excused:
            level = Word(level.slug, words.gettext("%(level)s, excused", level=level.text))
        shapes.setdefault((level, day.excused), []).append(_bar(index, day.level, day.excused))
        if named and day.level and (day.posts or day.others):
            eventful.append(
                DayView(
                    index=index,
                    date=day.date,
                    text=words.day(day.date),
                    level=level,
                    length=words.length(day.seconds, Precision.UP),
                    posts=tuple(post_view(edition, id) for id in day.posts[:NAMED]),
                    others="; ".join(_others(edition, day)),
                )
            )
    bad = [d for d in days if d.level not in {None, Level.OPERATIONAL, Level.UNDER_MAINTENANCE}]
    short = quiet
    if bad:
        short = words.ngettext(
            "%(count)s day with trouble", "%(count)s days with trouble", len(bad)
        )
    if excused := sum(day.excused for day in bad):
        said = words.gettext("excused")
        if excused < len(bad):
            said = words.ngettext("%(count)s of them excused", "%(count)s of them excused", excused)
        short += f", {said}"
    span = words.ngettext("Last day", "Last %(count)s days", len(days))
    return BarsView(
        shapes=tuple(ShapeView(of[0], "".join(found), of[1]) for of, found in shapes.items()),
        count=len(days),
        first=days[0].date,
        label=f"{span}: {short}",
        short=short,
        days=tuple(reversed(eventful)),
    )


def _others(edition: Edition, day: Day) -> Iterator[str]:
    if more := len(day.posts[NAMED:]):
        yield edition.words.ngettext("%(count)s more", "%(count)s more", more)
    if day.others:
        yield edition.words.gettext(OTHERS)


def _bar(index: int, level: Level | None, excused: bool = False) -> str:
    """One bar as a closed path, standing on the ground line; hollow if it is planned or excused."""
    x = index * STEP + (STEP - WIDTH) // 2
    if level is None:
        return f"M{x} {HEIGHT - 2}h{WIDTH}v2h-{WIDTH}z"
    tall = TALL[level]
    if (
        excused or level is Level.UNDER_MAINTENANCE
    ):  # a frame, drawn with a stroke: inset by half its width
        return f"M{x} {HEIGHT - tall}m.5.5h{WIDTH - 1}v{tall - 1}h-{WIDTH - 1}z"
    return f"M{x} {HEIGHT - tall}h{WIDTH}v{tall}h-{WIDTH}z"
