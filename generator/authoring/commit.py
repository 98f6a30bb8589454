"""Committing what a command wrote, and nothing else, with the engineer's own name and settings."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Sequence
from pathlib import Path

ELSEWHERE = frozenset(
    {
        "GIT_ALTERNATE_OBJECT_DIRECTORIES",
        "GIT_COMMON_DIR",
        "GIT_DIR",
        "GIT_IMPLICIT_WORK_TREE",
        "GIT_INDEX_FILE",
        "GIT_NAMESPACE",
        "GIT_OBJECT_DIRECTORY",
        "GIT_PREFIX",
        "GIT_QUARANTINE_PATH",
        "GIT_WORK_TREE",
    }
)
"""By these git tells its hooks which repository is theirs; names, addresses and access settings stay."""


class CommitError(Exception):
    """Git refused; the text is git's own."""


def commit(root: Path, paths: Sequence[str], message: str) -> None:
    """Commit these files alone, whatever else is staged. Raises CommitError."""
    git(root, "--literal-pathspecs", "add", "--", *paths)
    git(root, "--literal-pathspecs", "commit", "--quiet", f"--message={message}", "--", *paths)


def push(root: Path) -> None:
    """Push the current branch to where it is set to go. Raises CommitError."""
    git(root, "push", "--quiet")


def git(root: Path, *arguments: str, stdin: bytes | None = None) -> str:
    """Run git in a folder and return what it prints. Raises CommitError with git's words.

    It finds the repository from the folder, whatever repository's hook has called this program.
    """
    kept = {k: v for k, v in os.environ.items() if k not in ELSEWHERE}  # noqa: TID251 - see ELSEWHERE
    try:
        done = subprocess.run(
            ["git", *arguments],
            cwd=root,
            input=stdin,
            stdin=None if stdin is not None else subprocess.DEVNULL,
            capture_output=True,
            check=False,
            env=kept,
        )
    except FileNotFoundError as error:
        raise CommitError("git is not installed") from error
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip()
        raise CommitError(said or done.stdout.decode(errors="replace").strip() or "git failed")
    return done.stdout.decode(errors="replace")
