"""Incidents as facts known at now: when they were, and at which levels."""

from __future__ import annotations

from dataclasses import dataclass

from support.oracle.stories import Post, Settings, Story
from support.oracle.work import ordered

REOPENING = {"Investigating", "Identified", "Monitoring"}


@dataclass(frozen=True)
class Phase:
    start: int
    end: int
    levels: dict[str, str]
    cause: str


class Trouble:
    """An incident; ``resolved`` None while it is open."""

    def __init__(self, story: Story, post: Post, settings: Settings | None = None) -> None:
        self.post, self.now, zone = post, story.now, (settings or story.settings).zone
        self.keys, self.zone = post.keys, zone
        self.updates = [u for u in ordered(post, zone) if u[0] <= self.now]
        self.started = self.key("started")
        self.reported = self.key("reported") or self.started
        self.resolved = self.known("resolved") or self._last_resolved()
        first = next((t for t, status in self.updates if status != "Postmortem"), None)
        both = [t for t in (first, self.resolved) if t is not None]
        self.acknowledged = self.known("acknowledged") or (min(both) if both else None)
        self.confirmed = self.known("confirmed")
        self.postmortem = next((t for t, s in self.updates if s == "Postmortem"), None)
        self.priority = post.keys.get("priority")

    def key(self, name: str) -> int | None:
        return self.keys[name].read_in(self.zone) if name in self.keys else None

    def known(self, name: str) -> int | None:
        t = self.key(name)
        return t if t is not None and t <= self.now else None

    def _last_resolved(self) -> int | None:
        found = None
        for t, status in self.updates:
            if status == "Resolved":
                found = t
            elif status in REOPENING:
                found = None
        return found

    @property
    def began(self) -> int:
        return min([self.started, *(p.start for p in self.phases)])

    @property
    def phases(self) -> list[Phase]:
        close = self.resolved if self.resolved is not None else self.now
        cause = self.keys.get("cause", "own")
        if "impact" not in self.keys:
            return [Phase(self.started, close, self.keys["components"], cause)]
        return [
            Phase(
                p["from"].read_in(self.zone),
                p["to"].read_in(self.zone) if "to" in p else close,
                p["components"],
                p.get("cause", cause),
            )
            for p in self.keys["impact"]
        ]

    @property
    def basis(self) -> str:
        return "declared" if "impact" in self.keys else "posted"

    @property
    def announcement(self) -> bool:
        stated = [self.keys["components"], *(p["components"] for p in self.keys.get("impact", []))]
        quiet = all(level == "operational" for levels in stated for level in levels.values())
        words = {status for _, status in self.post.updates}
        told = words & (REOPENING | {"Resolved"}) or "resolved" in self.keys
        return quiet and not self.priority and not told


def troubles(story: Story) -> list[Trouble]:
    """Those that have begun."""
    found = [Trouble(story, p) for p in story.files.values() if p.is_incident]
    return [t for t in found if t.started <= story.now]
