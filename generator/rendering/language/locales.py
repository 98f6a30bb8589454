"""Babel's locales, and what it writes in them; all of it remembered, since pages say the same often."""

from __future__ import annotations

from datetime import date, time
from decimal import Decimal
from functools import lru_cache

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_skeleton
from babel.numbers import format_decimal


@lru_cache(maxsize=64)
def babel_locale(language: str) -> Locale:
    """Babel's locale of a language tag. Plain ``en`` is British; an unknown tag reads as British, too."""
    if language == "en":
        return Locale("en", "GB")
    try:
        return Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        return Locale("en", "GB")


@lru_cache(maxsize=64)
def language_name(tag: str) -> str:
    """A language's own name with a capital letter: ``Polski``."""
    language = tag.split("-", maxsplit=1)[0]
    locale = babel_locale(tag)
    name = locale.get_language_name(language) if locale.language == language else None
    return name.capitalize() if name else tag


@lru_cache(maxsize=8192)
def day_text(language: str, day: date, form: str) -> str:
    """A day in one of babel's forms, or by a CLDR skeleton or pattern."""
    locale = babel_locale(language)
    if form in locale.datetime_skeletons:
        return str(format_skeleton(form, day, locale=locale))
    return str(format_date(day, form, locale=locale))


@lru_cache(maxsize=4096)
def clock_text(language: str, hour: int, minute: int, second: int | None = None) -> str:
    """A time of day, with its second if it is told."""
    skeleton = "Hm" if second is None else "Hms"
    return str(
        format_skeleton(skeleton, time(hour, minute, second or 0), locale=babel_locale(language))
    )


@lru_cache(maxsize=8192)
def number_text(language: str, value: str) -> str:
    """A number given as its digits: 1 and 1.0 are equal, but read differently."""
    locale = babel_locale(language)
    return str(format_decimal(Decimal(value), locale=locale, decimal_quantization=False))


@lru_cache(maxsize=8192)
def percent_text(language: str, value: str, places: int) -> str:
    """A number with so many places, given as its digits."""
    pattern = f"#,##0{'.' if places else ''}{'0' * places}"
    locale = babel_locale(language)
    return str(
        format_decimal(Decimal(value), format=pattern, locale=locale, decimal_quantization=False)
    )
