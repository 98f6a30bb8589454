"""-q, -v, --log-json, and progress: loud on request, a passing line on a terminal, silence in a pipe."""

from __future__ import annotations

import json

import pytest
from support.builders import run
from support.instants import AT_NOW


def test_quiet_leaves_results_and_mistakes(site):
    assert run("-q", "-C", site.root, "check", *AT_NOW).out == ""
    assert run("-C", site.root, "check", *AT_NOW).out.startswith("No mistakes found")
    built = run("-q", "-C", site.root, "build", *AT_NOW)
    assert (built.code, built.out, built.err) == (0, "", "")
    assert run("-q", "-C", site.root, "report", *AT_NOW).out.startswith("Test, as of")
    words = ("new", "incident", "x", "--component", "api", *AT_NOW)
    assert run("-q", "-C", site.root, *words).out == ""
    site.write("incidents/a.md", "x")
    assert "missing-front-matter" in run("-q", "-C", site.root, "check", *AT_NOW).out


def test_a_pipe_hears_nothing_of_progress(site):
    assert run("-C", site.root, "build", *AT_NOW).err == ""


def test_verbose_says_what_is_done_and_how_long_it_takes(site):
    lines = run("-v", "-C", site.root, "build", *AT_NOW).err.splitlines()
    assert [line.split(" s  ")[1].split()[0] for line in lines] == [
        "reading", "reading", "judging", "checking", "making", "publishing",
    ]  # fmt: skip
    times = [float(line.split(" s  ")[0]) for line in lines]
    assert times == sorted(times)


def test_the_log_as_json(site):
    lines = [
        json.loads(line)
        for line in run("--log-json", "-C", site.root, "build", *AT_NOW).err.splitlines()
    ]
    assert lines[0]["stage"] == "reading the files"
    assert all(set(line) == {"stage", "seconds"} for line in lines)


@pytest.mark.parametrize("broken", [False, True])
def test_a_terminal_sees_one_passing_line_that_is_gone_in_the_end(site, monkeypatch, broken):
    if broken:
        site.write("public/mine.txt", "x")

    monkeypatch.setattr("generator.commands.shared.terminal.progress_is_seen", lambda: True)
    ended = run("-C", site.root, "build", *AT_NOW)
    assert "reading the files …\r" in ended.err
    rest = ended.err.rpartition("\r")[2]
    assert "…" not in rest
    assert ended.code == (1 if broken else 0)
    assert ("no build made" in rest) == broken
