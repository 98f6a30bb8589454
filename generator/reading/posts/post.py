"""Incidents and planned maintenance: front matter and timeline of one file become one post."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from generator.diagnostics import Location
from generator.model.content import Announcement, Incident, Maintenance, Post, Update
from generator.model.levels import INCIDENT_STATUSES, MAINTENANCE_STATUSES, Status
from generator.reading.posts import contradictions
from generator.reading.posts.contradictions import Draft
from generator.reading.posts.impact import read_impact
from generator.reading.posts.timeline import read_updates, split_body
from generator.reading.tables.fields import Context, pick, read_fields
from generator.reading.tables.key_slips import respelt
from generator.reading.tables.posts import INCIDENT, MAINTENANCE
from generator.reading.tables.scalars import parse_id
from generator.reading.yaml.document import Document, MapNode, Scalar
from generator.reading.yaml.faults import Place, Trouble

INCIDENTS = "incidents"
MAINTENANCE_FOLDER = "maintenance"
KINDS = {
    INCIDENTS: (INCIDENT, INCIDENT_STATUSES),
    MAINTENANCE_FOLDER: (MAINTENANCE, MAINTENANCE_STATUSES),
}
"""What each folder's posts may say: the keys of their front matter, and the statuses of updates."""
COPY = re.compile(r"(?:[ _-]|^)(?:copy|kopia|\(\d+\))(?: ?\(?\d+\)?)?$| \d$", re.IGNORECASE)
"""How file managers end the names of copies."""


def read_post(path: str, document: Document, context: Context) -> Post | None:
    """A post of its folder's kind; one that lies in the other kind's folder is noted as that."""
    folder, _, rest = path.partition("/")
    kind, telling = _kind(folder, document.front)
    if telling:
        context.faults.error(
            telling,
            "wrong-folder",
            f"this is {KINDS[kind][0].what}, since it says '{telling.text}', but lies in {folder}/",
            f"move it to {kind}/{rest}",
        )
    read = read_incident if kind == INCIDENTS else read_maintenance
    return read(path, document, context)


def _kind(folder: str, front: MapNode) -> tuple[str, Scalar | None]:
    """The folder in which a post belongs, and the key that tells, where it lies in the other one."""
    if front.get("started" if folder == INCIDENTS else "start") is not None:
        return folder, None
    keys = {key.text: key for key, _ in front.entries}
    if folder == INCIDENTS and "started" not in keys and "start" in keys and "end" in keys:
        return MAINTENANCE_FOLDER, keys["end"]
    if folder != INCIDENTS and "started" in keys and "start" not in keys and "end" not in keys:
        return INCIDENTS, keys["started"]
    return folder, None


def read_incident(path: str, document: Document, context: Context) -> Incident | None:
    """An incident; None where its file has an error (noted in the context's faults)."""
    draft = _draft(path, document, context, INCIDENTS)
    values = draft.values
    impact = read_impact(draft)
    before = context.faults.errors
    contradictions.check_order(draft)
    contradictions.check_resolved_once(draft)
    contradictions.check_third_party(draft, impact)
    if context.faults.errors == before:
        contradictions.check_file_date(draft, "started")
    post_id = _id(draft)
    if context.faults.errors or post_id is None:
        return None
    found = Incident(
        id=post_id,
        path=path,
        location=Location(path),
        title=values["title"],
        summary=draft.body.summary,
        started_at=values["started"],
        updates=draft.updates,
        reported_at=values.get("reported"),
        acknowledged_at=values.get("acknowledged"),
        confirmed_at=values.get("confirmed"),
        resolved_at=values.get("resolved"),
        impact=impact,
        shown_until_at=values.get("shown_until"),
        places=draft.places,
        **pick(
            values,
            "components",
            "priority",
            "cause",
            "third_party",
            "tiers",
            "pinned",
            "aliases",
            "audience",
            "accept",
        ),
    )
    return found if contradictions.check_bulletin(draft, found) else None


def read_maintenance(path: str, document: Document, context: Context) -> Maintenance | None:
    """A notice; None where its file has an error (noted in the context's faults)."""
    draft = _draft(path, document, context, MAINTENANCE_FOLDER)
    values = draft.values
    before = context.faults.errors
    contradictions.check_window(draft)
    if context.faults.errors == before:
        contradictions.check_file_date(draft, "start")
    contradictions.check_class(draft)
    post_id = _id(draft)
    if context.faults.errors or post_id is None:
        return None
    actual = values.get("actual", {})
    return Maintenance(
        id=post_id,
        path=path,
        location=Location(path),
        title=values["title"],
        summary=draft.body.summary,
        announced=announcement(values, cancelled_by(draft.updates), context),
        updates=draft.updates,
        actual_start_at=actual.get("start"),
        actual_end_at=actual.get("end"),
        late_acknowledged="late" in values,
        places=draft.places,
        **pick(values, "reason", "aliases", "audience", "accept"),
    )


def announcement(
    values: Mapping[str, Any], cancelled_at: datetime | None, context: Context
) -> Announcement:
    """What a notice's keys promise; ``cancelled_at`` is what its timeline says."""
    return Announcement(
        start_at=values["start"],
        end_at=values["end"],
        klass=values.get("class", contradictions.default_class(context)),
        components=values["components"],
        cancelled_at=values.get("cancelled", cancelled_at),
        published_at=values.get("published"),
    )


def cancelled_by(updates: tuple[Update, ...]) -> datetime | None:
    """The time of the last Cancelled update."""
    return max((u.at for u in updates if u.status is Status.CANCELLED), default=None)


def _draft(path: str, document: Document, context: Context, kind: str) -> Draft:
    table, statuses = KINDS[kind]
    document = document._replace(front=respelt(document.front, table, context.faults))
    values = read_fields(document.front, table, context)
    places = {}
    for key, value in document.front.entries:
        places[key.text] = Location(path, value.line, value.column)
        for name, deeper in value.entries if isinstance(value, MapNode) else ():
            places[f"{key.text}.{name.text}"] = Location(path, deeper.line, deeper.column)
    body = split_body(document.body, document.body_line, context.faults)
    updates = read_updates(body.sections, statuses, context)
    stem = path.rpartition("/")[2].removesuffix(".md")
    return Draft(path, stem, document, context, values, places, body, updates)


def _id(draft: Draft) -> str | None:
    """The post's id; None where it is faulty."""
    if draft.document.front.get("id") is not None:
        return draft.values.get("id")
    found = parse_id(draft.stem)
    if not isinstance(found, Trouble):
        return found
    name = f"{found.remedy.removeprefix('write ')}.md"
    if COPY.search(draft.stem):
        message = f"'{draft.stem}' looks like a copy that a file manager made, and cannot be an id"
        remedy = f"delete it if it is one, else rename it to {name}"
    else:
        message = f"the file's name '{draft.stem}' cannot be an id"
        remedy = f"rename it to {name}, or give it an id: key"
    draft.context.faults.error(Place(1, 1), "bad-file-name", message, remedy)
    return None
