"""What a single post can contradict itself in: times out of order, a reason left out, a wrong year.

Only what needs no clock and no other file. Legal, and therefore not mentioned: an incident that ends
when it starts, updates after the resolution, back-dating.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from generator.diagnostics import Location
from generator.model.content import Incident, Phase, Update, resolution_of
from generator.model.levels import REOPENING, Cause, Status
from generator.reading.posts.timeline import Body
from generator.reading.tables.fields import Context
from generator.reading.tables.instants import show
from generator.reading.yaml.document import Document, Node, inner
from generator.reading.yaml.faults import Placed
from generator.timespan import local_date

DEFAULT_CLASS = "standard"
"""That of a notice that names none, or what this key has become."""
BEFORE = timedelta(days=1)
"""So much earlier than its start an incident may be reported: customers notice first."""
FAR_OFF = 25
"""Days between a file's date and its start from which one of them is taken for a slip."""


class Draft(NamedTuple):
    """What both kinds of post are made from."""

    path: str
    stem: str
    document: Document
    context: Context
    values: dict[str, Any]
    places: Mapping[str, Location]
    body: Body
    updates: tuple[Update, ...]

    def value(self, *keys: str) -> Node:
        """The node of a key's value, or of one within it; else the last that exists."""
        return inner(self.document.front, *keys)


def resolution(draft: Draft) -> tuple[datetime, Placed] | None:
    """When the incident ended and where that is said: the key, else the Resolved update."""
    if draft.document.front.get("resolved") is not None:
        at = draft.values.get("resolved")
        return (at, draft.value("resolved")) if at is not None else None
    found = resolution_of(draft.updates)
    return (found.at, found.location) if found else None


def check_order(draft: Draft) -> None:
    """An end before the start is an error; an update before the start is worth a look."""
    started = draft.values.get("started")
    if started is None:
        return
    faults, zone = draft.context.faults, draft.context.zone
    ended = resolution(draft)
    if ended and ended[0] < started:
        faults.error(
            ended[1],
            "end-before-start",
            f"the incident is resolved at {show(ended[0], zone)}, before it started "
            f"at {show(started, zone)}",
            "check the dates of both",
        )
        return
    for key in ("reported", "acknowledged", "confirmed"):
        at, slack = draft.values.get(key), BEFORE if key == "reported" else timedelta(0)
        if at is not None and at < started - slack:
            faults.warning(
                draft.value(key),
                "update-before-start",
                f"'{key}' is {show(at, zone)}, before the incident, which started at {show(started, zone)}",
                "check both; set started: to when the impact began",
            )
    if early := next((u for u in draft.updates if u.at < started), None):
        faults.warning(
            early.location,
            "update-before-start",
            f"the update of {show(early.at, zone)} is older than the incident, "
            f"which started at {show(started, zone)}",
            "check both; set started: to when the impact began",
        )


def check_resolved_once(draft: Draft) -> None:
    """A second Resolved makes sense only after the incident was opened again; and one end has one time."""
    last = next((u for u in reversed(draft.updates) if u.status is Status.RESOLVED), None)
    stated, zone = draft.values.get("resolved"), draft.context.zone
    if stated and last and stated != last.at:
        draft.context.faults.warning(
            draft.value("resolved"),
            "resolved-twice",
            f"'resolved' is {show(stated, zone)}, and the last Resolved update is of "
            f"{show(last.at, zone)}; the key counts",
            "give both one time, or make the later update an Update",
        )
        return
    before: Update | None = None
    for update in draft.updates:
        if update.status in REOPENING:
            before = None
        elif update.status is Status.RESOLVED and before:
            draft.context.faults.warning(
                update.location,
                "resolved-twice",
                f"the incident was already resolved at {show(before.at, draft.context.zone)}; "
                "this one counts",
                "make one of them an Update, or add the Investigating that opened it again",
            )
            return
        elif update.status is Status.RESOLVED:
            before = update


def check_third_party(draft: Draft, impact: tuple[Phase, ...]) -> None:
    """A third party's name says nothing where the cause is not third_party."""
    if draft.document.front.get("cause") is not None and "cause" not in draft.values:
        return  # the cause is faulty, which was noted
    causes = {draft.values.get("cause"), *(phase.cause for phase in impact)}
    if "third_party" in draft.values and Cause.THIRD_PARTY not in causes:
        draft.context.faults.warning(
            draft.value("third_party"),
            "third-party-without-cause",
            "a third party is named, but the cause is not third_party",
            "add cause: third_party, or remove the name",
        )


def check_bulletin(draft: Draft, post: Incident) -> bool:
    """Notes keys of announcements in an incident; False for an announcement that is never shown."""
    zone = draft.context.zone
    for key in ("shown_until", "pinned"):
        if key in draft.values and not post.is_bulletin:
            draft.context.faults.warning(
                draft.value(key),
                "not-an-announcement",
                f"'{key}' is for announcements, and this is an incident: it has a priority, affects a component, or "
                "says Investigating, Identified, Monitoring or Resolved",
                "remove the line",
            )
    if post.shown_until_at and post.shown_until_at <= post.started_at:
        draft.context.faults.error(
            draft.value("shown_until"),
            "end-before-start",
            f"the announcement of {show(post.started_at, zone)} is shown until "
            f"{show(post.shown_until_at, zone)}, which is not later",
            "check the dates of both",
        )
        return False
    return True


def check_file_date(draft: Draft, key: str) -> None:
    """A start that is a month or a year off the date in the file's name."""
    at = draft.values.get(key)
    match = re.match(r"(\d{4})-(\d\d)-(\d\d)(?!\d)", draft.stem, re.ASCII)
    if at is None or not match:
        return
    try:
        named = date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        return
    started = local_date(at, draft.context.zone)
    days = abs((started - named).days)
    if days >= FAR_OFF:
        draft.context.faults.warning(
            draft.value(key),
            "far-from-file-date",
            f"'{key}' is {started}, {days} days from {named} in the file's name",
            "check the month and the year of both",
        )


def check_window(draft: Draft) -> None:
    """An announced window has a length; actual times run forward."""
    faults, zone = draft.context.faults, draft.context.zone
    start, end = draft.values.get("start"), draft.values.get("end")
    if start is not None and end is not None:
        if end == start:
            faults.error(
                draft.value("end"),
                "zero-length-window",
                f"the window starts and ends at {show(start, zone)}",
                "set end: to when the work will be over",
            )
        elif end < start:
            faults.error(
                draft.value("end"),
                "end-before-start",
                f"the window ends at {show(end, zone)}, before it starts at {show(start, zone)}",
                "check the dates of both",
            )
    actual = draft.values.get("actual", {})
    if "start" in actual and "end" in actual and actual["end"] < actual["start"]:
        faults.error(
            draft.value("actual", "end"),
            "end-before-start",
            f"the work ended at {show(actual['end'], zone)}, before it began "
            f"at {show(actual['start'], zone)}",
            "check the dates of both",
        )


def default_class(context: Context) -> str:
    """The class of a notice that names none."""
    return context.former.get(("class", DEFAULT_CLASS), DEFAULT_CLASS)


def check_class(draft: Draft) -> None:
    """The class exists, also where it is not named; and where it needs no notice, a reason is given."""
    faults, classes = draft.context.faults, draft.context.classes
    front = draft.document.front
    named = front.get("class") is not None
    if named and "class" not in draft.values:
        return
    klass = draft.values.get("class", default_class(draft.context))
    start = draft.values.get("start")
    day = local_date(start, draft.context.zone) if start is not None else date.max
    # the classes without notice under the agreement in force when the window starts
    agreements = reversed(draft.context.exempt)
    exempt = next((names for since, names in agreements if since is None or since <= day), ())
    if not named and classes is not None and klass not in classes:
        faults.error(
            front,
            "missing-class",
            f"the notice names no class, and there is none called '{DEFAULT_CLASS}'",
            f"add class: with one of {', '.join(sorted(classes))}",
        )
    elif klass in exempt and front.get("reason") is None:
        faults.error(
            draft.value("class") if named else front,
            "missing-reason",
            f"work of the class '{klass}' needs no notice, but it needs a reason",
            "add a line like reason: Security fix for CVE-2026-0001",
        )
