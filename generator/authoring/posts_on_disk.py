"""Files of a site: the place of a post by its id or the end of it, and new names."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from contextlib import suppress
from itertools import chain, count
from pathlib import Path

from generator.reading.files import post_files
from generator.reading.guarded import read_start
from generator.reading.posts.translations import translation_name

FOLDERS = ("incidents", "maintenance")
ID_KEY = re.compile(rb"^(?:\"id\"|'id'|id)[ \t]*:[ \t]*[\"']?([a-z0-9-]+)", re.MULTILINE)
DATE = re.compile(r"^\d{4}-\d\d-\d\d-")
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
        for path in post_files(root, folder, []):
            if not translation_name(path):
                yield path


def stem(path: str) -> str:
    """A post's file name without its ending."""
    return path.rpartition("/")[2].removesuffix(".md")


def ids(root: Path) -> dict[str, str]:
    """The path of every post by its id; reads each file's first lines."""
    found: dict[str, str] = {}
    for path in post_paths(root):
        found.setdefault(_id_of(root, path), path)
    return found


def meant(root: Path, given: str) -> dict[str, str]:
    """The paths of the posts that are meant by an id, the end of one or a path, by their ids.

    The end of an id begins after a hyphen: ``websites-down`` for ``2026-12-01-websites-down``. A whole
    id is nobody else's end.
    """
    inside = given.removeprefix("./")
    for path in post_paths(root):
        if path == inside or stem(path) == given:
            id_ = _id_of(root, path)
            if path == inside or id_ == given:
                return {id_: path}
    every = ids(root)
    if given in every:
        return {given: every[given]}
    return {id_: path for id_, path in every.items() if given and id_.endswith(f"-{given}")}


def short_name(id_: str) -> str:
    """An id without the date that it begins with."""
    return DATE.sub("", id_)


def _id_of(root: Path, path: str) -> str:
    match = None
    with suppress(OSError):
        match = ID_KEY.search(read_start(root / path, 4096).replace(b"\r", b"\n"))
    return match[1].decode() if match else stem(path)


def unused(name: str, taken: set[str]) -> str:
    """The name, with ``-2``, ``-3`` … where it is taken."""
    numbered = (f"{name}-{number}" for number in count(2))
    return next(found for found in chain([name], numbered) if found not in taken)
