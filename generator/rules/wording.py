"""Numbers and times as the rules' messages say them: plain English, the site's clock."""

from __future__ import annotations

from datetime import datetime, timedelta, tzinfo
from fractions import Fraction

from generator.notation import Precision, budget, english, length


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
    if [unit for _, unit in spent] == [unit for _, unit in of] and len(of) == 1:
        return f"{spent[0][0]} of {english(of)}"
    return f"{english(spent)} of {english(of)}"


def local_text(instant: datetime, zone: tzinfo) -> str:
    """``2026-12-06 02:00``, as it would be typed into a file of the site."""
    local = instant.astimezone(zone)
    return f"{local:%Y-%m-%d %H:%M:%S}" if local.second else f"{local:%Y-%m-%d %H:%M}"


def percent_text(ratio: Fraction, places: int = 2) -> str:
    """``99.49 %``: floored, never rounded, so that 99.4999 never reads 99.50."""
    scaled = ratio * 100 * 10**places
    whole = scaled.numerator // scaled.denominator
    if not places:
        return f"{whole} %"
    return f"{whole // 10**places}.{whole % 10**places:0{places}} %"
