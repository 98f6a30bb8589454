"""The command line: what it loads, what it says, how it ends."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import click
import pytest
from support.builders import SITE, python, run
from support.instants import AT_NOW

from generator import __version__, cli
from generator.cli import COMMANDS

ROOT = Path(__file__).parents[2]
HEAVY = ("babel", "feedgen", "jinja2", "markdown", "nh3", "lxml")
INCIDENT = """
    ---
    title: Down
    started: 2026-10-05 10:00
    components: {api: major_outage}
    ---

    ## 2026-10-05 10:10 Investigating

    ## 2026-10-05 11:00 Resolved
    """


def loaded(code):
    return set(
        json.loads(python(f"{code}\nimport json, sys; print(json.dumps(list(sys.modules)))"))
    )


# --------------------------------------------------------------------------------------- what is loaded


def test_importing_the_command_line_loads_click_and_the_standard_library_alone():
    foreign = {name.partition(".")[0] for name in loaded("import generator.cli")}
    foreign -= set(sys.stdlib_module_names)
    bare = {name.partition(".")[0] for name in loaded("import click")}
    assert foreign - bare == {"generator"}
    assert {n for n in loaded("import generator.cli") if n.startswith("generator")} == {
        "generator",
        "generator.cli",
    }


def test_check_loads_no_template_engine_no_markdown_no_feeds(site):
    site.write("incidents/a.md", INCIDENT)
    code = f"from generator.cli import main; main(['-C', {str(site.root)!r}, 'check'])"
    assert not loaded(
        f"import os, sys; sys.stdout = open(os.devnull, 'w'); {code}; sys.stdout = sys.__stdout__"
    ).intersection(HEAVY)


def test_report_loads_no_template_engine_either(site):
    code = f"from generator.cli import main; main(['-C', {str(site.root)!r}, 'report'])"
    assert not loaded(
        f"import os, sys; sys.stdout = open(os.devnull, 'w'); {code}; sys.stdout = sys.__stdout__"
    ).intersection(HEAVY)


# --------------------------------------------------------------------------------------- finding one's way


def test_help_names_every_command():
    ended = run("--help")
    assert ended.code == 0
    for name, _ in COMMANDS:
        assert f"\n  {name} " in ended.out


@pytest.mark.parametrize("name", [name for name, _ in COMMANDS])
def test_each_command_explains_itself_with_an_example(name):
    for flag in ("-h", "--help"):
        ended = run(name, flag)
        assert ended.code == 0
        assert f"\n  statusmark {name}" in ended.out


def test_version():
    assert run("--version").out == f"statusmark {__version__}\n"


def test_python_m_generator_is_the_same_command():
    command = [sys.executable, "-m", "generator", "--version"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == f"statusmark {__version__}\n"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["chekc"], "did you mean 'check'?"),
        (["qqq"], "use one of: new, update, resolve"),
        (["report", "--format", "xml"], "'json'"),
        (["check", "--nwo", "2026"], "--now"),
        (["init"], "Missing argument 'DIR'"),
        (["init", "x", "--agreement", "none-such"], "saas-monthly"),
    ],
)
def test_wrong_usage_exits_with_2_and_the_right_word(arguments, words):
    ended = run(*arguments)
    assert ended.code == 2
    assert words in ended.err
    assert ended.out == ""


@pytest.mark.parametrize("name", ["check", "report", "build"])
def test_without_a_site_the_remedy_is_named(name, tmp_path):
    ended = run("-C", tmp_path, name)
    assert ended.code == 1
    assert f"there is no site.yaml in {tmp_path}" in ended.err
    assert "statusmark init DIR" in ended.err
    assert run("-C", tmp_path / "gone", name).err.count("does not exist") == 1


@pytest.mark.parametrize("name", ["site.yml", "Site.yaml"])
def test_a_site_file_of_almost_the_right_name_is_seen(name, tmp_path):
    (tmp_path / name).write_text("name: Example\n")
    ended = run("-C", tmp_path, "check")
    assert ended.code == 1
    assert ended.err == f"Error: rename {name} in {tmp_path} to site.yaml.\n"


def test_the_current_folder_is_the_site_by_default(site, monkeypatch):
    monkeypatch.chdir(site.root)
    assert run("check").code == 0


# --------------------------------------------------------------------------------------- --now


@pytest.mark.parametrize(
    "text",
    ["2026-11-20 14:05", "2026-11-20T14:05", "2026-11-20T13:05:00Z", "2026-11-20T14:05+01:00"],
)
def test_now_takes_every_form_that_posts_take(site, text):
    ended = site.run("report", "--format", "json", "--now", text)
    assert json.loads(ended.out)["now"] == "2026-11-20T13:05:00Z"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("yesterday", "yesterday"),
        ("2026-02-30 10:00", "no day 30"),
        ("2026-10-25 02:30", "+01:00"),
    ],
)
@pytest.mark.parametrize("name", ["check", "report", "build"])
def test_a_wrong_now_is_wrong_usage(site, text, words, name):
    ended = site.run(name, "--now", text)
    assert ended.code == 2
    assert words in ended.err


def test_now_is_the_clock_by_default(site):
    before = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    told = json.loads(site.run("report", "--format", "json").out)["now"]
    assert before <= told <= time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())


# --------------------------------------------------------------------------------------- how it ends


@pytest.fixture
def broken_command(monkeypatch):
    """A command ``broken`` that does what the test sets."""

    @click.command()
    def broken():
        raise actions[0]

    actions = []
    module = type(sys)("broken_command")
    module.command = broken
    monkeypatch.setitem(sys.modules, "broken_command", module)
    monkeypatch.setattr(cli, "COMMANDS", (*COMMANDS, ("broken", "broken_command")))
    return actions


def test_our_own_bug_is_one_sentence_and_exit_code_3(broken_command):
    broken_command.append(KeyError("nope"))
    ended = run("broken")
    assert ended.code == 3
    assert ended.err == (
        "This is a bug in Statusmark, not a mistake of yours: KeyError: 'nope' "
        "(--traceback shows where)\n"
    )


@pytest.mark.parametrize("arguments", [("--traceback", "broken"), ("broken", "--traceback")])
def test_the_traceback_is_shown_on_request(broken_command, arguments):
    broken_command.append(RecursionError())
    ended = run(*arguments)
    assert ended.code == 3
    assert "Traceback (most recent call last)" in ended.err
    assert "RecursionError" in ended.err.splitlines()[-1]


def test_ctrl_c_is_quiet(broken_command):
    broken_command.append(KeyboardInterrupt())
    ended = run("broken")
    assert ended.code == 130
    assert ended.err.strip() == "Interrupted."


def test_trouble_is_a_sentence_and_exit_code_1(broken_command):
    broken_command.append(click.ClickException("the disk is full"))
    ended = run("broken")
    assert (ended.code, ended.err) == (1, "Error: the disk is full\n")


@pytest.mark.parametrize("arguments", [["report", "--format", "csv"], ["report"], ["check"]])
def test_a_reader_that_goes_away_is_no_error_message(site, arguments):
    for number in range(300):
        site.write(
            f"incidents/i{number}.md",
            INCIDENT.replace("api:", "apii:" if "check" in arguments else "api:"),
        )
    process = subprocess.Popen(
        [sys.executable, "-m", "generator", "-C", site.root, *arguments, *AT_NOW],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    process.stdout.close()
    errors = process.stderr.read()
    process.stderr.close()
    assert process.wait() == 128 + signal.SIGPIPE
    assert errors == b""


def test_output_is_utf_8_for_machines_whatever_the_terminal_speaks(site):
    site.write("site.yaml", SITE.replace("name: Test", "name: Zażółć"))
    site.write("incidents/a.md", INCIDENT.replace("api:", "żółw:"))
    done = subprocess.run(
        [sys.executable, "-m", "generator", "-C", site.root, "check", "--format", "json"],
        cwd=ROOT,
        env={**os.environ, "PYTHONIOENCODING": "latin-1", "PYTHONUTF8": "0"},
        capture_output=True,
        check=False,
    )
    assert done.stderr == b""
    assert "żółw" in done.stdout.decode("utf-8")


def test_a_terminal_that_cannot_show_a_letter_gets_a_substitute(site):
    site.write("site.yaml", SITE.replace("name: Test", "name: Zażółć"))
    done = subprocess.run(
        [sys.executable, "-m", "generator", "-C", site.root, "report"],
        cwd=ROOT,
        env={**os.environ, "PYTHONIOENCODING": "latin-1", "PYTHONUTF8": "0"},
        capture_output=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.startswith(b"Za?\xf3?")
