"""The set-up for VS Code in docs/editors.md, word for word: remark sees what the schemas forbid."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from support.builders import run
from support.other_programs import CLIENTS, tool

ROOT = Path(__file__).parents[2]
EDITORS = (ROOT / "docs" / "editors.md").read_text("utf-8")


@pytest.fixture
def workspace(tmp_path):
    """The example's posts, the schemas and the documented configuration."""
    if not (CLIENTS / "node_modules").is_dir():
        pytest.skip("the npm clients are not installed (tests/setup_system.sh does it)")
    for folder in ("incidents", "maintenance"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    for line in re.findall(r"^\$ (statusmark schema .+)$", EDITORS, re.MULTILINE):
        _, *words, _, file = line.split()
        (tmp_path / file).write_text(run(*words).out, "utf-8")
    (config,) = re.findall(r"```js\n(.+?)```", EDITORS, re.DOTALL)
    (tmp_path / ".remarkrc.mjs").write_text(config, "utf-8")
    (tmp_path / "node_modules").symlink_to(CLIENTS / "node_modules")
    return tmp_path


def remark(folder):
    (words,) = re.findall(r"`npx remark (.+?)`", EDITORS)
    command = [
        tool("node", "nodejs"),
        "node_modules/remark-cli/cli.js",
        "--no-color",
        *words.split(),
    ]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def test_remark_finds_nothing_in_the_example_and_names_what_is_wrong(workspace):
    fine = remark(workspace)
    assert (fine.returncode, fine.stderr) == (0, "")

    (workspace / "incidents" / "typo.md").write_text(
        "---\ntitle: Down\nstarted: 2026-11-16 10:00\ncomponents: {api: mayor_outage}\n---\n"
    )
    (workspace / "maintenance" / "typo.md").write_text(
        "---\ntitle: Work\nstart: 2026-12-16 10:00\nend: 2026-12-16 11:00\ncomponents: [api]\nlat: x\n---\n"
    )
    wrong = remark(workspace)
    assert wrong.returncode == 1
    assert re.search(
        r"^incidents/typo\.md\n(.*\n)*?4:19-4:31 .*major_outage", wrong.stderr, re.MULTILINE
    )
    assert re.search(r"^maintenance/typo\.md\n.*additional properties", wrong.stderr, re.MULTILINE)
