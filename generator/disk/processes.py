"""Work on many items, shared by as many processes as are wanted, where the system can fork."""

from __future__ import annotations

import os
import pickle
import struct
import tempfile
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import IO, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")

PARALLEL_FROM = 120
"""For fewer items further processes cost more than they save."""

CHUNK = 16
"""So many items a process takes at a time: the slow ones are spread, neighbours stay together."""

NUMBER = struct.Struct("<I")


def shared(
    work: Callable[[Item], Result],
    items: Sequence[Item],
    jobs: int,
    first: Callable[[], None],
    last: Callable[[], None],
) -> list[Result]:
    """``work`` done to each item, in order, by ``jobs`` processes where there are many items.

    ``work`` may change nothing that is used later: what it changes in another process is lost. ``first``
    is done before there are several; each process ends with ``last``. What a process could not do is done again here, so that errors are raised as
    if it had never been. Killed with its parent or alone, it leaves nothing that waits for it.
    """
    if jobs < 2 or len(items) < PARALLEL_FROM or not _may_fork():
        found = [work(item) for item in items]
        last()
        return found
    first()
    chunks = [items[start : start + CHUNK] for start in range(0, len(items), CHUNK)]
    done: dict[int, list[Result]] = {}
    children: list[tuple[int, IO[bytes]]] = []
    tasks, hand_out = os.pipe()
    parent = os.getpid()
    try:
        for _ in range(min(jobs, len(chunks))):
            answer: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - read in the end
            child = os.fork()
            if child == 0:
                os.close(hand_out)
                _child(work, chunks, tasks, answer, parent, last)
            children.append((child, answer))
        os.close(tasks)
        with os.fdopen(hand_out, "wb") as numbers, suppress(BrokenPipeError):
            for number in range(len(chunks)):
                numbers.write(NUMBER.pack(number))
        for child, its in children:
            _, status = os.waitpid(child, 0)
            if status == 0:
                its.seek(0)
                done |= pickle.load(its)  # noqa: S301 - our own process's words
    finally:
        for _, its in children:
            its.close()
    left = [number for number in range(len(chunks)) if number not in done]
    done |= {number: [work(item) for item in chunks[number]] for number in left}
    last()
    return [result for number in range(len(chunks)) for result in done[number]]


def processors() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _may_fork() -> bool:
    """Whether there is fork and no thread that could hold a lock."""
    return hasattr(os, "fork") and _threads() == 1


def _threads() -> int:
    """How many threads the process has; Linux knows those of libraries, too."""
    try:
        return len(os.listdir("/proc/self/task"))  # noqa: PTH208
    except OSError:
        return threading.active_count()


def _child(
    work: Callable[[Item], Result],
    chunks: Sequence[Sequence[Item]],
    tasks: int,
    answer: IO[bytes],
    parent: int,
    last: Callable[[], None],
) -> None:
    """A further process, which ends here whatever happens: nothing of the first one's is flushed."""
    code = 1
    try:
        done: dict[int, list[Result]] = {}
        while (taken := os.read(tasks, NUMBER.size)) and os.getppid() == parent:
            (number,) = NUMBER.unpack(taken)
            done[number] = [work(item) for item in chunks[number]]
        last()
        pickle.dump(done, answer)
        answer.flush()
        code = 0
    finally:
        os._exit(code)
