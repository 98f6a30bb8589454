"""The template function ``when``: instants and windows as ``<time>``."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache

from markupsafe import Markup

from generator.rendering.language.words import Words, time_tag
from generator.rendering.theme_api.functions import When


def when_in(words: Words) -> When:
    """The function for a language; it remembers what it gave."""

    @lru_cache(maxsize=4096)
    def when(at: datetime, form: str = "full", end: datetime | None = None) -> Markup:
        match form:
            case "window" if end is not None:
                return _window(words, at, end)
            case "clock":
                return time_tag(at, words.clock(at), "clock")
            case "zoned":
                return time_tag(at, f"{words.full(at)} {words.zone_name(at)}", "full")
            case "short":
                return time_tag(at, words.short(at), "short")
            case _:
                return time_tag(at, words.full(at), "full")

    return when


def _window(words: Words, start: datetime, end: datetime) -> Markup:
    first, last = words.local(start).date(), words.local(end).date()
    opening = time_tag(start, f"{words.day(first, 'full')}, {words.clock(start)}", "window")
    if first == last:
        return opening + "–" + time_tag(end, words.clock(end), "clock")
    closing = f"{words.day(last, 'full')}, {words.clock(end)}"
    return opening + " – " + time_tag(end, closing, "window")
