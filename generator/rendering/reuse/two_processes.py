"""Work on many items in two processes, where the system can."""

from __future__ import annotations

import os
import pickle
import threading
from collections.abc import Callable, Sequence
from typing import TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")

PARALLEL_FROM = 200
"""For fewer items a second process costs more than it saves."""


def in_two(work: Callable[[Item], Result], items: Sequence[Item]) -> list[Result]:
    """``work`` done to each item, in order; a forked process does the second half of many.

    ``work`` may not change anything that is used later: what it changes there is lost. If the other
    process fails, its half is done again here, so that errors are raised as if it had never been.
    """
    if len(items) <= PARALLEL_FROM or not _may_fork():
        return [work(item) for item in items]
    half = len(items) // 2
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        _child(work, items[half:], reading, writing)
    os.close(writing)
    try:
        with os.fdopen(reading, "rb") as pipe:
            found = [work(item) for item in items[:half]]
            sent = pipe.read()
    finally:
        _, status = os.waitpid(child, 0)
    if status:
        return found + [work(item) for item in items[half:]]
    rest: list[Result] = pickle.loads(sent)  # noqa: S301 - our own process's words
    return found + rest


def _may_fork() -> bool:
    """Whether there is fork, a second processor, and no thread that could hold a lock."""
    return hasattr(os, "fork") and (os.cpu_count() or 1) > 1 and _threads() == 1


def _threads() -> int:
    """How many threads the process has; Linux knows those of libraries, too."""
    try:
        return len(os.listdir("/proc/self/task"))  # noqa: PTH208
    except OSError:
        return threading.active_count()


def _child(
    work: Callable[[Item], Result], items: Sequence[Item], reading: int, writing: int
) -> None:
    """The other process, which ends here whatever happens: nothing of the first one's is flushed."""
    code = 1
    try:
        os.close(reading)
        data = pickle.dumps([work(item) for item in items])
        with os.fdopen(writing, "wb") as pipe:
            pipe.write(data)
        code = 0
    finally:
        os._exit(code)
