"""The words about what was written late."""

from __future__ import annotations

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
