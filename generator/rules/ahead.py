"""What lies ahead: when a rebuild would change the site, or mail falls due, without anybody writing a word.

Between two neighbours of :func:`moments_ahead` a rebuild differs only in the time of the build and in
figures that run with the clock (elapsed minutes, and downtime while something is down). A promise kept
"at the limit exactly" is missed one second later, so that second is the moment.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from generator.model.content import Incident, Post
from generator.rules.assessment import assess
from generator.rules.calendars import opening_turns, window_spans
from generator.rules.judgements import Assessment, Cadence, CreditOwed
from generator.rules.moments import MomentKind, Origin
from generator.rules.notifications import notified_at
from generator.rules.post_moments import begin_and_end
from generator.rules.status import Progress, work_progress
from generator.timespan import ONE_DAY, ONE_SECOND, Span, local_date, local_midnight, period_at

LATE = {
    "confirm": "the receipt is late",
    "acknowledge": "the first response is late",
    "update": "the next update is overdue",
    "resolve": "the resolution is late",
    "postmortem": "the root-cause analysis is late",
}
TURNS = timedelta(days=8)
"""How far ahead teams' hours and windows are looked up; midnight comes sooner anyway."""


@dataclass(frozen=True, slots=True)
class Ahead:
    """A moment to come. ``id`` is the post's, None where it concerns the whole site."""

    at: datetime
    what: str
    id: str | None = None


def moments_ahead(assessment: Assessment) -> tuple[Ahead, ...]:
    """Everything after ``now`` that is known to change the site, by time; never empty.

    Windows begin and end, updates and responses fall due, entries dated ahead show, teams change, the
    day and the period end, and a running outage breaks a promise.
    """
    found = {
        *_calendar(assessment),
        *_windows(assessment),
        *_notified(assessment),
        *_due(assessment),
        *_dated(assessment),
    }
    now = assessment.now
    ahead = sorted((a for a in found if a.at > now), key=lambda a: (a.at, a.id or "", a.what))
    if turn := _figures_turn(assessment, ahead[0].at):
        ahead.insert(0, turn)
    return tuple(ahead)


def next_ahead(assessment: Assessment) -> tuple[Ahead, ...]:
    """All that changes at the next moment."""
    ahead = moments_ahead(assessment)
    return tuple(a for a in ahead if a.at == ahead[0].at)


def _calendar(assessment: Assessment) -> Iterator[Ahead]:
    """Days (of the bars, and of dates that begin at midnight), periods, teams' hours."""
    site, now = assessment.content.site, assessment.now
    yield Ahead(local_midnight(local_date(now, site.zone) + ONE_DAY, site.zone), "the day ends")
    for component in site.components:
        if component.since_at:
            yield Ahead(component.since_at, f"component {component.id} begins to count")
        if component.until_at:
            yield Ahead(component.until_at, f"component {component.id} is given up")
    for agreement in (a for top in site.agreements for a in (top, *top.tiers.values())):
        if agreement.availability:
            period = period_at(agreement.availability.period, now, agreement.zone)
            yield Ahead(period.span.end, f"the period {period.label} ends")
        for name, calendar in agreement.calendars.items():
            for at in opening_turns(calendar, agreement.zone, Span(now, now + TURNS)):
                yield Ahead(at, f"the hours of {name} begin or end")
        terms = agreement.maintenance
        for klass in terms.classes.values():
            if klass.windows and klass.notice:
                span = Span(now + klass.notice, now + klass.notice + TURNS)
                for window in window_spans(klass.windows, terms.zone, span):
                    yield Ahead(
                        window.start - klass.notice,
                        f"too late to announce work for the next {klass.name} window",
                    )


def _windows(assessment: Assessment) -> Iterator[Ahead]:
    now = assessment.now
    for id_, notice in assessment.notices.items():
        if work_progress(notice, now) in {Progress.SCHEDULED, Progress.IN_PROGRESS}:
            yield Ahead(notice.window.start, f"maintenance {id_} starts", id_)
            yield Ahead(notice.window.end, f"maintenance {id_} ends", id_)


def _notified(assessment: Assessment) -> Iterator[Ahead]:
    """When people are reminded of work, and notified that it began or ended by the clock."""
    content, now = assessment.content, assessment.now
    reminder = content.site.mail.reminder if content.site.mail else None
    for post in content.maintenance:
        notice = assessment.notices.get(post.id)
        if notice is None or notice.cancelled_at:
            continue
        if reminder:
            at = notice.window.start - reminder
            yield Ahead(at, f"the reminder of maintenance {post.id} is due", post.id)
        for moment in begin_and_end(post, notice, now):
            if moment.origin is Origin.CLOCK:
                counts = (
                    "counts as begun" if moment.kind is MomentKind.STARTED else "counts as done"
                )
                yield Ahead(notified_at(moment), f"maintenance {post.id} {counts}", post.id)


def _due(assessment: Assessment) -> Iterator[Ahead]:
    for id_, facts in assessment.incidents.items():
        if due := facts.promised_at:
            yield Ahead(due, f"incident {id_}: the next update is due", id_)
            yield Ahead(due + ONE_SECOND, f"incident {id_}: {LATE['update']}", id_)
    for id_, responses in assessment.responses.items():
        for _, response in responses.by_tier:
            if (owed := response.acknowledge) and owed.next_due_at and response.update:
                yield Ahead(owed.due_at, f"incident {id_}: the wait for updates begins", id_)
            for name, measure in response.promised:
                due = measure.kept_until if isinstance(measure, Cadence) else measure.next_due_at
                if due:
                    yield Ahead(due + ONE_SECOND, f"incident {id_}: {LATE[name]}", id_)
                    if name == "update":
                        yield Ahead(due, f"incident {id_}: the next update is due", id_)


def _dated(assessment: Assessment) -> Iterator[Ahead]:
    """What files say of times to come."""
    content = assessment.content
    for bulletin in content.bulletins:
        yield from _each(bulletin, "is published", bulletin.started_at)
        yield from _each(bulletin, "leaves the front page", bulletin.off_front_at)
    for incident in content.incidents:
        yield from _each(incident, "begins", incident.started_at, incident.reported_at)
        yield from _each(incident, "is answered", incident.acknowledged_at, incident.confirmed_at)
        yield from _each(incident, "is resolved", incident.resolved_at)
        for phase in incident.impact:
            yield from _each(incident, "has another impact", phase.start_at, phase.end_at)
            if phase.end_at:
                yield from _each(incident, "has another impact", phase.end_at + ONE_SECOND)
    for post in content.maintenance:
        yield from _each(post, "is under way", post.actual_start_at)
        yield from _each(post, "is over", post.actual_end_at)
        yield from _each(post, "is cancelled", post.announced.cancelled_at)
        yield from _each(post, "is published", *(v.published_at for v in post.versions))
    for each in content.posts:
        for update in each.updates:
            yield from _each(each, f"gets its update {update.status.value!r}", update.at)


def _each(post: Post, what: str, *times: datetime | None) -> Iterator[Ahead]:
    kind = "incident" if isinstance(post, Incident) else "maintenance"
    kind = "announcement" if isinstance(post, Incident) and post.is_bulletin else kind
    return (Ahead(at, f"{kind} {post.id} {what}", post.id) for at in times if at)


def _figures_turn(assessment: Assessment, before: datetime) -> Ahead | None:
    """The second at which running downtime turns a verdict, a credit or a row, if it does so first.

    Until ``before`` nothing else changes, so that downtime only grows, and halving finds the second.
    """
    if not any(result.ledger for result in assessment.periods):
        return None
    content, now = assessment.content, assessment.now
    seconds = int((before - now).total_seconds()) - 1
    shape = _shape(assessment)
    if seconds < 1 or _shape(assess(content, now + seconds * ONE_SECOND)) == shape:
        return None
    low, high = 0, seconds
    while high - low > 1:
        middle = (low + high) // 2
        if _shape(assess(content, now + middle * ONE_SECOND)) == shape:
            low = middle
        else:
            high = middle
    return Ahead(now + high * ONE_SECOND, "a running outage changes a verdict")


def _shape(assessment: Assessment) -> tuple[object, ...]:
    """All of the figures that does not merely grow."""
    return tuple(
        (
            result.period.label,
            result.tier,
            tuple(
                (p.verdict, p.remedy if isinstance(p.remedy, CreditOwed) else p.remedy is None)
                for p in result.promises
            ),
            tuple(c.verdict for c in result.components.values()),
            tuple((r.id, r.component, r.level, r.counted, r.reason) for r in result.ledger),
        )
        for result in assessment.periods
    )
