"""What each command changes in a post's text; the post itself says what is there already."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo

from generator.authoring.edit import (
    Change,
    add_item,
    add_to_mapping,
    append_entry,
    front_extent,
    set_key,
)
from generator.authoring.yaml_values import yaml_levels
from generator.model.content import Incident, Post
from generator.model.levels import Level
from generator.reading.tables.instants import show


@dataclass(frozen=True, slots=True)
class Entry:
    """An update to be written: its status as in a heading (``Escalated l3``) and its text."""

    at: datetime
    status: str
    text: str
    priority: str | None = None


def heading_time(at: datetime, post: Post | None, zone: tzinfo) -> str:
    """The time as typed into a heading: whole minutes, unless the post has that minute already."""
    minute = at.replace(second=0, microsecond=0)
    taken = {update.at for update in post.updates} if post else set[datetime]()
    return show(at.replace(microsecond=0) if minute in taken else minute, zone)


def entry_change(text: str, post: Post | None, entry: Entry, zone: tzinfo) -> Change:
    """The update at the end of the post."""
    words = f"priority: {entry.priority}\n{entry.text}" if entry.priority else entry.text
    return append_entry(text, f"{heading_time(entry.at, post, zone)} {entry.status}", words)


def impact_changes(
    text: str, incident: Incident, at: datetime, levels: Mapping[str, Level], zone: tzinfo
) -> list[Change] | None:
    """A new phase of the impact from ``at`` on; None where the front matter cannot be changed.

    Components that are not named keep their level; operational ones leave the phase. The last phase
    without an end ends here. Where there are no phases yet, the first one is what the file says now.
    """
    found = front_extent(text)
    if found is None:
        return None
    root, _, _ = found
    present = incident.impact[-1].components if incident.impact else incident.components
    following = {
        id_: level for id_, level in {**present, **levels}.items() if level is not Level.OPERATIONAL
    }
    now = show(at.replace(second=0, microsecond=0), zone)
    item = f"{{from: {now}, components: {yaml_levels(following)}}}"
    phases = root.get("impact")
    if phases is None:
        first = (
            f"{{from: {show(incident.started_at, zone)}, to: {now}, "
            f"components: {yaml_levels(incident.components)}}}"
        )
        lines = [first, item] if following else [first]
        value = "\n  - ".join(["", *lines])
        if root.flow:
            change = set_key(text, "impact", f"[{', '.join(lines)}]")
        else:
            change = set_key(text, "impact", value, after="components")
        return [_tidy(change)] if change else None
    if phases.kind != "list":
        return None
    changes = []
    last = phases.items[-1] if phases.items else None
    if last and last.kind == "map" and last.get("to") is None:
        changes.append(add_to_mapping(text, last, "to", now, after="from"))
    if following:
        changes.append(add_item(text, phases, item))
    return changes


def _tidy(change: Change) -> Change:
    return change._replace(text=change.text.replace("impact: \n", "impact:\n"))


def move_changes(text: str, start: str, end: str) -> list[Change] | None:
    """Another announced window."""
    changes = [set_key(text, "start", start), set_key(text, "end", end, after="start")]
    return [change for change in changes if change] if all(changes) else None
