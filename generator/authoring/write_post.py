"""The one way in which a post's file is written: changed as it is now, or not at all.

A change is a function of the file. It is worked out on what the file holds at that moment, the result is
read as any reader would, and it is written only if the file is still the same then; else all of it
is done again. So what somebody else saved meanwhile, while a text was being typed, stays.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from generator.authoring.changes import Revision
from generator.authoring.edit import apply
from generator.authoring.post_source import (
    PostSource,
    RefusedError,
    parse_source,
    unchanged,
    updates_without_places,
    without_places,
)
from generator.authoring.posts_on_disk import ids, stem, unused
from generator.diagnostics import Diagnostic
from generator.disk.whole_file import ChangedError, change_whole
from generator.reading.files import is_post_file, read_file
from generator.reading.tables.fields import Context
from generator.reading.yaml.faults import Faults

ATTEMPTS = 20
"""How often a file may change between reading and writing, which takes milliseconds, before we give up."""


def read_source(root: Path, names: Context, path: str) -> PostSource:
    """A post's file as it is now. Raises RefusedError where it cannot be read."""
    return _read(root, names, path)[0]


def revise_post(
    root: Path, names: Context, path: str, revise: Callable[[PostSource], Revision]
) -> None:
    """Change a post's file.

    ``revise`` says how, from what the file holds, or raises RefusedError; it is asked again where the
    file changed meanwhile. Raises RefusedError where nothing was written.
    """
    for _ in range(ATTEMPTS):
        source, place = _read(root, names, path)
        revision = revise(source)
        data = apply(source.data, revision.replacements)
        _check(source, parse_source(path, data, names), revision)
        try:
            if os.path.realpath(root / path) != str(place):
                continue
            change_whole(place, source.data, data)
        except ChangedError:
            continue
        except OSError as error:
            raise RefusedError(f"cannot write {path}: {error.strerror or error}.") from error
        return
    raise unchanged(path, "somebody else keeps writing it; try again")


def create_post(root: Path, names: Context, folder: str, name: str, text: str) -> str:
    """Write a new post's file in a folder and return its path; ``name`` gets a number if it is taken.

    Raises RefusedError where a reader would find mistakes in it, or it cannot be written.
    """
    data = text.encode("utf-8")
    taken: set[str] = set()
    while True:
        known = ids(root)
        taken |= {*known, *map(stem, known.values())}
        free = unused(name, taken)
        path = f"{folder}/{free}.md"
        source = parse_source(path, data, names)
        if source.post is None:
            why = f"{path} was not written: it would have mistakes."
            raise RefusedError(why, source.errors, source.text)
        try:
            change_whole(root / path, None, data)
        except ChangedError:
            taken.add(free)
        except OSError as error:
            raise RefusedError(f"cannot write {path}: {error.strerror or error}.") from error
        else:
            return path


def _read(root: Path, names: Context, path: str) -> tuple[PostSource, Path]:
    """A post's file, and where it really lies: a link inside the site is followed."""
    notes: list[Diagnostic] = []
    try:
        there = is_post_file(root, path, notes)
    except OSError:
        there = False
    faults = Faults(path)
    data = read_file(str(root / path), faults) if there else None
    if data is None:
        found = [*notes, *faults.found]
        raise unchanged(path, "it cannot be read" if found else "it is not there any more", found)
    return parse_source(path, data, names), Path(os.path.realpath(root / path))


def _check(before: PostSource, after: PostSource, revision: Revision) -> None:
    """Raises RefusedError where a changed file has mistakes of its own, or says what was not meant."""
    known = Counter((d.code, d.message) for d in before.errors)
    fresh = []
    for found in after.errors:
        if known[found.code, found.message]:
            known[found.code, found.message] -= 1
        else:
            fresh.append(found)
    if fresh:
        why = "a reader would find mistakes in it that it does not have now"
        raise unchanged(before.path, why, fresh, after.text)
    if revision.post is not None:
        right = after.post is not None and (
            without_places(after.post) == without_places(revision.post)
        )
    else:
        right = after.updates is not None and (
            updates_without_places(after.updates) == updates_without_places(revision.updates)
        )
    if not right:
        why = "it would not say what was meant, since it is written in an unusual way; change it by hand"
        raise unchanged(before.path, why)
