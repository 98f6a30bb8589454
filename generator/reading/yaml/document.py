"""One file: bytes to text, front matter and body, with a line and a column for every value.

The only importer of yaml. YAML is composed, never constructed: every scalar stays the text that was
typed (``23:00`` does not become 1380 nor ``NO`` False). Anchors, aliases and tags are refused.
"""

from __future__ import annotations

import re
from typing import Any, NamedTuple

import yaml

from generator.reading.yaml.faults import Faults, Place, Trouble
from generator.reading.yaml.messages import NOT_PRINTABLE, Complaint, explain, unquoted
from generator.reading.yaml.slips import Source, note_comments, swallowed, without_commas
from generator.reading.yaml.text import place_after

DEPTH_LIMIT = 20
SAFE_NESTING = 2000
"""How many opening signs a text may have before its depth is measured: libyaml's composer recurses
on the C stack, where too deep a nesting would kill the process."""
TOO_DEEP = Trouble(
    "too-deep",
    f"brackets nest more than {DEPTH_LIMIT} deep",
    "nothing here needs more than six",
)
FENCE = re.compile(r"\n(?:---|\.\.\.)[ \t]*(?=\n|\Z)")


class Scalar(NamedTuple):
    """A single value as typed; ``quoted`` tells ``""`` from nothing."""

    line: int
    column: int
    text: str
    quoted: bool


class ListNode(NamedTuple):
    """A YAML sequence."""

    line: int
    column: int
    items: tuple[Node, ...]


class MapNode(NamedTuple):
    """A YAML mapping without duplicate keys, in the order of the file."""

    line: int
    column: int
    entries: tuple[tuple[Scalar, Node], ...]

    def get(self, key: str) -> Node | None:
        """The value of a key."""
        return next((value for name, value in self.entries if name.text == key), None)


Node = Scalar | ListNode | MapNode


def is_empty(node: Node) -> bool:
    """Whether nothing was typed as a value, not even quotes."""
    return isinstance(node, Scalar) and not node.text and not node.quoted


def inner(node: Node, *keys: str) -> Node:
    """The value found by following keys, or the last that exists: a place to point at."""
    for key in keys:
        following = node.get(key) if isinstance(node, MapNode) else None
        if following is None:
            break
        node = following
    return node


def plain(node: Node) -> object:
    """What was typed, wherever it stands; the order of a mapping's keys does not matter."""
    if isinstance(node, Scalar):
        return node.text
    if isinstance(node, ListNode):
        return [plain(item) for item in node.items]
    return {key.text: plain(value) for key, value in node.entries}


class Document(NamedTuple):
    """A post's file: its front matter, and the text after it with the line it begins on."""

    front: MapNode
    body: str
    body_line: int


class Extent(NamedTuple):
    """Where a node stands in its text, as offsets with the end excluded, for changing it in place.

    ``entries`` are a mapping's keys with the offsets of the keys, ``items`` a list's members; a
    single value has neither. ``flow`` tells ``{…}`` and ``[…]`` from lines of their own.
    """

    start: int
    end: int
    kind: str
    flow: bool
    items: tuple[Extent, ...] = ()
    entries: tuple[tuple[str, int, Extent], ...] = ()

    def get(self, key: str) -> Extent | None:
        """The value of a key."""
        return next((value for name, _, value in self.entries if name == key), None)


class _TextOnly:
    """What a composer asks a resolver: an empty tag for everything that has none of its own."""

    def resolve(self, _kind: object, _value: object, _implicit: object) -> str:
        return ""

    def descend_resolver(self, _node: object, _index: object) -> None:
        pass

    def ascend_resolver(self) -> None:
        pass


def _loader() -> Any:
    """The class that composes: libyaml's, or ten times slower PyYAML's own."""
    if yaml.__with_libyaml__:
        from yaml._yaml import CParser  # noqa: PLC0415 - missing where PyYAML was built without

        return type("Fast", (_TextOnly, CParser), {})
    from yaml.composer import Composer  # noqa: PLC0415
    from yaml.parser import Parser  # noqa: PLC0415
    from yaml.reader import Reader  # noqa: PLC0415
    from yaml.scanner import Scanner  # noqa: PLC0415

    class Pure(_TextOnly, Reader, Scanner, Parser, Composer):
        def __init__(self, stream: str) -> None:
            Reader.__init__(self, stream)
            Scanner.__init__(self)
            Parser.__init__(self)
            Composer.__init__(self)

    return Pure


LOADER = _loader()


def split_post(text: str, faults: Faults) -> Document | None:
    """Front matter and body of a post; None (and the fault noted) where it has no front matter."""
    first = text.find("\n")
    if text[:first].rstrip() != "---":
        _no_front_matter(text, faults)
        return None
    closing = FENCE.search(text, first)
    if not closing:
        faults.error(
            Place(1, 1),
            "front-matter-not-closed",
            "the front matter begins with --- but never ends",
            "put a line with --- after the last key",
        )
        return None
    keys, body = text[first + 1 : closing.start() + 1], text[closing.end() + 1 :]
    if not keys.strip():
        begun = re.match(r"\s*[\w-]+:(?: |\n)", body)
        faults.error(
            Place(2, 1),
            "missing-front-matter",
            "there is nothing between the first --- and the second",
            "delete the second one" if begun else "write the post's keys between them",
        )
        return None
    front = compose(keys, 2, faults)
    if front is None:
        return None
    if " #" in keys:
        note_comments(Source(keys, 2, faults))
    return Document(front, body, text.count("\n", 0, closing.end()) + 2)


def _no_front_matter(text: str, faults: Faults) -> None:
    lines = text.split("\n")
    number = next((n for n, line in enumerate(lines) if line.strip()), None)
    folder, _, name = faults.path.rpartition("/")
    if name.lower() == "readme.md":
        message = f"this is no post, and in {folder}/ every .md file is one"
        remedy, number = "move it to the folder above, or begin its name with a dot", 0
    elif number is None:
        message, remedy, number = "the file is empty", "write its front matter, or delete it", 0
    elif lines[number].rstrip() == "---":
        message = f"the front matter begins on line {number + 1}, not on the first"
        remedy, number = "delete the empty lines above it", 0
    elif lines[number].strip() == "---":
        message, remedy = "there are spaces before the first ---", "delete them"
    elif re.match(r"-{2,}\s*$|[–—]+\s*$", lines[number]):
        message, remedy = f"the file begins with {lines[number].strip()}, not ---", "write ---"
    else:
        message, remedy = (
            "the file does not begin with ---",
            "put a line with --- above the first key",
        )
    faults.error(Place(number + 1, 1), "missing-front-matter", message, remedy)


def compose(text: str, first_line: int, faults: Faults) -> MapNode | None:
    """The mapping that a YAML text is; ``first_line`` is where in its file the text begins."""
    found: tuple[Place, Trouble] | None = None
    root = None
    try:
        if "&" in text or "*" in text or _signs(text) > SAFE_NESTING:
            found = _event_trouble(text)
        if not found:
            root = LOADER(text).get_single_node()
    except (yaml.YAMLError, RecursionError) as error:
        found = explain(text, _complaint(text, error))
    if found:
        place, why = found
        faults.trouble(place._replace(line=place.line + first_line - 1), why)
        return None
    if root is None:
        return MapNode(first_line, 1, ())
    node = _converted(root, Source(text, first_line, faults), 0)
    if node is None:
        return None
    if not isinstance(node, MapNode):
        faults.error(
            Place(first_line, 1),
            "not-key-value",
            "there are no keys and values here",
            "write lines like title: Sign-in fails",
        )
        return None
    return node


def front_range(text: str) -> tuple[int, int] | None:
    """Where the front matter's keys begin and end in a post's text; None where it has none."""
    first = text.find("\n")
    closing = FENCE.search(text, first) if text[:first].rstrip() == "---" else None
    return (first + 1, closing.start() + 1) if closing else None


def extents(text: str, begin: int = 0) -> Extent | None:
    """Where everything in a YAML text stands that begins at an offset; None where it is unreadable."""
    if compose(text, 1, Faults("")) is None:
        return None
    root = LOADER(text).get_single_node()
    return _extent(root, begin) if root is not None else None


def _extent(node: yaml.Node, begin: int) -> Extent:
    start, end = node.start_mark.index + begin, node.end_mark.index + begin
    if not isinstance(node, yaml.CollectionNode):
        return Extent(start, end, "scalar", flow=False)
    flow = bool(node.flow_style)
    if isinstance(node, yaml.SequenceNode):
        items = tuple(_extent(item, begin) for item in node.value)
        return Extent(start, end if flow else items[-1].end, "list", flow, items)
    entries = tuple((k.value, k.start_mark.index + begin, _extent(v, begin)) for k, v in node.value)
    return Extent(start, end if flow else entries[-1][2].end, "map", flow, (), entries)


def _signs(text: str) -> int:
    """An upper bound for how deep a text nests."""
    return sum(map(text.count, ("[", "{", "- ", "? ", ":")))


def _event_trouble(text: str) -> tuple[Place, Trouble] | None:
    """An anchor, an alias or too deep a nesting, found without following any of them."""
    anchored = False
    depth = 0
    loader = LOADER(text)
    while loader.check_event():
        event = loader.get_event()
        mark = event.start_mark
        place = Place(mark.line + 1, mark.column + 1) if mark else Place(1, 1)
        if isinstance(event, yaml.AliasEvent) and not anchored:
            rest = text[mark.index if mark else 0 :].partition("\n")[0]
            return place, unquoted(rest.rstrip(" ]},") or "*")
        if isinstance(event, yaml.NodeEvent) and event.anchor is not None:
            anchored = True
            sign = "*" if isinstance(event, yaml.AliasEvent) else "&"
            return place, Trouble(
                "yaml-anchor",
                f"YAML anchors and aliases are not read ({sign}{event.anchor})",
                "write the value out; a text that begins with & or * goes in double quotes",
            )
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > DEPTH_LIMIT:
                return place, TOO_DEEP
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
    return None


def _complaint(text: str, error: yaml.YAMLError | RecursionError) -> Complaint:
    if isinstance(error, yaml.MarkedYAMLError) and error.problem_mark:
        mark, opened = error.problem_mark, error.context_mark
        problem = f"{error.context} {error.problem}" if error.context else error.problem
        return Complaint(
            str(problem), mark.line, mark.column, (opened.line, opened.column) if opened else None
        )
    if match := NOT_PRINTABLE.search(text):
        place = place_after(text[: match.start()])
        problem = f"control character U+{ord(match[0]):04X}"
        return Complaint(problem, place.line - 1, place.column - 1)
    return Complaint(TOO_DEEP.message, 0, 0)


def _converted(node: yaml.Node, source: Source, depth: int) -> Node | None:
    """PyYAML's node as ours; None where it cannot be used (the fault is noted)."""
    mark = node.start_mark
    if type(node) is yaml.ScalarNode and not node.tag:  # which nearly all nodes are
        return Scalar(mark.line + source.first_line, mark.column + 1, node.value, bool(node.style))
    place = source.place(mark)
    if node.tag:
        source.faults.error(
            place,
            "unquoted-value",
            f"a value that begins with '!' means something else in YAML ({node.tag})",
            "put it in double quotes",
        )
        return None
    if depth >= DEPTH_LIMIT:
        source.faults.trouble(place, TOO_DEEP)
        return None
    if type(node) is yaml.SequenceNode:
        items = [
            _converted(part, source, depth + 1)
            for item in node.value
            for part in (swallowed(item, source) or (item,))
        ]
        kept = tuple(item for item in items if item is not None)
        return ListNode(*place, kept) if len(kept) == len(items) else None
    return _mapping(node, place, source, depth)


def _mapping(node: yaml.Node, place: Place, source: Source, depth: int) -> MapNode | None:
    entries: list[tuple[Scalar, Node]] = []
    seen: dict[str, int] = {}
    whole = True
    faults = source.faults
    for key_node, value_node in without_commas(node, source):
        key = _converted(key_node, source, depth + 1)
        value = _converted(value_node, source, depth + 1)
        if key is None or value is None:
            whole = False
        elif type(key) is not Scalar:
            faults.error(key, "yaml-syntax", "a key must be a single word", "write key: value")
            whole = False
        elif key.text in seen:
            first, before = entries[seen[key.text]]
            faults.error(
                key,
                "duplicate-key",
                f"'{key.text}' is here a second time; the first is on line {first.line}",
                "keep one of the two",
            )
            if is_empty(before):
                entries[seen[key.text]] = (first, value)
        else:
            seen[key.text] = len(entries)
            entries.append((key, value))
    return MapNode(*place, tuple(entries)) if whole else None
