"""A record's times settled: naive ones in the zone that was asked for, ends that make sense, nothing lost."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta, tzinfo

from generator.authoring.importers.records import (
    OriginalUpdate,
    Record,
    StatedLevels,
    resolved_at,
)
from generator.model.levels import Status
from generator.reading.tables.instants import show
from generator.timespan import local_candidates, local_instant

ENDING = frozenset({Status.RESOLVED, Status.COMPLETED, Status.POSTMORTEM})
SHORTEST = timedelta(minutes=1)


def naive_times(records: Iterable[Record]) -> list[tuple[str, datetime]]:
    """The times without a zone, each with where it stands."""
    found = []
    for record in records:
        times = [record.start, record.end, record.published, record.touched]
        times += [update.at for update in record.updates]
        times += [one.at for one in record.stated]
        found += [(record.source, at) for at in times if at is not None and at.tzinfo is None]
    return found


def settled(record: Record, zone: tzinfo | None) -> Record:
    """The record with UTC instants throughout, an end where it is over, and notes of what was changed."""
    notes = list(record.notes)

    def instant(at: datetime | None) -> datetime | None:
        if at is None:
            return None
        at = at.replace(microsecond=0)
        if at.tzinfo is not None:
            return at.astimezone(UTC)
        if zone is None:
            return at.replace(tzinfo=UTC)
        candidates = local_candidates(at, zone)
        if not candidates:
            notes.append(f"the local time {at:%Y-%m-%d %H:%M} never was; an hour later is taken")
        elif len(candidates) > 1:
            notes.append(f"the local time {at:%Y-%m-%d %H:%M} happened twice, the first is taken")
        return local_instant(at, zone)

    start = instant(record.start) or record.start
    updates = _timed([replace(e, at=instant(e.at)) for e in record.updates], start, notes)
    made = replace(
        record,
        start=start,
        end=instant(record.end),
        published=instant(record.published),
        touched=instant(record.touched),
        updates=tuple(updates),
        stated=tuple(StatedLevels(instant(s.at) or s.at, s.levels) for s in record.stated),
    )
    made = _window(made, notes) if record.planned else _resolution(made, notes)
    return replace(made, notes=tuple(dict.fromkeys(notes)))


def _timed(
    updates: list[OriginalUpdate], start: datetime, notes: list[str]
) -> list[OriginalUpdate]:
    """The updates with a time each, sorted; one without takes that of the one before it in the file."""
    known = [update.at for update in updates if update.at]
    ordered = updates[::-1] if _newest_first(updates, known) else list(updates)
    found, last = [], None
    for update in ordered:
        if update.at is None:
            notes.append(
                f"the update {update.status.value} has no time; that of the one before is taken"
            )
        last = update.at or last or min([start, *known])
        found.append(replace(update, at=last))
    return sorted(found, key=lambda update: update.at or start)


def _newest_first(updates: list[OriginalUpdate], known: list[datetime]) -> bool:
    """Whether the original lists its updates backwards: by their times, else by what ends an incident."""
    if known and known[0] != known[-1]:
        return known[0] > known[-1]
    return bool(updates) and updates[0].status in ENDING and updates[-1].status not in ENDING


def _resolution(record: Record, notes: list[str]) -> Record:
    """An incident with a resolution if the original says that it is over."""
    end = record.end or resolved_at(record.updates)
    if end is None and record.closed:
        said = [e.at for e in record.updates if e.at and e.status is not Status.POSTMORTEM]
        end = max([record.start, *said, *([record.touched] if record.touched else [])])
        notes.append(
            f"it is resolved, but not when; its last known time is taken ({show(end, UTC)} UTC)"
        )
    if end is not None and end < record.start:
        notes.append(
            f"it ends at {show(end, UTC)} UTC, before it starts at {show(record.start, UTC)} UTC; "
            "it is taken to have no length"
        )
        end = record.start
    return replace(record, end=end, closed=end is not None)


def _window(record: Record, notes: list[str]) -> Record:
    """Planned work with a window of some length, and updates that make sense in it."""
    done = next((e.at for e in record.updates if e.status is Status.COMPLETED), None)
    end = record.end
    if end is None:
        end = done if done and done > record.start else record.start + timedelta(hours=1)
        how = "that of its completion" if end == done else "an hour"
        notes.append(f"the window has no end; {how} is taken")
    if end <= record.start:
        notes.append(
            f"the window ends at {show(end, UTC)} UTC, not after its start at "
            f"{show(record.start, UTC)} UTC; one minute is taken"
        )
        end = record.start + SHORTEST
    began = next((e.at for e in record.updates if e.status is Status.IN_PROGRESS), None)
    updates = record.updates
    if began and done and done < began:
        notes.append("it is completed before it begins; both are kept as plain updates")
        contrary = {Status.COMPLETED, Status.IN_PROGRESS}
        updates = tuple(e.plain() if e.status in contrary else e for e in updates)
    if record.published and record.published > record.start:
        notes.append("it was published after the work began")
    return replace(record, end=end, updates=updates)
