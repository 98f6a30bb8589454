"""Numbers and times as the rules' messages say them: plain English, the site's clock."""

from __future__ import annotations

from datetime import datetime, timedelta, tzinfo
from fractions import Fraction

from generator.notation import Parts, Precision, budget, cut, english, length, same_unit


def duration_text(
    duration: timedelta, precision: Precision = Precision.DOWN, *, days: bool = True
) -> str:
    """``72 min``, ``31 h 5 min``, ``2 days 3 h``; a minus where it is negative."""
    sign = "-" if duration < timedelta(0) else ""
    return sign + english(length(abs(duration), precision, days=days))


def promise_text(limit: timedelta) -> str:
    """``60 min``, ``48 h``: a promised length, exact and never in days."""
    return english(length(limit, Precision.SECONDS))


def spent_text(used: Fraction, allowed: Fraction) -> str:
    """``17 of 223 min``: minutes of downtime and of the budget; ``215 min 42 s of 216 min`` where it is close."""
    spent, of, _ = budget(used, allowed)
    return _of(spent, of)


def left_text(used: Fraction, allowed: Fraction) -> str:
    """``71 of 216 min left``, or ``12 min over the budget of 216 min``."""
    _, of, left = budget(used, allowed)
    if used > allowed:
        return f"{english(left)} over the budget of {english(of)}"
    return f"{_of(left, of)} left"


def _of(part: Parts, whole: Parts) -> str:
    count = str(part[0][0]) if same_unit(part, whole) else english(part)
    return f"{count} of {english(whole)}"


def local_text(instant: datetime, zone: tzinfo) -> str:
    """``2026-12-06 02:00``, as it would be typed into a file of the site."""
    local = instant.astimezone(zone)
    return f"{local:%Y-%m-%d %H:%M:%S}" if local.second else f"{local:%Y-%m-%d %H:%M}"


def percent_text(ratio: Fraction, places: int = 2) -> str:
    """``99.49 %``: floored, never rounded, so that 99.4999 never reads 99.50."""
    return f"{cut(ratio * 100, places)} %"
