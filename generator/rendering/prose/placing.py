"""A fragment where it stands: on a page in the page's language, or in feeds and mail, with absolute addresses."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from html import escape, unescape
from urllib.parse import urljoin

from generator.rendering.prose.markdown import (
    CODE_MARK,
    PICTURE_MARK,
    TABLE_MARK,
    attribute,
    clean_text,
)


def localised(html: str, table: str, code: str, picture: str) -> str:
    """A fragment with the interface's words in place of the marks."""
    html = html.replace(TABLE_MARK, escape(table)).replace(CODE_MARK, escape(code))
    return html.replace(PICTURE_MARK, f"{escape(picture)}: ")


def map_pictures(html: str, published: Callable[[str], str | None]) -> str:
    """Points each picture at its published address; one without becomes its alternative text."""
    return re.sub(r"<img [^>]*>", partial(_published_picture, published), html)


def _published_picture(published: Callable[[str], str | None], match: re.Match[str]) -> str:
    source, alt = attribute(match[0], "src"), attribute(match[0], "alt")
    address = None if source is None else published(unescape(source))
    if address:
        return match[0].replace(f' src="{source}"', f' src="{escape(address)}"')
    return f"<em>{alt}</em>" if alt else ""


def feed_html(html: str, url: str) -> str:
    """A fragment for other people's readers: absolute addresses, none of the page's own attributes."""
    html = re.sub(r'<div class="scroll"[^>]*>|</div>', "", clean_text(html))
    html = re.sub(r' (?:class|loading|decoding|scope)="[^"]*"', "", html)
    return re.sub(r' (src|href)="([^"]*)"', partial(_absolute, url), html)


def mail_html(html: str, url: str, picture: str, shift: int = 0) -> str:
    """A fragment for mail: absolute addresses, no boxes that scroll, links in place of pictures.

    ``picture`` is the word for one without an alternative text; ``shift`` moves the levels of headings.
    """

    def heading(match: re.Match[str]) -> str:
        return f"<{match[1]}h{min(6, int(match[2]) + shift)}>"

    def linked(match: re.Match[str]) -> str:
        source = attribute(match[0], "src")
        words = attribute(match[0], "alt") or picture
        return f'<a href="{escape(url) if source is None else source}">{words}</a>'

    html = re.sub(r"</?div[^>]*>", "", html)
    html = re.sub(r"<(/?)h([2-6])>", heading, html)
    html = re.sub(r"<img [^>]*>", linked, html)
    return re.sub(r' (href)="([^"]*)"', partial(_absolute, url), html)


def _absolute(url: str, match: re.Match[str]) -> str:
    """An attribute with the address that it has on the page ``url``."""
    if match[2].startswith(("https://", "http://", "mailto:")):
        return match[0]
    try:
        address = urljoin(url, unescape(match[2]))
    except ValueError:  # a malformed address stays as it was written
        return match[0]
    return f' {match[1]}="{escape(address)}"'
