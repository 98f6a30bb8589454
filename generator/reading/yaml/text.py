"""Bytes to text: UTF-8 with or without a byte order mark, any line ends, and nothing else."""

from __future__ import annotations

import re

from generator.reading.guarded import SIZE_LIMIT
from generator.reading.yaml.faults import Faults, Place

CONFLICT = re.compile(r"^(?:<{7}|>{7})(?: |$)", re.MULTILINE)
"""What git writes around the two sides of a merge that it could not make by itself."""

LFS = b"version https://git-lfs.github.com/spec/"
GIT_CRYPT = b"\0GITCRYPT\0"
TRANSCRYPT = b"U2FsdGVkX1"
"""How files begin that git keeps as pointers, or encrypted."""

POINTER = "pointer-file"


def decode(data: bytes, faults: Faults) -> str | None:
    """A file's text with plain newlines and without byte order mark; None where it is none."""
    start = Place(1, 1)
    if is_pointer(data):
        faults.error(start, POINTER, *pointer_words(data))
        return None
    if len(data) > SIZE_LIMIT:
        faults.error(
            start,
            "file-too-large",
            f"the file is larger than {SIZE_LIMIT >> 20} MiB, the most that is read",
            "keep logs and pictures elsewhere and link to them",
        )
        return None
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        faults.error(start, "not-utf-8", "the file is UTF-16, not UTF-8", "save it as UTF-8")
        return None
    try:
        text = data.decode().removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        before = error.object[: error.start].decode("utf-8", "replace")
        faults.error(
            place_after(before),
            "not-utf-8",
            f"the byte 0x{error.object[error.start]:02X} is not UTF-8",
            "save the file as UTF-8 (it may be Windows-1252 or ISO-8859-2 now)",
        )
        return None
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if "\0" in text:
        faults.error(
            place_after(text[: text.index("\0")]),
            "nul-byte",
            "the file contains a NUL byte",
            "remove it; the file may be damaged or not be a text at all",
        )
        return None
    if conflict := CONFLICT.search(text):
        faults.error(
            place_after(text[: conflict.start()]),
            "merge-conflict",
            "git could not merge two versions of the file and left both",
            "keep what is right, and delete the lines that begin with <<<<<<<, ======= and >>>>>>>",
        )
        return None
    return text


def is_pointer(data: bytes) -> bool:
    """Whether a file holds no text of its own: a pointer of Git LFS, or what git-crypt encrypted."""
    return data.startswith((LFS, GIT_CRYPT, TRANSCRYPT))


def pointer_words(data: bytes, *, in_history: bool = False) -> tuple[str, str]:
    """What is wrong with such a file, and what to do; ``in_history``: the file here is readable."""
    if data.startswith(LFS):
        what, remedy = "a pointer of Git LFS", "run 'git lfs pull'; in CI set lfs: true"
        undo = "git lfs untrack"
    else:
        what, remedy = "an encrypted file", "unlock the repository (git-crypt unlock)"
        undo = "remove the filter from .gitattributes"
    if in_history:
        message = f"git keeps this post as {what}, so its history cannot be read"
        return message, f"keep posts as plain text in git: {undo}, then commit them anew"
    return f"this is not the post but {what}", f"{remedy}; better keep posts as plain text in git"


def place_after(before: str) -> Place:
    """The place of the character that follows a file's beginning."""
    before = before.replace("\r\n", "\n").replace("\r", "\n").removeprefix("\ufeff")
    return Place(before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1)
