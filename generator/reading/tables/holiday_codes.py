"""Codes of countries and regions whose holidays are known.

The holidays library takes a fifth of a second to load, which every run of ``check`` would pay; a
familiar country's code is therefore known here, and only other codes and regions are looked up.
"""

from __future__ import annotations

from difflib import get_close_matches

from generator.public_holidays import MEMO, regions_of_countries
from generator.reading.yaml.faults import Trouble

FAMILIAR = frozenset(
    {
        *("AT", "AU", "BE", "BG", "BR", "CA", "CH", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR"),
        *("GB", "GR", "HR", "HU", "IE", "IN", "IT", "JP", "LT", "LU", "LV", "MT", "NL", "NO", "NZ"),
        *("PL", "PT", "RO", "SE", "SI", "SK", "UA", "US"),
    }
)

YES = frozenset({"true", "yes", "on", "all"})
NEVER = frozenset({"false", "no", "off", "none", "null", "~"})


def parse_holidays(text: str) -> str | Trouble:
    """``PL`` or ``DE-BY``: a country (ISO 3166-1 alpha-2) and perhaps one of its regions."""
    if text in FAMILIAR or MEMO.get(text):
        return text
    regions = regions_of_countries()
    country, dash, region = text.partition("-")
    if country not in regions:
        return Trouble("unknown-holidays", f"no holidays are known for '{text}'", _remedy(text))
    if not dash or region in regions[country]:
        return text
    remedy = f"write {country}"
    if regions[country]:
        remedy += f", or with one of {', '.join(regions[country])}"
    return Trouble("unknown-holidays", f"'{country}' has no region '{region}'", remedy)


def _remedy(text: str) -> str:
    """What was meant: whether there are holidays at all, a country's name, or another code."""
    from holidays.registry import COUNTRIES  # noqa: PLC0415 - slow to load

    word = text.lower().replace(" ", "_")
    if word in YES:
        return "name the country whose holidays these are, like PL, or DE-BY"
    if word in NEVER:
        return "leave the key out where there are none"
    names = {name: codes[1] for name, codes in COUNTRIES.items()}
    codes = {code.lower(): codes[1] for codes in COUNTRIES.values() for code in codes[1:]}
    near = get_close_matches(word, names, n=1, cutoff=0.8) if len(word) > len("PLN") else []
    found = codes.get(word) or (names[near[0]] if near else None)
    return f"did you mean '{found}'?" if found else "write a country's code like PL, or DE-BY"
