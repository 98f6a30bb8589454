"""``metrics``: the state of the site in Prometheus' text format (version 0.0.4).

Instants are seconds since 1970, lengths seconds, ratios 0 to 1. ``statusmark_built_timestamp_seconds``
is the horizon of the build: alert on its age, since a static file cannot know that it is stale.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime
from fractions import Fraction

from generator.model.levels import Level
from generator.rules.judgements import (
    Assessment,
    ComponentFigures,
    NoticeVerdict,
    PeriodResult,
    Responses,
    ResponseVerdict,
)
from generator.rules.status import Progress, ServiceStatus

Sample = tuple[dict[str, str], Fraction | int | None]
"""Labels and a value; None where there is nothing to measure."""

ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n"})


def metrics_text(assessment: Assessment, status: ServiceStatus) -> bytes:
    """Every figure that an alert may want, as gauges."""
    running = [result for result in assessment.periods if assessment.now in result.period.span]
    return "".join([*_state(assessment, status), *_periods(running)]).encode()


def _state(assessment: Assessment, status: ServiceStatus) -> Iterator[str]:
    """What is the case at the horizon."""
    progress = list(status.progress.values())
    verdicts = [notice.verdict for notice in assessment.notices.values()]
    states = [
        ({"component": id, "state": level.value}, int(state.level is level))
        for id, state in status.components.items()
        for level in Level
    ]
    yield _family(
        "built_timestamp_seconds",
        "The instant that this file describes.",
        [({}, _seconds(assessment.now))],
    )
    yield _family(
        "component_state", "1 for the state that a component is in, 0 for the others.", states
    )
    yield _family(
        "incidents_open", "Incidents that are not resolved.", [({}, len(status.open_ids))]
    )
    yield _family(
        "maintenance_in_progress",
        "Planned work that is under way.",
        [({}, progress.count(Progress.IN_PROGRESS))],
    )
    yield _family(
        "maintenance_scheduled",
        "Planned work that is still to come.",
        [({}, progress.count(Progress.SCHEDULED))],
    )
    yield _family(
        "notices",
        "Maintenance notices by the verdict on their announcement.",
        [({"verdict": v.value}, verdicts.count(v)) for v in NoticeVerdict],
    )
    yield _family(
        "responses",
        "Promised responses by measure and verdict; missed goals are not breaches.",
        _responses(assessment.responses.values()),
    )
    yield _family(
        "next_update_due_timestamp_seconds",
        "When the next update of an open incident is due at the latest.",
        _dues(assessment, status.open_ids),
    )


def _periods(running: list[PeriodResult]) -> Iterator[str]:
    """The figures of the running periods, under the agreement (tier "") and its tiers."""
    own: list[tuple[dict[str, str], ComponentFigures]] = [
        ({**_labels(result), "component": figures.id}, figures)
        for result in running
        for figures in result.components.values()
    ]
    services = [service for result in running for service in result.services]
    running = [result for result in running if not result.for_each]
    labels = [_labels(result) for result in running]
    for name, help_text, values in (
        (
            "availability_ratio",
            "Availability over the whole running period, if nothing more happens.",
            [r.availability for r in running],
        ),
        (
            "availability_target_ratio",
            "Availability that was promised for the period.",
            [r.target for r in running],
        ),
        (
            "downtime_seconds",
            "Counted downtime in the running period.",
            [r.downtime * 60 for r in running],
        ),
        (
            "downtime_budget_seconds",
            "Downtime that the target allows in the whole period.",
            [r.budget * 60 for r in running],
        ),
        (
            "downtime_budget_left_seconds",
            "Downtime still allowed; negative once the promise is broken.",
            [r.budget_left * 60 for r in running],
        ),
    ):
        yield _family(name, help_text, zip(labels, values, strict=True))
    yield _family(
        "component_downtime_seconds",
        "A component's counted downtime in the running period.",
        [(named, figures.downtime * 60) for named, figures in own],
    )
    yield _family(
        "component_availability_ratio",
        "A component's availability over the whole running period, if nothing more happens.",
        [(named, figures.availability) for named, figures in own],
    )
    yield _family(
        "component_availability_target_ratio",
        "Availability that was promised for a component.",
        [(named, figures.target) for named, figures in own],
    )
    yield _family(
        "component_downtime_budget_seconds",
        "Downtime that the target of a component allows that is promised for itself.",
        [(_labels(service), service.budget * 60) for service in services],
    )
    yield _family(
        "component_downtime_budget_left_seconds",
        "Downtime still allowed of a component that is promised for itself.",
        [(_labels(service), service.budget_left * 60) for service in services],
    )


def _labels(result: PeriodResult) -> dict[str, str]:
    service = {"component": result.component} if result.component else {}
    return {"period": result.period.kind.value, "tier": result.tier or "", **service}


def _responses(all_responses: Iterable[Responses]) -> list[Sample]:
    counts: Counter[tuple[str, str]] = Counter()
    for responses in all_responses:
        for name, measure in responses.plain.measures:
            missed_goal = measure.goal and measure.verdict is ResponseVerdict.MISSED
            counts[name, "goal-missed" if missed_goal else measure.verdict.value] += 1
    return [({"measure": name, "verdict": v}, n) for (name, v), n in sorted(counts.items())]


def _dues(assessment: Assessment, open_ids: Iterable[str]) -> Iterator[Sample]:
    for id in sorted(open_ids):
        responses, facts = assessment.responses.get(id), assessment.incidents[id]
        due_at = facts.promised_at or (responses.next_update_at if responses else None)
        if due_at:
            yield {"incident": id}, _seconds(due_at)


def _seconds(at: datetime) -> int:
    return int(at.timestamp())


def _family(name: str, help_text: str, samples: Iterable[Sample]) -> str:
    """One metric; nothing at all where it has no samples."""
    lines = [
        _sample(f"statusmark_{name}", labels, value)
        for labels, value in samples
        if value is not None
    ]
    if not lines:
        return ""
    head = f"# HELP statusmark_{name} {help_text}\n# TYPE statusmark_{name} gauge\n"
    return head + "\n".join(lines) + "\n"


def _sample(name: str, labels: dict[str, str], value: Fraction | int) -> str:
    inside = ",".join(f'{label}="{text.translate(ESCAPES)}"' for label, text in labels.items())
    number = str(value) if isinstance(value, int) else repr(float(value))
    return f"{name}{{{inside}}} {number}" if inside else f"{name} {number}"
