"""What git is asked: one log over the first parents, one batch of old files. No library, no checkout.

The commands are immune to the caller's settings: no hook's GIT_DIR, no user's rename or colour options.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

EPOCH = datetime.fromtimestamp(0, UTC)
REGULAR_FILES = frozenset({"100644", "100755"})


@dataclass(frozen=True, slots=True)
class Change:
    """One file in one commit: ``blob`` None where it is gone; ``old_path`` set where git saw a rename.

    ``added`` is True where there was no such file before.
    """

    path: str
    blob: str | None
    old_path: str | None = None
    added: bool = False


@dataclass(frozen=True, slots=True)
class Commit:
    """A first-parent commit: its committer time (for a merge, the merge's) and what it changed."""

    sha: str
    at: datetime
    changes: tuple[Change, ...]


class GitError(Exception):
    """Git answered with an error; the text is git's own."""


def run_git(root: Path, *arguments: str, stdin: bytes | None = None) -> bytes:
    """Runs git in a folder and returns its output. Raises GitError with git's words."""
    return answer_of(start_git(root, *arguments, feed=stdin is not None), stdin)


def run_all(root: Path, *commands: Sequence[str]) -> list[bytes]:
    """Runs several gits at once and returns their outputs. Raises the first one's GitError, all having ended."""
    started = [start_git(root, *command) for command in commands]
    answers: list[bytes] = []
    failed: GitError | None = None
    for one in started:
        try:
            answers.append(answer_of(one))
        except GitError as error:
            failed = failed or error
    if failed:
        raise failed
    return answers


def start_git(root: Path, *arguments: str, feed: bool = False) -> subprocess.Popen[bytes]:
    """Starts git without waiting for it; see :func:`answer_of`. Raises GitError where there is no git."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith("GIT_")}  # noqa: TID251 - a hook's GIT_DIR must not reach this git
    environment = kept | {"LC_ALL": "C", "GIT_NO_REPLACE_OBJECTS": "1", "GIT_OPTIONAL_LOCKS": "0"}
    try:
        return subprocess.Popen(
            ["git", "--no-pager", *arguments],
            cwd=root,
            stdin=subprocess.PIPE if feed else subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=environment,
        )
    except FileNotFoundError as error:
        raise GitError("git is not installed") from error


def answer_of(started: subprocess.Popen[bytes], stdin: bytes | None = None) -> bytes:
    """Waits for a git that was started and returns its output. Raises GitError with git's words."""
    with started:
        output, complaint = started.communicate(stdin)
    if started.returncode:
        raise GitError(complaint.decode(errors="replace").strip() or f"exit {started.returncode}")
    return output


def first_parent_log(
    root: Path, revision: str, folder: str, latest: int | None = None
) -> list[Commit]:
    """The commits that changed a folder below ``root``, oldest first; paths are relative to ``root``.

    ``latest`` looks at no more than that many commits, those of other folders included.
    Renames are followed, copies are not: people write a notice by copying the last one.
    """
    output = run_git(
        root, "-c", "core.quotePath=false", "log", "--first-parent", "-m", "--raw", "-z",
        "--no-abbrev", "-M", "-l0", "--no-ext-diff", "--no-color", "--no-notes",
        "--no-show-signature", "--no-mailmap", "--relative", "--format=%x01%H %ct",
        "--end-of-options", *_revisions(root, revision, latest), "--", folder,
    )  # fmt: skip
    return list(_parse_log(output))[::-1]


def _revisions(root: Path, revision: str, latest: int | None) -> tuple[str, ...]:
    """The revision, less what comes before its latest commits."""
    if latest is None:
        return (revision,)
    try:
        before = run_git(root, "rev-parse", "--verify", "--quiet", f"{revision}~{latest}")
    except GitError:
        return (revision,)
    return (revision, f"^{before.decode().strip()}")


def _parse_log(output: bytes) -> Iterator[Commit]:
    fields = iter(output.decode("utf-8", "surrogateescape").split("\0"))
    sha, at, changes = "", EPOCH, list[Change]()
    for field in fields:
        if field.startswith("\x01"):
            if sha:
                yield Commit(sha, at, tuple(changes))
            sha, seconds = field[1:].split()
            at, changes = datetime.fromtimestamp(int(seconds), UTC), []
        elif meta := field.strip():
            _, mode, _, blob, status = meta.split(" ")
            path, old_path = next(fields), None
            if status[0] == "R":
                old_path, path = path, next(fields)
            present = status != "D" and mode in REGULAR_FILES
            changes.append(Change(path, blob if present else None, old_path, status == "A"))
    if sha:
        yield Commit(sha, at, tuple(changes))


def read_blobs(root: Path, blobs: Iterable[str]) -> dict[str, bytes]:
    """The contents of git objects, all in one call."""
    wanted = sorted(set(blobs))
    if not wanted:
        return {}
    output = run_git(root, "cat-file", "--batch", stdin="\n".join(wanted).encode() + b"\n")
    found, at = {}, 0
    for blob in wanted:
        end = output.index(b"\n", at)
        header = output[at:end].decode().split(" ")
        if len(header) != 3:
            raise GitError(f"object {blob} is missing from the repository")
        size = int(header[2])
        found[blob] = output[end + 1 : end + 1 + size]
        at = end + 1 + size + 1
    return found


def moved_from(top: Path, commit: str, folder: str) -> str | None:
    """The folder whose files a commit moved into ``folder``; None if it moved none.

    Both are relative to ``top``, the repository's root. Asked once, of the commit that first filled ``folder``: a site that was moved to another place of
    its repository keeps its history.
    """
    output = run_git(
        top, "diff-tree", "-r", "-m", "--root", "--raw", "-z", "--no-abbrev", "-M", "-l0",
        "--no-commit-id", commit,
    )  # fmt: skip
    fields = iter(output.decode("utf-8", "surrogateescape").split("\0"))
    for field in fields:
        if not field.startswith(":"):
            continue
        old = next(fields)
        if field.rpartition(" ")[2].startswith("R"):
            name = next(fields).removeprefix(f"{folder}/")
            if old.endswith(f"/{name}") and not old.startswith(f"{folder}/"):
                return old.removesuffix(f"/{name}")
    return None
