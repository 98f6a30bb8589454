"""What an engineer owes next: answers, updates, resolutions, postmortems, work about to begin."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, tzinfo

from generator.rules.judgements import Assessment
from generator.rules.status import Progress, work_progress
from generator.rules.wording import duration_text

WORDS = {
    "confirm": "receipt",
    "acknowledge": "answer",
    "update": "update",
    "resolve": "resolution",
    "postmortem": "postmortem",
}


@dataclass(frozen=True, slots=True, order=True)
class Duty:
    """Something due at a time. ``what`` reads on from "next": ``update due``."""

    at: datetime
    id: str
    what: str


def duties(assessment: Assessment) -> tuple[Duty, ...]:
    """Everything that is due, also what is overdue, soonest first."""
    return tuple(sorted([*_responses(assessment), *_work(assessment)]))


def duty_text(duty: Duty, now: datetime, zone: tzinfo) -> str:
    """``update due 10:31``; with the date where it is another day, and how late it is by now."""
    when = clock_text(duty.at, now, zone)
    if duty.at >= now:
        return f"{duty.what} {when}"
    return f"{duty.what} {when}, {duration_text(now - duty.at)} ago"


def clock_text(at: datetime, now: datetime, zone: tzinfo) -> str:
    """The time of day, with the date where that is not today's."""
    local = at.astimezone(zone)
    same_day = local.date() == now.astimezone(zone).date()
    return f"{local:%H:%M}" if same_day else f"{local:%Y-%m-%d %H:%M}"


def _responses(assessment: Assessment) -> Iterator[Duty]:
    for id_, answers in assessment.responses.items():
        is_open = assessment.incidents[id_].open
        for tier, response in answers.by_tier:
            named = f" ({tier})" if tier else ""
            for name, measure in response.promised:
                if measure.next_due_at and (is_open or name == "postmortem"):
                    goal = " (a goal)" if measure.goal else ""
                    yield Duty(measure.next_due_at, id_, f"{WORDS[name]}{named} due{goal}")


def _work(assessment: Assessment) -> Iterator[Duty]:
    for notice in assessment.notices.values():
        progress = work_progress(notice, assessment.now)
        if progress is Progress.SCHEDULED:
            yield Duty(notice.window.start, notice.id, "work announced for")
        elif progress is Progress.IN_PROGRESS:
            yield Duty(notice.window.end, notice.id, "announced end of work")
