"""Closed periods that the files contradict, and periods that nobody has closed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, timedelta
from fractions import Fraction

from generator.diagnostics import Diagnostic, Location
from generator.model.closed_periods import ClosedRow
from generator.rules.checks.findings import warning
from generator.rules.closed import (
    Comparison,
    as_published,
    comparisons,
    over_and_open,
)
from generator.rules.effects import result_text, shares
from generator.rules.judgements import Assessment
from generator.rules.told import MILLION
from generator.rules.told_verdicts import OtherVerdict
from generator.rules.wording import local_text
from generator.timespan import period_named

CLOSED_WITHIN = timedelta(days=5)
"""How long after its end a period may be open until ``check`` asks."""
NAMED = 3
"""So many differences are named in a finding; the page shows the rest."""


def period_not_closed(assessment: Assessment) -> Iterator[Diagnostic]:
    """A period that has been over for five days and is open, on a site that closes its periods."""
    closed = [period_named(c.label, UTC) for c in assessment.content.closed]
    first = min((period.last_day for period in closed if period), default=date.max)
    for period in over_and_open(assessment):
        if period.first_day > first and assessment.now - period.span.end >= CLOSED_WITHIN:
            yield warning(
                "period-not-closed",
                f"{period.label} has been over since {period.last_day} and is not closed",
                f"'statusmark close {period.label}' writes down what customers are told; commit its file",
                assessment.content.site.location,
            )


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
        yield warning(
            "closed-period-changed",
            f"{result_text(comparison.today)} was published on {day} with {_told(comparison)}; "
            f"{_differences(comparison)}",
            f"if the files are right, 'statusmark close {closed.label} --correct' tells customers; "
            f"else fix {' and '.join(comparison.paths[:NAMED])}",
            Location(closed.path),
        )
    for closed in assessment.content.closed:
        if closed.label not in measured:
            yield warning(
                "closed-period-changed",
                f"{closed.label} was published, but no agreement measures it any more",
                "date the new agreement with 'since:' and keep the one that held before",
                Location(closed.path),
            )


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
    found = [
        *_named("not so now", comparison.gone),
        *_named("new", comparison.new),
        *(_verdict(other) for other in comparison.verdicts),
    ]
    more = f" and {len(found) - NAMED} more differences" if len(found) > NAMED else ""
    if comparison.terms_changed:
        found.insert(0, "the agreement in site.yaml was changed")
        return "; ".join(found[: NAMED + 1]) + more
    return "; ".join(found[:NAMED]) + more if found else "site.yaml was changed"


def _verdict(other: OtherVerdict) -> str:
    return f"{other.id}, {other.what}: {other.told}, now {other.now or 'not judged'}"


def _named(word: str, rows: Sequence[ClosedRow]) -> Iterator[str]:
    for row in rows:
        counted = "counted" if row.counted else "excused"
        span = f"{row.start_at:%Y-%m-%d %H:%M}–{row.end_at:%H:%M}Z"
        yield f"{word}: {span} {row.component} {row.level}, {counted} {row.reason} ({row.path})"
