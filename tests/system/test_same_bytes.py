"""Two Pythons with other hashes and time zones build the same bytes."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

DIGEST = """
import hashlib, sys
sys.path.insert(0, "tests")
from support.pipeline import example
print(hashlib.sha256(repr(sorted(example().items())).encode()).hexdigest())
"""


def test_two_builds_are_the_same_bytes_whatever_the_hashes():
    digests = {
        subprocess.run(
            [sys.executable, "-c", DIGEST],
            cwd=Path(__file__).parents[2],
            env={**os.environ, "PYTHONHASHSEED": seed, "TZ": zone},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed, zone in (("1", "UTC"), ("2", "Asia/Tokyo"))
    }
    assert len(digests) == 1
