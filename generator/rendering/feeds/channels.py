"""The feeds of an edition: history and updates, whole, per component and for maintenance, and archives.

The history keeps its newest items in the feed and older ones in archive documents by month
(RFC 5005 section 4), which the newest document and each other link to; RSS and Atom share the Atom ones.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from generator.rendering.edition import Edition
from generator.rendering.feeds.items import HistoryLine, Line, UpdateLine

NEWEST, ARCHIVED = 50, 1000
"""So many items are in a feed itself, and so many (in whole months) in it and its archives together."""


@dataclass(frozen=True, slots=True)
class Channel:
    """A feed without its items. ``path`` is within the edition; ``older`` the newest archive's; ``described`` by the site's own words."""

    path: str
    title: str
    home: str
    name: str
    older: str | None = None
    newer: str | None = None
    archive: bool = False
    described: bool = True


def current_feeds(
    edition: Edition, history: Sequence[HistoryLine], updates: Sequence[UpdateLine]
) -> Iterator[tuple[Channel, Sequence[Line]]]:
    """The feeds that people subscribe to, each with its newest items."""
    say, site, home = edition.words.gettext, edition.text(edition.site.name), edition.address()
    months = archived_months(history)
    older = archive_path(months[0]) if months else None
    planned = [line for line in history if line.planned][:NEWEST]
    by_component: dict[str, list[HistoryLine]] = {}
    for line in history:
        for id in line.components:
            by_component.setdefault(id, []).append(line)
    feeds: list[tuple[str, str, str, Sequence[Line]]] = [
        ("history", say("%(site)s: history", site=site), home, history[:NEWEST]),
        ("updates", say("%(site)s: updates", site=site), home, updates[:NEWEST]),
        ("maintenance", say("%(site)s: maintenance", site=site), home, planned),
    ]
    for component in edition.site.components:
        folder, title = f"components/{component.id}/", f"{site}: {edition.text(component.name)}"
        own = by_component.get(component.id, [])[:NEWEST]
        feeds.append((f"{folder}history", title, home + folder, own))
    for kind in ("rss", "atom"):
        for name, title, place, lines in feeds:
            archive = older if name == "history" else None
            yield Channel(f"{name}.{kind}", title, place, name, archive), lines


def archive_feeds(
    edition: Edition, history: Sequence[HistoryLine]
) -> Iterator[tuple[Channel, Sequence[Line]]]:
    """A document for each month that the newest one does not hold whole."""
    months = archived_months(history)
    by_month: dict[str, list[HistoryLine]] = {month: [] for month in months}
    for line in history:
        if line.month in by_month:
            by_month[line.month].append(line)
    site = edition.words.gettext("%(site)s: history", site=edition.text(edition.site.name))
    for index, (month, lines) in enumerate(by_month.items()):
        folder = f"history/{month}"
        yield (
            Channel(
                archive_path(month),
                f"{site}, {month}",
                edition.address(f"{folder}/"),
                folder,
                older=archive_path(months[index + 1]) if index + 1 < len(months) else None,
                newer=archive_path(months[index - 1]) if index else None,
                archive=True,
            ),
            lines,
        )


def archived_months(history: Sequence[HistoryLine]) -> list[str]:
    """The months with an item that the newest document leaves out, newest first.

    They end with the month of the item number ARCHIVED; what is older has its pages.
    """
    return sorted({line.month for line in history[NEWEST:ARCHIVED]}, reverse=True)


def archive_path(month: str) -> str:
    """Where a month's archive document lies: beside its page."""
    return f"history/{month}/history.atom"
