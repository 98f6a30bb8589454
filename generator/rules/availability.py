"""Availability per period: ``A = (T - D) / T``.

``T`` is the elapsed time of the calendar period in the agreement's zone, ``D`` counted downtime before
``now``, ``X`` excused downtime; with an agreed base ``T - X`` replaces ``T``. All figures are exact
fractions of minutes. A promise is met iff ``D <= T * (1 - target)`` once the period is over; while it
runs it is breached as soon as the whole period's budget is spent.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from fractions import Fraction
from itertools import pairwise

from generator.model.agreement import Agreement, Availability, Base, Scope, Target
from generator.model.content import Component, Maintenance
from generator.rules.facts import IncidentFacts
from generator.rules.judgements import (
    ComponentFigures,
    LedgerRow,
    Notice,
    PeriodResult,
    Reason,
    Verdict,
)
from generator.rules.ledger import Stretch, drop_short_runs, items_of, rows_of
from generator.rules.maximum import beyond_maximum
from generator.rules.remedies import remedy_owed
from generator.timespan import Period, Span, minutes, seconds_between


@dataclass(frozen=True, slots=True)
class Timeline:
    """One agreement applied to all facts up to ``now``, not yet cut into periods.

    ``rows`` are sorted by start, component order, counted first. ``services`` are the timelines of
    components that are promised for themselves, each with its own ``target``.
    """

    agreement: Agreement
    availability: Availability
    target: Target
    components: tuple[Component, ...]
    rows: tuple[LedgerRow, ...]
    stretches: tuple[Stretch, ...]
    now: datetime
    services: tuple[Timeline, ...] = ()


def timeline(
    agreement: Agreement,
    components: Sequence[Component],
    incidents: Iterable[IncidentFacts],
    works: Sequence[tuple[Maintenance, Notice]],
    now: datetime,
) -> Timeline | None:
    """All counted and excused downtime under one agreement; None where it promises no availability."""
    availability = agreement.availability
    if availability is None:
        return None
    counted = tuple(c for c in components if c.counted)
    over = beyond_maximum(agreement, availability, [notice for _, notice in works])
    items = items_of(incidents, works, counted, availability.excluded, over)
    by_component = {id_: rows_of(items[id_], availability.weights) for id_ in items}

    def line(together: tuple[Component, ...], target: Target) -> Timeline:
        own = {component.id: by_component[component.id] for component in together}
        stretches = platform(own, together, availability.scope)
        rows, stretches = drop_short_runs(
            (row for rows in own.values() for row in rows), stretches, availability
        )
        order = {component.id: index for index, component in enumerate(together)}
        rows.sort(key=lambda row: (row.span.start, order[row.component], not row.counted))
        return Timeline(
            agreement, availability, target, together, tuple(rows), tuple(stretches), now
        )

    promised = availability.target
    if availability.scope is not Scope.EACH:
        return line(counted, promised)
    services = tuple(line((component,), component.target or promised) for component in counted)
    return Timeline(agreement, availability, promised, counted, (), (), now, services)


def platform(
    rows: Mapping[str, Sequence[LedgerRow]], components: Sequence[Component], scope: Scope
) -> list[Stretch]:
    """The components' downtime as the platform's: any, all or the mean of those that exist."""
    edges: dict[datetime, list[tuple[str, bool, Fraction]]] = {}
    for id_, component_rows in rows.items():
        for row in component_rows:
            edges.setdefault(row.span.start, []).append((id_, row.counted, row.weight))
            edges.setdefault(row.span.end, []).append((id_, row.counted, -row.weight))
    births = sorted(c.life.start for c in components)
    ends = sorted(c.life.end for c in components)
    for at in (*births, *ends):
        edges.setdefault(at, [])
    counted: dict[str, Fraction] = {}
    total: dict[str, Fraction] = {}
    found: list[Stretch] = []
    for instant, following in pairwise(sorted(edges)):
        for id_, is_counted, weight in edges[instant]:
            if is_counted:
                _shift(counted, id_, weight)
            _shift(total, id_, weight)
        if not total:
            continue
        existing = bisect_right(births, instant) - bisect_right(ends, instant)
        of_all = _combine(total, existing, scope)
        if of_all:
            of_counted = _combine(counted, existing, scope)
            found.append(Stretch(Span(instant, following), of_counted, of_all))
    return found


def _shift(weights: dict[str, Fraction], id_: str, by: Fraction) -> None:
    weights[id_] = weights.get(id_, Fraction(0)) + by
    if not weights[id_]:
        del weights[id_]


def _combine(weights: Mapping[str, Fraction], existing: int, scope: Scope) -> Fraction:
    if not weights:
        return Fraction(0)
    match scope:
        case Scope.ANY | Scope.EACH:
            return max(weights.values())
        case Scope.ALL:
            return min(weights.values()) if len(weights) == existing else Fraction(0)
        case Scope.MEAN:
            return sum(weights.values(), Fraction(0)) / existing


def period_results(
    line: Timeline, periods: Sequence[Period], tier: str | None
) -> list[PeriodResult]:
    """A timeline cut into ascending periods that do not overlap."""
    if line.services:
        each = [period_results(service, periods, tier) for service in line.services]
        return [_together(line, services) for services in zip(*each, strict=True)]
    starts = [period.span.start for period in periods]
    rows: list[list[LedgerRow]] = [[] for _ in periods]
    for row in line.rows:
        for index, cut in _cut(row.span, periods, starts):
            rows[index].append(row if cut == row.span else replace(row, span=cut))
    sums = [[Fraction(0), Fraction(0)] for _ in periods]
    for stretch in line.stretches:
        for index, cut in _cut(stretch.span, periods, starts):
            sums[index][0] += stretch.counted * cut.seconds
            sums[index][1] += (stretch.total - stretch.counted) * cut.seconds
    order = {component.id: index for index, component in enumerate(line.components)}
    for own in rows:
        own.sort(key=lambda row: (row.span.start, order[row.component], not row.counted))
    return [
        _result(line, period, tier, seconds, own)
        for period, seconds, own in zip(periods, sums, rows, strict=True)
    ]


def _together(line: Timeline, services: Sequence[PeriodResult]) -> PeriodResult:
    """The results of components that are promised for themselves in one period."""
    named = tuple(
        replace(service, component=component.id)
        for component, service in zip(line.components, services, strict=True)
        if service.components
    )
    worst = min(named or services, key=lambda service: service.budget_left)
    order = {component.id: index for index, component in enumerate(line.components)}
    rows = [row for service in named for row in service.ledger]
    return replace(
        worst,
        component=None,
        components={id_: own for service in named for id_, own in service.components.items()},
        ledger=tuple(sorted(rows, key=lambda r: (r.span.start, order[r.component], not r.counted))),
        services=named,
    )


def _cut(
    span: Span, periods: Sequence[Period], starts: Sequence[datetime]
) -> Iterable[tuple[int, Span]]:
    index = max(0, bisect_right(starts, span.start) - 1)
    while index < len(periods) and starts[index] < span.end:
        if cut := span.clip(periods[index].span):
            yield index, cut
        index += 1


def _result(
    line: Timeline,
    period: Period,
    tier: str | None,
    sums: Sequence[Fraction],
    rows: list[LedgerRow],
) -> PeriodResult:
    """``sums`` are seconds of the platform, weighted: counted and excused."""
    availability, over = line.availability, line.now >= period.span.end
    downtime, excluded = (minutes(seconds) for seconds in sums)
    until = min(max(line.now, period.span.start), period.span.end)
    total = minutes(period.span.seconds)
    elapsed = minutes(seconds_between(period.span.start, until))
    unagreed = excluded if availability.base is Base.AGREED else Fraction(0)
    base = total - unagreed
    target, budget = _promised(line.target, base)
    ratio = _ratio(base, downtime)
    verdict = _verdict(downtime, budget, over=over)
    return PeriodResult(
        period=period,
        tier=tier,
        agreement=line.agreement,
        total=total,
        elapsed=elapsed,
        base=base,
        downtime=downtime,
        excluded=excluded,
        availability=ratio,
        availability_to_date=_ratio(elapsed - unagreed, downtime),
        target=target,
        budget=budget,
        verdict=verdict,
        remedy=remedy_owed(availability.remedy, ratio, downtime, budget, verdict),
        components={
            c.id: _component(c, rows, line, period)
            for c in line.components
            if c.life.clip(period.span)
        },
        ledger=tuple(rows),
    )


def _component(
    component: Component, rows: list[LedgerRow], line: Timeline, period: Period
) -> ComponentFigures:
    own = [row for row in rows if row.component == component.id]
    downtime = sum((r.weighted_minutes for r in own if r.counted), Fraction(0))
    excluded = sum(
        (r.weighted_minutes for r in own if not r.counted and r.reason is not Reason.MIN_OUTAGE),
        Fraction(0),
    )
    base = minutes(period.span.seconds)
    if line.availability.base is Base.AGREED:
        base -= excluded
    target = verdict = None
    for_itself = line.availability.scope is Scope.EACH
    if promised := line.target if for_itself else component.target:
        target, budget = _promised(promised, base)
        verdict = _verdict(downtime, budget, over=line.now >= period.span.end)
    ratio = _ratio(base, downtime)
    return ComponentFigures(component.id, downtime, excluded, ratio, target, verdict)


def _promised(target: Target, base: Fraction) -> tuple[Fraction | None, Fraction]:
    """The promised ratio of ``base`` minutes (None: hours of a base of nothing), and the budget in minutes."""
    if target.ratio is not None:
        return target.ratio, base * (1 - target.ratio)
    promised = (target.hours or Fraction(0)) * 60
    return (promised / base if base else None), base - promised


def _ratio(base: Fraction, downtime: Fraction) -> Fraction | None:
    return (base - downtime) / base if base > 0 else None


def _verdict(downtime: Fraction, budget: Fraction, *, over: bool) -> Verdict:
    if downtime > budget:
        return Verdict.BREACHED
    return Verdict.MET if over else Verdict.ON_TRACK
