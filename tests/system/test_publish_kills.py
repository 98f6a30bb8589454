"""Killed at any moment and run side by side, builders leave one whole site in the folder.

STATUSMARK_BUILD_KILLS is how many are killed: ``make kills`` asks for 500.
"""

from __future__ import annotations

import os
import random
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from textwrap import dedent

import pytest
from support.builders import SITE as SITE_YAML
from support.builders import SiteFolder, files_below
from support.instants import AT_NOW

from generator.disk.output_folder import MARKER
from generator.disk.publish import publish
from generator.rendering.outputs import Plan, ready

ROOT = Path(__file__).parents[2]
KILLS = int(os.environ.get("STATUSMARK_BUILD_KILLS", "25"))
WHOLE_BUILDS = max(4, KILLS // 5)
"""So many of them are whole commands with several processes, which take seconds each."""

SITE = {"index.html": b"<p>one</p>", "incidents/a/index.html": b"a", "api/v2/status.json": b"{}"}

SITE_FILE = dedent(SITE_YAML) + "links: [{text: Link-NUMBER, url: https://www.example.com/}]\n"

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
    for _ in range(KILLS - WHOLE_BUILDS):
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


def descendants(process):
    """The ids of a process's children and theirs."""
    found, waiting = set(), [process]
    while waiting:
        id_ = waiting.pop()
        try:
            children = Path(f"/proc/{id_}/task/{id_}/children").read_text().split()
        except OSError:
            continue
        found |= set(map(int, children))
        waiting += map(int, children)
    return found


def is_running(process):
    """Whether there is such a process, and not just its end that nobody has heard of."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def build(site, number):
    """A build in two processes, begun; ``number`` is in every page's footer."""
    text = SITE_FILE.replace("NUMBER", str(number))
    (site / "site.yaml").write_text(text, "utf-8")
    return subprocess.Popen(
        [sys.executable, "-m", "generator", "-C", site, "build", "--jobs", "2", *AT_NOW],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )


def numbers_of(site):
    """The numbers in the footers of all its pages."""
    pages = (site / "public").rglob("*.html")
    return {n for page in pages for n in re.findall(r"Link-(\d+)", page.read_text("utf-8"))}


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="no list of processes")
def test_a_killed_build_leaves_no_process_and_the_next_one_succeeds(tmp_path):
    site = tmp_path / "site"
    folder = SiteFolder(site)
    for number in range(100):
        day = f"2026-{number % 9 + 1:02}-{number % 28 + 1:02}"
        text = f"---\ntitle: T\nstarted: {day} 09:00\nresolved: {day} 10:00\ncomponents: [api]\n---\nW\n"
        folder.write(f"incidents/i-{number}.md", text.encode())
    first = build(site, 0)
    began = time.monotonic()
    assert first.communicate(timeout=120)[1] == b""
    whole = time.monotonic() - began
    published, dice, forked = 0, random.Random(20261206), 0
    for number in range(1, WHOLE_BUILDS + 1):
        process = build(site, number)
        seen: set[int] = set()
        end = time.monotonic() + dice.uniform(0.2, 1.0) * whole
        while time.monotonic() < end and process.poll() is None:
            seen |= descendants(process.pid)
            time.sleep(0.01)
        seen |= descendants(process.pid)
        process.send_signal(signal.SIGKILL)
        process.communicate()
        forked += bool(seen)
        waited = time.monotonic() + 15
        while any(map(is_running, seen)):
            assert time.monotonic() < waited, "processes of a killed build go on"
            time.sleep(0.05)
        (now,) = numbers_of(site)
        assert int(now) in {published, number}, "a mix, or an older site"
        published = int(now)
    assert forked, "no build was killed while it had further processes"
    last = build(site, 999)
    _, said = last.communicate(timeout=120)
    assert last.returncode == 0, said
    assert numbers_of(site) == {"999"}
    assert {path.name for path in site.iterdir()} >= {"public", "site.yaml"}
    assert not [p for p in site.iterdir() if p.name.startswith(".public")]


def test_two_builders_at_once_take_turns(out):
    publish(Plan(tuple(ready(SITE))), out)
    builders = [start(out, number) for number in range(6)]
    for process in builders:
        assert process.wait(timeout=60) == 0
        process.stdout.close()
    assert version_of(out) in {str(number) for number in range(6)}
    assert beside(out) == []
