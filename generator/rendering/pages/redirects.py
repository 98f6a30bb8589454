"""The addresses that renamed posts had: pages that lead on, and ``_redirects`` for hosts that read it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from generator.model.content import Post
from generator.rendering.edition import Edition, post_path
from generator.rendering.pages.markdown_copies import twin_path


def moved(edition: Edition) -> Iterator[tuple[str, Post]]:
    """Former path and post, for each alias of the posts that have a page."""
    posts: list[Post] = [edition.incidents[id_] for id_ in edition.status.incidents]
    posts += [edition.maintenance[id_] for id_ in edition.status.progress]
    for post in posts:
        folder = post_path(post).partition("/")[0]
        for alias in post.aliases:
            yield f"{folder}/{alias}/", post


def redirects_file(editions: Iterable[Edition]) -> bytes:
    """``_redirects`` (Netlify, Cloudflare Pages and others); empty where nothing was renamed."""
    lines = []
    for edition in editions:
        base = f"{edition.site.base_path}/{edition.prefix}"
        for old, post in moved(edition):
            new = post_path(post)
            lines.append(f"{base}{old} {base}{new} 301")
            lines.append(f"{base}{twin_path(old)} {base}{twin_path(new)} 301")
    return "".join(f"{line}\n" for line in lines).encode()
