"""When was it announced? Git says (contract 3.1, 9).

A notice is followed by its id along the published line. Each change of what it announces is a version,
published by the commit that brought it, as far as the clocks are credible. What no commit proves is
marked by what it rests on.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from generator.diagnostics import Diagnostic
from generator.model.closed_periods import Edit
from generator.model.content import (
    Announcement,
    Content,
    Maintenance,
    Proof,
    ProofSettings,
    Provenance,
    Site,
    StatedTimes,
    Version,
)
from generator.model.windows import stated_times, windows_of
from generator.reading.git.announcement import read_announcement, read_work
from generator.reading.git.changes import fork_of
from generator.reading.git.commands import GitError
from generator.reading.git.deletions import changed_ids, read_deleted
from generator.reading.git.history import LEDGERS, RECENT, History, start_history
from generator.reading.git.ledgers import join_ledgers
from generator.reading.git.presence import missing_posts
from generator.reading.git.proof_checks import (
    clock_findings,
    future_commits,
    raised_proof_since,
    wrong_commits,
)
from generator.reading.git.recent import all_begin, begin_in
from generator.reading.git.repository import BUILT_BRANCH, refusal
from generator.reading.git.threads import SITE_FILE, Entry, Happened, Names, Thread
from generator.reading.git.turned import turned_merges
from generator.reading.git.versions import declared, same, versions_of
from generator.reading.git.wherever import threads_of
from generator.reading.git.zones import zone_changed
from generator.timespan import LATEST

Threads = Mapping[str, Thread]


def read_history(
    root: Path,
    content: Content,
    now: datetime,
    base: str = BUILT_BRANCH,
    *,
    history: History | None = None,
    living: Collection[str] = (),
    recent: bool = False,
) -> tuple[Content, tuple[Diagnostic, ...]]:
    """Gives every notice its versions, read from ``base`` (in a pull request: the target branch).

    Versions that are not on ``base`` are published ``now``. Outside git nothing is proven and
    ``published:`` is taken as declared. ``history`` is what was started before; ``living`` are the
    names of all files of posts. ``recent`` looks at the latest commits first, and at all of them only
    if a notice is older: quicker for a few new notices, and of the same result. Errors among the
    findings mean that the history is not whole.
    """
    history = history or start_history(root, base)
    try:
        if missing := missing_posts(history.listing):
            return content, missing
        if history.error:
            return content, (refusal(history.error, base),)
        if history.repository is None:
            return _without_history(content, now), ()
        if recent and not content.maintenance:
            return replace(content, provenance=Provenance.GIT), ()
        line = history.read_line(content.site.proof)
        if wrong := tuple(wrong_commits(line, content.site.proof)):
            return content, wrong
        if recent and (threads := _recent(history, content, now)) is not None:
            judged, found = _joined(history, content, threads, threads, now)
            return judged, tuple(found)
        return _whole(history, content, now, living)
    except GitError as error:
        return content, (refusal(str(error), base),)


def _without_history(content: Content, now: datetime) -> Content:
    maintenance = tuple(
        replace(post, versions=tuple(_uncommitted(post.announced, now)))
        for post in content.maintenance
    )
    return replace(content, maintenance=maintenance, provenance=Provenance.DECLARED)


def _recent(history: History, content: Content, now: datetime) -> Threads | None:
    """The threads of a few notices from the latest commits; None where they go on before those."""
    happened = history.latest(RECENT, now, content.site.proof.wrong_clock)
    whole = len(history.line.steps) <= RECENT if history.line else False
    proof = content.site.proof
    if proof.wrong_clock or proof.published_parent:
        return None
    if not whole and not all_begin(history, content, happened):
        return None
    return begin_in(history, content, happened, now)


def _whole(
    history: History, content: Content, now: datetime, living: Collection[str]
) -> tuple[Content, tuple[Diagnostic, ...]]:
    if history.line is None or history.repository is None:
        raise GitError("there is no history")
    site, repository = content.site, history.repository
    names = names_of(content)
    happened = history.happened(history.line.steps, now, site.proof.wrong_clock)
    threads = threads_of(history, happened, names, site, now)
    plain = _plain_threads(history, content, names, now) or threads
    judged, found = _joined(history, content, threads, plain, now)
    named = {d.message.split()[2] for d in found if d.code == "committed-in-the-future"}
    found += future_commits(happened, named, site, now)
    prefix = repository.prefix
    judged = replace(
        judged,
        changes=_edits(happened, prefix, now),
        deleted=read_deleted(repository, happened, content, living, now),
        turned=turned_merges(history, judged, threads, names, now, versions_by_id),
    )
    texts = history.read(
        c.blob for one in happened for c in one.changes if c.path == prefix + SITE_FILE and c.blob
    )
    starts = [
        (e.announcement.start_at, e.at)
        for thread in threads.values()
        for e in thread.entries
        if e.announcement and e.commit
    ]
    judged, altered = join_ledgers(judged, happened, prefix, history.read)
    found += altered
    found += raised_proof_since(happened, texts, prefix, site, starts)
    found += zone_changed(judged, happened, texts, prefix, history.read)
    compared = "HEAD" if history.base == BUILT_BRANCH else fork_of(history.root, history.base)
    found += changed_ids(repository, compared, content)
    return judged, tuple(found)


def names_of(content: Content) -> Names:
    """The ids and former ids of the present notices."""
    former = {post.id: post.aliases for post in content.maintenance if post.aliases}
    return Names({raw: id_ for id_, raws in former.items() for raw in raws}, former)


def _plain_threads(
    history: History, content: Content, names: Names, now: datetime
) -> Threads | None:
    """The threads as git alone tells them; None where site.yaml says nothing of clocks and merges."""
    proof = content.site.proof
    if history.line is None or not (proof.wrong_clock or proof.published_parent):
        return None
    plain = ProofSettings(proof.branches)
    steps = history.line.walked(plain).steps
    return threads_of(history, history.happened(steps, now, ()), names, content.site, now)


def _joined(
    history: History, content: Content, threads: Threads, plain: Threads, now: datetime
) -> tuple[Content, list[Diagnostic]]:
    """The content with the notices' versions, and what is wrong with their commits."""
    site, at_head = content.site, history.base == BUILT_BRANCH
    posts: list[Maintenance] = []
    found: list[Diagnostic] = []
    for post in content.maintenance:
        entries = entries_of(post, threads.get(post.id), content, now, at_head=at_head)
        versions = _versions(post, entries, site.proof_since_at, now)
        proven = None
        if entries is not None:
            other = entries if plain is threads else entries_of(
                post, plain.get(post.id), content, now, at_head=at_head
            )  # fmt: skip
            proven = _versions(post, other, None, now)
        judged = replace(post, versions=versions, begun=_begun(post, versions, entries, site, now))
        if proven is not None and proven != versions:
            judged = replace(judged, versions=_weighed(versions, proven), proven=proven)
        posts.append(judged)
        found += clock_findings(judged, entries or (), site, now)
    whole = replace(content, maintenance=tuple(posts), provenance=Provenance.GIT)
    return whole, found


def versions_by_id(
    content: Content, threads: Threads, now: datetime, *, at_head: bool
) -> dict[str, tuple[Version, ...]]:
    """The versions of each notice, were these its threads."""
    return {
        post.id: _versions(
            post,
            entries_of(post, threads.get(post.id), content, now, at_head=at_head),
            content.site.proof_since_at,
            now,
        )
        for post in content.maintenance
    }


def entries_of(
    post: Maintenance, thread: Thread | None, content: Content, now: datetime, *, at_head: bool
) -> list[Entry] | None:
    """A notice's thread up to the file as it lies here; None where no commit knows it, nor has to."""
    if thread is None and at_head:
        return None
    entries = list(thread.entries) if thread else []
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


def _versions(
    post: Maintenance, entries: Sequence[Entry] | None, since_at: datetime | None, now: datetime
) -> tuple[Version, ...]:
    if entries is None:
        return tuple(_uncommitted(post.announced, now))
    return versions_of(entries, since_at, now)


def _uncommitted(said: Announcement, now: datetime) -> list[Version]:
    """What a file says that no commit has: published as it declares, else now."""
    if said.published_at:
        return declared(said, said.published_at)
    return declared(said, min(now, said.cancelled_at or now), Proof.NONE)


def _weighed(versions: Sequence[Version], proven: Sequence[Version]) -> tuple[Version, ...]:
    """The versions, those marked declared that git alone does not tell as early."""

    def weaker(version: Version) -> bool:
        alike = [v.published_at for v in proven if same(v.announcement, version.announcement)]
        return version.proof is Proof.GIT and version.published_at < min(alike, default=LATEST)

    return tuple(replace(v, proof=Proof.DECLARED) if weaker(v) else v for v in versions)


def _begun(
    post: Maintenance,
    versions: Sequence[Version],
    entries: Sequence[Entry] | None,
    site: Site,
    now: datetime,
) -> tuple[StatedTimes, ...]:
    """When work was under way in the windows before the last one, as their files last stated."""
    windows = windows_of(v for v in versions if v.published_at <= now)
    found = []
    for number, window in enumerate(windows[:-1]):
        since, until = window.versions[0].published_at if number else None, window.until or now
        said = [
            read_work(entry.text, post.path, site, entry.zone, since, until)
            for entry in entries or ()
            if entry.text and entry.at <= now
        ]
        said.append(stated_times(post.actual, post.updates, since, until))
        found.append(
            StatedTimes(
                next((one.start_at for one in reversed(said) if one.start_at), None),
                next((one.end_at for one in reversed(said) if one.end_at), None),
                any(one.declared for one in said),
            )
        )
    return tuple(found)


def _edits(happened: Sequence[Happened], prefix: str, now: datetime) -> tuple[Edit, ...]:
    """Every change of the site's posts and of site.yaml, newest first."""
    return tuple(
        Edit(change.path.removeprefix(prefix), one.published.commit.sha, one.published.at or now)
        for one in reversed(happened)
        for change in one.changes
        if not change.path.startswith(f"{prefix}{LEDGERS}/")
    )
