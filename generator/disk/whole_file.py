"""The one way to write a file: whole, or not at all.

The new file is made complete under a name of its own in the same folder, then takes the old one's
place in one step. A killed program leaves the old file or the new one, and at most a left-over whose
name ends in ``.statusmark-new``, which the next change of a file in that folder removes.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from generator.disk.lock import locked

LEFT_OVER = ".statusmark-new"


class ChangedError(Exception):
    """The file is not what was read any more, so nothing was written."""


def write_whole(
    path: Path,
    data: bytes,
    *,
    mode: int | None = None,
    durable: bool = True,
    follow_link: bool = True,
) -> None:
    """Write a file, whatever was there. Raises OSError.

    ``mode`` None keeps the permissions of the file that is there. ``durable`` waits until the file is
    on the disk, which takes its time for thousands of files. A symbolic link stays, and what it leads
    to is written, unless ``follow_link`` is False: then the file takes the link's place.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    target = path.resolve() if follow_link and path.is_symlink() else path
    with _made(target, data, mode, durable=durable) as new:
        new.replace(target)


def change_whole(path: Path, before: bytes | None, data: bytes) -> None:
    """Write a file that was read as ``before``; None for one that is not there yet.

    What it holds is compared right before the exchange, and other runs of this program wait their
    turn. ``path`` is the file itself: a symbolic link counts as another file. Raises ChangedError where
    it is another file by now, OSError where it cannot be written.
    """
    with locked(path.parent):
        clear_left_overs(path.parent)
        with _made(path, data, None, durable=True) as new:
            if _held(path) != before:
                raise ChangedError(str(path))
            new.replace(path)


def clear_left_overs(folder: Path) -> None:
    """Remove what killed runs left in a folder. Its lock must be held, so that none is in use."""
    for left in folder.glob(f".*.????????{LEFT_OVER}"):
        with suppress(OSError):
            left.unlink()


@contextmanager
def _made(target: Path, data: bytes, mode: int | None, *, durable: bool) -> Iterator[Path]:
    """The new file, complete, beside the one it is for; gone in the end if it did not take its place."""
    descriptor, name = tempfile.mkstemp(LEFT_OVER, f".{target.name}.", target.parent)
    new = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as opened:
            opened.write(data)
            opened.flush()
            _keep_owner_and_mode(opened.fileno(), target, mode)
            if durable:
                os.fsync(opened.fileno())
        yield new
    finally:
        new.unlink(missing_ok=True)


def _keep_owner_and_mode(descriptor: int, target: Path, mode: int | None) -> None:
    """Give the new file what the old one has, as far as the system lets us."""
    try:
        old = target.stat()
    except FileNotFoundError:
        umask = os.umask(0)
        os.umask(umask)
        os.fchmod(descriptor, 0o666 & ~umask if mode is None else mode)
        return
    for user, group in ((-1, old.st_gid), (old.st_uid, -1)):
        with suppress(OSError):
            os.fchown(descriptor, user, group)
    os.fchmod(descriptor, old.st_mode & 0o7777 if mode is None else mode)


def _held(target: Path) -> bytes | None:
    """What a file holds now; None where there is none. Raises ChangedError where it is a link by now."""
    try:
        handle = os.open(target, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except FileNotFoundError:
        return None
    except OSError as error:
        if target.is_symlink():
            raise ChangedError(str(target)) from error
        raise
    with os.fdopen(handle, "rb") as opened:
        return opened.read()
