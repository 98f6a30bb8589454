"""How a language says things: interface texts, dates, durations, numbers.

Texts are gettext messages with English as their own ids; a catalogue is one ``.po`` file and its
plural rule is the file's (or babel's for the language). Dates and numbers are babel's. Times show
the clock of the site's zone, in 24 hours. Percentages are cut, never rounded up: a broken promise
must not print as a kept one, nor 100 % where anything was down.
"""

from __future__ import annotations

import gettext as gettext_module
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from decimal import Decimal
from fractions import Fraction
from io import BytesIO

from babel import Locale
from babel.lists import format_list
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from generator.notation import (
    MOST_PLACES,
    Parts,
    Precision,
    Unit,
    amount,
    cut,
    length,
    places,
    same_unit,
)
from generator.rendering.language.locales import (
    babel_locale,
    clock_text,
    day_text,
    number_text,
    percent_text,
)
from generator.timespan import offset_at, offset_text

UTC_NAME = "UTC"


def N_(message: str) -> str:  # noqa: N802 - gettext's own name for "translate this later"
    """Marks a text for translation where it is defined and not yet shown."""
    return message


def compile_catalogue(po: bytes, language: str) -> gettext_module.NullTranslations:
    """A ``.po`` file as translations; fuzzy entries are left out, as gettext does.

    Raises whatever babel and gettext raise for one that they cannot read.
    """
    catalogue = read_po(BytesIO(po), locale=babel_locale(language), abort_invalid=True)
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return gettext_module.GNUTranslations(compiled)


@dataclass(frozen=True, slots=True)
class Words:
    """One language of one site."""

    language: str
    zone: tzinfo
    translations: gettext_module.NullTranslations

    @property
    def locale(self) -> Locale:
        """Babel's locale."""
        return babel_locale(self.language)

    @property
    def direction(self) -> str:
        """``rtl`` or ``ltr``."""
        return str(self.locale.text_direction)

    def gettext(self, message: str, **values: object) -> str:
        """An interface text, its ``%(name)s`` filled in."""
        text = self.translations.gettext(message)
        return text % values if values else text

    def ngettext(self, one: str, many: str, count: int, **values: object) -> str:
        """An interface text in the plural form of ``count``, which fills ``%(count)s``."""
        text = self.translations.ngettext(one, many, count)
        return text % {"count": self.number(count), **values}

    def join(self, items: Sequence[str]) -> str:
        """``A, B and C``."""
        return str(format_list(list(items), locale=self.locale)) if items else ""

    def local(self, at: datetime) -> datetime:
        """The instant on the site's clock."""
        return at.astimezone(self.zone)

    def day(self, at: datetime | date, form: str = "long") -> str:
        """``20 November 2026``; ``full`` adds the weekday, a CLDR skeleton or pattern gives other forms."""
        day = self.local(at).date() if isinstance(at, datetime) else at
        return day_text(self.language, day, form)

    def clock(self, at: datetime, *, seconds: bool = False, zone: bool = False) -> str:
        """``14:05`` on the site's clock; in the hour that clocks repeat, or asked for, with the zone's name."""
        local = self.local(at)
        shown = clock_text(
            self.language, local.hour, local.minute, local.second if seconds else None
        )
        if zone or local.utcoffset() != local.replace(fold=1 - local.fold).utcoffset():
            return f"{shown} {self.zone_name(at)}"
        return shown

    def full(self, at: datetime) -> str:
        """``20 November 2026, 14:05``."""
        return f"{self.day(at)}, {self.clock(at)}"

    def zoned(self, at: datetime) -> str:
        """``20 November 2026, 14:05 CET``."""
        return f"{self.full(at)} {self.zone_name(at)}"

    def short(self, at: datetime, *, seconds: bool = False) -> str:
        """``20 Nov, 14:05``; ``20 Nov, 14:05:30`` where seconds decide."""
        return f"{self.day(at, 'MMMd')}, {self.clock(at, seconds=seconds)}"

    def window(self, start: datetime, end: datetime) -> str:
        """``Sunday, 6 December 2026, 02:00–04:00 CET``; see :meth:`window_parts`."""
        *parts, length = self.window_parts(start, end)
        return "".join([*parts, length or f" {self.zone_name(start)}"])

    def window_parts(self, start: datetime, end: datetime) -> tuple[str, str, str, str]:
        """The start with its day, a dash, the end, with its day where it passes midnight, and what follows.

        Where clocks change in between, both times name the zone, and the length follows.
        """
        first, last = self.local(start), self.local(end)
        changes = first.utcoffset() != last.utcoffset()
        opening = f"{self.day(first.date(), 'full')}, {self.clock(start, zone=changes)}"
        closing = self.clock(end, zone=changes)
        one_day = first.date() == last.date()
        if not one_day:
            closing = f"{self.day(last.date(), 'full')}, {closing}"
        dash = "–" if one_day and not changes else " – "
        return opening, dash, closing, f" ({self.length(end - start)})" if changes else ""

    def month(self, day: date) -> str:
        """``November 2026``, standing alone."""
        return self.capital(self.day(day, "yMMMM"))

    def capital(self, text: str) -> str:
        """The text with a capital first letter."""
        return text[:1].upper() + text[1:]

    def zone_name(self, at: datetime) -> str:
        """``CET``, or ``UTC+01:00`` where the zone has no short name in this language."""
        offset = offset_at(self.zone, at)
        if not offset:
            return UTC_NAME
        name = self.local(at).tzname() or ""
        if name.isalpha():
            return name
        return f"{UTC_NAME}{offset_text(offset)}"

    def length(
        self,
        duration: timedelta | int,
        precision: Precision = Precision.DOWN,
        *,
        days: bool = True,
    ) -> str:
        """A length of time: ``72 min``, ``3 h 25 min``, ``2 days 3 h`` (see generator.notation)."""
        return self.parts(length(duration, precision, days=days))

    def minutes(self, minutes: Fraction, precision: Precision = Precision.UP) -> str:
        """Minutes of an account: ``1,560 min``; with seconds where they are asked for."""
        return self.parts(amount(minutes, precision))

    def parts(self, parts: Parts) -> str:
        """A length of time in the language's words."""
        return " ".join(self._part(count, unit) for count, unit in parts)

    def share(self, part: Parts, whole: Parts) -> str:
        """The first of two lengths, without its unit where the other has the same: the 71 of ``71 of 216 min``."""
        return self.number(part[0][0]) if same_unit(part, whole) else self.parts(part)

    def _part(self, count: int, unit: Unit) -> str:
        match unit:
            case Unit.SECONDS:
                return self.gettext("%(seconds)s s", seconds=count)
            case Unit.MINUTES:
                return self.gettext("%(minutes)s min", minutes=self.number(count))
            case Unit.HOURS:
                return self.gettext("%(hours)s h", hours=self.number(count))
            case Unit.DAYS:
                return self.ngettext("%(count)s day", "%(count)s days", count)

    def number(self, value: int | Decimal) -> str:
        """A number with the language's separators."""
        return number_text(self.language, str(value))

    def percent(self, ratio: Fraction | None, target: Fraction | None = None) -> str:
        """A ratio as a percentage, cut after two places or as many as its target needs: ``99.46%``.

        A dash where nothing is measured.
        """
        if ratio is None:
            return "–"
        count = 0 if ratio == 1 else places(ratio, target, 2)
        text = percent_text(self.language, str(cut(ratio * 100, count)), count)
        return self.gettext("%(number)s%%", number=text)

    def target(self, ratio: Fraction) -> str:
        """A promised ratio, with as many places as it has: ``99.5%``."""
        value = cut(ratio * 100, MOST_PLACES).normalize() + 0
        return self.gettext("%(number)s%%", number=self.number(value))
