"""Builders for tests: sites in temporary folders, git repositories with dated commits, command runs."""

from __future__ import annotations

import contextlib
import io
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from textwrap import dedent

from generator.cli import main
from generator.model.content import Content
from generator.reading.content import read_content

SITE = """
    name: Test
    url: https://status.example.com
    timezone: Europe/Warsaw
    components:
      - {id: api, name: API}
      - {id: web, name: Web}
    sla:
      availability: {target: 99.5%}
      maintenance: {notice: 48h}
    """
"""The site.yaml of a site that says nothing else."""

SITE_EN_PL = SITE.replace("url:", "languages: [en, pl]\n    url:")
"""The same in two languages."""


@dataclass(frozen=True)
class Run:
    """How a command ended: its exit code and what it printed."""

    code: int
    out: str
    err: str


def run(*arguments: str | Path | datetime) -> Run:
    """Run the command line in this process; instants are written as RFC 3339."""
    out = io.TextIOWrapper(io.BytesIO(), "utf-8", newline="", write_through=True)
    err = io.TextIOWrapper(io.BytesIO(), "utf-8", newline="", write_through=True)
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = main([_text(argument) for argument in arguments])
    return Run(code, out.buffer.getvalue().decode(), err.buffer.getvalue().decode())


def _text(argument: str | Path | datetime) -> str:
    return argument.isoformat() if isinstance(argument, datetime) else str(argument)


class SiteFolder:
    """A site's folder. Texts are dedented, their first line feed dropped."""

    def __init__(self, root: Path) -> None:
        self.root = root
        root.mkdir(parents=True, exist_ok=True)

    def write(self, path: str, text: str | bytes) -> Path:
        """Write one file below the folder."""
        place = self.root / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(text if isinstance(text, bytes) else dedent(text).lstrip("\n").encode())
        return place

    def write_all(self, files: Mapping[str, str | bytes]) -> None:
        """Write several files, given by their paths."""
        for path, text in files.items():
            self.write(path, text)

    def content(self) -> Content:
        """What the files say; a mistake in them is a failure."""
        reading = read_content(self.root)
        assert not reading.diagnostics, reading.diagnostics
        assert reading.content is not None
        return reading.content

    def remove(self, path: str) -> None:
        """Delete one file."""
        (self.root / path).unlink()

    def run(self, *arguments: str | Path | datetime) -> Run:
        """Run the command line on this site."""
        return run("-C", self.root, *arguments)


class Repository(SiteFolder):
    """A site's folder that is a git repository; every commit has the date it is given."""

    def __init__(self, root: Path, branch: str = "main") -> None:
        super().__init__(root)
        self.git("init", "--quiet", f"--initial-branch={branch}")

    def git(self, *arguments: str, at: str | None = None, author_at: str | None = None) -> str:
        """Run git, untouched by the machine's own settings, and return what it prints."""
        dates = {}
        if at:
            dates = {"GIT_COMMITTER_DATE": at, "GIT_AUTHOR_DATE": author_at or at}
        return subprocess.run(
            ["git", *arguments],
            cwd=self.root,
            env={**os.environ, **GIT_ENVIRONMENT, **dates},
            check=True,
            capture_output=True,
            text=True,
        ).stdout.strip()

    def commit(self, at: str, message: str = "Change", author_at: str | None = None) -> str:
        """Commit everything there is, at a time such as ``2026-11-18T09:00:00+01:00``; returns its id."""
        self.git("add", "--all")
        self.git(
            "commit", "--quiet", "--allow-empty", f"--message={message}", at=at, author_at=author_at
        )
        return self.git("rev-parse", "HEAD")

    def branch(self, name: str) -> None:
        """Make a branch here and go to it."""
        self.git("switch", "--quiet", "--create", name)

    def switch(self, name: str) -> None:
        """Go to a branch."""
        self.git("switch", "--quiet", name)

    def merge(self, name: str, at: str, *options: str) -> str:
        """Merge a branch into this one with a merge commit of that date."""
        self.git("merge", "--quiet", "--no-ff", "--no-edit", *options, name, at=at)
        return self.git("rev-parse", "HEAD")


def files_below(folder: Path) -> dict[str, bytes]:
    """Every file below a folder by its path in it."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


GIT_ENVIRONMENT = {
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_AUTHOR_NAME": "A",
    "GIT_AUTHOR_EMAIL": "a@example.com",
    "GIT_COMMITTER_NAME": "C",
    "GIT_COMMITTER_EMAIL": "c@example.com",
}


def clone(folder: Path) -> Path:
    """A folder with what a clone of this repository would hold, as it is now; returns it."""
    root = Path(__file__).parents[2]
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=root, check=True, capture_output=True, text=True,
    )  # fmt: skip
    for name in filter(None, listed.stdout.split("\0")):
        if (root / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(root / name, folder / name)
    return folder


def python(code: str, *arguments: str, cwd: Path | None = None) -> str:
    """What a fresh Python prints for some code."""
    return subprocess.run(
        [sys.executable, "-c", code, *arguments],
        cwd=cwd or Path(__file__).parents[2],
        check=True,
        capture_output=True,
        text=True,
    ).stdout
