"""Time zones in calendars: VTIMEZONE (RFC 5545 section 3.6.5)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta, tzinfo

from icalendar import Component, Timezone, TimezoneDaylight, TimezoneStandard, vRecur

from generator.timespan import ONE_DAY, offset_at

AHEAD = 6
"""So many years more are looked at before a zone's changes are taken for a rule."""

DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


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
    """A zone's changes: as yearly rules where they fit such, else each by itself.

    Most zones fit, and some clients (Outlook among them) read no RDATE here. Onsets are the clock face
    before the change; rules begin in the year before the first.
    """
    made = Timezone()
    made.add("tzid", name)
    begin = datetime(first_year - 1, 12, 31, tzinfo=UTC)
    offset = offset_at(zone, begin)
    rules = [
        (k, walls, _yearly(walls)) for k, walls in _changes(zone, first_year - 1, AHEAD + last_year)
    ]
    if rules and all(rule for _, _, rule in rules):
        for key, walls, rule in rules:
            made.add_component(_part(key, walls[:1], rule))
        return made
    first = (offset, offset, begin.astimezone(zone).tzname() or name)
    made.add_component(_part(first, [(begin + offset).replace(tzinfo=None)], None))
    for key, walls in _changes(zone, first_year, last_year):
        made.add_component(_part(key, walls, None))
    return made


Change = tuple[timedelta, timedelta, str]
"""The offsets before and after a change, and the zone's short name after it."""


def _changes(
    zone: tzinfo, first_year: int, last_year: int
) -> Iterable[tuple[Change, list[datetime]]]:
    """The clock faces before each change, by its kind."""
    groups: dict[Change, list[datetime]] = {}
    for at in changes(zone, first_year, last_year):
        before, after = offset_at(zone, at - timedelta(seconds=1)), offset_at(zone, at)
        key = (before, after, at.astimezone(zone).tzname() or "")
        groups.setdefault(key, []).append((at + before).replace(tzinfo=None))
    return groups.items()


def _yearly(walls: Sequence[datetime]) -> vRecur | None:
    """The rule of changes that come each year on such a weekday of a month; None where there is none."""
    first = walls[0]
    years = range(first.year, first.year + len(walls))
    alike = {(wall.month, wall.weekday(), wall.time()) for wall in walls}
    if len(walls) <= AHEAD or [wall.year for wall in walls] != [*years] or len(alike) > 1:
        return None
    weeks = {(wall.day - 1) // 7 + 1 for wall in walls}
    if all((wall + timedelta(days=7)).month != wall.month for wall in walls):
        weeks = {-1}
    if len(weeks) > 1:
        return None
    byday = f"{weeks.pop()}{DAYS[first.weekday()]}"
    return vRecur({"freq": "YEARLY", "bymonth": first.month, "byday": byday})


def _part(key: Change, walls: Sequence[datetime], rule: vRecur | None) -> Component:
    before, after, short = key
    part = TimezoneDaylight() if after > before else TimezoneStandard()
    part.add("tzname", short)
    part.add("tzoffsetfrom", before)
    part.add("tzoffsetto", after)
    part.add("dtstart", walls[0])
    if rule:
        part.add("rrule", rule)
    elif walls[1:]:
        part.add("rdate", list(walls[1:]))
    return part
