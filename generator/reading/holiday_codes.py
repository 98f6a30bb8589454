"""Codes of countries and regions whose holidays are known.

The holidays library takes a tenth of a second to load, which every run of ``check`` would pay; a
familiar country's code is therefore known here, and only other codes and regions are looked up.
"""

from __future__ import annotations

from difflib import get_close_matches

from generator.reading.faults import Trouble

FAMILIAR = frozenset(
    {
        *("AT", "AU", "BE", "BG", "BR", "CA", "CH", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR"),
        *("GB", "GR", "HR", "HU", "IE", "IN", "IT", "JP", "LT", "LU", "LV", "MT", "NL", "NO", "NZ"),
        *("PL", "PT", "RO", "SE", "SI", "SK", "UA", "US"),
    }
)


def parse_holidays(text: str) -> str | Trouble:
    """``PL`` or ``DE-BY``: a country (ISO 3166-1 alpha-2) and perhaps one of its regions."""
    if text in FAMILIAR:
        return text
    import holidays  # noqa: PLC0415 - slow to load

    regions = holidays.list_supported_countries(include_aliases=True)
    country, dash, region = text.partition("-")
    if country not in regions:
        near = [country.upper(), *get_close_matches(country.upper(), regions)]
        found = next((code for code in near if code in regions and len(code) == 2), None)
        remedy = f"did you mean '{found}'?" if found else "write a code like PL, or DE-BY"
        return Trouble("unknown-holidays", f"no holidays are known for '{text}'", remedy)
    if not dash or region in regions[country]:
        return text
    remedy = f"write {country}"
    if regions[country]:
        remedy += f", or with one of {', '.join(regions[country])}"
    return Trouble("unknown-holidays", f"'{country}' has no region '{region}'", remedy)
