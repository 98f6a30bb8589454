"""Runs one command; prints its seconds on the clock, of processors, its most memory and that of all its processes.

    python timed.py [--watch] COMMAND…

Memory is in MiB: what its largest process held, and, with ``--watch``, what all of them held at once (shared
pages counted once: PSS), else 0. Watching takes time of its own, so a watched run's seconds are not to be used.

A small process of its own: what a child is said to have held at most includes what its parent held
when it was started.
"""

# ruff: noqa: PTH123, PTH208 - pathlib would make this process larger

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import suppress

PAUSE = 0.01


def tree(pid: int) -> Iterator[int]:
    """A process and all that it has started."""
    yield pid
    with suppress(OSError):
        for thread in os.listdir(f"/proc/{pid}/task"):
            with open(f"/proc/{pid}/task/{thread}/children") as children:
                for child in children.read().split():
                    yield from tree(int(child))


def held(pid: int) -> int:
    """What a process holds now, in KiB, its share of what it shares; 0 once it has ended."""
    with suppress(OSError), open(f"/proc/{pid}/smaps_rollup") as lines:
        for line in lines:
            if line.startswith("Pss:"):
                return int(line.split()[1])
    return 0


def main() -> None:
    watched = sys.argv[1] == "--watch"
    command = sys.argv[2:] if watched else sys.argv[1:]
    begin = time.perf_counter()
    child = os.fork()
    if child == 0:
        quiet = os.open(os.devnull, os.O_WRONLY)
        os.dup2(quiet, 1)
        os.dup2(quiet, 2)
        os.execvp(command[0], command)
    most = 0
    ended, status, used = os.wait4(child, os.WNOHANG if watched else 0)
    while not ended:
        most = max(most, sum(map(held, tree(child))))
        time.sleep(PAUSE)
        ended, status, used = os.wait4(child, os.WNOHANG)
    wall = time.perf_counter() - begin
    print(wall, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, most / 1024)
    sys.exit(os.waitstatus_to_exitcode(status))


if __name__ == "__main__":
    main()
