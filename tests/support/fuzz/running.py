"""Many cases in several processes, each within its time and memory; what fails is named by its number."""

from __future__ import annotations

import json
import mmap
import os
import resource
import shutil
import signal
import struct
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType
from typing import NamedTuple

from support.fuzz.judges import well_formed
from support.fuzz.kinds import KINDS, Files, case
from support.templates import keep_compiled_templates

SECONDS = 5.0
"""Of processor time that a case may take."""
MEMORY = 200
"""MiB that a case may add to the most that its process ever had."""
SILENCE = 120.0
"""Seconds on the clock after which a process that does not even hear its own alarm is ended."""
PLACE = struct.Struct("<qd")
"""What a process says of itself: the number of its case, and when that began."""


class Failure(NamedTuple):
    """A case that did not hold."""

    number: int
    kind: str
    what: str


class TooSlowError(BaseException):
    """A case that took more than its time. Nothing that expects errors catches it."""


def _alarm(signum: int, frame: FrameType | None) -> None:
    del signum, frame
    raise TooSlowError


def tried(kind: str, files: Files, folder: Path) -> str:
    """What is wrong with how the program takes a case; "" where nothing is."""
    before = _peak()
    old = signal.signal(signal.SIGPROF, _alarm)
    signal.setitimer(signal.ITIMER_PROF, SECONDS)
    try:
        published = KINDS[kind].judge(folder / "case", files)
        signal.setitimer(
            signal.ITIMER_PROF, 0
        )  # reading all pages takes the tests longer than making them
        well_formed(published or {})
    except TooSlowError:
        return f"took more than {SECONDS:.0f} s: {traceback.format_exc()[-600:]}"
    except Exception as error:  # noqa: BLE001 - any of them is what is looked for
        return f"{type(error).__name__}: {error}\n{traceback.format_exc()[-1500:]}"
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, old)
    more = _peak() - before
    return f"took {more:.0f} MiB more" if more > MEMORY else ""


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def each(
    first: int, count: int, jobs: int, told: Callable[[int], None] = lambda _: None
) -> Iterator[Failure]:
    """The failures among ``count`` cases from number ``first`` on, tried by ``jobs`` processes.

    A process that crashes or hangs is a failure of its case; another one goes on behind it. ``told``
    hears now and then how many are done.
    """
    folder = Path(tempfile.mkdtemp(prefix="fuzz-", dir=_memory()))
    try:
        workers = [
            _Worker(folder / str(n), range(first + n, first + count, jobs)) for n in range(jobs)
        ]
        running = workers
        while running:
            time.sleep(0.2)
            for worker in workers:
                yield from worker.news()
            told(sum(worker.done for worker in workers))
            running = [worker for worker in running if worker.alive]
        for worker in workers:
            yield from worker.news()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _memory() -> str | None:
    """A folder in memory, where there is one: cases write many small files."""
    return "/dev/shm" if os.access("/dev/shm", os.W_OK) else None


class _Worker:
    """A process that tries numbers, and the next one where it ends early."""

    def __init__(self, folder: Path, numbers: range) -> None:
        self.folder, self.numbers, self.alive, self.read = folder, numbers, True, 0
        folder.mkdir()
        (folder / "failures").touch()
        self.place = mmap.mmap(-1, PLACE.size)
        self._start()

    @property
    def done(self) -> int:
        """How many of its numbers are done."""
        number, _ = PLACE.unpack(self.place[:])
        return (
            self.numbers.index(number)
            if number in self.numbers
            else len(self.numbers)
            if not self.alive
            else 0
        )

    def _start(self) -> None:
        if not self.numbers:
            self.alive = False
            return
        self.place[:] = PLACE.pack(self.numbers[0], time.monotonic())
        sys.stdout.flush()
        self.process = os.fork()
        if self.process == 0:
            code = 1
            try:
                _try_all(self.folder, self.numbers, self.place)
                code = 0
            finally:
                os._exit(code)

    def news(self) -> Iterator[Failure]:
        """What failed since the last time; a process that is gone or silent is replaced."""
        if self.alive:
            ended, status = os.waitpid(self.process, os.WNOHANG)
            number, began = PLACE.unpack(self.place[:])
            if not ended and time.monotonic() - began > SILENCE:
                os.kill(self.process, signal.SIGKILL)
                ended, status = os.waitpid(self.process, 0)
            if ended and status == 0:
                self.alive = False
            elif ended:
                why = f"its process ended with {os.waitstatus_to_exitcode(status)}"
                yield Failure(number, case(number)[0], why)
                self.numbers = self.numbers[self.numbers.index(number) + 1 :]
                self._start()
        lines = (self.folder / "failures").read_text("utf-8").splitlines()
        yield from (Failure(*json.loads(line)) for line in lines[self.read :])
        self.read = len(lines)


def _try_all(folder: Path, numbers: range, place: mmap.mmap) -> None:
    keep_compiled_templates()
    # beyond this a runaway case gets a MemoryError, before it takes the machine with it
    resource.setrlimit(resource.RLIMIT_AS, (4 << 30, 4 << 30))
    os.environ["XDG_CACHE_HOME"] = str(folder)
    os.environ["STATUSMARK_MAIL_KEY"] = "0123456789abcdef"
    os.environ["GIT_CEILING_DIRECTORIES"] = str(folder)
    with (folder / "failures").open("a", encoding="utf-8") as failures:
        for number in numbers:
            place[:] = PLACE.pack(number, time.monotonic())
            kind, files = case(number)
            if what := tried(kind, files, folder):
                print(json.dumps([number, kind, what]), file=failures, flush=True)
