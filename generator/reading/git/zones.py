"""Posts that mean other instants than when they were written, because the site's zone was changed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import fields, is_dataclass, replace
from datetime import datetime, tzinfo

from generator.diagnostics import Diagnostic, Severity
from generator.model.content import Content, Post
from generator.reading.content import read_one
from generator.reading.git.announcement import read_zone
from generator.reading.git.commands import read_blobs
from generator.reading.git.commits import Step
from generator.reading.git.repository import SITE_FILE, Repository
from generator.reading.site import context_of
from generator.reading.yaml.faults import Faults

NAMED = 3
BY_GIT = ("versions", "proven", "begun")


def zone_changed(
    content: Content, steps: Sequence[Step], repository: Repository
) -> Iterator[Diagnostic]:
    """A warning that names the posts whose local times were written in another zone than today's."""
    site, zone, prefix = content.site, None, repository.prefix
    changed = (c.blob for s in steps for c in s.changes if c.path == prefix + SITE_FILE and c.blob)
    sites = read_blobs(repository.root, changed)
    written: dict[str, tuple[str, tzinfo | None]] = {}
    for one in steps:
        for change in one.changes:
            if change.path == prefix + SITE_FILE and change.blob and change.blob in sites:
                zone = read_zone(sites[change.blob])
        gone = dict(written.pop(c.path, ("", None)) for c in one.changes if c.blob is None)
        for change in one.changes:
            if change.blob:  # a file that only moved was not written anew
                written[change.path] = (change.blob, gone.get(change.blob, zone))
    suspects = {
        post.path: (post, blob, before)
        for post in content.posts
        for blob, before in [written.get(prefix + post.path, ("", None))]
        if before and before != site.zone
    }
    texts = read_blobs(repository.root, (blob for _, blob, _ in suspects.values()))
    found = [
        path
        for path, (post, blob, before) in sorted(suspects.items())
        if _means_another(post, texts[blob], content, before)
    ]
    if found:
        several = (
            f"{len(found)} posts mean other instants" if found[1:] else "a post means another time"
        )
        yield Diagnostic(
            "zone-changed",
            f"since the site's timezone was changed to {site.zone_name}, {several} than when written: "
            f"{', '.join(found[:NAMED])}{', …' if found[NAMED:] else ''}",
            "put the zone back, or write the times that were meant, with their offset: 2026-11-18 09:12+01:00",
            site.location,
            Severity.WARNING,
        )


def _means_another(post: Post, data: bytes, content: Content, before: tzinfo) -> bool:
    """Whether a committed file said another time in the zone of its own than the post does now."""
    then, now = (
        _times(read_one(post.path, data, context_of(replace(content.site, zone=zone), Faults(""))))
        for zone in (before, content.site.zone)
    )
    said = _times(post)
    return any(at != then.get(name, at) and said.get(name) == at for name, at in now.items())


def _times(value: object, name: str = "") -> dict[str, datetime]:
    """Every instant that a post states, by where it is kept; those that git tells are left out."""
    if isinstance(value, datetime):
        return {name: value}
    parts: list[tuple[object, object]]
    if is_dataclass(value):
        parts = [(one.name, getattr(value, one.name)) for one in fields(value)]
    else:
        parts = list(enumerate(value)) if isinstance(value, tuple) else []
    kept = (part for part in parts if part[0] not in BY_GIT)
    return {key: at for n, part in kept for key, at in _times(part, f"{name}.{n}").items()}
