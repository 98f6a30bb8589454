"""Instants as programs read them, lengths of time as people do."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.notation import (
    Parts,
    Precision,
    Unit,
    amount,
    basic_format,
    budget,
    cut,
    english,
    length,
    places,
    rfc3339,
    rfc3339_milliseconds,
)

SECONDS = {Unit.SECONDS: 1, Unit.MINUTES: 60, Unit.HOURS: 3600, Unit.DAYS: 86400}
MINUTES = st.fractions(min_value=0, max_value=100_000)


def seconds_of(parts: Parts) -> int:
    return sum(count * SECONDS[unit] for count, unit in parts)


@pytest.mark.parametrize("zone", [UTC, timezone(timedelta(hours=2))])
def test_instants_are_written_in_utc_to_the_second(zone: timezone) -> None:
    at = datetime(2026, 11, 20, 13, 5, 0, 999_999, tzinfo=UTC).astimezone(zone)
    assert rfc3339(at) == "2026-11-20T13:05:00Z"
    assert rfc3339_milliseconds(at) == "2026-11-20T13:05:00.000Z"
    assert basic_format(at) == "20261120T130500Z"


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [
        (0, "0 min"),
        (30, "30 s"),
        (60, "1 min"),
        (72 * 60 + 59, "72 min"),
        (7199, "119 min"),
        (7200, "2 h"),
        (3 * 3600 + 25 * 60, "3 h 25 min"),
        (48 * 3600 - 1, "47 h 59 min"),
        (48 * 3600, "2 days"),
        (51 * 3600 + 59 * 60, "2 days 3 h"),
    ],
)
def test_a_length_is_told_in_minutes_then_hours_then_days(seconds: int, shown: str) -> None:
    assert english(length(seconds)) == shown
    assert english(length(timedelta(seconds=seconds))) == shown


def test_lengths_are_rounded_up_told_exactly_or_kept_in_hours_where_asked_for() -> None:
    assert english(length(48 * 3600 - 1, Precision.UP)) == "2 days"
    assert english(length(7199, Precision.UP)) == "2 h"
    assert english(length(7199, Precision.SECONDS)) == "119 min 59 s"
    assert english(length(72 * 3600, Precision.SECONDS)) == "72 h"
    assert english(length(72 * 3600 + 300, days=False)) == "72 h 5 min"


def test_an_account_is_kept_in_whole_minutes_or_to_the_second() -> None:
    minutes = Fraction("16.516667")
    assert english(amount(minutes)) == "17 min"
    assert english(amount(minutes, Precision.DOWN)) == "16 min"
    assert english(amount(minutes, Precision.SECONDS)) == "16 min 32 s"
    assert english(amount(Fraction(1, 3), Precision.SECONDS)) == "20 s"
    assert english(amount(Fraction(1560))) == "1560 min"


@pytest.mark.parametrize(
    ("used", "allowed", "shown"),
    [
        ("16.516667", "223.2", ("17 min", "223 min", "206 min")),
        ("255", "223.2", ("255 min", "223 min", "32 min")),
        ("215.7", "216", ("215 min 42 s", "216 min", "18 s")),
        ("223.5", "223.2", ("223 min 30 s", "223 min 12 s", "18 s")),
        ("0", "216", ("0 min", "216 min", "216 min")),
        # half a second, and less than that
        ("0.45", "0.4416", ("27 s", "26 s", "1 s")),
        ("0.4425", "0.4466", ("26 s", "26 s", "0 min")),
    ],
)
def test_seconds_of_a_budget_are_told_where_they_decide(
    used: str, allowed: str, shown: tuple[str, str, str]
) -> None:
    assert tuple(map(english, budget(Fraction(used), Fraction(allowed)))) == shown


@given(MINUTES, MINUTES)
def test_what_is_shown_of_a_budget_never_says_the_contrary(
    used: Fraction, allowed: Fraction
) -> None:
    spent, of, left = map(seconds_of, budget(used, allowed))
    assert (spent > of) == (used > allowed)
    if abs(allowed - used) < 1:
        assert left == abs(of - spent)
    assert spent >= used * 60 - 1
    if used <= allowed:
        assert left <= (allowed - used) * 60 + 1
    else:
        assert left >= (used - allowed) * 60


@pytest.mark.parametrize(
    ("ratio", "target", "shown"),
    [
        ("0.99663", "0.995", "99.66"),
        ("0.99663", None, "99.66"),
        ("0.9999", "0.9999", "99.99"),
        ("0.999985", "0.99998", "99.998"),  # 99.99 would read as less than 99.998
        ("0.99997", "0.99998", "99.99"),
        ("0.99499", "0.995", "99.49"),
        ("0.99315069", "0.99315068", "99.315069"),
    ],
)
def test_percentages_are_cut_after_as_many_places_as_decide(ratio, target, shown) -> None:
    share, promised = Fraction(ratio), Fraction(target) if target else None
    assert str(cut(share * 100, places(share, promised, 2))) == shown


@given(st.fractions(0, 1), st.fractions(0, 1))
def test_a_percentage_is_below_its_target_only_where_it_is(ratio, target) -> None:
    shown, promised = cut(ratio * 100, places(ratio, target, 2)), cut(target * 100, 6)
    assert shown >= promised if ratio >= target else shown <= promised


@given(st.integers(min_value=0, max_value=10**8), st.booleans())
def test_a_length_is_never_more_than_what_it_stands_for_nor_less_by_a_unit(
    seconds: int, days: bool
) -> None:
    shown = seconds_of(length(seconds, days=days))
    assert shown <= seconds < shown + 3600
    assert seconds_of(length(seconds, Precision.SECONDS)) == seconds
