"""What people are notified of, by mail and in digests: a selection of what happened, and reminders."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from generator.rules.judgements import Assessment, Notice
from generator.rules.moments import Moment, MomentKind, Origin, by_time

GRACE = timedelta(minutes=15)
"""So long after work began or ended by the clock people are notified, unless somebody states the times."""

ROOTS = frozenset({MomentKind.OPENED, MomentKind.ANNOUNCED})
"""What begins a thread of messages."""

NOTICES = frozenset(
    {MomentKind.ANNOUNCED, MomentKind.CHANGED, MomentKind.PLANNED, MomentKind.CANCELLED}
)
"""What an agreement's notice is about: it goes at once, whatever frequency was chosen."""


def notifications(assessment: Assessment, reminder: timedelta | None = None) -> tuple[Moment, ...]:
    """All that people are notified of at the assessment's instant, in order of time.

    ``reminder`` is how long before the start they are reminded of announced work (None: never).
    """
    found: list[Moment] = []
    for id, moments in assessment.moments.items():
        found += (m for m in moments if _notified(m) and notified_at(m) <= assessment.now)
        if reminder is not None and (notice := assessment.notices.get(id)):
            found += _reminder(moments, notice, reminder, assessment.now)
    return tuple(by_time(found))


def notified_at(moment: Moment) -> datetime:
    """From when on people are notified of it."""
    return moment.at + GRACE if moment.origin is Origin.CLOCK else moment.at


def _notified(moment: Moment) -> bool:
    """A cancellation counts from its publication; the update that words it is no further news."""
    return not (moment.kind is MomentKind.CANCELLED and moment.origin is Origin.UPDATE)


def _reminder(
    moments: tuple[Moment, ...], notice: Notice, reminder: timedelta, now: datetime
) -> Iterator[Moment]:
    """A reminder of the window in force: once it is near, unless it was announced later than that."""
    at = notice.window.start - reminder
    if notice.cancelled_at is None and at <= now < notice.window.start:
        announced = [m for m in moments if m.announcement][-1]
        if announced.at < at:
            yield replace(
                announced,
                name=f"{announced.name}/reminder",
                at=at,
                kind=MomentKind.REMINDER,
                components=tuple(notice.components),
            )
