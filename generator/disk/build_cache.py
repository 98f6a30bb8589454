"""What a build leaves for the next one, in ``.statusmark-cache/`` beside site.yaml.

Only time hangs on it: a build without it gives the same bytes. A store that is damaged, or cannot be
written, is as good as none. One that git tracks, or that is a symbolic link, came from somebody else:
it is not opened. It holds data and never code: HTML that is sanitised whenever it is used, and what
each published file was made from.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import astuple, dataclass, field
from pathlib import Path
from typing import Any

from generator.reading.git.commands import GitError
from generator.reading.git.repository import is_tracked

FOLDER, STORE = ".statusmark-cache", "build.sqlite3"
FORMAT = 2
"""Raised whenever the tables change: another format's store is emptied."""

TABLES = f"""
BEGIN IMMEDIATE;
DROP TABLE IF EXISTS fragments;
DROP TABLE IF EXISTS files;
CREATE TABLE fragments (key TEXT PRIMARY KEY, reading TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE files (
    folder TEXT, path TEXT, key TEXT NOT NULL, digest TEXT NOT NULL,
    size INTEGER NOT NULL, modified INTEGER NOT NULL, inode INTEGER NOT NULL,
    PRIMARY KEY (folder, path)
) WITHOUT ROWID;
PRAGMA user_version = {FORMAT};
COMMIT;
"""
MOST_FRAGMENTS = 200_000
"""With more, all are forgotten: texts come and go, and the store may not grow for ever."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A published file: of what it was made, its bytes' digest, and how the disk knew it (times in ns)."""

    key: str
    digest: str
    size: int
    modified: int
    inode: int


@dataclass(frozen=True, slots=True)
class BuildCache:
    """The store of a site, ``file``; None for one that may not be used. Trouble with it is no build's.

    Each process has a connection of its own.
    """

    file: Path | None = None
    connections: dict[int, sqlite3.Connection | None] = field(default_factory=dict)

    def fragment(self, key: str) -> str | None:
        """What the Markdown engine made of a text, by its key."""
        found = self._read("SELECT reading FROM fragments WHERE key = ?", key)
        return str(found[0][0]) if found else None

    def keep_fragments(self, fragments: Mapping[str, str]) -> None:
        """Store new fragments."""
        self._write(("INSERT OR IGNORE INTO fragments VALUES (?, ?)", fragments.items()))

    def files(self, folder: Path) -> dict[str, Kept]:
        """The files that were published to a folder, by path."""
        columns = "path, key, digest, size, modified, inode"
        rows = self._read(f"SELECT {columns} FROM files WHERE folder = ?", str(folder))  # noqa: S608
        return {path: Kept(*rest) for path, *rest in rows}

    def keep_files(self, folder: Path, before: Mapping[str, Kept], now: Mapping[str, Kept]) -> None:
        """Store what is published to a folder now; ``before`` is what :meth:`files` gave."""
        name = str(folder)
        gone = [(name, path) for path in before if path not in now]
        new = [(name, path, *astuple(k)) for path, k in now.items() if before.get(path) != k]
        self._write(
            ("DELETE FROM files WHERE folder = ? AND path = ?", gone),
            ("INSERT OR REPLACE INTO files VALUES (?, ?, ?, ?, ?, ?, ?)", new),
        )
        if self._read("SELECT count(*) FROM fragments") > [(MOST_FRAGMENTS,)]:
            self._write(("DELETE FROM fragments WHERE key <> ?", [("",)]))

    def close(self) -> None:
        """Close this process's connection."""
        if connection := self.connections.pop(os.getpid(), None):
            connection.close()

    def _read(self, query: str, *values: str) -> list[tuple[Any, ...]]:
        found: list[tuple[Any, ...]] = []
        with self._trouble(), self._connection() as store:
            found += store.execute(query, values)
        return found

    def _write(self, *steps: tuple[str, Iterable[tuple[Any, ...]]]) -> None:
        with self._trouble(), self._connection() as store:
            for query, rows in steps:
                store.executemany(query, rows)

    @contextmanager
    def _trouble(self) -> Iterator[None]:
        """Where the store fails, it is not used again."""
        try:
            yield
        except (sqlite3.Error, OSError):
            self.connections[os.getpid()] = None

    def _connection(self) -> sqlite3.Connection:
        process = os.getpid()
        if process not in self.connections:
            self.connections[process] = _connected(self.file) if self.file else None
        connection = self.connections[process]
        if connection is None:
            raise sqlite3.OperationalError("there is no store")
        return connection


def build_cache(root: Path) -> BuildCache:
    """The store of a site; one that keeps nothing where there is nothing to be trusted."""
    folder = root / FOLDER
    if folder.is_symlink() or (folder / STORE).is_symlink() or _tracked(root):
        return BuildCache()
    with suppress(OSError):
        folder.mkdir(exist_ok=True)
    return BuildCache(folder / STORE)


def _tracked(root: Path) -> bool:
    try:
        return is_tracked(root / FOLDER)
    except GitError:
        return True


def _connected(file: Path) -> sqlite3.Connection:
    try:
        return _opened(file)
    except sqlite3.DatabaseError:  # damaged: begun afresh
        file.unlink(missing_ok=True)
        return _opened(file)


def _opened(file: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(file, timeout=10)
    # a power cut may damage it, and then it is begun afresh
    connection.executescript("PRAGMA trusted_schema = OFF; PRAGMA synchronous = OFF;")
    if connection.execute("PRAGMA user_version").fetchone() != (FORMAT,):
        connection.executescript(TABLES)
    return connection
