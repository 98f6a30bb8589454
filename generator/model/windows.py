"""The windows of a notice: a window that has begun is fixed, and a later one is further work.

Once the start of the version in force has passed, that window keeps its start, class, components and
levels; later versions stretch or shorten its end, or cancel it, for minutes after their publication
alone. A version whose window neither overlaps nor touches it begins another window.
"""

from __future__ import annotations

from collections.abc import Iterable
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
    window of a notice.
    """

    versions: tuple[Version, ...]
    present: Announcement
    stated: Announcement
    until: datetime | None = None


@dataclass(slots=True)
class _Open:
    """A window while versions are added to it. ``start_at`` is set once it has begun."""

    versions: list[Version]
    present: Announcement
    stated: Announcement
    end_at: datetime
    cancelled_at: datetime | None = None

    def begun_by(self, at: datetime) -> bool:
        """Whether its start passed before an instant, or before it was cancelled."""
        return self.present.start_at < min(at, self.cancelled_at or at)

    def near(self, said: Announcement) -> bool:
        """Whether another window overlaps or touches this one."""
        return said.start_at <= self.end_at and said.end_at >= self.present.start_at

    def change(self, version: Version, said: Announcement) -> None:
        """Take a later version: of a window that has begun only its end can change, and only from now on."""
        at = version.published_at
        self.stated = said
        if not self.begun_by(at):
            self.present, self.end_at = said, said.end_at
            self.versions.append(version)
        else:
            kept = replace(
                said,
                start_at=self.present.start_at,
                klass=self.present.klass,
                components=self.present.components,
            )
            self.versions.append(replace(version, announcement=kept))
            self.end_at = max(said.end_at, min(self.end_at, at))
        self.cancelled_at = None

    def cancel(self, version: Version) -> None:
        """Take a cancellation or deletion."""
        if self.begun_by(version.published_at):
            self.end_at = min(self.end_at, max(version.published_at, self.present.start_at))
        self.cancelled_at = self.cancelled_at or version.published_at
        self.versions.append(version)

    def closed(self, until: datetime | None) -> Window:
        """The window, with the end that it has got."""
        present = replace(self.present, end_at=self.end_at)
        return Window(tuple(self.versions), present, self.stated, until)


def windows_of(versions: Iterable[Version]) -> tuple[Window, ...]:
    """The windows that versions make, in order of publication; none where nothing was announced."""
    found: list[Window] = []
    current: _Open | None = None
    for version in versions:
        said = version.announcement
        if said is None:
            if current is not None:
                current.cancel(version)
        elif current is None:
            current = _Open([version], said, said, said.end_at)
        elif current.begun_by(version.published_at) and not current.near(said):
            found.append(current.closed(version.published_at))
            current = _Open([version], said, said, said.end_at)
        else:
            current.change(version, said)
    if current is not None:
        found.append(current.closed(None))
    return tuple(found)


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
