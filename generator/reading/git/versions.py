"""The versions of a notice: what it announced, from when on, and what proves that."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from generator.model.content import Announcement, Content, Maintenance, Proof, Version
from generator.reading.git.announcement import read_announcement
from generator.reading.git.threads import Entry, Threads


def versions_of(
    post: Maintenance,
    entries: Sequence[Entry] | None,
    proof_since_at: datetime | None,
    now: datetime,
) -> tuple[Version, ...]:
    """The versions that a file's entries make, in order of publication, then history.

    ``published:`` can only make a version later, except for windows that start before
    ``proof_since``, where it is taken as it stands. What a commit after ``now`` says of an older
    version's publication is not known yet.
    """
    if entries is None:
        return tuple(uncommitted(post.announced, now))
    found: list[Version] = []
    segments = _segments(entries)
    ends = [segment[0].at for segment in segments[1:]]
    for segment, superseded_at in zip(segments, [*ends, None], strict=True):
        first = segment[0]
        latest = next((entry for entry in reversed(segment) if entry.at <= now), segment[-1])
        said = latest.announcement
        if said is None:
            found.append(_version(None, first.at, first))
            continue
        declared_at = said.published_at
        if proof_since_at and declared_at and said.start_at < proof_since_at:
            found += _declared(said, declared_at)
            continue
        public_at = max(_public_at(segment), declared_at or first.at)
        if _withdrawn(public_at, first.at, superseded_at):
            continue
        found.append(_version(first.announcement, public_at, first))
        found += _cancellation(segment, public_at, superseded_at)
    return tuple(sorted(found, key=lambda version: version.published_at))


def _declared(
    said: Announcement, published_at: datetime, proof: Proof = Proof.DECLARED
) -> list[Version]:
    """What a file alone says: an announcement with its publication, and perhaps its cancellation."""
    found = [Version(said, published_at, proof=proof)]
    if said.cancelled_at:
        found.append(Version(None, max(said.cancelled_at, published_at), proof=proof))
    return found


def _version(said: Announcement | None, at: datetime, entry: Entry) -> Version:
    return Version(said, at, entry.commit, Proof.NONE if entry.commit is None else Proof.GIT)


def _segments(entries: Sequence[Entry]) -> list[list[Entry]]:
    """Runs of entries that announce the same; a return after cancellation starts a new one."""
    segments: list[list[Entry]] = []
    for entry in entries:
        if segments and same(segments[-1][-1].announcement, entry.announcement):
            segments[-1].append(entry)
        else:
            segments.append([entry])
    return segments


def same(before: Announcement | None, after: Announcement | None) -> bool:
    """Whether two states of a file announce the same."""
    if before is None or after is None:
        return before is after
    if before.cancelled_at and not after.cancelled_at:
        return False
    return replace(before, cancelled_at=None, published_at=None) == replace(
        after, cancelled_at=None, published_at=None
    )


def _public_at(segment: Sequence[Entry]) -> datetime:
    """When the first entry of a run could be read by anybody."""
    return min(
        max(entry.at, entry.announcement.published_at or entry.at)
        for entry in segment
        if entry.announcement
    )


def _withdrawn(public_at: datetime, committed_at: datetime, superseded_at: datetime | None) -> bool:
    """Whether a postponed publication was overtaken by another version before it came."""
    return superseded_at is not None and public_at > committed_at and public_at >= superseded_at


def _cancellation(
    segment: Sequence[Entry], public_at: datetime, superseded_at: datetime | None
) -> list[Version]:
    effective = [
        (max(entry.at, entry.announcement.cancelled_at, public_at), entry)
        for entry in segment
        if entry.announcement and entry.announcement.cancelled_at
    ]
    if not effective:
        return []
    at, entry = min(effective, key=lambda pair: pair[0])
    if _withdrawn(at, entry.at, superseded_at):
        return []
    return [_version(None, at, entry)]


def uncommitted(said: Announcement, now: datetime) -> list[Version]:
    """What a file says that no commit has: published as it declares, else now."""
    if said.published_at:
        return _declared(said, said.published_at)
    return _declared(said, min(now, said.cancelled_at or now), Proof.NONE)


def entries_of(
    post: Maintenance,
    thread: Sequence[Entry] | None,
    content: Content,
    now: datetime,
    *,
    at_head: bool,
) -> list[Entry] | None:
    """A notice's thread up to the file as it lies here; None where no commit knows it, nor has to."""
    if thread is None and at_head:
        return None
    entries = list(thread or ())
    said = post.announced
    if not entries or not _says(entries[-1], post, said, content):
        entries.append(Entry(now, None, said))
    return entries


def _says(last: Entry, post: Maintenance, said: Announcement, content: Content) -> bool:
    """Whether the last commit's file says what the present one does, be it in another zone."""
    if last.announcement == said:
        return True
    if last.announcement is None:
        return False
    today = read_announcement(last.text, post.path, content.site)
    return today is not None and today[1] == said


def versions_by_id(
    content: Content, threads: Threads, now: datetime, *, at_head: bool
) -> dict[str, tuple[Version, ...]]:
    """The versions of each notice, were these its threads."""
    found = {}
    for post in content.maintenance:
        entries = entries_of(post, threads.get(post.id), content, now, at_head=at_head)
        found[post.id] = versions_of(post, entries, content.site.proof_since_at, now)
    return found
