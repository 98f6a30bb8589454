"""docs/tutorial.md is run just as it stands: each command in a shell, each output compared.

The clock of the commands is the tutorial's (its hidden ``clock`` remarks); … stands for the folder and for
how many files there are. ``STATUSMARK_RECORD=1 pytest tests/system/test_tutorial.py`` writes the outputs anew.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

from support.builders import GIT_ENVIRONMENT, clone

ROOT = Path(__file__).parents[2]
TUTORIAL = ROOT / "docs" / "tutorial.md"
STEP = re.compile(r"<!-- clock: (\S+) -->|```console\n(.*?)```", re.DOTALL)
SHIM = """\
import datetime, os, sys
import generator.commands.shared.options as common

class Clock(datetime.datetime):
    @classmethod
    def now(cls, tz=None):
        return datetime.datetime.fromisoformat(os.environ["TUTORIAL_CLOCK"]).astimezone(tz)

common.datetime = Clock
from generator.cli import main
sys.exit(main())
"""


def install(folder):
    """A folder of programs: a pip that refuses, as Debian's does, and a Python whose environments have another one.

    That one really builds and installs, and statusmark runs from what it installed, with a clock of its own.
    """
    programs, inside, library = folder / "bin", folder / "inside", folder / "lib"
    python = shlex.quote(sys.executable)
    shims = {
        programs / "pip": "echo error: externally-managed-environment\nexit 1\n",
        programs / "python3": f'{python} "$@" --without-pip && cp {inside}/* "$3/bin"\n',
        inside
        / "pip": f'exec {python} -m pip "$@" --target {library} --no-deps --no-build-isolation --no-index\n',
        inside / "statusmark": f'PYTHONPATH={library} exec {python} -P {folder}/shim.py "$@"\n',
    }
    (folder / "shim.py").write_text(SHIM)
    for path, text in shims.items():
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"#!/bin/sh\n{text}")
        path.chmod(0o755)
    return programs


def blocks(text):
    """The clock and the commands with their outputs, in the order of the page."""
    clock = None
    for match in STEP.finditer(text):
        clock = match[1] or clock
        if match[2]:
            yield (
                clock,
                match.span(2),
                re.findall(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", match[2], re.MULTILINE),
            )


def test_the_tutorial_runs_as_it_stands(tmp_path):
    text = TUTORIAL.read_text("utf-8")
    programs = install(tmp_path)
    environment = {**os.environ, **GIT_ENVIRONMENT, "PYTHONPATH": ""}
    folder = str(clone(tmp_path / "statusmark"))
    path = f"{programs}:/usr/bin:/bin"
    recorded = []
    for clock, span, commands in blocks(text):
        lines = []
        for command, expected in commands:
            times = dict.fromkeys(
                ("TUTORIAL_CLOCK", "GIT_COMMITTER_DATE", "GIT_AUTHOR_DATE"), clock
            )
            around = {**environment, **times, "PATH": path}
            output, folder, path = shell(folder, command, around, tmp_path / "left")
            output = re.sub(r"\d+ (files|written)", r"… \1", output.replace(str(tmp_path), "…"))
            lines.append(f"$ {command}\n{output}")
            if os.environ.get("STATUSMARK_RECORD") != "1":
                assert output == expected, command
        recorded.append((span, "".join(lines)))
    if os.environ.get("STATUSMARK_RECORD") == "1":
        for (start, end), block in reversed(recorded):
            text = text[:start] + block + text[end:]
        TUTORIAL.write_text(text, "utf-8")


def shell(folder, command, environment, where):
    """What a command printed, both streams, and the folder and the PATH it left the shell with."""
    left = f'printf "%s\\n" "$PWD" "$PATH" > {shlex.quote(str(where))}'
    done = subprocess.run(
        ["bash", "-c", f"cd {shlex.quote(folder)}\n{command}\n{left}"],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return done.stdout, *where.read_text().splitlines()


def test_the_newcomers_path_is_whole():
    text = TUTORIAL.read_text("utf-8")
    for step in ("pip install", "init my-status", "new incident", "update ", "resolve ", "short-notice",
                 "ok)", "statusmark build", "push --dry-run"):  # fmt: skip
        assert step in text
