"""How instants, lengths of time and percentages are written: instants for programs, the rest for people.

Lengths are said in minutes below two hours (``72 min``), in hours and minutes from there
(``3 h 25 min``), in days and full hours from 48 hours on (``2 days 3 h``); below a minute in seconds.
They never have decimals: to the minute, what somebody had is rounded down (notice, what is left of a
budget) and what somebody suffered is rounded up (downtime, gaps). Seconds are told where a row of
figures must add up, where a promise is quoted, and where less than a minute decides about one.
Percentages are cut, after as many places as it takes to tell on which side of their target they are.

Functions give a length's parts; a language puts its own words to them, :func:`english` the English ones.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from math import ceil, floor

PUNCTUATION = str.maketrans("", "", "-:")
MINUTES_BELOW = 120
DAYS_FROM = 48 * 60
MOST_PLACES = 6


def rfc3339(instant: datetime) -> str:
    """``2026-11-20T13:05:00Z``; fractions of a second are cut."""
    return instant.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds") + "Z"


def rfc3339_milliseconds(instant: datetime) -> str:
    """``2026-11-20T13:05:00.000Z``, for strict clients of Statuspage's API."""
    return rfc3339(instant).replace("Z", ".000Z")


def json_line(document: object) -> bytes:
    """A JSON document for programs: one line that ends in a line feed."""
    return (json.dumps(document, ensure_ascii=False) + "\n").encode()


def basic_format(instant: datetime) -> str:
    """``20261120T130500Z``: ISO 8601's basic format, for names and keys."""
    return rfc3339(instant).translate(PUNCTUATION)


class Unit(Enum):
    """A unit of lengths, with its English word."""

    SECONDS = "s"
    MINUTES = "min"
    HOURS = "h"
    DAYS = "days"


class Precision(Enum):
    """How a length is brought to the units that are shown."""

    DOWN = "rounded down"
    UP = "rounded up"
    SECONDS = "to the second, never in days"


Parts = tuple[tuple[int, Unit], ...]
"""A length as people read it: counts and their units, the largest first; never empty."""


def length(
    duration: timedelta | int, precision: Precision = Precision.DOWN, *, days: bool = True
) -> Parts:
    """A length of time, not negative (ints are seconds); without ``days`` hours go on counting.

    Hours alone are for a notice that falls short, so that it compares with the promised hours.
    """
    seconds = int(duration.total_seconds()) if isinstance(duration, timedelta) else duration
    if 0 < seconds < 60:
        return ((seconds, Unit.SECONDS),)
    exact = precision is Precision.SECONDS
    minutes = _rounded(Fraction(seconds, 60), precision)
    rest = seconds % 60 if exact else 0
    if minutes < MINUTES_BELOW:
        return _shown((minutes, Unit.MINUTES), (rest, Unit.SECONDS))
    if minutes < DAYS_FROM or exact or not days:
        hours, minutes = divmod(minutes, 60)
        return _shown((hours, Unit.HOURS), (minutes, Unit.MINUTES), (rest, Unit.SECONDS))
    return _shown((minutes // 1440, Unit.DAYS), (minutes // 60 % 24, Unit.HOURS))


def amount(minutes: Fraction, precision: Precision = Precision.UP) -> Parts:
    """Minutes of an account, not negative: never in hours, so that they compare and add up."""
    if precision is not Precision.SECONDS:
        return ((_rounded(minutes, precision), Unit.MINUTES),)
    whole, rest = divmod(ceil(minutes * 60), 60)
    if rest and not whole:
        return ((rest, Unit.SECONDS),)
    return _shown((whole, Unit.MINUTES), (rest, Unit.SECONDS))


def budget(used: Fraction, allowed: Fraction) -> tuple[Parts, Parts, Parts]:
    """Downtime, what is allowed of it, and the difference, all in minutes.

    With less than a minute between the two, seconds decide and are told: what is kept to never reads as
    more than what is allowed, and what exceeds it always does.
    """
    left = allowed - used
    if abs(left) >= 1:
        left_by = Precision.UP if left < 0 else Precision.DOWN
        return amount(used), amount(allowed, Precision.DOWN), amount(abs(left), left_by)
    spent, of = ceil(used * 60), floor(allowed * 60)
    spent = min(spent, of) if left >= 0 else spent
    return _seconds(spent), _seconds(of), _seconds(abs(of - spent))


def _seconds(count: int) -> Parts:
    return amount(Fraction(count, 60), Precision.SECONDS)


def same_unit(one: Parts, other: Parts) -> bool:
    """Whether two lengths are counts of one unit, so that it need not be said twice: ``71 of 216 min``."""
    return len(one) == len(other) == 1 and one[0][1] is other[0][1]


def cut(value: Fraction, places: int) -> Decimal:
    """The value floored to a number of decimal places."""
    scaled = value * 10**places
    return Decimal(scaled.numerator // scaled.denominator).scaleb(-places)


def places(ratio: Fraction, target: Fraction | None, least: int) -> int:
    """After how many places a percentage is cut, so that it reads as below its target only where it is."""
    if target is not None:
        promised = cut(target * 100, MOST_PLACES)
        for count in range(least, MOST_PLACES):
            if (cut(ratio * 100, count) >= promised) == (ratio >= target):
                return count
        return MOST_PLACES
    return least


def english(parts: Parts) -> str:
    """A length in plain English: ``3 h 25 min``."""
    return " ".join(f"{count} {unit.value}" for count, unit in parts)


def _rounded(value: Fraction, precision: Precision) -> int:
    return ceil(value) if precision is Precision.UP else floor(value)


def _shown(first: tuple[int, Unit], *others: tuple[int, Unit]) -> Parts:
    return (first, *(part for part in others if part[0]))
