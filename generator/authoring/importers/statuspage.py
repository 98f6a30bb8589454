"""Atlassian Statuspage's public API v2: ``incidents.json``, ``scheduled-maintenances.json``, pages of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from generator.authoring.importers.markup import markdown
from generator.authoring.importers.records import (
    Found,
    Named,
    OriginalUpdate,
    Record,
    SourceError,
    StatedLevels,
)
from generator.authoring.importers.sources import FILE_DATE
from generator.authoring.importers.statuses import status_of
from generator.authoring.importers.statuspage_parts import (
    components,
    is_component,
    parts_of,
    renamed,
)
from generator.authoring.importers.times import first_moment, moment
from generator.authoring.importers.values import json_documents, name_of
from generator.model.levels import Level, Status

LISTS = ("incidents", "scheduled_maintenances")
IMPACTS = {
    "critical": Level.MAJOR_OUTAGE,
    "major": Level.PARTIAL_OUTAGE,
    "minor": Level.DEGRADED_PERFORMANCE,
    "none": Level.OPERATIONAL,
    "maintenance": Level.UNDER_MAINTENANCE,
}
LEVELS = {level.value: level for level in Level}
SHOWN_AT = ("display_at", "created_at")
OVER = frozenset({"resolved", "postmortem", "completed"})


def read_statuspage(source: Path) -> Found:
    """A file, or a folder of files; what is in several of them is taken once."""
    files = [source] if source.is_file() else sorted(source.rglob("*.json"))
    if not files:
        raise SourceError(f"there is no JSON file in {source}")
    posts: dict[str, tuple[str, dict[str, Any]]] = {}
    named: list[Named] = []
    listed: list[dict[str, Any]] = []
    for file in files:
        name = name_of(file, source)
        try:
            documents = json_documents(file)
        except (ValueError, OSError) as error:
            named.append(Named(name, f"the file is no JSON: {error}"))
            continue
        found = [post for document in documents for post in _posts(document)]
        own = [part for document in documents for part in components(document)]
        listed += own
        if not found and not own:
            named.append(Named(name, "there are no incidents or maintenances in it"))
        for post in found:
            key = str(post.get("id") or f"{name} {len(posts)}")
            if key not in posts or _updated(post) > _updated(posts[key][1]):
                posts[key] = (f"{name}: {key}", post)
    others = [part for _, post in posts.values() for part in components(post)]
    parts, names = parts_of(listed, others)
    records = [_record(where, renamed(post, names)) for where, post in posts.values()]
    return Found.of([*named, *records], parts)


def _updated(post: Mapping[str, Any]) -> str:
    return str(post.get("updated_at") or "")


def _posts(document: Any) -> Iterator[dict[str, Any]]:
    """The posts of a list, of a document with lists, of a single post's page or of a web hook."""
    if isinstance(document, list):
        posts = (item for item in document if isinstance(item, dict) and "name" in item)
        yield from (post for post in posts if not is_component(post))
    elif isinstance(document, dict) and ("incident_updates" in document or "shortlink" in document):
        yield document
    elif isinstance(document, dict):
        single = document.get("incident")
        for items in ([single], *(document.get(key) for key in LISTS)):
            yield from (i for i in items if isinstance(i, dict)) if isinstance(items, list) else ()


def _record(where: str, post: Mapping[str, Any]) -> Record | Named:
    planned = bool(post.get("scheduled_for")) or post.get("impact") == "maintenance"
    announced = moment(post.get("scheduled_for")) if planned else None
    start = announced or first_moment(post, ("started_at", "created_at"))
    raw: list[dict[str, Any]] = post["incident_updates"]
    updates = sorted(
        (*(_update(one, planned) for one in raw), *_postmortem(post, raw)),
        key=lambda update: str(update.at) if update.at else "",
    )
    start = start or next((update.at for update in updates if update.at), None)
    if start is None:
        return Named(where, "it has no time at all")
    default = IMPACTS.get(str(post.get("impact")), Level.MAJOR_OUTAGE)
    if planned and default is Level.OPERATIONAL:
        default = Level.UNDER_MAINTENANCE
    stated = _stated(raw, frozenset(str(c["name"]) for c in components(post)))
    title = " ".join(str(post.get("name") or "").split()) or "Untitled"
    ours = FILE_DATE.fullmatch(str(post.get("id") or ""))
    return Record(
        source=where,
        name=(ours and ours[2]) or title,
        title=title,
        planned=planned,
        start=start,
        end=moment(post.get("scheduled_until" if planned else "resolved_at")),
        closed=str(post.get("status")) in OVER,
        levels=_levels(post, stated, default),
        updates=tuple(updates),
        stated=() if planned else stated,
        published=moment(post.get("created_at")),
        old_id=str(post["id"]) if post.get("id") else None,
    )


def _update(update: Mapping[str, Any], planned: bool) -> OriginalUpdate:
    at = first_moment(update, SHOWN_AT)
    body = str(update.get("body") or "")
    status = status_of(str(update.get("status") or ""), planned=planned) or Status.UPDATE
    return OriginalUpdate(at, status, markdown(re.sub(r"[ \t]+\n", "\n", body)))


def _postmortem(post: Mapping[str, Any], updates: list[dict[str, Any]]) -> Iterator[OriginalUpdate]:
    """The postmortem where it is a field of the post and not among its updates."""
    body = str(post.get("postmortem_body") or "").strip()
    if body and not any(u.get("status") == "postmortem" for u in updates):
        keys = ("postmortem_published_at", "postmortem_body_last_updated_at", "resolved_at")
        yield OriginalUpdate(first_moment(post, keys), Status.POSTMORTEM, markdown(body))


def _affected(update: Mapping[str, Any], known: frozenset[str]) -> dict[str, Level]:
    """The levels by component; Statuspage writes ``Group - Component`` here."""
    found = {}
    for component in update["affected_components"]:
        if component.get("name"):
            full = str(component["name"])
            inner = full.partition(" - ")[2]
            name = full if full in known or inner not in known else inner
            if level := LEVELS.get(str(component.get("new_status"))):
                found[name] = level
    return found


def _stated(updates: list[dict[str, Any]], known: frozenset[str]) -> tuple[StatedLevels, ...]:
    """The levels that each update set, oldest first."""
    found = []
    for update in updates:
        at = first_moment(update, SHOWN_AT)
        if at and (levels := _affected(update, known)):
            found.append(StatedLevels(at, levels))
    return tuple(sorted(found, key=lambda s: s.at.timestamp() if s.at.tzinfo else 0.0))


def _levels(
    post: Mapping[str, Any], stated: tuple[StatedLevels, ...], default: Level
) -> dict[str, Level]:
    """The worst level each component had, else what the incident as a whole was called."""
    levels = {str(c["name"]): default for c in components(post) if not c.get("group")}
    worst: dict[str, Level] = {}
    for one in stated:
        for name, level in one.levels.items():
            if name not in worst or level.rank > worst[name].rank:
                worst[name] = level
    for name, level in worst.items():
        if level is not Level.OPERATIONAL or name not in levels:
            levels[name] = level
    return levels
