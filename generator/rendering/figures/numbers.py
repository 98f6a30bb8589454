"""Exact fractions as numbers for programs: to 6 places, half-even; whole ones without a point."""

from __future__ import annotations

from datetime import timedelta
from decimal import ROUND_HALF_EVEN, Context, Decimal
from fractions import Fraction

PLACES = 6
ALMOST = 100 - Fraction(1, 10**PLACES)
EXACT = Context(prec=60, rounding=ROUND_HALF_EVEN)


def rounded(value: Fraction) -> Decimal:
    """The value to 6 places, half-even."""
    scaled = value * 10**PLACES
    return Decimal(round(scaled)).scaleb(-PLACES, EXACT)


def plain(value: Fraction) -> str:
    """The value to 6 places as digits, without superfluous zeros and never with an exponent."""
    text = f"{rounded(value):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def number(value: Fraction) -> int | float:
    """The value to 6 places as a JSON number: whole ones are integers.

    A double holds 15 digits and is written as the shortest text that reads back the same, so the
    decimal arrives unharmed.
    """
    exact = rounded(value)
    whole = exact.to_integral_value()
    return int(whole) if exact == whole else float(exact)


def percent(ratio: Fraction | None) -> int | float | None:
    """A ratio as a percentage, 100 only where it is exactly that; None where there is nothing to measure."""
    if ratio is None:
        return None
    return number(min(ratio * 100, ALMOST) if ratio < 1 else ratio * 100)


def minutes_of(span: timedelta) -> int | float:
    """A length of time in minutes."""
    return number(Fraction(span // timedelta(seconds=1), 60))
