"""Random posts, and what their authors later do to them."""

from __future__ import annotations

from dataclasses import replace
from random import Random
from typing import Any

from support.oracle.grid import instants_of, wall
from support.oracle.random_settings import CAUSES, CLASSES, DAY, LEVELS
from support.oracle.stories import At, Post, Settings

HOUR = 3600
NEAR = (
    0,
    0,
    600,
    -600,
    1200,
    HOUR,
    -HOUR,
    2 * HOUR,
    48 * HOUR,
    -48 * HOUR,
    47 * HOUR + 3540,
    6 * HOUR,
)


class Author:
    """Whoever writes posts; it remembers the instants it has used, and likes them."""

    def __init__(
        self, random: Random, zone: str, grain: int, centre: int, settings: Settings
    ) -> None:
        self.random, self.zone, self.grain, self.settings = random, zone, grain, settings
        self.pool, self.count = [centre], 0
        self.ids = [c["id"] for c in settings.components]
        self.earliest, self.latest = centre - 42 * DAY, centre + 60 * DAY

    def moment(self, first: int, last: int) -> int:
        random = self.random
        if random.random() < 0.4:
            t = random.choice(self.pool) + random.choice(NEAR)
            if not first <= t <= last:
                t = random.randint(first, last)
        else:
            t = random.randint(first, last)
        step = random.choice([600, 600, 1200, HOUR, self.grain])
        t = min(max(t // step * step, first, self.earliest), self.latest)
        self.pool.append(t)
        return t

    def at(self, t: int) -> At:
        twice = len(instants_of(wall(t, self.zone), self.zone)) != 1
        return At(t, self.zone, offset=twice or self.random.random() < 0.1)

    def levels(self) -> dict[str, str]:
        chosen = self.random.sample(self.ids, self.random.randint(1, len(self.ids)))
        found = {id: self.random.choice(LEVELS) for id in sorted(chosen)}
        return {self._called(id): level for id, level in found.items()}

    def _called(self, id: str) -> str:
        """A component's id, or one that it had before."""
        (said,) = [c for c in self.settings.components if c["id"] == id]
        return self.random.choice([id, *said.get("aliases", [])])

    def harm(self) -> dict[str, str]:
        """Levels of which one at least is worse than operational: anything else may be an announcement."""
        found = self.levels()
        while set(found.values()) == {"operational"}:
            found = self.levels()
        return found

    def change(self, t: int, files: dict[str, Post]) -> dict[str, Post]:
        """The files after somebody worked on them."""
        out = dict(files)
        for _ in range(self.random.choice([1, 1, 2, 3])):
            if not out or self.random.random() < 0.5:
                out |= self.fresh(t, out)
                continue
            path = self.random.choice(sorted(out))
            post = out.pop(path)
            edited = (
                self._incident_edit(t, post) if post.is_incident else self._notice_edit(t, post)
            )
            if edited and edited.path not in out:
                out[edited.path] = edited
        return out

    def fresh(self, t: int, files: dict[str, Post]) -> dict[str, Post]:
        """A new post, or one that comes back."""
        self.count += 1
        if self.random.random() < 0.4:
            post = self._incident(t, f"i{self.count}")
        else:
            post = self._notice(t, f"m{self.count}")
        return {post.path: post} if post.path not in files else {}

    def _incident(self, t: int, name: str) -> Post:
        random = self.random
        started = self.moment(t - random.choice([2, 24, 24, 240]) * HOUR, t)
        keys: dict[str, Any] = {
            "title": "A",
            "started": self.at(started),
            "components": self.harm(),
        }
        if random.random() < 0.6:
            named = [p for p in self.settings.agreements[0]["priorities"] if p != "any"]
            if named:
                keys["priority"] = random.choice(named)
        tiers = list(self.settings.agreements[0].get("tiers", {}))
        if tiers and random.random() < 0.2:
            keys["tiers"] = tiers
        if random.random() < 0.4:
            keys["cause"] = random.choice(CAUSES)
        if random.random() < 0.2:
            keys["reported"] = self.at(self.moment(started, max(started, t)))
        post = Post(f"incidents/{name}.md", keys)
        for _ in range(random.choice([0, 1, 2, 3])):
            post = self._incident_edit(t, post, gentle=True) or post
        return post

    def _incident_edit(self, t: int, post: Post, *, gentle: bool = False) -> Post | None:
        random, keys = self.random, post.keys
        started = keys["started"].t
        reported = keys["reported"].t if "reported" in keys else started
        latest = max([reported, *(at.t for at, _ in post.updates)])
        resolved = any(s == "Resolved" for _, s in post.updates) or "resolved" in keys
        roll = random.random()
        if roll < 0.4 and latest <= t:
            if resolved:
                words = ["Postmortem", "Update"] if random.random() < 0.8 else ["Investigating"]
                if "resolved" in keys:
                    words = ["Postmortem"]
            else:
                words = [
                    "Investigating",
                    "Identified",
                    "Monitoring",
                    "Update",
                    "Resolved",
                    "Resolved",
                ]
            when = latest if random.random() < 0.15 else self.moment(latest, max(t, latest))
            if random.random() < 0.05:
                when = t + 30 * 60
            when = max(when, latest)
            word = random.choice(words)
            if any((at.t, said) == (when, word) for at, said in post.updates):
                return post
            return replace(post, updates=(*post.updates, (self.at(when), word)))
        if roll < 0.5 and not resolved:
            return post.with_keys(resolved=self.at(self.moment(latest, max(t, latest))))
        if roll < 0.65:
            return self._impact(t, post, started)
        if roll < 0.70 and not post.updates and "acknowledged" not in keys:
            end = keys["resolved"].t if "resolved" in keys else max(t, reported)
            return post.with_keys(acknowledged=self.at(self.moment(reported, max(end, reported))))
        if roll < 0.73:
            return post.with_keys(
                confirmed=self.at(reported + random.choice([60, 300, 960]) // 60 * 60)
            )
        if roll < 0.78:
            return replace(post, newest_first=not post.newest_first)
        if gentle:
            return post
        if roll < 0.86:
            return post.with_keys(components=self.harm())
        if roll < 0.92:
            return None
        return _renamed(post, self.count, keep=random.random() < 0.5)

    def _impact(self, t: int, post: Post, started: int) -> Post:
        phases, here = [], started + self.random.choice([0, 0, -20, 30]) * 60
        for _ in range(self.random.randint(1, 3)):
            end = here + self.random.choice([10, 40, 60, 300]) * 60
            if end > t:
                break
            phase = {"from": self.at(here), "to": self.at(end), "components": self.levels()}
            if self.random.random() < 0.3:
                phase["cause"] = self.random.choice(CAUSES)
            phases.append(phase)
            here = end + self.random.choice([0, 0, 10, -5]) * 60
        return post.with_keys(impact=phases) if phases else post

    def _window(self, t: int) -> tuple[int, int]:
        random = self.random
        lead = random.choice([-20, 0, 5, 6, 30, 47, 48, 49, 72, 100, 200]) * HOUR
        start = t + lead + random.choice([0, 0, -60, 60, 1200])
        if random.random() < 0.3:
            start = self.moment(t - 10 * HOUR, t + 120 * HOUR)
        start = start // self.grain * self.grain
        return start, start + random.choice([20, 60, 120, 240, 600, 1800]) * 60

    def _notice(self, t: int, name: str) -> Post:
        random = self.random
        start, end = self._window(t)
        keys: dict[str, Any] = {
            "title": "A",
            "start": self.at(start),
            "end": self.at(end),
            "components": self.levels(),
            "late": "acknowledged",
            "reason": "So it is",
        }
        if random.random() < 0.5:
            keys["class"] = random.choice(CLASSES)
        if random.random() < 0.2:
            keys["published"] = self.at(self.moment(t - 100 * HOUR, t + 60 * HOUR))
        if random.random() < 0.2:
            keys["id"] = f"n-{name}"
        return Post(f"maintenance/{name}.md", keys)

    def _notice_edit(self, t: int, post: Post) -> Post | None:
        random, keys = self.random, post.keys
        start, end = keys["start"].t, keys["end"].t
        roll = random.random()
        if roll < 0.30:
            return self._work(t, post)
        if roll < 0.55:
            return self._moved(t, post, start, end)
        if roll < 0.65:
            return post.with_keys(components=self.levels())
        if roll < 0.68 and start > t:
            return self._postponed(t, post)
        if roll < 0.71:
            return post.with_keys(**{"class": random.choice(CLASSES)})
        if roll < 0.79:
            return self._cancelled(t, post)
        if roll < 0.84:
            return None
        if roll < 0.92:
            return _renamed(post, self.count, keep=random.random() < 0.6)
        return post

    def _moved(self, t: int, post: Post, start: int, end: int) -> Post:
        random = self.random
        kind = random.choice(["move", "move", "longer", "shorter", "shift"])
        if start < t and random.random() < 0.4:
            start = t + random.choice([1, 5, 24, 50, 80]) * HOUR // self.grain * self.grain
            end = start + random.choice([20, 120, 600]) * 60
        elif kind == "move":
            start, end = self._window(t)
        elif kind == "longer":
            end += random.choice([30, 60, 300]) * 60
        elif kind == "shorter" and end - start > 1200:
            end -= 1200
        elif kind == "shift":
            by = random.choice([-60, -20, 20, 60, 1440]) * 60
            start, end = start + by, end + by
        return post.with_keys(start=self.at(start), end=self.at(end), published=None)

    def _postponed(self, t: int, post: Post) -> Post:
        """``published:`` of a later time than now, or taken back before it has come."""
        stated = post.keys.get("published")
        if stated is None:
            return post.with_keys(published=self.at(t + self.random.choice([600, 7200, 90000])))
        return post.with_keys(published=None) if stated.t > t else post

    def _cancelled(self, t: int, post: Post) -> Post:
        stated = any(s == "Cancelled" for _, s in post.updates)
        if "cancelled" in post.keys or stated:
            kept = tuple(u for u in post.updates if u[1] != "Cancelled")
            return replace(post.with_keys(cancelled=None), updates=kept)
        when = self.at(t - self.random.choice([0, 0, 600, 7200]))
        if self.random.random() < 0.5:
            return post.with_keys(cancelled=when)
        return replace(post, updates=(*post.updates, (when, "Cancelled")))

    def _work(self, t: int, post: Post) -> Post:
        """In progress, Completed, actual times: none of a window that has not come yet."""
        random = self.random
        start, end = post.keys["start"].t, post.keys["end"].t
        if start > t + HOUR:
            return post
        done = [s for _, s in post.updates]
        begin = min(start + random.choice([0, 0, -10, 15]) * 60, t)
        over = min(end + random.choice([0, -10, 20, 90]) * 60, t)
        roll = random.random()
        if roll < 0.3 and begin < over:
            actual = {"start": self.at(begin), "end": self.at(over)}
            if random.random() < 0.3:
                del actual["end"]
            return post.with_keys(actual=actual)
        if "In progress" not in done:
            return replace(post, updates=(*post.updates, (self.at(begin), "In progress")))
        latest = max(at.t for at, _ in post.updates)
        if "Completed" not in done and over >= latest:
            return replace(post, updates=(*post.updates, (self.at(over), "Completed")))
        if random.random() < 0.3:
            return replace(post, updates=())
        return post


def _renamed(post: Post, number: int, *, keep: bool) -> Post:
    """Another file; it keeps its id by an alias, or it does not."""
    folder = post.path.partition("/")[0]
    path = f"{folder}/{'sub/' if number % 2 else ''}r{number}-{post.id}.md"
    moved = replace(post, path=path)
    if keep and "id" not in post.keys:
        aliases = [*post.keys.get("aliases", []), post.id]
        return moved.with_keys(aliases=aliases)
    return moved


def declared(random: Random, post: Post) -> Post:
    """A post outside git: most say when they were published."""
    return post
