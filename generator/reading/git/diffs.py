"""What each commit of a line changed below some folders: one diff of trees a commit, all asked at once."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import IO

from generator.reading.git.commands import REGULAR_FILES, answer_of, start_git
from generator.reading.git.line import Step
from generator.reading.git.repository import Repository


@dataclass(frozen=True, slots=True)
class Change:
    """A file that a commit changed: its content before and after, None where there was or is none."""

    path: str
    before: str | None
    blob: str | None


Changes = tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Diffs:
    """Diffs under way; :func:`read_diffs` has them."""

    number: int
    asked: subprocess.Popen[bytes]
    output: IO[bytes]


def start_diffs(
    repository: Repository, steps: Sequence[Step], paths: Iterable[str], *, deleted: bool = False
) -> Diffs:
    """Starts comparing each step with the one before it, below paths from the repository's top.

    No paths: everywhere. ``deleted`` looks at files alone that are gone. Raises GitError.
    """
    wanted = [path.rstrip("/") for path in paths]
    with tempfile.TemporaryFile() as fed:
        fed.write(
            "".join(f"{s.commit.sha} {s.before or ''}".rstrip() + "\n" for s in steps).encode()
        )
        fed.seek(0)
        output = tempfile.TemporaryFile()  # noqa: SIM115 - read and closed by read_diffs
        asked = start_git(
            repository.top, "diff-tree", "--stdin", "-r", "--root", "--raw", "-z", "--always",
            "--no-abbrev", "--no-renames", *(["--diff-filter=D"] if deleted else []), "--", *wanted,
            feed=fed, output=output, worktree=repository.top,
        )  # fmt: skip
    return Diffs(len(steps), asked, output)


def read_diffs(diffs: Diffs) -> list[Changes]:
    """What each step changed, in the order in which they were asked for. Raises GitError."""
    with diffs.output as output:
        answer_of(diffs.asked)
        output.seek(0)
        fields = iter(output.read().split(b"\0"))
    found: list[list[Change]] = []
    for field in fields:
        if field.startswith(b":"):
            before_mode, mode, before, blob, status = field[1:].split(b" ")
            present = status != b"D" and mode.decode() in REGULAR_FILES
            was = status != b"A" and before_mode.decode() in REGULAR_FILES
            found[-1].append(
                Change(
                    os.fsdecode(next(fields)),
                    before.decode() if was else None,
                    blob.decode() if present else None,
                )
            )
        elif field:
            found.append([])
    return [tuple(changes) for changes in found]
