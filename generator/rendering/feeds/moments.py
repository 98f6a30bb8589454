"""A post's public history as one list of moments: its updates, and what is known without one.

Feeds, calendars, the Statuspage API and events.json all read from here, so that they agree. A moment's
key names it for good: it comes from the update's own key, or from what was announced, never from a
text, the order of files or the time of the build.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from generator.model.content import Announcement, Maintenance, Update
from generator.model.levels import Status
from generator.model.version_keys import announcement_keys
from generator.rules.facts import IncidentFacts
from generator.rules.judgements import Assessment, Notice
from generator.rules.status import Progress, ServiceStatus


class Origin(Enum):
    """Where a moment comes from: an update, the front matter, git's history, or the clock alone."""

    UPDATE = "update"
    OPENED = "opened"
    RESOLVED = "resolved"
    ANNOUNCED = "announced"
    MOVED = "moved"
    CANCELLED = "cancelled"
    CLOCK = "clock"


@dataclass(frozen=True, slots=True)
class Moment:
    """Something that was published about a post. ``state`` is Statuspage's word for where things then stood.

    ``update`` is set for Origin.UPDATE, ``announcement`` where a notice announced a window.
    """

    key: str
    at: datetime
    status: Status
    state: str
    origin: Origin
    update: Update | None = None
    announcement: Announcement | None = None


WORKING = {
    Status.INVESTIGATING: "investigating",
    Status.IDENTIFIED: "identified",
    Status.MONITORING: "monitoring",
    Status.RESOLVED: "resolved",
}
PLANNED = {
    Status.SCHEDULED: "scheduled",
    Status.IN_PROGRESS: "in_progress",
    Status.VERIFYING: "verifying",
    Status.COMPLETED: "completed",
    Status.CANCELLED: "completed",
}
"""Statuspage knows no cancelled work: there it is completed, and its last update says Cancelled."""
OVER = frozenset({"resolved", "postmortem"})


def moments_by_post(
    assessment: Assessment, status: ServiceStatus
) -> Mapping[str, tuple[Moment, ...]]:
    """All moments of each post up to the horizon, oldest first."""
    posts = {post.id: post for post in assessment.content.maintenance}
    planned = {
        id: maintenance_moments(posts[id], notice, status.progress[id], assessment.now)
        for id, notice in assessment.notices.items()
    }
    return planned | {id: incident_moments(facts) for id, facts in status.incidents.items()}


def written(moments: tuple[Moment, ...]) -> tuple[Moment, ...]:
    """The moments that somebody wrote; what only the clock did is left out."""
    return tuple(m for m in moments if m.origin is not Origin.CLOCK)


def incident_moments(facts: IncidentFacts) -> tuple[Moment, ...]:
    """An incident's moments; one without updates is opened by its front matter and, maybe, resolved."""
    found = _working(facts)
    if not found or found[0].state in OVER:
        started_at = facts.incident.started_at
        first_at = min(started_at, found[0].at) if found else started_at
        opened = Moment("opened", first_at, Status.INVESTIGATING, "investigating", Origin.OPENED)
        found.insert(0, opened)
    if facts.resolved_at and found[-1].state not in OVER:
        at = max(facts.resolved_at, found[-1].at)
        found.append(Moment("resolved", at, Status.RESOLVED, "resolved", Origin.RESOLVED))
    return tuple(found)


def _working(facts: IncidentFacts) -> list[Moment]:
    """The updates with the state that each leaves behind; ``resolved:`` ends them where none does."""
    ended = any(u.status is Status.RESOLVED for u in facts.updates)
    resolved_at = None if ended else facts.resolved_at
    state = "investigating"
    found: list[Moment] = []
    for update in facts.updates:
        if resolved_at and found and found[-1].at <= resolved_at < update.at:
            state = "resolved"
            found.append(Moment("resolved", resolved_at, Status.RESOLVED, state, Origin.RESOLVED))
        if update.status is Status.POSTMORTEM:
            state = "postmortem" if state in OVER else state
        else:
            state = WORKING.get(update.status, state)
        made = Moment(update.key, update.at, update.status, state, Origin.UPDATE, update=update)
        found.append(made)
    return found


def maintenance_moments(
    post: Maintenance, notice: Notice, progress: Progress, now: datetime
) -> tuple[Moment, ...]:
    """A notice's moments: announcements and moves from git, updates, and what the clock did."""
    updates = [u for u in post.updates if u.at <= now]
    found = _announcements(post, updates, now)
    state = "scheduled"
    for update in updates:
        state = PLANNED.get(update.status, state)
        found.append(
            Moment(update.key, update.at, update.status, state, Origin.UPDATE, update=update)
        )
    found.sort(key=lambda m: (m.at, m.origin is Origin.UPDATE))
    return (*_restated(found), *_by_the_clock(found, notice, progress))


def _announcements(post: Maintenance, updates: list[Update], now: datetime) -> list[Moment]:
    """What the notice's versions announced, where no update says the same."""
    written = {u.status for u in updates}
    found: list[Moment] = []
    announced_before = False
    for path, version in announcement_keys(post):
        key, at = path.rpartition("/")[2], version.published_at
        if at > now:
            continue
        if version.announcement is None:
            if Status.CANCELLED not in written:
                found.append(Moment(key, at, Status.CANCELLED, "completed", Origin.CANCELLED))
            continue
        first, announced_before = not announced_before, True
        if first and Status.SCHEDULED in written:
            continue
        origin = Origin.ANNOUNCED if first else Origin.MOVED
        status = Status.SCHEDULED if first else Status.UPDATE
        announcement = version.announcement
        found.append(Moment(key, at, status, "scheduled", origin, announcement=announcement))
    return found


def _restated(found: list[Moment]) -> list[Moment]:
    """States that never go back: a window moved while work is under way leaves it under way."""
    state = "scheduled"
    restated: list[Moment] = []
    for moment in found:
        goes_on = moment.origin is Origin.MOVED and state != "completed"
        says_nothing = moment.origin is Origin.UPDATE and moment.status is Status.UPDATE
        kept = state if goes_on or says_nothing else moment.state
        state = kept
        restated.append(_with_state(moment, kept))
    return restated


def _with_state(moment: Moment, state: str) -> Moment:
    if moment.state == state:
        return moment
    return Moment(
        moment.key,
        moment.at,
        moment.status,
        state,
        moment.origin,
        moment.update,
        moment.announcement,
    )


def _by_the_clock(found: list[Moment], notice: Notice, progress: Progress) -> list[Moment]:
    """Begin and end of work that nobody wrote an update for (contract: it runs as announced)."""
    state = found[-1].state if found else ""
    made: list[Moment] = []
    work = notice.work or notice.window
    if progress in {Progress.IN_PROGRESS, Progress.COMPLETED} and state == "scheduled":
        at = max(work.start, found[-1].at)
        made.append(Moment("begun", at, Status.IN_PROGRESS, "in_progress", Origin.CLOCK))
    if progress is Progress.COMPLETED and state != "completed":
        at = max(work.end, (made or found)[-1].at)
        made.append(Moment("ended", at, Status.COMPLETED, "completed", Origin.CLOCK))
    return made
