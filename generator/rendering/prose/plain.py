"""Rendered texts as plain text: on one line, or with its lines for calendars, the API, mail and bots."""

from __future__ import annotations

import re
import textwrap
from functools import partial
from html import unescape

from generator.rendering.prose.markdown import ILLEGAL, clean_text

BREAK = re.compile(r"<br ?/?>|</(?:li|tr|h[1-6])>")
BLOCK = re.compile(r"</(?:p|pre|blockquote|table)>|<hr ?/?>")
LIST = re.compile(r'<(?:(/)?(?:ul|(ol))(?: start="(\d+)")?|li)>\s*')
OTHERS = re.compile(r"<(?!/?(?:ul|ol|li)\b)[^>]+>")
ITEM = re.compile(r" *(?:-|\d+\.) ")
WIDTH = 76
"""Characters of a line of mail."""

STRUCK = re.compile(r"</?del>")
"""Text that no longer holds is marked as in Markdown: unmarked it would be read as what holds."""
LINK = re.compile(r'<a href="([^"]*)"[^>]*>(.*?)</a>', re.DOTALL)


def plain_text(html: str, limit: int = 0) -> str:
    """A fragment's words on one line, cut at a word after ``limit`` characters (0: not cut)."""
    text = re.sub(r"</?(?:a|em|strong|code)(?: [^>]*)?>", "", html)
    text = unescape(re.sub(r"<[^>]+>", " ", STRUCK.sub("~~", text)))
    text = " ".join(ILLEGAL.sub("", text).split())
    if limit and len(text) > limit:
        text = text[: limit + 1].rsplit(" ", 1)[0][:limit].rstrip(".,;: ") + "…"
    return text


def plain_lines(html: str) -> str:
    """The words of a fragment with paragraphs apart, list items marked and links spelt out."""
    parts = re.split(r"(<pre>.*?</pre>)", html, flags=re.DOTALL)
    lists: list[int] = []
    parts[::2] = [_lines(part, lists) for part in parts[::2]]
    parts[1::2] = [f"\n{part}\n\n" for part in parts[1::2]]
    text = clean_text(unescape(re.sub(r"<[^>]+>", "", "".join(parts))))
    text = "\n".join(line.rstrip(" \t") for line in text.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", text).strip("\n")


def _lines(html: str, lists: list[int]) -> str:
    """Markup between blocks of code, with its lines and items; ``lists`` are those that are open."""
    text = " ".join(map(str.strip, html.split("\n")))
    text = LINK.sub(_spelt_out, text).replace("</td>", " ").replace("</th>", " ")
    text = OTHERS.sub("", BLOCK.sub("\n\n", BREAK.sub("\n", STRUCK.sub("~~", text))))
    text = "\n".join(line.lstrip(" ") for line in text.split("\n"))
    return LIST.sub(partial(_marked, lists), text)


def _marked(lists: list[int], match: re.Match[str]) -> str:
    """A list or item as text; ``lists`` are the open ones' next numbers, 0 for those without."""
    if match[0].startswith("<li"):
        number = lists[-1] if lists else 0
        if number:
            lists[-1] += 1
        return "  " * (len(lists) - 1) + (f"{number}. " if number else "- ")
    if not match[1]:
        lists.append(int(match[3] or 1) if match[2] else 0)
        return "\n"
    if lists:
        lists.pop()
    return "" if lists else "\n\n"


def _spelt_out(match: re.Match[str]) -> str:
    address, words = match[1], re.sub(r"<[^>]+>", "", match[2])
    return (
        words
        if address in {words, f"mailto:{words}", f"http://{words}"}
        else f"{words} ({address})"
    )


def wrap(text: str) -> str:
    """A paragraph or list item in lines of mail's width; addresses stay whole."""
    item = ITEM.match(text)
    indent = " " * len(item[0]) if item else ""
    lines = textwrap.wrap(
        text, WIDTH, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
    )
    return "\n".join(lines)


def wrap_lines(text: str) -> str:
    """Each line that is too long in lines of mail's width."""
    return "\n".join(wrap(line) if len(line) > WIDTH else line for line in text.split("\n"))
