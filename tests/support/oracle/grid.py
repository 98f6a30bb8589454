"""Time as a row of equal ticks, sets of them as masks: bit n of a whole number is tick n."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from functools import lru_cache
from zoneinfo import ZoneInfo

QUARTER = 900


@lru_cache(maxsize=64)
def zone_named(name: str):
    if name[0] in "+-":
        sign = -1 if name[0] == "-" else 1
        hours, minutes = name[1:].split(":")
        from datetime import timezone

        return timezone(sign * timedelta(hours=int(hours), minutes=int(minutes)))
    return ZoneInfo(name)


def wall(t: int, zone: str) -> datetime:
    """What the clock of a zone shows."""
    return datetime.fromtimestamp(t, UTC).astimezone(zone_named(zone)).replace(tzinfo=None)


def instants_of(shown: datetime, zone: str) -> list[int]:
    """The instants at which a clock shows this: none in a gap, two in a repeated hour."""
    found = set()
    for fold in (0, 1):
        t = int(shown.replace(tzinfo=zone_named(zone), fold=fold).timestamp())
        if wall(t, zone) == shown:
            found.add(t)
    return sorted(found)


def midnight(day: date, zone: str) -> int:
    """The first instant of a local day: Havana and Cairo have days that begin at one."""
    shown = datetime(day.year, day.month, day.day)
    found = instants_of(shown, zone)
    while not found:
        shown += timedelta(minutes=15)
        found = instants_of(shown, zone)
    return found[0]


@dataclass(frozen=True)
class Grid:
    """``size`` ticks of ``grain`` seconds from ``origin`` (a full quarter of an hour)."""

    origin: int
    grain: int
    size: int

    @property
    def end(self) -> int:
        return self.origin + self.size * self.grain

    def tick(self, t: int) -> int:
        """The number of the first tick that begins at an instant or later."""
        return min(max(-((self.origin - t) // self.grain), 0), self.size)

    def span(self, start: int, end: int) -> int:
        a, b = self.tick(start), self.tick(end)
        return ((1 << (b - a)) - 1) << a if b > a else 0

    @property
    def all(self) -> int:
        return (1 << self.size) - 1

    def minutes(self, mask: int) -> Fraction:
        return Fraction(mask.bit_count() * self.grain, 60)

    def runs(self, mask: int) -> Iterator[tuple[int, int]]:
        """Neighbouring ticks as instants: (first tick's start, last tick's end)."""
        while mask:
            low = (mask & -mask).bit_length() - 1
            rest = mask >> low
            length = (~rest & (rest + 1)).bit_length() - 1
            yield self.origin + low * self.grain, self.origin + (low + length) * self.grain
            mask = (rest >> length) << (low + length)

    def where(self, zone: str, holds) -> int:
        """The ticks at which the clock of a zone shows something, asked every quarter of an hour."""
        step = QUARTER // self.grain
        ones, none = "1" * step, "0" * step
        bits = [ones if holds(shown) else none for shown in quarters(self, zone)]
        return int("".join(reversed(bits)) or "0", 2) & self.all


@lru_cache(maxsize=64)
def quarters(grid: Grid, zone: str) -> list[datetime]:
    return [wall(t, zone) for t in range(grid.origin, grid.end, QUARTER)]
