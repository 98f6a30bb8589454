"""What happens in a random site: posts, settings and commits, before anything is written or judged."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from support.oracle.grid import instants_of, wall, zone_named


@dataclass(frozen=True)
class At:
    """An instant as a post states it: by the clock of the zone in which it was written, or with an offset."""

    t: int
    zone: str
    offset: bool = False

    def text(self) -> str:
        if self.offset:
            local = datetime.fromtimestamp(self.t, UTC).astimezone(zone_named(self.zone))
            return local.isoformat(sep=" ").replace("+00:00", "Z")
        shown = wall(self.t, self.zone)
        return f"{shown:%Y-%m-%d %H:%M:%S}" if shown.second else f"{shown:%Y-%m-%d %H:%M}"

    def read_in(self, zone: str) -> int | None:
        """The instant that a reader in a zone takes it for; None where that clock never or twice shows it."""
        if self.offset or zone == self.zone:
            return self.t
        found = instants_of(wall(self.t, self.zone), zone)
        return found[0] if len(found) == 1 else None


@dataclass(frozen=True)
class Post:
    """A file below incidents/ or maintenance/; ``keys`` are those of its front matter, times as At."""

    path: str
    keys: dict[str, Any]
    updates: tuple[tuple[At, str], ...] = ()
    newest_first: bool = False

    @property
    def id(self) -> str:
        return self.keys.get("id") or self.path.rpartition("/")[2].removesuffix(".md")

    @property
    def is_incident(self) -> bool:
        return self.path.startswith("incidents/")

    def with_keys(self, **more: Any) -> Post:
        kept = {**self.keys, **more}
        return replace(self, keys={k: v for k, v in kept.items() if v is not None})


@dataclass(frozen=True)
class Settings:
    """site.yaml. ``agreements`` are the entries of ``sla`` as they are typed (``since`` in the later ones)."""

    zone: str
    components: tuple[dict[str, Any], ...]
    agreements: tuple[dict[str, Any], ...]
    proof_since: str | None = None
    branch: str | None = None
    wrong_clock: tuple[int, ...] = ()
    published_parent: tuple[tuple[int, int], ...] = ()


def renamed(post: Post, settings: Settings) -> Post:
    """A post with today's ids of components in place of their aliases."""
    today = {alias: c["id"] for c in settings.components for alias in c.get("aliases", [])}
    keys = dict(post.keys)
    keys["components"] = {today.get(id, id): level for id, level in keys["components"].items()}
    if "impact" in keys:
        keys["impact"] = [
            {**p, "components": {today.get(id, id): v for id, v in p["components"].items()}}
            for p in keys["impact"]
        ]
    return replace(post, keys=keys)


@dataclass(frozen=True)
class Commit:
    """``number`` is also its mark; ``files`` is the whole tree; times are POSIX seconds."""

    number: int
    parents: tuple[int, ...]
    author: int
    committer: int
    message: str
    settings: Settings
    files: dict[str, Post]


@dataclass(frozen=True)
class Story:
    """A site at ``now``: its commits (the last is HEAD; none: no git at all) and its working copy."""

    now: int
    grain: int
    origin: int
    size: int
    commits: tuple[Commit, ...]
    settings: Settings
    files: dict[str, Post] = field(default_factory=dict)

    def with_todays_ids(self) -> Story:
        def read(files: dict[str, Post]) -> dict[str, Post]:
            return {path: renamed(post, self.settings) for path, post in files.items()}

        commits = tuple(replace(c, files=read(c.files)) for c in self.commits)
        return replace(self, commits=commits, files=read(self.files))
