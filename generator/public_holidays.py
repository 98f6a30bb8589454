"""Public holidays by country and region, from the holidays library.

The library takes a fifth of a second to load, more than most commands need in all. What it has said is
therefore remembered, and a memo of an earlier run can be put in before it is asked.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

MEMO: dict[str, dict[int, frozenset[date]]] = {}
"""Codes such as ``PL`` and ``DE-BY`` with the holidays of years. It changes nothing but the time taken."""


def holidays_of(code: str, year: int) -> frozenset[date]:
    """The holidays of a country (ISO 3166-1 alpha-2), or of a region of it, in a year."""
    years = MEMO.setdefault(code, {})
    if year not in years:
        import holidays  # noqa: PLC0415 - slow to load

        country, _, region = code.partition("-")
        found = holidays.country_holidays(country, subdiv=region or None, years=year)
        years[year] = frozenset(found)
    return years[year]


def regions_of_countries() -> Mapping[str, Sequence[str]]:
    """The codes of all countries that the library knows, with those of their regions."""
    import holidays  # noqa: PLC0415 - slow to load

    known: Mapping[str, Sequence[str]] = holidays.list_supported_countries(include_aliases=True)
    return known
