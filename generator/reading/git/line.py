"""The published line: the commits that the published branch has been at, oldest first.

First parents are followed, except in a merge by which git pulled the published branch into another
line: there the published commits are the second parent's. ``published_parent`` wins over the words.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from generator.model.content import ProofSettings
from generator.reading.git.commands import GitError, run_git

LATEST_SECOND = 253402300799
"""The end of the year 9999; no later instant can be told."""
HEADERS = re.compile(
    rb"([0-9a-f]{40,64})\ntree [0-9a-f]+\n((?:parent [0-9a-f]+\n)*)"
    rb"author [^\n]*?> ?([^\n>]*)\ncommitter [^\n]*?> ?([^\n>]*)\n"
)
STAMP = re.compile(rb"(\d{1,12}) [+-]\d+")
PULLED = re.compile(
    r"Merge (?:branch '([^']+)' of .+|remote-tracking branch '[^'/]+/([^']+)'(?: into .+)?)"
)
"""git's own first line of a merge that a pull makes."""
MERGED = re.compile(r"Merge (?:remote-tracking )?branch '([^']+)'")
"""How the first line of a merge of one branch begins, whoever made it."""


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


class Step(NamedTuple):
    """A commit of a line, and the one before it there (None: the first)."""

    commit: Commit
    before: str | None


@dataclass(frozen=True)
class Line:
    """The commits that a branch was at, oldest first, and all others known, by id."""

    steps: tuple[Step, ...]
    known: Mapping[str, Commit]

    @property
    def tip(self) -> str:
        """The last commit."""
        return self.steps[-1].commit.sha

    def walked(self, proof: ProofSettings, turned: Mapping[str, int] | None = None) -> Line:
        """The line as it would be with other settings, or with other parents of some merges."""
        _, steps = walk(self.tip, self.known, proof, turned or {})
        return Line(tuple(steps), self.known)

    @cached_property
    def index(self) -> Mapping[str, int]:
        """The place of each commit on the line."""
        return {step.commit.sha: at for at, step in enumerate(self.steps)}

    def find(self, abbreviated: str) -> list[str]:
        """The commits of the line whose ids begin so."""
        return [s.commit.sha for s in self.steps if s.commit.sha.startswith(abbreviated)]


def line_of(headers: bytes, root: Path, tip: str, proof: ProofSettings) -> Line:
    """The line that ends at a commit, from what :func:`header_command` said of it; ``root`` is the top.

    Raises GitError where it cannot be read whole.
    """
    commits = _parsed(headers)
    missing, steps = walk(tip, commits, proof, {})
    if missing or any(names_branch(step.commit, proof) for step in steps):
        command = (word for word in header_command(tip) if word != "--first-parent")
        commits = _parsed(run_git(root, *command, worktree=root))
        missing, steps = walk(tip, commits, proof, {})
    if missing:
        raise GitError(f"commit {missing} is missing from the repository")
    return Line(tuple(steps), commits)


def header_command(tip: str) -> tuple[str, ...]:
    """What to ask git for the commits that are the first parents of each other, from a tip on."""
    return ("rev-list", "--first-parent", "--encoding=UTF-8", "--header", "--end-of-options", tip)


def walk(
    tip: str, commits: Mapping[str, Commit], proof: ProofSettings, turned: Mapping[str, int]
) -> tuple[str | None, list[Step]]:
    """The steps to a tip, oldest first; and a commit that is not there, at which the walk ended.

    ``turned`` are merges of which another parent is followed than would be.
    """
    steps: list[Step] = []
    sha: str | None = tip
    while sha is not None:
        commit = commits.get(sha)
        if commit is None:
            return sha, steps[::-1]
        before = None
        if commit.parents:
            at = turned.get(sha) or followed(commit, proof)
            before = commit.parents[min(at, len(commit.parents)) - 1]
        steps.append(Step(commit, before))
        sha = before
    return None, steps[::-1]


def followed(commit: Commit, proof: ProofSettings) -> int:
    """Which parent of a commit was the published one, 1 or 2."""
    stated = stated_parent(commit, proof)
    if stated is not None:
        return stated
    return 2 if turns(commit, proof) else 1


def stated_parent(commit: Commit, proof: ProofSettings) -> int | None:
    """What ``published_parent`` says of a commit."""
    for abbreviated, parent in proof.published_parent.items():
        if commit.sha.startswith(abbreviated):
            return parent
    return None


def turns(commit: Commit, proof: ProofSettings) -> bool:
    """Whether git's own words say that the published branch was pulled in as the second parent."""
    match = PULLED.fullmatch(commit.subject) if len(commit.parents) > 1 else None
    return match is not None and (match[1] or match[2]) in proof.branches


def names_branch(commit: Commit, proof: ProofSettings) -> bool:
    """Whether a merge's first line names the published branch as what was merged."""
    if len(commit.parents) < 2:
        return False
    match = MERGED.match(commit.subject)
    if not match:
        return False
    return match[1] in proof.branches or match[1].partition("/")[2] in proof.branches


def _parsed(headers: bytes) -> dict[str, Commit]:
    found: dict[str, Commit] = {}
    for record in headers.split(b"\0"):
        match = HEADERS.match(record)
        if match is None:
            commit = _odd(record)
            if commit:
                found[commit.sha] = commit
            continue
        name, above, authored, committed = match.groups()
        sha = name.decode()
        parents = tuple(above.decode().replace("parent ", "").split())
        subject = _subject(record) if len(parents) > 1 else ""
        found[sha] = Commit(sha, parents, instant(committed), instant(authored), subject)
    return found


def _odd(record: bytes) -> Commit | None:
    """A commit whose header is not as git writes it: its times cannot be told."""
    lines = record.strip(b"\n").partition(b"\n\n")[0].split(b"\n")
    if not re.fullmatch(rb"[0-9a-f]{40,64}", lines[0]):
        return None
    parents = tuple(line[7:].decode() for line in lines[1:] if line.startswith(b"parent "))
    stamps: dict[bytes, int | None] = {}
    for line in lines[1:]:
        word, _, ident = line.partition(b" ")
        if word in (b"author", b"committer"):
            stamps.setdefault(word, instant(ident.rpartition(b">")[2].strip()))
    return Commit(
        lines[0].decode(),
        parents,
        stamps.get(b"committer"),
        stamps.get(b"author"),
        _subject(record) if len(parents) > 1 else "",
    )


def _subject(record: bytes) -> str:
    message = record.partition(b"\n\n")[2].partition(b"\n")[0]
    return message.decode("utf-8", "replace").removeprefix("    ").rstrip()


def instant(stamp: bytes) -> int | None:
    """The second of ``1795227261 +0100``; None where it is none, or later than the year 9999."""
    match = STAMP.fullmatch(stamp)
    if match is None:
        return None
    second = int(match[1])
    return second if second <= LATEST_SECOND else None
