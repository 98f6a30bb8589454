"""Links in posts to other files of the repository, which lead to pages."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable
from functools import partial
from html import escape, unescape
from urllib.parse import unquote

LINK = re.compile(r'<a href="([^"]*\.md[^"]*)"[^>]*>(.*?)</a>', re.IGNORECASE | re.DOTALL)
TYPED = re.compile(r"(?<!!)\[([^\[\]]*)\]\(([^()\s]+)((?:[ ]\"[^\"]*\")?)\)")
DEFINED = re.compile(r"^( {0,3}\[[^\[\]]+\]:[ ]*)(\S+)", re.MULTILINE)
REMOTE = re.compile(r"[a-z][a-z0-9+.-]*:|//", re.IGNORECASE)

Pages = Callable[[str], str | None]
"""A function of a file's path below the site: the address of the page that it became, or None."""


def is_remote(address: str) -> bool:
    """Whether an address says its scheme or host."""
    return bool(REMOTE.match(address))


def linked_file(post_file: str, address: str) -> str | None:
    """The path below the site of a Markdown file that a post links to; None for all other addresses."""
    path = unquote(re.split(r"[?#]", address, maxsplit=1)[0])
    if is_remote(address) or not path.lower().endswith(".md"):
        return None
    folder = f"/{posixpath.dirname(post_file)}"
    return posixpath.normpath(posixpath.join(folder, path)).lstrip("/")


def map_links(html: str, post_file: str, pages: Pages) -> str:
    """Points links to Markdown files at their pages; of one that became no page the words stay."""
    return LINK.sub(partial(_page_link, post_file, pages), html)


def _page_link(post_file: str, pages: Pages, match: re.Match[str]) -> str:
    address = unescape(match[1])
    path = linked_file(post_file, address)
    if path is None:
        return match[0]
    page = pages(path)
    if page is None:
        return match[2]
    fragment = address.partition("#")[1:]
    return match[0].replace(f'"{match[1]}"', f'"{escape(page + "".join(fragment))}"', 1)


def map_typed_links(text: str, post_file: str, pages: Pages) -> str:
    """The same for a text that stays Markdown."""

    def linked(match: re.Match[str]) -> str:
        path = linked_file(post_file, match[2])
        if path is None:
            return match[0]
        page = pages(path)
        return f"[{match[1]}]({page}{match[3]})" if page else match[1]

    def defined(match: re.Match[str]) -> str:
        path = linked_file(post_file, match[2])
        return match[0] if path is None else f"{match[1]}{pages(path) or '#'}"

    return DEFINED.sub(defined, TYPED.sub(linked, text))
