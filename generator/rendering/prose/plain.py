"""Rendered texts as plain text: on one line, or with its lines for calendars, the API, mail and bots."""

from __future__ import annotations

import re
import textwrap
from html import unescape

from generator.rendering.prose.markdown import ILLEGAL, clean_text

BREAK = re.compile(r"<br ?/?>|</(?:li|tr|h[1-6])>")
BLOCK = re.compile(r"</(?:p|ul|ol|pre|blockquote|table)>|<hr ?/?>")
WIDTH = 76
"""Characters of a line of mail."""

LINK = re.compile(r'<a href="([^"]*)"[^>]*>(.*?)</a>', re.DOTALL)


def plain_text(html: str, limit: int = 0) -> str:
    """A fragment's words on one line, cut at a word after ``limit`` characters (0: not cut)."""
    text = re.sub(r"</?(?:a|em|strong|code)(?: [^>]*)?>", "", html)
    text = unescape(re.sub(r"<[^>]+>", " ", text))
    text = " ".join(ILLEGAL.sub("", text).split())
    if limit and len(text) > limit:
        text = text[: limit + 1].rsplit(" ", 1)[0][:limit].rstrip(".,;: ") + "…"
    return text


def plain_lines(html: str) -> str:
    """The words of a fragment with paragraphs apart, list items marked and links spelt out."""
    parts = re.split(r"(<pre>.*?</pre>)", html, flags=re.DOTALL)
    parts[::2] = [" ".join(map(str.strip, part.split("\n"))) for part in parts[::2]]
    text = LINK.sub(_spelt_out, "".join(parts))
    text = text.replace("<li>", "- ").replace("</td>", " ").replace("</th>", " ")
    text = BLOCK.sub("\n\n", BREAK.sub("\n", text))
    text = clean_text(unescape(re.sub(r"<[^>]+>", "", text)))
    text = "\n".join(line.rstrip(" \t").removeprefix(" ") for line in text.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", text).strip()


def _spelt_out(match: re.Match[str]) -> str:
    address, words = match[1], re.sub(r"<[^>]+>", "", match[2])
    return words if address in {words, f"mailto:{words}"} else f"{words} ({address})"


def wrap(text: str) -> str:
    """A paragraph or list item in lines of mail's width; addresses stay whole."""
    indent = "  " if text.startswith("- ") else ""
    lines = textwrap.wrap(
        text, WIDTH, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
    )
    return "\n".join(lines)


def wrap_lines(text: str) -> str:
    """Each line that is too long in lines of mail's width."""
    return "\n".join(wrap(line) if len(line) > WIDTH else line for line in text.split("\n"))
