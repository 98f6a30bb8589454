"""A fragment of a page as it may stand elsewhere: in feeds and in mail, with absolute addresses."""

from __future__ import annotations

import re
from functools import partial
from html import escape, unescape
from urllib.parse import urljoin

from generator.rendering.prose.markdown import clean_text


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
        source = re.search(r' src="([^"]*)"', match[0])
        alt = re.search(r' alt="([^"]*)"', match[0])
        return f'<a href="{source[1] if source else escape(url)}">{(alt[1] if alt else "") or picture}</a>'

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
