"""Puts a new site into a folder that cannot be moved, file by file.

An overlay file system (a container's) moves no folder that came from a lower layer, an image's:
``rename`` says EXDEV, and always will. There the folder stays and its contents change: files that pages
use first, then pages, each in one step, then what is no longer wanted goes. A run killed in between
leaves pages of both sites, which the next one completes.
"""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path


def replace_contents(new: Path, out: Path) -> None:
    """Make ``out`` hold exactly what ``new`` does; ``new`` is of no use then. Raises OSError."""
    folders, files = _below(new)
    for name in sorted(folders):
        _clear(out / name, stat.S_ISDIR)
        (out / name).mkdir(exist_ok=True)
        (out / name).chmod(stat.S_IMODE((new / name).lstat().st_mode))
    for name in sorted(files, key=lambda name: (name.endswith(".html"), name)):
        _clear(out / name, stat.S_ISREG)
        if _same(
            new / name, out / name
        ):  # perhaps a link to it: an overlay cannot put that in its place
            (out / name).chmod(stat.S_IMODE((new / name).lstat().st_mode))
        else:
            (new / name).replace(out / name)
    old_folders, old_files = _below(out)
    for name in old_files - files:
        (out / name).unlink()
    for name in sorted(old_folders - folders, reverse=True):
        (out / name).rmdir()


def _below(top: Path) -> tuple[set[str], set[str]]:
    """The folders and the files below a folder, as paths in it."""
    folders, files = set[str](), set[str]()
    for folder, names, others in os.walk(top):
        inside = Path(folder).relative_to(top)
        for name in names:
            kept = files if (Path(folder) / name).is_symlink() else folders
            kept.add((inside / name).as_posix())
        files |= {(inside / name).as_posix() for name in others}
    return folders, files


def _same(one: Path, other: Path) -> bool:
    return (
        other.exists()
        and one.stat().st_size == other.stat().st_size
        and one.read_bytes() == other.read_bytes()
    )


def _clear(place: Path, fits: Callable[[int], bool]) -> None:
    """Remove what stands in a place and is of another kind than what comes there."""
    with suppress(FileNotFoundError):
        mode = place.lstat().st_mode
        if not fits(mode):
            shutil.rmtree(place) if stat.S_ISDIR(mode) else place.unlink()
