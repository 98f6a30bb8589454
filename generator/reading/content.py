"""A whole site: site.yaml, every post, every translation; all faults of all files in one run."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from generator.diagnostics import Diagnostic, Location, Severity
from generator.model.content import Content, Incident, Maintenance, Post, Site, Translation
from generator.reading.files import (
    LEADS_OUT,
    START,
    is_post_file,
    misspelt_folders,
    post_files,
    read_file,
)
from generator.reading.guarded import leads_out
from generator.reading.ledgers.closed_periods import read_closed, under_present_names
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
from generator.reading.yaml.faults import Faults
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


def read_one(path: str, data: bytes | None, context: Context) -> Post | None:
    """What one file says, as a whole site's reading has it; faults are noted in its context's.

    ``data`` None stands for a file that could not be read, which was noted. ``path`` is the file's in
    the site, and no translation's. An id that another post has is not seen.
    """
    document = _document(data, context.faults)
    if document is None or misnamed(path, document, context):
        return None
    return read_post(path, document, context)


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
    notes: list[Diagnostic] = []
    posts = _posts(root, _files(root, only, notes), site.context, notes)
    incidents = tuple(p for p in posts if isinstance(p, Incident) and not p.is_bulletin)
    bulletins = tuple(p for p in posts if isinstance(p, Incident) and p.is_bulletin)
    maintenance = tuple(p for p in posts if isinstance(p, Maintenance))
    closed = read_closed(root, notes) if only is None else ()
    closed = tuple(
        under_present_names(one, site.context.renamed, site.context.former) for one in closed
    )
    if only is None:
        notes += misspelt_folders(root)
    content = (
        Content(site.site, incidents, maintenance, closed=closed, bulletins=bulletins)
        if site.site
        else None
    )
    broken = {d.location.path for d in notes if d.severity is Severity.ERROR}
    in_order = sorted(notes, key=lambda d: d.location)
    return Reading(content, (*site.diagnostics, *in_order), tuple(sorted(broken)))


def read_names(root: Path) -> SiteReading:
    """The site alone, with the names that its posts may use."""
    faults = Faults(SITE_FILE)
    path = root / SITE_FILE
    if not os.path.lexists(path):
        faults.error(
            START,
            "no-site",
            f"there is no {SITE_FILE} in this folder",
            "run this in a site's folder, or make one with 'statusmark init DIR'",
        )
    elif leads_out(root, SITE_FILE):
        faults.trouble(START, LEADS_OUT)
    elif (data := read_file(str(path), faults)) is not None:
        reading = read_site_file(data)
        pictures = _pictures(root, reading, data)
        return replace(reading, diagnostics=(*reading.diagnostics, *pictures))
    return SiteReading(None, Context(faults), tuple(faults.found))


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


def _document(data: bytes | None, faults: Faults) -> Document | None:
    text = decode(data, faults) if data is not None else None
    return split_post(text, faults) if text is not None else None


def _files(root: Path, only: Sequence[str] | None, notes: list[Diagnostic]) -> Iterator[str]:
    """The files of posts and translations, those of incidents first."""
    for folder in (INCIDENTS, MAINTENANCE_FOLDER):
        if only is None:
            yield from post_files(root, folder, notes)
            continue
        below = (path for path in only if path.startswith(f"{folder}/"))
        yield from (path for path in below if is_post_file(root, path, notes))


def _posts(
    root: Path, paths: Iterable[str], context: Context, notes: list[Diagnostic]
) -> list[Post]:
    """All posts that could be read, sorted by id, with their translations."""
    found: list[Post] = []
    files: set[str] = set()
    translations: list[tuple[str, TranslationName]] = []
    for path in paths:
        if name := translation_name(path):
            translations.append((path, name))
            continue
        files.add(path)
        faults = Faults(path)
        post = read_one(path, read_file(f"{root}/{path}", faults), context.of(faults))
        if post:
            found.append(post)
        notes += faults.found
    posts = {post.path: post for post in _unique(found, notes)}
    texts: dict[str, dict[str, Translation]] = {}
    for path, name in translations:
        faults = Faults(path)
        inner = context.of(faults)
        if accepted(name, name.post in files, inner) and (
            document := _document(read_file(f"{root}/{path}", faults), faults)
        ):
            post = posts.get(name.post)
            if text := read_translation(path, name.language, document, inner, post):
                texts.setdefault(name.post, {})[name.language] = text
        notes += faults.found
    for path in texts.keys() & posts.keys():
        posts[path] = replace(posts[path], translations=texts[path])
    return list(posts.values())


def _unique(posts: Iterable[Post], notes: list[Diagnostic]) -> list[Post]:
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


def _taken(post: Post, key: str, word: str, owner: str, notes: list[Diagnostic]) -> None:
    taken = Diagnostic(
        "duplicate-id",
        f"the id '{word}' already belongs to {owner}",
        "give this post an id: of its own, or rename its file",
        post.places.get(key, post.location),
    )
    notes.append(taken)
