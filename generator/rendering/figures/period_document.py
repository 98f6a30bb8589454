"""One period as plain values: its figures, its ledger, what was published of it, what changes make of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from generator.model.closed_periods import ClosedResult, Publication
from generator.notation import rfc3339
from generator.rendering.figures.numbers import number, percent
from generator.rules.closed import told_and_today
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

PROMISED = ("target_percent", "verdict", "budget_minutes", "budget_left_minutes", "remedy")
"""What a component has, too, that is promised for itself."""


def period_document(result: PeriodResult, assessment: Assessment) -> dict[str, Any]:
    """One period under the agreement or a tier as plain values, as it is computed today.

    Where each component is promised for itself, the components have figures that the period has not.
    """
    figures, written_at = _figures(result), None
    components: dict[str, dict[str, Any]] = {}
    if result.unmeasured:  # a closed period of which the files say nothing any more
        figures = dict.fromkeys(figures)
    else:
        written_at = terms_written_at(assessment, result)
        components = {id_: _component(own) for id_, own in result.components.items()}
        for service in result.services:
            own = _figures(service)
            components[service.component or ""] |= {key: own[key] for key in PROMISED}
        if result.for_each:
            figures = {**dict.fromkeys(figures), "verdict": figures["verdict"]}
    return {
        "period": result.period.label,
        "tier": result.tier,
        "start": rfc3339(result.period.span.start),
        "end": rfc3339(result.period.span.end),
        "total_minutes": number(result.total),
        "elapsed_minutes": number(result.elapsed),
        **figures,
        "terms_written": instant(written_at),
        "components": components,
        "ledger": [
            {**ledger_row(row), "written": instant(row_written_at(assessment, row))}
            for row in (() if result.unmeasured else result.ledger)
        ],
    }


def _figures(result: PeriodResult) -> dict[str, Any]:
    """What one promise comes to."""
    return {
        "downtime_minutes": number(result.downtime),
        "excluded_minutes": number(result.excluded),
        "availability_percent": percent(result.availability),
        "availability_to_date_percent": percent(result.availability_to_date),
        "target_percent": percent(result.target),
        "verdict": result.verdict.value,
        "budget_minutes": number(result.budget),
        "budget_left_minutes": number(result.budget_left),
        "remedy": _remedy(result.remedy),
    }


def instant(at: datetime | None) -> str | None:
    """An instant that may be unknown."""
    return rfc3339(at) if at else None


def published_document(result: PeriodResult, assessment: Assessment) -> dict[str, Any]:
    """What was published of a closed period, whole; nothing for one that is not closed."""
    found = [of for promise in result.promises if (of := told_and_today(assessment, promise))]
    if not found:
        return {}
    told = {
        p.published_at: _publication(p, f) for publications, _ in found for p, f in publications
    }
    first, *corrections = (told[at] for at in sorted(told))
    changed = any(comparison.changed for _, comparison in found)
    return {"published": {**first, "corrections": corrections, "changed": changed}}


def _publication(publication: Publication, told: ClosedResult) -> dict[str, Any]:
    """A publication as it was told; the objects of an older edition lack what it did not have."""
    written = {
        "at": rfc3339(publication.published_at),
        "commit": publication.commit,
        "edition": publication.edition,
        **told.document,
    }
    if publication.edition > 1:
        written["agreement"] = publication.agreement
        written["notices"] = publication.notices
        written["responses"] = publication.responses
    return written


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
    service = {"component": effect.after.component} if effect.after.component else {}
    return {
        "period": effect.after.period.label,
        "tier": effect.after.tier,
        **service,
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
