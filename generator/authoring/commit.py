"""Committing what a command wrote, and nothing else, with the engineer's own name and settings."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path


class CommitError(Exception):
    """Git refused; the text is git's own."""


def commit(root: Path, paths: Sequence[str], message: str) -> None:
    """Commit these files alone, whatever else is staged. Raises CommitError."""
    git(root, "add", "--", *paths)
    git(root, "commit", "--quiet", f"--message={message}", "--", *paths)


def push(root: Path) -> None:
    """Push the current branch to where it is set to go. Raises CommitError."""
    git(root, "push", "--quiet")


def git(
    root: Path,
    *arguments: str,
    stdin: bytes | None = None,
    environment: Mapping[str, str] | None = None,
) -> str:
    """Run git in a folder and return what it prints. Raises CommitError with git's words."""
    try:
        done = subprocess.run(
            ["git", *arguments],
            cwd=root,
            input=stdin,
            stdin=None if stdin is not None else subprocess.DEVNULL,
            capture_output=True,
            check=False,
            env=environment,
        )
    except FileNotFoundError as error:
        raise CommitError("git is not installed") from error
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip()
        raise CommitError(said or done.stdout.decode(errors="replace").strip() or "git failed")
    return done.stdout.decode(errors="replace")
