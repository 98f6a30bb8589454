"""The windows of a notice: a window that has begun is fixed, and a later one is further work.

Once the start of the version in force has passed, that window keeps its start, class, components and
levels; later versions stretch or shorten its end, or cancel it, for minutes after their publication
alone. A version whose window neither overlaps nor touches it begins another window.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from generator.model.content import (
    Announcement,
    StatedTimes,
    Update,
    Version,
    completed_at,
    started_at,
)


@dataclass(frozen=True, slots=True)
class Window:
    """One window: ``present`` as announced, with its fixed start, class, components and levels.

    ``versions`` made it, in order of publication (None: cancelled). ``stated`` is what the last of
    them says, worse levels included. ``until`` is when further work was announced; None for the last
    window of a notice. ``cancelled_at`` is since when it is cancelled.
    """

    versions: tuple[Version, ...]
    present: Announcement
    stated: Announcement
    until: datetime | None = None
    cancelled_at: datetime | None = None


def windows_of(versions: Iterable[Version]) -> tuple[Window, ...]:
    """The windows that versions make, in order of publication; none where nothing was announced."""
    found: list[Window] = []
    for version in versions:
        said, at = version.announcement, version.published_at
        if not found:
            found += [Window((version,), said, said)] if said else []
            continue
        window, taken = found[-1], version
        fixed, end_at = window.present, window.present.end_at
        begun = fixed.start_at < min(at, window.cancelled_at or at)
        if said is None:
            if begun:
                end_at = min(end_at, max(at, fixed.start_at))
        elif not begun:
            fixed, end_at = said, said.end_at
        elif said.start_at > end_at or said.end_at < fixed.start_at:
            found[-1] = replace(window, until=at)
            found.append(Window((version,), said, said))
            continue
        else:
            kept = replace(
                said, start_at=fixed.start_at, klass=fixed.klass, components=fixed.components
            )
            taken = replace(version, announcement=kept)
            end_at = max(said.end_at, min(end_at, at))
        found[-1] = Window(
            (*window.versions, taken),
            replace(fixed, end_at=end_at),
            said or window.stated,
            cancelled_at=None if said else window.cancelled_at or at,
        )
    return tuple(found)


def announced_in_turn(versions: Iterable[Version]) -> tuple[Announcement, ...]:
    """What the versions of the last window announced of it, the oldest first."""
    last = windows_of(versions)[-1:]
    return tuple(v.announcement for window in last for v in window.versions if v.announcement)


def moved_from(announced: Sequence[Announcement]) -> Announcement | None:
    """The latest of a window's announcements with another start than the last one; None: it stayed."""
    others = [said for said in announced if said.start_at != announced[-1].start_at]
    return others[-1] if others else None


def stated_times(
    actual: tuple[datetime | None, datetime | None],
    updates: Iterable[Update],
    since: datetime | None,
    until: datetime,
) -> StatedTimes:
    """The times of work from ``since`` to ``until``: those of the key ``actual``, else of the updates."""

    def within(at: datetime | None) -> datetime | None:
        return at if at and (since is None or at >= since) and at < until else None

    start_at, end_at = within(actual[0]), within(actual[1])
    known = [update for update in updates if within(update.at)]
    return StatedTimes(
        start_at or started_at(known), end_at or completed_at(known), bool(start_at or end_at)
    )
