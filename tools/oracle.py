"""Compares the report of any number of random sites with the tests' second opinion.

``python tools/oracle.py 5000``; ``--first SEED`` goes on from there; ``--seed SEED --keep FOLDER`` writes
one site to look at. Ends with 1 where any differs.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from support.oracle.compare import differences  # noqa: E402
from support.oracle.random_stories import story  # noqa: E402
from support.oracle.repositories import write  # noqa: E402


def main() -> int:
    """Compare, and print each difference."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("count", type=int, nargs="?", default=300)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--seed", type=int)
    parser.add_argument("--keep", type=Path)
    given = parser.parse_args()
    if given.keep:
        write(story(given.seed), given.keep)
    seeds = (
        [given.seed] if given.seed is not None else range(given.first, given.first + given.count)
    )
    wrong = 0
    for seed in seeds:
        found = differences(story(seed))
        wrong += bool(found)
        for line in found[:10]:
            print(f"{seed} {line}", flush=True)
    print(f"{wrong} of {len(seeds)} sites differ")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
