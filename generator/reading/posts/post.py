"""Incidents and planned maintenance: front matter and timeline of one file become one post."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from generator.diagnostics import Location
from generator.model.content import Announcement, Incident, Maintenance, Post, Update
from generator.model.levels import INCIDENT_STATUSES, MAINTENANCE_STATUSES, Cause, Status
from generator.reading.posts.contradictions import (
    DEFAULT_CLASS,
    Draft,
    check_class,
    check_file_date,
    check_order,
    check_resolved_once,
    check_third_party,
    check_window,
)
from generator.reading.posts.impact import read_impact
from generator.reading.posts.timeline import read_updates, split_body
from generator.reading.tables.fields import Context, Table, read_fields
from generator.reading.tables.key_slips import respelt
from generator.reading.tables.posts import INCIDENT, MAINTENANCE
from generator.reading.tables.scalars import parse_id
from generator.reading.yaml.document import Document, MapNode, Scalar
from generator.reading.yaml.faults import Place, Trouble

INCIDENTS = "incidents"
MAINTENANCE_FOLDER = "maintenance"
TABLES = {INCIDENTS: INCIDENT, MAINTENANCE_FOLDER: MAINTENANCE}
COPY = re.compile(r"(?:[ _-]|^)(?:copy|kopia|\(\d+\))(?: ?\(?\d+\)?)?$| \d$", re.IGNORECASE)
"""How file managers end the names of copies."""


def read_post(path: str, stem: str, document: Document, context: Context) -> Post | None:
    """A post of its folder's kind; one that lies in the other kind's folder is noted as that."""
    folder, _, rest = path.partition("/")
    kind, telling = _kind(folder, document.front)
    if telling:
        context.faults.error(
            telling,
            "wrong-folder",
            f"this is {TABLES[kind].what}, since it says '{telling.text}', but lies in {folder}/",
            f"move it to {kind}/{rest}",
        )
    read = read_incident if kind == INCIDENTS else read_maintenance
    return read(path, stem, document, context)


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


def read_incident(path: str, stem: str, document: Document, context: Context) -> Incident | None:
    """An incident; None where its file has an error (noted in the context's faults)."""
    draft = _draft(path, stem, document, context, INCIDENT)
    values = draft.values
    body = split_body(document.body, document.body_line, context.faults)
    updates = read_updates(body.sections, INCIDENT_STATUSES, context)
    impact = read_impact(draft, updates)
    before = context.faults.errors
    check_order(draft, updates)
    check_resolved_once(draft, updates)
    check_third_party(draft, impact)
    if context.faults.errors == before:
        check_file_date(draft, "started")
    post_id = _id(draft)
    if context.faults.errors or post_id is None:
        return None
    return Incident(
        id=post_id,
        path=path,
        location=Location(path),
        title=values["title"],
        summary=body.summary,
        started_at=values["started"],
        components=values["components"],
        updates=updates,
        priority=values.get("priority"),
        reported_at=values.get("reported"),
        acknowledged_at=values.get("acknowledged"),
        confirmed_at=values.get("confirmed"),
        resolved_at=values.get("resolved"),
        cause=values.get("cause", Cause.OWN),
        third_party=values.get("third_party"),
        impact=impact,
        aliases=values.get("aliases", ()),
        audience=values.get("audience", ()),
        places=draft.places,
    )


def read_maintenance(
    path: str, stem: str, document: Document, context: Context
) -> Maintenance | None:
    """A notice; None where its file has an error (noted in the context's faults)."""
    draft = _draft(path, stem, document, context, MAINTENANCE)
    values = draft.values
    body = split_body(document.body, document.body_line, context.faults)
    updates = read_updates(body.sections, MAINTENANCE_STATUSES, context)
    before = context.faults.errors
    check_window(draft)
    if context.faults.errors == before:
        check_file_date(draft, "start")
    check_class(draft)
    post_id = _id(draft)
    if context.faults.errors or post_id is None:
        return None
    actual = values.get("actual", {})
    return Maintenance(
        id=post_id,
        path=path,
        location=Location(path),
        title=values["title"],
        summary=body.summary,
        announced=announcement(values, cancelled_by(updates)),
        updates=updates,
        actual_start_at=actual.get("start"),
        actual_end_at=actual.get("end"),
        late_acknowledged="late" in values,
        reason=values.get("reason"),
        aliases=values.get("aliases", ()),
        audience=values.get("audience", ()),
        places=draft.places,
    )


def announcement(values: Mapping[str, Any], cancelled_at: datetime | None) -> Announcement:
    """What a notice's keys promise; ``cancelled_at`` is what its timeline says."""
    return Announcement(
        start_at=values["start"],
        end_at=values["end"],
        klass=values.get("class", DEFAULT_CLASS),
        components=values["components"],
        cancelled_at=values.get("cancelled", cancelled_at),
        published_at=values.get("published"),
    )


def cancelled_by(updates: tuple[Update, ...]) -> datetime | None:
    """The time of the last Cancelled update."""
    return max((u.at for u in updates if u.status is Status.CANCELLED), default=None)


def _draft(path: str, stem: str, document: Document, context: Context, table: Table) -> Draft:
    document = document._replace(front=respelt(document.front, table, context.faults))
    values = read_fields(document.front, table, context)
    places = {}
    for key, value in document.front.entries:
        places[key.text] = Location(path, value.line, value.column)
        if isinstance(value, MapNode):
            for inner, inner_value in value.entries:
                places[f"{key.text}.{inner.text}"] = Location(
                    path, inner_value.line, inner_value.column
                )
    return Draft(path, stem, document, context, values, places)


def _id(draft: Draft) -> str | None:
    """The post's id; None where it is faulty."""
    if draft.document.front.get("id") is not None:
        return draft.values.get("id")
    found = parse_id(draft.stem)
    if not isinstance(found, Trouble):
        return found
    faults = draft.context.faults
    copy = COPY.search(draft.stem)
    name = f"{found.remedy.removeprefix('write ')}.md"
    if copy:
        faults.error(
            Place(1, 1),
            "bad-file-name",
            f"'{draft.stem}' looks like a copy that a file manager made, and cannot be an id",
            f"delete it if it is one, else rename it to {name}",
        )
    else:
        faults.error(
            Place(1, 1),
            "bad-file-name",
            f"the file's name '{draft.stem}' cannot be an id",
            f"rename it to {name}, or give it an id: key",
        )
    return None
