"""Merges that name the published branch as what was merged: what the other parent would prove."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from generator.model.content import Content, Turned, Version
from generator.reading.git.history import History
from generator.reading.git.line import Line, followed, names_branch, stated_parent
from generator.reading.git.repository import BUILT_BRANCH
from generator.reading.git.threads import FOLDER, Names, Thread
from generator.reading.git.wherever import threads_of

Judged = Callable[..., dict[str, tuple[Version, ...]]]


def turned_merges(
    history: History,
    content: Content,
    threads: Mapping[str, Thread],
    names: Names,
    now: datetime,
    judged: Judged,
) -> tuple[Turned, ...]:
    """The merges of the line of which site.yaml does not say which parent was published.

    Those alone where the other parent gives some notice other versions. ``judged`` makes versions of
    threads. Raises GitError.
    """
    line, repository, proof = history.line, history.repository, content.site.proof
    if line is None or repository is None:
        return ()
    found = []
    for step in line.steps:
        commit = step.commit
        if not names_branch(commit, proof) or stated_parent(commit, proof) is not None:
            continue
        parent = followed(commit, proof)
        other = line.walked(proof, {commit.sha: 3 - parent})
        if not _concerns(history, line, other, now, f"{repository.prefix}{FOLDER}"):
            continue
        happened = history.happened(other.steps, now, proof.wrong_clock)
        there = threads_of(history, happened, names, content.site, now)
        at_head = history.base == BUILT_BRANCH
        versions = judged(content, there, now, at_head=at_head)
        ours = judged(content, threads, now, at_head=at_head)
        changed = {id_: v for id_, v in versions.items() if v != ours[id_]}
        if changed:
            found.append(Turned(commit.sha, parent, changed))
    return tuple(found)


def _concerns(history: History, line: Line, other: Line, now: datetime, folder: str) -> bool:
    """Whether the commits that only one of two lines has changed a notice."""
    apart = [
        *(s for s in line.steps if s.commit.sha not in other.index),
        *(s for s in other.steps if s.commit.sha not in line.index),
    ]
    return any(
        change.path.startswith(folder)
        for one in history.happened(apart, now, ())
        for change in one.changes
    )
