"""What lines may be part of beside a paragraph: a block of code, a table."""

from __future__ import annotations

import re
from itertools import zip_longest
from xml.etree import ElementTree as ET

from markdown.util import AtomicString  # type: ignore[import-untyped]

from generator.rendering.prose.limits import BeyondMarkdownError

CELL = re.compile(r"((?:[^|\\]|\\.?)*+)(?:\||$)", re.DOTALL)
DASHES = re.compile(r"(:)?-+(:)?")
SIDES = {(True, True): "center", (True, False): "left", (False, True): "right"}
MOST_EMPTY = 10_000
"""So many cells may be missing in a table's rows."""


class Leaf:
    """Lines of one kind, put into their element when they are complete."""

    def takes(self, line: str) -> bool:
        """Whether a line belongs to it whatever it says; if so, it is added."""
        del line
        return False

    def finish(self) -> None:
        """Put the lines into the element."""


class Code(Leaf):
    """Lines that are indented by four columns, with the empty ones between them."""

    def __init__(self, element: ET.Element, line: str) -> None:
        self.element, self.lines = element, [line]

    def takes(self, line: str) -> bool:
        """Lines that are indented as much, and empty ones."""
        if line.strip(" ") and not line.startswith("    "):
            return False
        self.lines.append(line[4:])
        return True

    def finish(self) -> None:
        """The lines, less the empty ones at the end."""
        self.element.text = AtomicString("\n".join(self.lines).rstrip(" \n") + "\n")


class Fence(Leaf):
    """Lines between fences of ````` or ``~~~``; ``indent`` is the columns before the opening one."""

    def __init__(self, element: ET.Element, mark: str, indent: int) -> None:
        self.element, self.indent, self.lines = element, indent, [""]
        self.end = re.compile(rf" {{0,3}}{mark[0]}{{{len(mark)},}}[ \t]*")
        self.open = True

    def takes(self, line: str) -> bool:
        """All lines until the closing fence."""
        if not self.open:
            return False
        if self.end.fullmatch(line):
            self.open = False
        else:
            own = len(line) - len(line.lstrip(" "))
            self.lines.append(line[min(own, self.indent) :])
        return True

    def finish(self) -> None:
        """The lines as they are."""
        self.element.text = AtomicString("\n".join([*self.lines[1:], ""]))


class Table(Leaf):
    """Rows of cells; those that have no column are added to ``too_wide``."""

    def __init__(
        self, element: ET.Element, sides: list[str], head: str, too_wide: list[str]
    ) -> None:
        self.element, self.sides, self.too_wide = element, sides, too_wide
        self.body: ET.Element | None = None
        self.empty = 0
        self._row(ET.SubElement(element, "thead"), "th", head)

    def row(self, line: str) -> None:
        """Another row: any line that begins nothing else."""
        if self.body is None:
            self.body = ET.SubElement(self.element, "tbody")
        self._row(self.body, "td", line)

    def _row(self, part: ET.Element, tag: str, line: str) -> None:
        row, cells, width = ET.SubElement(part, "tr"), _cells(line), len(self.sides)
        self.too_wide += filter(None, cells[width:])
        self.empty += max(0, width - len(cells))
        if self.empty > MOST_EMPTY:
            raise BeyondMarkdownError(f"more than {MOST_EMPTY:,} cells of a table are missing")
        for text, side in zip_longest(cells[:width], self.sides, fillvalue=""):
            cell = ET.SubElement(row, tag, {"align": side} if side else {})
            cell.text = text


def columns_of(head: str, dashes: str) -> list[str] | None:
    """The side (``left``, ``""`` …) of each column that a line of dashes gives a head; None where it is none."""
    if not set(dashes) <= set("|:- \t"):
        return None
    found = [DASHES.fullmatch(cell) for cell in _cells(dashes)]
    sides = [SIDES.get((bool(one[1]), bool(one[2])), "") for one in found if one]
    return sides if len(sides) == len(found) == len(_cells(head)) else None


def _cells(line: str) -> list[str]:
    r"""The cells of a row; ``\|`` is a bar in one."""
    line = line.strip(" \t")
    found = (match[1] for match in CELL.finditer(line, line.startswith("|")))
    cells = [cell.strip(" \t").replace("\\|", "|") for cell in found]
    return cells[:-1] if cells and not cells[-1] else cells
