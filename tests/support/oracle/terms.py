"""The agreement as typed: entries and tiers put over each other, values with their defaults."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from fractions import Fraction
from functools import lru_cache
from typing import Any

import holidays
from support.oracle.grid import Grid, midnight, wall
from support.oracle.stories import Settings

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
SECONDS = {"s": 1, "m": 60, "h": 3600}
RANK = {
    "operational": 0,
    "degraded_performance": 1,
    "partial_outage": 2,
    "major_outage": 3,
    "under_maintenance": 3,
}
MEASURES = ("confirm", "acknowledge", "update", "resolve", "postmortem")


def over(base: dict[str, Any], more: dict[str, Any]) -> dict[str, Any]:
    """Deeply: lists and ``remedy`` replace."""
    out = dict(base)
    for key, value in more.items():
        deep = isinstance(value, dict) and isinstance(out.get(key), dict) and key != "remedy"
        out[key] = over(out[key], value) if deep else value
    return out


def seconds(text: str) -> int:
    """Of ``90s``, ``60m``, ``4h``."""
    return int(text[:-1]) * SECONDS[text[-1]]


def ratio(text: str) -> Fraction:
    """Of ``99.5%``."""
    return Fraction(text[:-1]) / 100


class Terms:
    """One entry of the agreement, or a tier of it."""

    def __init__(self, said: dict[str, Any], settings: Settings, tier: str | None = None) -> None:
        self.said, self.tier, self.settings = said, tier, settings
        self.restated: set[str] = set()
        self.zone = said.get("timezone", settings.zone)
        self.availability = said.get("availability")
        self.maintenance = said.get("maintenance", {})
        self.priorities = said.get("priorities", {})

    def availability_of(self, key: str, default: Any) -> Any:
        return self.availability.get(key, default)

    @property
    def weights(self) -> dict[str, Fraction]:
        counts = {"major_outage": 1, "partial_outage": 1, "degraded_performance": 0}
        counts |= self.availability_of("counts", {})
        found = {level: Fraction(str(weight)) for level, weight in counts.items()}
        return found | {"operational": Fraction(0), "under_maintenance": found["major_outage"]}

    def notice(self, klass: str) -> int | None:
        said = self._class(klass).get("notice", self.maintenance.get("notice", "48h"))
        return None if said == "none" else seconds(said)

    def _class(self, klass: str) -> dict[str, Any]:
        return self.maintenance.get("classes", {"standard": {}})[klass]

    def windows(self, klass: str, grid: Grid) -> int | None:
        """The ticks inside the agreed windows of a class; None if it names none."""
        windows = self._class(klass).get("windows")
        if not windows:
            return None
        return windows_in(tuple(windows), self.maintenance.get("timezone", self.zone), grid)

    def calendar(self, name: str) -> Calendar:
        said = self.said.get("calendars", {}).get(name)
        if said is None:
            said = {"days": "Mon-Sun"} if name == "always" else {"days": "Mon-Fri"}
        return Calendar(said, self.zone)


def minute_of(text: str) -> int:
    hours, minutes = text.split(":")
    return int(hours) * 60 + int(minutes)


@lru_cache(maxsize=256)
def windows_in(windows: tuple[str, ...], zone: str, grid: Grid) -> int:
    """The ticks inside any of some windows; whether they are is the same every week."""
    week = [any(in_window(w, n // 96, n % 96 * 15) for w in windows) for n in range(7 * 96)]
    return grid.where(zone, lambda t: week[t.weekday() * 96 + t.hour * 4 + t.minute // 15])


def in_window(text: str, weekday: int, now: int) -> bool:
    """``Sun 02:00-06:00``, ``Sat 23:00-Sun 06:00``, ``daily 02:00-04:00``; ``now`` in minutes of the day."""
    day, start, other, end = re.fullmatch(
        r"(\w+) (\d\d:\d\d)-(?:(\w+) )?(\d\d:\d\d)", text
    ).groups()
    a, b = minute_of(start), minute_of(end)
    if day == "daily":
        return a <= now < b if a < b else now >= a or now < b
    first = DAYS.index(day)
    last = DAYS.index(other) if other else first + (b <= a)
    a, b = first * 1440 + a, last * 1440 + b
    if b <= a:
        b += 7 * 1440
    week = weekday * 1440 + now
    return a <= week < b or a <= week + 7 * 1440 < b


class Calendar:
    """Working times: days of the week, hours, days off."""

    def __init__(self, said: dict[str, Any], zone: str) -> None:
        first, last = (DAYS.index(day) for day in said.get("days", "Mon-Fri").split("-"))
        self.days = range(first, last + 1)
        start, end = said.get("hours", "00:00-24:00").split("-")
        self.hours = (minute_of(start), minute_of(end))
        self.off = {date.fromisoformat(d) for d in said.get("days_off", [])}
        self.country = said.get("holidays")
        self.zone = said.get("timezone", zone)

    def works_on(self, day: date) -> bool:
        if day.weekday() not in self.days or day in self.off:
            return False
        return not self.country or day not in days_off(self.country, day.year)

    def works_at(self, shown: datetime) -> bool:
        minute = shown.hour * 60 + shown.minute
        return self.hours[0] <= minute < self.hours[1] and self.works_on(shown.date())

    def ticks(self, grid: Grid) -> int:
        return grid.where(self.zone, self.works_at)


@lru_cache(maxsize=16)
def days_off(country: str, year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays(country, years=year))


def entries(settings: Settings) -> list[tuple[int | None, dict[str, Any]]]:
    """The entries, each with all that it inherits, and the instant from which it holds (None: ever)."""
    found, before = [], {}
    for entry in settings.agreements:
        said = {k: v for k, v in entry.items() if k not in {"since", "inherit"}}
        before = said if entry.get("inherit") is False else over(before, said)
        since = entry.get("since")
        zone = before.get("timezone", settings.zone)
        start = midnight(date.fromisoformat(since), zone) if since else None
        found.append((start, before))
    return found


def entry_at(settings: Settings, t: int) -> dict[str, Any] | None:
    found = None
    for start, said in entries(settings):
        if start is None or start <= t:
            found = said
    return found


def all_terms(said: dict[str, Any], settings: Settings) -> list[Terms]:
    """The entry itself, then its tiers."""
    plain = {k: v for k, v in said.items() if k != "tiers"}
    found = [Terms(plain, settings)]
    for name, more in said.get("tiers", {}).items():
        found.append(Terms(over(plain, more), settings, name))
        found[-1].restated = set(more)
    return found


def periods_between(kind: str, zone: str, first: int, last: int) -> Iterator[tuple[str, int, int]]:
    """(label, start, end) of the calendar periods that have an instant in ``[first, last]``."""
    months = {"month": 1, "quarter": 3, "year": 12}[kind]
    shown = wall(first, zone)
    month = shown.year * 12 + (shown.month - 1) // months * months
    while (start := midnight(date(month // 12, month % 12 + 1, 1), zone)) <= last:
        after = month + months
        end = midnight(date(after // 12, after % 12 + 1, 1), zone)
        year, number = month // 12, month % 12
        label = {
            1: f"{year}-{number + 1:02}",
            3: f"{year}-Q{number // 3 + 1}",
            12: f"{year}",
        }[months]
        if end > first:
            yield label, start, end
        month = after


def day_after(day: date, days: int) -> date:
    return day + timedelta(days=days)
