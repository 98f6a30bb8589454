"""What a reader of a post's text would have to be asked about: found in what the engine made of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from html import unescape
from typing import NamedTuple
from urllib.parse import unquote

from generator.rendering.prose.engine import Reading
from generator.rendering.prose.links import is_remote, linked_file
from generator.rendering.prose.markdown import attribute, converted

OTHERWISE = (
    (re.compile(r"<[a-z][a-z0-9-]*(?:\s[^<>]*)?/?>", re.IGNORECASE), "reads it as HTML"),
    (re.compile(r"\[\^[^\[\]\s]+\]"), "makes it a footnote"),
    (re.compile(r"(?<![^\s(]):[a-z][a-z0-9_+-]*:(?![^\s).,!])"), "shows it as a picture"),
)
"""What GitHub's own page shows in its way and ours as text."""
DRAWN = re.compile(r'<pre><code class="language-(mermaid|math|geojson|topojson|stl)">')
"""Languages of code blocks that GitHub draws."""
CODE = re.compile(r"<code[^>]*>[^<]*</code>")
COMMENT = re.compile(r"<!--.*")
"""What is left of comments when those that end are cut."""
PICTURE = re.compile(r"<img [^>]*>")
LINK = re.compile(r'<a href="([^"]*)"')


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


def facts_of(text: str, read: Callable[[str], Reading] = converted) -> Facts:
    """The facts of a text; ``read`` gives what the engine made of it."""
    html, cells, beyond = read(text)
    if beyond:
        return Facts(beyond)
    words = unescape(re.sub(r"<[^>]*>", "", CODE.sub("`", html)))
    sources = (unescape(attribute(tag, "src") or "") for tag in PICTURE.findall(html))
    targets = (unescape(target) for target in LINK.findall(html))
    return Facts(
        pictures={source: _typed(source, text) for source in sources if not is_remote(source)},
        files={target: _typed(target, text) for target in targets if linked_file("", target)},
        cells=cells,
        otherwise=dict(_otherwise(html, words)),
        comments=tuple(COMMENT.findall(words)),
    )


def _typed(address: str, text: str) -> str:
    """An address as it was typed; the engine writes spaces and letters beyond ASCII as ``%20``."""
    return address if address in text else unquote(address)


def _otherwise(html: str, words: str) -> Iterator[tuple[str, str]]:
    yield from ((f"```{language}", "draws it") for language in DRAWN.findall(html))
    for pattern, what in OTHERWISE:
        yield from ((match[0], what) for match in pattern.finditer(words))
