"""What in the texts of posts cannot be shown as it was meant."""

from __future__ import annotations

from collections.abc import Iterator
from html import unescape
from pathlib import Path

from generator.diagnostics import Diagnostic, Location, Severity
from generator.model.content import Content, Post
from generator.reading.files import source_text
from generator.rendering.prose.limits import beyond_markdown
from generator.rendering.theme.assets import picture_file


def check_prose(content: Content, root: Path) -> Iterator[Diagnostic]:
    """Texts that are shown as they were typed, and pictures that are not there."""
    for post in content.posts:
        for path, text in _texts(post):
            if why := beyond_markdown(text):
                yield Diagnostic(
                    "beyond-markdown",
                    f"a text is shown as it was typed: {why}",
                    "put what was pasted between lines of ```, or give lists fewer levels",
                    _place(root, path, text.strip().partition("\n")[0]),
                    Severity.WARNING,
                )
            elif "![" in text:
                for source in _missing(root, post, text):
                    yield Diagnostic(
                        "missing-picture",
                        f"there is no picture '{source}', so its alternative text stands there",
                        "put it beside the post, or write its path below the site after a /",
                        _place(root, path, source),
                        Severity.WARNING,
                    )


def _texts(post: Post) -> Iterator[tuple[str, str]]:
    """Each text with the file that it is in."""
    yield post.path, post.summary
    yield from ((post.path, update.text) for update in post.updates)
    for translation in post.translations.values():
        yield translation.path, translation.summary
        yield from ((translation.path, text) for text in translation.texts.values())


def _missing(root: Path, post: Post, text: str) -> list[str]:
    """The addresses of the site's own pictures that are not there, or are none."""
    from generator.rendering.prose.markdown import render  # noqa: PLC0415 - the engine, for pictures
    from generator.rendering.prose.placing import map_pictures  # noqa: PLC0415

    found: list[str] = []

    def sought(source: str) -> None:
        if picture_file(root, post.path, source) is None:
            found.append(unescape(source))

    map_pictures(render(text, 2), sought)
    return found


def _place(root: Path, path: str, words: str) -> Location:
    """Where words first stand in a file."""
    source = source_text(root, path) or ""
    at = max(source.find(words), 0)
    return Location(path, source.count("\n", 0, at) + 1, at - source.rfind("\n", 0, at))
