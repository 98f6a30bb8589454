"""Closed periods: what customers were told, against what the files say today.

Published figures have six decimals, rounded half-even; today's exact ones are rounded the same way
before they are compared, so that only what would be printed differently counts as a difference.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from fractions import Fraction

from generator.model.closed_periods import (
    ClosedPeriod,
    ClosedResult,
    ClosedRow,
    Edit,
    Publication,
)
from generator.model.content import Content
from generator.rules.effects import results_of
from generator.rules.judgements import (
    Assessment,
    CreditOwed,
    ExtensionOwed,
    LedgerRow,
    PeriodResult,
    RemedyOwed,
)
from generator.rules.told import MILLION, told_result
from generator.rules.told_verdicts import OtherVerdict, other_verdicts
from generator.rules.written import terms_written_at
from generator.timespan import Period


@dataclass(frozen=True, slots=True)
class Comparison:
    """One promise of a closed period: as told last, and as the files say now.

    ``gone`` are published rows that are not so any more, ``new`` rows that were not published;
    ``verdicts`` are those of notices and responses that differ. ``terms_changed`` is whether site.yaml
    says other terms since. ``paths`` are the files that the difference comes from, sorted.
    """

    closed: ClosedPeriod
    told: ClosedResult
    today: PeriodResult
    gone: tuple[ClosedRow, ...]
    new: tuple[ClosedRow, ...]
    verdicts: tuple[OtherVerdict, ...]
    terms_changed: bool
    paths: tuple[str, ...]

    @property
    def changed(self) -> bool:
        """Whether the figures, the ledger or verdicts differ."""
        return bool(self.paths)


Told = tuple[list[tuple[Publication, ClosedResult]], Comparison]


def comparisons(assessment: Assessment) -> tuple[Comparison, ...]:
    """Every closed period beside today's figures; one that nobody measures any more is left out."""
    content, now = assessment.content, assessment.now
    found = []
    for closed in content.closed:
        today = [r for r in assessment.periods if r.period.label == closed.label]
        results = today or results_of(content, now, closed.label)
        found += [
            compare(assessment, closed, told, promise)
            for result in results
            if not result.unmeasured
            for promise in result.promises
            for told in closed.latest.results
            if (told.tier, told.component) == (promise.tier, promise.component)
        ]
    return tuple(found)


def told_and_today(assessment: Assessment, result: PeriodResult) -> Told | None:
    """What was told of one promise of a period, the oldest first, and the last beside today's.

    None for a period that is not closed.
    """
    key = (result.period.label, result.tier, result.component)
    if key not in assessment.compared:
        assessment.compared[key] = _told_and_today(assessment, result)
    found: Told | None = assessment.compared[key]
    return found


def _told_and_today(assessment: Assessment, result: PeriodResult) -> Told | None:
    for closed in assessment.content.closed:
        told = [
            (p, r)
            for p in closed.publications
            for r in p.results
            if (r.tier, r.component) == (result.tier, result.component)
        ]
        if closed.label == result.period.label and told and result.unmeasured:
            site = (assessment.content.site.location.path,)
            return told, Comparison(
                closed, told[-1][1], result, told[-1][1].rows, (), (), True, site
            )
        if closed.label == result.period.label and told:
            return told, compare(assessment, closed, told[-1][1], result)
    return None


def as_told(assessment: Assessment, result: PeriodResult) -> tuple[PeriodResult, ...]:
    """A promise of a period as it was told, the first publication first; what the files say where it was not.

    While the files say the same, they say it in full.
    """
    found = told_and_today(assessment, result)
    if found is None:
        return (result,)
    told, comparison = found
    closed, content = comparison.closed, assessment.content
    results = tuple(told_result(content, closed, p, figures) for p, figures in told)
    return results if comparison.changed else (*results[:-1], result)


def compare(
    assessment: Assessment, closed: ClosedPeriod, told: ClosedResult, today: PeriodResult
) -> Comparison:
    """What was told last beside what the files say now. A renamed file is no difference."""
    figures = as_published(today)
    then, now = ({replace(row, path=None) for row in rows} for rows in (told.rows, figures.rows))
    gone = tuple(row for row in told.rows if replace(row, path=None) not in now)
    new = tuple(row for row in figures.rows if replace(row, path=None) not in then)
    verdicts: tuple[OtherVerdict, ...] = ()
    if told.tier is None:
        verdicts = tuple(other_verdicts(assessment, closed.latest))
    terms_changed = _other_terms(assessment, closed.latest, today)
    paths: tuple[str, ...] = ()
    if gone or new or verdicts or replace(told, rows=()) != replace(figures, rows=()):
        files = {row.path for row in (*gone, *new) if row.path} | {
            v.path for v in verdicts if v.path
        }
        paths = _sources(assessment, closed, files, terms_changed=terms_changed)
    return Comparison(closed, told, today, gone, new, verdicts, terms_changed, paths)


def _sources(
    assessment: Assessment, closed: ClosedPeriod, files: set[str], *, terms_changed: bool
) -> tuple[str, ...]:
    """The files that a difference comes from: site.yaml, where that was changed, and those posts that were, too."""
    content, since = assessment.content, closed.latest.published_at
    site = content.site.location.path
    edited = {edit.path for edit in content.changes if since < edit.at <= assessment.now}
    if terms_changed or not files or (site in edited and not files & edited):
        return tuple(sorted({site, *(files & edited)}))
    return tuple(sorted(files))


def _other_terms(assessment: Assessment, told: Publication, today: PeriodResult) -> bool:
    """Whether site.yaml says other terms of a period than when it was told."""
    if told.edition > 1:
        agreement = assessment.content.site.agreement_on(today.period.first_day)
        if agreement is None or told.agreement != agreement.document:
            return True
    written_at = terms_written_at(assessment, today)
    first_at = next((at for at, _ in reversed(assessment.content.terms)), None)
    return written_at not in (None, first_at) and written_at > told.published_at


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
    several = f"{labels[0]} to {labels[-1]}, {len(labels)} periods" if labels[1:] else labels[0]
    return f"over and not closed: {several}: 'statusmark close --due' writes down what customers are told\n"


def changed_paths(assessment: Assessment) -> tuple[str, ...]:
    """The files that closed periods differ in, whose commits are worth asking git for."""
    return tuple(sorted({path for c in comparisons(assessment) for path in c.paths}))


def edits_of(comparison: Comparison, content: Content) -> tuple[Edit, ...]:
    """The commits that made the difference, oldest first: those after what was told last.

    Of site.yaml, those that changed terms.
    """
    since: datetime = comparison.closed.latest.published_at
    site = content.site.location.path
    terms = {at for at, _ in content.terms} if comparison.terms_changed else set()
    return tuple(
        edit
        for edit in content.edits
        if edit.path in comparison.paths
        and edit.at > since
        and (edit.path != site or not terms or edit.at in terms)
    )
