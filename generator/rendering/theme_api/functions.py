"""The functions that templates may call. What each name of a template does is said where it is given."""

from __future__ import annotations

from datetime import date, datetime
from typing import Protocol

from markupsafe import Markup


class Texts(Protocol):
    """What every template may call, on pages and in mail: the interface's texts in its language."""

    def _(self, message: str, /, **values: object) -> str:
        """A text, its ``%(name)s`` filled in: ``_("Times are those of %(zone)s.", zone=site.zone_name)``."""

    def gettext(self, message: str, /, **values: object) -> str:
        """The same as ``_``."""

    def ngettext(self, one: str, many: str, count: int, /, **values: object) -> str:
        """A text in the plural form of ``count``, which fills ``%(num)s``."""


class WordsView(Protocol):
    """The template's language and the site's clock."""

    @property
    def language(self) -> str:
        """The language's tag: ``pl``."""

    @property
    def direction(self) -> str:
        """``rtl`` for a language that is written from the right to the left, else ``ltr``."""

    def day(self, at: datetime | date, form: str = "long") -> str:
        """``20 November 2026``; ``full`` adds the weekday, a CLDR skeleton or pattern gives other forms."""

    def clock(self, at: datetime) -> str:
        """``14:05``."""

    def full(self, at: datetime) -> str:
        """``20 November 2026, 14:05``."""

    def short(self, at: datetime) -> str:
        """``20 Nov, 14:05``."""

    def number(self, value: int) -> str:
        """A number with the language's separators."""


class OfPath(Protocol):
    """A function of a path within the site."""

    def __call__(self, path: str) -> str:
        """An address."""


class OfName(Protocol):
    """A function of the name of a file in ``theme/assets/``."""

    def __call__(self, name: str) -> str:
        """An address."""


class OfText(Protocol):
    """A function of a text."""

    def __call__(self, text: str) -> str:
        """Another text."""


class Iso(Protocol):
    """A function of an instant."""

    def __call__(self, instant: datetime) -> str:
        """``2026-11-20T13:05:00Z``."""


class When(Protocol):
    """A function of an instant, or of a window's two."""

    def __call__(self, at: datetime, form: str = "full", end: datetime | None = None) -> Markup:
        """``<time>`` in one of several forms."""
