"""What the changes since a commit do to the figures: those not committed yet, or a pull request's."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from generator.commands.shared.terminal import Loaded
    from generator.model.content import Content
    from generator.rules.effects import Effect

SITE_FILE = "site.yaml"
CONTENT = (SITE_FILE, "incidents", "maintenance")
BUILT_BRANCH = "HEAD"


def effects_of_changes(root: Path, loaded: Loaded, base: str) -> tuple[Effect, ...]:
    """The periods that the changes move, at the same ``now``; none where nothing changed.

    Compared with ``HEAD``, or, where ``base`` names a target, with the commit the branch left it at.
    Files with errors say nothing reliable, so there are no effects then.
    """
    if loaded.content is None or loaded.refused or loaded.reading.broken:
        return ()
    from generator.reading.git.commands import GitError

    try:
        before = _before(root, loaded, base)
    except GitError:
        return ()
    if before is None:
        return ()
    from generator.rules.effects import effects

    return effects(before, loaded.content, loaded.now)


def _before(root: Path, loaded: Loaded, base: str) -> Content | None:
    """The content before the changes; None where there are none or the old state cannot be read."""
    import tempfile

    from generator.reading.content import read_content
    from generator.reading.git.commands import run_git
    from generator.reading.git.notices import read_history

    content = loaded.content
    if content is None:
        return None
    commit = base
    if base != BUILT_BRANCH:
        commit = run_git(root, "merge-base", "--end-of-options", base, "HEAD").decode().strip()
    changed = _changed(root, commit)
    if not changed:
        return None
    whole = SITE_FILE in changed
    with tempfile.TemporaryDirectory() as folder:
        old = Path(folder)
        _extract(root, commit, CONTENT if whole else (SITE_FILE, *changed), old)
        found = read_content(old).content
    if found is None:
        return None
    found, _ = read_history(root, found, loaded.now, commit)
    if whole:
        return found
    return replace(
        content,
        incidents=(*(p for p in content.incidents if p.path not in changed), *found.incidents),
        maintenance=(
            *(p for p in content.maintenance if p.path not in changed),
            *found.maintenance,
        ),
    )


def _changed(root: Path, commit: str) -> frozenset[str]:
    """The content's files that are not as in a commit, those unknown to git included."""
    from generator.reading.git.commands import run_git

    said = run_git(
        root, "diff", "--name-only", "--no-renames", "--relative", "-z", commit, "--", *CONTENT
    )
    new = run_git(root, "ls-files", "--others", "--exclude-standard", "-z", "--", *CONTENT)
    names = (said + new).decode("utf-8", "surrogateescape").split("\0")
    return frozenset(filter(None, names))


def _extract(root: Path, commit: str, paths: Iterable[str], target: Path) -> None:
    """Writes a commit's regular files at or below some paths to a folder."""
    from generator.reading.git.commands import REGULAR_FILES, read_blobs, run_git

    listed = run_git(root, "--literal-pathspecs", "ls-tree", "-r", "-z", commit, "--", *paths)
    blobs = {}
    for line in listed.decode("utf-8", "surrogateescape").split("\0"):
        meta, _, path = line.partition("\t")
        if path and meta.split(" ")[0] in REGULAR_FILES and ".." not in PurePosixPath(path).parts:
            blobs[path] = meta.split(" ")[2]
    texts = read_blobs(root, blobs.values())
    for path, blob in blobs.items():
        place = target / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(texts[blob])
