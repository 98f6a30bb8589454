"""What happened to planned work: announcements, updates, and begin and end where no update tells of them.

The last need nobody to write a word: work runs by ``actual:``, else by the announced window.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from generator.model.content import Maintenance, completed_at
from generator.model.levels import Status
from generator.model.version_keys import announcement_keys
from generator.rules.facts import known
from generator.rules.moments import Kind, Moment, Origin, by_time, of_update
from generator.timespan import EARLIEST

if TYPE_CHECKING:
    from generator.rules.judgements import Notice


def work_moments(post: Maintenance, notice: Notice, now: datetime) -> tuple[Moment, ...]:
    """The moments of a notice and its work up to the horizon, oldest first."""
    updates = [u for u in post.updates if u.at <= now]
    clock = [m for m in begin_and_end(post, notice, now) if m.at <= now]
    components = tuple(notice.components)
    found = [*_announcements(post, components, now), *clock]
    found += [of_update(post, update, components) for update in updates]
    return tuple(_with_states(by_time(found)))


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
        yield Moment(post, "begun", notice.begins_at, Kind.STARTED, origin, components)
    if notice.ends_at and not completed:
        origin = Origin.ACTUAL if known(post.actual_end_at, now) else Origin.CLOCK
        yield Moment(post, "ended", notice.ends_at, Kind.DONE, origin, components)


def _announcements(
    post: Maintenance, components: tuple[str, ...], now: datetime
) -> Iterator[Moment]:
    """What the notice's versions announced, and cancellations of what stood."""
    updates = {u.status: u for u in post.updates if u.at <= now}
    standing = announced_before = False
    for key, version in announcement_keys(post):
        if version.published_at > now:
            continue
        announcement, update = version.announcement, None
        touched = components
        if announcement:
            kind, origin = (
                (Kind.CHANGED, Origin.MOVED)
                if announced_before
                else (Kind.ANNOUNCED, Origin.ANNOUNCED)
            )
            repeated = not announced_before and Status.SCHEDULED in updates
            touched = tuple(dict.fromkeys((*announcement.components, *components)))
            announced_before = True
        elif standing:
            kind, origin = Kind.CANCELLED, Origin.CANCELLED
            update = updates.get(Status.CANCELLED)
            repeated = update is not None
        else:
            continue
        standing = announcement is not None
        name, at = key.rpartition("/")[2], version.published_at
        yield Moment(post, name, at, kind, origin, touched, update, announcement, repeated)


def _with_states(moments: list[Moment]) -> Iterator[Moment]:
    """Stated ends hold for good; a Completed update holds until work goes on, a cancellation until a return."""
    begun = verifying = over = ended = cancelled = called_off = False
    for moment in moments:
        by_update = moment.origin is Origin.UPDATE
        match moment.kind:
            case Kind.ANNOUNCED | Kind.CHANGED:
                cancelled = called_off
            case Kind.CANCELLED:
                cancelled, called_off = True, called_off or by_update
            case Kind.STARTED:
                begun, verifying, over = True, False, ended
            case Kind.DONE:
                over, ended = True, ended or not by_update
            case _:
                if moment.status is Status.VERIFYING:
                    verifying, over = True, ended
        running = "verifying" if verifying else "in_progress"
        state = "completed" if cancelled or over else running if begun else "scheduled"
        yield replace(moment, state=state)
