"""The folder that is published: which one may be, and how it is refused."""

from __future__ import annotations

import errno
import os
from collections.abc import Collection
from itertools import accumulate
from pathlib import Path

MARKER = ".statusmark"
MARKER_TEXT = (
    b"statusmark build owns this folder: files put here by hand are removed by the next build.\n"
)
SOURCES = (".git", ".github", ".statusmark-cache", "incidents", "maintenance", "templates", "theme")


class PublishError(Exception):
    """The site cannot be written; the text says why and what to do instead."""


def check_path(path: str, files: Collection[str]) -> None:
    """Refuse a path that is not plainly below the folder, or that is a file and a folder at once."""
    parts = path.split("/")
    if parts[0] == MARKER or {"", ".", ".."} & set(parts) or "\0" in path or "\\" in path:
        raise PublishError(f"a page would be written to {path!r}, outside the output folder")
    for above in accumulate(parts[:-1], "{}/{}".format):
        if above in files:
            raise PublishError(f"{above!r} would be both a file and a folder (of {path!r})")


def target_of(out: Path, root: Path | None) -> Path:
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


def check_ours(out: Path) -> None:
    """Refuse anything but a folder that is missing, empty or made by an earlier build."""
    if out.exists() and not out.is_dir():
        raise PublishError(f"{out} is a file; name a folder, such as --out public")
    if out.exists() and not is_ours(out) and any(out.iterdir()):
        raise PublishError(
            f"{out} has files in it that no build made (there is no {MARKER} in it); "
            "name an empty or a new folder, or empty this one yourself"
        )


def is_ours(folder: Path) -> bool:
    """Whether a build made the folder."""
    marker = folder / MARKER
    return marker.is_file() and not marker.is_symlink()


def explained(error: OSError, out: Path) -> str:
    """What the machine refused, and what to do."""
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
