"""When was it announced? Git says (contract 3.1).

A notice is followed through the first-parent history of the built branch: by its path, by its id, by
git's renames. Each change of what it announces is a version, published by the commit that brought it.
What no commit proves is marked declared.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path, PurePosixPath

from generator.diagnostics import Diagnostic, Location
from generator.model.content import Announcement, Content, Maintenance, Provenance, Site, Version
from generator.reading.git.announcement import read_announcement
from generator.reading.git.commands import (
    Change,
    Commit,
    GitError,
    first_parent_log,
    moved_from,
    read_blobs,
    run_all,
    run_git,
)

FOLDER = "maintenance"
RECENT = 500
"""How many commits are looked at first for notices that are new."""
BUILT_BRANCH = "HEAD"


@dataclass(frozen=True, slots=True)
class Entry:
    """What a notice's file said from a commit on; None: the file was gone. No commit: not committed."""

    at: datetime
    commit: str | None
    announcement: Announcement | None


@dataclass(slots=True)
class Thread:
    """One notice through history, oldest entry first."""

    id: str
    entries: list[Entry] = field(default_factory=list)


def read_history(
    root: Path, content: Content, now: datetime, base: str = BUILT_BRANCH, *, recent: bool = False
) -> tuple[Content, tuple[Diagnostic, ...]]:
    """Gives every notice its versions, read from ``base`` (in a pull request: the target branch).

    Versions that are not on ``base`` are published ``now``. Outside git nothing is proven and
    ``published:`` is taken as declared. ``recent`` looks at the latest commits first, and at all of
    them only if a notice is older: quicker for a few new notices, and of the same result.
    """
    try:
        threads = _threads(root, content, base, recent)
    except GitError as error:
        return content, (_refusal(str(error), base),)
    maintenance = tuple(
        replace(post, versions=_versions(post, threads, content.site, now, base))
        for post in content.maintenance
    )
    provenance = Provenance.DECLARED if threads is None else Provenance.GIT
    return replace(content, maintenance=maintenance, provenance=provenance), ()


SHALLOW = "this clone is shallow: the commits that prove when notices were published are missing"
UNKNOWN_BASE = "there is no commit"


def _refusal(reason: str, base: str) -> Diagnostic:
    if reason == SHALLOW:
        code, remedy = "shallow-clone", "run 'git fetch --unshallow'; in CI set fetch-depth: 0"
    elif reason.startswith(UNKNOWN_BASE):
        code, remedy = "unknown-base", f"fetch it first: git fetch origin {base}"
    elif reason == "git is not installed":
        code, remedy = "git-failed", "install git: its history proves when notices were published"
    elif "dubious ownership" in reason:
        code = "git-failed"
        remedy = "run 'git config --global --add safe.directory' with this folder"
    else:
        code, remedy = "git-failed", "mend the repository or the git installation, then try again"
    message = reason if code != "git-failed" else f"git could not read the history: {reason}"
    return Diagnostic(code, " ".join(message.split()), remedy, Location("site.yaml"))


# --------------------------------------------------------------------------------------- threads


def _threads(root: Path, content: Content, base: str, recent: bool) -> dict[str, Thread] | None:
    """Each notice on ``base`` by its path there; None where there is no history to read.

    Where the content has no notices, only whether the history could be read is looked at.
    """
    if not any((folder / ".git").exists() for folder in (root.resolve(), *root.resolve().parents)):
        return None
    said = run_git(root, "rev-parse", "--is-shallow-repository", "--show-toplevel", "--show-prefix")
    shallow, top, prefix = said.decode("utf-8", "surrogateescape").split("\n")[:3]
    try:
        run_git(root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{base}^{{commit}}")
    except GitError as error:
        if base == BUILT_BRANCH and not _is_begun(root):
            return None
        if base == BUILT_BRANCH:
            raise GitError("the commit that HEAD names is missing") from error
        raise GitError(f"{UNKNOWN_BASE} '{base}' here to compare with") from error
    if shallow == "true":
        raise GitError(SHALLOW)
    if not content.maintenance:
        return {}
    folder = f"{prefix}{FOLDER}"
    if recent:
        commits = first_parent_log(Path(top), base, folder, RECENT)
        if _all_begin(root, base, content, commits, prefix):
            paths = {prefix + post.path for post in content.maintenance}
            return _follow_below(root, _about(commits, paths), prefix, content.site)
    return _follow_below(root, _commits(Path(top), base, folder), prefix, content.site)


def _is_begun(root: Path) -> bool:
    """Whether HEAD names a commit, be it there or lost; in a new repository it names none yet."""
    try:
        run_git(root, "rev-parse", "--verify", "--quiet", "HEAD")
    except GitError:
        return False
    return True


def _follow_below(
    root: Path, commits: Sequence[Commit], prefix: str, site: Site
) -> dict[str, Thread]:
    below = [_below(commit, prefix) for commit in commits]
    blobs = read_blobs(root, (c.blob for commit in below for c in commit.changes if c.blob))
    return _follow(below, blobs, site)


def _about(commits: Sequence[Commit], paths: AbstractSet[str]) -> Sequence[Commit]:
    """The commits less what other files say; all of it where a notice may go on in another file."""
    if any(c.old_path or not c.blob for commit in commits for c in commit.changes):
        return commits
    return [replace(c, changes=tuple(f for f in c.changes if f.path in paths)) for c in commits]


def _all_begin(
    root: Path, base: str, content: Content, commits: Sequence[Commit], prefix: str
) -> bool:
    """Whether the history of each notice lies in these latest commits, from its first one on.

    A notice that was not there before was announced anew, whatever older commits say. Where a file
    was renamed or is not on ``base`` at all, older commits may know it by another name.
    """
    if any(c.old_path for commit in commits for c in commit.changes):
        return False
    added = {c.path.removeprefix(prefix) for commit in commits for c in commit.changes if c.added}
    missing = [post.path for post in content.maintenance if post.path not in added]
    if not missing:
        return True
    known, deleted = run_all(
        root,
        ("ls-tree", "-z", "--name-only", base, "--", *missing),
        ("diff", "--name-only", "--diff-filter=D", base, "--", FOLDER),
    )
    return not known and not deleted


def _commits(top: Path, revision: str, folder: str) -> list[Commit]:
    """The commits of a folder, and of the folder it was moved from, oldest first."""
    commits = first_parent_log(top, revision, folder)
    if not commits or not (old := moved_from(top, commits[0].sha, folder)):
        return commits
    earlier = _commits(top, f"{commits[0].sha}^1", old)
    return [_renamed(commit, old, folder) for commit in earlier] + commits


def _renamed(commit: Commit, old: str, new: str) -> Commit:
    def there(path: str) -> str:
        return f"{new}{path.removeprefix(old)}"

    return replace(
        commit,
        changes=tuple(
            replace(c, path=there(c.path), old_path=there(c.old_path) if c.old_path else None)
            for c in commit.changes
        ),
    )


def _below(commit: Commit, prefix: str) -> Commit:
    return _renamed(commit, prefix, "") if prefix else commit


def _follow(commits: Iterable[Commit], blobs: Mapping[str, bytes], site: Site) -> dict[str, Thread]:
    alive: dict[str, Thread] = {}
    ever: dict[str, Thread] = {}
    for commit in commits:
        arriving = [c for c in commit.changes if c.blob and c.path.endswith(".md")]
        leaving: dict[str, Thread] = {}
        for change in commit.changes:
            gone = change.old_path or (None if change.blob else change.path)
            if gone and gone in alive:
                leaving[gone] = alive.pop(gone)
        read = {c.path: read_announcement(blobs[c.blob], c.path, site) for c in arriving if c.blob}
        ids = {path: said[0] if said else PurePosixPath(path).stem for path, said in read.items()}
        for change in _by_id_first(arriving, ids, leaving):
            id_ = ids[change.path]
            thread = alive.get(change.path) or _take(change, id_, leaving)
            if thread is None and id_ in ever and ever[id_] not in alive.values():
                thread = ever[id_]
            if thread is None:
                thread = Thread(id_)
            thread.id = id_
            alive[change.path] = ever[id_] = thread
            if said := read[change.path]:
                thread.entries.append(Entry(commit.at, commit.sha, said[1]))
        for thread in leaving.values():
            thread.entries.append(Entry(commit.at, commit.sha, None))
    return alive


def _by_id_first(
    arriving: Sequence[Change], ids: Mapping[str, str], leaving: Mapping[str, Thread]
) -> list[Change]:
    """Files whose id just left come first: an id is a surer sign than git's guess of a rename."""
    left = {thread.id for thread in leaving.values()}
    return sorted(arriving, key=lambda change: ids[change.path] not in left)


def _take(change: Change, id_: str, leaving: dict[str, Thread]) -> Thread | None:
    for path, thread in leaving.items():
        if thread.id == id_:
            return leaving.pop(path)
    return leaving.pop(change.old_path, None) if change.old_path else None


# --------------------------------------------------------------------------------------- versions


def _versions(
    post: Maintenance,
    threads: Mapping[str, Thread] | None,
    site: Site,
    now: datetime,
    base: str,
) -> tuple[Version, ...]:
    thread = _thread_of(post, threads)
    said = post.announced
    if thread is None and base == BUILT_BRANCH:
        published_at = said.published_at or min(now, said.cancelled_at or now)
        found = [Version(said, published_at, declared=True)]
        if said.cancelled_at:
            found.append(Version(None, max(said.cancelled_at, published_at), declared=True))
        return tuple(found)
    entries = list(thread.entries) if thread else []
    if not entries or entries[-1].announcement != said:
        entries.append(Entry(now, None, said))
    return versions_of(entries, site.proof_since_at, now)


def _thread_of(post: Maintenance, threads: Mapping[str, Thread] | None) -> Thread | None:
    if threads is None:
        return None
    if post.path in threads:
        return threads[post.path]
    return next((t for t in threads.values() if t.id == post.id), None)


def versions_of(
    entries: Sequence[Entry], proof_since_at: datetime | None, now: datetime
) -> tuple[Version, ...]:
    """The versions that a file's entries make, in order of publication, then history.

    ``published:`` can only make a version later, except for windows that start before
    ``proof_since``, where it is taken as it stands. What a commit after ``now`` says of an older
    version's publication is not known yet.
    """
    found: list[Version] = []
    segments = _segments(entries)
    ends = [segment[0].at for segment in segments[1:]]
    for segment, superseded_at in zip(segments, [*ends, None], strict=True):
        latest = next((entry for entry in reversed(segment) if entry.at <= now), segment[-1])
        said = latest.announcement
        if said is None:
            found.append(Version(None, segment[0].at, segment[0].commit, segment[0].commit is None))
            continue
        declared_at = said.published_at
        if proof_since_at and declared_at and said.start_at < proof_since_at:
            found.append(Version(said, declared_at, declared=True))
            if said.cancelled_at:
                found.append(Version(None, max(said.cancelled_at, declared_at), declared=True))
            continue
        public_at = max(_public_at(segment), declared_at or segment[0].at)
        if _withdrawn(public_at, segment[0].at, superseded_at):
            continue
        commit = segment[0].commit
        found.append(Version(segment[0].announcement, public_at, commit, commit is None))
        found += _cancellation(segment, public_at, superseded_at)
    return tuple(sorted(found, key=lambda version: version.published_at))


def _segments(entries: Sequence[Entry]) -> list[list[Entry]]:
    """Runs of entries that announce the same; a return after cancellation starts a new one."""
    segments: list[list[Entry]] = []
    for entry in entries:
        if segments and _same(segments[-1][-1].announcement, entry.announcement):
            segments[-1].append(entry)
        else:
            segments.append([entry])
    return segments


def _same(before: Announcement | None, after: Announcement | None) -> bool:
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
    return [Version(None, at, entry.commit, entry.commit is None)]
