"""Runs one command and prints its seconds on the clock, of processors, and its most memory in MiB.

A small process of its own: what a child is said to have held at most includes what its parent held
when it was started.
"""

from __future__ import annotations

import os
import sys
import time


def main() -> None:
    begin = time.perf_counter()
    child = os.fork()
    if child == 0:
        quiet = os.open(os.devnull, os.O_WRONLY)
        os.dup2(quiet, 1)
        os.dup2(quiet, 2)
        os.execvp(sys.argv[1], sys.argv[1:])
    _, status, used = os.wait4(child, 0)
    wall = time.perf_counter() - begin
    print(wall, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)
    sys.exit(os.waitstatus_to_exitcode(status))


if __name__ == "__main__":
    main()
