"""Writes a finished site to its folder: all of it or nothing.

The new tree is made beside the old one: what is needed is written straight into it, by several
processes, and unchanged files become hard links, so that they keep their inode and time stamps. Then
the two folders change places in one system call (``renameat2`` with ``RENAME_EXCHANGE`` on Linux,
``renamex_np`` with ``RENAME_SWAP`` on macOS), and the old tree is deleted. A process killed at any moment leaves the old site or the new one; what it leaves beside
them is cleared away by the next run.

Where the file system cannot exchange, two renames follow each other. Between them the folder is
missing for an instant; the next run puts the old one back if it was killed right there. A folder that
cannot be moved at all (of a container's image) keeps its place, and its contents are replaced.

Whatever the umask, a web server may read what is published: the tree has the mode and group of the
folder whose place it takes, or 0755, and its files those without the right to execute.

Nothing is flushed to the disk: this guards against killed processes, not against power cuts.
"""

from __future__ import annotations

import errno
import os
import shutil
import stat
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from generator.disk.build_cache import BuildCache, Kept
from generator.disk.exchange import beside, exchange, recover
from generator.disk.lock import locked
from generator.disk.output_folder import (
    MARKER,
    MARKER_TEXT,
    PublishError,
    check_ours,
    check_path,
    explained,
    target_of,
)
from generator.disk.processes import shared
from generator.rendering.keys import digest
from generator.rendering.outputs import Output, Plan

CANNOT_LINK = {
    errno.EMLINK,
    errno.EPERM,
    errno.EACCES,
    errno.ENOTSUP,
    errno.EOPNOTSUPP,
    errno.EXDEV,
}

READABLE = 0o444
OPEN = 0o755
"""The mode of a folder that all may read."""


@dataclass(frozen=True, slots=True)
class Published:
    """How many files were written, left untouched and removed."""

    written: int
    unchanged: int
    removed: int


def publish(
    plan: Plan,
    out: Path,
    root: Path | None = None,
    cache: BuildCache | None = None,
    *,
    jobs: int = 1,
    verify: bool = False,
) -> Published:
    """Make ``out`` hold exactly these files, atomically; those are made that ``cache`` does not know.

    A published file is known by its size, time and inode; with ``verify`` it is read. ``jobs`` is how many
    processes make files. Nothing is touched if nothing changed.
    ``root`` is the site's folder, which is protected. Two runs at once wait for each other. Raises
    PublishError for a folder that a build did not make, a path that leads out of it, and where the
    machine refuses; and what making a file raises.
    """
    paths = {output.path for output in plan.outputs}
    for path in paths:
        check_path(path, paths)
    out = target_of(out, root)
    try:
        above = [folder for folder in out.parents if not folder.exists()]
        out.parent.mkdir(parents=True, exist_ok=True)
        for folder in above:
            folder.chmod(OPEN)
        with locked(out.parent):
            recover(out)
            check_ours(out)
            return _Run(out, cache or BuildCache(), jobs, verify).publish(plan)
    except OSError as error:
        raise PublishError(explained(error, out)) from error


@dataclass(frozen=True, slots=True)
class _Run:
    """One run of :func:`publish`, with the folder's lock held."""

    out: Path
    cache: BuildCache
    jobs: int
    verify: bool

    def publish(self, plan: Plan) -> Published:
        outputs = plan.outputs
        old = _entries(self.out)
        before = self.cache.files(self.out)
        known = {path: kept for path, kept in before.items() if self._holds(path, kept, old)}
        needed = [
            o for o in outputs if o.path not in known or known[o.path].key != o.key or not o.key
        ]
        new = beside(self.out, "new")
        try:
            _make_folders(new, outputs)
            made = self._made(replace(plan, outputs=tuple(needed)), new, known, old)
            now = {o.path: made.get(o.path) or known[o.path] for o in outputs}
            written = {path for path, kept in made.items() if old.get(path) != _said(kept)}
            removed = len(old.keys() - now.keys() - {MARKER})
            ours = MARKER in old and (self.out / MARKER).read_bytes() == MARKER_TEXT
            if written or removed or not ours:
                (new / MARKER).write_bytes(MARKER_TEXT)
                now |= _link(self.out, new, {p: k for p, k in now.items() if p not in written})
                _open(new, self.out)
                exchange(new, self.out)
        finally:
            shutil.rmtree(new, ignore_errors=True)
        self.cache.keep_files(self.out, before, now)
        return Published(len(written), len(now) - len(written), removed)

    def _holds(self, path: str, kept: Kept, old: Mapping[str, Entry]) -> bool:
        """Whether a published file is the one that was written."""
        if old.get(path) != _said(kept):
            return False
        return not self.verify or digest((self.out / path).read_bytes()) == kept.digest

    def _made(
        self,
        needed: Plan,
        new: Path,
        known: Mapping[str, Kept],
        old: Mapping[str, Entry],
    ) -> dict[str, Kept]:
        """Files made and, where they are not the published ones, written; by path."""

        def make(output: Output) -> Kept:
            path, data = output.path, output.make()
            name, entry = digest(data), old.get(path)
            if entry and entry[0] == len(data):
                kept = known.get(path)
                if (kept.digest if kept else digest((self.out / path).read_bytes())) == name:
                    return Kept(output.key, name, *entry)
            target = f"{new}/{path}"
            with open(target, "wb") as file:  # noqa: PTH123 - ten thousand of them
                file.write(data)
            return Kept(output.key, name, *_entry(os.lstat(target)))

        found = shared(make, needed.outputs, self.jobs, needed.before, needed.after)
        return dict(zip((output.path for output in needed.outputs), found, strict=True))


Entry = tuple[int, int, int]
"""How the disk knows a file: its size, time (ns) and inode."""


def _said(kept: Kept) -> Entry:
    return kept.size, kept.modified, kept.inode


def _entry(info: os.stat_result) -> Entry:
    return info.st_size, info.st_mtime_ns, info.st_ino


def _make_folders(new: Path, outputs: Iterable[Output]) -> None:
    new.mkdir()
    for folder in sorted({output.path.rpartition("/")[0] for output in outputs} - {""}):
        os.makedirs(f"{new}/{folder}", exist_ok=True)  # noqa: PTH103 - ten thousand of them


def _link(out: Path, new: Path, same: Mapping[str, Kept]) -> dict[str, Kept]:
    """Link files from the old tree; those are copied, and given back, where that cannot be."""
    linkable, copied = True, {}
    for path, kept in same.items():
        if linkable:
            try:
                os.link(f"{out}/{path}", f"{new}/{path}", follow_symlinks=False)
            except OSError as error:
                if error.errno not in CANNOT_LINK:
                    raise
                linkable = error.errno == errno.EMLINK
            else:
                continue
        shutil.copy2(f"{out}/{path}", f"{new}/{path}", follow_symlinks=False)
        copied[path] = Kept(kept.key, kept.digest, *_entry(os.lstat(f"{new}/{path}")))
    return copied


def _open(new: Path, out: Path) -> None:
    """Give the new tree the mode and group of the folder whose place it takes."""
    stood, mode = out.stat() if out.exists() else None, _open_mode(out)
    for folder, _, names in os.walk(new):
        paths = {folder: mode} | {f"{folder}/{name}": mode & 0o666 for name in names}
        for path, wanted in paths.items():
            info = os.lstat(path)
            if stood and info.st_gid != stood.st_gid:
                with suppress(PermissionError):
                    os.chown(path, -1, stood.st_gid)
            if stat.S_IMODE(info.st_mode) != wanted:
                os.chmod(path, wanted)  # noqa: PTH101 - ten thousand of them


def _open_mode(out: Path) -> int:
    """The mode of the published folder, which its owner can always use."""
    return stat.S_IMODE(out.stat().st_mode) | stat.S_IRWXU if out.exists() else OPEN


def _entries(folder: Path) -> dict[str, Entry]:
    """Every file below a folder.

    Anything that is no regular file, or that not all may read who may read the folder, has nothing in
    common with one.
    """
    found: dict[str, Entry] = {}
    wanted = _open_mode(folder) & READABLE
    stack = [""]
    while stack:
        prefix = stack.pop()
        with suppress(FileNotFoundError), os.scandir(f"{folder}/{prefix}") as entries:
            for entry in entries:
                path = prefix + entry.name
                if entry.is_dir(follow_symlinks=False):
                    stack.append(path + "/")
                else:
                    info = entry.stat(follow_symlinks=False)
                    right = stat.S_ISREG(info.st_mode) and info.st_mode & wanted == wanted
                    found[path] = _entry(info) if right else (-1, 0, 0)
    return found
