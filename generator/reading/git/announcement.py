"""What an old version of a post's file, or of site.yaml, said, read leniently: history cannot be corrected."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from pathlib import PurePosixPath
from typing import Any

from generator.model.content import Announcement, Site, StatedTimes, Update, resolution_of
from generator.model.levels import INCIDENT_STATUSES, MAINTENANCE_STATUSES, Cause, Status
from generator.model.windows import stated_times
from generator.model.writing import Fact
from generator.reading.posts.post import announcement, cancelled_by
from generator.reading.posts.timeline import read_updates, split_body
from generator.reading.tables.fields import BEGINNING, Context, Table, nested, read_fields
from generator.reading.tables.posts import INCIDENT, MAINTENANCE, PHASE
from generator.reading.tables.scalars import parse_id, parse_zone
from generator.reading.yaml.document import Document, ListNode, Scalar, compose, split_post
from generator.reading.yaml.faults import Faults, Trouble
from generator.reading.yaml.text import decode


def _only(table: Table, keys: Collection[str]) -> Table:
    """A table with some of the keys; the others may be as wrong as they like."""
    return Table(table.what, tuple(f for f in table.fields if f.key in keys))


PROMISES = _only(
    MAINTENANCE, ("id", "start", "end", "class", "components", "cancelled", "published")
)
"""The keys that say what is announced."""
WORK = _only(MAINTENANCE, ("actual",))
EXTENTS = {
    "incidents": _only(INCIDENT, ("id", "started", "resolved", "components", "audience")),
    "maintenance": _only(MAINTENANCE, ("id", "start", "end", "actual", "components", "audience")),
}
"""The keys that say who a post is for, when it began and ended, and what it concerned."""
FACTS = {
    "incidents": _only(
        INCIDENT,
        (
            *("started", "components", "cause", "impact"),
            *("reported", "acknowledged", "confirmed", "resolved"),
        ),
    ),
    "maintenance": _only(MAINTENANCE, ("start", "end", "cancelled", "actual")),
}
"""The keys that say what figures are made of."""
STATUSES = {"incidents": INCIDENT_STATUSES, "maintenance": MAINTENANCE_STATUSES}


@dataclass(frozen=True, slots=True)
class Extent:
    """When a post began and ended (None: it does not say), what it concerned, and whom it is for.

    ``start_at`` is its start as announced; work may have begun at another time.
    """

    id: str
    start_at: datetime
    began_at: datetime
    ended_at: datetime | None
    components: tuple[str, ...]
    audience: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Old:
    document: Document
    values: dict[str, Any]
    context: Context
    id: str | None


def read_announcement(
    data: bytes, path: str, site: Site, zone: tzinfo | None = None
) -> tuple[str, Announcement] | None:
    """A notice's id and what it announced, or None where that cannot be read.

    Components that have gone since are kept; ``all`` means today's; local times are read in ``zone``
    (None: today's). A cancellation is the key's time, else the last Cancelled update's.
    """
    old = _read(data, path, PROMISES, site, zone)
    if old is None or old.id is None or not {"start", "end", "components"} <= old.values.keys():
        return None
    if old.values["start"] >= old.values["end"]:
        return None
    cancelled = "cancelled" in old.document.body.lower()
    at = cancelled_by(_updates(old, MAINTENANCE_STATUSES)) if cancelled else None
    return old.id, announcement(old.values, at, old.context)


def read_work(
    data: bytes,
    path: str,
    site: Site,
    zone: tzinfo | None,
    since: datetime | None,
    until: datetime,
) -> StatedTimes:
    """When work was under way, by what a version of a notice says of the time from ``since`` to ``until``."""
    old = _read(data, path, WORK, site, zone)
    if old is None:
        return StatedTimes()
    actual = old.values.get("actual", {})
    pair = actual.get("start"), actual.get("end")
    return stated_times(pair, _updates(old, MAINTENANCE_STATUSES), since, until)


def read_extent(data: bytes, path: str, folder: str, site: Site) -> Extent | None:
    """A post's id and extent; None where they cannot be read. ``folder`` tells the kind of post."""
    old = _read(data, path, EXTENTS[folder], site, None)
    if old is None or old.id is None or "components" not in old.values:
        return None
    values = old.values
    if folder == "incidents":
        start, ended = values.get("started"), values.get("resolved")
        began = start
        resolved = resolution_of(_updates(old, INCIDENT_STATUSES))
        ended = ended or (resolved.at if resolved else None)
    else:
        actual = values.get("actual", {})
        start = values.get("start")
        began = actual.get("start") or start
        ended = actual.get("end") or values.get("end")
    if start is None or began is None:
        return None
    audience = values.get("audience", ())
    return Extent(old.id, start, began, ended, tuple(values["components"]), audience)


def read_facts(data: bytes, path: str, folder: str, site: Site) -> Mapping[Fact, Any] | None:
    """What a version of a post says, by key and heading; None where it cannot be read.

    A postmortem without text is none. Local times are read in today's zone.
    """
    old = _read(data, path, FACTS[folder], site, None)
    if old is None:
        return None
    values = dict(old.values)
    actual = values.pop("actual", {})
    found: dict[Fact, Any] = {}
    if folder == "incidents":
        values.setdefault("cause", Cause.OWN)
        if isinstance(impact := values.get("impact"), ListNode):
            values["impact"] = [nested(PHASE).read(item, old.context) for item in impact.items]
        found.update(((key, None), value) for key, value in values.items())
    else:
        stated = {**values, **{f"actual.{key}": at for key, at in actual.items()}}
        found.update(((key, value), value) for key, value in stated.items() if key != "components")
    updates = _updates(old, STATUSES[folder])
    found.update(((u.status.value, u.at), True) for u in updates if not u.is_empty_postmortem)
    return found


def read_zone(data: bytes) -> tzinfo | None:
    """The zone of local times; None where it cannot be told."""
    said = _value(data, "timezone")
    zone = parse_zone(said) if said else (UTC, "UTC")
    return zone[0] if len(zone) == 2 else None


def read_proof_since(data: bytes) -> datetime | None:
    """From when git proves notices; None where no such day is stated."""
    said, zone = _value(data, "proof_since"), read_zone(data)
    if said is None or zone is None:
        return None
    return BEGINNING.read(Scalar(1, 1, said, False), Context(Faults(""), zone))


def _read(data: bytes, path: str, table: Table, site: Site, zone: tzinfo | None) -> _Old | None:
    faults = Faults(path)
    text = decode(data, faults)
    document = split_post(text, faults) if text is not None else None
    if document is None:
        return None
    context = Context(
        faults,
        zone or site.zone,
        site.languages,
        components=tuple(c.id for c in site.components),
        renamed=site.renamed,
        former=site.former,
        strict=False,
    )
    known = tuple((key, value) for key, value in document.front.entries if key.text in table.by_key)
    values = read_fields(document.front._replace(entries=known), table, context)
    id_ = values.get("id") or parse_id(PurePosixPath(path).stem)
    return _Old(document, values, context, None if isinstance(id_, Trouble) else id_)


def _updates(old: _Old, statuses: tuple[Status, ...]) -> tuple[Update, ...]:
    body = split_body(old.document.body, old.document.body_line, old.context.faults)
    return read_updates(body.sections, statuses, old.context)


def _value(data: bytes, key: str) -> str | None:
    """The value of a key of site.yaml's top level, looked for by its line: a whole reading would be slow."""
    text = decode(data, Faults(""))
    if text is None:
        return None
    if text.lstrip().startswith("{"):
        root = compose(text, 1, Faults(""))
        node = root.get(key) if root else None
        return node.text if isinstance(node, Scalar) else None
    match = re.search(
        rf"^[\"']?{key}[\"']?[ \t]*:[ \t]+(?:\"([^\"\n]*)\"|'([^'\n]*)'|([^\s#][^#\n]*))",
        text,
        re.MULTILINE,
    )
    return next(group for group in match.groups() if group).strip() if match else None
