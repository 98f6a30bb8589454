"""``impact``: the phases of exactly stated impact of an incident."""

from __future__ import annotations

from generator.model.content import Phase
from generator.model.levels import Cause
from generator.reading.posts.contradictions import Draft, resolution
from generator.reading.tables.fields import nested, wrong_shape
from generator.reading.tables.instants import show
from generator.reading.tables.key_slips import respelt
from generator.reading.tables.posts import PHASE
from generator.reading.yaml.document import ListNode, MapNode, inner


def read_impact(draft: Draft) -> tuple[Phase, ...]:
    """The phases in the order of the file; faulty ones are noted and left out."""
    node = draft.document.front.get("impact")
    if node is None or "impact" not in draft.values:
        return ()
    faults = draft.context.faults
    if not isinstance(node, ListNode):
        remedy = "write - {from: TIME, to: TIME, components: {api: major_outage}}"
        wrong_shape(node, "a list", faults, remedy)
        return ()
    zone = draft.context.zone
    resolved = resolution(draft)
    phases = []
    for number, raw in enumerate(node.items, 1):
        item = respelt(raw, PHASE, faults) if isinstance(raw, MapNode) else raw
        values = nested(PHASE).read(item, draft.context)
        if values is None:
            continue
        keys = {key.text for key, _ in item.entries} if isinstance(item, MapNode) else set()
        said_to, slip = "to" in keys, not keys <= PHASE.by_key.keys()
        last = number == len(node.items)
        if not said_to and not last and not slip:
            faults.error(
                item,
                "phase-without-end",
                f"phase {number} of {len(node.items)} has no 'to'; only the last may leave it out",
                "add to: with the time at which the next phase began",
            )
        ends_at = values.get("to") if said_to else resolved and resolved[0]
        if ends_at is not None and ends_at < values["from"]:
            faults.error(
                inner(item, "to" if said_to else "from"),
                "end-before-start",
                f"phase {number} ends before it begins",
                "swap from and to, or check their dates"
                if said_to
                else "check it against the time of resolution, or add to:",
            )
        elif ends_at is not None and resolved and ends_at > resolved[0]:
            faults.warning(
                inner(item, "to"),
                "phase-after-resolution",
                f"phase {number} ends at {show(ends_at, zone)}, but the incident was resolved "
                f"at {show(resolved[0], zone)}",
                "check both; the phase is what counts",
            )
        phase = Phase(
            start_at=values["from"],
            end_at=values.get("to"),
            components=values["components"],
            cause=values.get("cause", draft.values.get("cause", Cause.OWN)),
            third_party=values.get("third_party", draft.values.get("third_party")),
            location=faults.location(item),
        )
        phases.append(phase)
    return tuple(phases)
