"""Points in time as engineers type them, and what each kind of mistyped time is told.

``YYYY-MM-DD HH:MM[:SS]`` in the site's zone, ``T`` allowed for the space, or with an offset (``Z``,
``+01:00``). The notation is RFC 3339's with local times allowed; ``-00:00`` ("offset unknown",
RFC 3339 section 4.3) is refused because it says nothing.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import UTC, date, datetime, timedelta, tzinfo

from generator.reading.yaml.faults import Trouble
from generator.timespan import EARLIEST, LATEST, local_candidates, offset_at, offset_text, zone_of

INSTANT = re.compile(
    r"(\d{4}-\d\d-\d\d[ Tt]\d\d:\d\d(?::\d\d)?)(?: ?([Zz]|[+-]\d\d:\d\d))?", re.ASCII
)
DATE = re.compile(r"(\d{4})-(\d\d)-(\d\d)", re.ASCII)
LOOSE = re.compile(
    r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:(?:[ Tt]+|, *)(\d+):(\d+)(?::(\d+)(\.\d+)?)?\s*(.*))?",
    re.ASCII,
)
EXAMPLE = "2026-11-18 09:12"


def parse_instant(text: str, zone: tzinfo) -> datetime | Trouble:
    """The UTC instant of a time, a local one read in ``zone``; or why it cannot be one."""
    match = INSTANT.fullmatch(text)
    if not match:
        return _not_a_time(text)
    clock, offset = match.groups()
    try:
        wall = datetime.fromisoformat(clock)
    except ValueError:
        return _impossible(text)
    if not EARLIEST.year <= wall.year < LATEST.year:
        return _year(text)
    if offset:
        return _with_offset(text, wall, offset)
    candidates = local_candidates(wall, zone)
    if len(candidates) == 1:
        return candidates[0]
    return _repeated(wall, candidates, zone) if candidates else _missing(wall, zone)


def offset_trouble(text: str, instant: datetime, zone: tzinfo) -> Trouble | None:
    """A warning for a written offset that the zone does not have at that instant.

    ``Z`` is taken as meant: who writes it thinks in UTC.
    """
    if text[-6:-5] not in ("+", "-"):
        return None
    right = offset_text(offset_at(zone, instant))
    if text[-6:] == right:
        return None
    local = instant.astimezone(zone)
    return Trouble(
        "offset-not-in-zone",
        f"{text} has the offset {text[-6:]}, but {zone} is at {right} then",
        f"if {text[:-6].rstrip()} was read off a clock there, write {text[:-6].rstrip()}; "
        f"if the offset is right, it was {local:%Y-%m-%d %H:%M}{right}",
    )


def parse_date(text: str) -> date | Trouble:
    """A calendar date, or why the text is none."""
    match = DATE.fullmatch(text)
    if not match:
        return Trouble("bad-date", f"'{text}' is not a date", "write it like 2026-11-18")
    try:
        found = date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        return _impossible_date(text, match)
    return found if EARLIEST.year <= found.year < LATEST.year else _year(text)


def show(instant: datetime, zone: tzinfo) -> str:
    """An instant as it would be typed in a site with that zone, for messages."""
    local = instant.astimezone(zone)
    twice = len(local_candidates(local.replace(tzinfo=None), zone)) > 1
    return _clock(local) + (offset_text(offset_at(zone, instant)) if twice else "")


def _with_offset(text: str, wall: datetime, offset: str) -> datetime | Trouble:
    if offset in "Zz":
        return wall.replace(tzinfo=UTC)
    if offset == "-00:00":
        return Trouble(
            "bad-offset",
            f"{text} ends in -00:00, which means that the offset is unknown",
            "write Z for UTC, or leave the offset out for the site's own time",
        )
    zone = zone_of(offset)
    if zone is None:
        return Trouble(
            "bad-offset", f"{text}: no place on Earth is at {offset}", "write it like +01:00"
        )
    instant = wall.replace(tzinfo=zone).astimezone(UTC)
    return instant if EARLIEST <= instant < LATEST else _year(text)


def _year(text: str) -> Trouble:
    return Trouble(
        "impossible-date",
        f"{text} is not between {EARLIEST.year} and {LATEST.year - 1}",
        "check the year",
    )


def _impossible_date(text: str, match: re.Match[str]) -> Trouble:
    month, day = int(match[2]), int(match[3])
    if not 1 <= month <= 12:
        swapped = f"; {match[1]}-{match[3]}-{match[2]} if day and month are swapped"
        return Trouble(
            "impossible-date",
            f"{text}: there is no month {match[2]}",
            "write year-month-day" + (swapped if 1 <= day <= 12 else ""),
        )
    year = int(match[1])
    if year < 1:
        return _year(text)
    return Trouble(
        "impossible-date",
        f"{text}: {match[1]}-{match[2]} has no day {match[3]}",
        f"its last day is {match[1]}-{match[2]}-{monthrange(year, month)[1]}",
    )


def _impossible(text: str) -> Trouble:
    digits = re.match(r"(\d{4})-(\d\d)-(\d\d).(\d\d):(\d\d)(?::(\d\d))?", text)
    if not digits:
        return _not_a_time(text)
    hour, minute, second = digits.group(4, 5, 6)
    try:
        day = date(int(digits[1]), int(digits[2]), int(digits[3]))
    except ValueError:
        return _impossible_date(text, digits)
    if hour == "24" and day.year < LATEST.year:
        following = day + timedelta(days=1)
        return Trouble(
            "impossible-time",
            f"{text}: the clock goes from 23:59 to 00:00, there is no hour 24",
            f"write {following:%Y-%m-%d} 00:{minute}",
        )
    return Trouble(
        "impossible-time",
        f"{text}: no clock shows {hour}:{minute}" + (f":{second}" if second else ""),
        "hours go from 00 to 23, minutes and seconds from 00 to 59",
    )


def _repeated(wall: datetime, candidates: tuple[datetime, ...], zone: tzinfo) -> Trouble:
    first, second = (offset_text(offset_at(zone, at)) for at in candidates)
    clock = _clock(wall)
    return Trouble(
        "repeated-hour",
        f"{clock} happened twice in {zone}: clocks went back, first at {first}, then at {second}",
        f"write {clock}{first} for the first or {clock}{second} for the second",
    )


def _missing(wall: datetime, zone: tzinfo) -> Trouble:
    found = []
    for fold in (1, 0):
        at = wall.replace(tzinfo=zone, fold=fold).astimezone(UTC)
        found.append(_clock(at.astimezone(zone)) + offset_text(offset_at(zone, at)))
    clock = _clock(wall)
    return Trouble(
        "missing-hour",
        f"{clock} never was in {zone}: clocks went forward past it",
        f"write {found[0]} (before the change) or {found[1]} (after it)",
    )


def _clock(wall: datetime) -> str:
    return f"{wall:%Y-%m-%d %H:%M:%S}" if wall.second else f"{wall:%Y-%m-%d %H:%M}"


def _not_a_time(text: str) -> Trouble:
    if re.search(r"yyyy|hh:|dd-mm", text, re.IGNORECASE):
        return Trouble(
            "placeholder-time",
            f"'{text}' is the template's placeholder, not a time",
            f"write the time, like {EXAMPLE}",
        )
    match = LOOSE.fullmatch(text)
    if not match:
        what = "is not a time"
        if re.match(r"\d{1,2}:\d\d", text):
            what = "has no date"
        elif re.match(r"\d{1,2}[./-]\d{1,2}[./-]\d{2}", text):
            what = "does not begin with the year"
        return Trouble("bad-time", f"'{text}' {what}", f"write it like {EXAMPLE}")
    year, month, day, hour, minute, second, fraction, rest = match.groups()
    if hour is None:
        return Trouble(
            "bad-time", f"'{text}' has no time of day", f"add hours and minutes: {text} 09:12"
        )
    clock = f"{year}-{month:0>2}-{day:0>2} {hour:0>2}:{minute:0>2}"
    clock += f":{second:0>2}" if second else ""
    if len(hour) > 2:
        return Trouble(
            "impossible-time",
            f"{text}: the hour {hour} has {len(hour)} digits",
            "hours go from 00 to 23",
        )
    if fraction:
        return Trouble("bad-time", f"'{text}' has fractions of a second", f"write {clock}{rest}")
    if re.fullmatch(r"[+-]\d{1,2}", rest):
        what = f"{text} has the short offset {rest}"
        remedy = f"write it with minutes: {clock}{rest[0]}{rest[1:]:0>2}:00"
    elif re.fullmatch(r"[+-]\d{4}", rest):
        what = f"{text} has the offset {rest} without a colon"
        remedy = f"write {clock}{rest[:3]}:{rest[3:]}"
    elif rest and not rest.upper().startswith("Z"):
        what = f"'{rest}' after the time {clock} is no offset"
        remedy = "leave it out for the site's own time, or write Z for UTC or an offset like +01:00"
    else:
        return Trouble("bad-time", f"'{text}' is not a time", f"write {clock}{rest}")
    return Trouble("bad-offset", what, remedy)
