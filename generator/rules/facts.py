"""What is known of an incident, and of when work was under way, at the horizon.

``now`` is the horizon: whatever a file dates later is unknown, as if it were not written yet. Here,
and nowhere else, an open incident is closed at ``now`` for computing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from generator.model.content import Announcement, Incident, StatedTimes, Update, resolution_of
from generator.model.levels import Cause, Levels, Status
from generator.timespan import Span


class Basis(Enum):
    """Where a ledger row's times come from: stated, taken from posts, or only announced."""

    DECLARED = "declared"
    POSTED = "posted"
    ANNOUNCED = "announced"


@dataclass(frozen=True, slots=True)
class Impact:
    """A stretch of an incident with the levels of its components, up to the horizon.

    ``ongoing`` is True where it lasts beyond the horizon, as far as anybody knows.
    """

    span: Span
    levels: Levels
    cause: Cause
    basis: Basis
    ongoing: bool = False


@dataclass(frozen=True, slots=True)
class IncidentFacts:
    """An incident as far as it is known; instants are None while they are not.

    ``end_at`` is when it was resolved, or the horizon while it is open. ``priority`` is the one in
    force; ``updates`` are those known, in order of time, without an empty postmortem.
    """

    incident: Incident
    reported_at: datetime | None
    acknowledged_at: datetime | None
    confirmed_at: datetime | None
    resolved_at: datetime | None
    end_at: datetime
    priority: str | None
    updates: tuple[Update, ...]
    impacts: tuple[Impact, ...]

    @property
    def open(self) -> bool:
        """Whether the incident is not resolved yet."""
        return self.resolved_at is None

    @property
    def span(self) -> Span:
        """From its start to its end, whatever its impact was in between."""
        return Span(self.incident.started_at, self.end_at)

    @property
    def promised_at(self) -> datetime | None:
        """When the newest update of an open incident promises the next one, passed or not."""
        return self.updates[-1].next_at if self.open and self.updates else None

    @property
    def postmortem_at(self) -> datetime | None:
        """When the (first) postmortem was published."""
        return next((u.at for u in self.updates if u.status is Status.POSTMORTEM), None)


def known(instant: datetime | None, now: datetime) -> datetime | None:
    """The instant, unless it lies beyond the horizon."""
    return instant if instant is not None and instant <= now else None


def incident_facts(incident: Incident, now: datetime) -> IncidentFacts | None:
    """What is known of an incident at ``now``; None before it has started."""
    if incident.started_at > now:
        return None
    updates = tuple(u for u in incident.updates if u.at <= now and not u.is_empty_postmortem)
    resolved_at = known(incident.resolved_at, now) or resolved_by(updates)
    first = next((u.at for u in updates if u.status is not Status.POSTMORTEM), None)
    answered = min((at for at in (first, resolved_at) if at is not None), default=None)
    return IncidentFacts(
        incident=incident,
        reported_at=known(incident.reported_at or incident.started_at, now),
        acknowledged_at=known(incident.acknowledged_at, now) or answered,
        confirmed_at=known(incident.confirmed_at, now),
        resolved_at=resolved_at,
        end_at=resolved_at or now,
        priority=next((u.priority for u in reversed(updates) if u.priority), incident.priority),
        updates=updates,
        impacts=_impacts(incident, resolved_at, now),
    )


def resolved_by(updates: Iterable[Update]) -> datetime | None:
    """The time of the last Resolved update, unless a working status follows it."""
    found = resolution_of(updates)
    return found.at if found else None


def _impacts(incident: Incident, resolved_at: datetime | None, now: datetime) -> tuple[Impact, ...]:
    if not incident.impact:
        span, ongoing = Span(incident.started_at, resolved_at or now), resolved_at is None
        return (Impact(span, incident.components, incident.cause, Basis.POSTED, ongoing),)
    found = []
    for phase in incident.impact:
        end_at = phase.end_at or resolved_at or now
        span = Span(phase.start_at, min(end_at, now))
        ongoing = resolved_at is None and (phase.end_at is None or phase.end_at > now)
        if span.seconds:
            found.append(Impact(span, phase.components, phase.cause, Basis.DECLARED, ongoing))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class WorkTimes:
    """When work begins and ends, as far as it is known; ``end_at`` None is until somebody says so."""

    start_at: datetime
    end_at: datetime | None
    basis: Basis


def work_times(stated: StatedTimes, announced: Announcement) -> WorkTimes:
    """When work begins and ends (contract 8, "Work under way"), unless it is cancelled.

    Of which nobody says that it began or ended runs exactly over the announced window, whatever else
    was written of it.
    """
    if stated.start_at is None and stated.end_at is None:
        return WorkTimes(announced.start_at, announced.end_at, Basis.ANNOUNCED)
    basis = Basis.DECLARED if stated.declared else Basis.POSTED
    return WorkTimes(stated.start_at or announced.start_at, stated.end_at, basis)
