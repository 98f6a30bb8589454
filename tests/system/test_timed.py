"""What benchmarks/timed.py measures of a command and of all its processes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

TIMED = Path(__file__).parents[2] / "benchmarks" / "timed.py"

TWO = """
import os, sys, time
held = bytearray(b"x") * (60 << 20)
if os.fork():
    os.wait()
else:
    held[:] = b"y" * len(held)
    end = time.process_time() + 0.3
    while time.process_time() < end:
        pass
"""
"""Two processes with 60 MiB each that they do not share; the child works for 0.3 seconds."""


def timed(*words: str) -> list[float]:
    done = subprocess.run(
        [sys.executable, "-I", "-S", TIMED, *words, sys.executable, "-c", TWO],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    return [float(word) for word in done.stdout.split()]


def test_seconds_and_memory_of_all_processes():
    wall, cpu, largest, together = timed("--watch")
    assert wall >= 0.3
    assert cpu >= 0.3
    assert 60 < largest < 200
    assert 120 < together < 300
    assert timed()[3] == 0


def test_a_command_that_fails_is_a_failure():
    code = [sys.executable, "-I", "-S", TIMED, sys.executable, "-c", "raise SystemExit(3)"]
    assert subprocess.run(code, capture_output=True, check=False).returncode == 3
