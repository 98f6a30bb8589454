"""The field's words for what happens to a component, why, and what an update says of it."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum


class Level(Enum):
    """A component's impact level, in Atlassian Statuspage's vocabulary."""

    OPERATIONAL = "operational"
    DEGRADED_PERFORMANCE = "degraded_performance"
    PARTIAL_OUTAGE = "partial_outage"
    MAJOR_OUTAGE = "major_outage"
    UNDER_MAINTENANCE = "under_maintenance"

    def __init__(self, word: str) -> None:
        ranks = {"operational": 0, "degraded_performance": 1, "partial_outage": 2}
        self.rank: int = ranks.get(word, 3)
        """Severity from 0 to 3; maintenance ranks and weighs as a major outage."""


class Cause(Enum):
    """Who or what brought an incident about; an agreement may exclude all but ``own``."""

    OWN = "own"
    FORCE_MAJEURE = "force_majeure"
    CUSTOMER = "customer"
    THIRD_PARTY = "third_party"


class Status(Enum):
    """What an update of a timeline says; the value is the word in the heading."""

    INVESTIGATING = "Investigating"
    IDENTIFIED = "Identified"
    MONITORING = "Monitoring"
    UPDATE = "Update"
    ESCALATED = "Escalated"
    RESOLVED = "Resolved"
    POSTMORTEM = "Postmortem"
    SCHEDULED = "Scheduled"
    IN_PROGRESS = "In progress"
    VERIFYING = "Verifying"
    COMPLETED = "Completed"
    CANCELLED = "Cancelled"


REOPENING = frozenset({Status.INVESTIGATING, Status.IDENTIFIED, Status.MONITORING})
"""Statuses after which an incident is open, whatever was said before."""


INCIDENT_STATUSES = (
    Status.INVESTIGATING,
    Status.IDENTIFIED,
    Status.MONITORING,
    Status.UPDATE,
    Status.ESCALATED,
    Status.RESOLVED,
    Status.POSTMORTEM,
)
MAINTENANCE_STATUSES = (
    Status.SCHEDULED,
    Status.IN_PROGRESS,
    Status.VERIFYING,
    Status.UPDATE,
    Status.COMPLETED,
    Status.CANCELLED,
)

Levels = Mapping[str, Level]
"""Component id to level, in the order of the file."""

Text = Mapping[str, str]
"""Language tag to wording; a plain string in the file is the main language's."""
