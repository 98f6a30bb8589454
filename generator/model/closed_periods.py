"""Closed periods: what customers were told of a month, and what was corrected since."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

EDITION = 2
"""The edition of what 'statusmark close' writes."""


@dataclass(frozen=True, slots=True)
class Edit:
    """A change of a file after a period was closed: the commit and its time."""

    path: str
    commit: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ClosedRow:
    """A ledger row as it was published; ``weight`` in millionths.

    ``id`` and ``path`` are None where the post is for another audience than the reader.
    """

    id: str | None
    path: str | None
    component: str
    level: str
    start_at: datetime
    end_at: datetime
    weight: int
    counted: bool
    reason: str


@dataclass(frozen=True, slots=True)
class ClosedResult:
    """A period's figures as published, under the agreement or one tier; a component's that has its own promise.

    ``availability`` and ``target`` are millionths of a per cent, ``downtime``, ``excluded`` and
    ``remedy`` (of a per cent for a credit, of a minute for an extension) millionths of theirs: what
    the report prints, exactly. ``document`` is the report's whole object of the period.
    """

    tier: str | None
    availability: int | None
    target: int | None
    downtime: int
    excluded: int
    verdict: str
    remedy: tuple[str, int] | None
    rows: tuple[ClosedRow, ...]
    component: str | None = None
    document: Mapping[str, Any] = field(default_factory=dict, compare=False)


@dataclass(frozen=True, slots=True)
class Publication:
    """What customers were told, when, and at which commit of the content (None: outside git).

    ``edits`` are the changes that made a correction necessary; the first publication has none. From
    ``edition`` 2 on it holds the ``agreement`` that judged, and the report's objects of the period's
    ``notices`` and ``responses``, by id.
    """

    published_at: datetime
    commit: str | None
    results: tuple[ClosedResult, ...]
    edits: tuple[Edit, ...] = ()
    edition: int = 1
    agreement: Mapping[str, Any] = field(default_factory=dict, compare=False)
    notices: Mapping[str, Any] = field(default_factory=dict, compare=False)
    responses: Mapping[str, Any] = field(default_factory=dict, compare=False)


@dataclass(frozen=True, slots=True)
class ClosedPeriod:
    """ledger/LABEL.json: the first publication of a period, then its corrections.

    ``source`` is what the file says of each, as JSON in one spelling, to be compared.
    """

    label: str
    path: str
    publications: tuple[Publication, ...]
    source: tuple[str, ...] = ()

    @property
    def rows(self) -> tuple[ClosedRow, ...]:
        """All rows that were ever told."""
        return tuple(row for p in self.publications for result in p.results for row in result.rows)

    @property
    def latest(self) -> Publication:
        """What was told last."""
        return self.publications[-1]
