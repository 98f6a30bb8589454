"""Spans as sets of seconds, local days and periods, repeated and missing hours."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.timespan import (
    PeriodKind,
    Span,
    Spans,
    days_of,
    local_candidates,
    local_day,
    local_instant,
    minutes,
    offset_text,
    period_at,
    period_named,
    wall_spans,
    zone_of,
)

WARSAW = ZoneInfo("Europe/Warsaw")
ZERO = datetime(2026, 3, 29, tzinfo=UTC)


def span(start, end):
    return Span(ZERO + timedelta(seconds=start), ZERO + timedelta(seconds=end))


def utc(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


some_spans = st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), max_size=6).map(
    lambda pairs: Spans(span(a, b) for a, b in pairs)
)


def seconds_in(spans):
    return {n for n in range(40) if spans.covers(ZERO + timedelta(seconds=n))}


@given(some_spans, some_spans)
def test_spans_are_sets_of_instants(a, b):
    assert seconds_in(a | b) == seconds_in(a) | seconds_in(b)
    assert seconds_in(a & b) == seconds_in(a) & seconds_in(b)
    assert seconds_in(a - b) == seconds_in(a) - seconds_in(b)
    assert a.seconds == len(seconds_in(a))
    assert (a | b).seconds + (a & b).seconds == a.seconds + b.seconds
    for one, following in pairwise(a):
        assert one.end < following.start


def test_a_span_is_half_open():
    assert ZERO in span(0, 1)
    assert ZERO + timedelta(seconds=1) not in span(0, 1)
    assert span(5, 3).seconds == 0
    assert span(0, 5).clip(span(5, 9)) is None
    assert Spans([span(0, 5), span(5, 9)]) == (span(0, 9),)
    assert minutes(90) == 1.5


@pytest.mark.parametrize(
    ("wall", "found"),
    [
        ("2026-03-29 02:30", []),
        ("2026-03-29 03:00", ["2026-03-29 01:00"]),
        ("2026-10-25 02:30", ["2026-10-25 00:30", "2026-10-25 01:30"]),
        ("2026-10-25 03:00", ["2026-10-25 02:00"]),
    ],
)
def test_repeated_and_missing_hours(wall, found):
    assert local_candidates(datetime.fromisoformat(wall), WARSAW) == tuple(map(utc, found))


def test_a_local_instant_takes_the_first_of_two_and_moves_on_from_none():
    assert local_instant(datetime(2026, 10, 25, 2, 30), WARSAW) == utc("2026-10-25 00:30")
    assert local_instant(datetime(2026, 3, 29, 2, 30), WARSAW) == utc("2026-03-29 01:30")


@pytest.mark.parametrize(
    ("day", "hours"), [("2026-03-29", 23), ("2026-10-25", 25), ("2026-06-01", 24)]
)
def test_local_days_have_their_own_length(day, hours):
    assert local_day(date.fromisoformat(day), WARSAW).seconds == hours * 3600


@pytest.mark.parametrize(
    ("label", "minutes_in_it"),
    [
        *(("2026-03", 44580), ("2026-10", 44700), ("2026-09", 43200), ("2026-12", 44640)),
        *(("2026-Q1", 129540), ("2026-Q4", 132540), ("2026", 525600), ("2028", 527040)),
    ],
)
def test_periods_last_as_long_as_they_do(label, minutes_in_it):
    period = period_named(label, WARSAW)
    assert period.label == label
    assert period.span.seconds == minutes_in_it * 60
    assert period_at(period.kind, period.span.start, WARSAW) == period
    assert period_at(period.kind, period.span.end - timedelta(seconds=1), WARSAW) == period
    assert period_at(period.kind, period.span.end, WARSAW) != period


@pytest.mark.parametrize(
    "label", ["2026-13", "2026-Q5", "26", "2026-1", "", "1970", "2200-01", "x"]
)
def test_labels_that_name_no_period(label):
    assert period_named(label, WARSAW) is None


@given(
    st.datetimes(datetime(1971, 1, 1), datetime(2199, 1, 1)).map(lambda d: d.replace(tzinfo=UTC)),
    st.sampled_from(PeriodKind),
)
def test_every_instant_lies_in_the_period_found_for_it(at, kind):
    assert at in period_at(kind, at, WARSAW).span


def test_days_of_a_span_are_those_it_touches():
    touched = days_of(Span(utc("2026-10-24 22:00"), utc("2026-10-25 23:00")), WARSAW)
    assert list(touched) == [date(2026, 10, 25)]
    assert not list(days_of(Span(utc("2026-10-24 22:00"), utc("2026-10-24 22:00")), WARSAW))


@pytest.mark.parametrize(
    ("day", "hours"), [("2026-03-29", 3), ("2026-10-25", 5), ("2026-10-18", 4)]
)
def test_a_window_lasts_as_long_as_the_clock_shows_it(day, hours):
    start = datetime.fromisoformat(f"{day} 02:00")
    found = wall_spans(start, start.replace(hour=6), WARSAW)
    assert found.seconds == hours * 3600


@given(st.datetimes(datetime(2026, 3, 28), datetime(2026, 3, 31)), st.integers(1, 300))
def test_a_minute_is_in_a_window_iff_the_clock_shows_it(start, length):
    start = start.replace(second=0, microsecond=0)
    end = start + timedelta(minutes=length)
    found = wall_spans(start, end, WARSAW)
    at = start.replace(tzinfo=UTC) - timedelta(hours=3)
    for _ in range(length // 5 + 60):
        at += timedelta(minutes=5)
        shown = at.astimezone(WARSAW).replace(tzinfo=None)
        assert found.covers(at) == (start <= shown < end)


def test_zones_by_name_and_by_offset():
    assert zone_of("Europe/Warsaw") is WARSAW
    assert zone_of("+01:00").utcoffset(None) == timedelta(hours=1)
    assert zone_of("-05:30").utcoffset(None) == -timedelta(hours=5, minutes=30)
    for name in ("", "Mars/Base", "+15:00", "+01:75", "../etc/passwd", "/etc/localtime", "+1:00"):
        assert zone_of(name) is None
    assert offset_text(-timedelta(hours=3, minutes=30)) == "-03:30"
