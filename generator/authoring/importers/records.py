"""What an importer finds, before it is a file here: posts, components, and what was left behind.

Times are aware where the original said the zone and naive where it did not; nothing is guessed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from generator.model.levels import REOPENING, Level, Status


@dataclass(frozen=True, slots=True)
class OriginalUpdate:
    """An update of the original; ``at`` None where it has no time of its own."""

    at: datetime | None
    status: Status
    text: str

    def plain(self) -> OriginalUpdate:
        """The update without its status, which its text says."""
        text = f"**{self.status.value}**\n\n{self.text}".strip()
        return replace(self, status=Status.UPDATE, text=text)


def resolved_at(updates: Iterable[OriginalUpdate]) -> datetime | None:
    """What the reader will take for the resolution."""
    end = None
    for update in updates:
        if update.status is Status.RESOLVED:
            end = update.at
        elif update.status in REOPENING:
            end = None
    return end


@dataclass(frozen=True, slots=True)
class StatedLevels:
    """Levels of components from a time on, where the original states them."""

    at: datetime
    levels: Mapping[str, Level]


@dataclass(frozen=True, slots=True)
class Record:
    """A post of the original. Components go by the names that they have there.

    ``source`` names it in reports, ``name`` is what its file's name is made of. ``end`` is the
    resolution, or a planned window's end; ``closed`` tells that it is over, even without an ``end``.
    ``touched`` is when the post was last changed, ``late`` that work to come has too short a notice.
    ``notes`` say what could not be taken as it stood.
    """

    source: str
    name: str
    title: str
    planned: bool
    start: datetime
    end: datetime | None = None
    closed: bool = False
    levels: Mapping[str, Level] = field(default_factory=dict)
    summary: str = ""
    updates: tuple[OriginalUpdate, ...] = ()
    stated: tuple[StatedLevels, ...] = ()
    published: datetime | None = None
    touched: datetime | None = None
    old_id: str | None = None
    late: bool = False
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Named:
    """Something that is no post here, and why."""

    source: str
    reason: str


@dataclass(frozen=True, slots=True)
class OriginalComponent:
    """A component as the original describes it."""

    name: str
    group: str | None = None
    description: str | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """All of a source. Every file or entry of it is a record, or is named."""

    records: tuple[Record, ...]
    named: tuple[Named, ...]
    parts: tuple[OriginalComponent, ...]

    @classmethod
    def of(
        cls, entries: Iterable[Record | Named], parts: Iterable[OriginalComponent] = ()
    ) -> Found:
        """What became of each entry, sorted."""
        every = tuple(entries)
        records = tuple(entry for entry in every if isinstance(entry, Record))
        named = tuple(entry for entry in every if isinstance(entry, Named))
        return cls(records, named, tuple(parts))


class SourceError(Exception):
    """The source as a whole cannot be read; the text says why and what would do."""
