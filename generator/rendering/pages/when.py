"""The template function ``when``: instants and windows as ``<time>``."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache

from markupsafe import Markup

from generator.notation import rfc3339
from generator.rendering.language.words import Words
from generator.rendering.theme_api.functions import When


def when_in(words: Words) -> When:
    """The function for a language; it remembers what it gave."""

    @lru_cache(maxsize=4096)
    def when(at: datetime, form: str = "full", end: datetime | None = None) -> Markup:
        match form:
            case "window" | "span" if end is not None:
                return _window(words, at, end, capital=form == "window")
            case "clock":
                return _tag(at, words.clock(at), "clock")
            case "zoned":
                return _tag(at, words.zoned(at), "full")
            case "seconds":
                return _tag(at, words.short(at, seconds=True), "seconds")
            case "short":
                return _tag(at, words.short(at), "short")
            case _:
                return _tag(at, words.full(at), "full")

    return when


def _window(words: Words, start: datetime, end: datetime, *, capital: bool) -> Markup:
    """Both ends, together, so that the script can name both days; ``capital`` where a sentence begins."""
    opening, dash, closing, rest = words.window_parts(start, end)
    first = _tag(start, words.capital(opening) if capital else opening, "window")
    last = _tag(end, closing, "window")
    return Markup("<span data-window>{}{}{}{}</span>").format(first, dash, last, rest)


def _tag(at: datetime, text: str, form: str) -> Markup:
    """``<time>`` with a valid machine time; the script writes the visitor's own time by ``form``."""
    return Markup('<time datetime="{}" data-form="{}">{}</time>').format(rfc3339(at), form, text)
