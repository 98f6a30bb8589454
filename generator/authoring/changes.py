"""What each command changes in a post's file, and what the file has to say afterwards."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, tzinfo

from generator.authoring.edit import (
    Replacement,
    add_item,
    add_section,
    add_to_mapping,
    front_extent,
    set_key,
)
from generator.authoring.post_source import PostSource, read_timeline, unchanged, unreadable
from generator.authoring.refusals import against_impact, against_move, against_update
from generator.authoring.typed import text_trouble, yaml_levels
from generator.diagnostics import Location
from generator.model.content import Incident, Maintenance, Phase, Post, Update
from generator.model.levels import Level, Levels, Status
from generator.reading.posts.timeline import newest_first
from generator.reading.tables.fields import Context
from generator.reading.tables.instants import show

NOWHERE = Location("")


@dataclass(frozen=True, slots=True)
class NewUpdate:
    """An update to be written; ``team`` is set for Escalated, ``priority`` where it changes."""

    at: datetime
    status: Status
    text: str
    team: str | None = None
    priority: str | None = None

    @property
    def heading(self) -> str:
        """What stands behind the time: ``Escalated l3``."""
        return f"{self.status.value} {self.team}" if self.team else self.status.value


@dataclass(frozen=True, slots=True)
class Revision:
    """Parts of a post's text to replace, and what the file must say then.

    ``post`` is None for a post whose errors keep it from being read: then its ``updates`` alone count.
    """

    replacements: tuple[Replacement, ...]
    post: Post | None
    updates: tuple[Update, ...]


def heading_at(at: datetime, updates: tuple[Update, ...]) -> datetime:
    """The time for a heading: whole minutes, unless there is an update of that minute already."""
    minute = at.replace(second=0, microsecond=0)
    taken = any(update.at.replace(second=0) == minute for update in updates)
    return at.replace(microsecond=0) if taken else minute


def add_update(
    source: PostSource, new: NewUpdate, names: Context, levels: Levels | None = None
) -> Revision:
    """The update at the end of a post, or on top of a timeline written newest first; with ``levels``, those components' impact from then on.

    Raises RefusedError where the post contradicts it, or the text or the file cannot be used.
    """
    post, zone = source.post, names.zone
    why = against_update(post, new.status, new.at, zone) if post else None
    if levels and isinstance(post, Incident):
        why = why or against_impact(post, new.status, new.at, zone)
    if why := why or text_trouble(new.text):
        raise unchanged(source.path, why)
    if source.updates is None or (levels and not isinstance(post, Incident)):
        raise unreadable(source)
    at = heading_at(new.at, source.updates)
    heading = f"{show(at, zone)} {new.heading}"
    words = f"priority: {new.priority}\n{new.text}" if new.priority else new.text
    updates = (*source.updates, *read_timeline(source.path, f"## {heading}\n{words}\n", names))
    replacements = [add_section(source.text, heading, words, _line_below(source.updates, at))]
    if levels and isinstance(post, Incident):
        minute = new.at.replace(second=0, microsecond=0)
        replacements += _impact(source, post, minute, levels, zone)
        post = replace(post, impact=_phases(post, minute, levels))
    elif isinstance(post, Maintenance) and new.status is Status.CANCELLED:
        post = replace(post, announced=replace(post.announced, cancelled_at=at))
    return Revision(tuple(replacements), replace(post, updates=updates) if post else None, updates)


def _line_below(updates: tuple[Update, ...], at: datetime) -> int | None:
    """The line of the heading above which an update stands in a file written newest first; None: at its end."""
    standing = sorted(updates, key=lambda update: update.location.line)
    if not newest_first(standing):
        return None
    return next((update.location.line for update in standing if update.at <= at), None)


def _following(incident: Incident, at: datetime, levels: Levels) -> Levels:
    """The levels from ``at`` on: components that are not named keep theirs, operational ones leave."""
    last = incident.impact[-1] if incident.impact else None
    present: Levels = last.components if last else incident.components
    if last and last.end_at is not None and last.end_at <= at:
        present = {}
    return {
        id_: level for id_, level in {**present, **levels}.items() if level is not Level.OPERATIONAL
    }


def _phases(incident: Incident, at: datetime, levels: Levels) -> tuple[Phase, ...]:
    """The impact of an incident that has other levels from ``at`` on."""
    following = _following(incident, at, levels)
    plain = Phase(at, None, following, incident.cause, incident.third_party, NOWHERE)
    phases = incident.impact or (
        replace(plain, start_at=incident.started_at, components=incident.components),
    )
    last = phases[-1] if phases[-1].end_at else replace(phases[-1], end_at=at)
    return (*phases[:-1], last, *([plain] if following else []))


def _impact(
    source: PostSource, incident: Incident, at: datetime, levels: Levels, zone: tzinfo
) -> list[Replacement]:
    """The same in the file; RefusedError where the front matter cannot be changed.

    The last phase without an end ends here. Where there are no phases yet, the first one is what the
    file says now.
    """
    text = source.text
    found = front_extent(text)
    if found is None:
        raise unreadable(source)
    root, _ = found
    following = _following(incident, at, levels)
    now = show(at, zone)
    item = f"{{from: {now}, components: {yaml_levels(following)}}}"
    phases = root.get("impact")
    if phases is None or not phases.items:
        first = (
            f"{{from: {show(incident.started_at, zone)}, to: {now}, "
            f"components: {yaml_levels(incident.components)}}}"
        )
        lines = [first, item] if following else [first]
        if root.flow or phases is not None:
            one = set_key(text, "impact", f"[{', '.join(lines)}]")
        else:
            one = set_key(text, "impact", "\n  - ".join(["", *lines]), after="components")
        if one is None:
            raise unreadable(source)
        return [one._replace(text=one.text.replace("impact: \n", "impact:\n"))]
    if phases.kind != "list":
        raise unreadable(source)
    replacements = []
    last = phases.items[-1]
    if last.kind == "map" and last.get("to") is None:
        replacements.append(add_to_mapping(text, last, "to", now, after="from"))
    if following:
        replacements.append(add_item(text, phases, item))
    return replacements


def move_window(
    source: PostSource,
    start: datetime,
    end: datetime,
    now: datetime,
    zone: tzinfo,
    *,
    acknowledge_late: bool = False,
) -> Revision:
    """Another announced window. Raises RefusedError where the post contradicts it or cannot be read."""
    post = source.post
    if not isinstance(post, Maintenance):
        raise unreadable(source)
    if why := against_move(post, start, end, now, zone):
        raise unchanged(source.path, why)
    changes = {"start": show(start, zone), "end": show(end, zone)}
    if acknowledge_late and not post.late_acknowledged:
        changes["late"] = "acknowledged"
    found = [set_key(source.text, key, value) for key, value in changes.items()]
    replacements = tuple(filter(None, found))
    if len(replacements) < len(changes):
        raise unreadable(source)
    moved = replace(
        post,
        announced=replace(post.announced, start_at=start, end_at=end),
        late_acknowledged=post.late_acknowledged or acknowledge_late,
    )
    return Revision(replacements, moved, post.updates)
