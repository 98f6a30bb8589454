"""Killed at any moment and run side by side, builders leave one whole site in the folder."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from support.builders import files_below

from generator.disk.output_folder import MARKER
from generator.disk.publish import publish
from generator.rendering.outputs import Plan, ready

ROOT = Path(__file__).parents[2]

SITE = {"index.html": b"<p>one</p>", "incidents/a/index.html": b"a", "api/v2/status.json": b"{}"}

WRITER = """
import sys
from pathlib import Path
from generator.disk.build_cache import BuildCache
from generator.disk.publish import publish
from generator.rendering.outputs import Output, Plan
out, numbers = Path(sys.argv[1]), [int(n) for n in sys.argv[2:]]
print("ready", flush=True)
while True:
    for number in numbers:
        files = {f"d{i % 7}/f{i}": f"version {number}".encode() for i in range(150)}
        files |= {f"same/{i}": b"always" for i in range(50)}
        files |= {f"only-{number}/{i}": b"" for i in range(20)}
        made = [Output(p, data.decode(), lambda data=data: data) for p, data in files.items()]
        cache = BuildCache(out.parent / ".kept.sqlite3")
        publish(Plan(tuple(made)), out, cache=cache, jobs=2)
        cache.close()
        if len(numbers) == 1:
            sys.exit()
"""


def tree(folder):
    return {
        path: data for path, data in files_below(folder).items() if path.split("/")[-1] != MARKER
    }


def beside(out):
    found = (path.name for path in out.parent.iterdir() if path != out)
    return sorted(name for name in found if not name.startswith(".kept.sqlite3"))


@pytest.fixture
def out(tmp_path):
    return tmp_path / "site" / "public"


def version_of(out):
    """The one version that a finished tree holds; fails for a mix."""
    found = tree(out)
    versions = {text for path, text in found.items() if path.startswith("d")}
    assert len(versions) == 1, f"a mix of {versions}"
    number = versions.pop().decode().removeprefix("version ")
    assert len(found) == 220
    assert sum(path.startswith(f"only-{number}/") for path in found) == 20
    return number


def glimpse(out):
    """Versions seen in one opened folder; None where it went away while it was read."""
    try:
        folder = os.open(out, os.O_RDONLY | os.O_DIRECTORY)
    except FileNotFoundError:
        return {"no folder"}
    try:
        seen = set()
        for i in range(0, 150, 10):
            handle = os.open(f"d{i % 7}/f{i}", os.O_RDONLY, dir_fd=folder)
            seen.add(os.read(handle, 100))
            os.close(handle)
    except FileNotFoundError:
        return None
    else:
        return seen
    finally:
        os.close(folder)


def start(out, *numbers):
    process = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(out), *map(str, numbers)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
    )
    assert process.stdout.readline() == b"ready\n"
    return process


def test_killed_at_any_moment_the_site_is_the_old_or_the_new_one(out):
    subprocess.run([sys.executable, "-c", WRITER, str(out), "0"], cwd=ROOT, check=True)
    # how long one publication takes here and now decides when the others are killed
    undisturbed = start(out, 1)
    began = time.monotonic()
    assert undisturbed.wait(timeout=60) == 0
    undisturbed.stdout.close()
    whole = 4 * max(0.03, time.monotonic() - began)
    dice = random.Random(20261120)
    seen, glimpses = set(), 0
    for _ in range(25):
        process = start(out, 1, 2)
        end = time.monotonic() + dice.uniform(0, whole)
        while time.monotonic() < end:
            versions = glimpse(out)
            if versions is not None:
                assert len(versions) == 1
                assert versions != {"no folder"}
                glimpses += 1
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()
        seen.add(version_of(out))
    assert glimpses > 20
    assert seen >= {"1", "2"}
    publish(Plan(tuple(ready(SITE))), out)
    assert tree(out) == SITE
    assert beside(out) == [], "what killed runs left is cleared away"


def test_two_builders_at_once_take_turns(out):
    publish(Plan(tuple(ready(SITE))), out)
    builders = [start(out, number) for number in range(6)]
    for process in builders:
        assert process.wait(timeout=60) == 0
        process.stdout.close()
    assert version_of(out) in {str(number) for number in range(6)}
    assert beside(out) == []
