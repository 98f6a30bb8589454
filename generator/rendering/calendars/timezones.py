"""Time zones in calendars: VTIMEZONE (RFC 5545 section 3.6.5)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, tzinfo

from icalendar import Timezone, TimezoneDaylight, TimezoneStandard

from generator.timespan import ONE_DAY, offset_at


def changes(zone: tzinfo, first_year: int, last_year: int) -> Iterator[datetime]:
    """The instants at which a zone's offset changes, in the years from first to last."""
    at, end = datetime(first_year, 1, 1, tzinfo=UTC), datetime(last_year + 1, 1, 1, tzinfo=UTC)
    while at < end:
        low, high = at, at + ONE_DAY
        before = offset_at(zone, low)
        if offset_at(zone, high) != before:
            while high - low > timedelta(seconds=1):
                middle = low + timedelta(seconds=int((high - low).total_seconds()) // 2)
                low, high = (middle, high) if offset_at(zone, middle) == before else (low, middle)
            yield high
        at += ONE_DAY


def timezone(name: str, zone: tzinfo, first_year: int, last_year: int) -> Timezone:
    """A zone's changes in some years, written out: RDATE holds the clock face before each change."""
    made = Timezone()
    made.add("tzid", name)
    begin = datetime(first_year - 1, 12, 31, tzinfo=UTC)
    offset = offset_at(zone, begin)
    groups: dict[tuple[timedelta, timedelta, str], list[datetime]] = {}
    first = (offset, offset, begin.astimezone(zone).tzname() or name)
    groups[first] = [(begin + offset).replace(tzinfo=None)]
    for change in changes(zone, first_year, last_year):
        after = offset_at(zone, change)
        key = (offset, after, change.astimezone(zone).tzname() or name)
        groups.setdefault(key, []).append((change + offset).replace(tzinfo=None))
        offset = after
    for (before, after, short), onsets in groups.items():
        part = TimezoneDaylight() if after > before else TimezoneStandard()
        part.add("tzname", short)
        part.add("tzoffsetfrom", before)
        part.add("tzoffsetto", after)
        part.add("dtstart", onsets[0])
        if onsets[1:]:
            part.add("rdate", onsets[1:])
        made.add_component(part)
    return made
