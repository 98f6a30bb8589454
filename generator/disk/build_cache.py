"""What a build leaves for the next one, in ``.statusmark-cache/`` beside site.yaml.

Only time hangs on it: a build without it gives the same bytes. A file that is damaged, or cannot be
written, is as good as none. One that git tracks, or that is a symbolic link, came from somebody else,
who could have put anything into the pages: it is not read.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from generator.disk.whole_file import write_whole
from generator.reading.git.commands import GitError, run_git
from generator.reading.git.repository import top_of
from generator.reading.guarded import DATA_LIMIT, read_guarded
from generator.rendering.prose.fragments import (
    dump_fragments,
    fragment_key,
    load_fragments,
    prose_of,
)
from generator.rendering.reuse.unchanged import Kept
from generator.rules.judgements import Assessment

FOLDER = ".statusmark-cache"
FRAGMENTS, PAGES = "fragments.json", "pages.json"


@dataclass(frozen=True, slots=True)
class BuildCache:
    """Rendered prose by its key, and of what each page was made."""

    fragments: dict[str, str] = field(default_factory=dict)
    pages: dict[str, Kept] = field(default_factory=dict)


def read_kept(root: Path) -> BuildCache:
    """What the last build left; nothing where there is nothing to be trusted."""
    folder = root / FOLDER
    if not folder.is_dir() or folder.is_symlink() or _tracked(root):
        return BuildCache()
    return BuildCache(load_fragments(_read(folder / FRAGMENTS)), _pages(_read(folder / PAGES)))


def published_file(out: Path, path: str) -> bytes | None:
    """A file of the published site; None where it is not there."""
    return _read(out / path) or None


def used_fragments(assessment: Assessment, fragments: Mapping[str, str]) -> dict[str, str]:
    """The fragments of texts that are still in the posts."""
    keys = (fragment_key(text, heading) for text, heading in prose_of(assessment))
    return {key: fragments[key] for key in keys if key in fragments}


def _tracked(root: Path) -> bool:
    top = top_of(root)
    if top is None:
        return False
    folder = (root.resolve() / FOLDER).relative_to(top).as_posix()
    try:
        return bool(run_git(top, "ls-files", "-z", "--", folder, worktree=top))
    except GitError:
        return True


def _read(path: Path) -> bytes:
    with suppress(OSError):
        if not path.is_symlink():
            return read_guarded(path, DATA_LIMIT)
    return b""


def _pages(data: bytes) -> dict[str, Kept]:
    try:
        found = json.loads(data)
    except (ValueError, RecursionError):
        return {}
    rows = found.items() if isinstance(found, dict) else ()
    return {
        str(path): (row[0], row[1])
        for path, row in rows
        if isinstance(row, list) and len(row) == 2 and all(isinstance(part, str) for part in row)
    }


def write_kept(root: Path, before: BuildCache, now: BuildCache) -> None:
    """Leaves something for the next build; trouble with the disk is none of this build's."""
    folder = root / FOLDER
    with suppress(OSError):
        if folder.is_symlink():
            return
        folder.mkdir(exist_ok=True)
        if before.fragments.keys() != now.fragments.keys():
            data = dump_fragments(now.fragments)
            write_whole(folder / FRAGMENTS, data, durable=False, follow_link=False)
        if before.pages != now.pages:
            write_whole(folder / PAGES, _dump(now.pages), durable=False, follow_link=False)


def _dump(pages: Mapping[str, Kept]) -> bytes:
    return json.dumps(dict(sorted(pages.items()))).encode()
