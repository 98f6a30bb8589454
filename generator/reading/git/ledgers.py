"""Closed periods as they were told: by the first commit of each ledger, and of each correction.

A ledger is append-only. One that was edited or deleted later changes no page; it is named.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta

from generator.diagnostics import Diagnostic, Location, Severity
from generator.model.closed_periods import ClosedPeriod
from generator.model.content import Content
from generator.reading.git.commands import GitError, read_blobs
from generator.reading.git.commits import Commit, Step, parse_commits
from generator.reading.git.repository import Repository
from generator.reading.ledgers.closed_periods import FOLDER, parse_closed, under_present_names
from generator.reading.tables.instants import show

SHORT = 10
SLACK = timedelta(minutes=10)
"""By how much the clocks of two computers may differ."""
AT_ONCE = timedelta(days=1)
"""How long after it was closed a period is committed at the latest."""


@dataclass(frozen=True, slots=True)
class _Told:
    """A period as told, the commits that told each publication, and the first one that altered it since."""

    closed: ClosedPeriod
    by: tuple[Step, ...]
    altered: Step | None = None

    @property
    def commit(self) -> str:
        """The commit that told it last."""
        return self.by[-1].commit.sha


def join_ledgers(
    content: Content,
    steps: Sequence[Step],
    repository: Repository,
    commits: Mapping[str, Commit],
) -> tuple[Content, list[Diagnostic]]:
    """The content with its closed periods as they were told, and warnings of ledgers that say something else.

    ``commits`` are those known, by id. Raises GitError.
    """
    name = re.compile(rf"{re.escape(repository.prefix)}{FOLDER}/(\d{{4}}(?:-\w\d)?)\.json")
    changes = [
        (match[1], change.blob, one)
        for one in steps
        for change in one.changes
        if (match := name.fullmatch(change.path))
    ]
    texts = read_blobs(repository.root, (blob for _, blob, _ in changes if blob))
    told: dict[str, _Told] = {}
    for label, blob, one in changes:
        said = parse_closed(texts[blob], label) if blob and blob in texts else None
        before = told.get(label)
        if said and (before is None or _goes_on(before.closed, said)):
            by = before.by if before else ()
            told[label] = _Told(said, by + (one,) * (len(said.publications) - len(by)))
        elif before and before.altered is None:
            told[label] = replace(before, altered=one)
    present = {closed.label: closed for closed in content.closed}
    altered = [
        one
        for label, one in told.items()
        if label not in present or not _goes_on(one.closed, present[label])
    ]
    site = content.site
    present |= {
        one.closed.label: under_present_names(one.closed, site.renamed, site.former)
        for one in altered
    }
    closed = tuple(present[label] for label in sorted(present))
    findings = [_altered(one, content) for one in altered]
    for period in told.values():
        findings += _misdated(period, content, repository, commits)
    return replace(content, closed=closed), findings


def _goes_on(told: ClosedPeriod, said: ClosedPeriod) -> bool:
    """Whether a ledger says all that was told before, and at most has corrections after it."""
    return said.source[: len(told.source)] == told.source


def _misdated(
    one: _Told, content: Content, repository: Repository, commits: Mapping[str, Commit]
) -> Iterator[Diagnostic]:
    """Warnings of publications that say an instant at which they cannot have been told."""
    zone, path = content.site.zone, one.closed.path
    for told, step in zip(one.closed.publications, one.by, strict=True):
        said = show(told.published_at, zone)
        commit = _commit(told.commit, repository, commits) if told.commit else None
        why = ""
        if commit and commit.committed_at and told.published_at < commit.committed_at - SLACK:
            at = show(commit.committed_at, zone)
            why = f"before its commit {commit.sha[:SHORT]} of {at}"
        elif step.at and told.published_at < step.at - AT_ONCE:
            sha, at = step.commit.sha[:SHORT], show(step.at, zone)
            why = f"more than a day before the commit {sha} that brought it on {at}"
        if why:
            yield Diagnostic(
                "ledger-misdated",
                f"{path} says that {one.closed.label} was published on {said}, {why}",
                "commit a closed period the day it is closed; what was told stays as it is",
                Location(path),
                Severity.WARNING,
            )


def _commit(sha: str, repository: Repository, commits: Mapping[str, Commit]) -> Commit | None:
    """A commit, on the line or beside it; None where there is none."""
    if sha in commits:
        return commits[sha]
    if not re.fullmatch(r"[0-9a-f]{40,64}", sha):
        return None
    with suppress(GitError):
        said = repository.ask("rev-list", "--header", "--encoding=UTF-8", "--max-count=1", sha)
        return parse_commits(said).get(sha)
    return None


def _altered(one: _Told, content: Content) -> Diagnostic:
    path, there = one.closed.path, any(c.label == one.closed.label for c in content.closed)
    what = "changed" if there else "deleted"
    by = f"{path} was {what} without a commit yet"
    if one.altered and one.altered.at:
        sha = one.altered.commit.sha[:SHORT]
        at = show(one.altered.at, content.site.zone)
        by = f"the commit {sha} {what} {path} on {at}"
    return Diagnostic(
        "ledger-altered",
        f"{by}: what customers were told stays, and pages go on showing it",
        f"put it back ('git checkout {one.commit[:SHORT]} -- {path}'); "
        f"'statusmark close {one.closed.label} --correct' adds a correction",
        Location(path) if there else content.site.location,
        Severity.WARNING,
    )
