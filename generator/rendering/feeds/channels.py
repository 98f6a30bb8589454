"""The feeds of an edition: history and updates, whole, per component and for maintenance, and archives.

The history keeps its newest items in the feed and older ones in archive documents by month
(RFC 5005 section 4), which the newest document and each other link to; RSS and Atom share the Atom ones.
A month whose items do not fit into one document has several, numbered from the oldest on.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from generator.rendering.bounds import parts
from generator.rendering.edition import Edition
from generator.rendering.feeds.items import HistoryLine, Line, UpdateLine, newest

ARCHIVED = 1000
"""So many items (in whole months) are in the newest document and its archives together."""


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
    first = newest(history)
    archives = _archives(history, len(first))
    older = archive_path(*archives[0][:2]) if archives else None
    planned = newest(line for line in history if line.planned)
    by_component: dict[str, list[HistoryLine]] = {}
    for line in history:
        for id in line.components:
            by_component.setdefault(id, []).append(line)
    feeds: list[tuple[str, str, str, Sequence[Line]]] = [
        ("history", say("%(site)s: history", site=site), home, first),
        ("updates", say("%(site)s: updates", site=site), home, updates),
        ("maintenance", say("%(site)s: maintenance", site=site), home, planned),
    ]
    for component in edition.site.components:
        folder, title = f"components/{component.id}/", f"{site}: {edition.text(component.name)}"
        own = newest(by_component.get(component.id, []))
        feeds.append((f"{folder}history", title, home + folder, own))
    for kind in ("rss", "atom"):
        for name, title, place, lines in feeds:
            archive = older if name == "history" else None
            yield Channel(f"{name}.{kind}", title, place, name, archive), lines


def archive_feeds(
    edition: Edition, history: Sequence[HistoryLine]
) -> Iterator[tuple[Channel, Sequence[Line]]]:
    """The documents of each month that the newest one does not hold whole."""
    archives = _archives(history, len(newest(history)))
    paths = [archive_path(month, part) for month, part, _ in archives]
    site = edition.words.gettext("%(site)s: history", site=edition.text(edition.site.name))
    for (month, part, lines), path, newer, older in zip(
        archives, paths, [None, *paths], [*paths[1:], None], strict=False
    ):
        folder = f"history/{month}"
        yield (
            Channel(
                path,
                f"{site}, {month}" if part == 1 else f"{site}, {month} ({part})",
                edition.address(f"{folder}/"),
                folder if part == 1 else f"{folder}/{part}",
                older=older,
                newer=newer,
                archive=True,
            ),
            lines,
        )


def _archives(
    history: Sequence[HistoryLine], first: int
) -> list[tuple[str, int, list[HistoryLine]]]:
    """Month, number of the part and lines of each archive document, newest first.

    They hold each month with an item that the newest document, of ``first`` items, leaves out, and end with
    the month of the item number ARCHIVED; what is older has its pages.
    """
    by_month: dict[str, list[HistoryLine]] = {line.month: [] for line in history[first:ARCHIVED]}
    for line in history:
        if line.month in by_month:
            by_month[line.month].append(line)
    return [
        (month, number, part[::-1])
        for month, lines in sorted(by_month.items(), reverse=True)
        for number, part in reversed(
            [*enumerate(parts(reversed(lines), lambda line: line.size), 1)]
        )
    ]


def archive_path(month: str, part: int) -> str:
    """Where an archive document of a month lies: beside its page."""
    return f"history/{month}/history{'' if part == 1 else f'-{part}'}.atom"
