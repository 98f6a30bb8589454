"""The one way to read a file that somebody else may have put there.

A repository carries symbolic links, and a folder may hold anything: what is no regular file is not
read, since devices and pipes never end, nor is more than a file of its kind may have.
"""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

MIB = 1024 * 1024
SIZE_LIMIT = MIB
"""Bytes of a post, a template, a catalogue; the longest real post seen has 60 KB."""
ASSET_LIMIT = 25 * MIB
"""Bytes of a file that is published: the most that Cloudflare Pages takes, and less than others do."""
DATA_LIMIT = 256 * MIB
"""Bytes of what programs write: caches, ledgers of mailings, exports of other tools."""


def read_guarded(path: str | Path, limit: int = SIZE_LIMIT, inside: Path | None = None) -> bytes:
    """A file's bytes. Raises OSError, whose ``strerror`` says why it is not read.

    ``inside`` is a folder that the path may not lead out of, by ``..`` or a symbolic link.
    """
    if inside is not None and leads_out(inside, os.path.abspath(path)):  # noqa: PTH100 - links stay
        raise OSError(errno.EXDEV, f"it leads out of {inside.name or inside}", str(path))
    data = read_start(path, limit + 1)
    if len(data) > limit:
        raise OSError(errno.EFBIG, f"it is larger than {limit // MIB} MiB", str(path))
    return data


def read_start(path: str | Path, most: int) -> bytes:
    """The first bytes of a regular file. Raises OSError as :func:`read_guarded` does."""
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise OSError(errno.EINVAL, NOT_A_FILE, str(path))
        data = os.read(descriptor, min(status.st_size + 1, most))
        while len(data) < most and (part := os.read(descriptor, min(most - len(data), MIB))):
            data += part
        return data
    finally:
        os.close(descriptor)


NOT_A_FILE = "it is not a regular file"


def leads_out(root: Path, path: str | Path) -> bool:
    """Whether a path in a folder leads out of it, by ``..`` or through a symbolic link."""
    real, real_root = os.path.realpath(root / path), os.path.realpath(root)
    return os.path.commonpath((real, real_root)) != real_root
