"""The interface's words for the states of the rules, as messages to be translated."""

from __future__ import annotations

from generator.model.levels import Cause, Level, Status
from generator.rendering.language.words import N_
from generator.rules.facts import Basis
from generator.rules.judgements import NoticeVerdict, Reason, ResponseVerdict, Verdict
from generator.rules.status import Progress

LEVELS = {
    Level.OPERATIONAL: N_("Operational"),
    Level.DEGRADED_PERFORMANCE: N_("Degraded performance"),
    Level.PARTIAL_OUTAGE: N_("Partial outage"),
    Level.MAJOR_OUTAGE: N_("Major outage"),
    Level.UNDER_MAINTENANCE: N_("Under maintenance"),
}

STATUSES = {
    Status.INVESTIGATING: N_("Investigating"),
    Status.IDENTIFIED: N_("Identified"),
    Status.MONITORING: N_("Monitoring"),
    Status.UPDATE: N_("Update"),
    Status.ESCALATED: N_("Escalated"),
    Status.RESOLVED: N_("Resolved"),
    Status.POSTMORTEM: N_("Postmortem"),
    Status.SCHEDULED: N_("Scheduled"),
    Status.IN_PROGRESS: N_("In progress"),
    Status.VERIFYING: N_("Verifying"),
    Status.COMPLETED: N_("Completed"),
    Status.CANCELLED: N_("Cancelled"),
}

DOING = {
    Status.INVESTIGATING: N_("We are looking for the cause."),
    Status.IDENTIFIED: N_("We know the cause and are working on it."),
    Status.MONITORING: N_("A fix is in place and we are watching it."),
    Status.ESCALATED: N_("We have called in another team."),
}
DOING_ELSE = N_("We are working on it.")

PROGRESS = {
    Progress.SCHEDULED: N_("Scheduled"),
    Progress.IN_PROGRESS: N_("Under way"),
    Progress.COMPLETED: N_("Completed"),
    Progress.CANCELLED: N_("Cancelled"),
}

EXPECTED = {
    Level.OPERATIONAL: N_("stays available"),
    Level.DEGRADED_PERFORMANCE: N_("may be slow or limited"),
    Level.PARTIAL_OUTAGE: N_("may be interrupted"),
    Level.MAJOR_OUTAGE: N_("will be unavailable"),
    Level.UNDER_MAINTENANCE: N_("may be interrupted"),
}
"""What planned work will do to a component."""

CAUSES = {
    Cause.OWN: N_("Our own"),
    Cause.FORCE_MAJEURE: N_("Force majeure"),
    Cause.CUSTOMER: N_("On the customer's side"),
    Cause.THIRD_PARTY: N_("Third party"),
}

REASONS = {
    Reason.OUTAGE: N_("Outage"),
    Reason.LATE_NOTICE: N_("Announced too late"),
    Reason.UNANNOUNCED: N_("Not announced"),
    Reason.OUTSIDE_WINDOW: N_("Outside the agreed windows"),
    Reason.OVERRUN: N_("Ran over the announced end"),
    Reason.EARLY_START: N_("Began before the announced start"),
    Reason.BEYOND_ANNOUNCED: N_("Worse than announced"),
    Reason.OVER_MAXIMUM: N_("Over the agreed maximum of maintenance"),
    Reason.PLANNED: N_("Planned work, which counts"),
    Reason.MAINTENANCE: N_("Announced maintenance"),
    Reason.FORCE_MAJEURE: N_("Force majeure"),
    Reason.CUSTOMER: N_("On the customer's side"),
    Reason.THIRD_PARTY: N_("Third party"),
    Reason.MIN_OUTAGE: N_("Shorter than the agreed minimum"),
}

BASES = {
    Basis.DECLARED: N_("stated exactly"),
    Basis.POSTED: N_("from the updates"),
    Basis.ANNOUNCED: N_("as announced"),
}

NOTICES = {
    NoticeVerdict.OK: N_("Announced in time"),
    NoticeVerdict.LATE: N_("Announced too late"),
    NoticeVerdict.PARTLY_LATE: N_("Partly announced too late"),
    NoticeVerdict.EXEMPT: N_("No notice needed"),
    NoticeVerdict.CANCELLED: N_("Cancelled"),
}

VERDICTS = {
    Verdict.MET: N_("Met"),
    Verdict.BREACHED: N_("Breached"),
    Verdict.ON_TRACK: N_("Within budget"),
}

RESPONSES = {
    ResponseVerdict.MET: N_("Met"),
    ResponseVerdict.MISSED: N_("Missed"),
    ResponseVerdict.PENDING: N_("Pending"),
}
GOAL_MISSED = N_("Goal missed")

MEASURES = {
    "confirm": N_("Receipt"),
    "acknowledge": N_("First response"),
    "update": N_("Updates"),
    "resolve": N_("Resolution"),
    "postmortem": N_("Root-cause analysis"),
}

OTHERS = N_("another audience's incident")
"""Stands for a post that the page's readers do not see."""
