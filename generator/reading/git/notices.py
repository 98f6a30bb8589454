"""When was it announced? Git says (contract 3.1, 9).

A notice is followed by its id along the published line. Each change of what it announces is a version,
published by the commit that brought it, as far as the clocks are credible. What no commit proves is
marked by what it rests on.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from generator.diagnostics import Diagnostic
from generator.model.closed_periods import Edit
from generator.model.content import (
    Content,
    Maintenance,
    Proof,
    ProofSettings,
    Provenance,
    Site,
    StatedTimes,
    Turned,
    Version,
)
from generator.model.windows import stated_times, windows_of
from generator.reading.git.announcement import read_work
from generator.reading.git.changes import fork_of
from generator.reading.git.commands import GitError
from generator.reading.git.commits import Step
from generator.reading.git.deletions import changed_ids, loose_changes, read_deleted
from generator.reading.git.following import recent_threads, threads_of
from generator.reading.git.history import History, start_history
from generator.reading.git.ledgers import join_ledgers
from generator.reading.git.line import Line, followed, names_branch, publications, stated_parent
from generator.reading.git.presence import missing_posts
from generator.reading.git.proof_checks import (
    clock_findings,
    future_commits,
    raised_proof_since,
    wrong_commits,
)
from generator.reading.git.repository import BUILT_BRANCH, LEDGERS, NOTICES, refusal
from generator.reading.git.threads import Entry, Threads
from generator.reading.git.versions import (
    entries_of,
    same,
    uncommitted,
    versions_by_id,
    versions_of,
)
from generator.reading.git.written import with_writings
from generator.reading.git.zones import zone_changed
from generator.timespan import LATEST

RECENT = 500
"""How many commits are looked at first for notices that are new."""


def read_history(
    root: Path,
    content: Content,
    now: datetime,
    base: str = BUILT_BRANCH,
    *,
    history: History | None = None,
    living: Collection[str] = (),
    recent: bool = False,
    written: bool = False,
) -> tuple[Content, tuple[Diagnostic, ...]]:
    """Gives every notice its versions, read from ``base`` (in a pull request: the target branch).

    Versions that are not on ``base`` are published ``now``. Outside git nothing is proven and
    ``published:`` is taken as declared. ``history`` is what was started before; ``living`` are the
    names of all files of posts. ``recent`` looks at the latest commits first, and at all of them only
    if a notice is older: quicker for a few new notices, and of the same result. ``written`` asks
    when posts and terms were written, too. Errors among the findings mean that the history is not whole.
    """
    history = history or start_history(root, base)
    try:
        if missing := missing_posts(history.listing):
            return content, missing
        if history.error:
            return content, (refusal(history.error, base),)
        if history.repository is None:
            posts = tuple(
                replace(post, versions=tuple(uncommitted(post.announced, now)))
                for post in content.maintenance
            )
            return replace(content, maintenance=posts, provenance=Provenance.DECLARED), ()
        if recent and not content.maintenance:
            return replace(content, provenance=Provenance.GIT), ()
        proof = content.site.proof
        line = history.read_line(proof)
        if wrong := tuple(wrong_commits(line, proof)):
            return content, wrong
        if recent and not (proof.wrong_clock or proof.published_parent):
            latest = publications(line.steps, now)[-RECENT:]
            steps = history.of_notices(latest, history.here.prefix)
            whole = len(line.steps) <= RECENT
            threads = recent_threads(history, steps, content, now, whole=whole)
            if threads is not None:
                judged, found = _joined(history, content, threads, threads, now)
                return judged, tuple(found)
        return _whole(history, line, content, now, living, written=written)
    except GitError as error:
        return content, (refusal(str(error), base),)


def _whole(
    history: History,
    line: Line,
    content: Content,
    now: datetime,
    living: Collection[str],
    *,
    written: bool,
) -> tuple[Content, tuple[Diagnostic, ...]]:
    site, proof, prefix = content.site, content.site.proof, history.here.prefix
    steps = history.happened(line.steps, now, proof.wrong_clock)
    threads = plain = threads_of(history, steps, content, now)
    if proof.wrong_clock or proof.published_parent:
        alone = line.walked(ProofSettings(proof.branches)).steps
        plain = threads_of(history, history.happened(alone, now), content, now)
    judged, found = _joined(history, content, threads, plain, now, steps)
    judged = replace(
        judged,
        changes=tuple(
            Edit(change.path.removeprefix(prefix), step.commit.sha, step.at or now)
            for step in reversed(steps)
            for change in step.changes
            if not change.path.startswith(f"{prefix}{LEDGERS}/")
        ),
        deleted=read_deleted(history.here, steps, content, living, now),
        turned=tuple(_turned(history, line, judged, threads, now)),
    )
    starts = [
        (entry.announcement.start_at, entry.at)
        for entries in threads.values()
        for entry in entries
        if entry.announcement
    ]
    judged, altered = join_ledgers(judged, steps, history.here, line.known)
    found += altered
    found += raised_proof_since(history.here, steps, site, starts)
    found += zone_changed(judged, steps, history.here)
    compared = "HEAD" if history.base == BUILT_BRANCH else fork_of(history.root, history.base)
    loose = loose_changes(history.here, compared)
    found += changed_ids(history.here, compared, loose, content)
    if written or judged.closed:
        if history.base != BUILT_BRANCH:
            loose = loose_changes(history.here, history.here.tip)
        paths = {change.path for change in loose}
        judged = with_writings(history, judged, steps, now, paths, posts=written)
    return judged, tuple(found)


def _turned(
    history: History, line: Line, content: Content, threads: Threads, now: datetime
) -> Iterator[Turned]:
    """The merges that name the published branch as what was merged, by the other parent of which some notice has other versions.

    Those alone of which site.yaml does not say which parent was published. Raises GitError.
    """
    proof, at_head = content.site.proof, history.base == BUILT_BRANCH
    folder = f"{history.here.prefix}{NOTICES}/"
    for commit in (step.commit for step in line.steps):
        if not names_branch(commit, proof) or stated_parent(commit, proof) is not None:
            continue
        parent = followed(commit, proof)
        other = line.walked(proof, {commit.sha: 3 - parent})
        apart = [
            *(s for s in line.steps if s.commit.sha not in other.index),
            *(s for s in other.steps if s.commit.sha not in line.index),
        ]
        changes = (c for step in history.happened(apart, now) for c in step.changes)
        if not any(change.path.startswith(folder) for change in changes):
            continue
        steps = history.happened(other.steps, now, proof.wrong_clock)
        there = threads_of(history, steps, content, now)
        ours = versions_by_id(content, threads, now, at_head=at_head)
        versions = versions_by_id(content, there, now, at_head=at_head)
        changed = {id_: said for id_, said in versions.items() if said != ours[id_]}
        if changed:
            yield Turned(commit.sha, parent, changed)


def _joined(
    history: History,
    content: Content,
    threads: Threads,
    plain: Threads,
    now: datetime,
    steps: Sequence[Step] = (),
) -> tuple[Content, list[Diagnostic]]:
    """The content with the notices' versions, and what is wrong with their commits."""
    site, at_head = content.site, history.base == BUILT_BRANCH
    posts: list[Maintenance] = []
    found: list[Diagnostic] = []
    future: set[str] = set()
    for post in content.maintenance:
        entries = entries_of(post, threads.get(post.id), content, now, at_head=at_head)
        versions = versions_of(post, entries, site.proof_since_at, now)
        proven = None
        if entries is not None:
            other = entries if plain is threads else entries_of(
                post, plain.get(post.id), content, now, at_head=at_head
            )  # fmt: skip
            proven = versions_of(post, other, None, now)
        judged = replace(post, versions=versions, begun=_begun(post, versions, entries, site, now))
        if proven is not None and proven != versions:
            judged = replace(judged, versions=_weighed(versions, proven), proven=proven)
        posts.append(judged)
        found += clock_findings(judged, entries or (), site, now, future)
    found += future_commits(steps, site, now, future)
    whole = replace(content, maintenance=tuple(posts), provenance=Provenance.GIT)
    return whole, found


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
