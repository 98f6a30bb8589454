"""Files of a site: the place of a post by its id, new names, and writing that loses nothing."""

from __future__ import annotations

import os
import re
import tempfile
import unicodedata
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from generator.reading.files import post_files
from generator.reading.posts.translations import translation_name

FOLDERS = ("incidents", "maintenance")
ID_KEY = re.compile(rb"^(?:\"id\"|'id'|id)[ \t]*:[ \t]*[\"']?([a-z0-9-]+)", re.MULTILINE)
SLUG_LENGTH = 48
LETTERS = str.maketrans(
    {
        "ł": "l", "ß": "ss", "ø": "o", "æ": "ae", "œ": "oe", "đ": "d", "ð": "d", "þ": "th",
        "ı": "i", "ä": "ae", "ö": "oe", "ü": "ue", "&": " and ", "’": "", "'": "",
    }
)  # fmt: skip
"""Letters that decomposing does not turn into plain ones; German umlauts as Germans write them."""


def slug(text: str) -> str:
    """A title as a part of a file's name: small letters, digits and hyphens; empty for emoji alone."""
    lower = unicodedata.normalize("NFC", text).lower().translate(LETTERS)
    plain = unicodedata.normalize("NFKD", lower).encode("ascii", "ignore").decode()
    words = re.findall(r"[a-z0-9]+", plain)
    found = ""
    for word in words:
        longer = f"{found}-{word}" if found else word
        if len(longer) > SLUG_LENGTH:
            break
        found = longer
    return found or (words[0][:SLUG_LENGTH] if words else "")


def post_paths(root: Path) -> Iterator[str]:
    """The paths of all posts, without translations."""
    for folder in FOLDERS:
        for file in post_files(root, folder, []):
            if not translation_name(file.path):
                yield file.path


def stem(path: str) -> str:
    """A post's file name without its ending."""
    return path.rpartition("/")[2].removesuffix(".md")


def ids(root: Path) -> dict[str, str]:
    """The path of every post by its id; reads each file's first lines."""
    found: dict[str, str] = {}
    for path in post_paths(root):
        found.setdefault(_id_in(root / path) or stem(path), path)
    return found


def path_of(root: Path, post: str) -> str | None:
    """The path of a post by its id or its path; None where there is none."""
    inside = post.removeprefix("./")
    paths = list(post_paths(root))
    if inside in paths:
        return inside
    named = [path for path in paths if stem(path) == post]
    if named and (_id_in(root / named[0]) or post) == post:
        return named[0]
    return ids(root).get(post)


def _id_in(file: Path) -> str | None:
    try:
        with file.open("rb") as opened:
            head = opened.read(4096)
    except OSError:
        return None
    match = ID_KEY.search(head.replace(b"\r", b"\n"))
    return match[1].decode() if match else None


def unused(name: str, taken: set[str]) -> str:
    """The name, with ``-2``, ``-3`` … where it is taken."""
    number, found = 1, name
    while found in taken:
        number += 1
        found = f"{name}-{number}"
    return found


def write(path: Path, data: bytes, *, durable: bool = True) -> None:
    """Write a file whole or not at all, keeping its permissions. Raises OSError.

    ``durable`` waits until it is on the disk, which takes its time for thousands of files.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    target = path.resolve() if path.is_symlink() else path
    mode = target.stat().st_mode & 0o7777 if target.exists() else None
    descriptor, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    try:
        with os.fdopen(descriptor, "wb") as opened:
            opened.write(data)
            opened.flush()
            if durable:
                os.fsync(opened.fileno())
        Path(name).chmod(mode if mode is not None else 0o666 & ~_umask())
        Path(name).replace(target)
    except BaseException:
        with suppress(OSError):
            Path(name).unlink()
        raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
