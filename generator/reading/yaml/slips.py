"""Slips that leave valid YAML which means something else, looked for in the parser's nodes.

Each is noted once and corrected in the nodes, so that nothing else is said about what follows from it.
"""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from generator.reading.yaml.faults import Faults, Place

DEEPER_ITEM = re.compile(r"\n *- +")
WHOLE = re.compile(r"\d+", re.ASCII)
DECIMALS = re.compile(r"\d+ ?[%h]?", re.ASCII)
TEXTS = frozenset({"title", "reason", "third_party"})
Pairs = list[tuple[Any, Any]]


class Source(NamedTuple):
    """The YAML text that is read, the line of its file on which it begins, and where faults go."""

    text: str
    first_line: int
    faults: Faults

    def place(self, mark: Any) -> Place:
        """Where in the file a mark of the parser's lies."""
        return Place(mark.line + self.first_line, mark.column + 1)


def swallowed(item: Any, source: Source) -> list[Any]:
    """The items of a list of which later ones, indented deeper, became part of the first (noted)."""
    start, end = item.start_mark, item.end_mark
    if start.line == end.line or not _plain(item):
        return []
    first, *more = DEEPER_ITEM.split(source.text[start.index : end.index])
    if more:
        source.faults.error(
            Place(source.place(start).line + first.count("\n") + 1, 1),
            "leading-space",
            f"'- {more[0].rstrip()}' stands further right than the item above and became part of it",
            "begin each - in the same column",
        )
    return [type(item)("", " ".join(text.split()), start, end) for text in (first, *more)]


def without_commas(node: Any, source: Source) -> Pairs:
    """A mapping's keys and values, with numbers that a decimal comma tore apart (noted) as one.

    ``{target: 99,5%}`` is a target of 99 and a key 5%, ``{99,5%: 10%}`` a key 99 and a key 5%.
    """
    if not node.flow_style:
        return node.value  # type: ignore[no-any-return]
    pairs: Pairs = []
    for key, value in node.value:
        torn = _torn(pairs[-1], key) if pairs else None
        if torn is None:
            pairs.append((key, value))
            continue
        whole = f"{torn.value}.{key.value}"
        source.faults.error(
            source.place(torn.start_mark),
            "decimal-comma",
            f"{torn.value},{key.value} is two things: between braces, a comma separates entries",
            f"write {whole}",
        )
        number = type(torn)("", whole, torn.start_mark, key.end_mark)
        pairs[-1] = (number, value) if torn is pairs[-1][0] else (pairs[-1][0], number)
    return pairs


def _torn(before: tuple[Any, Any], key: Any) -> Any:
    """The number directly before a key that is the rest of it; None where there is none."""
    if not _plain(key) or not DECIMALS.fullmatch(key.value):
        return None
    part = before[1] if before[1].value else before[0]
    start, end = key.start_mark, part.end_mark
    touching = end.line == start.line and end.column + 1 == start.column
    return part if touching and _plain(part) and WHOLE.fullmatch(part.value) else None


def _plain(node: Any) -> bool:
    """Whether a node is a single value without quotes."""
    return isinstance(node.value, str) and not node.style


def note_comments(source: Source) -> None:
    """Warn of a text that a ``#`` cuts short; two spaces before it say that a comment is meant."""
    for number, line in enumerate(source.text.split("\n")):
        key, _, value = line.partition(":")
        cut = line.find(" #", len(key))
        if key not in TEXTS or cut < 0 or line[cut - 1] in ": \t" or "\t#" in line[:cut]:
            continue
        said = value[: cut - len(key) - 1].strip()
        if said.startswith(("'", '"', "|", ">")):
            continue
        whole = f"{said} {line[cut + 1 :].rstrip()}".replace("\\", "\\\\").replace('"', '\\"')
        source.faults.warning(
            Place(number + source.first_line, cut + 2),
            "text-cut-short",
            f"the {key} ends before the #, as '{said}': the rest is a comment to YAML",
            f'put it in double quotes: "{whole}"; before a comment, write two spaces',
        )
