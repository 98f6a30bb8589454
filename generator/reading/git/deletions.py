"""Posts that are gone: what git knows of files that were deleted, and of ids that are about to change."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Iterator
from datetime import datetime
from difflib import SequenceMatcher

from generator.diagnostics import Diagnostic, Location, Severity
from generator.model.content import Content, DeletedPost, Incident, Post
from generator.reading.git.announcement import Extent, read_extent
from generator.reading.git.commands import DIFF, REGULAR_FILES, read_blobs
from generator.reading.git.commits import Step
from generator.reading.git.repository import FOLDERS, Repository
from generator.reading.git.threads import post_folder

ALIKE = 0.6
"""How like two names are at least of which one may have become the other."""


def read_deleted(
    repository: Repository,
    steps: Iterable[Step],
    content: Content,
    living: Collection[str],
    now: datetime,
) -> tuple[DeletedPost, ...]:
    """The posts that commits deleted after they had begun, and that are not there again.

    ``living`` are the names that files have now, whatever is wrong with them.
    """
    ids = {name for post in content.posts for name in (post.id, *post.aliases)} | {*living}
    losses = [
        step
        for step in steps
        if step.at is not None
        and step.at <= now
        and any(c.before and c.blob is None for c in step.changes)
    ]
    changes = [c for step in losses for c in step.changes if not (c.before and c.blob)]
    texts = read_blobs(repository.root, (blob for c in changes if (blob := c.blob or c.before)))

    def extent(path: str, blob: str | None) -> Extent | None:
        folder = post_folder(path, repository.prefix)
        if folder is None or blob not in texts:
            return None
        return read_extent(texts[blob], path, folder, content.site)

    found: dict[str, DeletedPost] = {}
    for step in losses:
        come = [extent(c.path, c.blob) for c in step.changes]
        like = {(new.began_at, new.components) for new in come if new}
        for change in step.changes:
            gone = extent(change.path, change.before) if change.blob is None else None
            if gone is None or step.at is None or gone.began_at > step.at or gone.id in ids:
                continue
            if (gone.began_at, gone.components) not in like:
                found[gone.id] = DeletedPost(
                    gone.id,
                    change.path.removeprefix(repository.prefix),
                    step.commit.sha,
                    step.at,
                    gone.began_at,
                    gone.ended_at,
                    gone.audience,
                )
    return tuple(found[id_] for id_ in sorted(found))


def changed_ids(repository: Repository, commit: str, content: Content) -> Iterator[Diagnostic]:
    """Warnings of posts whose id is about to go while a like one comes."""
    raw = repository.ask(
        *DIFF, "--raw", "-z", "--no-abbrev", commit, "--",
        *(f"{repository.prefix}{folder}" for folder in FOLDERS),
    ).split(b"\0")  # fmt: skip
    before: dict[str, str] = {}
    for meta, name in zip(raw[::2], raw[1::2], strict=False):
        mode, _, blob, *_ = meta[1:].split(b" ")
        if mode.decode() in REGULAR_FILES:
            before[os.fsdecode(name)] = blob.decode()
    if not before:
        return
    contents = read_blobs(repository.root, before.values())
    known = {name for post in content.posts for name in (post.id, *post.aliases)}
    gone: dict[str, Extent] = {}
    for path, sha in before.items():
        folder = post_folder(path, repository.prefix)
        old = read_extent(contents[sha], path, folder, content.site) if folder else None
        if old is not None and old.id not in known:
            gone[path.removeprefix(repository.prefix)] = old
    committed = _ids_at(repository, commit) if gone else set()
    for path, old in gone.items():
        yield from _changed_id(path, old, content, committed)


def _changed_id(
    path: str, old: Extent, content: Content, committed: Collection[str]
) -> Iterator[Diagnostic]:
    folder = path.partition("/")[0]
    posts: tuple[Post, ...] = content.maintenance
    if folder == FOLDERS[0]:
        posts = content.incidents
    for post in posts:
        if post.path != path and post.path in committed:
            continue
        said = post.started_at if isinstance(post, Incident) else post.announced.start_at
        same_window = said == old.began_at
        alike = SequenceMatcher(None, post.id, old.id).ratio() >= ALIKE
        if post.path == path or same_window or alike:
            yield Diagnostic(
                "id-changed",
                f"the id '{old.id}' goes and '{post.id}' comes: by its id a post keeps its addresses, "
                "and a notice its publication",
                f"if they are the same, add 'aliases: [{old.id}]'",
                post.places.get("id", Location(post.path)),
                Severity.WARNING,
            )
            return


def _ids_at(repository: Repository, commit: str) -> set[str]:
    """The paths of the posts in a commit, below the site."""
    listed = repository.ask(
        "ls-tree", "-r", "-z", "--name-only", "--full-tree", commit, "--",
        *(f"{repository.prefix}{folder}" for folder in FOLDERS),
    )  # fmt: skip
    return {
        os.fsdecode(name).removeprefix(repository.prefix) for name in listed.split(b"\0") if name
    }
