"""Closed periods as they were told: by the first commit of each ledger, and of each correction.

A ledger is append-only. One that was edited or deleted later changes no page; it is named.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from generator.diagnostics import Diagnostic, Location, Severity
from generator.model.closed_periods import ClosedPeriod
from generator.model.content import Content
from generator.reading.git.commands import read_blobs
from generator.reading.git.commits import Step
from generator.reading.git.repository import Repository
from generator.reading.ledgers.closed_periods import FOLDER, parse_closed, under_present_names
from generator.reading.tables.instants import show

SHORT = 10


@dataclass(frozen=True, slots=True)
class _Told:
    """A period as told, the commit that told it last, and the first one that altered it since."""

    closed: ClosedPeriod
    commit: str
    altered: Step | None = None


def join_ledgers(
    content: Content, steps: Sequence[Step], repository: Repository
) -> tuple[Content, list[Diagnostic]]:
    """The content with its closed periods as they were told, and warnings of ledgers that say something else."""
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
            told[label] = _Told(said, one.commit.sha)
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
    return replace(content, closed=closed), [_altered(one, content) for one in altered]


def _goes_on(told: ClosedPeriod, said: ClosedPeriod) -> bool:
    """Whether a ledger says all that was told before, and at most has corrections after it."""
    return said.source[: len(told.source)] == told.source


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
