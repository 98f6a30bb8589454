"""The versions of a post against what it says now: since when each fact has stood.

Most versions differ from the next one by a heading. They are compared as text, and read only where the
text does not tell.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import cached_property
from typing import Any, NamedTuple

from generator.model.content import Incident, Maintenance, Post, Site
from generator.model.levels import Status
from generator.model.writing import Fact, Writing
from generator.reading.git.announcement import FACTS, read_facts
from generator.reading.git.past_files import FRONT, id_of
from generator.reading.git.repository import FOLDERS

BLOCK = re.compile(rb"^(?=[^\s#])", re.MULTILINE)
HEADING = re.compile(rb"^ {0,3}##(?!#)[^\n]*", re.MULTILINE)
OPENED, RESOLVED = "opened", "resolved"
HEADED = frozenset(status.value for status in Status) - {Status.POSTMORTEM.value}
HIDING = (b"<!--", b"```", b"~~~")
"""What may hide a heading, so that a line alone does not tell."""


class Version(NamedTuple):
    """A post's file at ``path``; ``at`` None where no commit is known to have it."""

    at: datetime | None
    text: bytes
    path: str


class _Said:
    """What a version of a post says: as text, and read where that is asked."""

    def __init__(self, version: Version, site: Site, folder: str) -> None:
        self.version, self.site, self.folder = version, site, folder
        self.text = version.text.replace(b"\r\n", b"\n")
        self.front = FRONT.match(self.text)

    @cached_property
    def blocks(self) -> dict[bytes, bytes]:
        """The front matter's keys with their lines."""
        return blocks(self.front[1]) if self.front else {}

    @cached_property
    def headings(self) -> frozenset[bytes]:
        """All lines that may be an update's heading."""
        found = HEADING.findall(self.text, self.front.end() if self.front else 0)
        return frozenset(line.strip() for line in found)

    @cached_property
    def lines(self) -> list[bytes]:
        """The text by lines."""
        return self.text.split(b"\n")

    def line(self, number: int) -> bytes:
        """A line, without the spaces around it."""
        return self.lines[number - 1].strip() if number <= len(self.lines) else b""

    def shared_lines(self, old: _Said) -> int:
        """How many lines another version has, if all of them begin this one; else 0."""
        text = old.text.rstrip()
        return text.count(b"\n") + 1 if self.text.startswith(text + b"\n") else 0

    @cached_property
    def plain(self) -> bool:
        """Whether each such line is one."""
        return self.front is not None and not any(sign in self.text for sign in HIDING)

    @cached_property
    def read(self) -> Mapping[Fact, Any] | None:
        """The facts with their values; None where the version cannot be read."""
        version = self.version
        return read_facts(version.text, version.path, self.folder, self.site)


def blocks(text: bytes) -> dict[bytes, bytes]:
    """The top-level keys of a YAML mapping with the lines that they take."""
    parts = (part.rstrip() for part in BLOCK.split(text) if part.strip())
    return {part.partition(b":")[0].strip(b" \"'"): part for part in parts}


def _facts(post: Post) -> dict[Fact, bytes | int]:
    """What a post says now, with the key or the number of the line that says it."""
    if isinstance(post, Incident):
        found: dict[Fact, bytes | int] = {
            (key, None): key.encode() for key in FACTS[FOLDERS[0]].by_key
        }
    else:
        announced = post.announced
        found = {
            ("start", announced.start_at): b"start",
            ("end", announced.end_at): b"end",
            ("cancelled", announced.cancelled_at): b"cancelled",
            ("actual.start", post.actual_start_at): b"actual",
            ("actual.end", post.actual_end_at): b"actual",
        }
    found.update(((u.status.value, u.at), u.location.line) for u in post.updates)
    return found


def writing_of(post: Post, versions: Sequence[Version], site: Site) -> Writing:
    """When a post's facts were written, by its versions, newest first."""
    folder = FOLDERS[0] if isinstance(post, Incident) else FOLDERS[1]
    ids = {post.id, *post.aliases}
    newest = _Said(versions[0], site, folder)
    pending = _facts(post)
    later: dict[Fact, datetime | None] = {}
    since = versions[0].at
    said = [newest]
    entries: dict[str, datetime | None] = dict.fromkeys(
        (OPENED, RESOLVED, *(u.key for u in post.updates)), since
    )
    for version in versions[1:]:
        if id_of(version.text, version.path) not in ids:
            break
        old = _Said(version, site, folder)
        if old.front is None and old.read is None:
            continue
        shared = newest.shared_lines(old)
        entries.update((n, version.at) for n in _entries(post, newest, old, shared))
        if not pending and not _is_begun(post):
            continue
        lost = [f for f, mark in pending.items() if not _has(newest, old, f, mark, shared)]
        for fact in lost:
            later[fact] = since
            del pending[fact]
        since = version.at
        said.append(old)
    if _is_begun(post):
        later = _dropped(said) | later
    return Writing(since, later, entries)


def _entries(post: Post, newest: _Said, old: _Said, shared: int) -> Iterator[str]:
    """The entries that an older version has: headings of the same time, whatever else they say."""
    yield OPENED
    if RESOLVED.encode() in old.blocks:
        yield RESOLVED
    times = Counter(update.at for update in post.updates)
    for update in post.updates:
        fact, line = (update.status.value, update.at), update.location.line
        changed = not shared and not (old.plain and old.headings <= newest.headings)
        if _has(newest, old, fact, line, shared) or (
            changed
            and times[update.at] == 1
            and any(at == update.at and word in HEADED for word, at in old.read or ())
        ):
            yield update.key


def _is_begun(post: Post) -> bool:
    """Whether versions tell of times that the file has dropped."""
    return isinstance(post, Maintenance) and bool(post.begun)


def _has(newest: _Said, old: _Said, fact: Fact, mark: bytes | int, shared: int) -> bool:
    """Whether an older version says a fact as the newest does; ``shared`` are the lines that it is all of."""
    if isinstance(mark, int):
        if fact[0] != Status.POSTMORTEM.value:
            if shared:
                return mark <= shared
            if old.plain and newest.plain and newest.line(mark) in old.headings:
                return True
        if not shared and old.plain and old.headings <= newest.headings - {newest.line(mark)}:
            return False
        return old.read is not None and fact in old.read
    if shared or (old.front and newest.front and old.blocks.get(mark) == newest.blocks.get(mark)):
        return True
    if old.read is None or newest.read is None:
        return False
    return bool(old.read.get(fact) == newest.read.get(fact))


def _dropped(said: Iterable[_Said]) -> dict[Fact, datetime | None]:
    """Since when each fact stood that any version said, as it last did; versions newest first."""
    found: dict[Fact, datetime | None] = {}
    before: set[Fact] = set()
    for one in reversed([*said]):
        facts = set(one.read or ())
        found.update((fact, one.version.at) for fact in facts - before)
        before = facts
    return found
