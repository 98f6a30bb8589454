"""The report: every figure as JSON for machines and the ledger as CSV (tables for people: report_text).

Numbers are written from exact fractions, to 6 places, half-even; whole ones without a point. Times
are UTC, RFC 3339. The schema is ``statusmark/report/1``.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import ROUND_HALF_EVEN, Context, Decimal
from fractions import Fraction
from typing import Any

from generator.model.closed_periods import ClosedResult, Publication
from generator.model.content import Content
from generator.notation import rfc3339
from generator.rules.closed import MILLION, compare
from generator.rules.judgements import (
    Assessment,
    Cadence,
    ComponentFigures,
    CreditOwed,
    ExtensionOwed,
    LedgerRow,
    Measure,
    Notice,
    Part,
    PeriodResult,
    RemedyOwed,
    Response,
    Responses,
)
from generator.timespan import local_date

SCHEMA = "statusmark/report/1"
PLACES = 6
LEDGER_COLUMNS = (
    "period",
    "tier",
    "id",
    "file",
    "component",
    "level",
    "start",
    "end",
    "minutes",
    "weight",
    "counted",
    "reason",
    "basis",
)
EXACT = Context(prec=60, rounding=ROUND_HALF_EVEN)


def report_json(assessment: Assessment) -> str:
    """The whole report as a JSON document, ending in a line feed."""
    return json.dumps(report(assessment), ensure_ascii=False, indent=2) + "\n"


def report(assessment: Assessment) -> dict[str, Any]:
    """The whole report as plain values."""
    return {
        "schema": SCHEMA,
        "now": rfc3339(assessment.now),
        "timezone": zone_name(assessment.content, assessment.now),
        "provenance": assessment.content.provenance.value,
        "periods": [
            period_document(result) | _published(result, assessment)
            for result in assessment.periods
        ],
        "notices": {id_: _notice(notice) for id_, notice in assessment.notices.items()},
        "responses": {id_: _responses(r) for id_, r in assessment.responses.items()},
    }


def report_csv(assessment: Assessment) -> str:
    """The ledger of all listed periods as RFC 4180 text (lines end in CR LF, first one names the columns)."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(LEDGER_COLUMNS)
    for result in assessment.periods:
        for row in result.ledger:
            values = _row(row)
            counted = "true" if row.counted else "false"
            cells = {**values, "minutes": plain(row.minutes), "weight": plain(row.weight)}
            cells |= {"counted": counted, "period": result.period.label, "tier": result.tier or ""}
            writer.writerow([cells[column] for column in LEDGER_COLUMNS])
    return text.getvalue()


def zone_name(content: Content, now: datetime) -> str:
    """The zone that periods are cut in: that of the agreement in force, else the site's."""
    site = content.site
    agreement = site.agreement_on(local_date(now, site.zone)) or next(iter(site.agreements), None)
    return agreement.zone_name if agreement else site.zone_name


# --------------------------------------------------------------------------------------- numbers and times


def rounded(value: Fraction) -> Decimal:
    """The value to 6 places, half-even."""
    scaled = value * 10**PLACES
    return Decimal(round(scaled)).scaleb(-PLACES, EXACT)


def plain(value: Fraction) -> str:
    """The value to 6 places as digits, without superfluous zeros and never with an exponent."""
    text = f"{rounded(value):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def number(value: Fraction) -> int | float:
    """The value to 6 places as a JSON number: whole ones are integers.

    A double holds 15 digits and is written as the shortest text that reads back the same, so the
    decimal arrives unharmed.
    """
    exact = rounded(value)
    whole = exact.to_integral_value()
    return int(whole) if exact == whole else float(exact)


def _percent(ratio: Fraction | None) -> int | float | None:
    return None if ratio is None else number(ratio * 100)


def _minutes(span: timedelta) -> int | float:
    return number(Fraction(span // timedelta(seconds=1), 60))


# --------------------------------------------------------------------------------------- periods


def period_document(result: PeriodResult) -> dict[str, Any]:
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
        "availability_percent": _percent(result.availability),
        "availability_to_date_percent": _percent(result.availability_to_date),
        "target_percent": _percent(result.target),
        "verdict": result.verdict.value,
        "budget_minutes": number(result.budget),
        "budget_left_minutes": number(result.budget_left),
        "remedy": _remedy(result.remedy),
        "components": {id_: _component(c) for id_, c in result.components.items()},
        "ledger": [_row(row) for row in result.ledger],
    }


def _published(result: PeriodResult, assessment: Assessment) -> dict[str, Any]:
    """What customers were told of a closed period; nothing for one that is not closed."""
    closed = next((c for c in assessment.content.closed if c.label == result.period.label), None)
    told = [(p, t) for p in closed.publications for t in p.results] if closed else []
    told = [(p, t) for p, t in told if t.tier == result.tier]
    if closed is None or not told:
        return {}
    first, *corrections = (_told(publication, figures) for publication, figures in told)
    changed = compare(closed, told[-1][1], result).changed
    return {"published": {**first, "corrections": corrections, "changed": changed}}


def _told(publication: Publication, figures: ClosedResult) -> dict[str, Any]:
    availability = figures.availability
    return {
        "at": rfc3339(publication.published_at),
        "commit": publication.commit,
        "availability_percent": None
        if availability is None
        else number(Fraction(availability, MILLION)),
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
        "availability_percent": _percent(figures.availability),
    }
    if figures.target is not None:
        written["target_percent"] = _percent(figures.target)
    if figures.verdict is not None:
        written["verdict"] = figures.verdict.value
    return written


def _row(row: LedgerRow) -> dict[str, Any]:
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


# --------------------------------------------------------------------------------------- notices


def _notice(notice: Notice) -> dict[str, Any]:
    return {
        "verdict": notice.verdict.value,
        "outside_window_minutes": number(Fraction(notice.outside_window_seconds, 60)),
        "unannounced_minutes": number(Fraction(notice.unannounced_seconds, 60)),
        "parts": [_part(part) for part in notice.parts],
    }


def _part(part: Part) -> dict[str, Any]:
    written: dict[str, Any] = {
        "start": rfc3339(part.span.start),
        "end": rfc3339(part.span.end),
        "published": rfc3339(part.published_at),
        "lead_minutes": _minutes(part.lead),
        "verdict": part.verdict.value,
    }
    if part.declared or part.commit is None:
        written["declared"] = True
    return written


# --------------------------------------------------------------------------------------- responses


def _responses(responses: Responses) -> dict[str, Any]:
    written: dict[str, Any] = {"priority": responses.priority, "tier": None}
    written |= _response(responses.plain)
    if responses.tiers:
        written["tiers"] = _tiers(responses.tiers)
    return written


def _tiers(tiers: Mapping[str, Response]) -> dict[str, Any]:
    return {name: _response(response) for name, response in tiers.items()}


def _response(response: Response) -> dict[str, Any]:
    return {name: _measured(measure) for name, measure in response.measures}


def _measured(measure: Measure | Cadence) -> dict[str, Any]:
    written: dict[str, Any]
    match measure:
        case Measure():
            at = rfc3339(measure.at) if measure.at else None
            written = {"due": rfc3339(measure.due_at), "at": at}
        case Cadence():
            gap = _minutes(measure.longest_gap)
            written = {"longest_gap_minutes": gap, "violations": measure.violations}
    written["verdict"] = measure.verdict.value
    if measure.goal:
        written["goal"] = True
    return written
