"""Which commits changed which files: links in the ledger, and what changed a closed period."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from generator.model.closed_periods import Edit
from generator.reading.git.commands import GitError, run_git


def read_edits(root: Path, base: str, paths: Iterable[str], since: datetime) -> tuple[Edit, ...]:
    """The commits on ``base`` that changed some files after an instant, oldest first.

    Empty outside git, and for changes that are not committed yet.
    """
    wanted = sorted(set(paths))
    found = [edit for edit in _log(root, base, wanted) if edit.at > since] if wanted else []
    return tuple(found[::-1])


def last_commits(root: Path, base: str, paths: Iterable[str]) -> dict[str, Edit]:
    """The last commit on ``base`` that changed each of some files; those in no commit are left out."""
    wanted = set(paths)
    found: dict[str, Edit] = {}
    for edit in _log(root, base, ("incidents", "maintenance")) if wanted else ():
        if edit.path in wanted:
            found.setdefault(edit.path, edit)
    return found


def _log(root: Path, base: str, paths: Iterable[str]) -> Iterator[Edit]:
    """Every change of some paths on the first-parent line, newest first; nothing outside git."""
    try:
        output = run_git(
            root, "--literal-pathspecs", "log", "--first-parent", "-m", "--name-only", "-z",
            "--no-renames", "--no-ext-diff", "--no-color", "--no-notes", "--no-show-signature",
            "--no-mailmap", "--relative", "--format=%x01%H %ct", "--end-of-options", base, "--",
            *paths,
        )  # fmt: skip
    except GitError:
        return
    commit, at = "", datetime.fromtimestamp(0, UTC)
    for field in output.decode("utf-8", "surrogateescape").split("\0"):
        if field.startswith("\x01"):
            commit, seconds = field[1:].split()
            at = datetime.fromtimestamp(int(seconds), UTC)
        elif path := field.strip("\n"):
            yield Edit(path, commit, at)
