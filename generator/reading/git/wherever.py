"""Threads of a site's notices, those of the folder included that the site lay in before."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from generator.model.content import Site
from generator.reading.git.clocks import Published
from generator.reading.git.history import History
from generator.reading.git.line import Step
from generator.reading.git.threads import (
    ELSEWHERE,
    Happened,
    Names,
    Thread,
    blobs_of,
    follow,
    is_notice,
)


def threads_of(
    history: History, happened: Sequence[Happened], names: Names, site: Site, now: datetime
) -> dict[str, Thread]:
    """Each notice on a line by its id today. Raises GitError."""
    prefix = history.repository.prefix if history.repository else ""
    return _below(history, happened, prefix, names, site, now)


def _below(
    history: History,
    happened: Sequence[Happened],
    prefix: str,
    names: Names,
    site: Site,
    now: datetime,
) -> dict[str, Thread]:
    texts = history.read(blobs_of(happened, prefix))
    threads = follow(happened, texts, prefix, names, site, now)
    first: dict[str, list[Thread]] = {}
    for thread in threads.values():
        first.setdefault(thread.entries[0].commit or "", []).append(thread)
    places = [at for at, one in enumerate(happened) if one.published.commit.sha in first]
    steps = [_step(happened[at].published) for at in places]
    for at, changes in zip(places, history.deleted_by(steps), strict=True):
        left: dict[str, list[str]] = {}
        for change in changes:
            match = ELSEWHERE.fullmatch(change.path)
            if match and not is_notice(change.path, prefix):
                folder = f"{match['site']}/" if match["site"] else ""
                left.setdefault(folder, []).append(change.path)
        for folder, paths in left.items():
            earlier = _elsewhere(history, happened[:at], folder, names, site, now)
            for thread in first[happened[at].published.commit.sha]:
                _continue(thread, earlier, paths)
    return threads


def _elsewhere(
    history: History,
    happened: Sequence[Happened],
    prefix: str,
    names: Names,
    site: Site,
    now: datetime,
) -> Mapping[str, Thread]:
    """The threads of the site in another folder, before its files left it."""
    before = [one.published for one in happened]
    found = history.elsewhere([_step(one) for one in before], prefix)
    there = [Happened(one, changes) for one, changes in zip(before, found, strict=True)]
    return _below(history, there, prefix, names, site, now)


def _continue(thread: Thread, earlier: Mapping[str, Thread], left: Collection[str]) -> None:
    """Put before a thread what was said of it elsewhere, if its file left there when it came here."""
    before = earlier.get(thread.id)
    if before is not None and before.entries[-1].path in left:
        thread.entries[:0] = before.entries


def _step(published: Published) -> Step:
    return Step(published.commit, published.before)
