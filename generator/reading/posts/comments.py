"""``<!-- notes to oneself -->`` in a post's text, which are published nowhere.

They are cut once, before a text is read, so that the timeline, pages, feeds, mail and Markdown copies
agree on what is one. Code keeps what looks like a comment: blocks in fences, indented blocks that are
in no list, and code spans. A comment that never ends hides the rest if it begins its line, and is text
elsewhere.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import NamedTuple

BEGINS, ENDS = "<!--", "-->"
FENCE = re.compile(r" {0,3}(`{3,}(?=[^`\n]*(?:\n|\Z))|~{3,})")
INDENTED = re.compile(r"(?: {0,3}\t| {4})[ \t]*\S")
ITEM = re.compile(r"[ \t]*(?:[-*+]|\d{1,9}[.)])[ \t]")
BLANK = re.compile(r"[ \t]*(?:\n|\Z)")
SIGN = re.compile(r"\\`|`+|<!--|\n")
PARAGRAPH_END = re.compile(r"\n[ \t]*(?:\n|\Z)|\n## |\Z")


class Uncommented(NamedTuple):
    """A text without comments.

    ``unclosed`` is the line, from 0, of a comment that never ends; ``cuts`` are the lines of the text
    from which on lines of the original are missing, with how many by then.
    """

    text: str
    unclosed: int | None
    cuts: tuple[tuple[int, int], ...]

    def original(self, line: int) -> int:
        """A line's number in the original text; both from 0."""
        before = bisect_right(self.cuts, (line + 1, 0))
        return line + (self.cuts[before - 1][1] if before else 0)


def without_comments(text: str) -> Uncommented:
    """A text without its comments."""
    if BEGINS not in text:
        return Uncommented(text, None, ())
    scan = _Scan(text)
    scan.run()
    kept = "".join([*scan.kept, text[scan.done :]])
    return Uncommented(kept, scan.unclosed, tuple(scan.cuts))


class _Scan:
    """Goes through a text line by line and puts aside what is kept."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.kept: list[str] = []
        self.cuts: list[tuple[int, int]] = []
        self.unclosed: int | None = None
        self.done = self.line = 0
        self.paragraph_end = 0
        self.alone: set[int] = set()

    def run(self) -> None:
        """The whole text. Whatever begins first wins: a comment in code is code, and the other way round."""
        text, position = self.text, 0
        after_blank, in_list = True, False
        while position < len(text):
            if end := self.fence_end(position):
                position, after_blank = end, False
            elif BLANK.match(text, position):
                position, after_blank = self.line_end(position), True
            elif after_blank and not in_list and INDENTED.match(text, position):
                position = self.line_end(position)
            else:
                in_list = bool(ITEM.match(text, position)) or (
                    in_list and not (after_blank and not text[position].isspace())
                )
                position, after_blank = self.prose(position), False

    def line_end(self, position: int) -> int:
        """Where the next line begins."""
        return self.text.find("\n", position) + 1 or len(self.text)

    def fence_end(self, position: int) -> int:
        """Where the line after a block in fences begins; 0 where none begins, or it never ends."""
        match = FENCE.match(self.text, position)
        if not match:
            return 0
        closing = re.compile(
            rf"^ {{0,3}}{match[1][0]}{{{len(match[1])},}}[ \t]*(?:\n|\Z)", re.MULTILINE
        )
        end = closing.search(self.text, match.end())
        return end.end() if end else 0

    def prose(self, position: int) -> int:
        """Cut the comments of a line, and of those that a comment or a code span goes on in."""
        while match := SIGN.search(self.text, position):
            position = match.end()
            if match[0] == "\n":
                return position
            if match[0] == BEGINS:
                position = self.comment(match.start())
            elif match[0][0] == "`":
                position = self.code_end(position, len(match[0])) or position
        return len(self.text)

    def code_end(self, position: int, length: int) -> int:
        """Where a code span ends that so many backticks begin; 0 where it does not, in its paragraph."""
        if position > self.paragraph_end:
            found = PARAGRAPH_END.search(self.text, position)
            self.paragraph_end = found.start() if found else len(self.text)
            self.alone.clear()
        if length in self.alone:
            return 0
        closing = re.compile(rf"(?<!`)`{{{length}}}(?!`)")
        end = closing.search(self.text, position, self.paragraph_end)
        if not end:
            self.alone.add(length)
        return end.end() if end else 0

    def comment(self, start: int) -> int:
        """Where a comment ends that begins there; it is cut."""
        text = self.text
        end = text.find(ENDS, start + 2) + len(ENDS)
        if end < len(ENDS):
            if text[text.rfind("\n", 0, start) + 1 : start].strip():
                return len(text)  # nor does any comment after it end
            self.unclosed, end = text.count("\n", 0, start), len(text)
        self.kept.append(text[self.done : start])
        self.line += self.kept[-1].count("\n")
        if lines := text.count("\n", start, end):
            missing = self.cuts[-1][1] if self.cuts else 0
            self.cuts.append((self.line + 1, missing + lines))
        self.done = end
        return end
