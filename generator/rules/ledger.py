"""The ledger: for each component and instant at most one counted and one excused row.

Each instant of a component takes its worst active level, never a sum. The counted row is the highest
counted level (ties: incident before work, earlier start, id) and weighs its level; the excused row is
the highest excused level (ties: work first) and weighs its level less the counted weight. Rows of
weight 0 do not exist.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from fractions import Fraction
from itertools import pairwise

from generator.model.agreement import Availability
from generator.model.content import Component, Maintenance
from generator.model.levels import Cause, Level
from generator.rules.facts import Basis, IncidentFacts
from generator.rules.judgements import LedgerRow, Notice, Reason
from generator.timespan import EARLIEST, Span, Spans

EXCLUDED_REASONS = {
    Cause.FORCE_MAJEURE: Reason.FORCE_MAJEURE,
    Cause.CUSTOMER: Reason.CUSTOMER,
    Cause.THIRD_PARTY: Reason.THIRD_PARTY,
}


NOWHERE = Span(EARLIEST, EARLIEST)
LONG_WORK = timedelta(hours=24)
"""Longer work excuses an incident only from when it is stated to have begun."""


@dataclass(frozen=True, slots=True)
class Item:
    """A stretch of one post's effect on one component, counted or excused on its own."""

    id: str
    path: str
    component: str
    level: Level
    span: Span
    counted: bool
    reason: Reason
    basis: Basis
    is_work: bool
    began_at: datetime

    def row(self, span: Span, weight: Fraction) -> LedgerRow:
        """The ledger row of a part of the item."""
        return LedgerRow(
            self.id, self.path, self.component, self.level, span, weight, self.counted,
            self.reason, self.basis,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Cover:
    """A stretch of excused work, announced by one publication, and the rank of its announced level.

    ``for_incidents`` is False where it excuses other work alone.
    """

    span: Span
    rank: int
    published_at: datetime
    for_incidents: bool


class Shield:
    """Excused work on one component: when, up to which level, and since when it was announced.

    It excuses what began no earlier than it was published: neither an outage nor work that began
    before becomes planned afterwards (contract 9).
    """

    def __init__(self, covers: Iterable[Cover]) -> None:
        self._covers = sorted(covers, key=lambda cover: cover.span)
        self._all = Spans(cover.span for cover in self._covers)
        longest = max((c.span.end - c.span.start for c in self._covers), default=timedelta(0))
        self._longest = longest

    def at_all(self, item: Span, began_at: datetime, *, incident: bool) -> Spans:
        """When work that may excuse something is under way, whatever its level."""
        return self.up_to(0, item, began_at, incident=incident)

    def up_to(self, rank: int, item: Span, began_at: datetime, *, incident: bool) -> Spans:
        """When work announced for that level or a worse one excuses what began at ``began_at``.

        ``item`` is the stretch in question; what lies outside it is not looked at.
        """
        if not Spans([item]) & self._all:
            return Spans()
        first = bisect_left(self._covers, item.start - self._longest, key=_cover_start)
        last = bisect_left(self._covers, item.end, key=_cover_start)
        return Spans(
            cover.span
            for cover in self._covers[first:last]
            if cover.rank >= rank
            and cover.published_at <= began_at
            and (cover.for_incidents or not incident)
        )


def _cover_start(cover: Cover) -> datetime:
    return cover.span.start


def items_of(
    incidents: Iterable[IncidentFacts],
    works: Iterable[tuple[Maintenance, Notice]],
    components: Sequence[Component],
    excluded: frozenset[Cause],
    over_maximum: Spans,
) -> dict[str, list[Item]]:
    """What each counted component went through, by component id.

    ``over_maximum`` are the instants at which the excused maintenance of the period is used up.
    """
    lives = {c.id: c.life for c in components if c.counted}
    items: dict[str, list[Item]] = {id_: [] for id_ in lives}
    judged = [
        (post, notice, notice.excused - over_maximum, notice.excused & over_maximum)
        for post, notice in works
        if notice.work
    ]
    covers: dict[str, list[Cover]] = {id_: [] for id_ in lives}
    for _, notice, excused, _ in judged:
        for id_, level in notice.components.items():
            if id_ in covers:
                covers[id_] += _covers(notice, excused, level)
    shields = {id_: Shield(found) for id_, found in covers.items()}
    found: list[Item] = []
    for post, notice, excused, over in judged:
        found += _work_items(post, notice, excused, over, shields)
    for facts in incidents:
        found += _incident_items(facts, excluded, shields)
    for item in found:
        if span := item.span.clip(lives[item.component]):
            items[item.component].append(item if span == item.span else replace(item, span=span))
    return items


def _covers(notice: Notice, excused: Spans, level: Level) -> Iterator[Cover]:
    """What a piece of excused work excuses: minutes that somebody announced, each since its part."""
    lengths = [notice.window.end - notice.window.start]
    lengths += [notice.work.end - notice.work.start] if notice.work else []
    for_incidents = notice.begun_at is not None or max(lengths) <= LONG_WORK
    for part in notice.parts:
        for span in excused & [part.span]:
            yield Cover(span, level.rank, part.published_at, for_incidents)


def _work_items(
    post: Maintenance,
    notice: Notice,
    excused: Spans,
    over_maximum: Spans,
    shields: Mapping[str, Shield],
) -> list[Item]:
    began_at = notice.work.start if notice.work else notice.window.start
    counted = [*notice.reasons, *((span, Reason.OVER_MAXIMUM) for span in over_maximum)]
    found = []
    for component, level in notice.components.items():
        stretches = [(span, False, Reason.MAINTENANCE) for span in excused]
        stretches += _excused_by_others(component, level, counted, began_at, shields)
        found += _items(post, notice, component, level, stretches, began_at, shields)
    beyond = [(notice.work, Reason.BEYOND_ANNOUNCED)] if notice.work else []
    for component, level in notice.beyond.items():
        stretches = _excused_by_others(component, level, beyond, began_at, shields)
        found += _items(post, notice, component, level, stretches, began_at, shields)
    return found


Stretches = list[tuple[Span, bool, Reason]]


def _excused_by_others(
    component: str,
    level: Level,
    counted: Iterable[tuple[Span, Reason]],
    began_at: datetime,
    shields: Mapping[str, Shield],
) -> Stretches:
    """Counted stretches of work, excused where other work is that was announced before it began."""
    found: Stretches = []
    if component not in shields:
        return found
    for span, reason in counted:
        shield = shields[component].up_to(level.rank, span, began_at, incident=False)
        found += [(cut, True, reason) for cut in Spans([span]) - shield]
        found += [(cut, False, Reason.MAINTENANCE) for cut in Spans([span]) & shield]
    return found


def _items(
    post: Maintenance,
    notice: Notice,
    component: str,
    level: Level,
    stretches: Stretches,
    began_at: datetime,
    shields: Mapping[str, Shield],
) -> list[Item]:
    if component not in shields or not level.rank:
        return []
    return [
        Item(post.id, post.path, component, level, span, is_counted, reason,
             notice.work_basis, is_work=True, began_at=began_at)
        for span, is_counted, reason in stretches
    ]  # fmt: skip


def _incident_items(
    facts: IncidentFacts, excluded: frozenset[Cause], shields: Mapping[str, Shield]
) -> list[Item]:
    incident = facts.incident
    began_at = incident.began_at
    found = []
    for impact in facts.impacts:
        if not impact.span.seconds:
            continue
        for component, level in impact.levels.items():
            if component not in shields or not level.rank:
                continue
            stretches: Stretches
            if impact.cause in excluded:
                stretches = [(impact.span, False, EXCLUDED_REASONS[impact.cause])]
            else:
                stretches = _beside_work(impact.span, level, shields[component], began_at)
            found += [
                Item(incident.id, incident.path, component, level, span, is_counted, reason,
                     impact.basis, is_work=False, began_at=incident.started_at)
                for span, is_counted, reason in stretches
            ]  # fmt: skip
    return found


def _beside_work(span: Span, level: Level, shield: Shield, began_at: datetime) -> Stretches:
    """An incident during excused work is excused up to the announced level, else it counts."""
    whole = Spans([span])
    any_work = whole & shield.at_all(span, began_at, incident=True)
    enough = whole & shield.up_to(level.rank, span, began_at, incident=True)
    return [
        *((cut, False, Reason.MAINTENANCE) for cut in enough),
        *((cut, True, Reason.BEYOND_ANNOUNCED) for cut in any_work - enough),
        *((cut, True, Reason.OUTAGE) for cut in whole - any_work),
    ]


def rows_of(items: Sequence[Item], weights: Mapping[Level, Fraction]) -> list[LedgerRow]:
    """One component's rows over all time: joined when alike, sorted by start, counted first.

    Where phases of one post tie in everything, the one written first is named.
    """
    edges: dict[datetime, list[tuple[bool, Key, Item]]] = {}
    for index, item in enumerate(items):
        key = _key(item, index)
        edges.setdefault(item.span.start, []).append((True, key, item))
        edges.setdefault(item.span.end, []).append((False, key, item))
    counted: list[LedgerRow] = []
    excused: list[LedgerRow] = []
    active: dict[bool, list[tuple[Key, Item]]] = {True: [], False: []}
    for instant, following in pairwise(sorted(edges)):
        for begins, key, item in edges[instant]:
            among = active[item.counted]
            if begins:
                insort(among, (key, item), key=_first)
            else:
                del among[bisect_left(among, key, key=_first)]
        span = Span(instant, following)
        taken = Fraction(0)
        if active[True]:
            worst = active[True][0][1]
            taken = weights[worst.level]
            if taken:
                _append(counted, worst.row(span, taken))
        if active[False]:
            spared = active[False][0][1]
            if (rest := weights[spared.level] - taken) > 0:
                _append(excused, spared.row(span, rest))
    return sorted([*counted, *excused], key=lambda row: (row.span.start, not row.counted))


Key = tuple[int, bool, datetime, str, int]


def _key(item: Item, index: int) -> Key:
    """The order of precedence: worst level; counted incidents before work, excused work before all."""
    later = item.is_work if item.counted else not item.is_work
    return (-item.level.rank, later, item.began_at, item.id, index)


def _first(entry: tuple[Key, Item]) -> Key:
    return entry[0]


def _append(rows: list[LedgerRow], row: LedgerRow) -> None:
    """Adds a row, joining it to the last one where they are alike and touch."""
    if rows and rows[-1].span.end == row.span.start:
        joined = replace(row, span=Span(rows[-1].span.start, row.span.end))
        if replace(rows[-1], span=joined.span) == joined:
            rows[-1] = joined
            return
    rows.append(row)


@dataclass(frozen=True, slots=True)
class Stretch:
    """The platform between two instants: weight counted, and weight of all downtime."""

    span: Span
    counted: Fraction
    total: Fraction


def drop_short_runs(
    rows: Iterable[LedgerRow], stretches: Sequence[Stretch], availability: Availability
) -> tuple[list[LedgerRow], list[Stretch]]:
    """Takes runs of counted platform downtime shorter than ``min_outage`` out of the figures.

    Runs are measured uncut by period borders. Their rows stay in the ledger, excused for that reason.
    """
    runs = Spans(s.span for s in stretches if s.counted)
    short = Spans(run for run in runs if run.end - run.start < availability.min_outage)
    if not short:
        return list(rows), list(stretches)
    kept: list[LedgerRow] = []
    for row in rows:
        dropped = Spans([row.span]) & short if row.counted else Spans()
        if not dropped:
            kept.append(row)
            continue
        kept += [replace(row, span=span) for span in Spans([row.span]) - dropped]
        kept += [
            replace(row, span=span, counted=False, reason=Reason.MIN_OUTAGE) for span in dropped
        ]
    remaining = [
        replace(s, counted=Fraction(0), total=s.total - s.counted)
        if s.counted and short.covers(s.span.start)
        else s
        for s in stretches
    ]
    return _alike_joined(kept), remaining


def _alike_joined(rows: Iterable[LedgerRow]) -> list[LedgerRow]:
    """Rows that are alike and touch as one; of those that start together what would have counted comes first."""
    spans: dict[LedgerRow, list[Span]] = {}
    for row in rows:
        spans.setdefault(replace(row, span=NOWHERE), []).append(row.span)
    joined = [replace(row, span=span) for row, found in spans.items() for span in Spans(found)]
    return sorted(joined, key=lambda row: (row.span.start, row.reason is not Reason.MIN_OUTAGE))
