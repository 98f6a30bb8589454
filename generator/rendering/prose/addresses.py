"""Bare addresses in running text: the extended autolinks of GitHub Flavored Markdown, 6.9.

They are read before emphasis, so that ``__init__.py`` in an address keeps its underscores.
"""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

from markdown.inlinepatterns import InlineProcessor  # type: ignore[import-untyped]
from markdown.util import INLINE_PLACEHOLDER_RE, AtomicString  # type: ignore[import-untyped]

from generator.rendering.prose.inlines import ESCAPED, NOTHING, Found, address

REST = r"(?:[^\s<\x02\x03\\]|\\(?!\n)|\x02klzzwxh:\d+\x03)*"
"""What an address may go on with; escaped signs, code and links are the library's placeholders."""
WEB = rf"(?i:(?<![a-z])https?://|(?<![^\s*_~(\x03])www\.(?=[\w-])){REST}"
HOST_OF_MAIL = r"[A-Za-z0-9_-]++(?:\.[A-Za-z0-9_-]++)++(?<=[A-Za-z])"
MAIL = rf"(?<![A-Za-z0-9._+-])(?:mailto:)?+[A-Za-z0-9._+-]{{1,64}}@{HOST_OF_MAIL}"
MAIL_IN_ANGLES = r"<([A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*)>"
HOST = re.compile(r"(?:[a-z]+://)?+([\w-]+(?:\.[\w-]+)*)", re.IGNORECASE)
MARKS = "?!.,:*_~'\""
"""Signs at an address's end that belong to the sentence around it."""


def linked(target: str, words: str) -> ET.Element:
    """A link whose words are no Markdown."""
    link = ET.Element("a", href=target)
    link.text = AtomicString(words)
    return link


class InAngles(InlineProcessor):  # type: ignore[misc]
    """``<https://…>`` and ``<name@…>``."""

    def handleMatch(self, m: re.Match[str], data: str) -> Found:  # noqa: N802 - the library's name
        """The link."""
        del data
        mail = "mailto:" if "@" in m[1] and ":" not in m[1] else ""
        return linked(mail + address(m[1]), m[1]), m.start(), m.end()


class Mail(InlineProcessor):  # type: ignore[misc]
    """A mail address in running text."""

    ANCESTOR_EXCLUDES = ("a",)

    def handleMatch(self, m: re.Match[str], data: str) -> Found:  # noqa: N802
        """The link."""
        del data
        return linked(f"mailto:{m[0].removeprefix('mailto:')}", m[0]), m.start(), m.end()


class Web(InlineProcessor):  # type: ignore[misc]
    """``https://…``, ``http://…`` and ``www.…`` in running text."""

    ANCESTOR_EXCLUDES = ("a",)

    def handleMatch(self, m: re.Match[str], data: str) -> Found:  # noqa: N802
        """The link, if there is a host."""
        del data
        end = _end(self._without_links(m[0]))
        if not end:
            return NOTHING
        words = ESCAPED.sub(lambda sign: f"\\{chr(int(sign[1]))}", self.unescape(m[0][:end]))
        target = words if "://" in words[:8] else f"http://{words}"
        return linked(address(target), words), m.start(), m.start() + end

    def _without_links(self, text: str) -> str:
        """An address up to the first link or picture in it."""
        stash = self.md.treeprocessors["inline"].stashed_nodes
        for found in INLINE_PLACEHOLDER_RE.finditer(text):
            node = stash.get(found[1])
            if isinstance(node, ET.Element) and node.tag != "code":
                return text[: found.start()]
        return text


def _end(text: str) -> int:
    """Where an address ends; 0 where it has no host. The last two labels of a host have no underscore."""
    host = HOST.match(text)
    if not host or "_" in "".join(host[1].rstrip("_").split(".")[-2:]):
        return 0
    end, unopened = len(text), text.count(")") - text.count("(")
    while end > host.start(1):
        sign = text[end - 1]
        if sign == ";":
            entity = text.rfind("&", max(0, end - 33), end)
            end = entity if entity >= 0 and text[entity + 1 : end - 1].isalnum() else end - 1
        elif sign in MARKS or (sign == ")" and unopened > 0):
            unopened -= sign == ")"
            end -= 1
        else:
            return end
    return 0
