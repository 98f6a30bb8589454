"""Closed periods: what customers were told, against what the files say today.

Published figures have six decimals, rounded half-even; today's exact ones are rounded the same way
before they are compared, so that only what would be printed differently counts as a difference.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

from generator.diagnostics import Diagnostic, Location, Severity
from generator.model.closed_periods import (
    ClosedPeriod,
    ClosedResult,
    ClosedRow,
    Edit,
    Publication,
)
from generator.rules.effects import result_text, results_of, shares
from generator.rules.judgements import (
    Assessment,
    CreditOwed,
    ExtensionOwed,
    LedgerRow,
    PeriodResult,
    RemedyOwed,
)
from generator.rules.wording import local_text
from generator.timespan import Period, period_named

MILLION = 10**6
CLOSED_WITHIN = timedelta(days=5)
"""How long after its end a period may be open until ``check`` asks."""
NAMED = 3
"""So many rows are named in a finding; the page shows the rest."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """One promise of a closed period: as told last, and as the files say now.

    ``gone`` are published rows that are not so any more, ``new`` rows that were not published.
    ``paths`` are the files of both; site.yaml where figures differ and no row does.
    """

    closed: ClosedPeriod
    told: ClosedResult
    today: PeriodResult
    gone: tuple[ClosedRow, ...]
    new: tuple[ClosedRow, ...]

    @property
    def changed(self) -> bool:
        """Whether the figures or the ledger differ."""
        today = replace(as_published(self.today), rows=())
        return bool(self.gone or self.new) or replace(self.told, rows=()) != today

    @property
    def paths(self) -> tuple[str, ...]:
        """The files that the difference comes from, sorted."""
        if not self.changed:
            return ()
        rows = (*self.gone, *self.new)
        return tuple(sorted({row.path for row in rows if row.path})) if rows else ("site.yaml",)


def comparisons(assessment: Assessment) -> tuple[Comparison, ...]:
    """Every closed period beside today's figures; one that nobody measures any more is left out."""
    content, now = assessment.content, assessment.now
    found = []
    for closed in content.closed:
        today = [r for r in assessment.periods if r.period.label == closed.label]
        results = today or results_of(content, now, closed.label)
        found += [
            compare(closed, told, promise)
            for result in results
            for promise in result.promises
            for told in closed.latest.results
            if (told.tier, told.component) == (promise.tier, promise.component)
        ]
    return tuple(found)


def told_and_today(
    assessment: Assessment, result: PeriodResult
) -> tuple[list[tuple[Publication, ClosedResult]], Comparison] | None:
    """What was told of one promise of a period, the oldest first, and the last beside today's.

    None for a period that is not closed.
    """
    for closed in assessment.content.closed:
        told = [
            (p, r)
            for p in closed.publications
            for r in p.results
            if (r.tier, r.component) == (result.tier, result.component)
        ]
        if closed.label == result.period.label and told:
            return told, compare(closed, told[-1][1], result)
    return None


def compare(closed: ClosedPeriod, told: ClosedResult, today: PeriodResult) -> Comparison:
    """What was told last beside what the files say now. A renamed file is no difference."""
    now_rows = as_published(today).rows
    then, now = ({replace(row, path=None) for row in rows} for rows in (told.rows, now_rows))
    return Comparison(
        closed,
        told,
        today,
        tuple(row for row in told.rows if replace(row, path=None) not in now),
        tuple(row for row in now_rows if replace(row, path=None) not in then),
    )


def as_published(result: PeriodResult) -> ClosedResult:
    """Today's figures as they would be published."""
    return ClosedResult(
        tier=result.tier,
        availability=_percent(result.availability),
        target=_percent(result.target),
        downtime=_millionths(result.downtime),
        excluded=_millionths(result.excluded),
        verdict=result.verdict.value,
        remedy=_remedy(result.remedy),
        rows=tuple(_row(row) for row in result.ledger),
        component=result.component,
    )


def _row(row: LedgerRow) -> ClosedRow:
    return ClosedRow(
        row.id, row.path, row.component, row.level.value, row.span.start, row.span.end,
        _millionths(row.weight), row.counted, row.reason.value,
    )  # fmt: skip


def _millionths(value: Fraction) -> int:
    return round(value * MILLION)


def _percent(ratio: Fraction | None) -> int | None:
    if ratio is None:
        return None
    found = _millionths(ratio * 100)
    return min(found, 100 * MILLION - 1) if ratio < 1 else found


def _remedy(owed: RemedyOwed | None) -> tuple[str, int] | None:
    match owed:
        case CreditOwed(ratio):
            return "credit_percent", _millionths(ratio * 100)
        case ExtensionOwed(minutes):
            return "extension_minutes", _millionths(minutes)
        case None:
            return None


def over_and_open(assessment: Assessment) -> tuple[Period, ...]:
    """The periods that are over and that nobody has closed, the earliest end first."""
    closed = {period.label for period in assessment.content.closed}
    found = {
        result.period.label: result.period
        for result in assessment.periods
        if result.period.span.end <= assessment.now and result.period.label not in closed
    }
    return tuple(sorted(found.values(), key=lambda period: (period.span.end, period.label)))


def asks_to_close(assessment: Assessment) -> str:
    """One line for all periods that are over and open; nothing where there is none."""
    labels = [period.label for period in over_and_open(assessment)]
    if not labels:
        return ""
    several = f"{labels[0]} to {labels[-1]}, {len(labels)} periods," if labels[1:] else labels[0]
    return f"over and not closed: {several}: 'statusmark close --due' writes down what customers are told\n"


def period_not_closed(assessment: Assessment) -> Iterator[Diagnostic]:
    """A period that has been over for five days and is open, on a site that closes its periods."""
    closed = [period_named(c.label, UTC) for c in assessment.content.closed]
    first = min((period.last_day for period in closed if period), default=date.max)
    for period in over_and_open(assessment):
        if period.first_day > first and assessment.now - period.span.end >= CLOSED_WITHIN:
            yield Diagnostic(
                "period-not-closed",
                f"{period.label} has been over since {period.last_day} and is not closed",
                f"'statusmark close {period.label}' writes down what customers are told; commit its file",
                assessment.content.site.location,
                Severity.WARNING,
            )


def changed_paths(assessment: Assessment) -> tuple[str, ...]:
    """The files that closed periods differ in, whose commits are worth asking git for."""
    return tuple(sorted({path for c in comparisons(assessment) for path in c.paths}))


def edits_of(comparison: Comparison, edits: Iterable[Edit]) -> tuple[Edit, ...]:
    """The commits that made the difference, oldest first: those after what was told last."""
    since: datetime = comparison.closed.latest.published_at
    return tuple(e for e in edits if e.path in comparison.paths and e.at > since)


def closed_period_changed(assessment: Assessment) -> Iterator[Diagnostic]:
    """A closed period whose figures the files no longer give as they were published."""
    zone = assessment.content.site.zone
    measured = set()
    for comparison in comparisons(assessment):
        closed = comparison.closed
        measured.add(closed.label)
        if not comparison.changed:
            continue
        day = local_text(closed.latest.published_at, zone).partition(" ")[0]
        yield _warning(
            closed,
            f"{result_text(comparison.today)} was published on {day} with {_told(comparison)}; "
            f"{_differences(comparison)}",
            f"if the files are right, 'statusmark close {closed.label} --correct' tells customers; "
            f"else fix {' and '.join(comparison.paths[:NAMED])}",
        )
    for closed in assessment.content.closed:
        if closed.label not in measured:
            yield _warning(
                closed,
                f"{closed.label} was published, but no agreement measures it any more",
                "date the new agreement with 'since:' and keep the one that held before",
            )


def _warning(closed: ClosedPeriod, message: str, remedy: str) -> Diagnostic:
    place = Location(closed.path)
    return Diagnostic("closed-period-changed", message, remedy, place, Severity.WARNING)


def _told(comparison: Comparison) -> str:
    told, today = comparison.told, as_published(comparison.today)
    before, after = shares(_ratio(told.availability), _ratio(today.availability))
    if before != after:
        return f"{before} and is now {after}"
    if told.target != today.target:
        before, after = shares(_ratio(told.target), _ratio(today.target))
        return f"a target of {before}, which is now {after}"
    return f"{before}, as now, but not all is the same"


def _ratio(millionths: int | None) -> Fraction | None:
    return None if millionths is None else Fraction(millionths, 100 * MILLION)


def _differences(comparison: Comparison) -> str:
    rows = [*_named("not so now", comparison.gone), *_named("new", comparison.new)]
    if not rows:
        return "no row of the ledger differs, so the agreement in site.yaml does"
    more = f" and {len(rows) - NAMED} more rows" if len(rows) > NAMED else ""
    return "; ".join(rows[:NAMED]) + more


def _named(word: str, rows: Sequence[ClosedRow]) -> Iterator[str]:
    for row in rows:
        counted = "counted" if row.counted else "excused"
        span = f"{row.start_at:%Y-%m-%d %H:%M}–{row.end_at:%H:%M}Z"
        yield f"{word}: {span} {row.component} {row.level}, {counted} {row.reason} ({row.path})"
