"""Markdown as GitHub reads it, by its own library, and what of two renderings must agree."""

from __future__ import annotations

from html.parser import HTMLParser

import cmarkgfm

EXTENSIONS = ["table", "autolink", "tagfilter", "strikethrough", "tasklist"]
ALIKE = {"thead", "tbody", "div", "input"}
"""Tags that say nothing of their own here."""


def forge_html(text: str) -> str:
    """HTML of a text as GitHub shows a file."""
    return cmarkgfm.markdown_to_html_with_extensions(text, extensions=EXTENSIONS)


def meaning(html: str) -> list[str]:
    """Tags, targets and words, less what a page adds: classes, boxes, levels of headings."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    reader.end_words()
    return reader.found


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.words = ""
        self.preformatted = False

    def end_words(self) -> None:
        words = self.words.rstrip() if self.preformatted else " ".join(self.words.split())
        self.found += [words] if words else []
        self.words = ""

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag == "input":
            self.words += "☑ " if "checked" in given else "☐ "
        if tag in ALIKE:
            return
        self.end_words()
        self.preformatted = self.preformatted or tag == "pre"
        tag = "h" if tag[0] == "h" and tag[1:].isdigit() else tag
        said = (
            f"{name}={given[name]}" for name in ("href", "src", "alt", "title") if given.get(name)
        )
        side = given.get("align") or given.get("class") if tag in {"th", "td"} else ""
        start = f"start={given['start']}" if given.get("start", "1") != "1" else ""
        self.found.append(" ".join(part for part in (f"<{tag}", *said, side, start) if part))

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag):
        if tag in ALIKE:
            return
        self.end_words()
        self.preformatted = self.preformatted and tag != "pre"
        self.found.append(f"</{'h' if tag[0] == 'h' and tag[1:].isdigit() else tag}")

    def handle_data(self, data):
        self.words += data
