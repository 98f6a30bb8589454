"""A few files of a site with as little as their findings depend on, so that checking one stays quick.

Beside the named files these are read: the post of a named translation, posts that may have an id of
theirs, and, for planned work that is not over, other work that is not over either.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from generator.diagnostics import Diagnostic
from generator.model.content import Content
from generator.reading.content import Reading, read_content
from generator.reading.git.history import History
from generator.reading.git.notices import read_history
from generator.reading.git.repository import FOLDERS
from generator.reading.git.search import Searches, found_by, start_words, stems_of
from generator.reading.guarded import read_guarded
from generator.reading.posts.translations import translation_name


def read_some(
    root: Path,
    wanted: Sequence[str],
    now: datetime,
    base: str,
    searches: Searches,
    history: History,
) -> tuple[Reading, tuple[Diagnostic, ...]]:
    """The named files as the whole site's reading has them, with the versions of notices.

    ``wanted`` are paths of posts and translations. The content holds further posts; findings in
    files that are not named are not complete. ``searches`` are those of :func:`start_searches` for
    the same files, ``history`` is what was started for them. The second result is what
    :func:`read_history` says; of work that is over only whether all is here.
    """
    named = {*wanted, *(name.post for path in wanted if (name := translation_name(path)))}
    reading = read_content(root, _in_order(root, named))
    found, unfinished = found_by(searches.ids), found_by(searches.unfinished)
    if reading.content is None:
        return reading, ()
    needed = named | set(_same_ids(root, reading.content, wanted, found))
    if any(post.announced.end_at > now for post in reading.content.maintenance):
        # notices whose announced end may lie after now: all where git found none out
        paths = _paths(root) if unfinished is None else unfinished
        needed |= {p for p in paths if p.startswith("maintenance/") and not translation_name(p)}
    if needed != named:
        reading = read_content(root, _in_order(root, needed))
    content = reading.content
    if content is None:
        return reading, ()
    coming = tuple(p for p in content.maintenance if p.announced.end_at > now)
    over = tuple(p for p in content.maintenance if p.announced.end_at <= now)
    judged, more = read_history(
        root, replace(content, maintenance=coming), now, base, history=history, recent=True
    )
    whole = tuple(sorted((*judged.maintenance, *over), key=lambda post: post.id))
    return replace(reading, content=replace(judged, maintenance=whole)), more


def _in_order(root: Path, paths: Iterable[str]) -> list[str]:
    """The paths that exist, in the order of a walk."""
    return sorted((p for p in paths if (root / p).exists()), key=lambda path: path.split("/"))


def _folders(root: Path) -> Iterator[tuple[str, list[str]]]:
    """Each folder of the posts with the names in it; a name that ends in .md is taken for a file's."""
    folders = list(FOLDERS)
    while folders:
        folder = folders.pop()
        try:
            names = os.listdir(root / folder)  # noqa: PTH208 - thousands of names, no object for each
        except OSError:
            continue
        yield folder, names
        below = (f"{folder}/{name}" for name in names if not name.endswith(".md"))
        folders += [path for path in below if not (root / path).is_symlink()]


def _paths(root: Path) -> Iterator[str]:
    """All files below the posts' folders that could be posts, by name alone."""
    for folder, names in _folders(root):
        yield from (f"{folder}/{name}" for name in names if name.endswith(".md"))


def _same_ids(
    root: Path, content: Content, wanted: Iterable[str], found: set[str] | None
) -> Iterator[str]:
    """Files that may have the id, or a former id, of a named post; ``found`` are those with its stem."""
    asked = set(wanted)
    posts = [post for post in content.posts if post.path in asked]
    words = {word for post in posts for word in (post.id, *post.aliases)}
    stems = stems_of(asked)
    if found is not None and words - stems:
        found |= found_by(start_words(root, words - stems)) or set()
    called = {f"{word}.md" for word in words | stems}
    for folder, names in _folders(root):
        yield from (f"{folder}/{name}" for name in called.intersection(names))
    if found is not None:
        yield from found
        return
    texts = [word.encode() for word in words]
    for path in _paths(root):
        with suppress(OSError):
            data = read_guarded(root / path, inside=root)
            if any(text in data for text in texts):
                yield path
