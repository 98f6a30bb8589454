"""Blocks of Markdown as CommonMark 0.31 and GitHub's tables (GFM 4.10) have them, for python-markdown's parser.

Each line is read once: first what it continues (quotes and items of lists, by their columns), then what it
begins, and the rest belongs to a paragraph, a table or a block of code.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from xml.etree import ElementTree as ET

from markdown.blockparser import BlockParser  # type: ignore[import-untyped]

from generator.rendering.prose.inlines import plain
from generator.rendering.prose.leaves import Code, Fence, Leaf, Table, columns_of
from generator.rendering.prose.limits import DEEPEST, MANY_PARTS, MOST_PARTS, BeyondMarkdownError
from generator.rendering.prose.paragraphs import Paragraph

HEADING = re.compile(r"(#{1,6})(?:[ \t]+(.*)|$)", re.DOTALL)
UNDERLINE = re.compile(r"(=+|-+)[ \t]*")
RULE = re.compile(r"([-*_])(?:[ \t]*\1){2,}[ \t]*")
FENCE = re.compile(r"(`{3,})([^`]*)|(~{3,})(.*)", re.DOTALL)
ITEM = re.compile(r"(?:[-*+]|(\d{1,9})[.)])(?=[ \t]|$)")
CODE = 4
"""Columns from which a line is code."""


@dataclass(slots=True)
class _Container:
    """The document, a quote or an item; ``indent`` is the columns by which an item's further lines begin."""

    element: ET.Element
    indent: int = 0
    of: _List | None = None
    last: _List | None = None
    blank: bool = False


@dataclass(slots=True)
class _List:
    """A list with the sign of its items; ``loose`` if there are empty lines between what is in it."""

    element: ET.Element
    sign: str
    item: _Container | None = None
    loose: bool = False


class Blocks(BlockParser):  # type: ignore[misc]
    """The parser of a document's blocks. ``too_wide``: cells of tables that have no column."""

    def parseDocument(self, lines: list[str]) -> ET.ElementTree:  # noqa: N802 - the library's name
        """The document's tree, with inline text still in Markdown."""
        self.too_wide: list[str] = []
        self.parts = 0
        self.open = [_Container(ET.Element(self.md.doc_tag))]
        self.leaf: Leaf | None = None
        self.lists: list[_List] = []
        for line in lines:
            self._take(line)
        self._close(1)
        for one in self.lists:
            for paragraph in () if one.loose else one.element.iterfind("li/p"):
                paragraph.tag = "tight"  # as long as it stands without a paragraph's distance
        return ET.ElementTree(self.open[0].element)

    def _take(self, line: str) -> None:
        self.rest, self.column = _spaced(line, 0), 0
        depth = 1
        while depth < len(self.open) and self._continues(self.open[depth]):
            depth += 1
        whole = depth == len(self.open)
        bare = depth == 1 and isinstance(self.leaf, Fence) and not self.leaf.indent  # keeps tabs
        if whole and self.leaf and self.leaf.takes(line if bare else self.rest):
            if isinstance(self.leaf, Code) and not self.rest.strip(" "):
                self._mark_blank()
            return
        self.begun = False
        if not self._begins(depth, whole=whole):
            self._rest(depth, whole=whole)

    def _continues(self, inside: _Container) -> bool:
        """Whether the line is in a quote or an item; if so, its signs and columns are taken off."""
        body = self.rest.lstrip(" ")
        indent = len(self.rest) - len(body)
        if inside.of is None:
            if indent >= CODE or body[:1] != ">":
                return False
            self._skip(indent + 1)
            self._skip(self.rest.startswith(" "))
        elif not body:
            self._skip(min(indent, inside.indent))
            return len(inside.element) > 0
        elif indent < inside.indent:
            return False
        else:
            self._skip(inside.indent)
        return True

    def _begins(self, depth: int, *, whole: bool) -> bool:
        """Begin what the line begins; whether it is used up by that."""
        while body := self.rest.lstrip(" "):
            indent = len(self.rest) - len(body)
            text = self.leaf if isinstance(self.leaf, Paragraph) and not self.begun else None
            over = text if whole else None
            if indent >= CODE:
                if text is None:
                    self._begin(depth)
                    code = self._add("pre")
                    self.leaf = Code(ET.SubElement(code, "code"), self.rest[CODE:])
                return text is None
            if body[0] == ">":
                self._begin(depth)
                self._enter(_Container(self._add("blockquote")))
                self._skip(indent + 1)
                self._skip(self.rest.startswith(" "))
            elif over and (line := UNDERLINE.fullmatch(body)) and self._defined(over):
                over.element.tag = "h1" if line[1][0] == "=" else "h2"
                self._close(len(self.open))
                return True
            elif RULE.fullmatch(body):
                self._begin(depth)
                self._add("hr")
                return True
            elif found := HEADING.match(body):
                self._begin(depth)
                self._heading(len(found[1]), found[2] or "")
                return True
            elif found := FENCE.fullmatch(body):
                self._begin(depth)
                self._fence(found[1] or found[3], found[2] or found[4] or "", indent)
                return True
            elif (found := ITEM.match(body)) and (over is None or _interrupts(body, found)):
                self._begin(depth)
                self._item(found, indent)
            else:
                return over is not None and over is self.leaf and self._table(over, body)
        return False

    def _rest(self, depth: int, *, whole: bool) -> None:
        """What is left of a line: text of a paragraph, or nothing."""
        text = self.rest.strip(" \t")
        if not text:
            if not self.begun:
                self._close(depth)
                self._mark_blank()
                return
        elif isinstance(self.leaf, Table) and whole and not self.begun:
            self.leaf.row(text)
            self._count(len(self.leaf.sides) + 1)
        elif isinstance(self.leaf, Paragraph) and not self.begun:
            self.leaf.add(self.rest)
            if not whole:
                return
        else:
            self._begin(depth)
            self.leaf = Paragraph(self.open[-1].element, self._add("p"), self.rest)
        for inside in self.open:
            inside.blank = False

    def _mark_blank(self) -> None:
        """Remember the empty line for the items that it may make loose."""
        if (last := self.open[-1].last) and last.item:
            last.item.blank = True
        for inside in reversed(self.open):
            if inside.of is None:
                break
            inside.blank = True

    def _skip(self, columns: int) -> None:
        if columns:
            self.column += columns
            self.rest = _spaced(self.rest[columns:], self.column)

    def _begin(self, depth: int) -> None:
        """Close what does not go on, before the first thing that begins in a line."""
        if not self.begun:
            self._close(depth)
            self.begun = True

    def _close(self, depth: int) -> None:
        """Finish the open leaf and leave the containers from ``depth`` on."""
        if isinstance(self.leaf, Paragraph):
            self._defined(self.leaf)
        if self.leaf:
            self.leaf.finish()
        self.leaf = None
        del self.open[depth:]

    def _defined(self, leaf: Paragraph) -> bool:
        """Whether a paragraph has text beside definitions of links; else it is no block at all."""
        if leaf.define(self.md.references):
            return True
        self.leaf = None
        return False

    def _add(self, tag: str) -> ET.Element:
        """A new block in the innermost container."""
        inside = self.open[-1]
        if inside.blank and inside.of and len(inside.element):
            inside.of.loose = True
        inside.last = None
        self._count(1)
        return ET.SubElement(inside.element, tag)

    def _count(self, parts: int) -> None:
        self.parts += parts
        if self.parts > MOST_PARTS:
            raise BeyondMarkdownError(MANY_PARTS)

    def _enter(self, inside: _Container) -> None:
        self.open.append(inside)
        self._count(1)
        if len(self.open) > DEEPEST + 1:
            raise BeyondMarkdownError(f"lists or quotes are more than {DEEPEST} deep in each other")

    def _item(self, found: re.Match[str], indent: int) -> None:
        sign, inside = found[0][-1], self.open[-1]
        one = inside.last
        if one is None or one.sign != sign:
            element = self._add("ol" if found[1] else "ul")
            if found[1] and int(found[1]) != 1:
                element.set("start", str(int(found[1])))
            one = inside.last = _List(element, sign)
            self.lists.append(one)
        elif one.item and one.item.blank:
            one.loose = True
        self._skip(indent + len(found[0]))
        spaces = len(self.rest) - len(self.rest.lstrip(" "))
        spaces = spaces if 0 < spaces <= CODE and spaces < len(self.rest) else 1
        one.item = _Container(
            ET.SubElement(one.element, "li"), indent + len(found[0]) + spaces, of=one
        )
        self._enter(one.item)
        self._skip(min(spaces, len(self.rest)))

    def _heading(self, level: int, text: str) -> None:
        text = text.strip(" \t")
        bare = text.rstrip("#")
        if not bare or bare[-1] in " \t":
            text = bare.rstrip(" \t")
        element = self._add(f"h{level}")
        element.text = text

    def _fence(self, mark: str, info: str, indent: int) -> None:
        code = ET.SubElement(self._add("pre"), "code")
        if language := plain(info.strip()).partition(" ")[0]:
            code.set("class", f"language-{language}")
        self.leaf = Fence(code, mark, indent)

    def _table(self, over: Paragraph, body: str) -> bool:
        """Make a table of a paragraph's last line, if that is what a line of dashes stands under."""
        sides = columns_of(over.lines[-1], body)
        if sides is None:
            return False
        head = over.lines.pop()
        if over.lines:
            self._close(len(self.open))
        else:
            self.open[-1].element.remove(over.element)
        self.leaf = Table(self._add("table"), sides, head, self.too_wide)
        return True


def _interrupts(body: str, found: re.Match[str]) -> bool:
    """Whether an item may stand directly under a paragraph's line: it has words, and is the first of its list."""
    return bool(body[found.end() :].strip()) and (found[1] is None or int(found[1]) == 1)


def _spaced(text: str, column: int) -> str:
    """A line from a column on, with the tabs at its beginning as spaces."""
    body = text.lstrip(" \t")
    blank = text[: len(text) - len(body)]
    if "\t" in blank:
        over = column % CODE
        blank = (" " * over + blank).expandtabs(CODE)[over:]
    return blank + body
