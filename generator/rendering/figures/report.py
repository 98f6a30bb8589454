"""The report: every figure as JSON for machines and the ledger as CSV (tables for people: report_text).

``sla/PERIOD.json`` and ``.csv`` are the report of one period, for whoever wants to recompute it.

Times are UTC, RFC 3339; numbers as in :mod:`.numbers`. The schema is ``statusmark/report/1``.
"""

from __future__ import annotations

import csv
import io
import json
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from fractions import Fraction
from functools import partial
from typing import Any

from generator.model.closed_periods import EDITION
from generator.model.content import Content
from generator.notation import json_line, rfc3339
from generator.rendering.figures.numbers import minutes_of, number, plain
from generator.rendering.figures.period_document import (
    instant,
    ledger_row,
    period_document,
    published_document,
)
from generator.rendering.keys import Keys
from generator.rendering.outputs import Output
from generator.rules.deletions import deleted_in
from generator.rules.judgements import (
    Assessment,
    Cadence,
    Measure,
    Notice,
    Part,
    PeriodResult,
    Response,
)
from generator.rules.written import measure_written_at
from generator.timespan import local_date

SCHEMA = "statusmark/report/1"
LEDGER_COLUMNS = [
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
]


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
            {
                **period_document(result, assessment),
                **published_document(result, assessment),
                **_deleted(result, assessment),
            }
            for result in assessment.periods
        ],
        "notices": {id_: _notice(notice) for id_, notice in assessment.notices.items()},
        "responses": {id_: _responses(id_, assessment) for id_ in assessment.responses},
    }


def _deleted(result: PeriodResult, assessment: Assessment) -> dict[str, Any]:
    """The posts that were deleted after they began, of an open period; nothing where there are none."""
    found = deleted_in(assessment, result.period)
    if not found:
        return {}
    return {"deleted": [{"id": p.id, "file": p.path, "commit": p.commit} for p in found]}


def report_csv(assessment: Assessment) -> str:
    """The ledger of all listed periods as RFC 4180 text (lines end in CR LF, first one names the columns)."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, LEDGER_COLUMNS)
    writer.writeheader()
    for result in (r for r in assessment.periods if not r.unmeasured):
        for row in result.ledger:
            counted = "true" if row.counted else "false"
            cells = {"period": result.period.label, "tier": result.tier or "", **ledger_row(row)}
            cells |= {
                "minutes": plain(row.minutes),
                "weight": plain(row.weight),
                "counted": counted,
            }
            writer.writerow(cells)
    return text.getvalue()


def period_outputs(assessment: Assessment, keys: Keys) -> Iterator[Output]:
    """Two files for each period; the notices and responses are those that the period's posts have."""
    for label, part in parts_of(assessment).items():
        key = keys.of(part.now, keys.period(part.periods, (*part.notices, *part.responses)))
        yield Output(f"sla/{label}.json", key, partial(_json, part))
        yield Output(f"sla/{label}.csv", key, partial(_csv, part))


def _json(part: Assessment) -> bytes:
    return json_line(report(part))


def _csv(part: Assessment) -> bytes:
    return report_csv(part).encode()


def publication(assessment: Assessment, label: str, commit: str | None) -> dict[str, Any]:
    """What 'statusmark close' writes down of a period, as of the assessment's instant and a commit."""
    part = parts_of(assessment)[label]
    told = report(part)
    agreement = assessment.content.site.agreement_on(part.periods[0].period.first_day)
    return {
        "edition": EDITION,
        "published": rfc3339(assessment.now),
        "commit": commit,
        "agreement": agreement.document if agreement else {},
        "periods": [period_document(result, part) for result in part.periods],
        "notices": told["notices"],
        "responses": told["responses"],
    }


def parts_of(assessment: Assessment) -> dict[str, Assessment]:
    """The assessment of each period by its label."""
    by_label: dict[str, list[PeriodResult]] = {}
    for result in assessment.periods:
        by_label.setdefault(result.period.label, []).append(result)
    starts = [(notice.window.start, id) for id, notice in assessment.notices.items()]
    starts += [
        (post.reported_at or post.started_at, post.id)
        for post in assessment.content.incidents
        if post.id in assessment.responses
    ]
    begun = sorted(starts)
    return {label: _only(assessment, results, begun) for label, results in by_label.items()}


def _only(
    assessment: Assessment, results: list[PeriodResult], begun: list[tuple[datetime, str]]
) -> Assessment:
    """The assessment of one period.

    Its instant is the period's end once that is past: a closed period's file then stays as it is.
    """
    span = results[0].period.span
    first, last = (bisect_left(begun, (at, "")) for at in (span.start, span.end))
    named = {row.id for result in results for row in result.ledger if row.id}
    named |= {id for _, id in begun[first:last]}
    ids = sorted(named)
    return replace(
        assessment,
        now=min(assessment.now, span.end),
        periods=tuple(results),
        notices={id: assessment.notices[id] for id in ids if id in assessment.notices},
        responses={id: assessment.responses[id] for id in ids if id in assessment.responses},
    )


def zone_name(content: Content, now: datetime) -> str:
    """The zone that periods are cut in: that of the agreement in force, else the site's."""
    site = content.site
    agreement = site.agreement_on(local_date(now, site.zone)) or next(iter(site.agreements), None)
    return agreement.zone_name if agreement else site.zone_name


def _notice(notice: Notice) -> dict[str, Any]:
    written: dict[str, Any] = {
        "verdict": notice.verdict.value,
        "outside_window_minutes": number(Fraction(notice.outside_window_seconds, 60)),
        "unannounced_minutes": number(Fraction(notice.unannounced_seconds, 60)),
        "parts": [_part(part) for part in notice.parts],
    }
    if notice.tiers:
        written["tiers"] = {name: _notice(judged) for name, judged in notice.tiers.items()}
    return written


def _part(part: Part) -> dict[str, Any]:
    written: dict[str, Any] = {
        "start": rfc3339(part.span.start),
        "end": rfc3339(part.span.end),
        "published": rfc3339(part.published_at),
        "lead_minutes": minutes_of(part.lead),
        "verdict": part.verdict.value,
        "proof": part.proof.value,
    }
    if part.declared:
        written["declared"] = True
    return written


def _responses(id_: str, assessment: Assessment) -> dict[str, Any]:
    responses = assessment.responses[id_]

    def measured(response: Response) -> dict[str, Any]:
        return {
            name: {
                **_measured(measure),
                "written": instant(measure_written_at(assessment, id_, name, measure)),
            }
            for name, measure in response.measures
        }

    written = {"priority": responses.priority, "tier": None, **measured(responses.plain)}
    if responses.tiers:
        written["tiers"] = {name: measured(r) for name, r in responses.tiers.items()}
    return written


def _measured(measure: Measure | Cadence) -> dict[str, Any]:
    written: dict[str, Any]
    match measure:
        case Measure():
            at = rfc3339(measure.at) if measure.at else None
            written = {"due": rfc3339(measure.due_at), "at": at}
        case Cadence():
            gap = minutes_of(measure.longest_gap)
            written = {"longest_gap_minutes": gap, "violations": measure.violations}
    written["verdict"] = measure.verdict.value
    if measure.goal:
        written["goal"] = True
    return written
