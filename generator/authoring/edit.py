"""Changing a file in one place: every byte elsewhere stays, also line endings and byte order mark.

Changes are found on the text as the reader sees it (plain newlines, no byte order mark) and carried
over to the file's own bytes. A new line ends as the file's first line does.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable
from typing import NamedTuple

from generator.reading.yaml.document import Extent, extents, front_range

NEWLINE = re.compile(r"\r\n|\r|\n")
MARK = "\ufeff"


class Replacement(NamedTuple):
    """Replaces the text between two offsets; equal offsets insert."""

    start: int
    end: int
    text: str


def plain_text(data: bytes) -> str:
    """A file's text as the reader sees it. Raises UnicodeDecodeError for what is not UTF-8."""
    return NEWLINE.sub("\n", data.decode("utf-8").removeprefix(MARK))


def apply(data: bytes, replacements: Iterable[Replacement]) -> bytes:
    """The file with parts of its text replaced; offsets are those of :func:`plain_text`."""
    raw = data.decode("utf-8")
    first = NEWLINE.search(raw)
    newline = first[0] if first else "\n"
    shift = len(MARK) if raw.startswith(MARK) else 0
    plain_at, raw_at = [0], [shift]
    for found in NEWLINE.finditer(raw, shift):
        plain_at.append(plain_at[-1] + found.start() - raw_at[-1] + 1)
        raw_at.append(found.end())

    def place(offset: int) -> int:
        line = bisect_right(plain_at, offset) - 1
        return raw_at[line] + offset - plain_at[line]

    for one in sorted(replacements, reverse=True):
        text = one.text.replace("\n", newline)
        raw = raw[: place(one.start)] + text + raw[place(one.end) :]
    return raw.encode("utf-8")


def front_extent(text: str) -> tuple[Extent, int] | None:
    """The front matter's extents in the whole text's offsets, and where its keys end."""
    found = front_range(text)
    if found is None:
        return None
    start, end = found
    root = extents(text[start:end], start)
    return (root, end) if root is not None else None


def set_key(text: str, key: str, value: str, after: str | None = None) -> Replacement | None:
    """Gives a top-level key of the front matter a value, written as YAML.

    A new key stands after the line of the key ``after``, else last. None where the front matter
    cannot be read.
    """
    found = front_extent(text)
    if found is None:
        return None
    root, end = found
    present = root.get(key)
    if present is not None:
        blank = " " if text[present.start - 1 : present.start] == ":" else ""
        return Replacement(present.start, _written_end(text, present), blank + value)
    if root.flow:
        at = _written_end(text, root.entries[-1][2])
        return Replacement(at, at, f", {key}: {value}")
    before = root.get(after) if after else None
    at = _line_end(text, before.end) if before else end
    return Replacement(at, at, f"{key}: {value}\n")


def _written_end(text: str, extent: Extent) -> int:
    """Where a value's last sign is: a block of lines (``>-``) goes on to where the next key begins."""
    return extent.start + len(text[extent.start : extent.end].rstrip())


def _line_end(text: str, offset: int) -> int:
    """Where the line after an offset's begins."""
    if text[offset - 1 : offset] == "\n":
        return offset
    return text.index("\n", offset) + 1


def column(text: str, offset: int) -> int:
    """How far an offset is from the beginning of its line."""
    return offset - (text.rfind("\n", 0, offset) + 1)


def add_section(text: str, heading: str, words: str, line: int | None) -> Replacement:
    """Puts an update above a line of a post (from 1), or at its end, with an empty line between them.

    A file without a last newline keeps to that.
    """
    end = len(text)
    stripped = text.rstrip("\n")
    blank_lines = end - len(stripped)
    update = f"## {heading}" + (f"\n{words.strip()}" if words.strip() else "")
    if line is not None:
        above = sum(len(one) + 1 for one in text.split("\n")[: line - 1])
        return Replacement(above, above, f"{update}\n\n")
    fence = stripped.endswith("\n---") or stripped == "---"
    if blank_lines == 0:
        return Replacement(end, end, f"\n\n{update}")
    gap = "" if blank_lines >= 2 or (fence and blank_lines) else "\n"
    return Replacement(end, end, f"{gap}{update}\n")


def add_item(text: str, extent: Extent, item: str) -> Replacement:
    """Adds an item, written as YAML on one line, to the end of a list."""
    if extent.flow:
        comma = ", " if extent.items else ""
        at = extent.items[-1].end if extent.items else extent.end - 1
        return Replacement(at, at, f"{comma}{item}")
    dash = text.rindex("-", 0, extent.items[-1].start)
    at = _line_end(text, extent.items[-1].end)
    return Replacement(at, at, f"{' ' * column(text, dash)}- {item}\n")


def add_to_mapping(text: str, extent: Extent, key: str, value: str, after: str) -> Replacement:
    """Adds a key behind another one of a mapping."""
    before = extent.get(after)
    at = before.end if before else extent.end
    if extent.flow:
        return Replacement(at, at, f", {key}: {value}")
    at = _line_end(text, at)
    return Replacement(at, at, f"{' ' * column(text, extent.start)}{key}: {value}\n")
