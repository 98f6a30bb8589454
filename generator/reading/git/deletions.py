"""Posts that are gone: what git knows of files that were deleted, and of ids that are about to change."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Iterator
from datetime import datetime
from difflib import SequenceMatcher

from generator.diagnostics import Diagnostic, Location
from generator.model.content import Content, DeletedPost, Incident, Post
from generator.reading.git.announcement import Extent, read_extent
from generator.reading.git.commands import DIFF, read_blobs
from generator.reading.git.commits import Change, Step, parse_diffs
from generator.reading.git.proof_checks import warning
from generator.reading.git.repository import FOLDERS, SITE_FILE, Repository
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
        if (step.at or now) <= now and any(c.before and c.blob is None for c in step.changes)
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
        folders = [post_folder(c.path, repository.prefix) for c in step.changes]
        like = {
            (folder, new.start_at, new.components)
            for folder, new in zip(folders, come, strict=True)
            if new
        }
        for folder, change in zip(folders, step.changes, strict=True):
            gone = extent(change.path, change.before) if change.blob is None else None
            at = step.at or now
            if gone is None or gone.began_at >= at or gone.id in ids:
                continue
            if (folder, gone.start_at, gone.components) not in like:
                found[gone.id] = DeletedPost(
                    gone.id,
                    change.path.removeprefix(repository.prefix),
                    step.commit.sha,
                    at,
                    gone.began_at,
                    gone.ended_at,
                    gone.audience,
                )
    return tuple(found[id_] for id_ in sorted(found))


def loose_changes(repository: Repository, commit: str) -> list[Change]:
    """How the site's files here differ from a commit; those that git does not know are left out."""
    paths = [f"{repository.prefix}{name}" for name in (SITE_FILE, *FOLDERS)]
    said = repository.ask(*DIFF, "--raw", "-z", "--no-abbrev", commit, "--", *paths)
    [changes] = parse_diffs(b"%b\0%b" % (commit.encode(), said))
    return changes


def changed_ids(
    repository: Repository, commit: str, changes: Iterable[Change], content: Content
) -> Iterator[Diagnostic]:
    """Warnings of posts whose id is about to go while a like one comes, by what differs from a commit."""
    prefix = repository.prefix
    folders = [f"{prefix}{folder}" for folder in FOLDERS]
    changes = [c for c in changes if post_folder(c.path, prefix)]
    texts = read_blobs(repository.root, (c.before for c in changes if c.before))
    known = {name for post in content.posts for name in (post.id, *post.aliases)}
    committed: set[str] | None = None
    for change in changes:
        folder = post_folder(change.path, prefix)
        if folder is None or change.before is None:
            continue
        old = read_extent(texts[change.before], change.path, folder, content.site)
        if old is None or old.id in known:
            continue
        if committed is None:
            listed = repository.ask(
                "ls-tree", "-r", "-z", "--name-only", "--full-tree", commit, "--", *folders
            )
            committed = {os.fsdecode(n).removeprefix(prefix) for n in listed.split(b"\0") if n}
        path = change.path.removeprefix(prefix)
        posts: tuple[Post, ...] = content.maintenance
        if folder == FOLDERS[0]:
            posts = (*content.incidents, *content.bulletins)
        new = [post for post in posts if post.path == path or post.path not in committed]
        heir = next((post for post in new if post.path == path or _alike(post, old)), None)
        if heir is not None:
            yield warning(
                "id-changed",
                f"the id '{old.id}' goes and '{heir.id}' comes: by its id a post keeps its addresses, "
                "and a notice its publication",
                f"if they are the same, add 'aliases: [{old.id}]'",
                heir.places.get("id", Location(heir.path)),
            )


def _alike(post: Post, old: Extent) -> bool:
    """Whether a post may be one that goes: of the same window, or of a like id."""
    said = post.started_at if isinstance(post, Incident) else post.announced.start_at
    return said == old.start_at or SequenceMatcher(None, post.id, old.id).ratio() >= ALIKE
