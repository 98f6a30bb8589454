"""Inline patterns for python-markdown, as CommonMark 0.31 has them: code, links, pictures, entities, breaks."""

from __future__ import annotations

import re
from html.entities import html5
from urllib.parse import quote
from xml.etree import ElementTree as ET

from markdown.inlinepatterns import InlineProcessor  # type: ignore[import-untyped]
from markdown.util import AtomicString  # type: ignore[import-untyped]

from generator.rendering.prose.emphasis import emphasised

Found = tuple[ET.Element | str | None, int | None, int | None]
"""What a pattern answers: an element or text for a stretch from one index to another; three None for nothing."""
NOTHING: Found = (None, None, None)

PUNCTUATION = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"
CODE = r"\\.|`+"
ENTITY = r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});"
AUTOLINK = r"<([A-Za-z][A-Za-z0-9+.-]{1,31}:[^\s<>]*)>"
BREAK = r"(?i:<br *+/?>)|\\\n|  \n"

ESCAPED = re.compile(r"\x02(\d+)\x03")
"""What the library makes of an escaped sign."""
BRACKET = re.compile(r"[\[\]]")
NAME = re.compile(r"\[([^\[\]]*)\]")
INNER = r"(?:[^ \t\n()]|\((?:[^ \t\n()]|\([^ \t\n()]*+\))*+\))*+"
TARGET = re.compile(
    rf"\([ \t\n]*+(?:<([^<>\n]*)>|(?!<)((?:[^ \t\n()]|\({INNER}\))*+))"
    r"(?:[ \t\n]++(?:\"([^\"]*)\"|'([^']*)'|\(([^()]*)\)))?[ \t\n]*+\)"
)
INSIDE = re.compile(r"!?\[([^\[\]]*)\]\([^()]*\)")


def plain(text: str) -> str:
    """A text of Markdown where only escaped signs and entities mean something, such as an address or a title."""
    text = re.sub(rf"\\([{re.escape(PUNCTUATION)}])", r"\1", text)
    return re.sub(ENTITY, lambda match: _character(match[0]), text)


def address(text: str) -> str:
    """An address with what HTML wants encoded as ``%20``."""
    return quote(text, safe="-_.+!*(),%#@?=;:/&$~'")


def _character(entity: str) -> str:
    """What ``&copy;`` or ``&#169;`` stands for; itself where it stands for nothing."""
    if entity[1] != "#":
        return html5.get(entity[1:], entity)
    number = int(entity[3:-1], 16) if entity[2] in "xX" else int(entity[2:-1])
    legal = 0x20 <= number <= 0x10FFFF and not 0xD800 <= number < 0xE000 and number != 0x7F
    return chr(number) if legal or number in {9, 10} else "\ufffd"


class CodeSpan(InlineProcessor):  # type: ignore[misc]
    """Code between as many `` ` ``: before anything else, since nothing in it means anything."""

    def handleMatch(self, m: re.Match[str], data: str) -> Found:  # noqa: N802 - the library's name
        """The code, if there are as many signs behind it."""
        signs = m[0]
        if signs[0] == "\\":
            return NOTHING
        end = re.compile(rf"(?<!`){signs}(?!`)").search(data, m.end())
        if not end:
            return NOTHING
        text = data[m.end() : end.start()].replace("\n", " ")
        if text.strip(" ") and text[0] == text[-1] == " ":
            text = text[1:-1]
        code = ET.Element("code")
        code.text = AtomicString(text)
        return code, m.start(), end.end()


class Entity(InlineProcessor):  # type: ignore[misc]
    """A character by its name or number, which means nothing to Markdown."""

    def handleMatch(self, m: re.Match[str], data: str) -> Found:  # noqa: N802
        """The character."""
        del data
        text = _character(m[0])
        return "".join(f"\x02{ord(sign)}\x03" for sign in text), m.start(), m.end()


class Link(InlineProcessor):  # type: ignore[misc]
    """``[words](address "title")``, ``[words][name]`` and ``[name]``; pictures with ``!`` before them."""

    def handleMatch(self, m: re.Match[str], data: str) -> Found:  # noqa: N802
        """The link, if the brackets are one."""
        end = self._end(data, m.end())
        if end < 0:
            return NOTHING
        words = data[m.end() : end]
        target, title, after = self._target(data, end + 1, words)
        if target is None:
            return NOTHING
        return self._element(words, target, title), m.start(), after

    def _element(self, words: str, target: str, title: str | None) -> ET.Element:
        link = ET.Element("a", {"href": target, **({"title": title} if title else {})})
        link.text = words
        return link

    def _end(self, data: str, start: int) -> int:
        """Where the bracket is that closes the one before ``start``; -1 for nowhere."""
        depth = 1
        for found in BRACKET.finditer(data, start):
            depth += 1 if found[0] == "[" else -1
            if not depth:
                return found.start()
        return -1

    def _target(self, data: str, at: int, words: str) -> tuple[str | None, str | None, int]:
        """Address, title and end of what stands behind the words."""
        if found := TARGET.match(data, at):
            target = found[2] if found[1] is None else found[1]
            title = found[3] or found[4] or found[5]
            target = ESCAPED.sub(lambda sign: chr(int(sign[1])), plain(self.unescape(target)))
            return address(target), title and plain(self.unescape(title)), found.end()
        named = NAME.match(data, at)
        name = named[1] if named and named[1].strip() else words
        typed = ESCAPED.sub(lambda sign: f"\\{chr(int(sign[1]))}", self.unescape(name))
        key = " ".join(typed.split()).casefold()
        target, title = self.md.references.get(key, (None, None))
        return target, title, named.end() if named else at


class WordsLink(Link):
    """A link whose words hold no other link: of two in each other, the inner one is. Pictures were read before."""

    ANCESTOR_EXCLUDES = ("a",)

    def handleMatch(self, m: re.Match[str], data: str) -> Found:  # noqa: N802
        """The link, unless there is one in its words."""
        found = super().handleMatch(m, data)
        words = (found[0].text or "") if isinstance(found[0], ET.Element) else ""
        inner = "](" in words or any(
            name.casefold() in self.md.references for name in NAME.findall(words)
        )
        return NOTHING if inner else found


class Picture(Link):
    """A picture with its words as the alternative text."""

    def _element(self, words: str, target: str, title: str | None) -> ET.Element:
        spoken = emphasised([INSIDE.sub(r"\1", self.unescape(words))])
        alt = "".join(
            part if isinstance(part, str) else "".join(part.itertext()) for part in spoken
        )
        more = {"title": title} if title else {}
        return ET.Element("img", {"src": target, "alt": alt, **more})
