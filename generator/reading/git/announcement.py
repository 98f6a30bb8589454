"""What an old version of a post's file said, read leniently: history cannot be corrected."""

from __future__ import annotations

from datetime import datetime
from pathlib import PurePosixPath

from generator.model.content import Announcement, Site
from generator.model.levels import MAINTENANCE_STATUSES
from generator.reading.posts.post import announcement, cancelled_by
from generator.reading.posts.timeline import read_updates, split_body
from generator.reading.tables.fields import Context, Table, read_fields
from generator.reading.tables.posts import MAINTENANCE
from generator.reading.tables.scalars import parse_id
from generator.reading.yaml.document import Document, MapNode, Node, Scalar, split_post
from generator.reading.yaml.faults import Faults, Trouble
from generator.reading.yaml.text import decode

PROMISES = Table(
    MAINTENANCE.what,
    tuple(
        f
        for f in MAINTENANCE.fields
        if f.key in ("id", "start", "end", "class", "components", "cancelled", "published")
    ),
)
"""The keys that say what is announced; the others may be as wrong as they like."""


def read_announcement(data: bytes, path: str, site: Site) -> tuple[str, Announcement] | None:
    """A notice's id and what it announced, or None where that cannot be read.

    Components that have gone since are kept; ``all`` means today's; local times are read in
    today's zone. A cancellation is the key's time, else the last Cancelled update's.
    """
    faults = Faults(path)
    text = decode(data, faults)
    document = split_post(text, faults) if text is not None else None
    if document is None:
        return None
    context = Context(
        faults,
        site.zone,
        site.languages,
        components=tuple(c.id for c in site.components),
        strict=False,
    )
    front = document.front._replace(entries=_promising(document.front))
    values = read_fields(front, PROMISES, context)
    post_id = values.get("id") or parse_id(PurePosixPath(path).stem)
    if isinstance(post_id, Trouble) or not {"start", "end", "components"} <= values.keys():
        return None
    if values["start"] >= values["end"]:
        return None
    return post_id, announcement(values, _cancellation(document, context))


def _promising(front: MapNode) -> tuple[tuple[Scalar, Node], ...]:
    return tuple((key, value) for key, value in front.entries if key.text in PROMISES.by_key)


def _cancellation(document: Document, context: Context) -> datetime | None:
    if "cancelled" not in document.body.lower():
        return None
    body = split_body(document.body, document.body_line, context.faults)
    return cancelled_by(read_updates(body.sections, MAINTENANCE_STATUSES, context))
