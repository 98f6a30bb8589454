"""A rendered text on a page: the interface's words in the page's language, pictures at their published address."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from html import escape, unescape

from generator.rendering.prose.markdown import CODE_MARK, PICTURE_MARK, TABLE_MARK


def localised(html: str, table: str, code: str, picture: str) -> str:
    """A fragment with the interface's words in place of the marks."""
    if TABLE_MARK in html:
        html = html.replace(TABLE_MARK, escape(table))
    if CODE_MARK in html:
        html = html.replace(CODE_MARK, escape(code))
    if PICTURE_MARK in html:
        html = html.replace(PICTURE_MARK, f"{escape(picture)}: ")
    return html


def map_pictures(html: str, published: Callable[[str], str | None]) -> str:
    """Points each picture at its published address; one without becomes its alternative text."""
    if "<img " not in html:
        return html
    return re.sub(r"<img [^>]*>", partial(_published_picture, published), html)


def _published_picture(published: Callable[[str], str | None], match: re.Match[str]) -> str:
    source = re.search(r' src="([^"]*)"', match[0])
    address = published(unescape(source[1])) if source else None
    if source and address:
        return match[0].replace(source[0], f' src="{escape(address)}"')
    alt = re.search(r' alt="([^"]*)"', match[0])
    return f"<em>{alt[1]}</em>" if alt and alt[1] else ""
