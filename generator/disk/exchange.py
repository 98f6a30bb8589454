"""Two folders change places, in one step where the file system can; what killed runs left is cleared away."""

from __future__ import annotations

import errno
import os
import re
import secrets
import shutil
import sys
from pathlib import Path

from generator.disk.contents import replace_contents
from generator.disk.output_folder import (
    is_ours,
)

LACKING = {errno.ENOTSUP, errno.EOPNOTSUPP, errno.EXDEV}
CANNOT_EXCHANGE = {errno.ENOSYS, errno.EINVAL, *LACKING}

AT_FDCWD = -100
RENAME_EXCHANGE = 2
RENAME_SWAP = 2


def beside(out: Path, role: str) -> Path:
    """A new name beside the folder, for a tree that takes its place or leaves it."""
    return out.with_name(f".{out.name}.{role}-{secrets.token_hex(8)}")


def recover(out: Path) -> None:
    """Clear away what killed runs left: put back a folder caught between two renames, delete trees."""
    pattern = re.compile(rf"\.{re.escape(out.name)}\.(new|old)-[0-9a-f]{{16}}")
    left = sorted(
        path
        for path in out.parent.iterdir()
        if pattern.fullmatch(path.name) and path.is_dir() and not path.is_symlink()
    )
    for path in left:
        if ".old-" in path.name[len(out.name) + 1 :] and not out.exists() and is_ours(path):
            path.rename(out)
        else:
            shutil.rmtree(path)


def exchange(new: Path, out: Path) -> None:
    """Put ``new`` in the place of ``out``; the old tree ends up at ``new``, if there was one."""
    if not out.exists():
        new.rename(out)
        return
    trouble = _swap(new, out)
    if trouble == 0:
        return
    if trouble not in CANNOT_EXCHANGE:
        raise OSError(trouble, os.strerror(trouble), str(out))
    old = beside(out, "old")
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
