"""Tries the program with random input: posts, texts, ledgers, themes, imports, whole sites.

    python tools/fuzz.py 200000                     # as many cases, in two processes
    python tools/fuzz.py 200000 --first 1000000     # others
    python tools/fuzz.py --case 4711 --keep FOLDER  # one case again, and its files to look at

The same number is the same case everywhere. Ends with 1 where any does not hold.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from support.fuzz.kinds import case, write  # noqa: E402
from support.fuzz.running import each, tried  # noqa: E402


def main() -> int:
    """Try, and print each failure."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("count", type=int, nargs="?", default=2000)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--case", type=int)
    parser.add_argument("--keep", type=Path)
    given = parser.parse_args()
    if given.case is not None:
        return _one(given.case, given.keep)
    began = time.monotonic()
    shown = [began]

    def told(done: int) -> None:
        if time.monotonic() - shown[0] > 30:
            shown[0] = time.monotonic()
            print(f"{done} of {given.count} after {shown[0] - began:.0f} s", flush=True)

    wrong: Counter[str] = Counter()
    for failure in each(given.first, given.count, given.jobs, told):
        wrong[failure.kind] += 1
        print(f"{failure.number} {failure.kind}: {failure.what}\n", flush=True)
    seconds = time.monotonic() - began
    print(f"{wrong.total()} of {given.count} cases failed {dict(wrong) or ''} in {seconds:.0f} s")
    return 1 if wrong else 0


def _one(number: int, keep: Path | None) -> int:
    """One case in this process."""
    kind, files = case(number)
    if keep:
        write(keep, files)
    with tempfile.TemporaryDirectory() as folder:
        began = time.process_time()
        what = tried(kind, files, Path(folder))
    print(f"{number} {kind}, {time.process_time() - began:.2f} s: {what or 'holds'}")
    return 1 if what else 0


if __name__ == "__main__":
    sys.exit(main())
