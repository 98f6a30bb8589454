"""Working time, agreed windows and deadlines.

A minute is inside a window or a calendar iff the wall clock of its zone shows a time in ``[from, to)``
on a matching day, so that windows stretch and shrink with clock changes. Deadlines in days do not
count the day of the event (Polish Civil Code art. 111) and roll off days off (art. 115).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta, tzinfo
from functools import lru_cache

from generator.model.agreement import (
    AgreedWindow,
    Agreement,
    Calendar,
    DaysEnd,
    Limit,
    LimitUnit,
    MaintenanceClass,
    MaintenanceTerms,
)
from generator.public_holidays import holidays_of
from generator.timespan import (
    ONE_DAY,
    ONE_SECOND,
    Span,
    Spans,
    local_date,
    local_instant,
    local_midnight,
    wall_spans,
)

LONGEST_WAIT = timedelta(days=3660)
"""A calendar that opens less than once in ten years never does."""

WINDOWS_AHEAD = timedelta(days=92)
"""How far ahead agreed windows are offered."""


def is_working_day(calendar: Calendar, day: date) -> bool:
    """Whether a day is one of the calendar's weekdays and neither a holiday nor a day off."""
    if day.weekday() not in calendar.weekdays or day in calendar.days_off:
        return False
    return not (calendar.holidays and day in holidays_of(calendar.holidays, day.year))


def _hours(calendar: Calendar, zone: tzinfo, first: date, last: date) -> Iterator[Span]:
    """The opening hours that begin on the working days from ``first`` to ``last``, ascending."""
    for day in (first + ago * ONE_DAY for ago in range((last - first).days + 1)):
        if is_working_day(calendar, day):
            opens = datetime.combine(day, calendar.opens)
            closes = datetime.combine(day, calendar.closes or time(0))
            if closes <= opens:
                closes += ONE_DAY
            yield from wall_spans(opens, closes, zone)


def is_open(calendar: Calendar, zone: tzinfo, instant: datetime) -> bool:
    """Whether an instant lies in the calendar's hours (a team is on duty)."""
    own = calendar.zone or zone
    today = local_date(instant, own)
    return any(instant in span for span in _hours(calendar, own, today - ONE_DAY, today))


def opening_turns(calendar: Calendar, zone: tzinfo, within: Span) -> Iterator[datetime]:
    """The instants inside a span, after its start, at which the calendar opens or closes."""
    own = calendar.zone or zone
    first, last = local_date(within.start, own) - ONE_DAY, local_date(within.end, own)
    for span in Spans(_hours(calendar, own, first, last)):
        yield from (at for at in (span.start, span.end) if within.start < at < within.end)


def window_spans(windows: tuple[AgreedWindow, ...], zone: tzinfo, within: Span) -> Spans:
    """The agreed windows inside a span, as instants."""
    years = range(within.start.year, within.end.year + 1)
    of_years = [_windows_of_year(windows, zone, year) for year in years]
    return Spans(span for spans in of_years for span in spans.within(within))


@lru_cache(maxsize=256)
def _windows_of_year(windows: tuple[AgreedWindow, ...], zone: tzinfo, year: int) -> Spans:
    """The agreed windows that touch a UTC year."""
    found: list[Span] = []
    for window in windows:
        day = date(year, 1, 1) - (window.end_days + 2) * ONE_DAY
        while day <= date(year + 1, 1, 2):
            if window.weekday is None or day.weekday() == window.weekday:
                starts = datetime.combine(day, window.starts)
                ends = datetime.combine(day, window.ends) + window.end_days * ONE_DAY
                found += wall_spans(starts, ends, zone)
            day += ONE_DAY
    return Spans(found)


def earliest_start(klass: MaintenanceClass, published_at: datetime) -> datetime:
    """The first whole minute at which work announced at ``published_at`` has enough notice."""
    start = published_at + (klass.notice or timedelta(0))
    return (
        start
        if not (start.second or start.microsecond)
        else start.replace(second=0) + timedelta(minutes=1)
    )


def legal_windows(
    terms: MaintenanceTerms, klass: MaintenanceClass, length: timedelta, published_at: datetime
) -> Iterator[Span]:
    """Stretches of ``length`` that have enough notice and lie inside an agreed window, ascending.

    One per agreed window of the next three months; a class without windows has one, as soon as
    notice allows. Agreed windows that are too short give none.
    """
    start = earliest_start(klass, published_at)
    if not klass.windows:
        yield Span(start, start + length)
        return
    for window in window_spans(klass.windows, terms.zone, Span(start, start + WINDOWS_AHEAD)):
        if window.end - window.start >= length:
            yield Span(window.start, window.start + length)


def due_at(limit: Limit, start: datetime, agreement: Agreement) -> datetime:
    """The last instant at which something promised within ``limit`` of ``start`` is in time.

    ``60m`` is elapsed time, ``4h@office`` time inside a calendar; ``5d`` ends with the fifth day after
    the event's, rolled to the next working day; ``5bd`` counts working days only. A day ends at
    23:59:59 local time, or with ``days_end: same-time`` at the event's time of day.
    """
    if limit.unit is LimitUnit.ELAPSED:
        if limit.calendar is None:
            return start + limit.elapsed
        return _elapsed_in(agreement.calendar(limit.calendar), agreement.zone, start, limit.elapsed)
    calendar = agreement.calendar(limit.calendar or "business")
    zone = calendar.zone or agreement.zone
    day = local_date(start, zone)
    if limit.unit is LimitUnit.DAYS:
        day = _working_day_from(calendar, day + limit.days * ONE_DAY)
    else:
        for _ in range(limit.days):
            day = _working_day_from(calendar, day + ONE_DAY)
    if agreement.days_end is DaysEnd.SAME_TIME:
        return local_instant(datetime.combine(day, start.astimezone(zone).time()), zone)
    return local_midnight(day + ONE_DAY, zone) - ONE_SECOND


def _working_day_from(calendar: Calendar, day: date) -> date:
    for ahead in range(LONGEST_WAIT.days):
        if is_working_day(calendar, day + ahead * ONE_DAY):
            return day + ahead * ONE_DAY
    return day


def _elapsed_in(calendar: Calendar, zone: tzinfo, start: datetime, left: timedelta) -> datetime:
    if not left:
        return start
    zone = calendar.zone or zone
    first = local_date(start, zone) - ONE_DAY
    last = first + LONGEST_WAIT
    future, end = Span(start, local_midnight(last, zone)), start
    for hours in _hours(calendar, zone, first, last):
        if span := hours.clip(future):
            end = span.end
            if left <= end - span.start:
                return span.start + left
            left -= end - span.start
    return end
