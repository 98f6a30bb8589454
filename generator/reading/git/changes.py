"""What differs from a commit: the changed files of a site, and those files as they were."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path, PurePosixPath

from generator.reading.git.commands import DIFF, REGULAR_FILES, read_blobs, run_git


def fork_of(root: Path, base: str) -> str:
    """The commit at which HEAD left ``base``. Raises GitError where they have none in common."""
    return run_git(root, "merge-base", "--end-of-options", base, "HEAD").decode().strip()


def changed_files(root: Path, commit: str, paths: Iterable[str]) -> frozenset[str]:
    """The files at or below some paths that are not as in a commit, those unknown to git included."""
    wanted = tuple(paths)
    said = run_git(
        root, *DIFF, "--name-only", "--relative", "-z", commit, "--", *wanted,
    )  # fmt: skip
    new = run_git(root, "ls-files", "--others", "--exclude-standard", "-z", "--", *wanted)
    names = (said + new).decode("utf-8", "surrogateescape").split("\0")
    return frozenset(filter(None, names))


def extract_files(root: Path, commit: str, paths: Iterable[str], target: Path) -> None:
    """Writes a commit's regular files at or below some paths to a folder."""
    listed = run_git(root, "ls-tree", "-r", "-z", commit, "--", *paths)
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
