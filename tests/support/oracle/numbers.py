"""How figures are printed: six places, half-even; instants in UTC."""

from __future__ import annotations

from datetime import UTC, datetime
from fractions import Fraction
from typing import Any


def number(value: Fraction) -> int | float:
    millionths = round(value * 1_000_000)
    return millionths // 1_000_000 if millionths % 1_000_000 == 0 else millionths / 1_000_000


def percent(ratio: Fraction | None, down: Fraction | None = None) -> Any:
    """A percentage; an availability never says 100 with downtime."""
    if ratio is None:
        return None
    found = number(ratio * 100)
    return 99.999999 if found == 100 and down else found


def instant(t: int | None) -> str | None:
    return None if t is None else f"{datetime.fromtimestamp(t, UTC):%Y-%m-%dT%H:%M:%SZ}"
