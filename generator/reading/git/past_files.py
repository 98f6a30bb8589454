"""The files of a site along its line: each post's versions, newest first, wherever the file lay.

A post is its id: where its file comes, the versions go on in a file of the same id, or of one of its
aliases, that goes then or later.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from generator.reading.git.commits import Change, Step
from generator.reading.git.threads import post_folder

ID = re.compile(rb"^id:[ \t]*[\"']?([A-Za-z0-9-]+)", re.MULTILINE)
FRONT = re.compile(rb"---[ \t]*\r?\n(.*?)\n(?:---|\.\.\.)[ \t]*\r?(?:\n|\Z)", re.DOTALL)


class PastFile(NamedTuple):
    """A file's content at ``path`` from the step of that number on; ``at``: its publication, if known by now."""

    step: int
    at: datetime | None
    blob: str
    path: str


class PastFiles:
    """What each file of a line was; ``texts`` are those of the files that are gone."""

    def __init__(
        self, steps: Sequence[Step], now: datetime, prefixes: Collection[str] = ("",)
    ) -> None:
        self.steps, self.now, self.prefixes = steps, now, prefixes
        self.by_path: dict[str, list[tuple[int, Change]]] = {}
        for index, step in enumerate(steps):
            for change in step.changes:
                self.by_path.setdefault(change.path, []).append((index, change))
        self.gone_by_id: dict[str, list[str]] = {}

    def lost_blobs(self) -> set[str]:
        """The last contents of posts that were deleted, which tell their ids."""
        return {change.before for _, change in self._losses() if change.before}

    def learn_ids(self, texts: Mapping[str, bytes]) -> None:
        """Takes the ids of deleted posts from their texts."""
        for path, change in self._losses():
            id_ = id_of(texts.get(change.before or "", b""), path)
            paths = self.gone_by_id.setdefault(id_, [])
            if path not in paths:
                paths.append(path)

    def _losses(self) -> Iterator[tuple[str, Change]]:
        for path, changes in self.by_path.items():
            if any(post_folder(path, prefix) for prefix in self.prefixes):
                yield from ((path, c) for _, c in changes if c.blob is None)

    def versions(self, path: str, ids: Iterable[str]) -> list[PastFile]:
        """The versions of a file, newest first, as long as it was there without a break."""
        found: list[PastFile] = []
        until = len(self.steps)
        while True:
            for index, change in reversed(self.by_path.get(path, ())):
                if index >= until:
                    continue
                if change.blob is None:
                    return found
                found.append(PastFile(index, self._published(index), change.blob, path))
                if change.before is None:
                    break
            if not found:
                return found
            until = found[-1].step
            before = self._before(ids, path, until)
            if before is None:
                return found
            path = before

    def _published(self, index: int) -> datetime | None:
        at = self.steps[index].at or self.now
        return at if at <= self.now else None

    def _before(self, ids: Iterable[str], path: str, index: int) -> str | None:
        """The file that was the post until a step, or still a while beside the one that came then."""
        for id_ in ids:
            for other in self.gone_by_id.get(id_, ()):
                changes = self.by_path[other]
                earlier = [change for at, change in changes if at < index]
                if other != path and earlier and earlier[-1].blob:
                    return other
        return None


def id_of(text: bytes, path: str) -> str:
    """The id that a file states, else that of its name."""
    front = FRONT.match(text)
    stated = ID.search(front[1]) if front else None
    return stated[1].decode() if stated else path.rpartition("/")[2].removesuffix(".md")
