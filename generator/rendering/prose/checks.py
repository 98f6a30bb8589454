"""What in the texts of posts cannot be shown as it was meant."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from generator.diagnostics import Diagnostic, Location, Severity
from generator.model.content import Content, Post
from generator.reading.files import source_text
from generator.reading.git.repository import FOLDERS
from generator.rendering.prose.links import linked_file
from generator.rendering.theme.assets import find_picture

if TYPE_CHECKING:
    from generator.rendering.prose.facts import Facts
    from generator.rendering.prose.fragments import Fragments

MARKER = r"(?:[-*+>]|\d{1,9}[.)])[ \t]*"
EVENTFUL = re.compile(
    "|".join(
        (
            r"!\[|\[\^|\](?:\((?!https?:|mailto:)|:)",  # pictures, footnotes, links in the site
            r"\||<[a-z!]|:[a-z][\w+-]*:",  # tables, tags, emoji
            rf"^[ \t]*(?:```|~~~)|^[ \t]{{5}}|{MARKER}{MARKER}{MARKER}{MARKER}",  # drawings, depth
        )
    ),
    re.IGNORECASE | re.MULTILINE,
)
MANY, LONG = 50, 4000
"""In a text without any of these, so many brackets or so many letters, there is nothing to find."""

Finding = tuple[str, str, str, str]
"""Code, message, remedy, and the words to point at."""


def check_prose(
    content: Content,
    root: Path,
    only: Collection[str] | None = None,
    fragments: Fragments | None = None,
) -> Iterator[Diagnostic]:
    """Mistakes in texts, which are read as for their pages; ``only`` names the files that matter, None all.

    ``fragments`` are texts that were read before.
    """
    texts = [
        (post, path, text)
        for post in content.posts
        for path, text in _texts(post)
        if (only is None or path in only) and is_eventful(text)
    ]
    if not texts:
        return
    from generator.rendering.prose.facts import facts_of  # noqa: PLC0415 - the engine, where it is needed
    from generator.rendering.prose.fragments import Fragments  # noqa: PLC0415 - the same

    read = (fragments or Fragments()).read
    for post, path, text in texts:
        facts = facts_of(text, read)
        for code, message, remedy, words in _findings(root, post, text, facts):
            place = _place(root, path, words)
            yield Diagnostic(code, message, remedy, place, Severity.WARNING)


def is_eventful(text: str) -> bool:
    """Whether there may be something to find in a text."""
    return len(text) > LONG or bool(EVENTFUL.search(text)) or text.count("[") > MANY


def _texts(post: Post) -> Iterator[tuple[str, str]]:
    """Each text with the file that it is in."""
    yield post.path, post.summary
    yield from ((post.path, update.text) for update in post.updates)
    for translation in post.translations.values():
        yield translation.path, translation.summary
        yield from ((translation.path, text) for text in translation.texts.values())


def _findings(root: Path, post: Post, text: str, facts: Facts) -> Iterator[Finding]:
    if facts.beyond:
        yield (
            "beyond-markdown",
            f"a text is shown as it was typed: {facts.beyond}",
            "put what was pasted between lines of ```, or give lists fewer levels",
            text.strip().partition("\n")[0],
        )
    for source, words in facts.pictures.items():
        if isinstance(why := find_picture(root, post.path, source), str):
            yield (
                "missing-picture",
                f"{why}, so its alternative text stands there",
                "put it beside the post, or write its path below the site after a /",
                words,
            )
    for target, words in facts.files.items():
        if not _is_post(root, linked_file(post.path, target) or ""):
            yield (
                "dead-link",
                f"'{target}' leads to no post, so the page shows the words without a link",
                "write the post's path as seen from this file, or below the site after a /",
                words,
            )
    for cell in facts.cells:
        yield (
            "lost-cell",
            f"no column of the table shows '{cell}'",
            r"give the table's head one more column, or write \| for a bar in a cell",
            cell,
        )
    for words in facts.comments:
        yield (
            "open-comment",
            "the comment that begins here never ends, so its words are published",
            "write --> where it ends",
            words,
        )
    for words, what in facts.otherwise.items():
        yield (
            "shown-otherwise",
            f"'{words}' is text on the page, while the preview of a pull request {what}",
            "write it in the Markdown that docs/formats.md names, or as code between ` signs",
            words,
        )


def _is_post(root: Path, path: str) -> bool:
    """Whether a path below the site may be that of a post or of its translation."""
    return path.partition("/")[0] in FOLDERS and (root / path).is_file()


def _place(root: Path, path: str, words: str) -> Location:
    """Where words first stand in a file."""
    source = source_text(root, path) or ""
    found = re.search(re.escape(words), source)
    at = found.start() if found else 0
    return Location(path, source.count("\n", 0, at) + 1, at - source.rfind("\n", 0, at))
