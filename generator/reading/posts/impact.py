"""``impact``: the phases of exactly stated impact of an incident."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from generator.model.content import Phase, Update
from generator.model.levels import Cause
from generator.reading.posts.contradictions import Draft, resolution
from generator.reading.tables.fields import nested, wrong_shape
from generator.reading.tables.instants import show
from generator.reading.tables.key_slips import respelt
from generator.reading.tables.posts import PHASE
from generator.reading.yaml.document import ListNode, MapNode, Node


def read_impact(draft: Draft, updates: tuple[Update, ...]) -> tuple[Phase, ...]:
    """The phases in the order of the file; faulty ones are noted and left out."""
    node = draft.document.front.get("impact")
    if node is None or "impact" not in draft.values:
        return ()
    faults = draft.context.faults
    if not isinstance(node, ListNode):
        wrong_shape(
            node,
            "a list",
            faults,
            "write - {from: TIME, to: TIME, components: {api: major_outage}}",
        )
        return ()
    phases = []
    for number, raw in enumerate(node.items, 1):
        item = respelt(raw, PHASE, faults) if isinstance(raw, MapNode) else raw
        values = nested(PHASE).read(item, draft.context)
        if values is None:
            continue
        end = values.get("to")
        said_to = isinstance(item, MapNode) and item.get("to") is not None
        last = number == len(node.items)
        slip = isinstance(item, MapNode) and any(
            k.text not in PHASE.by_key for k, _ in item.entries
        )
        if not said_to and not last and not slip:
            faults.error(
                item,
                "phase-without-end",
                f"phase {number} of {len(node.items)} has no 'to'; only the last may leave it out",
                "add to: with the time at which the next phase began",
            )
        ends_at = end if said_to else _end_of_last(draft, updates)
        if ends_at is not None and ends_at < values["from"]:
            faults.error(
                _value(item, "to" if said_to else "from"),
                "end-before-start",
                f"phase {number} ends before it begins",
                "swap from and to, or check their dates"
                if said_to
                else "check it against the time of resolution, or add to:",
            )
        elif ends_at is not None and said_to:
            _check_resolution(item, ends_at, number, draft, updates)
        phases.append(_phase(values, draft, item))
    return tuple(phases)


def _check_resolution(
    item: Node, ends_at: datetime, number: int, draft: Draft, updates: tuple[Update, ...]
) -> None:
    """A phase that lasts longer than the incident: one of the two is wrong."""
    resolved = resolution(draft, updates)
    zone = draft.context.zone
    if resolved and ends_at > resolved[0]:
        draft.context.faults.warning(
            _value(item, "to"),
            "phase-after-resolution",
            f"phase {number} ends at {show(ends_at, zone)}, but the incident was resolved "
            f"at {show(resolved[0], zone)}",
            "check both; the phase is what counts",
        )


def _end_of_last(draft: Draft, updates: tuple[Update, ...]) -> Any:
    found = resolution(draft, updates)
    return found[0] if found else None


def _value(item: Node, key: str) -> Node:
    return (item.get(key) if isinstance(item, MapNode) else None) or item


def _phase(values: dict[str, Any], draft: Draft, item: Node) -> Phase:
    return Phase(
        start_at=values["from"],
        end_at=values.get("to"),
        components=values["components"],
        cause=values.get("cause", draft.values.get("cause", Cause.OWN)),
        third_party=values.get("third_party", draft.values.get("third_party")),
        location=draft.context.faults.location(item),
    )
