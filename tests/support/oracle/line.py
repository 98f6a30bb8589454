"""What git proves: the published line, its clocks, and the versions of a notice on it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from support.oracle.grid import midnight
from support.oracle.stories import Commit, Post, Settings, Story

CREDIBLE = 600
LAST_DATABLE = 253402300799
PULL = re.compile(
    r"Merge branch '(?P<a>[^']+)' of .|Merge remote-tracking branch '[^'/]+/(?P<b>[^']+)'"
)

Window = tuple[int, int, str, tuple[tuple[str, str], ...]]


@dataclass(frozen=True)
class Version:
    """What a file announced from an instant on; ``window`` None is a cancellation or deletion.

    ``source``: ``git``, ``declared`` (its time is a word of the files) or ``none``.
    """

    window: Window | None
    published: int
    source: str


def published_line(story: Story, settings: Settings) -> list[Commit]:
    """From the first commit to HEAD."""
    by_number = {c.number: c for c in story.commits}
    names = {settings.branch} if settings.branch else {"main", "master"}
    stated = dict(settings.published_parent)
    here: Commit | None = story.commits[-1] if story.commits else None
    found = []
    while here:
        found.append(here)
        if not here.parents:
            break
        which = stated.get(here.number) or (2 if pulled(here, names) else 1)
        here = by_number[here.parents[which - 1]]
    return found[::-1]


def pulled(commit: Commit, names: set[str]) -> bool:
    said = PULL.match(commit.message.partition("\n")[0])
    return len(commit.parents) == 2 and bool(said) and (said["a"] or said["b"]) in names


def publications(line: list[Commit], settings: Settings, now: int) -> list[int]:
    """When each commit of the line published what it brought."""

    def dated(commit: Commit) -> bool:
        return commit.number not in settings.wrong_clock and 0 <= commit.committer <= LAST_DATABLE

    found: list[int | None] = []
    for number, commit in enumerate(line):
        if not dated(commit):
            found.append(None)
            continue
        others = [commit.author, *(c.committer for c in line[:number] if dated(c))]
        later = [t for t in others if commit.committer + CREDIBLE < t <= now]
        found.append(max([commit.committer, *later]))
    following: int = now
    out = []
    for t in reversed(found):
        following = following if t is None else t
        out.append(following)
    return out[::-1]


def file_of(files: dict[str, Post], names: set[str], kind: str = "maintenance/") -> Post | None:
    for path, post in files.items():
        if path.startswith(kind) and post.id in names:
            return post
    return None


def window_of(post: Post, zone: str) -> Window | None:
    """What a file announces; None if its times cannot be read in that zone."""
    start, end = (post.keys[key].read_in(zone) for key in ("start", "end"))
    if start is None or end is None or end <= start:
        return None
    return (
        start,
        end,
        post.keys.get("class", "standard"),
        tuple(sorted(post.keys["components"].items())),
    )


def cancelled_of(post: Post, zone: str) -> int | None:
    if "cancelled" in post.keys:
        return post.keys["cancelled"].read_in(zone)
    stated = [at.read_in(zone) for at, status in post.updates if status == "Cancelled"]
    return max(stated) if stated else None


def versions(story: Story, post: Post, settings: Settings) -> list[Version]:
    """The versions of a notice in order of their publication; ``settings`` say how git is read."""
    names = {post.id, *post.keys.get("aliases", [])}
    line = published_line(story, settings)
    states = [
        (file_of(commit.files, names), commit.settings.zone, t, "git")
        for commit, t in zip(line, publications(line, settings, story.now), strict=True)
    ]
    head = states[-1][0] if states else None
    if head is None or announced(head, line[-1].settings.zone) != announced(post, settings.zone):
        states.append((post, settings.zone, story.now, "none"))
    since = settings.proof_since
    moved_in = midnight(date.fromisoformat(since), settings.zone) if since else None
    found: list[Version] = []
    known = any(file for file, _, _, source in states if source == "git")
    runs = stretches(states, story.now)
    for number, run in enumerate(runs):
        following = runs[number + 1][0].t if number + 1 < len(runs) else None
        found += versions_in(run, following, moved_in, story.now, known=known)
    return sorted(found, key=lambda v: v.published)


@dataclass(frozen=True)
class State:
    """What a commit (or the working copy) says of a notice; ``window`` None: it is not there."""

    window: Window | None
    cancelled: int | None
    stated: int | None
    t: int
    source: str


def stretches(states, now: int) -> list[list[State]]:
    """States one after the other, those together that announce the same; none is older than one before."""
    found: list[list[State]] = []
    latest, known = 0, None
    for file, zone, when, source in states:
        t = max(when, latest)
        touched, known = file != known, file
        if file is None:
            state = State(None, None, None, t, source)
        elif (window := window_of(file, zone)) is None:
            continue
        else:
            key = file.keys.get("published")
            stated = key.read_in(zone) if key else None
            state = State(window, cancelled_of(file, zone), stated, t, source)
        before = found[-1][-1] if found else None
        if before is None:
            if file is None:
                continue
            found.append([state])
        elif before.window != state.window or (before.cancelled and state.cancelled is None):
            found.append([state])
        elif (before.t > now and touched) or (before.cancelled, before.stated) != (
            state.cancelled,
            state.stated,
        ):
            found[-1].append(state)
        else:
            continue
        latest = t if t <= now else latest
    return found


def versions_in(
    run: list[State], following: int | None, moved_in: int | None, now: int, *, known: bool
):
    """The version that a run of states makes, and its cancellation; ``known``: any commit has the notice."""
    first = run[0]
    last = next((state for state in reversed(run) if state.t <= now), run[-1])
    if first.window is None:
        return [Version(None, first.t, first.source)]
    declared = last.stated is not None and (
        (moved_in is not None and first.window[0] < moved_in) or not known
    )
    if declared:
        found = [Version(first.window, last.stated, "declared")]
        if last.cancelled is not None:
            found.append(Version(None, max(last.cancelled, last.stated), "declared"))
        return found
    shown = min(max(s.t, s.stated or s.t) for s in run)
    public = max(shown, last.stated or first.t)
    if not known and last.cancelled is not None:
        public = min(public, last.cancelled)
    if following is not None and first.t < public and following <= public:
        return []
    found = [Version(first.window, public, first.source)]
    called_off = [
        (max(s.t if known else 0, s.cancelled, public), s.t) for s in run if s.cancelled is not None
    ]
    at, stated_at = min(called_off, default=(0, 0))
    overtaken = following is not None and stated_at < at and following <= at
    if called_off and not overtaken:
        found.append(Version(None, at, first.source))
    return found


def announced(post: Post, zone: str):
    key = post.keys.get("published")
    return window_of(post, zone), cancelled_of(post, zone), key and key.t
