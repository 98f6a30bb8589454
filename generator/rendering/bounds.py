"""How much one page, feed or document holds, however long the history of the site is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeVar

T = TypeVar("T")

ROOM = 90_000
"""Bytes of the entries in one file: with what stands around them, it stays below 100 KB."""

LINES = 100
"""Posts in the list of one page."""


def fitting(found: Iterable[T], most: int, size: Callable[[T], int]) -> list[T]:
    """The first entries that fit into one file, ``most`` at most and one at least.

    ``size`` gives an entry's bytes. No entry beyond the first that does not fit is looked at.
    """
    kept: list[T] = []
    taken = 0
    for one in found:
        taken += size(one)
        if len(kept) == most or (kept and taken > ROOM):
            break
        kept.append(one)
    return kept


def lists(found: Sequence[T]) -> list[tuple[int, Sequence[T]]]:
    """All entries, newest first, as lists of one page each: the oldest list first, numbered from the newest."""
    starts = range(0, len(found), LINES)
    return [(start // LINES + 1, found[start : start + LINES]) for start in reversed(starts)]


def parts(found: Iterable[T], size: Callable[[T], int]) -> Iterator[list[T]]:
    """All entries in consecutive parts that each fit into one file.

    An entry that is added at the end changes no part but the last.
    """
    part: list[T] = []
    taken = 0
    for one in found:
        if part and taken + size(one) > ROOM:
            yield part
            part, taken = [], 0
        part.append(one)
        taken += size(one)
    if part:
        yield part
