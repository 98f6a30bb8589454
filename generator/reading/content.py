"""A whole site: site.yaml, every post, every translation; all faults of all files in one run."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from generator.diagnostics import Diagnostic, Location, Severity
from generator.model.content import Content, Incident, Maintenance, Post, Site, Translation
from generator.reading.files import PostFile, leads_out, post_files, read_file, single_file
from generator.reading.ledgers.closed_periods import read_closed
from generator.reading.posts.post import INCIDENTS, MAINTENANCE_FOLDER, read_post
from generator.reading.posts.translations import (
    TranslationName,
    accepted,
    misnamed,
    read_translation,
    translation_name,
)
from generator.reading.site import SITE_FILE, SiteReading, read_site_file
from generator.reading.tables.fields import Context
from generator.reading.yaml.document import Document, split_post
from generator.reading.yaml.faults import Faults, Place
from generator.reading.yaml.text import decode


@dataclass(frozen=True)
class Reading:
    """What was found in a site's folder.

    ``content`` holds all posts that could be read; it is None only where site.yaml is unusable.
    ``broken`` are the paths of the files that could not be read, sorted.
    """

    content: Content | None
    diagnostics: tuple[Diagnostic, ...]
    broken: tuple[str, ...]


def read_site(root: Path) -> tuple[Site | None, tuple[Diagnostic, ...]]:
    """The site alone, without its posts."""
    reading = read_names(root)
    return reading.site, reading.diagnostics


def read_one(path: str, data: bytes, context: Context) -> Post | None:
    """What one file says, as a whole site's reading has it; faults are noted in its context's.

    ``path`` is the file's in the site, and no translation's. An id that another post has is not seen.
    """
    text = decode(data, context.faults)
    document = split_post(text, context.faults) if text is not None else None
    if document is None or misnamed(path, document, context):
        return None
    return read_post(path, path.rpartition("/")[2].removesuffix(".md"), document, context)


def read_content(
    root: Path, only: Sequence[str] | None = None, site: SiteReading | None = None
) -> Reading:
    """Everything that a site's files say; notices have no versions yet (git knows them).

    ``only`` are the paths of the files to read beside site.yaml, in order; the others are taken as
    not being there. ``site`` is site.yaml, where it has been read.
    """
    site = site or read_names(root)
    if any(d.code == "no-site" for d in site.diagnostics):
        return Reading(None, site.diagnostics, ())
    notes: list[Faults] = []
    posts, translations = _posts(_files(root, only, notes), site.context, notes)
    posts = _translated(posts, translations, site.context, notes)
    incidents = tuple(p for p in posts if isinstance(p, Incident))
    maintenance = tuple(p for p in posts if isinstance(p, Maintenance))
    closed = read_closed(root, notes) if only is None else ()
    content = Content(site.site, incidents, maintenance, closed=closed) if site.site else None
    found = [d for faults in notes for d in faults.found]
    broken = {d.location.path for d in found if d.severity is Severity.ERROR}
    in_order = sorted(found, key=lambda d: d.location)
    return Reading(content, (*site.diagnostics, *in_order), tuple(sorted(broken)))


def read_names(root: Path) -> SiteReading:
    """The site alone, with the names that its posts may use."""
    faults = Faults(SITE_FILE)
    path = root / SITE_FILE
    if not os.path.lexists(path):
        missing = Diagnostic(
            "no-site",
            f"there is no {SITE_FILE} in this folder",
            "run this in a site's folder, or make one with 'statusmark init DIR'",
            Location(SITE_FILE),
        )
        return SiteReading(None, Context(faults), (missing,))
    if leads_out(root, SITE_FILE):
        message = "the symbolic link leads out of the site"
        faults.error(Place(1, 1), "link-outside", message, "put the file itself here")
        return SiteReading(None, Context(faults), tuple(faults.found))
    data = read_file(str(path), faults)
    if data is None:
        return SiteReading(None, Context(faults), tuple(faults.found))
    reading = read_site_file(data)
    return replace(reading, diagnostics=(*reading.diagnostics, *_pictures(root, reading, data)))


def _pictures(root: Path, reading: SiteReading, data: bytes) -> Iterator[Diagnostic]:
    """Warnings of pictures that site.yaml names and that are not there."""
    if reading.site is None:
        return
    for key, name in (("logo", reading.site.logo), ("favicon", reading.site.favicon)):
        if name is None or (root / name).is_file():
            continue
        stated = re.search(rf"^{key}:[ \t]*".encode(), data, re.MULTILINE)
        line = data.count(b"\n", 0, stated.start()) + 1 if stated else 1
        column = stated.end() - stated.start() + 1 if stated else 1
        yield Diagnostic(
            "missing-picture",
            f"there is no file '{name}', so pages have no {key} of yours",
            "put the picture there, or write its path below the site",
            Location(SITE_FILE, line, column),
            Severity.WARNING,
        )


def _document(file: PostFile, faults: Faults) -> Document | None:
    data = read_file(file.file, faults)
    text = decode(data, faults) if data is not None else None
    return split_post(text, faults) if text is not None else None


def _files(root: Path, only: Sequence[str] | None, notes: list[Faults]) -> Iterator[PostFile]:
    """The files of posts and translations, those of incidents first."""
    for folder in (INCIDENTS, MAINTENANCE_FOLDER):
        if only is None:
            yield from post_files(root, folder, notes)
            continue
        for path in only:
            if path.startswith(f"{folder}/") and (file := single_file(root, path, notes)):
                yield file


def _posts(
    files: Iterable[PostFile], context: Context, notes: list[Faults]
) -> tuple[list[Post], dict[str, list[tuple[PostFile, TranslationName]]]]:
    """All posts that could be read, sorted by id, and the translations by their post's path."""
    posts: list[Post] = []
    translations: dict[str, list[tuple[PostFile, TranslationName]]] = {}
    paths = set()
    for file in files:
        name = translation_name(file.path)
        if name:
            translations.setdefault(name.post, []).append((file, name))
            continue
        paths.add(file.path)
        faults = Faults(file.path)
        data = read_file(file.file, faults)
        post = read_one(file.path, data, context.of(faults)) if data is not None else None
        if post:
            posts.append(post)
        if faults.found:
            notes.append(faults)
    wanted = {post: found for post, found in translations.items() if post in paths}
    for translated, found in translations.items():
        if translated not in wanted:
            for file, name in found:
                faults = Faults(file.path)
                accepted(name, False, context.of(faults))
                notes.append(faults)
    return _unique(posts, notes), wanted


def _unique(posts: Iterable[Post], notes: list[Faults]) -> list[Post]:
    """The posts by id, those left out whose id or former id another post has (and noted)."""
    owners: dict[str, str] = {}
    kept: dict[str, Post] = {}
    for post in posts:
        if post.id in owners:
            _taken(post, "id", post.id, owners[post.id], notes)
            continue
        owners[post.id] = post.path
        kept[post.id] = post
    for post in list(kept.values()):
        for alias in post.aliases:
            if owners.setdefault(alias, post.path) != post.path or alias == post.id:
                _taken(post, "aliases", alias, owners[alias], notes)
                kept.pop(post.id, None)
    return [kept[post_id] for post_id in sorted(kept)]


def _taken(post: Post, key: str, word: str, owner: str, notes: list[Faults]) -> None:
    faults = Faults(post.path)
    place = post.places.get(key)
    faults.error(
        Place(place.line, place.column) if place else Place(1, 1),
        "duplicate-id",
        f"the id '{word}' already belongs to {owner}",
        "give this post an id: of its own, or rename its file",
    )
    notes.append(faults)


def _translated(
    posts: list[Post],
    translations: dict[str, list[tuple[PostFile, TranslationName]]],
    context: Context,
    notes: list[Faults],
) -> list[Post]:
    """The posts with their translations."""
    by_path = {post.path: post for post in posts}
    for path, found in translations.items():
        texts: dict[str, Translation] = {}
        for file, name in found:
            faults = Faults(file.path)
            inner = context.of(faults)
            document = _document(file, faults) if accepted(name, True, inner) else None
            if document:
                text = read_translation(
                    file.path, name.language, document, inner, by_path.get(path)
                )
                if text:
                    texts[name.language] = text
            if faults.found:
                notes.append(faults)
        if texts and path in by_path:
            by_path[path] = replace(by_path[path], translations=texts)
    return [by_path[post.path] for post in posts]
