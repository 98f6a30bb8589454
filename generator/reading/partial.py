"""A few files of a site with as little as their findings depend on, so that checking one stays quick.

Beside the named files these are read: the post of a named translation, posts that may have an id of
theirs, and, for planned work that is not over, other work that is not over either.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from generator.diagnostics import Diagnostic
from generator.model import Content, Post
from generator.reading.content import Reading, read_content
from generator.reading.git import GitError, run_git
from generator.reading.history import read_history
from generator.reading.search import FOLDERS, GREP, Search, found_by, start_search, stems_of
from generator.reading.translations import translation_name

END = re.compile(r"(.+?)\0[ \t]*[\"']?end[\"']?[ \t]*:[ \t]*[\"']?(\d{4}-\d\d-\d\d)")
ZONES = timedelta(days=2)
"""More than any two clocks on Earth are apart."""


def read_some(
    root: Path, wanted: Sequence[str], now: datetime, base: str, search: Search
) -> tuple[Reading, tuple[Diagnostic, ...]]:
    """The named files as the whole site's reading has them, with the versions of notices.

    ``wanted`` are paths of posts and translations. The content holds further posts; findings in
    files that are not named are not complete. ``search`` looks for the names of these files. The second result is what :func:`read_history` says.
    """
    named = {*wanted, *(name.post for path in wanted if (name := translation_name(path)))}
    reading = read_content(root, _in_order(root, named))
    if reading.content is None:
        found_by(search)
        return reading, ()
    needed = named | set(_same_ids(root, reading.content, wanted, search))
    if any(post.announced.end_at > now for post in reading.content.maintenance):
        needed |= set(_unfinished(root, now))
    if needed != named:
        reading = read_content(root, _in_order(root, needed))
    content = reading.content
    if content is None:
        return reading, ()
    coming = tuple(p for p in content.maintenance if p.announced.end_at > now)
    over = tuple(p for p in content.maintenance if p.announced.end_at <= now)
    judged, found = read_history(root, replace(content, maintenance=coming), now, base, recent=True)
    whole = tuple(sorted((*judged.maintenance, *over), key=lambda post: post.id))
    return replace(reading, content=replace(judged, maintenance=whole)), found


def _in_order(root: Path, paths: Iterable[str]) -> list[str]:
    """The paths that exist, in the order of a walk."""
    return sorted((p for p in paths if (root / p).exists()), key=lambda path: path.split("/"))


def _paths(root: Path) -> Iterator[str]:
    """All files below the posts' folders that could be posts, by name alone."""
    folders = [str(root / folder) for folder in FOLDERS]
    start = len(str(root)) + 1
    while folders:
        folder = folders.pop()
        try:
            with os.scandir(folder) as scan:
                entries = list(scan)
        except OSError:
            continue
        for entry in entries:
            if entry.name.endswith(".md"):
                yield entry.path[start:].replace(os.sep, "/")
            elif entry.is_dir(follow_symlinks=False):
                folders.append(entry.path)


def _same_ids(root: Path, content: Content, wanted: Iterable[str], search: Search) -> Iterator[str]:
    """Files that may have the id, or a former id, of a named post; ``search`` looks for the stems."""
    asked = set(wanted)
    every: tuple[Post, ...] = (*content.incidents, *content.maintenance)
    posts = [post for post in every if post.path in asked]
    words = {word for post in posts for word in (post.id, *post.aliases)}
    stems = stems_of(asked)
    paths = list(_paths(root))
    found = found_by(search)
    if found is not None and words - stems:
        found |= found_by(start_search(root, words - stems)) or set()
    endings = tuple(f"/{word}.md" for word in words | stems)
    yield from (path for path in paths if path.endswith(endings))
    if found is not None:
        yield from found
        return
    texts = [word.encode() for word in words]
    for path in paths:
        data = (root / path).read_bytes()
        if any(text in data for text in texts):
            yield path


def _unfinished(root: Path, now: datetime) -> Iterator[str]:
    """The notices whose announced end may lie after now."""
    every = {path for path in _paths(root) if path.startswith("maintenance/")}
    pattern = r"^[ \t]*[\"']?end[\"']?[ \t]*:"
    try:
        found = run_git(root, *GREP, "-z", "-E", "-e", pattern, "--", "maintenance").decode(
            "utf-8", "surrogateescape"
        )
    except GitError:
        yield from every
        return
    limit = f"{now - ZONES:%Y-%m-%d}"
    over: set[str] = set()
    for line in found.split("\n"):
        match = END.match(line)
        if match and match[2] < limit:
            over.add(match[1])
    yield from (path for path in every - over if not translation_name(path))
