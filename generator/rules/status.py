"""The state of the service at the horizon: what is wrong, since when, what is planned, what changes next.

Display order differs from rank in one place: an unplanned fault always shows before planned work, so
``under_maintenance`` stands between ``operational`` and ``degraded_performance`` here. Excused work
shows as maintenance; work that counts shows at the level it had.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from enum import Enum

from generator.model.content import Component, Site
from generator.model.levels import Level
from generator.rules.facts import Impact, IncidentFacts
from generator.rules.judgements import Assessment, Disruption, Notice
from generator.timespan import Span, Spans, days_of, local_date, local_day, local_midnight

SHOWN_ORDER = (
    Level.OPERATIONAL,
    Level.UNDER_MAINTENANCE,
    Level.DEGRADED_PERFORMANCE,
    Level.PARTIAL_OUTAGE,
    Level.MAJOR_OUTAGE,
)
DAYS_SHOWN = 90


def shown_rank(level: Level) -> int:
    """The place of a level in the order in which visitors are shown the worst."""
    return SHOWN_ORDER.index(level)


def worst(levels: Iterable[Level]) -> Level:
    """The level to show for several; operational for none."""
    return max(levels, key=shown_rank, default=Level.OPERATIONAL)


class Progress(Enum):
    """How far planned work has come."""

    SCHEDULED = "scheduled"
    IN_PROGRESS = "in_progress"
    COMPLETED = "completed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class ComponentState:
    """A component now. ``since_at`` is when the present impact began, or the last one ended."""

    level: Level
    since_at: datetime | None
    posts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ChangeAhead:
    """An announced moment at which the state will change, and the levels from then on."""

    at: datetime
    level: Level
    components: Mapping[str, Level]


@dataclass(frozen=True, slots=True)
class ServiceStatus:
    """Everything that a visitor asks at ``now``.

    ``components`` are those of today. ``incidents`` are all known ones by id; ``open_ids`` the unresolved ones, worst first;
    ``active_ids`` and ``upcoming_ids`` the maintenance, soonest first, ``cancelled_ids`` what was called off
    and would not be over yet. ``since_at`` is when the
    oldest present impact began or, with all well, when the last one ended (None: never any).
    """

    now: datetime
    level: Level
    since_at: datetime | None
    components: Mapping[str, ComponentState]
    disruptions: Mapping[str, tuple[Disruption, ...]]
    incidents: Mapping[str, IncidentFacts]
    progress: Mapping[str, Progress]
    open_ids: tuple[str, ...]
    active_ids: tuple[str, ...]
    upcoming_ids: tuple[str, ...]
    cancelled_ids: tuple[str, ...]
    changes: tuple[ChangeAhead, ...]


@dataclass(frozen=True, slots=True)
class Day:
    """A component's local day: the worst shown level, how long anything was wrong, and by what.

    ``level`` None is a day on which the component did not exist. ``others`` is True where posts for other
    audiences had a part in it, ``excused`` where nothing was wrong but what the agreement excludes.
    """

    date: date
    level: Level | None
    seconds: int
    posts: tuple[str, ...]
    others: bool = False
    excused: bool = False


def service_status(assessment: Assessment) -> ServiceStatus:
    """The state of the service at the assessment's instant, in one pass over the posts."""
    content, now = assessment.content, assessment.now
    incidents = assessment.incidents
    progress = {id: work_progress(notice, now) for id, notice in assessment.notices.items()}
    disruptions = _disruptions(assessment, incidents, progress)
    present = {c.id: disruptions[c.id] for c in content.site.current(now)}
    components = {id: component_state(rows) for id, rows in present.items()}
    open_ids = sorted(
        (id for id, facts in incidents.items() if facts.open),
        key=lambda post: (
            -shown_rank(present_level(incidents[post])),
            -incidents[post].incident.started_at.timestamp(),
            post,
        ),
    )
    active = _by_start(assessment.notices, progress, Progress.IN_PROGRESS)
    upcoming = _by_start(assessment.notices, progress, Progress.SCHEDULED)
    cancelled = _by_start(assessment.notices, progress, Progress.CANCELLED)
    level = worst(state.level for state in components.values())
    known = [assessment.notices[id] for id in (*active, *upcoming)]
    announced = [(notice.window, notice.components) for notice in known]
    return ServiceStatus(
        now=now,
        level=level,
        since_at=_since(level, components, [incidents[id] for id in open_ids]),
        components=components,
        disruptions=disruptions,
        incidents=incidents,
        progress=progress,
        open_ids=tuple(open_ids),
        active_ids=active,
        upcoming_ids=upcoming,
        cancelled_ids=tuple(id for id in cancelled if assessment.notices[id].window.end > now),
        changes=_changes(now, present, (*announced, *assessment.unseen.windows)),
    )


def work_progress(notice: Notice, now: datetime) -> Progress:
    """How far planned work has come at ``now``."""
    if notice.cancelled_at is not None:
        return Progress.CANCELLED
    if notice.ends_at is not None and notice.ends_at <= now:
        return Progress.COMPLETED
    return Progress.IN_PROGRESS if notice.begins_at <= now else Progress.SCHEDULED


def is_excused(site: Site, impact: Impact) -> bool:
    """Whether the agreement excludes what caused an incident's impact: it is no downtime then."""
    agreement = site.agreement_at(impact.span.start)
    promised = agreement.availability if agreement else None
    return promised is not None and impact.cause in promised.excluded


def overran_by(notice: Notice, now: datetime) -> timedelta:
    """How long work that is still under way has gone on after its announced end; zero if it has not."""
    running = work_progress(notice, now) is Progress.IN_PROGRESS
    return max(now - notice.window.end, timedelta(0)) if running else timedelta(0)


def present_level(facts: IncidentFacts) -> Level:
    """The worst level of an incident at the horizon: operational once its impact is over."""
    return worst(
        level for impact in facts.impacts if impact.ongoing for level in impact.levels.values()
    )


def peak_level(facts: IncidentFacts) -> Level:
    """The worst level an incident has had so far."""
    return worst(
        level
        for levels in ([i.levels for i in facts.impacts] or [facts.incident.components])
        for level in levels.values()
    )


def _by_start(
    notices: Mapping[str, Notice], progress: Mapping[str, Progress], wanted: Progress
) -> tuple[str, ...]:
    found = [id for id, state in progress.items() if state is wanted]
    return tuple(sorted(found, key=lambda post: (notices[post].window.start, post)))


def _disruptions(
    assessment: Assessment,
    incidents: Mapping[str, IncidentFacts],
    progress: Mapping[str, Progress],
) -> dict[str, tuple[Disruption, ...]]:
    components, unseen = assessment.content.site.components, assessment.unseen.disruptions
    ends = {c.id: c.life.end for c in components}
    found: dict[str, list[Disruption]] = {c.id: list(unseen.get(c.id, ())) for c in components}
    for id, facts in incidents.items():
        for impact in facts.impacts:
            excused = is_excused(assessment.content.site, impact)
            for component, level in impact.levels.items():
                if component in found and level is not Level.OPERATIONAL:
                    found[component].append(
                        Disruption(impact.span, level, id, False, impact.ongoing, excused)
                    )
    for id, notice in assessment.notices.items():
        for window in notice.windows:
            ongoing = window is notice and progress[id] is Progress.IN_PROGRESS
            for component, disruption in _work_disruptions(
                id, window, now=assessment.now, ongoing=ongoing
            ):
                if component in found:
                    found[component].append(disruption)
    return {
        id: tuple(sorted((d for d in rows if d.span.start < ends[id]), key=_by_time))
        for id, rows in found.items()
    }


def _by_time(disruption: Disruption) -> tuple[Span, str]:
    return disruption.span, disruption.id or ""


def _work_disruptions(
    id: str, notice: Notice, *, now: datetime, ongoing: bool
) -> Iterator[tuple[str, Disruption]]:
    """What work in one window does to components: excused pieces are maintenance, others their level."""
    for span, excused in _work_pieces(notice, ongoing=ongoing):
        for component, level in notice.levels.items():
            if level is Level.OPERATIONAL:
                continue
            spared = excused and component not in notice.beyond
            shown = Level.UNDER_MAINTENANCE if spared else level
            yield component, Disruption(span, shown, id, True, ongoing and span.end == now)


def _work_pieces(notice: Notice, *, ongoing: bool) -> Iterator[tuple[Span, bool]]:
    """Work cut into excused and counted pieces; in the second in which it begins, as announced."""
    if notice.work is None and ongoing:
        yield Span(notice.begins_at, notice.begins_at), True
    elif notice.work is not None:
        for span in notice.excused:
            yield span, True
        for span in Spans([notice.work]) - notice.excused:
            yield span, False


def component_state(disruptions: tuple[Disruption, ...]) -> ComponentState:
    """What a component is in, by all that has happened to it."""
    ongoing = [s for s in disruptions if s.ongoing]
    if not ongoing:
        return ComponentState(
            Level.OPERATIONAL, max((s.span.end for s in disruptions), default=None), ()
        )
    worst_first = sorted(ongoing, key=lambda s: -shown_rank(s.level))
    posts = dict.fromkeys(s.id for s in worst_first if s.id is not None)
    level = worst(s.level for s in ongoing)
    return ComponentState(level, min(s.span.start for s in ongoing), tuple(posts))


def _since(
    level: Level, components: Mapping[str, ComponentState], open_incidents: list[IncidentFacts]
) -> datetime | None:
    times = [s.since_at for s in components.values() if s.since_at and s.level is level]
    if level is not Level.OPERATIONAL:
        return min(times, default=None)
    if open_incidents:
        return min(facts.incident.started_at for facts in open_incidents)
    return max(times, default=None)


def _changes(
    now: datetime,
    disruptions: Mapping[str, tuple[Disruption, ...]],
    windows: Sequence[tuple[Span, Mapping[str, Level]]],
) -> tuple[ChangeAhead, ...]:
    """The states that the announced windows bring, the open incidents staying as they are."""
    unplanned = {
        component: worst(s.level for s in rows if s.ongoing and not s.planned)
        for component, rows in disruptions.items()
    }
    turns: dict[datetime, list[tuple[str, int]]] = {}
    for window, levels in windows:
        touched = [id for id, level in levels.items() if level is not Level.OPERATIONAL]
        for at, step in ((window.start, 1), (window.end, -1)):
            turns.setdefault(at, []).extend((id, step) for id in touched if id in unplanned)
    running = dict.fromkeys(unplanned, 0)
    changes = []
    for at in sorted(turns):
        for component, step in turns[at]:
            running[component] += step
        if at > now:
            shown = {
                component: worst((level, Level.UNDER_MAINTENANCE)) if running[component] else level
                for component, level in unplanned.items()
            }
            changes.append(ChangeAhead(at, worst(shown.values()), shown))
    return tuple(changes)


def _all_excused(disruptions: Iterable[Disruption]) -> bool:
    wrong = [d.excused for d in disruptions if d.level is not Level.UNDER_MAINTENANCE]
    return bool(wrong) and all(wrong)


def recent_days(
    component: Component,
    disruptions: tuple[Disruption, ...],
    zone: tzinfo,
    now: datetime,
    count: int = DAYS_SHOWN,
) -> tuple[Day, ...]:
    """The last ``count`` local days of a component, oldest first; the last one is still running.

    Days are local and last 23, 24 or 25 hours; a disruption over midnight marks both days.
    """
    today = local_date(now, zone)
    first = today - timedelta(days=count - 1)
    shown = Span(local_midnight(first, zone), now)
    found: dict[date, list[tuple[Disruption, Span]]] = {}
    for disruption in disruptions:
        if cut := disruption.span.clip(shown):
            for day in days_of(cut, zone):
                if piece := cut.clip(local_day(day, zone)):
                    found.setdefault(day, []).append((disruption, piece))
    born = local_date(component.since_at, zone) if component.since_at else None
    gone = local_date(component.until_at, zone) if component.until_at else None
    days = []
    for ago in range(count):
        day = first + timedelta(days=ago)
        rows = found.get(day, [])
        days.append(
            Day(
                date=day,
                level=None
                if ((born and day < born) or (gone and day >= gone)) and not rows
                else worst(disruption.level for disruption, _ in rows),
                seconds=Spans(piece for _, piece in rows).seconds,
                posts=tuple(dict.fromkeys(d.id for d, _ in rows if d.id is not None)),
                others=any(d.id is None for d, _ in rows),
                excused=_all_excused(d for d, _ in rows),
            )
        )
    return tuple(days)
