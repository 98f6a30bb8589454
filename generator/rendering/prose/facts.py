"""What a reader of a post's text would have to be asked about: found in the engine's tokens, without a page."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple
from urllib.parse import unquote

from markdown_it.token import Token
from markdown_it.utils import EnvType

from generator.reading.posts.comments import BEGINS
from generator.rendering.prose.engine import TOO_WIDE, BeyondMarkdownError, parse
from generator.rendering.prose.links import is_remote, linked_file
from generator.rendering.prose.markdown import clean_text

OTHERWISE = (
    (re.compile(r"<[a-z][a-z0-9-]*(?:\s[^<>]*)?/?>", re.IGNORECASE), "reads it as HTML"),
    (re.compile(r"\[\^[^\[\]\s]+\]"), "makes it a footnote"),
    (re.compile(r"(?<![^\s(]):[a-z][a-z0-9_+-]*:(?![^\s).,!])"), "shows it as a picture"),
)
"""What GitHub's own page shows in its way and ours as text."""
DRAWN = frozenset({"mermaid", "math", "geojson", "topojson", "stl"})
"""Languages of code blocks that GitHub draws."""


class Facts(NamedTuple):
    """Why a text is not read as Markdown (empty: it is), and what is in it.

    ``pictures`` are addresses within the site with the words that they have in the text, ``files`` those of
    Markdown files that are linked to, ``cells`` those that no column shows, ``comments`` those that never
    end, from where they begin, ``otherwise`` words with what the forge's preview does with them.
    """

    beyond: str = ""
    pictures: Mapping[str, str] = {}
    files: Mapping[str, str] = {}
    cells: tuple[str, ...] = ()
    otherwise: Mapping[str, str] = {}
    comments: tuple[str, ...] = ()


def facts_of(text: str) -> Facts:
    """The facts of a text."""
    env: EnvType = {}
    try:
        tokens = parse(clean_text(text), env)
    except BeyondMarkdownError as why:
        return Facts(str(why))
    sources = (str(t.attrGet("src")) for t in _flat(tokens) if t.type == "image")
    targets = (str(t.attrGet("href")) for t in _flat(tokens) if t.type == "link_open")
    return Facts(
        pictures={source: _typed(source, text) for source in sources if not is_remote(source)},
        files={target: _typed(target, text) for target in targets if linked_file("", target)},
        cells=tuple(cell for cell in env.get(TOO_WIDE, ()) if cell),
        comments=tuple(_open_comments(_flat(tokens))),
        otherwise=dict(_otherwise(_flat(tokens))),
    )


def _flat(tokens: list[Token]) -> Iterator[Token]:
    for token in tokens:
        yield token
        yield from _flat(token.children or [])


def _typed(address: str, text: str) -> str:
    """An address as it was typed; the engine writes spaces and letters beyond ASCII as ``%20``."""
    return address if address in text else unquote(address)


def _open_comments(tokens: Iterator[Token]) -> Iterator[str]:
    """What is left of comments when those that end are cut."""
    for token in tokens:
        if token.type == "text" and BEGINS in token.content:
            yield token.content[token.content.index(BEGINS) :].rstrip()


def _otherwise(tokens: Iterator[Token]) -> Iterator[tuple[str, str]]:
    for token in tokens:
        if token.type == "text":
            for pattern, what in OTHERWISE:
                yield from ((match[0], what) for match in pattern.finditer(token.content))
        elif token.type == "fence" and (language := token.info.strip().partition(" ")[0]) in DRAWN:
            yield f"{token.markup}{language}", "draws it"
