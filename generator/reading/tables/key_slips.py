"""Keys that are none of their table's: what was meant by them, and what to say about it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from generator.diagnostics import did_you_mean, nearest
from generator.reading.yaml.document import MapNode, Node, Scalar, is_empty

if TYPE_CHECKING:
    from generator.reading.tables.fields import Table
    from generator.reading.yaml.faults import Faults

JOINED = re.compile(r"([\w-]+)(\s*[:=]\s*|\s+)(.+)")
"""A key and its value in one word: ``id:api``, ``id :api``, ``id = api``, ``id api``."""
NO_DOUBT = 0.8
"""How like a known key a word must be to be read as that key."""


def respelt(node: MapNode, table: Table, faults: Faults) -> MapNode:
    """The mapping with the keys that were meant, where there is no doubt about it (slips are noted).

    So that nothing else is said about what follows from a slip: ``langauges: [en, pl]`` names the
    site's languages, and ``id=api`` is an id.
    """
    by_key = table.by_key
    if all(key.text in by_key for key, _ in node.entries):
        return node
    there = {key.text for key, _ in node.entries}
    entries: list[tuple[Scalar, Node]] = []
    for key, value in _indented(node, table, faults).entries:
        found = None if key.text in table.by_key else _meant(key, value, table)
        if found is None or found[0].text in there:
            entries.append((key, value))
            continue
        unknown_key(key, value, table, faults)
        there.add(found[0].text)
        entries.append(found)
    return node._replace(entries=tuple(entries))


def _indented(node: MapNode, table: Table, faults: Faults) -> MapNode:
    """The mapping with the keys below a key without a value that belong to it, and are not indented."""
    empty = {key.text for key, value in node.entries if is_empty(value)}
    below: dict[str, list[tuple[Scalar, Node]]] = {}
    for key, value in node.entries:
        outer = table.inside.get(key.text)
        if outer in empty and key.text not in table.by_key:
            below.setdefault(outer, []).append((key, value))
    for outer, found in below.items():
        faults.error(
            found[0][0],
            "wrong-shape",
            f"'{found[0][0].text}' stands beside '{outer}', but belongs under it",
            "put two more spaces before it, and before what follows and belongs there",
        )
    moved = {key for found in below.values() for key, _ in found}
    return node._replace(
        entries=tuple(
            (key, MapNode(below[key.text][0][0].line, key.column, tuple(below[key.text])))
            if key.text in below
            else (key, value)
            for key, value in node.entries
            if key not in moved
        )
    )


def _meant(key: Scalar, value: Node, table: Table) -> tuple[Scalar, Node] | None:
    """The key and the value that an unknown key and its value stand for."""
    if not isinstance(value, Scalar) or value.text:
        meant = table.elsewhere.get(key.text.lower()) or nearest(key.text, table.by_key, NO_DOUBT)
        return None if meant is None else (key._replace(text=meant), value)
    joined = JOINED.fullmatch(key.text)
    if joined is None or joined[1] not in table.by_key:
        return None
    return key._replace(text=joined[1]), Scalar(
        key.line, key.column + joined.start(3), joined[3], quoted=False
    )


def unknown_key(key: Scalar, value: Node, table: Table, faults: Faults) -> str | None:
    """Note a key that is none of the table's; the key that was meant, where that is known."""
    joined = JOINED.fullmatch(key.text) if isinstance(value, Scalar) and not value.text else None
    if joined and ":" in joined[2]:
        remedy = f"put a space after the colon: {joined[1]}: {joined[3]}"
        faults.error(key, "missing-space", f"'{key.text}' is one word to YAML", remedy)
        return joined[1]
    if joined and joined[1] in table.by_key:
        remedy = f"write {joined[1]}: {joined[3]}"
        faults.error(key, "missing-colon", f"'{key.text}' has no colon", remedy)
        return joined[1]
    other = table.elsewhere.get(key.text.lower())
    if key.text in table.inside:
        outer, *deeper = table.inside[key.text].split(".")
        inner = f"{{{key.text}: …}}"
        for name in reversed(deeper):
            inner = f"{{{name}: {inner}}}"
        remedy = f"it belongs below {outer}; write {outer}: {inner}"
    else:
        remedy = f"did you mean '{other}'?" if other else did_you_mean(key.text, table.by_key)
    faults.error(key, "unknown-key", f"{table.what} has no key '{key.text}'", remedy)
    return remedy.split("'")[1] if remedy.startswith("did") else None
