"""The commits along which notices are followed: the site's, those of its earlier folders, or the latest alone."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime

from generator.model.content import Content
from generator.reading.git.announcement import read_zone
from generator.reading.git.commands import GitError, read_blobs, run_all
from generator.reading.git.commits import Step
from generator.reading.git.history import History
from generator.reading.git.repository import NOTICES, SITE_FILE
from generator.reading.git.threads import Entry, Threads, blobs_of, follow, post_folder

ELSEWHERE = re.compile(r"((?:.+/)?)maintenance/.+\.md")


def threads_of(
    history: History,
    steps: Sequence[Step],
    content: Content,
    now: datetime,
    prefix: str | None = None,
) -> Threads:
    """Each notice on a line by its id today, with what was said of it in the site's earlier folders.

    ``prefix`` is the site's folder, if not today's. Raises GitError.
    """
    if prefix is None:
        prefix = history.here.prefix
    texts = read_blobs(history.root, blobs_of(steps, prefix))
    threads = follow(steps, texts, prefix, content, now)
    first: dict[str | None, dict[str, list[Entry]]] = {}
    for id_, entries in threads.items():
        first.setdefault(entries[0].commit, {})[id_] = entries
    places = [at for at, step in enumerate(steps) if step.commit.sha in first]
    for at, step in zip(places, history.of_deleted([steps[at] for at in places]), strict=True):
        left: dict[str, set[str]] = {}
        for change in step.changes:
            match = ELSEWHERE.fullmatch(change.path)
            if match and post_folder(change.path, prefix) != NOTICES:
                left.setdefault(match[1], set()).add(change.path)
        for folder, paths in left.items():
            before = history.of_notices(steps[:at], folder)
            earlier = threads_of(history, before, content, now, folder)
            for id_, entries in first[step.commit.sha].items():
                if id_ in earlier and earlier[id_][-1].path in paths:
                    entries[:0] = earlier[id_]
    return threads


def recent_threads(
    history: History, steps: Sequence[Step], content: Content, now: datetime, *, whole: bool
) -> Threads | None:
    """The threads of a few notices in the latest commits; None where they may go on before those.

    ``whole``: there are no others. Raises GitError.
    """
    prefix, tip = history.here.prefix, history.here.tip
    changes = [change for step in steps for change in step.changes]
    deleted = any(change.blob is None for change in changes)
    if not whole and (deleted or not _all_begin(history, content, steps)):
        return None
    if not deleted:
        wanted = {prefix + SITE_FILE, *(prefix + post.path for post in content.maintenance)}
        steps = [s._replace(changes=[c for c in s.changes if c.path in wanted]) for s in steps]
    path = prefix + SITE_FILE
    earlier = next((c.before for c in changes if c.path == path and c.before), f"{tip}:{path}")
    blobs = blobs_of(steps, prefix)
    try:
        texts = read_blobs(history.root, {*blobs, earlier})
    except GitError:  # site.yaml is not committed
        texts = read_blobs(history.root, blobs)
    zone = read_zone(texts[earlier]) if earlier in texts else None
    return follow(steps, texts, prefix, content, now, zone)


def _all_begin(history: History, content: Content, steps: Sequence[Step]) -> bool:
    """Whether each notice is as new as these commits.

    Where one is not in the commit at which the history is read, older commits may know it by another name.
    """
    prefix, tip = history.here.prefix, history.here.tip
    added = {c.path for step in steps for c in step.changes if c.before is None}
    missing = [post.path for post in content.maintenance if prefix + post.path not in added]
    if any(post.aliases for post in content.maintenance):
        return False
    if not missing:
        return True
    known, gone = run_all(
        history.root,
        ("ls-tree", "-z", "--name-only", tip, "--", *missing),
        ("diff-index", "-r", "--name-only", "--no-renames", "--diff-filter=D", tip, "--", NOTICES),
    )
    return not known and not gone
