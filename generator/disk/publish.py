"""Writes a finished site to its folder: all of it or nothing.

The new tree is made beside the old one, unchanged files as hard links, so that they keep their
inode and time stamps. Then the two folders change places in one system call (``renameat2`` with
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
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

from generator.disk.contents import replace_contents
from generator.disk.lock import locked

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


def publish(files: Mapping[str, bytes], out: Path, root: Path | None = None) -> Published:
    """Make ``out`` hold exactly ``files`` (path below it → bytes), atomically.

    Nothing is touched if nothing changed. ``root`` is the site's folder, which is protected. Two
    runs at once wait for each other. Raises PublishError for a folder that a build did not make, a
    path that leads out of it, and where the machine refuses.
    """
    for path in files:
        _check_path(path, files)
    out = _target(out, root)
    try:
        above = [folder for folder in out.parents if not folder.exists()]
        out.parent.mkdir(parents=True, exist_ok=True)
        for folder in above:
            folder.chmod(OPEN)
        with locked(out.parent):
            _recover(out)
            _check_ours(out)
            return _publish(files, out)
    except OSError as error:
        raise PublishError(_explained(error, out)) from error


def _publish(files: Mapping[str, bytes], out: Path) -> Published:
    old = _entries(out)
    same = {path for path, data in files.items() if _holds(out, path, data, old)}
    removed = len(old.keys() - files.keys() - {MARKER})
    ours = _holds(out, MARKER, MARKER_TEXT, old)
    if ours and not removed and len(same) == len(files):
        return Published(0, len(same), 0)
    new = _beside(out, "new")
    try:
        new.mkdir()
        (new / MARKER).write_bytes(MARKER_TEXT)
        _fill(new, files, out, same)
        _open(new, out)
        _exchange(new, out)
    finally:
        shutil.rmtree(new, ignore_errors=True)
    return Published(len(files) - len(same), len(same), removed)


def _fill(new: Path, files: Mapping[str, bytes], out: Path, same: set[str]) -> None:
    """Write the files into the new tree, linking those in ``same`` from the old one."""
    old_base, new_base = f"{out}/", f"{new}/"
    made = {""}
    linkable = True
    for path, data in files.items():
        folder = path.rpartition("/")[0]
        if folder not in made:
            os.makedirs(new_base + folder, exist_ok=True)  # noqa: PTH103 - ten thousand of them
            made.add(folder)
        if linkable and path in same:
            try:
                os.link(old_base + path, new_base + path, follow_symlinks=False)
            except OSError as error:
                if error.errno not in CANNOT_LINK:
                    raise
                linkable = error.errno == errno.EMLINK
            else:
                continue
        with open(new_base + path, "wb") as file:  # noqa: PTH123
            file.write(data)


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


def _check_path(path: str, files: Mapping[str, bytes]) -> None:
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


def _entries(folder: Path) -> dict[str, int]:
    """Every file below a folder and its size.

    Anything that is no regular file, or that not all may read who may read the folder, has size -1.
    """
    found: dict[str, int] = {}
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
                    found[path] = info.st_size if right else -1
    return found


def _holds(folder: Path, path: str, data: bytes, entries: Mapping[str, int]) -> bool:
    """Whether the old tree has exactly this file."""
    if entries.get(path) != len(data):
        return False
    with open(f"{folder}/{path}", "rb") as file:  # noqa: PTH123
        return file.read() == data


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
