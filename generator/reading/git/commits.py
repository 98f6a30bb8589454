"""Commits as git states them, and what each changed on a line."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from generator.reading.git.commands import REGULAR_FILES

LATEST_SECOND = 253402300799
"""The end of the year 9999; no later instant can be told."""
HEADERS = re.compile(
    rb"([0-9a-f]{40,64})\ntree [0-9a-f]+\n((?:parent [0-9a-f]+\n)*)"
    rb"author [^\n]*?> ?(\d{1,12}) [+-]\d+\ncommitter [^\n]*?> ?(\d{1,12}) [+-]\d+\n"
)
STAMP = re.compile(rb"(\d{1,12}) [+-]\d+")


class Commit(NamedTuple):
    """A commit with the times that it states, in seconds (None: git cannot tell).

    ``subject`` is a merge's first line.
    """

    sha: str
    parents: tuple[str, ...]
    committed: int | None
    authored: int | None
    subject: str = ""

    @property
    def committed_at(self) -> datetime | None:
        """The committer time."""
        return None if self.committed is None else datetime.fromtimestamp(self.committed, UTC)


class Change(NamedTuple):
    """A file that a commit changed: its content before and after, None where there was or is none."""

    path: str
    before: str | None
    blob: str | None


class Step(NamedTuple):
    """A commit of a line, the one before it there (None: the first), and what it ``changes`` of a site.

    ``second`` is when it was published; None: not before now, as far as can be told. ``against`` is
    the commit that contradicts its committer time (itself: by its author time).
    """

    commit: Commit
    before: str | None
    second: int | None = None
    against: Commit | None = None
    changes: Sequence[Change] = ()

    @property
    def at(self) -> datetime | None:
        """The publication as an instant."""
        return None if self.second is None else datetime.fromtimestamp(self.second, UTC)


def parse_commits(headers: bytes) -> dict[str, Commit]:
    """The commits of ``git rev-list --header``, by id."""
    found: dict[str, Commit] = {}
    for record in headers.split(b"\0"):
        match = HEADERS.match(record)
        if match is not None:
            name, above, authored, committed = match.groups()
            parents = tuple(above.decode().replace("parent ", "").split())
            commit = Commit(name.decode(), parents, _second(committed), _second(authored))
        elif re.match(rb"\n?[0-9a-f]{40,64}\n", record):
            commit = _odd(record)
        else:
            continue
        if len(commit.parents) > 1:
            message = record.partition(b"\n\n")[2].partition(b"\n")[0]
            subject = message.decode("utf-8", "replace").removeprefix("    ").rstrip()
            commit = commit._replace(subject=subject)
        found[commit.sha] = commit
    return found


def _odd(record: bytes) -> Commit:
    """A commit whose header is not as git writes it: its times may not be told."""
    name, *lines = record.strip(b"\n").partition(b"\n\n")[0].split(b"\n")
    parents = tuple(line[7:].decode() for line in lines if line.startswith(b"parent "))
    stamps: dict[bytes, int | None] = {}
    for line in lines:
        word, _, ident = line.partition(b" ")
        if word in (b"author", b"committer"):
            match = STAMP.fullmatch(ident.rpartition(b">")[2].strip())
            stamps.setdefault(word, _second(match[1]) if match else None)
    return Commit(name.decode(), parents, stamps.get(b"committer"), stamps.get(b"author"))


def _second(digits: bytes) -> int | None:
    second = int(digits)
    return second if second <= LATEST_SECOND else None


def parse_diffs(output: bytes) -> list[list[Change]]:
    """What ``git diff-tree --stdin --raw -z --always`` says that each commit changed, in their order."""
    fields = iter(output.split(b"\0"))
    found: list[list[Change]] = []
    for field in fields:
        if field.startswith(b":"):
            before_mode, mode, before, blob, status = field[1:].split(b" ")
            present = status != b"D" and mode.decode() in REGULAR_FILES
            was = status != b"A" and before_mode.decode() in REGULAR_FILES
            path = os.fsdecode(next(fields))
            found[-1].append(
                Change(path, before.decode() if was else None, blob.decode() if present else None)
            )
        elif field:
            found.append([])
    return found
