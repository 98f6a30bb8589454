"""Emphasis and struck-out text by CommonMark's algorithm, "process emphasis": each sign is looked at once or twice."""

from __future__ import annotations

import re
from dataclasses import dataclass
from unicodedata import category
from xml.etree import ElementTree as ET

from markdown.treeprocessors import Treeprocessor  # type: ignore[import-untyped]
from markdown.util import AtomicString  # type: ignore[import-untyped]

SIGNS = re.compile(r"\*+|_+|~+")
HOLDERS = frozenset({"p", "tight", "h1", "h2", "h3", "h4", "h5", "h6", "td", "th", "a"})
"""Elements whose text is inline Markdown."""
TAGS = {("*", 1): "em", ("*", 2): "strong", ("_", 1): "em", ("_", 2): "strong"}
ASCII_SIGNS = frozenset("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~\x02\x03")
"""Punctuation, with the marks of the library's placeholders, which stand for signs, code and links."""


@dataclass(slots=True)
class Signs:
    """A run of equal signs: how many are left, how many there were, and what they may do."""

    sign: str
    left: int
    given: int
    opens: bool
    closes: bool
    at: int = 0

    def fits(self, closer: Signs) -> bool:
        """Whether it opens what another run closes: rules 9, 10 and 16 of CommonMark 6.2, GFM 6.5."""
        if self.sign != closer.sign:
            return False
        if self.sign == "~":
            return self.given == closer.given
        both = self.closes or closer.opens
        return not both or bool((self.given + closer.given) % 3) or not self.given % 3


class Emphasis(Treeprocessor):  # type: ignore[misc]
    """Reads emphasis when code and links have become elements, and takes tight paragraphs' tags away."""

    def run(self, root: ET.Element) -> None:
        """Change the tree in place."""
        for element in list(root.iter()):
            if element.tag in HOLDERS and not isinstance(element.text, AtomicString):
                _fill(element, emphasised(_nodes(element)))
        for item in list(root.iter("li")):
            if item.find("tight") is not None:
                nodes: list[str | ET.Element] = []
                for child in item:
                    nodes += ["\n"] if nodes else []
                    nodes += _nodes(child) if child.tag == "tight" else [child]
                _fill(item, nodes)


def _nodes(element: ET.Element) -> list[str | ET.Element]:
    """Text and elements in an element; the elements' tails are cut off."""
    nodes: list[str | ET.Element] = [element.text or ""]
    for child in element:
        nodes += [child, child.tail or ""]
        child.tail = None
    return nodes


def _fill(element: ET.Element, nodes: list[str | ET.Element]) -> None:
    """Put text and elements into an element, in place of what it has."""
    element.text, element[:] = None, []
    words: list[str] = []
    last: ET.Element | None = None
    for node in [*nodes, None]:
        if isinstance(node, str):
            words.append(node)
            continue
        if words:
            if last is None:
                element.text = "".join(words)
            else:
                last.tail = "".join(words)
            words = []
        if node is not None:
            element.append(node)
            last = node


def emphasised(nodes: list[str | ET.Element]) -> list[str | ET.Element]:
    """Nodes with elements in place of the signs of emphasis and of what is between them."""
    if not any(isinstance(node, str) and SIGNS.search(node) for node in nodes):
        return nodes
    out: list[str | ET.Element | Signs] = []
    openers: list[Signs] = []
    searched: dict[tuple[str, bool, int], int] = {}
    for part in _parts(nodes):
        if not isinstance(part, Signs):
            out.append(part)
            continue
        if part.closes:
            _match(part, out, openers, searched)
        if part.left:
            part.at = len(out)
            out.append(part)
            if part.opens:
                openers.append(part)
    return [node.sign * node.left if isinstance(node, Signs) else node for node in out]


def _match(
    closer: Signs,
    out: list[str | ET.Element | Signs],
    openers: list[Signs],
    searched: dict[tuple[str, bool, int], int],
) -> None:
    """Close what a run can close. ``searched``: below that index there is no opener for such a run."""
    key = (closer.sign, closer.opens, closer.given if closer.sign == "~" else closer.given % 3)
    while closer.left:
        floor = searched.get(key, 0)
        index = next(
            (i for i in range(len(openers) - 1, floor - 1, -1) if openers[i].fits(closer)), -1
        )
        if index < 0:
            searched[key] = len(openers)
            return
        opener = openers[index]
        size = closer.given if closer.sign == "~" else min(2, opener.left, closer.left)
        element = ET.Element(TAGS.get((closer.sign, size), "del"))
        inside = out[opener.at + 1 :]
        _fill(element, [n.sign * n.left if isinstance(n, Signs) else n for n in inside])
        opener.left -= size
        closer.left -= size
        del out[opener.at + bool(opener.left) :]
        del openers[index + bool(opener.left) :]
        for name, value in searched.items():
            searched[name] = min(value, len(openers))
        out.append(element)


def _parts(nodes: list[str | ET.Element]) -> list[str | ET.Element | Signs]:
    """Nodes with the runs of signs apart."""
    parts: list[str | ET.Element | Signs] = []
    for index, node in enumerate(nodes):
        if not isinstance(node, str):
            parts.append(node)
            continue
        done = 0
        for match in SIGNS.finditer(node):
            before = _beside(nodes, index, match.start() - 1, -1)
            after = _beside(nodes, index, match.end(), 1)
            parts += [node[done : match.start()]] if done < match.start() else []
            parts.append(_signs(match[0], before, after))
            done = match.end()
        parts += [node[done:]] if done < len(node) else []
    return parts


def _beside(nodes: list[str | ET.Element], index: int, at: int, step: int) -> str:
    """The character at a place of a text or next to it, less ``~``, which GitHub looks through.

    At the end and at a break it is white space, at any other element a sign.
    """
    node = nodes[index]
    while isinstance(node, str):
        while 0 <= at < len(node):
            if node[at] != "~":
                return node[at]
            at += step
        index += step
        if not 0 <= index < len(nodes):
            return "\n"
        node = nodes[index]
        at = 0 if step > 0 else len(node) - 1
    return "\n" if node.tag == "br" else "."


def _signs(run: str, before: str, after: str) -> Signs:
    """What a run may do where it stands: left- and right-flanking runs, CommonMark 6.2."""
    marks = before in ASCII_SIGNS or category(before)[0] == "P"
    marks_after = after in ASCII_SIGNS or category(after)[0] == "P"
    left = not after.isspace() and (not marks_after or before.isspace() or marks)
    right = not before.isspace() and (not marks or after.isspace() or marks_after)
    if run[0] == "_":
        left, right = left and (not right or marks), right and (not left or marks_after)
    if run[0] == "~" and len(run) > 2:
        left = right = False
    return Signs(run[0], len(run), len(run), left, right)
