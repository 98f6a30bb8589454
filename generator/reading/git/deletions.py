"""Posts that are gone: what git knows of files that were deleted, and of ids that are about to change."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime
from difflib import SequenceMatcher

from generator.diagnostics import Diagnostic, Location, Severity
from generator.model.content import Content, DeletedPost, Incident, Post, Site
from generator.reading.git.announcement import Extent, read_extent
from generator.reading.git.commands import DIFF, REGULAR_FILES, read_blobs
from generator.reading.git.diffs import Change
from generator.reading.git.repository import Repository
from generator.reading.git.threads import Happened
from generator.reading.posts.translations import translation_name

FOLDERS = ("incidents", "maintenance")
ALIKE = 0.6
"""How like two names are at least of which one may have become the other."""


def post_folder(path: str, prefix: str) -> str | None:
    """The folder of posts in which a path is a post's own file; None where it is none."""
    if not path.endswith(".md") or translation_name(path) is not None:
        return None
    return next((f for f in FOLDERS if path.startswith(f"{prefix}{f}/")), None)


def read_deleted(
    repository: Repository,
    happened: Iterable[Happened],
    content: Content,
    living: Collection[str],
    now: datetime,
) -> tuple[DeletedPost, ...]:
    """The posts that commits deleted after they had begun, and that are not there again.

    ``living`` are the names that files have now, whatever is wrong with them.
    """
    prefix = repository.prefix
    ids = {name for post in content.posts for name in (post.id, *post.aliases)} | {*living}
    with_loss = [
        (one, [c for c in one.changes if c.blob is None and c.before])
        for one in happened
        if one.published.at is not None and one.published.at <= now
    ]
    with_loss = [(one, lost) for one, lost in with_loss if lost]
    wanted = {c.before for _, lost in with_loss for c in lost if c.before}
    wanted |= {c.blob for one, _ in with_loss for c in one.changes if c.blob and not c.before}
    texts = read_blobs(repository.root, wanted)
    found: dict[str, DeletedPost] = {}
    for one, lost in with_loss:
        come = [e for c in one.changes if (e := _extent(c, c.blob, texts, prefix, content.site))]
        for change in lost:
            gone = _extent(change, change.before, texts, prefix, content.site)
            at = one.published.at
            if gone is None or at is None or gone.began_at > at or gone.id in ids:
                continue
            if any(_same(gone, other) for other in come):
                continue
            path = change.path.removeprefix(prefix)
            found[gone.id] = DeletedPost(
                gone.id,
                path,
                one.published.commit.sha,
                at,
                gone.began_at,
                gone.ended_at,
                gone.audience,
            )
    return tuple(found[id_] for id_ in sorted(found))


def _extent(
    change: Change, blob: str | None, texts: Mapping[str, bytes], prefix: str, site: Site
) -> Extent | None:
    folder = post_folder(change.path, prefix)
    if folder is None or blob is None or blob not in texts:
        return None
    return read_extent(texts[blob], change.path, folder, site)


def _same(one: Extent, other: Extent) -> bool:
    return (one.began_at, one.components) == (other.began_at, other.components)


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
