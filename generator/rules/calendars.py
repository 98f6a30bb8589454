"""Working time, agreed windows and deadlines.

A minute is inside a window or a calendar iff the wall clock of its zone shows a time in ``[from, to)``
on a matching day, so that windows stretch and shrink with clock changes. Deadlines in days do not
count the day of the event (Polish Civil Code art. 111) and roll off days off (art. 115).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta, tzinfo
from functools import lru_cache

from generator.model.agreement import AgreedWindow, Agreement, Calendar, DaysEnd, Limit, Unit
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


def is_working_day(calendar: Calendar, day: date) -> bool:
    """Whether a day is one of the calendar's weekdays and neither a holiday nor a day off."""
    if day.weekday() not in calendar.weekdays or day in calendar.days_off:
        return False
    return not (calendar.holidays and day in holidays_of(calendar.holidays, day.year))


def _hours_of(calendar: Calendar, day: date, zone: tzinfo) -> Spans:
    """The opening hours that begin on a working day."""
    opens = datetime.combine(day, calendar.opens)
    closes = datetime.combine(day, calendar.closes or time(0))
    if closes <= opens:
        closes += ONE_DAY
    return wall_spans(opens, closes, zone)


def _openings(calendar: Calendar, zone: tzinfo, start: datetime) -> Iterator[Span]:
    """The calendar's opening hours from an instant on, ascending."""
    zone = calendar.zone or zone
    day = local_date(start, zone) - ONE_DAY
    last = day + LONGEST_WAIT
    future = Span(start, local_midnight(last, zone))
    while day < last:
        if is_working_day(calendar, day):
            yield from (
                cut for span in _hours_of(calendar, day, zone) if (cut := span.clip(future))
            )
        day += ONE_DAY


def is_open(calendar: Calendar, zone: tzinfo, instant: datetime) -> bool:
    """Whether an instant lies in the calendar's hours (a team is on duty)."""
    own = calendar.zone or zone
    today = local_date(instant, own)
    return any(
        is_working_day(calendar, day) and _hours_of(calendar, day, own).covers(instant)
        for day in (today - ONE_DAY, today)
    )


def opening_turns(calendar: Calendar, zone: tzinfo, within: Span) -> Iterator[datetime]:
    """The instants inside a span, after its start, at which the calendar opens or closes."""
    own = calendar.zone or zone
    first, last = local_date(within.start, own) - ONE_DAY, local_date(within.end, own)
    days = (first + ago * ONE_DAY for ago in range((last - first).days + 1))
    hours = Spans(
        span
        for day in days
        if is_working_day(calendar, day)
        for span in _hours_of(calendar, day, own)
    )
    for span in hours:
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


def due_at(limit: Limit, start: datetime, agreement: Agreement) -> datetime:
    """The last instant at which something promised within ``limit`` of ``start`` is in time.

    ``60m`` is elapsed time, ``4h@office`` time inside a calendar; ``5d`` ends with the fifth day after
    the event's, rolled to the next working day; ``5bd`` counts working days only. A day ends at
    23:59:59 local time, or with ``days_end: same-time`` at the event's time of day.
    """
    if limit.unit is Unit.ELAPSED:
        if limit.calendar is None:
            return start + limit.elapsed
        return _elapsed_in(agreement.calendar(limit.calendar), agreement.zone, start, limit.elapsed)
    calendar = agreement.calendar(limit.calendar or "business")
    zone = calendar.zone or agreement.zone
    day = local_date(start, zone)
    if limit.unit is Unit.DAYS:
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
    end = start
    for span in _openings(calendar, zone, start):
        end = span.end
        if left <= span.end - span.start:
            return span.start + left
        left -= span.end - span.start
    return end
