"""Rendered prose as plain text that keeps its lines: for calendars, the API and bots."""

from __future__ import annotations

import re
from html import unescape

from generator.rendering.prose.markdown import clean_text

BREAK = re.compile(r"<br ?/?>|</(?:li|tr|h[1-6])>")
BLOCK = re.compile(r"</(?:p|ul|ol|pre|blockquote|table)>|<hr ?/?>")
LINK = re.compile(r'<a href="([^"]*)"[^>]*>(.*?)</a>', re.DOTALL)


def plain_lines(html: str) -> str:
    """The words of a fragment with paragraphs apart, list items marked and links spelt out."""
    parts = re.split(r"(<pre>.*?</pre>)", html, flags=re.DOTALL)
    parts[::2] = [re.sub(r"\s*\n\s*", " ", part) for part in parts[::2]]
    text = LINK.sub(_spelt_out, "".join(parts))
    text = text.replace("<li>", "- ").replace("</td>", " ").replace("</th>", " ")
    text = BLOCK.sub("\n\n", BREAK.sub("\n", text))
    text = clean_text(unescape(re.sub(r"<[^>]+>", "", text)))
    text = re.sub(r"[ \t]*\n ?", "\n", text)
    return re.sub(r"\n{3,}", "\n\n", text).strip()


def _spelt_out(match: re.Match[str]) -> str:
    address, words = match[1], re.sub(r"<[^>]+>", "", match[2])
    return words if address in {words, f"mailto:{words}"} else f"{words} ({address})"
