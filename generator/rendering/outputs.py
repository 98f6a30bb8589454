"""The plan of a site: each file, what it is made from, and how it is made.

Planning is cheap: nothing is rendered until somebody needs a file. ``build`` makes those whose key is
not the one of the published file, in as many processes as there are processors; ``serve`` makes those
that a browser asks for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

ALWAYS = ""
"""The key of a file that depends on the instant, or that costs less to make than to compare."""


@dataclass(frozen=True, slots=True)
class Output:
    """A file of the site. ``path`` is within it; ``make`` gives its bytes.

    Equal keys mean equal bytes. Those with the key ALWAYS are made in each build.
    """

    path: str
    key: str
    make: Callable[[], bytes]


def _nothing() -> None:
    """Nothing is to be done."""


@dataclass(frozen=True, slots=True)
class Plan:
    """The files of a site.

    ``before`` is done once before files are made by several processes, ``after`` at the end of each.
    """

    outputs: tuple[Output, ...]
    before: Callable[[], None] = _nothing
    after: Callable[[], None] = _nothing


def together(
    key: str, paths: Iterable[str], make: Callable[[], Mapping[str, bytes]]
) -> Iterator[Output]:
    """Files that are made in one go, when the first of them is needed."""
    made = cache(make)

    def one(path: str) -> Callable[[], bytes]:
        return lambda: made()[path]

    for path in paths:
        yield Output(path, key, one(path))


def ready(files: Mapping[str, bytes]) -> Iterator[Output]:
    """Files that are made already: few and small ones."""

    def one(path: str) -> Callable[[], bytes]:
        return lambda: files[path]

    for path in files:
        yield Output(path, ALWAYS, one(path))
