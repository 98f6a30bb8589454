"""What is wrong with a site's files: where, what and how to fix it, and how that is drawn.

Finding and drawing are apart: readers and rules return :class:`Diagnostic` values, only the command
line prints them.
"""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


class Severity(Enum):
    """An error stops publication; a warning is printed and nothing more."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, order=True)
class Location:
    """A place in a file: path relative to the site, line and column counted from 1."""

    path: str
    line: int = 1
    column: int = 1


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One finding.

    ``code`` is kebab-case and stable; ``message`` is one sentence with the numbers in it; ``remedy``
    says what to type instead. ``accepted`` is a warning that its post says is known.
    """

    code: str
    message: str
    remedy: str
    location: Location
    severity: Severity = Severity.ERROR
    accepted: bool = False


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A remedy for a mistyped name: the nearest known one, else the list of all."""
    names = list(known)
    near = nearest(word, names)
    if near is not None:
        return f"did you mean '{near}'?"
    return f"use one of: {', '.join(names)}" if names else "none are defined"


def nearest(word: str, known: Iterable[str], likeness: float = 0.6) -> str | None:
    """The known name that a word is most like, whatever its case; None where none is like it enough."""
    by_lower = {name.lower(): name for name in known}
    letters = sorted(word.lower())
    swapped = (name for name in by_lower if sorted(name) == letters)
    near = [*swapped, *get_close_matches(word.lower(), by_lower, n=1, cutoff=likeness)]
    return by_lower[near[0]] if near else None
