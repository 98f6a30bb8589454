"""The published line: the commits that the published branch has been at, oldest first.

First parents are followed, except in a merge by which git pulled the published branch into another
line: there the published commits are the second parent's. ``published_parent`` wins over the words.

A committer time is typed by whoever commits. It is believed unless the commit contradicts itself, or
the commits before it on the line do.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path

from generator.model.content import ProofSettings
from generator.reading.git.commands import GitError, run_git
from generator.reading.git.commits import Commit, Step, parse_commits

SLACK = 10 * 60
"""By how many seconds the clocks of two computers may differ before one of them is not believed."""
PULLED = re.compile(
    r"Merge (?:branch '([^']+)' of .+|remote-tracking branch '[^'/]+/([^']+)'(?: into .+)?)"
)
"""git's own first line of a merge that a pull makes."""
MERGED = re.compile(r"Merge (?:remote-tracking )?branch '([^']+)'")
"""How the first line of a merge of one branch begins, whoever made it."""


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
    commits = parse_commits(headers)
    missing, steps = walk(tip, commits, proof, {})
    if missing or any(names_branch(step.commit, proof) for step in steps):
        command = (word for word in header_command(tip) if word != "--first-parent")
        commits = parse_commits(run_git(root, *command, worktree=root))
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
        before = commit.parents[0] if commit.parents else None
        if len(commit.parents) > 1:
            before = commit.parents[(turned.get(sha) or followed(commit, proof)) - 1]
        steps.append(Step(commit, before))
        sha = before
    return None, steps[::-1]


def followed(commit: Commit, proof: ProofSettings) -> int:
    """Which parent of a commit was the published one, 1 or 2: as stated, else by git's own words of a pull."""
    pulled = PULLED.fullmatch(commit.subject)
    turned = pulled is not None and (pulled[1] or pulled[2]) in proof.branches
    return stated_parent(commit, proof) or (2 if turned else 1)


def stated_parent(commit: Commit, proof: ProofSettings) -> int | None:
    """What ``published_parent`` says of a commit."""
    stated = proof.published_parent.items()
    return next((parent for sha, parent in stated if commit.sha.startswith(sha)), None)


def names_branch(commit: Commit, proof: ProofSettings) -> bool:
    """Whether a merge's first line names the published branch as what was merged."""
    match = MERGED.match(commit.subject)
    return match is not None and not {match[1], match[1].partition("/")[2]}.isdisjoint(
        proof.branches
    )


def publications(
    steps: Sequence[Step], now: datetime, wrong_clock: Iterable[str] = ()
) -> list[Step]:
    """Each commit of a line with its publication, oldest first.

    Times after ``now`` contradict nothing. The versions of a commit with a wrong clock, or without a
    time that git can tell, count from the next dated commit on.
    """
    wrong, horizon = tuple(wrong_clock), now.timestamp()
    found: list[Step] = []
    dated = True
    latest_second, latest = -1, None
    for commit, before, *_ in steps:
        stated = commit.committed
        if stated is None or (wrong and commit.sha.startswith(wrong)):
            found.append(Step(commit, before, None))
            dated = False
            continue
        second, against = stated, None
        authored = commit.authored
        if authored is not None and stated + SLACK < authored <= horizon:
            second, against = authored, commit
        if latest_second > stated + SLACK and latest_second > second:
            second, against = latest_second, latest
        found.append(Step(commit, before, second, against))
        if latest_second < stated <= horizon:
            latest_second, latest = stated, commit
    return found if dated else _dated(found)


def _dated(found: list[Step]) -> list[Step]:
    """What has no time that counts gets that of the next one that has."""
    following: int | None = None
    for at in range(len(found) - 1, -1, -1):
        if found[at].second is None:
            found[at] = found[at]._replace(second=following)
        else:
            following = found[at].second
    return found
