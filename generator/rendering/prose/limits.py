"""What the Markdown engine is spared: texts that it would need minutes for, and that are no Markdown any more."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

from markdown.treeprocessors import Treeprocessor  # type: ignore[import-untyped]
from markdown.util import AtomicString  # type: ignore[import-untyped]

DEEPEST = 20
"""So many lists and quotes may be inside each other."""
MOST_OPEN = 100
"""So many brackets may be open at once in a paragraph."""
MOST_PASSED = 4 * 10**8
"""The library copies a paragraph for each sign in it: so many characters of a text, a third of a second."""
MOST_SEARCHED = 10**6
"""For each open bracket the others behind it are looked at: so many of a paragraph, a quarter of a second."""
MOST_PARTS = 50_000
"""So many blocks (two for an item of a list, one for a cell) a text may have, and so many signs in them. Each costs
some microseconds and some hundred bytes: a file of 1 MiB would need 12 seconds and 700 MB."""
MANY_PARTS = f"it has more than {MOST_PARTS:,} parts, such as items, cells or marks"

BRACKET = re.compile(r"\]\(?|[\[)]")
SIGN = re.compile(r"[\\`<&@]|\]\(|://|www\.| \n", re.IGNORECASE)
ANY = re.compile(rf"[\[*_~]|{SIGN.pattern}", re.IGNORECASE)


class BeyondMarkdownError(Exception):
    """A text that is not read as Markdown; the message says why, as the end of a sentence."""


class Limits(Treeprocessor):  # type: ignore[misc]
    """What of paragraphs, headings and cells need not be looked through, and what cannot be."""

    def run(self, root: ET.Element) -> None:
        """Mark texts without signs as such; BeyondMarkdownError where there are too many."""
        passed = parts = 0
        for element in root.iter():
            text = element.text
            if not text or isinstance(text, AtomicString):
                continue
            found = sum(1 for _ in ANY.finditer(text))
            if not found:
                element.text = AtomicString(text)
                continue
            parts += found
            brackets = text.count("[")
            most = _open_brackets(text) if brackets > MOST_OPEN else 0
            if most > MOST_OPEN or most * brackets > MOST_SEARCHED:
                raise BeyondMarkdownError(
                    f"{most:,} of {brackets:,} brackets are open at once in one paragraph"
                )
            signs = sum(1 for _ in SIGN.finditer(text)) + brackets * bool(self.md.references)
            passed += signs * len(text)
            if passed > MOST_PASSED:
                raise BeyondMarkdownError(
                    f"a paragraph of {len(text):,} letters has {signs:,} signs of Markdown"
                )
        if parts > MOST_PARTS:
            raise BeyondMarkdownError(MANY_PARTS)


def _open_brackets(text: str) -> int:
    """How many brackets are open at most at one place of a paragraph."""
    squares, rounds, most = 0, 0, 0
    for match in BRACKET.finditer(text):
        if match[0] == "[":
            squares += 1
        elif match[0] == ")":
            rounds = max(0, rounds - 1)
        else:
            squares, rounds = max(0, squares - 1), rounds + len(match[0]) - 1
        most = max(most, squares, rounds)
    return most
