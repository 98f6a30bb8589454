"""Which files of a site hold certain words: asked of git, which answers while other things are loaded."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from generator.reading.git.commands import Asked, GitError, start_git
from generator.reading.git.repository import FOLDERS, NOTICES

GREP = (
    "-c", "grep.lineNumber=false", "-c", "grep.column=false", "-c", "grep.fullName=false",
    "grep", "--no-color", "--untracked", "--threads=1",
)  # fmt: skip
"""``git grep`` over the files as they lie there, immune to the caller's settings.

One thread: small files are read faster than they are handed out.
"""

NOTHING_FOUND = "exit 1"
Answer = Asked | None
"""A search under way; None where git cannot make it."""


ZONES = timedelta(days=2)
"""More than any two clocks on Earth are apart."""
OLDEST_YEAR = 1970


@dataclass(frozen=True, slots=True)
class Searches:
    """What is asked before it is needed: posts with the named ids in them, and unfinished notices.

    ``unfinished`` is None where no notice is named, too.
    """

    ids: Answer
    unfinished: Answer


def start_searches(root: Path, paths: Iterable[str], now: datetime) -> Searches:
    """Starts what checking these files will ask of the others."""
    paths = tuple(paths)
    planned = any(path.startswith(f"{NOTICES}/") for path in paths)
    unfinished = start_unfinished(root, now) if planned else None
    return Searches(start_words(root, stems_of(paths)), unfinished)


def start_words(root: Path, words: Iterable[str]) -> Answer:
    """Starts looking for posts with one of the words in them; :func:`found_by` has the answer."""
    patterns = [option for word in sorted(words) for option in ("-e", word)]
    return _start(root, "-l", "-F", *patterns, "--", *FOLDERS) if patterns else None


def start_unfinished(root: Path, now: datetime) -> Answer:
    """Starts looking for notices that do not say that they ended on a day before ``now``'s."""
    limit = now - ZONES
    over = [
        *(f"{year}-" for year in range(OLDEST_YEAR, limit.year)),
        *(f"{limit.year}-{month:02}-" for month in range(1, limit.month)),
        *(f"{limit:%Y-%m}-{day:02}" for day in range(1, limit.day)),
    ]
    end = f"^[ \t]*[\"']?end[\"']?[ \t]*:[ \t]*[\"']?({'|'.join(over)})"
    return _start(root, "-L", "-E", "-e", end, "--", NOTICES)


def _start(root: Path, *arguments: str) -> Answer:
    try:
        return start_git(root, *GREP, "-z", *arguments)
    except GitError:
        return None


def found_by(search: Answer) -> set[str] | None:
    """The paths that a search found; None where it could not be made."""
    if search is None:
        return None
    try:
        found = search.answer().decode("utf-8", "surrogateescape")
    except GitError as error:
        return set() if str(error) == NOTHING_FOUND else None
    return {path for path in found.split("\0") if path.endswith(".md")}


def stems_of(paths: Iterable[str]) -> set[str]:
    """The ids that files have by their names."""
    return {path.rpartition("/")[2].removesuffix(".md") for path in paths}
