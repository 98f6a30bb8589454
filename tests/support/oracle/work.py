"""A notice's windows, and what each of its minutes is: announced, in time, under way."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from support.oracle.grid import Grid
from support.oracle.line import Version, Window, file_of, published_line, versions
from support.oracle.stories import Post, Settings, Story
from support.oracle.terms import RANK, Terms

LONG = 24 * 3600


@dataclass
class Chapter:
    """One window of a notice: its versions, of which a begun one keeps start, class, components."""

    versions: list[Version]
    present: Window
    stated: Window
    end: int
    since: int | None = None
    until: int | None = None
    gone: int | None = None
    facts: dict[str, int | None] = field(default_factory=dict)

    def begun(self, t: int) -> bool:
        return self.present[0] < (t if self.gone is None else min(t, self.gone))


def chapters(found: list[Version], now: int) -> list[Chapter]:
    out: list[Chapter] = []
    for version in found:
        t, said = version.published, version.window
        if t > now:
            continue
        here = out[-1] if out else None
        if said is None:
            if here is None:
                continue
            if here.begun(t):
                here.end = min(here.end, max(t, here.present[0]))
            here.gone = t if here.gone is None else here.gone
            here.versions.append(version)
            continue
        if here is None or (here.begun(t) and (said[0] > here.end or said[1] < here.present[0])):
            if here:
                here.until = t
            out.append(Chapter([version], said, said, said[1], t if here else None))
            continue
        here.stated = said
        if here.begun(t):
            fixed = (here.present[0], said[1], *here.present[2:])
            here.versions.append(Version(fixed, t, version.source))
            here.end = max(said[1], min(here.end, t))
        else:
            here.versions.append(version)
            here.present, here.end = said, said[1]
        here.gone = None
    return out


def facts_of(story: Story, post: Post, chapter: Chapter, settings: Settings) -> dict[str, object]:
    """Start and end of the work as stated; ``basis`` is how it was stated.

    A window with a later one behind it takes what any version of the file last said of the time before.
    """
    names = {post.id, *post.keys.get("aliases", [])}
    states = [(post, settings.zone)]
    if chapter.until is not None:
        line = published_line(story, settings)
        old = [(file_of(c.files, names), c.settings.zone) for c in line]
        states += [(file, zone) for file, zone in reversed(old) if file]

    def mine(t: int | None) -> bool:
        return (
            t is not None
            and t <= story.now
            and (chapter.since is None or t >= chapter.since)
            and (chapter.until is None or t < chapter.until)
        )

    start = end = None
    basis = "announced"
    keys: dict[str, int] = {}
    for which in ("start", "end"):
        for file, zone in states:
            at = file.keys.get("actual", {}).get(which)
            if at is not None and mine(at.read_in(zone)):
                keys[which] = at.read_in(zone)
                break
    updates: list[tuple[int, str]] = []
    for file, zone in states:
        told = ordered(file, zone)
        updates = [(t, s) for t, s in told if mine(t) and s in {"In progress", "Completed"}]
        if updates:
            break
    for t, status in updates:
        if status == "In progress":
            start = t if start is None else start
            end = None
        else:
            end = t
    if start is not None or end is not None:
        basis = "posted"
    if keys:
        basis = "declared"
    return {"start": keys.get("start", start), "end": keys.get("end", end), "basis": basis}


COURSES = (
    ("Investigating", "Identified", "Monitoring", "Resolved"),
    ("Scheduled", "In progress", "Verifying", "Completed"),
)


def ordered(post: Post, zone: str) -> list[tuple[int, str]]:
    """Updates by time; equal times as in the file, backwards in one that is written newest first."""
    told = post.updates[::-1] if post.newest_first else post.updates
    stamped = [(at.read_in(zone), status) for at, status in told]
    if len(stamped) > 1 and runs_backwards(stamped):
        stamped.reverse()
    return sorted(stamped, key=lambda u: u[0])


def runs_backwards(told: list[tuple[int, str]]) -> bool:
    first, last = told[0], told[-1]
    if len({t for t, _ in told}) > 1:
        return first[0] > last[0]
    return any(
        first[1] in course and last[1] in course and course.index(first[1]) > course.index(last[1])
        for course in COURSES
    )


class Work:
    """One window of a notice under one agreement, as masks over the grid."""

    def __init__(self, story: Story, grid: Grid, post: Post, chapter: Chapter, terms: Terms,
                 settings: Settings) -> None:  # fmt: skip
        self.post, self.chapter, self.terms, self.grid = post, chapter, terms, grid
        self.settings, self.now = settings, story.now
        self.start0, _, self.klass, components = chapter.present
        self.levels = dict(components)
        self.notice = terms.notice(self.klass)
        self.cancelled = chapter.versions[-1].window is None
        self._times(facts_of(story, post, chapter, settings))
        self._announce()

    def _times(self, facts) -> None:
        limit = min(self.now, self.chapter.until or self.now)
        if self.cancelled:
            limit = min(limit, self.chapter.versions[-1].published)
        self.began, self.ended = facts["start"], facts["end"]
        self.basis = facts["basis"]
        if facts["start"] is None and facts["end"] is None:
            self.start, self.end = self.start0, min(self.chapter.end, limit)
        else:
            self.start = self.start0 if facts["start"] is None else facts["start"]
            self.end = limit if facts["end"] is None else facts["end"]
        self.under_way = self.grid.span(self.start, self.end)

    def _announce(self) -> None:
        """By tick: the version in force; whether it announces the tick; since when without a break."""
        grid, last = self.grid, self.chapter.until or self.grid.end
        known = self.chapter.versions
        self.in_force: list[int] = []
        self.by_publication: dict[int, int] = {}
        self.source: dict[int, set[str]] = {}
        for index, version in enumerate(known):
            until = known[index + 1].published if index + 1 < len(known) else last
            force = grid.span(version.published, min(until, last))
            self.in_force.append(force)
            left = force & covers(grid, version, self.chapter.present)
            back = index
            while left:
                if back == 0:
                    chained = 0
                else:
                    chained = left & covers(grid, known[back - 1], known[back].window)
                fresh = left & ~chained
                if fresh:
                    t = known[back].published
                    self.by_publication[t] = self.by_publication.get(t, 0) | fresh
                    self.source.setdefault(t, set()).add(known[back].source)
                left, back = chained, back - 1
        self.announced = 0
        for mask in self.by_publication.values():
            self.announced |= mask

    @cached_property
    def parts(self) -> list[tuple[int, int, int, str]]:
        """(start, end, publication, verdict) of each, in order."""
        found = []
        for t, mask in self.by_publication.items():
            for a, b in self.grid.runs(mask):
                if self.notice is None:
                    verdict = "exempt"
                else:
                    verdict = "ok" if a - t >= self.notice else "late"
                found.append((a, b, t, verdict))
        return sorted(found)

    @cached_property
    def late(self) -> int:
        """Ticks of late parts, as far as lateness counts."""
        how = self.terms.maintenance.get("late", "count")
        found = 0
        for a, b, t, verdict in self.parts:
            if verdict == "late" and how != "exclude":
                until = min(b, t + self.notice) if how == "shortfall" else b
                found |= self.grid.span(a, until)
        return found

    @cached_property
    def outside(self) -> int:
        """Ticks outside the agreed windows of the class."""
        inside = self.terms.windows(self.klass, self.grid)
        return 0 if inside is None else self.grid.all & ~inside

    @cached_property
    def excused(self) -> int:
        if self.terms.maintenance.get("excused", True) is False:
            return 0
        found = self.under_way
        if self.terms.maintenance.get("outside", "count") == "count":
            found &= ~self.outside
        if self.notice is not None:
            found &= self.announced & ~self.late
        return found

    def spares(self, began: int, *, incident: bool) -> int:
        """The ticks in which this excuses something else that began at an instant."""
        announced = self.chapter.end - self.start0
        long = max(announced, self.end - self.start) > LONG
        if incident and long and self.began is None:
            return 0
        early = 0
        for t, mask in self.by_publication.items():
            if t <= began:
                early |= mask
        return self.excused & early

    def beyond(self) -> dict[str, str]:
        """Components that were stated worse, or added, after the window had begun."""
        return {
            id: level
            for id, level in self.chapter.stated[3]
            if RANK[level] > RANK[self.levels.get(id, "operational")]
        }

    def reasons(self) -> list[tuple[str, int]]:
        """(reason, ticks) of the work, each tick once: the first reason that holds."""
        left, found = self.under_way & ~self.excused, []

        def take(reason: str, mask: int) -> None:
            nonlocal left
            if left & mask:
                found.append((reason, left & mask))
                left &= ~mask

        if self.terms.maintenance.get("excused", True) is False:
            return [("planned", left)] if left else []
        if self.notice is None:
            return [("outside_window", left)] if left else []
        known, grid = self.chapter.versions, self.grid
        early = over = 0
        before = grid.all
        for version, force in zip(known, self.in_force, strict=True):
            before &= ~force
            if version.window:
                early |= force & grid.span(grid.origin, version.window[0])
                over |= force & grid.span(version.window[1], grid.end)
        if self.chapter.until is not None:
            before &= grid.span(grid.origin, self.chapter.until)
        first = next(v.window for v in known if v.window)
        early |= before & grid.span(grid.origin, first[0])
        take("early_start", early)
        take("overrun", over)
        take("unannounced", grid.all & ~self.announced)
        take("late_notice", self.late)
        take("outside_window", grid.all)
        return found


def covers(grid: Grid, version: Version, wanted: Window) -> int:
    """The ticks that a version announces at what is wanted, or more."""
    if version.window is None:
        return 0
    start, end, klass, components = version.window
    levels = dict(components)
    if klass != wanted[2]:
        return 0
    if any(id not in levels or RANK[levels[id]] < RANK[level] for id, level in wanted[3]):
        return 0
    return grid.span(start, end)


def works_of(story: Story, grid: Grid, terms: Terms, settings: Settings) -> list[Work]:
    """Every window of every notice that is known at now."""
    return [
        Work(story, grid, post, chapter, terms, settings)
        for post in story.files.values()
        if not post.is_incident
        for chapter in chapters(versions(story, post, settings), story.now)
    ]
