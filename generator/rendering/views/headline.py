"""The state of the service in one sentence."""

from __future__ import annotations

from collections.abc import Mapping

from generator.model.levels import Level
from generator.rendering.edition import Edition
from generator.rendering.language.words import Words

NAMED = 3
"""More components than this are counted in the headline, not named."""


def headline(edition: Edition, levels: Mapping[str, Level], level: Level, *, open_: bool) -> str:
    """Whether things work, in one sentence."""
    words, say = edition.words, edition.words.gettext
    if level is Level.OPERATIONAL:
        if open_:
            return say("All systems are working; we are watching an incident")
        return say("All systems are working")
    ids = tuple(id for id, found in levels.items() if found is level)
    if len(ids) == len(levels) > 1:
        return _all_headline(words, level)
    if len(ids) > NAMED:
        return _count_headline(words, level, len(ids))
    names = words.join([edition.component_name(id) for id in ids])
    return _named_headline(words, level, names, len(ids))


def _all_headline(words: Words, level: Level) -> str:
    match level:
        case Level.MAJOR_OUTAGE:
            return words.gettext("All systems are down")
        case Level.PARTIAL_OUTAGE:
            return words.gettext("All systems are partly down")
        case Level.DEGRADED_PERFORMANCE:
            return words.gettext("All systems are slow or limited")
        case _:
            return words.gettext("Planned maintenance is under way on all systems")


def _named_headline(words: Words, level: Level, names: str, count: int) -> str:
    match level:
        case Level.MAJOR_OUTAGE:
            return words.ngettext("%(names)s is down", "%(names)s are down", count, names=names)
        case Level.PARTIAL_OUTAGE:
            return words.ngettext(
                "%(names)s is partly down", "%(names)s are partly down", count, names=names
            )
        case Level.DEGRADED_PERFORMANCE:
            return words.ngettext(
                "%(names)s is slow or limited", "%(names)s are slow or limited", count, names=names
            )
        case _:
            return words.gettext("Planned maintenance is under way: %(names)s", names=names)


def _count_headline(words: Words, level: Level, count: int) -> str:
    match level:
        case Level.MAJOR_OUTAGE:
            return words.ngettext("%(count)s system is down", "%(count)s systems are down", count)
        case Level.PARTIAL_OUTAGE:
            return words.ngettext(
                "%(count)s system is partly down", "%(count)s systems are partly down", count
            )
        case Level.DEGRADED_PERFORMANCE:
            return words.ngettext(
                "%(count)s system is slow or limited",
                "%(count)s systems are slow or limited",
                count,
            )
        case _:
            return words.ngettext(
                "Planned maintenance is under way on %(count)s system",
                "Planned maintenance is under way on %(count)s systems",
                count,
            )
