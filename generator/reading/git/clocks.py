"""When a commit was published: its committer time, as far as that is credible.

A committer time is typed by whoever commits. It is believed unless the commit contradicts itself, or
the commits before it on the published line do.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from generator.reading.git.line import Commit, Step

SLACK = timedelta(minutes=10)
"""How far the clocks of two computers may differ before one of them is not believed."""


@dataclass(frozen=True, slots=True)
class Published:
    """A commit of the line and when it was published; None: not before now, as far as can be told.

    ``against`` is the commit that contradicts its committer time (itself: by its author time).
    """

    commit: Commit
    before: str | None
    at: datetime | None
    against: Commit | None = None


def publications(
    steps: Sequence[Step], now: datetime, wrong_clock: Iterable[str] = ()
) -> list[Published]:
    """Each commit of a line with its publication, oldest first.

    Times after ``now`` contradict nothing. The versions of a commit with a wrong clock, or without a
    time that git can tell, count from the next dated commit on.
    """
    wrong = tuple(wrong_clock)
    found: list[Published] = []
    latest: Commit | None = None
    for step in steps:
        commit = step.commit
        stated = commit.committed_at
        if stated is None or (wrong and commit.sha.startswith(wrong)):
            found.append(Published(commit, step.before, None))
            continue
        found.append(_judged(step, stated, latest, now))
        if stated <= now and (latest is None or _time(latest) < stated):
            latest = commit
    following: datetime | None = None
    for at in range(len(found) - 1, -1, -1):
        if found[at].at is None:
            found[at] = Published(found[at].commit, found[at].before, following)
        else:
            following = found[at].at
    return found


def _judged(step: Step, stated: datetime, latest: Commit | None, now: datetime) -> Published:
    commit = step.commit
    at, against = stated, None
    authored = commit.authored_at
    if authored is not None and authored <= now and authored > stated + SLACK:
        at, against = authored, commit
    if latest is not None and _time(latest) > stated + SLACK and _time(latest) > at:
        at, against = _time(latest), latest
    return Published(commit, step.before, at, against)


def _time(commit: Commit) -> datetime:
    if commit.committed_at is None:
        raise ValueError(commit.sha)
    return commit.committed_at
