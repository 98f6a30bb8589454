"""Which files of a site hold certain words: asked of git, which answers while other things are loaded."""

from __future__ import annotations

import subprocess
from collections.abc import Iterable
from pathlib import Path

from generator.reading.git import GitError, answer_of, start_git

FOLDERS = ("incidents", "maintenance")
GREP = (
    "-c", "grep.lineNumber=false", "-c", "grep.column=false", "-c", "grep.fullName=false",
    "grep", "--no-color", "--untracked", "--threads=1",
)  # fmt: skip
"""``git grep`` over the files as they lie there, immune to the caller's settings.

One thread: small files are read faster than they are handed out.
"""

NOTHING_FOUND = "exit 1"

Search = subprocess.Popen[bytes] | None
"""A search under way; None where git cannot make it."""


def start_search(root: Path, words: Iterable[str]) -> Search:
    """Starts looking for posts with one of the words in them; :func:`found_by` has the answer."""
    patterns = [option for word in sorted(words) for option in ("-e", word)]
    if not patterns:
        return None
    try:
        return start_git(root, *GREP, "-l", "-z", "-F", *patterns, "--", *FOLDERS)
    except GitError:
        return None


def found_by(search: Search) -> set[str] | None:
    """The paths that a search found; None where it could not be made."""
    if search is None:
        return None
    try:
        found = answer_of(search)
    except GitError as error:
        return set() if str(error) == NOTHING_FOUND else None
    paths = found.decode("utf-8", "surrogateescape").split("\0")
    return {path for path in paths if path.endswith(".md")}


def stems_of(paths: Iterable[str]) -> set[str]:
    """The ids that files have by their names."""
    return {path.rpartition("/")[2].removesuffix(".md") for path in paths}
