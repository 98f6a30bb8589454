"""Markdown of posts → safe HTML.

Three steps, each simple because of the one before: the engine (raw HTML stays visible text), nh3 (nothing but harmless tags survives, whatever a later Markdown version lets through), then the
page's own needs on the now predictable markup: headings continue the outline of the page, wide
tables and code scroll in a box that the keyboard can reach, pictures load late.
"""

from __future__ import annotations

import re
from functools import cache
from html import escape

import nh3

from generator.rendering.prose.engine import Reading, read
from generator.rendering.prose.limits import BeyondMarkdownError
from generator.rendering.prose.links import is_remote

TABLE_MARK, CODE_MARK, PICTURE_MARK = "\ue000", "\ue001", "\ue002"
"""Private-use characters that stand in fragments for words of the interface's language."""

# fmt: off
TAGS = {
    "p", "br", "hr", "blockquote", "ul", "ol", "li", "pre", "code", "em", "strong", "a", "img",
    "h1", "h2", "h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td", "del",
}
# fmt: on
ATTRIBUTES = {
    "a": {"href", "title"},
    "img": {"src", "alt", "title"},
    "ol": {"start"},
    "th": {"align"},
    "td": {"align"},
}
ILLEGAL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ue000-\ue002]")
"""Control characters that neither HTML nor XML may hold, and our own marks."""


def clean_text(text: str) -> str:
    """The text without characters that are illegal in HTML and XML."""
    return ILLEGAL.sub("", text)


@cache
def _sanitiser() -> nh3.Cleaner:
    return nh3.Cleaner(
        tags=TAGS,
        attributes=ATTRIBUTES,
        url_schemes={"http", "https", "mailto"},
    )


def converted(text: str) -> Reading:
    """What the engine makes of a text: HTML that nobody vouches for. See :func:`shown`.

    A text that is beyond Markdown is shown as it was typed.
    """
    text = clean_text(text)
    try:
        return read(text)
    except BeyondMarkdownError as why:
        return Reading(as_typed(text), beyond=str(why))


def render(text: str, heading: int) -> str:
    """Markdown as safe HTML whose own headings start at level ``heading`` and skip none."""
    return shown(converted(text).html, heading)


def shown(html: str, heading: int) -> str:
    """HTML from anywhere as safe HTML whose own headings start at level ``heading`` and skip none."""
    html = _sanitiser().clean(html).rstrip()
    if "<h" in html:
        html = _outline(html, heading)
    if "<table" in html:
        html = _tables(html)
    if "<pre>" in html:
        html = html.replace("<pre>", f"{_box(CODE_MARK)}<pre>").replace("</pre>", "</pre></div>")
    if "<img" in html:
        html = re.sub(r"<img [^>]*>", _picture, html)
    if "<a " in html:
        html = re.sub(r'(<a href="([^"]*)"[^>]*>)\s*(</a>)', r"\1\2\3", html)
        html = re.sub(r'<a rel="noopener noreferrer">(.*?)</a>', r"\1", html, flags=re.DOTALL)
    return html


def as_typed(text: str) -> str:
    """A text as HTML with its paragraphs and lines, and nothing else."""
    paragraphs = (part.strip("\n") for part in re.split(r"\n[ \t]*\n", text))
    return "\n".join(
        f"<p>{escape(part, quote=False).replace(chr(10), '<br>' + chr(10))}</p>"
        for part in paragraphs
        if part.strip()
    )


def _outline(html: str, base: int) -> str:
    """Shifts headings so that the first is ``base`` and none is more than one deeper than the last."""
    open_levels: list[int] = []

    def shift(match: re.Match[str]) -> str:
        level = int(match[1])
        while open_levels and open_levels[-1] >= level:
            open_levels.pop()
        open_levels.append(level)
        shown = min(6, base + len(open_levels) - 1)
        return f"<h{shown}>{match[2]}</h{shown}>"

    return re.sub(r"<h([1-6])>(.*?)</h\1>", shift, html, flags=re.DOTALL)


def _box(mark: str) -> str:
    return f'<div class="scroll" role="group" tabindex="0" aria-label="{mark}">'


def _tables(html: str) -> str:
    html = re.sub(r'<(t[hd]) align="(left|right|center)"', r'<\1 class="\2"', html)
    html = re.sub(r"<th( [^>]*)?></th>", r"<td\1></td>", html)
    html = re.sub(r"<th(?=[ >])", '<th scope="col"', html)
    return html.replace("<table>", f"{_box(TABLE_MARK)}<table>").replace(
        "</table>", "</table></div>"
    )


def _picture(match: re.Match[str]) -> str:
    """A picture that loads late; one from another host becomes a link: a status page asks nobody else."""
    tag = match[0]
    source = attribute(tag, "src")
    if source is None:
        return ""
    if not is_remote(source):
        return f'{tag[:-1]} loading="lazy" decoding="async">'
    words = attribute(tag, "alt") or source
    return f'<a class="picture" href="{source}" rel="noopener noreferrer">{PICTURE_MARK}{words}</a>'


def attribute(tag: str, name: str) -> str | None:
    """An attribute of a sanitised tag, still escaped; None where it has none."""
    found = re.search(rf' {name}="([^"]*)"', tag)
    return found[1] if found else None
