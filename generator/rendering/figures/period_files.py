"""``sla/PERIOD.json`` and ``.csv``: the report of one period, for whoever wants to recompute it."""

from __future__ import annotations

import json
from bisect import bisect_left
from dataclasses import replace
from datetime import datetime

from generator.rendering.figures.report import report, report_csv
from generator.rules.judgements import Assessment, PeriodResult


def period_files(assessment: Assessment) -> dict[str, bytes]:
    """Two files for each period; the notices and responses are those that the period's posts have."""
    by_label: dict[str, list[PeriodResult]] = {}
    for result in assessment.periods:
        by_label.setdefault(result.period.label, []).append(result)
    begun = _begun(assessment)
    found = {}
    for label, results in by_label.items():
        part = _only(assessment, results, begun)
        written = json.dumps(report(part), ensure_ascii=False) + "\n"
        found[f"sla/{label}.json"] = written.encode()
        found[f"sla/{label}.csv"] = report_csv(part).encode()
    return found


def _begun(assessment: Assessment) -> list[tuple[datetime, str]]:
    """When each window starts and each incident was reported, in order."""
    starts = [(notice.window.start, id) for id, notice in assessment.notices.items()]
    starts += [
        (post.reported_at or post.started_at, post.id)
        for post in assessment.content.incidents
        if post.id in assessment.responses
    ]
    return sorted(starts)


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
