"""What happened to incidents and planned work: updates, announcements, and what no update tells of.

The latter are an incident's beginning and ``resolved:``, and begin and end of work: they need nobody to
write a word, for work runs by ``actual:``, else by the announced window.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from generator.model.content import Maintenance, completed_at
from generator.model.levels import REOPENING, Status
from generator.model.version_keys import announcement_keys
from generator.model.windows import announced_in_turn, moved_from
from generator.rules.facts import IncidentFacts, known, resolved_by
from generator.rules.moments import OVER, Moment, MomentKind, Origin, by_time, of_update
from generator.timespan import EARLIEST

if TYPE_CHECKING:
    from generator.rules.judgements import Notice


def incident_moments(facts: IncidentFacts) -> tuple[Moment, ...]:
    """The moments of an incident up to the horizon, oldest first."""
    incident = facts.incident
    touched = (component for impact in facts.impacts for component in impact.levels)
    components = tuple(dict.fromkeys((*incident.components, *touched)))

    def moment(name: str, at: datetime, kind: MomentKind, origin: Origin) -> Moment:
        return Moment(incident, name, at, kind, origin, components)

    found = [moment("opened", incident.started_at, MomentKind.OPENED, Origin.OPENED)]
    found += [of_update(incident, update, components) for update in facts.updates]
    if facts.resolved_at and not resolved_by(facts.updates) and not incident.is_bulletin:
        found.append(moment("resolved", facts.resolved_at, MomentKind.RESOLVED, Origin.RESOLVED))
    found = _incident_states(by_time(found))
    first = next((m for m in found if m.origin is not Origin.OPENED), None)
    if first and first.state not in OVER and not incident.is_bulletin:
        found = [replace(m, repeated=m.origin is Origin.OPENED) for m in found]
    return tuple(found)


def _incident_states(moments: list[Moment]) -> list[Moment]:
    """``resolved:`` ends an incident for good; Resolved updates end it until work goes on."""
    state, ended, found = "investigating", False, []
    for moment in moments:
        if moment.kind is MomentKind.RESOLVED:
            state, ended = "resolved", ended or moment.origin is Origin.RESOLVED
        elif moment.kind is MomentKind.POSTMORTEM:
            state = "postmortem" if state in OVER else state
        elif moment.origin is Origin.UPDATE and moment.status in REOPENING and not ended:
            state = moment.status.value.lower()
        found.append(replace(moment, state=state))
    return found


def work_moments(post: Maintenance, notice: Notice, now: datetime) -> tuple[Moment, ...]:
    """The moments of a notice and its work up to the horizon, oldest first."""
    updates = [u for u in post.updates if u.at <= now]
    clock = [m for m in begin_and_end(post, notice, now) if m.at <= now]
    components = tuple(notice.components)
    found = [*_announcements(post, components, now), *clock]
    found += [of_update(post, update, components) for update in updates]
    return tuple(_work_states(by_time(found)))


def begin_and_end(post: Maintenance, notice: Notice, now: datetime) -> Iterator[Moment]:
    """Begin and end of work that no update tells of, also to come; cancelled work has none."""
    if notice.cancelled_at is not None:
        return
    since_at = notice.since_at or EARLIEST
    updates = [u for u in post.updates if since_at <= u.at <= now]
    components = tuple(notice.components)
    completed = completed_at(updates)
    over_at = completed or notice.ends_at
    begun = any(u.status is Status.IN_PROGRESS for u in updates)
    if not begun and (over_at is None or notice.begins_at < over_at):
        origin = Origin.ACTUAL if known(post.actual_start_at, now) else Origin.CLOCK
        yield Moment(post, "begun", notice.begins_at, MomentKind.STARTED, origin, components)
    if notice.ends_at and not completed:
        origin = Origin.ACTUAL if known(post.actual_end_at, now) else Origin.CLOCK
        yield Moment(post, "ended", notice.ends_at, MomentKind.DONE, origin, components)


def _announcements(
    post: Maintenance, components: tuple[str, ...], now: datetime
) -> Iterator[Moment]:
    """What the notice's versions announced, and cancellations of what stood."""
    updates = {u.status: u for u in post.updates if u.at <= now}
    standing = announced_before = False
    told = []
    for key, version in announcement_keys(post):
        told.append(version)
        if version.published_at > now:
            continue
        announcement, update = version.announcement, None
        touched = components
        if announcement:
            kind, origin = (
                (MomentKind.CHANGED, Origin.MOVED)
                if announced_before
                else (MomentKind.ANNOUNCED, Origin.ANNOUNCED)
            )
            repeated = not announced_before and Status.SCHEDULED in updates
            touched = tuple(dict.fromkeys((*announcement.components, *components)))
            announced_before = True
        elif standing:
            kind, origin = MomentKind.CANCELLED, Origin.CANCELLED
            update = updates.get(Status.CANCELLED)
            repeated = update is not None
        else:
            continue
        standing = announcement is not None
        name, at = key.rpartition("/")[2], version.published_at
        moved = moved_from(announced_in_turn(told)[-2:]) if origin is Origin.MOVED else None
        yield Moment(
            post, name, at, kind, origin, touched, update, announcement, repeated, moved_from=moved
        )


def _work_states(moments: list[Moment]) -> Iterator[Moment]:
    """Stated ends hold for good; a Completed update holds until work goes on, a cancellation until a return."""
    begun = verifying = over = ended = cancelled = called_off = False
    for moment in moments:
        by_update = moment.origin is Origin.UPDATE
        match moment.kind:
            case MomentKind.ANNOUNCED | MomentKind.CHANGED:
                cancelled = called_off
            case MomentKind.CANCELLED:
                cancelled, called_off = True, called_off or by_update
            case MomentKind.STARTED:
                begun, verifying, over = True, False, ended
            case MomentKind.DONE:
                over, ended = True, ended or not by_update
            case _:
                if moment.status is Status.VERIFYING:
                    verifying, over = True, ended
        running = "verifying" if verifying else "in_progress"
        state = "completed" if cancelled or over else running if begun else "scheduled"
        yield replace(moment, state=state)
