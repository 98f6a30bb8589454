"""Time, stated once for the whole package.

An *instant* is an aware :class:`datetime.datetime` in UTC with whole seconds. A *span* is half-open,
``[start, end)``, between two instants. Durations are elapsed (UTC) time: two datetimes that share a
``ZoneInfo`` subtract by the clock face, so nothing here ever subtracts local times. Days, months,
quarters and years are cut at local midnights of a zone and therefore last 23, 24 or 25 hours and so on.

Sources: half-open intervals as in RFC 5545 section 3.6.1 (DTEND is exclusive); repeated and missing
local times as in PEP 495.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from enum import Enum
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise
from operator import attrgetter
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

ONE_DAY = timedelta(days=1)
ONE_SECOND = timedelta(seconds=1)
EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)
LATEST = datetime(2200, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """The half-open interval ``[start, end)`` between two UTC instants."""

    start: datetime
    end: datetime

    @property
    def seconds(self) -> int:
        """Elapsed whole seconds; 0 for an empty span."""
        return max(0, seconds_between(self.start, self.end))

    def __contains__(self, instant: datetime) -> bool:
        return self.start <= instant < self.end

    def clip(self, other: Span) -> Span | None:
        """The part inside ``other``, or None where nothing is left."""
        start, end = max(self.start, other.start), min(self.end, other.end)
        return Span(start, end) if start < end else None


class Spans(tuple[Span, ...]):
    """A set of instants: sorted, disjoint, non-empty spans that do not touch each other.

    ``|``, ``&`` and ``-`` are union, intersection and difference of the sets.
    """

    __slots__ = ()

    def __new__(cls, spans: Iterable[Span] = ()) -> Spans:
        merged: list[Span] = []
        for span in sorted(s for s in spans if s.start < s.end):
            if merged and span.start <= merged[-1].end:
                if span.end > merged[-1].end:
                    merged[-1] = Span(merged[-1].start, span.end)
            else:
                merged.append(span)
        return super().__new__(cls, merged)

    @property
    def seconds(self) -> int:
        """Elapsed whole seconds of all spans together."""
        return sum(span.seconds for span in self)

    def covers(self, instant: datetime) -> bool:
        """Whether the instant lies in one of the spans."""
        index = bisect_right(self, instant, key=attrgetter("end"))
        return index < len(self) and instant in self[index]

    def __or__(self, other: Iterable[Span]) -> Spans:
        return Spans((*self, *other))

    def __and__(self, other: Iterable[Span]) -> Spans:
        others = other if isinstance(other, Spans) else Spans(other)
        return Spans(cut for span in self for cut in others.within(span))

    def __sub__(self, other: Iterable[Span]) -> Spans:
        others = other if isinstance(other, Spans) else Spans(other)
        left: list[Span] = []
        for span in self:
            start = span.start
            for hole in others.within(span):
                left.append(Span(start, hole.start))
                start = hole.end
            left.append(Span(start, span.end))
        return Spans(left)

    def within(self, span: Span) -> Iterator[Span]:
        """The parts of these spans that lie inside another one, ascending."""
        index = bisect_right(self, span.start, key=attrgetter("end"))
        while index < len(self) and self[index].start < span.end:
            yield Span(max(self[index].start, span.start), min(self[index].end, span.end))
            index += 1


def seconds_between(start: datetime, end: datetime) -> int:
    """Elapsed whole seconds from one UTC instant to another (negative when reversed)."""
    delta = end - start
    return delta.days * 86400 + delta.seconds


def minutes(seconds: int | Fraction) -> Fraction:
    """Seconds as exact minutes."""
    return Fraction(seconds) / 60


OFFSET = re.compile(r"([+-])(\d{2}):(\d{2})")


def zone_of(name: str) -> tzinfo | None:
    """The zone of an IANA name or of a fixed offset ``±HH:MM``; None where there is no such zone."""
    if match := OFFSET.fullmatch(name):
        sign, hours, mins = match[1], int(match[2]), int(match[3])
        if hours > 14 or mins > 59:
            return None
        offset = timedelta(hours=hours, minutes=mins)
        return timezone(-offset if sign == "-" else offset)
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def offset_at(zone: tzinfo, instant: datetime) -> timedelta:
    """The zone's offset from UTC at an instant."""
    return instant.astimezone(zone).utcoffset() or timedelta(0)


def offset_text(offset: timedelta) -> str:
    """``+02:00`` for two hours ahead of UTC."""
    total = int(offset.total_seconds()) // 60
    return f"{'-' if total < 0 else '+'}{abs(total) // 60:02}:{abs(total) % 60:02}"


def local_candidates(wall: datetime, zone: tzinfo) -> tuple[datetime, ...]:
    """All instants at which the clocks of ``zone`` show the naive time ``wall``.

    One for an ordinary time, two for a repeated one (clock goes back), none for a missing one
    (clock goes forward).
    """
    found = []
    for fold in (0, 1):
        instant = wall.replace(tzinfo=zone, fold=fold).astimezone(UTC)
        if instant.astimezone(zone).replace(tzinfo=None) == wall and instant not in found:
            found.append(instant)
    return tuple(found)


def local_instant(wall: datetime, zone: tzinfo) -> datetime:
    """The instant of a naive local time: the first of a repeated hour; a missing hour moves on.

    "Moves on" is RFC 5545's reading (section 3.3.5): the offset before the gap is applied, so that
    02:30 on the night when 02:00 becomes 03:00 is 03:30.
    """
    return wall.replace(tzinfo=zone, fold=0).astimezone(UTC)


@lru_cache(maxsize=8192)
def local_midnight(day: date, zone: tzinfo) -> datetime:
    """The instant at which a local day begins."""
    return local_instant(datetime(day.year, day.month, day.day), zone)


def local_date(instant: datetime, zone: tzinfo) -> date:
    """The calendar day that a zone's clocks show at an instant."""
    return instant.astimezone(zone).date()


def local_day(day: date, zone: tzinfo) -> Span:
    """The local day as a span (23, 24 or 25 hours where clocks change)."""
    return Span(local_midnight(day, zone), local_midnight(day + ONE_DAY, zone))


def days_of(span: Span, zone: tzinfo) -> Iterator[date]:
    """The local days that a span touches, ascending."""
    day = local_date(span.start, zone)
    while local_midnight(day, zone) < span.end:
        yield day
        day += ONE_DAY


@lru_cache(maxsize=512)
def _offsets_of_year(zone: tzinfo, year: int) -> tuple[tuple[Span, timedelta], ...]:
    """The year (with two days on either side) cut into spans of one UTC offset each."""
    begin = datetime(year, 1, 1, tzinfo=UTC) - 2 * ONE_DAY
    end = datetime(year + 1, 1, 1, tzinfo=UTC) + 2 * ONE_DAY
    cuts, at = [begin], begin
    while at < end:
        low, high = at, at + ONE_DAY
        if offset_at(zone, low) != offset_at(zone, high):
            before = offset_at(zone, low)
            while high - low > ONE_SECOND:
                middle = low + timedelta(seconds=seconds_between(low, high) // 2)
                if offset_at(zone, middle) == before:
                    low = middle
                else:
                    high = middle
            cuts.append(high)
        at += ONE_DAY
    cuts.append(end)
    return tuple((Span(a, b), offset_at(zone, a)) for a, b in pairwise(cuts))


def wall_spans(wall_start: datetime, wall_end: datetime, zone: tzinfo) -> Spans:
    """All instants at which the clocks of ``zone`` show a naive time in ``[wall_start, wall_end)``.

    A repeated hour is inside twice, a missing hour not at all: Sunday 02:00-06:00 in Warsaw lasts
    five hours on 2026-10-25 and three on 2026-03-29.
    """
    found = []
    for year in sorted({wall_start.year, wall_end.year}):
        for stretch, offset in _offsets_of_year(zone, year):
            shifted = Span(
                (wall_start - offset).replace(tzinfo=UTC), (wall_end - offset).replace(tzinfo=UTC)
            )
            if cut := shifted.clip(stretch):
                found.append(cut)
    return Spans(found)


class PeriodKind(Enum):
    """What an agreement's target is measured over."""

    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"

    @property
    def months(self) -> int:
        """Length in calendar months."""
        return {PeriodKind.MONTH: 1, PeriodKind.QUARTER: 3, PeriodKind.YEAR: 12}[self]


@dataclass(frozen=True, slots=True)
class Period:
    """A calendar month, quarter or year in one zone; ``label`` is ``2026-10``, ``2026-Q4`` or ``2026``."""

    kind: PeriodKind
    first_day: date
    span: Span

    @property
    def label(self) -> str:
        """The period's name in addresses, files and reports."""
        match self.kind:
            case PeriodKind.MONTH:
                return f"{self.first_day:%Y-%m}"
            case PeriodKind.QUARTER:
                return f"{self.first_day:%Y}-Q{(self.first_day.month + 2) // 3}"
            case PeriodKind.YEAR:
                return f"{self.first_day:%Y}"

    @property
    def last_day(self) -> date:
        """Its last local day."""
        months = self.first_day.month - 1 + self.kind.months
        return date(self.first_day.year + months // 12, months % 12 + 1, 1) - ONE_DAY


def _period(kind: PeriodKind, first_day: date, zone: tzinfo) -> Period:
    ahead = first_day.month - 1 + kind.months
    after = date(first_day.year + ahead // 12, ahead % 12 + 1, 1)
    return Period(
        kind, first_day, Span(local_midnight(first_day, zone), local_midnight(after, zone))
    )


def period_at(kind: PeriodKind, instant: datetime, zone: tzinfo) -> Period:
    """The period that contains an instant."""
    day = local_date(instant, zone)
    month = (day.month - 1) // kind.months * kind.months + 1
    return _period(kind, date(day.year, month, 1), zone)


def period_named(label: str, zone: tzinfo) -> Period | None:
    """The period of a label such as ``2026-10``, ``2026-Q4`` or ``2026``; None for anything else."""
    match = re.fullmatch(r"(\d{4})(?:-(?:(0[1-9]|1[0-2])|Q([1-4])))?", label)
    if not match or not EARLIEST.year < int(match[1]) < LATEST.year:
        return None
    year, month, quarter = int(match[1]), match[2], match[3]
    if month:
        return _period(PeriodKind.MONTH, date(year, int(month), 1), zone)
    if quarter:
        return _period(PeriodKind.QUARTER, date(year, int(quarter) * 3 - 2, 1), zone)
    return _period(PeriodKind.YEAR, date(year, 1, 1), zone)
