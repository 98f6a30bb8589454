"""Pages and feeds that need not be made again: what they are made from is what it was, and so is their file.

A page's key is a digest of all that its template is given, a feed's one of its entries; beside it stands the
digest of the bytes that came of it. The bytes themselves are kept nowhere else than in the published site, and are taken
from there only if they are still the same.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path

import generator
from generator.reading.guarded import ASSET_LIMIT, read_guarded
from generator.rendering.theme.themes import Theme

Kept = tuple[str, str]
"""The digest of what a page was made from, and of its bytes."""

Keep = Callable[[str, object, Callable[[], bytes]], bytes]
"""Gives a file's bytes by its path, what it is made from, and how: made now only if that is not published yet."""


def digest(data: bytes) -> str:
    """A short name for bytes, the same for no others."""
    return hashlib.blake2b(data, digest_size=16).hexdigest()


def program_key(theme: Theme) -> str:
    """A digest of all that makes pages of values: this program, its libraries, the theme."""
    found = hashlib.blake2b(sys.version.encode(), digest_size=16)
    for package in ("babel", "feedgen", "jinja2", "lxml", "markupsafe", "tzdata"):
        found.update(f"{package} {version(package)}".encode())
    folders = [(Path(generator.__file__).parent, "*.py"), (theme.default, "*")]
    for base, pattern in [*folders, *([(theme.site, "*")] if theme.site else [])]:
        for path in sorted(base.rglob(pattern)):
            with suppress(OSError):
                data = read_guarded(path, ASSET_LIMIT)
                found.update(f"{path.relative_to(base)}\0".encode("utf-8", "surrogateescape"))
                found.update(digest(data).encode())
    return found.hexdigest()


@dataclass(frozen=True, slots=True)
class Unchanged:
    """``known`` are the pages of an earlier build by path, ``found`` those of this one.

    ``published`` gives the bytes of a published file, or None.
    """

    known: Mapping[str, Kept] = field(default_factory=dict)
    published: Callable[[str], bytes | None] = lambda _: None
    found: dict[str, Kept] = field(default_factory=dict)

    def file(self, path: str, key: str, make: Callable[[], bytes]) -> bytes:
        """The file's bytes as they are published, else made now; kept for the next build."""
        data = self.page(path, key)
        if data is None:
            data = make()
        self.found[path] = (key, digest(data))
        return data

    def page(self, path: str, key: str) -> bytes | None:
        """The page's bytes, if it was made from the same and nobody has changed it since."""
        if path not in self.known or self.known[path][0] != key:
            return None
        data = self.published(path)
        return data if data is not None and digest(data) == self.known[path][1] else None
