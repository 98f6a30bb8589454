"""A paragraph's lines, and what stands at its start: definitions of links, boxes of tasks, kinds of alerts."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

from markdown.util import AtomicString  # type: ignore[import-untyped]

from generator.rendering.prose.inlines import address, plain
from generator.rendering.prose.leaves import Leaf

REFERENCE = re.compile(
    r"\[(?!\^)((?:[^\[\]\\]|\\.){1,999}+)\]:[ \t]*\n?[ \t]*(<[^<>\n]*>|[^\s<]\S*)"
    r"(?:[ \t]*(?:[ \t]|\n)[ \t]*(\"(?:[^\"\\]|\\.)*+\"|'(?:[^'\\]|\\.)*+'|\([^()]*\)))?[ \t]*(?:\n|$)"
)
TASK = re.compile(r"\[([ xX])\][ \t\n]+(?=\S)")
BOXES = {" ": "☐", "x": "☑", "X": "☑"}
"""Ticked or not, in a task list: text, since mail, calendars and chat show it as well."""
ALERT = re.compile(r"\[!(NOTE|TIP|IMPORTANT|WARNING|CAUTION)\]\n", re.IGNORECASE)


class Paragraph(Leaf):
    """Running text in ``parent``; a line's own indentation and single spaces at its end mean nothing."""

    def __init__(self, parent: ET.Element, element: ET.Element, line: str) -> None:
        self.parent, self.element = parent, element
        self.lines: list[str] = []
        self.add(line)

    def add(self, line: str) -> None:
        """Another line, with two spaces at its end where it breaks there."""
        text = line.strip(" \t")
        self.lines.append(f"{text}  " if line.endswith("  ") else text)

    def define(self, references: dict[str, tuple[str, str | None]]) -> bool:
        """Add the definitions of links at its start to ``references``; whether any text is left."""
        text, at = self._text(), 0
        while (found := REFERENCE.match(text, at)) and found[1].strip():
            name = " ".join(found[1].split()).casefold()
            title = plain(found[3][1:-1]) if found[3] else None
            target = found[2][1:-1] if found[2][0] == "<" else found[2]
            references.setdefault(name, (address(plain(target)), title))
            at = found.end()
        self.lines = [text[at:]] if text[at:] else []
        if not self.lines:
            self.parent.remove(self.element)
        return bool(self.lines)

    def finish(self) -> None:
        """Put the text into its element, with a task's box or an alert's name as text."""
        text = self._text()
        if self.parent[0] is self.element and self.element.tag == "p":
            if self.parent.tag == "li" and (task := TASK.match(text)):
                text = f"{BOXES[task[1]]} {text[task.end() :].lstrip()}"
            elif self.parent.tag == "blockquote" and (alert := ALERT.match(text)):
                name = ET.Element("p")
                ET.SubElement(name, "strong").text = AtomicString(alert[1].capitalize())
                self.parent.insert(0, name)
                text = text[alert.end() :]
        self.element.text = text

    def _text(self) -> str:
        return "\n".join(self.lines).rstrip(" \t\n")
