"""One period as plain values: its figures, its ledger, what was published of it, what changes make of it."""

from __future__ import annotations

from datetime import datetime
from fractions import Fraction
from typing import Any

from generator.model.closed_periods import ClosedResult, Publication
from generator.notation import rfc3339
from generator.rendering.figures.numbers import number, percent
from generator.rules.closed import MILLION, told_and_today
from generator.rules.effects import Effect
from generator.rules.judgements import (
    Assessment,
    ComponentFigures,
    CreditOwed,
    ExtensionOwed,
    LedgerRow,
    PeriodResult,
    RemedyOwed,
)
from generator.rules.written import row_written_at, terms_written_at


def period_document(result: PeriodResult, assessment: Assessment) -> dict[str, Any]:
    """One period under the agreement or a tier as plain values, as it is computed today."""
    return {
        "period": result.period.label,
        "tier": result.tier,
        "start": rfc3339(result.period.span.start),
        "end": rfc3339(result.period.span.end),
        "total_minutes": number(result.total),
        "elapsed_minutes": number(result.elapsed),
        "downtime_minutes": number(result.downtime),
        "excluded_minutes": number(result.excluded),
        "availability_percent": percent(result.availability),
        "availability_to_date_percent": percent(result.availability_to_date),
        "target_percent": percent(result.target),
        "verdict": result.verdict.value,
        "budget_minutes": number(result.budget),
        "budget_left_minutes": number(result.budget_left),
        "remedy": _remedy(result.remedy),
        "terms_written": instant(terms_written_at(assessment, result)),
        "components": {id_: _component(c) for id_, c in result.components.items()},
        "ledger": [
            {**ledger_row(row), "written": instant(row_written_at(assessment, row))}
            for row in result.ledger
        ],
    }


def instant(at: datetime | None) -> str | None:
    """An instant that may be unknown."""
    return rfc3339(at) if at else None


def published_document(result: PeriodResult, assessment: Assessment) -> dict[str, Any]:
    """What was published of a closed period; nothing for one that is not closed."""
    found = told_and_today(assessment.content, result)
    if found is None:
        return {}
    told, comparison = found
    first, *corrections = (_publication(publication, figures) for publication, figures in told)
    changed = comparison.changed
    return {"published": {**first, "corrections": corrections, "changed": changed}}


def _publication(publication: Publication, figures: ClosedResult) -> dict[str, Any]:
    share = figures.availability
    return {
        "at": rfc3339(publication.published_at),
        "commit": publication.commit,
        "availability_percent": None if share is None else number(Fraction(share, MILLION)),
        "downtime_minutes": number(Fraction(figures.downtime, MILLION)),
        "verdict": figures.verdict,
    }


def _remedy(owed: RemedyOwed | None) -> dict[str, Any] | None:
    match owed:
        case CreditOwed(ratio):
            return {"credit_percent": number(ratio * 100)}
        case ExtensionOwed(minutes):
            return {"extension_minutes": number(minutes)}
        case None:
            return None


def _component(figures: ComponentFigures) -> dict[str, Any]:
    written: dict[str, Any] = {
        "downtime_minutes": number(figures.downtime),
        "excluded_minutes": number(figures.excluded),
        "availability_percent": percent(figures.availability),
    }
    if figures.target is not None:
        written["target_percent"] = percent(figures.target)
    if figures.verdict is not None:
        written["verdict"] = figures.verdict.value
    return written


def ledger_row(row: LedgerRow) -> dict[str, Any]:
    """A row of the ledger."""
    return {
        "id": row.id,
        "file": row.path,
        "component": row.component,
        "level": row.level.value,
        "start": rfc3339(row.span.start),
        "end": rfc3339(row.span.end),
        "minutes": number(row.minutes),
        "weight": number(row.weight),
        "counted": row.counted,
        "reason": row.reason.value,
        "basis": row.basis.value,
    }


def effect_document(effect: Effect) -> dict[str, Any]:
    """An effect as JSON values: the figures of the whole period before and after."""
    return {
        "period": effect.after.period.label,
        "tier": effect.after.tier,
        "before": _effect_figures(effect.before),
        "after": _effect_figures(effect.after),
    }


def _effect_figures(result: PeriodResult) -> dict[str, Any]:
    return {
        "availability_percent": percent(result.availability),
        "downtime_minutes": number(result.downtime),
        "excluded_minutes": number(result.excluded),
        "budget_left_minutes": number(result.budget_left),
        "verdict": result.verdict.value,
    }
