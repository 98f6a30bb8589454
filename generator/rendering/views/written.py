"""The words about what was told and corrected, and about what was written late."""

from __future__ import annotations

from collections.abc import Sequence

from generator.rendering.edition import Edition
from generator.rules.written import Stated


def stated_text(edition: Edition, stated: Stated | None) -> str:
    """``stated 19 October 2026, 10 days later``; empty where nothing was late."""
    if stated is None:
        return ""
    words = edition.words
    days = (words.local(stated.at).date() - words.local(stated.about).date()).days
    if days:
        later = words.ngettext("%(count)s day later", "%(count)s days later", days)
    else:
        length = words.length(stated.at - stated.about)
        later = words.gettext("%(length)s later", length=length)
    return words.gettext("stated %(date)s, %(later)s", date=words.day(stated.at), later=later)


def corrected(edition: Edition, told: Sequence[str]) -> str:
    """``99.73%``, or ``99.73%, corrected to 99.59%``: a figure as it was told, and what it was corrected to."""
    if told[0] == told[-1]:
        return told[0]
    return edition.words.gettext("%(told)s, corrected to %(now)s", told=told[0], now=told[-1])
