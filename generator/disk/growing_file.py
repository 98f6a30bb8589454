"""Files that grow line by line, opened without following what a repository can carry."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path


def open_growing(path: Path, root: Path, mode: int) -> int:
    """The descriptor of a file that is read and appended to, made with ``mode`` if there is none.

    Symbolic links below the site's folder ``root`` (the file itself, wherever it lies) and anything but
    a regular file are refused with an OSError.
    """
    place, top = Path(os.path.abspath(path)), Path(os.path.abspath(root))  # noqa: PTH100 - links stay
    for folder in place.parents:
        if top in folder.parents and folder.is_symlink():
            raise OSError(errno.ELOOP, f"{folder} is a symbolic link")
    place.parent.mkdir(parents=True, exist_ok=True)
    flags = os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK
    try:
        descriptor = os.open(place, flags, mode)
    except OSError as error:
        if error.errno == errno.ELOOP:
            raise OSError(errno.ELOOP, "it is a symbolic link") from error
        raise
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise OSError(errno.EINVAL, "it is no regular file")
    return descriptor
