"""Writes a finished site to its folder: all of it or nothing.

The new tree is made beside the old one: what is needed is written straight into it, by several
processes, and unchanged files become hard links, so that they keep their inode and time stamps. Then the two folders change places in one system call (``renameat2`` with
``RENAME_EXCHANGE`` on Linux, ``renamex_np`` with ``RENAME_SWAP`` on macOS), and the old tree is
deleted. A process killed at any moment leaves the old site or the new one; what it leaves beside
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
import re
import secrets
import shutil
import stat
import sys
from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import accumulate
from pathlib import Path

from generator.disk.build_cache import BuildCache, Kept
from generator.disk.contents import replace_contents
from generator.disk.lock import locked
from generator.disk.processes import shared
from generator.rendering.keys import digest
from generator.rendering.outputs import Output, Plan

MARKER = ".statusmark"
MARKER_TEXT = (
    b"statusmark build owns this folder: files put here by hand are removed by the next build.\n"
)
SOURCES = (".git", ".github", ".statusmark-cache", "incidents", "maintenance", "templates", "theme")

LACKING = {errno.ENOTSUP, errno.EOPNOTSUPP, errno.EXDEV}
CANNOT_EXCHANGE = {errno.ENOSYS, errno.EINVAL, *LACKING}
CANNOT_LINK = {errno.EMLINK, errno.EPERM, errno.EACCES, *LACKING}

READABLE = 0o444
OPEN = 0o755
"""The mode of a folder that all may read."""

AT_FDCWD = -100
RENAME_EXCHANGE = 2
RENAME_SWAP = 2


class PublishError(Exception):
    """The site cannot be written; the text says why and what to do instead."""


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
        _check_path(path, paths)
    out = _target(out, root)
    try:
        above = [folder for folder in out.parents if not folder.exists()]
        out.parent.mkdir(parents=True, exist_ok=True)
        for folder in above:
            folder.chmod(OPEN)
        with locked(out.parent):
            _recover(out)
            _check_ours(out)
            return _Run(out, cache or BuildCache(), jobs, verify).publish(plan)
    except OSError as error:
        raise PublishError(_explained(error, out)) from error


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
        new = _beside(self.out, "new")
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
                _exchange(new, self.out)
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


def _check_path(path: str, files: Collection[str]) -> None:
    """Refuse a path that is not plainly below the folder, or that is a file and a folder at once."""
    parts = path.split("/")
    if parts[0] == MARKER or {"", ".", ".."} & set(parts) or "\0" in path or "\\" in path:
        raise PublishError(f"a page would be written to {path!r}, outside the output folder")
    for above in accumulate(parts[:-1], "{}/{}".format):
        if above in files:
            raise PublishError(f"{above!r} would be both a file and a folder (of {path!r})")


def _target(out: Path, root: Path | None) -> Path:
    """The output folder as an absolute path, refused where it would hurt."""
    if "\0" in str(out):
        raise PublishError("the output folder's name holds a NUL byte")
    if out.is_symlink():
        raise PublishError(
            f"{out} is a symbolic link; name the folder itself: --out {out.resolve()}"
        )
    absolute = Path(os.path.abspath(out))  # noqa: PTH100 - resolve() follows the last link
    if not absolute.name:
        raise PublishError(
            f"{out} is the root of the file system; use a folder such as --out public"
        )
    target = absolute.parent.resolve() / absolute.name
    if root is None:
        return target
    root, instead = root.resolve(), "use a folder of its own such as --out public"
    if root == target or target in root.parents:
        raise PublishError(
            f"{out} holds the site's own sources, which a build would remove; {instead}"
        )
    if root in target.parents and target.relative_to(root).parts[0] in SOURCES:
        raise PublishError(f"{out} lies among the site's sources; {instead}")
    return target


def _check_ours(out: Path) -> None:
    """Refuse anything but a folder that is missing, empty or made by an earlier build."""
    if out.exists() and not out.is_dir():
        raise PublishError(f"{out} is a file; name a folder, such as --out public")
    if out.exists() and not _is_ours(out) and any(out.iterdir()):
        raise PublishError(
            f"{out} has files in it that no build made (there is no {MARKER} in it); "
            "name an empty or a new folder, or empty this one yourself"
        )


def _is_ours(folder: Path) -> bool:
    marker = folder / MARKER
    return marker.is_file() and not marker.is_symlink()


def _explained(error: OSError, out: Path) -> str:
    reason = error.strerror or str(error)
    place = f"{error.filename}: " if error.filename else ""
    match error.errno:
        case errno.EBUSY:
            hint = f"it seems to be a mount point; build into a folder inside it: --out {out}/site"
        case errno.ENOSPC | errno.EDQUOT:
            hint = "make room; the old site is untouched"
        case errno.EACCES | errno.EPERM | errno.EROFS:
            hint = "the folder and the one above it must be writable"
        case _:
            hint = "the old site is untouched"
    return f"cannot publish to {out}: {place}{reason}; {hint}"


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


def _beside(out: Path, role: str) -> Path:
    return out.with_name(f".{out.name}.{role}-{secrets.token_hex(8)}")


def _recover(out: Path) -> None:
    """Clear away what killed runs left: put back a folder caught between two renames, delete trees."""
    pattern = re.compile(rf"\.{re.escape(out.name)}\.(new|old)-[0-9a-f]{{16}}")
    left = sorted(
        path
        for path in out.parent.iterdir()
        if pattern.fullmatch(path.name) and path.is_dir() and not path.is_symlink()
    )
    for path in left:
        if ".old-" in path.name[len(out.name) + 1 :] and not out.exists() and _is_ours(path):
            path.rename(out)
        else:
            shutil.rmtree(path)


def _exchange(new: Path, out: Path) -> None:
    """Put ``new`` in the place of ``out``; the old tree ends up at ``new``, if there was one."""
    if not out.exists():
        new.rename(out)
        return
    trouble = _swap(new, out)
    if trouble == 0:
        return
    if trouble not in CANNOT_EXCHANGE:
        raise OSError(trouble, os.strerror(trouble), str(out))
    old = _beside(out, "old")
    try:
        out.rename(old)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        replace_contents(new, out)
        return
    new.rename(out)
    shutil.rmtree(old)


def _swap(one: Path, other: Path) -> int:
    """Exchange two folders in one step. Returns 0 or the errno; ENOSYS where there is no such call."""
    import ctypes  # noqa: PLC0415 - wanted only here

    library = ctypes.CDLL(None, use_errno=True)
    a, b = os.fsencode(one), os.fsencode(other)
    if sys.platform == "darwin":
        call = getattr(library, "renamex_np", None)
        result = call(a, b, ctypes.c_uint(RENAME_SWAP)) if call else None
    else:
        call = getattr(library, "renameat2", None)
        flags = ctypes.c_uint(RENAME_EXCHANGE)
        result = call(AT_FDCWD, a, AT_FDCWD, b, flags) if call else None
    if result is None:
        return errno.ENOSYS
    return ctypes.get_errno() if result else 0
