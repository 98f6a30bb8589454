"""Closed periods as results: what was told, for wherever a period is named, whatever the files say now."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from enum import Enum
from fractions import Fraction
from typing import Any, TypeVar

from generator.model.agreement import (
    Agreement,
    Availability,
    Base,
    MaintenanceTerms,
    Scope,
    Target,
)
from generator.model.closed_periods import ClosedPeriod, ClosedResult, ClosedRow, Publication
from generator.model.content import Content
from generator.model.levels import Level
from generator.rules.facts import Basis
from generator.rules.judgements import (
    ComponentFigures,
    CreditOwed,
    ExtensionOwed,
    LedgerRow,
    PeriodResult,
    Reason,
    RemedyOwed,
    Verdict,
)
from generator.timespan import Period, Span, minutes, period_named, zone_of

MILLION = 10**6
Choice = TypeVar("Choice", bound=Enum)


def told_results(
    content: Content, measured: Collection[tuple[str, str | None]], label: str | None
) -> list[PeriodResult]:
    """The closed periods that no agreement or tier measures any more, as they were told last.

    ``measured`` are those that something measures, by label and tier; ``label`` limits them to one.
    """
    found = []
    for closed in content.closed:
        if label not in (None, closed.label):
            continue
        by_tier: dict[str | None, list[PeriodResult]] = {}
        for told in closed.latest.results:
            if (closed.label, told.tier) not in measured:
                result = told_result(content, closed, closed.latest, told)
                by_tier.setdefault(told.tier, []).append(replace(result, unmeasured=True))
        found += [_together(results) for results in by_tier.values()]
    return found


def told_result(
    content: Content, closed: ClosedPeriod, publication: Publication, told: ClosedResult
) -> PeriodResult:
    """One promise of a period as it was told."""
    stated = publication.agreement.get("timezone")
    zone = (zone_of(stated) if isinstance(stated, str) else None) or content.site.zone
    period = period_named(closed.label, zone)
    if period is None:
        raise ValueError(f"{closed.label} is no period")
    agreement = _agreement(publication, told, period, content)
    terms = agreement.availability
    total = minutes(period.span.seconds)
    excluded = Fraction(told.excluded, MILLION)
    base = total - (excluded if terms and terms.base is Base.AGREED else 0)
    availability, target = _ratio(told.availability), _ratio(told.target)
    return PeriodResult(
        period=period,
        tier=told.tier,
        agreement=agreement,
        total=total,
        elapsed=total,
        base=base,
        downtime=Fraction(told.downtime, MILLION),
        excluded=excluded,
        availability=availability,
        availability_to_date=availability,
        target=target,
        budget=base * (1 - target) if target is not None else Fraction(0),
        verdict=Verdict(told.verdict),
        remedy=_remedy(told.remedy),
        components=_components(told, content.site.renamed),
        ledger=tuple(_row(row, told) for row in told.rows),
        component=told.component,
    )


def _together(results: list[PeriodResult]) -> PeriodResult:
    """A period's result; where each component was promised for itself, the worst one's with all of them."""
    first = results[0]
    if first.component is None:
        return first
    worst = min(results, key=lambda result: result.budget_left)
    return replace(
        worst,
        component=None,
        ledger=tuple(row for result in results for row in result.ledger),
        services=tuple(results),
    )


def _agreement(
    publication: Publication, told: ClosedResult, period: Period, content: Content
) -> Agreement:
    """As much of the agreement as a result needs; the rest is not told."""
    said = publication.agreement.get("availability")
    terms: Mapping[str, Any] = said if isinstance(said, dict) else {}
    scope = Scope.EACH if told.component else _one_of(Scope, terms.get("scope"), Scope.ANY)
    base = _one_of(Base, terms.get("base"), Base.CALENDAR)
    target = Target("", _ratio(told.target))
    availability = Availability(target, period.kind, scope=scope, base=base)
    site = content.site
    nothing = MaintenanceTerms({}, site.zone, site.zone_name)
    return Agreement(site.zone, site.zone_name, nothing, availability)


def _components(told: ClosedResult, renamed: Mapping[str, str]) -> dict[str, ComponentFigures]:
    """The components' figures, by the ids that they have now."""
    found = {}
    for raw, said in told.document.get("components", {}).items():
        id_ = renamed.get(raw, raw)
        if not isinstance(said, dict) or told.component not in (None, id_):
            continue
        promised = "target_percent" in said
        verdict = _one_of(Verdict, said.get("verdict"), Verdict.MET)
        found[id_] = ComponentFigures(
            id_,
            _number(said, "downtime_minutes") or Fraction(0),
            _number(said, "excluded_minutes") or Fraction(0),
            _percent(said, "availability_percent"),
            _percent(said, "target_percent") if promised else None,
            verdict if promised else None,
        )
    return found


def _row(row: ClosedRow, told: ClosedResult) -> LedgerRow:
    said = (r.get("basis") for r in told.document.get("ledger", ()) if r.get("id") == row.id)
    return LedgerRow(
        id=row.id,
        path=row.path,
        component=row.component,
        level=_one_of(Level, row.level, Level.MAJOR_OUTAGE),
        span=Span(row.start_at, row.end_at),
        weight=Fraction(row.weight, MILLION),
        counted=row.counted,
        reason=_one_of(Reason, row.reason, Reason.OUTAGE),
        basis=_one_of(Basis, next(said, None), Basis.POSTED),
    )


def _remedy(told: tuple[str, int] | None) -> RemedyOwed | None:
    if told is None:
        return None
    kind, owed = told
    if kind == "credit_percent":
        return CreditOwed(Fraction(owed, 100 * MILLION))
    return ExtensionOwed(Fraction(owed, MILLION))


def _ratio(millionths: int | None) -> Fraction | None:
    return None if millionths is None else Fraction(millionths, 100 * MILLION)


def _number(said: Mapping[str, Any], key: str) -> Fraction | None:
    value = said.get(key)
    return Fraction(str(value)) if isinstance(value, int | float) else None


def _percent(said: Mapping[str, Any], key: str) -> Fraction | None:
    value = _number(said, key)
    return None if value is None else value / 100


def _one_of(kind: type[Choice], value: object, default: Choice) -> Choice:
    """A value of an enumeration; the default for what older or newer programs wrote."""
    return next((choice for choice in kind if choice.value == value), default)
