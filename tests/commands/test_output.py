"""-q, -v, --log-json, and progress: loud on request, a passing line on a terminal, silence in a pipe."""

from __future__ import annotations

import io
import json

import pytest
from support.builders import run
from support.instants import AT_NOW

from generator.commands.shared.terminal import emit


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


def test_a_title_drives_no_terminal(site):
    site.write(
        "incidents/a.md",
        """
        ---
        title: "\\e]0;pwned\\a \\u009b31m \\u202e"
        started: 2026-11-20 13:00
        components: {api: major_outage}
        ---
        """,
    )
    for words in (["status"], ["report"], ["check"], ["plan", "2026-11-20 14:00", "1h"], ["next"]):
        ended = run("-C", site.root, *words, *AT_NOW)
        assert not set(ended.out + ended.err) & set("\x1b\x07\x9b\u202e"), words
    assert "␛]0;pwned␇" in run("-C", site.root, "status", *AT_NOW).out
    asked = run("-C", site.root, "report", "\x1b]0;pwned\x07", *AT_NOW)
    assert asked.code
    assert "\x1b" not in asked.err


@pytest.mark.parametrize(
    ("terminal", "shown"), [(False, b"a\x1b[2J\r\n"), (True, "a␛[2J\n".encode())]
)
def test_data_pass_a_pipe_as_they_are_and_drive_no_terminal(monkeypatch, terminal, shown):
    stream = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="")
    stream.isatty = lambda: terminal
    monkeypatch.setattr("sys.stdout", stream)
    emit(b"a\x1b[2J\r\n")
    stream.flush()
    assert stream.buffer.getvalue() == shown
