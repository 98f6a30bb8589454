"""Which files a site's posts lie in, and their bytes.

Nothing outside the site is read: symbolic links that lead out are refused, and so are linked folders,
devices and pipes.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from generator.diagnostics import Diagnostic, Location, Severity, nearest
from generator.reading.guarded import NOT_A_FILE, SIZE_LIMIT, read_guarded, read_start
from generator.reading.yaml.faults import Faults, Place, Trouble

START = Place(1, 1)
LEADS_OUT = Trouble(
    "link-outside", "the symbolic link leads out of the site", "put the file itself here"
)
LINKED_FOLDER = Trouble(
    "linked-folder", "the folder is a symbolic link", "put the folder itself here"
)
NO_TEXT = re.compile(r"[\ud800-\udfff]")
"""What stands in a file's name for bytes that are not UTF-8."""
NESTED = ("content", "incidents", "maintenance")
"""Folders that, inside incidents/ or maintenance/, are a copy of the site or of another tool's."""

PICTURES = frozenset({".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif", ".svg"})
"""Ends of names of pictures, which may lie beside the posts that show them."""

FOLDERS = ("incidents", "maintenance", "theme", "ledger", "templates")
THEME_FOLDERS = ("assets", "embed", "error", "mail", "templates", "translations")
LIKENESS = 0.75
"""So much a folder's name is like one of them if it is taken for a slip; 1 is the same."""


def post_files(root: Path, folder: str, notes: list[Diagnostic]) -> Iterator[str]:
    """The paths of the Markdown files below a folder, in order; others are noted.

    Paths are relative to the site, with slashes.
    """
    if (root / folder).is_symlink():
        notes.append(Diagnostic(*LINKED_FOLDER, Location(folder)))
    else:
        yield from _walk(str(root / folder), folder, os.path.realpath(root), notes)


def misspelt_folders(root: Path, inside: str = "") -> Iterator[Diagnostic]:
    """Warnings of folders that hold files and are named almost like one that is read.

    They lie beside site.yaml, or in a folder ``inside`` (``theme/``) whose files are read by their folders.
    """
    names = FOLDERS if not inside else THEME_FOLDERS
    with suppress(OSError), os.scandir(root / inside) as scan:
        for entry in sorted(scan, key=lambda entry: entry.name):
            known = entry.name in names or entry.name.startswith(".")
            meant = None if known else nearest(entry.name, names, LIKENESS)
            if not meant or not entry.is_dir(follow_symlinks=False):
                continue
            if any(files for _, _, files in os.walk(entry.path)):
                yield Diagnostic(
                    "misspelt-folder",
                    f"nothing in {inside}{entry.name}/ is read",
                    f"if it is meant to be {inside}{meant}/, rename it",
                    Location(f"{inside}{entry.name}/"),
                    Severity.WARNING,
                )
    if not inside:
        yield from misspelt_folders(root, "theme/")


def is_post_file(root: Path, path: str, notes: list[Diagnostic]) -> bool:
    """Whether :func:`post_files` would find a file; it may have been noted if not."""
    folder, _, wanted = path.rpartition("/")
    place, walked = str(root), []
    for part in folder.split("/"):
        walked.append(part)
        place = f"{place}/{part}"
        inner = len(walked) > 1 and (part.startswith(".") or part in NESTED or part.endswith(".md"))
        if inner or Path(place).is_symlink():
            return False
    with os.scandir(place) as scan:
        found = [entry for entry in scan if entry.name == wanted]
    hidden = wanted.startswith(".") or is_picture(wanted)
    if not found or hidden or found[0].is_dir(follow_symlinks=False):
        return False
    trouble = _trouble(found[0], os.path.realpath(root))
    if trouble:
        notes.append(Diagnostic(*trouble, Location(path)))
    return not trouble


def _walk(folder: str, path: str, real_root: str, notes: list[Diagnostic]) -> Iterator[str]:
    try:
        with os.scandir(folder) as scan:
            entries = sorted(scan, key=lambda entry: entry.name)
    except FileNotFoundError:
        return
    except OSError as error:
        what = f"the folder cannot be read: {error.strerror}"
        unreadable = Trouble("unreadable-file", what, "check its permissions")
        notes.append(Diagnostic(*unreadable, Location(path)))
        return
    for entry in entries:
        name, inner = entry.name, f"{path}/{entry.name}"
        if name.startswith("."):
            continue
        if is_picture(name) and entry.is_file():
            continue
        if NO_TEXT.search(name):
            inner = inner.encode("utf-8", "backslashreplace").decode()
            trouble: Trouble | None = Trouble(
                "bad-file-name",
                "the file's name is not UTF-8",
                "rename it with small letters, digits and hyphens",
            )
        elif not entry.is_dir(follow_symlinks=False):
            trouble = _trouble(entry, real_root)
        elif name in NESTED:
            trouble = Trouble(
                "nested-copy",
                f"the folder '{name}' inside {path}/ looks like a copy of a whole site",
                f"move its posts up into {path.partition('/')[0]}/, or delete it",
            )
        elif name.endswith(".md"):
            trouble = _not_a_file("a folder")
        else:
            yield from _walk(entry.path, inner, real_root, notes)
            continue
        if trouble:
            notes.append(Diagnostic(*trouble, Location(inner)))
        else:
            yield inner


def is_picture(name: str) -> bool:
    """Whether a file is a picture, by its name."""
    return os.path.splitext(name)[1].lower() in PICTURES  # noqa: PTH122 - a name, not a path


def _not_a_file(what: str) -> Trouble:
    return Trouble("not-a-file", f"this is {what}, not a file", "rename or remove it")


def _trouble(entry: os.DirEntry[str], real_root: str) -> Trouble | None:
    """What keeps an entry from being read; None where it is a post's or a translation's file."""
    if entry.is_symlink():
        target = os.path.realpath(entry.path)
        if os.path.commonpath((target, real_root)) != real_root:
            return LEADS_OUT
        if entry.is_dir():
            return LINKED_FOLDER
    if not entry.is_file():
        exists = os.path.exists(entry.path)  # noqa: PTH110 - a path from scandir, not from a user
        return _not_a_file("a device or a pipe" if exists else "a link that leads nowhere")
    if not entry.name.endswith(".md"):
        stem, other = entry.name.partition(".")[0], "keep it outside this folder"
        beside = f"{os.path.dirname(entry.path)}/{stem}.md"  # noqa: PTH120 - a path from scandir
        return Trouble(
            "not-markdown",
            "the file is not read, since its name does not end in .md",
            f"delete it, or {other}: there is a {stem}.md"
            if os.path.lexists(beside)
            else f"rename it to {stem}.md if it is a post, else {other}",
        )
    return None


def read_file(file: str, faults: Faults) -> bytes | None:
    """A file's bytes, one more than allowed at most; None (and the fault noted) if it cannot be read."""
    try:
        return read_start(file, SIZE_LIMIT + 1)
    except OSError as error:
        if error.strerror == NOT_A_FILE:
            faults.error(START, "not-a-file", "this is not a file", "rename or remove it")
        else:
            what = f"the file cannot be read: {error.strerror}"
            faults.error(START, "unreadable-file", what, "check that it exists and its permissions")
    return None


def source_text(root: Path, path: str) -> str | None:
    """A file's text for drawing a finding; None for what is no small text inside the site."""
    with suppress(OSError):
        return read_guarded(root / path, inside=root).decode("utf-8-sig", "replace")
    return None
