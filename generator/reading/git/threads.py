"""A notice is its id: what the files said that had it, commit by commit, wherever they lay.

Git's guesses at renames are not asked. Another id in the same file is another notice.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, tzinfo

from generator.model.content import Announcement, Site
from generator.reading.git.announcement import read_announcement
from generator.reading.git.clocks import Published
from generator.reading.git.diffs import Change, Changes
from generator.reading.git.site_versions import read_zone
from generator.reading.posts.translations import translation_name
from generator.reading.tables.scalars import parse_id

SITE_FILE = "site.yaml"
FOLDER = "maintenance/"
ELSEWHERE = re.compile(r"(?:(?P<site>.+)/)?maintenance/.+\.md")


@dataclass(frozen=True, slots=True)
class Entry:
    """What a notice's file said from a commit on; None: the file was gone. No commit: not committed.

    ``text`` is the file, its local times are in ``zone``; ``published`` is the commit with its clock. ``path`` is the file's.
    """

    at: datetime
    commit: str | None
    announcement: Announcement | None
    text: bytes = b""
    published: Published | None = None
    zone: tzinfo | None = None
    path: str | None = None


@dataclass(slots=True)
class Thread:
    """One notice through history, oldest entry first; ``raw`` is the id that its first file had."""

    id: str
    raw: str
    entries: list[Entry] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Names:
    """The present notices' ids: what each former id has become, and the former ids of each in order."""

    now: Mapping[str, str]
    former: Mapping[str, Sequence[str]]

    def of(self, raw: str) -> str:
        """The id that a notice has today."""
        return self.now.get(raw, raw)


@dataclass(frozen=True, slots=True)
class Happened:
    """A commit of the line, its publication, and what it changed of a site's folder."""

    published: Published
    changes: Changes


@dataclass(frozen=True, slots=True)
class _File:
    id: str
    announcement: Announcement | None
    text: bytes


@dataclass(slots=True)
class _State:
    """What lies in the folder at a commit, by path, and the zone of local times there."""

    zone: tzinfo
    files: dict[str, _File] = field(default_factory=dict)
    paths: dict[str, list[str]] = field(default_factory=dict)
    threads: dict[str, Thread] = field(default_factory=dict)

    def put(self, path: str, file: _File) -> None:
        self.files[path] = file
        self.paths.setdefault(file.id, []).append(path)

    def take(self, path: str) -> _File | None:
        file = self.files.pop(path, None)
        if file is not None:
            self.paths[file.id].remove(path)
        return file

    def governing(self, id_: str, names: Names) -> tuple[str, _File] | None:
        """The file that is the notice: one with the id itself before one with a former id."""
        for raw in (id_, *names.former.get(id_, ())):
            if paths := self.paths.get(raw):
                return paths[0], self.files[paths[0]]
        return None


def blobs_of(happened: Iterable[Happened], prefix: str) -> set[str]:
    """The objects that :func:`follow` wants to read."""
    return {
        change.blob
        for one in happened
        for change in one.changes
        if change.blob and (change.path == f"{prefix}{SITE_FILE}" or is_notice(change.path, prefix))
    }


def is_notice(path: str, prefix: str) -> bool:
    """Whether a path is a notice's own file in the site at a prefix."""
    return (
        path.startswith(f"{prefix}{FOLDER}")
        and path.endswith(".md")
        and translation_name(path) is None
    )


def follow(
    happened: Iterable[Happened],
    blobs: Mapping[str, bytes],
    prefix: str,
    names: Names,
    site: Site,
    now: datetime,
    zone: tzinfo | None = None,
) -> dict[str, Thread]:
    """Each notice's thread by its id today. ``zone`` is that of local times before the first commit."""
    state = _State(zone or site.zone)
    for one in happened:
        at = one.published.at or now
        touched = _changed_zone(one, blobs, prefix, state, site, at)
        for change in one.changes:
            if is_notice(change.path, prefix):
                touched |= _changed_file(change, blobs, state, site)
        for id_ in dict.fromkeys(names.of(raw) for raw in touched):
            _note(id_, one.published, at, state, names, now)
    return state.threads


def _changed_zone(
    one: Happened, blobs: Mapping[str, bytes], prefix: str, state: _State, site: Site, at: datetime
) -> set[str]:
    """The ids of notices that a new zone gives another window: of those that have not begun."""
    said = [c.blob for c in one.changes if c.path == f"{prefix}{SITE_FILE}" and c.blob]
    zone = read_zone(blobs[said[0]]) if said else None
    if zone is None or zone == state.zone:
        return set()
    state.zone = zone
    touched = set()
    for path, file in state.files.items():
        if file.announcement is None or file.announcement.start_at <= at:
            continue
        anew = read_announcement(file.text, path, site, zone)
        if anew and anew[1] != file.announcement:
            state.files[path] = replace(file, announcement=anew[1])
            touched.add(file.id)
    return touched


def _changed_file(
    change: Change, blobs: Mapping[str, bytes], state: _State, site: Site
) -> set[str]:
    """The ids of notices that a change of a file concerns."""
    before = state.take(change.path)
    touched = {before.id} if before else set()
    if change.blob is None:
        return touched
    text = blobs[change.blob]
    said = read_announcement(text, change.path, site, state.zone)
    if said is not None:
        state.put(change.path, _File(*said, text))
        return touched | {said[0]}
    if before is not None:
        state.put(change.path, before)
        return set()
    stem = parse_id(change.path.rpartition("/")[2].removesuffix(".md"))
    if isinstance(stem, str):
        state.put(change.path, _File(stem, None, text))
    return set()


def _note(
    id_: str, published: Published, at: datetime, state: _State, names: Names, now: datetime
) -> None:
    thread = state.threads.get(id_)
    path, file = state.governing(id_, names) or (None, None)
    if file is None:
        if thread is None or thread.entries[-1].announcement is None:
            return
    elif file.announcement is None:
        return
    elif thread is None:
        thread = state.threads[id_] = Thread(id_, file.id)
    earlier = [entry.at for entry in thread.entries if entry.at <= now]
    thread.entries.append(
        Entry(
            max([at, *earlier[-1:]]) if at <= now else at,
            published.commit.sha,
            file.announcement if file else None,
            file.text if file else b"",
            published,
            state.zone,
            path,
        )
    )
