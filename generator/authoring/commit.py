"""Committing what a command wrote, and nothing else, with the engineer's own name and settings."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from generator.reading.git.commands import GitError, literal, write_git


class CommitError(Exception):
    """Git refused; the text is git's own, or says what to do."""


def commit(root: Path, paths: Sequence[str], message: str) -> None:
    """Commit these files alone, whatever else is staged. Raises CommitError."""
    wanted = [literal(path) for path in paths]
    git(root, "add", "--", *wanted)
    encoding = ("-c", "i18n.commitEncoding=UTF-8")  # in which the message is handed over
    git(root, *encoding, "commit", "--quiet", f"--message={message}", "--", *wanted)


def push(root: Path) -> None:
    """Push the current branch to where it is set to go. Raises CommitError, which says what to do."""
    try:
        write_git(root, "push", "--porcelain")
    except GitError as error:
        if b"\t[rejected]" in error.output:
            advice = (
                "the server has commits that are not here. Say 'git pull --rebase', then 'git push' "
                "(a pull that merges would turn the history around that proves notices)"
            )
            raise CommitError(advice) from error
        if (command := _first_push(root)) is not None:
            advice = f"this branch is not set to go anywhere yet. Say '{command}' once"
            raise CommitError(advice) from error
        raise CommitError(str(error)) from error


def _first_push(root: Path) -> str | None:
    """The command that pushes this branch for the first time; None where it has somewhere to go."""
    try:
        branch = git(root, "symbolic-ref", "--quiet", "--short", "HEAD").strip()
    except CommitError:
        return None
    remotes = git(root, "remote").split()
    if not remotes:
        return f"git remote add origin ADDRESS && git push --set-upstream origin {branch}"
    try:
        git(root, "config", f"branch.{branch}.merge")
    except CommitError:
        remote = "origin" if "origin" in remotes else remotes[0]
        return f"git push --set-upstream {remote} {branch}"
    return None


def git(root: Path, *arguments: str, stdin: bytes | None = None) -> str:
    """Run git in a folder and return what it prints. Raises CommitError with git's words."""
    try:
        return write_git(root, *arguments, stdin=stdin).decode(errors="replace")
    except GitError as error:
        raise CommitError(str(error)) from error
