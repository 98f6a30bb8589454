"""What happened to each post, in one list: feeds, mail, the API, digests and ``events.json`` read it.

Each moment has a lasting name: the key of its update, or what was announced, never a text, the order of
files or the time of the build. Its ``version`` digests what it says, so that a correction is no news.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from generator.model.content import Announcement, Incident, Maintenance, Post, Update
from generator.model.levels import Status
from generator.model.version_keys import announcement_version, short_digest


class MomentKind(Enum):
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


class Origin(Enum):
    """How it is known: an update, the front matter, git's history, ``actual:``, or the clock alone."""

    UPDATE = "update"
    OPENED = "opened"
    RESOLVED = "resolved"
    ANNOUNCED = "announced"
    MOVED = "moved"
    CANCELLED = "cancelled"
    ACTUAL = "actual"
    CLOCK = "clock"


UNWRITTEN = frozenset({Origin.ACTUAL, Origin.CLOCK})
"""What feeds do not list: begin and end of work that nobody wrote an update for."""

INCIDENT_KINDS = {Status.RESOLVED: MomentKind.RESOLVED, Status.POSTMORTEM: MomentKind.POSTMORTEM}
WORK_KINDS = {
    Status.SCHEDULED: MomentKind.PLANNED,
    Status.IN_PROGRESS: MomentKind.STARTED,
    Status.COMPLETED: MomentKind.DONE,
    Status.CANCELLED: MomentKind.CANCELLED,
}
STATUSES = {
    MomentKind.OPENED: Status.INVESTIGATING,
    MomentKind.RESOLVED: Status.RESOLVED,
    MomentKind.ANNOUNCED: Status.SCHEDULED,
    MomentKind.CHANGED: Status.UPDATE,
    MomentKind.REMINDER: Status.SCHEDULED,
    MomentKind.STARTED: Status.IN_PROGRESS,
    MomentKind.DONE: Status.COMPLETED,
    MomentKind.CANCELLED: Status.CANCELLED,
}
"""The status of what nobody wrote an update for."""

OVER = frozenset({"resolved", "postmortem", "completed"})
"""The states in which a post is history. Cancelled work is completed: Statuspage has no word for it."""


@dataclass(frozen=True, slots=True)
class Moment:
    """Something that happened to a post. ``state`` is Statuspage's word for how things stood then.

    ``name`` is lasting among the post's moments. ``update`` is what somebody wrote of it,
    ``announcement`` the window that a notice announced, ``moved_from`` the one that it moved. ``repeated`` is True where the list has an
    update that says the same.
    """

    post: Post
    name: str
    at: datetime
    kind: MomentKind
    origin: Origin
    components: tuple[str, ...]
    update: Update | None = None
    announcement: Announcement | None = None
    repeated: bool = False
    state: str = ""
    moved_from: Announcement | None = None

    @property
    def status(self) -> Status:
        """The update's status, or what stands in for one."""
        if self.is_bulletin:
            return Status.UPDATE
        return self.update.status if self.update else STATUSES[self.kind]

    @property
    def is_bulletin(self) -> bool:
        """Whether it is the publication of an announcement that is no incident."""
        post = self.post
        return self.origin is Origin.OPENED and isinstance(post, Incident) and post.is_bulletin

    @property
    def key(self) -> str:
        """Its lasting name in outbox and public ledger: ``incident/ID/u-…``, ``maintenance/ID/done``."""
        name = self.name
        if self.origin in UNWRITTEN:
            name = _last_word(self.kind)
            if self.origin is Origin.CLOCK:
                name += "-as-announced"
        return f"{self.kind.value.split('-')[0]}/{self.post.id}/{name}"

    @property
    def version(self) -> str:
        """A digest of what it says."""
        if self.origin is Origin.UPDATE and self.update:
            team = [] if isinstance(self.post, Maintenance) else [self.update.team or ""]
            return short_digest(self.update.status.value, *team, self.update.text)
        if self.announcement and self.kind is not MomentKind.REMINDER:
            return announcement_version(self.announcement)
        if self.kind is MomentKind.OPENED:
            return short_digest(self.post.title, self.post.summary)
        return short_digest(_last_word(self.kind))


def _last_word(kind: MomentKind) -> str:
    return kind.value.partition("-")[2]


def of_update(post: Post, update: Update, components: tuple[str, ...]) -> Moment:
    """The moment that an update is; its state is not known yet."""
    if isinstance(post, Incident):
        kind = INCIDENT_KINDS.get(update.status, MomentKind.UPDATED)
    else:
        kind = WORK_KINDS.get(update.status, MomentKind.WORK_UPDATED)
    return Moment(post, update.key, update.at, kind, Origin.UPDATE, components, update)


def by_time(moments: Iterable[Moment]) -> list[Moment]:
    """Oldest first; what happened at one time stays in order."""
    return sorted(moments, key=lambda moment: moment.at)


def listed(moments: Iterable[Moment]) -> tuple[Moment, ...]:
    """The moments without those that an update repeats: what the API lists."""
    return tuple(m for m in moments if not m.repeated)


def written(moments: Iterable[Moment]) -> tuple[Moment, ...]:
    """Of these only what somebody wrote or announced: what feeds list."""
    return tuple(m for m in listed(moments) if m.origin not in UNWRITTEN)


def over_since(moments: Iterable[Moment]) -> datetime | None:
    """Since when a post has been history; None while it is not."""
    since_at = None
    for moment in moments:
        if moment.state not in OVER:
            since_at = None
        elif since_at is None:
            since_at = moment.at
    return since_at
