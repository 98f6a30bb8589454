"""A few notices from the latest commits alone, where all of their history lies there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from generator.model.content import Content
from generator.reading.git.commands import GitError, run_all
from generator.reading.git.history import History
from generator.reading.git.repository import Repository
from generator.reading.git.site_versions import read_zone
from generator.reading.git.threads import SITE_FILE, Happened, Names, Thread, blobs_of, follow


def all_begin(history: History, content: Content, happened: Sequence[Happened]) -> bool:
    """Whether the history of each notice lies in these latest commits, from its first one on.

    Where a file was deleted, another may go on with its id; where one is not in the commit at which
    the history is read, older commits may know it by another name.
    """
    changes = [change for one in happened for change in one.changes]
    if any(change.blob is None for change in changes) or history.repository is None:
        return False
    prefix = history.repository.prefix
    added = {change.path.removeprefix(prefix) for change in changes if change.before is None}
    missing = [post.path for post in content.maintenance if post.path not in added]
    if any(post.aliases for post in content.maintenance):
        return False
    if not missing:
        return True
    known, gone = run_all(
        history.root,
        ("ls-tree", "-z", "--name-only", history.repository.tip, "--", *missing),
        ("diff-index", "-r", "--name-only", "--no-renames", "--diff-filter=D",
         history.repository.tip, "--", "maintenance"),
    )  # fmt: skip
    return not known and not gone


def begin_in(
    history: History, content: Content, happened: Sequence[Happened], now: datetime
) -> Mapping[str, Thread]:
    """The threads of the notices whose history lies in these commits. Raises GitError."""
    if history.repository is None:
        return {}
    prefix = history.repository.prefix
    paths = {prefix + post.path for post in content.maintenance}
    if not any(change.blob is None for one in happened for change in one.changes):
        wanted = {*paths, prefix + SITE_FILE}
        happened = [
            replace(one, changes=tuple(c for c in one.changes if c.path in wanted))
            for one in happened
        ]
    wanted = blobs_of(happened, prefix)
    before = _site_before(history.repository, happened)
    try:
        texts = history.read({*wanted, before})
    except GitError:  # site.yaml is not committed
        texts = history.read(wanted)
    zone = read_zone(texts[before]) if before in texts else None
    return follow(happened, texts, prefix, Names({}, {}), content.site, now, zone)


def _site_before(repository: Repository, happened: Sequence[Happened]) -> str:
    """The name of the object that was site.yaml before the first of some commits."""
    path = f"{repository.prefix}{SITE_FILE}"
    changed = (c.before for one in happened for c in one.changes if c.path == path and c.before)
    return next(changed, f"{repository.tip}:{path}")
