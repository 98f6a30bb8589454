"""A notice is its id: what the files said that had it, commit by commit, wherever they lay.

Git's guesses at renames are not asked. Another id in the same file is another notice.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, tzinfo
from itertools import pairwise

from generator.model.content import Announcement, Content, Site
from generator.reading.git.announcement import read_announcement, read_zone
from generator.reading.git.commits import Change, Step
from generator.reading.git.repository import FOLDERS, NOTICES, SITE_FILE
from generator.reading.posts.translations import translation_name
from generator.reading.tables.scalars import parse_id


@dataclass(frozen=True, slots=True)
class Entry:
    """What a notice's file said from a commit on; None: the file was gone. No step: not committed.

    ``text`` is the file at ``path``, its local times are in ``zone``.
    """

    at: datetime
    step: Step | None
    announcement: Announcement | None
    text: bytes = b""
    zone: tzinfo | None = None
    path: str | None = None

    @property
    def commit(self) -> str | None:
        """The commit's id."""
        return self.step.commit.sha if self.step else None


Threads = dict[str, list[Entry]]
"""Each notice through history by its id today, oldest entry first."""


@dataclass(frozen=True, slots=True)
class _File:
    id: str
    announcement: Announcement | None
    text: bytes


@dataclass(slots=True)
class _State:
    """What lies in the folder at a commit, by path, and the zone of local times there.

    ``former`` are the former ids of the present notices, in order.
    """

    zone: tzinfo
    former: Mapping[str, Sequence[str]]
    files: dict[str, _File] = field(default_factory=dict)
    paths: dict[str, list[str]] = field(default_factory=dict)
    threads: Threads = field(default_factory=dict)

    def put(self, path: str, file: _File) -> None:
        self.files[path] = file
        self.paths.setdefault(file.id, []).append(path)

    def take(self, path: str) -> _File | None:
        file = self.files.pop(path, None)
        if file is not None:
            self.paths[file.id].remove(path)
        return file

    def governing(self, id_: str) -> tuple[str, _File] | tuple[None, None]:
        """The file that is the notice: one with the id itself before one with a former id."""
        for raw in (id_, *self.former.get(id_, ())):
            if paths := self.paths.get(raw):
                return paths[0], self.files[paths[0]]
        return None, None


def post_folder(path: str, prefix: str) -> str | None:
    """The folder in which a path is a post's own file, in the site at a prefix; None where it is none."""
    if not path.endswith(".md") or translation_name(path) is not None:
        return None
    return next((f for f in FOLDERS if path.startswith(f"{prefix}{f}/")), None)


def blobs_of(steps: Iterable[Step], prefix: str) -> set[str]:
    """The objects that :func:`follow` wants to read."""
    return {
        change.blob
        for step in steps
        for change in step.changes
        if change.blob
        and (change.path == prefix + SITE_FILE or post_folder(change.path, prefix) == NOTICES)
    }


def follow(
    steps: Iterable[Step],
    blobs: Mapping[str, bytes],
    prefix: str,
    content: Content,
    now: datetime,
    zone: tzinfo | None = None,
) -> Threads:
    """Each notice's thread in the site at a prefix.

    ``zone`` is that of local times before the first commit.
    """
    site = content.site
    state = _State(zone or site.zone, {p.id: p.aliases for p in content.maintenance if p.aliases})
    today = {raw: id_ for id_, raws in state.former.items() for raw in raws}
    for step in steps:
        touched = _changed_zone(step, blobs, prefix, state, site, step.at or now)
        for change in step.changes:
            if post_folder(change.path, prefix) == NOTICES:
                touched |= _changed_file(change, blobs, state, site)
        for id_ in dict.fromkeys(today.get(raw, raw) for raw in touched):
            _note(id_, step, state, now)
    return state.threads


def _changed_zone(
    step: Step, blobs: Mapping[str, bytes], prefix: str, state: _State, site: Site, at: datetime
) -> set[str]:
    """The ids of notices that a new zone gives another window: of those that have not begun."""
    said = [c.blob for c in step.changes if c.path == prefix + SITE_FILE and c.blob]
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


def _note(id_: str, step: Step, state: _State, now: datetime) -> None:
    entries = state.threads.get(id_, [])
    path, file = state.governing(id_)
    if file is None:
        if not entries or entries[-1].announcement is None:
            return
    elif file.announcement is None:
        return
    at = step.at or now
    if at <= now:
        told = pairwise([None, *(entry for entry in entries if entry.at <= now)])
        earlier = [e.at for was, e in told if e and (not was or was.announcement != e.announcement)]
        at = max([at, *earlier[-1:]])
    said, text = (file.announcement, file.text) if file else (None, b"")
    state.threads.setdefault(id_, entries).append(Entry(at, step, said, text, state.zone, path))
