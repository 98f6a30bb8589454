"""When a commit was published: its committer time, as far as that is credible.

A committer time is typed by whoever commits. It is believed unless the commit contradicts itself, or
the commits before it on the published line do.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from generator.reading.git.line import Commit, Step

SLACK = 10 * 60
"""By how many seconds the clocks of two computers may differ before one of them is not believed."""


class Published(NamedTuple):
    """A commit of the line and when it was published; None: not before now, as far as can be told.

    ``against`` is the commit that contradicts its committer time (itself: by its author time).
    """

    commit: Commit
    before: str | None
    second: int | None
    against: Commit | None = None

    @property
    def at(self) -> datetime | None:
        """The publication as an instant."""
        return None if self.second is None else datetime.fromtimestamp(self.second, UTC)


def publications(
    steps: Sequence[Step], now: datetime, wrong_clock: Iterable[str] = ()
) -> list[Published]:
    """Each commit of a line with its publication, oldest first.

    Times after ``now`` contradict nothing. The versions of a commit with a wrong clock, or without a
    time that git can tell, count from the next dated commit on.
    """
    wrong, horizon = tuple(wrong_clock), now.timestamp()
    found: list[Published] = []
    dated = True
    latest_second, latest = -1, None
    for commit, before in steps:
        stated = commit.committed
        if stated is None or (wrong and commit.sha.startswith(wrong)):
            found.append(Published(commit, before, None))
            dated = False
            continue
        second, against = stated, None
        authored = commit.authored
        if authored is not None and stated + SLACK < authored <= horizon:
            second, against = authored, commit
        if latest_second > stated + SLACK and latest_second > second:
            second, against = latest_second, latest
        found.append(Published(commit, before, second, against))
        if latest_second < stated <= horizon:
            latest_second, latest = stated, commit
    return found if dated else _dated(found)


def _dated(found: list[Published]) -> list[Published]:
    """What has no time that counts gets that of the next one that has."""
    following: int | None = None
    for at in range(len(found) - 1, -1, -1):
        if found[at].second is None:
            found[at] = found[at]._replace(second=following)
        else:
            following = found[at].second
    return found
