"""What there is to tell about a site: events, in order, each with a lasting key and a digest of its words.

An event's ``key`` stays while its time and place stay, so a mended typo is no news; its ``version``
digests what it says, so an update whose *time* was mended is recognised and is no news either.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import Enum

from generator.model.content import Maintenance, Post, Update
from generator.model.levels import Status
from generator.model.version_keys import announcement_keys, announcement_version, short_digest
from generator.rules.facts import IncidentFacts, known
from generator.rules.judgements import Assessment, Notice

GRACE = timedelta(minutes=15)
"""So long after the announced start or end of work of which nobody has written a word it is told as done."""


class EventKind(Enum):
    """What happened."""

    OPENED = "incident-opened"
    UPDATED = "incident-updated"
    RESOLVED = "incident-resolved"
    POSTMORTEM = "incident-postmortem"
    ANNOUNCED = "maintenance-announced"
    CHANGED = "maintenance-changed"
    PLANNED = "maintenance-planned"
    WORK_UPDATED = "maintenance-updated"
    REMINDER = "maintenance-reminder"
    STARTED = "maintenance-started"
    DONE = "maintenance-done"
    CANCELLED = "maintenance-cancelled"


ROOTS = frozenset({EventKind.OPENED, EventKind.ANNOUNCED})
"""The events that begin a thread of messages."""

NOTICES = frozenset(
    {EventKind.ANNOUNCED, EventKind.CHANGED, EventKind.PLANNED, EventKind.CANCELLED}
)
"""The events that an agreement's notice is about: they go at once, whatever frequency was chosen."""


@dataclass(frozen=True, slots=True)
class Event:
    """Something to tell. ``update`` is the words of it, where somebody wrote some.

    ``over`` is True where the post is history at the horizon: a resolved incident, finished work.
    ``audience`` is the post's: the names of those whom it is for, none for everybody.
    """

    key: str
    version: str
    kind: EventKind
    post_id: str
    at: datetime
    components: tuple[str, ...]
    over: bool
    update: Update | None = None
    audience: tuple[str, ...] = ()


def events_of(assessment: Assessment, reminder: timedelta | None = None) -> tuple[Event, ...]:
    """Everything there is to tell at the assessment's instant, in order of time.

    ``reminder`` is how long before the start people are reminded of announced work (None: never).
    """
    content, now = assessment.content, assessment.now
    found: list[Event] = []
    for facts in assessment.incidents.values():
        found += _for(facts.incident, _incident(facts))
    for post in content.maintenance:
        if notice := assessment.notices.get(post.id):
            found += _for(post, _maintenance(post, notice, now, reminder))
    order = {event.key: index for index, event in enumerate(found)}
    return tuple(sorted(found, key=lambda event: (event.at, order[event.key])))


def _for(post: Post, events: Iterator[Event]) -> Iterator[Event]:
    """The events with the audience of their post."""
    return (replace(e, audience=post.audience) for e in events) if post.audience else events


def _incident(facts: IncidentFacts) -> Iterator[Event]:
    incident = facts.incident
    components = tuple(dict.fromkeys((*incident.components, *_touched(facts))))
    over = not facts.open
    yield Event(
        key=f"incident/{incident.id}/opened",
        version=short_digest(incident.title, incident.summary),
        kind=EventKind.OPENED,
        post_id=incident.id,
        at=incident.started_at,
        components=components,
        over=over,
    )
    for update in facts.updates:
        yield Event(
            key=f"incident/{incident.id}/{update.key}",
            version=short_digest(update.status.value, update.team or "", update.text),
            kind=_INCIDENT_KINDS.get(update.status, EventKind.UPDATED),
            post_id=incident.id,
            at=update.at,
            components=components,
            over=over,
            update=update,
        )
    written = any(update.status is Status.RESOLVED for update in facts.updates)
    if facts.resolved_at and not written:
        yield Event(
            key=f"incident/{incident.id}/resolved",
            version=short_digest("resolved"),
            kind=EventKind.RESOLVED,
            post_id=incident.id,
            at=facts.resolved_at,
            components=components,
            over=over,
        )


def _touched(facts: IncidentFacts) -> list[str]:
    return [component for impact in facts.impacts for component in impact.levels]


_INCIDENT_KINDS = {
    Status.RESOLVED: EventKind.RESOLVED,
    Status.POSTMORTEM: EventKind.POSTMORTEM,
}


def _maintenance(
    post: Maintenance, notice: Notice, now: datetime, reminder: timedelta | None
) -> Iterator[Event]:
    updates = [u for u in post.updates if u.at <= now]
    cancelled = notice.cancelled_at is not None
    completed = any(u.status is Status.COMPLETED for u in updates)
    over = cancelled or completed or notice.window.end + GRACE <= now
    components = tuple(notice.components)

    def event(
        key: str, version: str, kind: EventKind, at: datetime, update: Update | None = None
    ) -> Event:
        return Event(
            f"maintenance/{post.id}/{key}", version, kind, post.id, at, components, over, update
        )

    yield from _announcements(post, now, components, over=over)
    for update in updates:
        if update.status is not Status.CANCELLED:
            kind = _WORK_KINDS.get(update.status, EventKind.WORK_UPDATED)
            yield event(
                update.key, short_digest(update.status.value, update.text), kind, update.at, update
            )
    if cancelled:
        return
    yield from _reminder(post, notice, now, reminder, components)
    written = words_of_work(post, now)
    for kind, status, key_at, planned_at in (
        (EventKind.STARTED, Status.IN_PROGRESS, post.actual_start_at, notice.window.start),
        (EventKind.DONE, Status.COMPLETED, post.actual_end_at, notice.window.end),
    ):
        if any(u.status is status for u in updates):
            continue
        word = kind.value.removeprefix("maintenance-")
        if at := known(key_at, now):
            yield event(word, short_digest(word), kind, at)
        elif not written and not key_at and planned_at + GRACE <= now:
            yield event(f"{word}-as-announced", short_digest(word), kind, planned_at)


def words_of_work(post: Maintenance, now: datetime) -> bool:
    """Whether somebody wrote how the work runs; what was written in advance, of the plan, does not say."""
    return any(u.at <= now and u.status is not Status.SCHEDULED for u in post.updates)


_WORK_KINDS = {
    Status.SCHEDULED: EventKind.PLANNED,
    Status.IN_PROGRESS: EventKind.STARTED,
    Status.COMPLETED: EventKind.DONE,
}


def _announcements(
    post: Maintenance, now: datetime, components: tuple[str, ...], *, over: bool
) -> Iterator[Event]:
    standing = told_before = False
    for key, version in announcement_keys(post):
        if version.published_at > now:
            continue
        update = None
        if version.announcement is None:
            kind, said = EventKind.CANCELLED, short_digest("cancelled")
            words = [u for u in post.updates if u.status is Status.CANCELLED and u.at <= now]
            update = words[-1] if words else None
        else:
            kind = EventKind.CHANGED if told_before else EventKind.ANNOUNCED
            told_before = True
            said = announcement_version(version.announcement)
        announced = version.announcement is not None
        told = tuple(version.announcement.components) if version.announcement else components
        if announced or standing:
            yield Event(
                key,
                said,
                kind,
                post.id,
                version.published_at,
                tuple(dict.fromkeys((*told, *components))),
                over,
                update,
            )
        standing = announced


def _reminder(
    post: Maintenance,
    notice: Notice,
    now: datetime,
    reminder: timedelta | None,
    components: tuple[str, ...],
) -> Iterator[Event]:
    """A reminder of the window in force: once it is near, unless it was announced later than that."""
    if reminder is None or not notice.window.start - reminder <= now < notice.window.start:
        return
    present = [pair for pair in announcement_keys(post) if pair[1].published_at <= now]
    key, version = present[-1]
    if version.announcement and version.published_at < notice.window.start - reminder:
        yield Event(
            f"{key}/reminder",
            short_digest("reminder"),
            EventKind.REMINDER,
            post.id,
            notice.window.start - reminder,
            components,
            over=False,
        )
