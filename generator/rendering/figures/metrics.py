"""``metrics``: the state of the site in Prometheus' text format (version 0.0.4).

Instants are seconds since 1970, lengths seconds, ratios 0 to 1. ``statusmark_built_timestamp_seconds``
is the horizon of the build: alert on its age, since a static file cannot know that it is stale.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from generator.model.levels import Level
from generator.rendering.figures.prometheus import Sample, family
from generator.rules.judgements import (
    Assessment,
    NoticeVerdict,
    PeriodResult,
    Responses,
    ResponseVerdict,
)
from generator.rules.status import Progress, ServiceStatus


def metrics_text(assessment: Assessment, status: ServiceStatus) -> bytes:
    """Every figure that an alert may want, as gauges."""
    now = assessment.now
    running = [r for r in assessment.periods if now in r.period.span]
    progress = list(status.progress.values())
    verdicts = [notice.verdict for notice in assessment.notices.values()]
    families: list[tuple[str, str, Iterable[Sample]]] = [
        (
            "built_timestamp_seconds",
            "The instant that this file describes.",
            [({}, _seconds(now))],
        ),
        (
            "component_state",
            "1 for the state that a component is in, 0 for the others.",
            [
                ({"component": id, "state": level.value}, int(state.level is level))
                for id, state in status.components.items()
                for level in Level
            ],
        ),
        (
            "incidents_open",
            "Incidents that are not resolved.",
            [({}, len(status.open_ids))],
        ),
        (
            "maintenance_in_progress",
            "Planned work that is under way.",
            [({}, progress.count(Progress.IN_PROGRESS))],
        ),
        (
            "maintenance_scheduled",
            "Planned work that is still to come.",
            [({}, progress.count(Progress.SCHEDULED))],
        ),
        (
            "notices",
            "Maintenance notices by the verdict on their announcement.",
            [({"verdict": v.value}, verdicts.count(v)) for v in NoticeVerdict],
        ),
        (
            "responses",
            "Promised responses by measure and verdict; missed goals are not breaches.",
            _responses(assessment.responses.values()),
        ),
        (
            "next_update_due_timestamp_seconds",
            "When the next update of an open incident is due at the latest.",
            _dues(assessment, status.open_ids),
        ),
        *_periods(running),
    ]
    return "".join(family(*one) for one in families).encode()


def _periods(running: Sequence[PeriodResult]) -> list[tuple[str, str, Iterable[Sample]]]:
    """The figures of the running periods, under the agreement (tier "") and its tiers."""
    return [
        (
            "availability_ratio",
            "Availability in the running period up to now.",
            [
                (_period(r), r.availability_to_date)
                for r in running
                if r.availability_to_date is not None
            ],
        ),
        (
            "availability_target_ratio",
            "Availability that was promised for the period.",
            [(_period(r), r.target) for r in running if r.target is not None],
        ),
        (
            "downtime_seconds",
            "Counted downtime in the running period.",
            [(_period(r), r.downtime * 60) for r in running],
        ),
        (
            "downtime_budget_seconds",
            "Downtime that the target allows in the whole period.",
            [(_period(r), r.budget * 60) for r in running],
        ),
        (
            "downtime_budget_left_seconds",
            "Downtime still allowed; negative once the promise is broken.",
            [(_period(r), r.budget_left * 60) for r in running],
        ),
        (
            "component_downtime_seconds",
            "A component's counted downtime in the running period.",
            [
                ({**_period(r), "component": figures.id}, figures.downtime * 60)
                for r in running
                for figures in r.components.values()
            ],
        ),
        (
            "component_availability_ratio",
            "A component's availability over the whole running period, as if nothing more happens.",
            [
                ({**_period(r), "component": figures.id}, figures.availability)
                for r in running
                for figures in r.components.values()
                if figures.availability is not None
            ],
        ),
    ]


def _period(result: PeriodResult) -> dict[str, str]:
    return {"period": result.period.kind.value, "tier": result.tier or ""}


def _responses(all_responses: Iterable[Responses]) -> list[Sample]:
    counts: dict[tuple[str, str], int] = {}
    for responses in all_responses:
        for name, measure in responses.plain.measures:
            missed_goal = measure.goal and measure.verdict is ResponseVerdict.MISSED
            verdict = "goal-missed" if missed_goal else measure.verdict.value
            counts[name, verdict] = counts.get((name, verdict), 0) + 1
    return [({"measure": name, "verdict": v}, n) for (name, v), n in sorted(counts.items())]


def _dues(assessment: Assessment, open_ids: Iterable[str]) -> list[Sample]:
    found: list[Sample] = []
    for id in sorted(open_ids):
        responses = assessment.responses.get(id)
        if responses and (due_at := responses.next_update_at):
            found.append(({"incident": id}, _seconds(due_at)))
    return found


def _seconds(at: datetime) -> int:
    return int(at.timestamp())
