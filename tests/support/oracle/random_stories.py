"""Random sites with random histories: what people do to posts, and what they do to git."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from support.oracle import random_posts as edits
from support.oracle.line import published_line
from support.oracle.random_settings import ZONES, scene, settings
from support.oracle.stories import Commit, Settings, Story

DAY = 86400
BACK, AHEAD = 45, 130
Files = dict


def story(seed: int) -> Story:
    return _Maker(Random(seed)).make()


class _Maker:
    def __init__(self, random: Random) -> None:
        self.random = random
        self.zone = random.choice(ZONES)
        self.grain = 60 if random.random() < 0.85 else 20
        self.centre = scene(random, self.zone)
        self.settings = settings(random, self.zone, self.centre)
        self.author = edits.Author(random, self.zone, self.grain, self.centre, self.settings)
        self.commits: list[Commit] = []
        self.kept: dict = {}

    def make(self) -> Story:
        random, files = self.random, {}
        steps = random.randint(2, 9)
        span = random.choice([1, 4, 12, 25]) * DAY
        first = self.centre - span + random.randint(-3, 3) * DAY
        moments = sorted(self.author.moment(first, first + 2 * span) for _ in range(steps))
        now = moments[-1] + random.choice([0, 1, 1, 30, 600, 3000, 20000, 40000]) * 60
        moments[-1] = min(moments[-1], now)
        with_git = random.random() < 0.93
        for t in moments:
            files = self._step(t, files)
        dirty = random.random() < 0.12
        there = self.author.change(now, files) if dirty or not with_git else files
        wanted = self._proof(now) if with_git else self.settings
        commits = tuple(self.commits) if with_git else ()
        if not with_git:
            there = {p: edits.declared(random, post) for p, post in there.items()}
        return Story(
            now=now,
            grain=self.grain,
            origin=self.centre - BACK * DAY,
            size=(BACK + AHEAD) * DAY // self.grain,
            commits=commits,
            settings=wanted,
            files=there,
        )

    def _step(self, t: int, files: Files) -> Files:
        """One or several commits at about an instant; the files as they are then."""
        roll = self.random.random()
        if not self.commits or roll < 0.72:
            files = self.author.change(t, files)
            self._commit(t, files, self._tip)
        elif roll < 0.80:
            self._topic(t, files)
            files = self.commits[-1].files
        elif roll < 0.94:
            files = self._turned(t, files)
        else:
            self._commit(t, files, self._tip)
        return files

    @property
    def _tip(self) -> tuple[int, ...]:
        return (self.commits[-1].number,) if self.commits else ()

    def _topic(self, t: int, files: Files) -> None:
        """A branch with commits of its own, merged later as a pull request is."""
        tip, early = self._tip, t - self.random.choice([60, 600, 3000, 10000]) * 60
        changed = self.author.change(early, files)
        side = self._commit(early, changed, tip)
        words = self.random.choice(["Merge branch 'topic'", "Merge pull request #3", "Topic"])
        self._commit(t, changed, (*tip, side), words)

    def _turned(self, t: int, files: Files) -> Files:
        """A colleague with a commit of their own pulls, or something that looks like it."""
        tip = self._tip
        early = t - self.random.choice([60, 600, 3000]) * 60
        published = self._commit(early, self.author.change(early, files), tip)
        theirs = self.commits[-1].files
        own = self.author.fresh(early, files)
        local = self._commit(early - 60 * self.random.choice([0, 20, 900]), {**files, **own}, tip)
        words = self.random.choice(
            [
                "Merge branch 'main' of https://example.com/x",
                "Merge branch 'main' of https://example.com/x into topic",
                "Merge remote-tracking branch 'origin/main'",
                "Merge remote-tracking branch 'origin/main' into mine",
                "Merge branch 'live' of https://example.com/x",
                "Merge branch 'main'",
                "Merge branch 'main' into topic",
            ]
        )
        both = {**theirs, **own}
        self._commit(t, both, (local, published), words)
        return both

    def _commit(
        self, t: int, files: Files, parents: tuple[int, ...], message: str = "Change"
    ) -> int:
        author = committer = t
        roll = self.random.random()
        if roll < 0.08:
            author = t - self.random.choice([5, 11, 600, 5000]) * 60
        elif roll < 0.13:
            author = t + self.random.choice([5, 10, 11, 600, 5000]) * 60
        elif roll < 0.19:
            committer = (
                t + self.random.choice([-8000, -3000, -600, -11, -10, -5, 11, 600, 5000]) * 60
            )
        elif roll < 0.20:
            committer = 253402300800 + 86400
        number = len(self.commits) + 1
        changed = self._settings_at()
        self.commits.append(
            Commit(number, parents, author, committer, message, changed, dict(files))
        )
        return number

    def _settings_at(self) -> Settings:
        return self.settings

    def _proof(self, now: int) -> Settings:
        """What the working copy says of the history; a wrong clock stands before one that tells the time."""
        random, line = self.random, self._line()
        wrong = tuple(
            c.number
            for c, following in zip(line, [*line[1:], None], strict=True)
            if random.random() < 0.07 and (following is None or following.committer <= now)
        )
        merges = [c for c in line if len(c.parents) == 2]
        parents = tuple((c.number, random.choice([1, 2])) for c in merges if random.random() < 0.15)
        branch = "live" if random.random() < 0.05 else None
        found = replace(self.settings, branch=branch, published_parent=parents)
        numbers = {c.number for c in self._line(found)}
        found = replace(found, published_parent=tuple(p for p in parents if p[0] in numbers))
        numbers = {c.number for c in self._line(found)}
        return replace(found, wrong_clock=tuple(n for n in wrong if n in numbers))

    def _line(self, how: Settings | None = None) -> list[Commit]:
        if not self.commits:
            return []
        empty = Story(0, 60, 0, 0, tuple(self.commits), self.settings)
        return published_line(empty, how or self.settings)
