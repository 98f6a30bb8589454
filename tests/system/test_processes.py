"""However many processes make a site, and whatever is left of earlier builds, the bytes are the same."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from support.builders import SiteFolder, files_below
from support.instants import AT_NOW
from support.long_history import filled

from generator.disk.processes import PARALLEL_FROM

ROOT = Path(__file__).parents[2]


def command(site: SiteFolder, *options: str) -> list[str]:
    at = [str(part) for part in AT_NOW]
    return [sys.executable, "-m", "generator", "-C", str(site.root), "build", *at, *options]


def build(site: SiteFolder, *options: str) -> dict[str, bytes]:
    subprocess.run(command(site, *options), cwd=ROOT, check=True, capture_output=True)
    return files_below(site.root / options[options.index("--out") + 1])


@pytest.fixture
def site(tmp_path):
    return filled(SiteFolder(tmp_path / "site"), PARALLEL_FROM, 30)


def test_cold_and_warm_builds_of_one_and_of_four_processes_are_the_same(site):
    cold = build(site, "--out", "one", "--jobs", "1")
    assert len(cold) > PARALLEL_FROM
    (site.root / ".statusmark-cache/build.sqlite3").unlink()
    assert build(site, "--out", "four", "--jobs", "4") == cold
    assert build(site, "--out", "four", "--jobs", "4") == cold
    post = next(site.root.glob("incidents/**/*.md"))
    post.write_text(post.read_text("utf-8").replace("title: ", "title: Again, ", 1), "utf-8")
    warm = build(site, "--out", "one", "--jobs", "1")
    assert warm != cold
    assert build(site, "--out", "four", "--jobs", "4") == warm
    assert build(site, "--out", "anew", "--jobs", "3") == warm


def processes(site: SiteFolder) -> list[str]:
    """The processes that work on a site, by their command lines."""
    found = subprocess.run(["ps", "-eo", "args"], check=True, capture_output=True, text=True).stdout
    return [line for line in found.splitlines() if str(site.root) in line]


def test_a_killed_build_leaves_no_process_and_the_next_one_succeeds(site):
    whole = build(site, "--out", "whole")
    began = time.monotonic()
    build(site, "--out", "timed")
    length = time.monotonic() - began
    for share in (0.6, 0.9):
        with subprocess.Popen(
            command(site, "--out", "public", "--jobs", "3"), cwd=ROOT, stderr=subprocess.DEVNULL
        ) as running:
            time.sleep(length * share)
            running.send_signal(signal.SIGKILL)
        end = time.monotonic() + 20
        while processes(site) and time.monotonic() < end:
            os.sched_yield()
        assert processes(site) == []
    assert build(site, "--out", "public") == whole
    left = [path.name for path in site.root.iterdir() if path.name.startswith(".public")]
    assert left == []
