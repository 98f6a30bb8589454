"""What an engineer owes next: answers, updates, resolutions, postmortems, work about to begin."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from generator.rules.judgements import Assessment, Measure, Notice, Response
from generator.rules.status import Progress, work_progress
from generator.rules.wording import duration_text


@dataclass(frozen=True, slots=True, order=True)
class Duty:
    """Something due at a time. ``what`` reads on from "next": ``update due``."""

    at: datetime
    id: str
    what: str


def duties(assessment: Assessment) -> tuple[Duty, ...]:
    """Everything that is due, also what is overdue, soonest first."""
    found = [duty for id_ in assessment.responses for duty in _responses(assessment, id_)]
    found += [duty for id_ in assessment.notices for duty in _work(assessment, id_)]
    return tuple(sorted(found))


def duty_text(duty: Duty, now: datetime, zone: tzinfo) -> str:
    """``update due 10:31``; with the date where it is another day, and how late it is by now."""
    when = clock_text(duty.at, now, zone)
    if duty.at >= now:
        return f"{duty.what} {when}"
    return f"{duty.what} {when}, {_length(now - duty.at)} ago"


def clock_text(at: datetime, now: datetime, zone: tzinfo) -> str:
    """The time of day, with the date where that is not today's."""
    local = at.astimezone(zone)
    same_day = local.date() == now.astimezone(zone).date()
    return f"{local:%H:%M}" if same_day else f"{local:%Y-%m-%d %H:%M}"


def _length(delta: timedelta) -> str:
    minutes = delta // timedelta(minutes=1)
    return (
        duration_text(timedelta(minutes=minutes)) if minutes < 2880 else f"{minutes // 1440} days"
    )


def _responses(assessment: Assessment, id_: str) -> Iterator[Duty]:
    answers = assessment.responses[id_]
    facts = assessment.incidents[id_]
    yield from _of(id_, answers.plain, "", resolved=not facts.open)
    for tier, response in answers.tiers.items():
        yield from _of(id_, response, f" ({tier})", resolved=not facts.open)


def _of(id_: str, response: Response, tier: str, *, resolved: bool) -> Iterator[Duty]:
    def duty(measure: Measure | None, what: str) -> Iterator[Duty]:
        if measure and measure.at is None:
            goal = " (a goal)" if measure.goal else ""
            yield Duty(measure.due_at, id_, f"{what}{tier} due{goal}")

    if not resolved:
        yield from duty(response.confirm, "receipt")
        yield from duty(response.acknowledge, "answer")
        if response.update and response.update.next_due_at:
            yield Duty(response.update.next_due_at, id_, f"update{tier} due")
        yield from duty(response.resolve, "resolution")
    yield from duty(response.postmortem, "postmortem")


def _work(assessment: Assessment, id_: str) -> Iterator[Duty]:
    notice: Notice = assessment.notices[id_]
    post = next(post for post in assessment.content.maintenance if post.id == id_)
    progress = work_progress(post, notice, assessment.now)
    if progress is Progress.SCHEDULED:
        yield Duty(notice.window.start, id_, "work announced for")
    elif progress is Progress.IN_PROGRESS:
        yield Duty(notice.window.end, id_, "announced end of work")
