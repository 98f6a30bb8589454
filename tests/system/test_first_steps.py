"""README's first steps, word for word, with Debian's Python where there is one; and the line of the workflows.

Packages come from the index, in the versions that are pinned, so that today's newest make no difference.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from support.builders import GIT_ENVIRONMENT, Repository, clone

ROOT = Path(__file__).parents[2]
SUITS = "import ensurepip, sys; sys.exit(sys.version_info < (3, 11))"


@pytest.fixture
def shell(tmp_path):
    """Runs lines in one shell, which has no Python but the system's, or the one below that of the tests."""
    pins = (path.read_text("utf-8") for path in (ROOT / "requirements").glob("*.txt"))
    named = sorted(
        {pin for text in pins for pin in re.findall(r"^[\w.-]+==[^\s;]+", text, re.MULTILINE)}
    )
    (tmp_path / "pins").write_text("\n".join(named))
    (tmp_path / "bin").mkdir()
    python = tmp_path / "bin/python3"
    suits = subprocess.run(["/usr/bin/python3", "-c", SUITS], check=False, capture_output=True)
    system = "/usr/bin/python3" if suits.returncode == 0 else sys._base_executable
    python.write_text(f'#!/bin/sh\nexec {shlex.quote(system)} "$@"\n')
    python.chmod(0o755)
    mine = {"PYTHONPATH", "VIRTUAL_ENV"}
    environment = {k: v for k, v in os.environ.items() if k not in mine}
    environment |= {
        **GIT_ENVIRONMENT,
        "PATH": f"{tmp_path / 'bin'}:/usr/bin:/bin",
        "PIP_CONSTRAINT": str(tmp_path / "pins"),
        "PIP_BUILD_CONSTRAINT": str(tmp_path / "pins"),
    }

    def run(folder, text):
        done = subprocess.run(
            ["bash", "-e", "-c", text], cwd=folder, env=environment, capture_output=True, text=True, check=False
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    return run


def test_the_first_steps_of_readme_lead_to_a_page(shell, tmp_path):
    text = (ROOT / "README.md").read_text("utf-8")
    chapter = text.partition("## Start your own")[2].partition("\n## ")[0]
    lines = re.findall(r"^\$ (.*)", chapter, re.MULTILINE)
    assert [line for line in lines if "git commit" in line]
    here = clone(tmp_path / "statusmark")
    printed = shell(here, "\n".join([*lines, "command -v statusmark", "git log --format=%s"]))
    assert printed.endswith("\nOur status page\n")
    assert f"{tmp_path}/statusmark-env/bin/statusmark\n" in printed
    assert "<html" in (tmp_path / "my-status/public/index.html").read_text("utf-8")


def test_the_line_of_the_workflows_installs_the_commit_that_it_names(shell, tmp_path):
    workflow = (ROOT / "docs/workflows/github.yml").read_text("utf-8")
    (line,) = set(re.findall(r"- run: (pip install .*)", workflow))
    repository = Repository(clone(tmp_path / "origin"))
    commit = repository.commit("2026-11-01T10:00:00+01:00")
    (repository.root / "pyproject.toml").write_text("what came later builds nothing")
    repository.commit("2026-11-02T10:00:00+01:00")
    source = f"git+{repository.root.as_uri()}@{commit}"
    steps = ["python3 -m venv env", ". env/bin/activate", f"export STATUSMARK={source}", line]
    printed = shell(tmp_path, "\n".join([*steps, "pip freeze", "statusmark --version"]))
    assert f"statusmark @ {source}\n" in printed
