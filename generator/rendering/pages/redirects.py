"""The addresses that renamed posts had: pages that lead on, and ``_redirects`` for hosts that read it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from generator.model.content import Post
from generator.rendering.edition import Edition, post_path
from generator.rendering.pages.frame import Frame
from generator.rendering.pages.markdown_copies import markdown_path
from generator.rendering.theme_api.pages import MovedPage


def moved(edition: Edition) -> Iterator[tuple[str, Post]]:
    """Former path and post, for each alias of the posts that have a page."""
    for post in edition.posts:
        folder = post_path(post).partition("/")[0]
        for alias in post.aliases:
            yield f"{folder}/{alias}/", post


def moved_pages(frame: Frame) -> Iterator[tuple[str, MovedPage]]:
    """For each former address its file and what its template is given."""
    edition = frame.edition
    for old, post in moved(edition):
        file, path = f"{edition.prefix}{old}index.html", post_path(post)
        title, lang = edition.title(post)
        up = "../" * file.count("/")
        yield (
            file,
            MovedPage(
                site=frame.site,
                title=title or post.id,
                lang=lang,
                target=f"../../{path}",
                canonical=edition.address(path),
                icon=up + frame.asset(frame.site.icon),
                policy=frame.policy,
                words=edition.words,
            ),
        )


def redirects_file(editions: Iterable[Edition]) -> bytes:
    """``_redirects`` (Netlify, Cloudflare Pages and others); empty where nothing was renamed."""
    lines = []
    for edition in editions:
        base = f"{edition.site.base_path}/{edition.prefix}"
        for old, post in moved(edition):
            new = post_path(post)
            lines.append(f"{base}{old} {base}{new} 301")
            lines.append(f"{base}{markdown_path(old)} {base}{markdown_path(new)} 301")
    return "".join(f"{line}\n" for line in lines).encode()
