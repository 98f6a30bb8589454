"""Numbers and times as the rules' messages say them: plain English, the site's clock."""

from __future__ import annotations

from datetime import datetime, timedelta, tzinfo
from fractions import Fraction


def duration_text(duration: timedelta) -> str:
    """``31 h 05 min``, ``48 h``, ``45 min``; seconds only where there are any."""
    total = abs(int(duration.total_seconds()))
    sign = "-" if duration < timedelta(0) else ""
    hours, rest = divmod(total, 3600)
    mins, seconds = divmod(rest, 60)
    tail = f" {seconds:02} s" if seconds else ""
    if hours and not rest:
        return f"{sign}{hours} h"
    if hours:
        return f"{sign}{hours} h {mins:02} min{tail}"
    return f"{sign}{mins} min{tail}"


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
