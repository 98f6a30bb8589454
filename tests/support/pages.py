"""Looking at built pages without a browser."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape
from html.parser import HTMLParser

APART = frozenset(("td", "th", "tr", "li", "p", "h1", "h2", "h3", "h4", "dt", "dd", "div", "br"))
"""Elements that stand apart from the text before them."""

VOID = frozenset(("br", "col", "hr", "img", "link", "meta", "wbr"))


@dataclass
class Element:
    """An element of a page with its attributes, and the text in it."""

    name: str
    attributes: dict[str, str | None]
    text: str = ""
    path: tuple[str, ...] = ()


class Page(HTMLParser):
    """A parsed page: ``elements`` in order, each with all its text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.html = html
        self.elements: list[Element] = []
        self.open: list[Element] = []
        self.feed(html)
        self.close()
        assert not self.open, f"never closed: {self.open[-1].name}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in APART:
            self.handle_data(" ")
        element = Element(tag, dict(attrs), path=tuple(e.name for e in self.open))
        self.elements.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(Element(tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        assert self.open, f"</{tag}> closes nothing"
        assert self.open[-1].name == tag, f"</{tag}> closes <{self.open[-1].name}>"
        self.open.pop()

    def handle_data(self, data: str) -> None:
        for element in self.open:
            element.text += data

    def __getitem__(self, attribute: str) -> str | None:
        """An attribute of the root element."""
        return self.elements[0].attributes.get(attribute)

    def all(self, name: str, **attributes: str) -> list[Element]:
        """Elements of a name that have the attributes (``class_`` is one of the classes)."""
        klass = attributes.pop("class_", None)
        return [
            e
            for e in self.elements
            if e.name == name
            and (klass is None or klass in (e.attributes.get("class") or "").split())
            and all(e.attributes.get(k.replace("_", "-")) == v for k, v in attributes.items())
        ]

    def texts(self, name: str, **attributes: str) -> list[str]:
        """The texts of such elements, white space squeezed."""
        return [" ".join(e.text.split()) for e in self.all(name, **attributes)]

    @property
    def h1(self) -> str:
        """The page's one first heading."""
        (text,) = self.texts("h1")
        return text

    @property
    def words(self) -> str:
        """All text of the body, white space squeezed."""
        (body,) = self.texts("body")
        return body


def page(files: dict[str, bytes], path: str) -> Page:
    """A page, parsed; unbalanced tags fail."""
    return Page(files[path].decode())


def headings(html: str) -> list[int]:
    """The levels of all headings in order."""
    return [int(level) for level in re.findall(r"<h([1-6])[ >]", html)]


def links(html: str) -> list[str]:
    """Every address that a page refers to."""
    return [unescape(a) for a in re.findall(r'\b(?:href|src)="([^"]*)"', html)]
