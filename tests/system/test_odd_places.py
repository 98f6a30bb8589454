"""Locales without UTF-8, folders that are gone: files and words mean the same, and the trouble is named."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from support.instants import AT_NOW

PLAIN = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}


def call(*words, cwd, stdin=None, **environment):
    return subprocess.run(
        [sys.executable, "-m", "generator", *words],
        cwd=cwd,
        env={**os.environ, **environment},
        input=stdin,
        capture_output=True,
        check=False,
    )


@pytest.mark.parametrize("environment", [PLAIN, {"LC_ALL": "POSIX"}, {"LANG": "C"}])
def test_words_and_files_are_utf8_in_every_locale(site, tmp_path, environment):
    place = tmp_path / "żółw"
    site.root.rename(place)
    command = (
        "new",
        "incident",
        "Zażółć",
        "--component",
        "api=major_outage",
        "--text",
        "gęś",
        *AT_NOW,
    )
    done = call(*command, cwd=place, **environment)
    assert done.returncode == 0, done.stderr
    (post,) = place.rglob("incidents/**/*.md")
    assert "title: Zażółć" in post.read_text("utf-8")
    done = call(
        "update",
        post.stem,
        "identified",
        "-",
        *AT_NOW,
        cwd=place,
        stdin="jaźń".encode(),
        **environment,
    )
    assert done.returncode == 0, done.stderr
    assert "jaźń" in post.read_text("utf-8")
    for command in ("check", "build", "report"):
        assert call(command, *AT_NOW, cwd=place, **environment).returncode == 0
    assert "Zażółć" in (place / "public/index.html").read_text("utf-8")


def test_a_folder_that_is_gone_is_no_missing_git(tmp_path):
    folder = tmp_path / "gone"
    folder.mkdir()
    program = f"import os; os.rmdir({str(folder)!r}); from generator.cli import main; print(main(['check']))"
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout == "1\n"
    assert "not there any more" in done.stderr
