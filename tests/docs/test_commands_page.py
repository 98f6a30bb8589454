"""docs/commands.md is what the commands say, and every example of every --help runs."""

from __future__ import annotations

import datetime as dt
import re
import shlex
import sys
from pathlib import Path

import click
import pytest
from support.builders import Repository, run
from support.instants import NOW

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "tools"))

from commands_page import PAGE, commands, page  # noqa: E402

EXAMPLES = [
    (name, line.strip())
    for name, command in commands()
    for line in (command.help or "").splitlines()
    if line.strip().startswith("statusmark ")
]
INCIDENT = """
    ---
    title: Sign-in fails
    started: 2026-11-18 09:12
    components: {api: major_outage}
    ---
    ## 2026-11-18 09:31 Investigating
    """
MAIL = "mail: {from: status@example.com, smtp: {host: mail.example.com}, "
MAIL += "subscribers: ../private/subscribers.csv}"
NOTICE = """
    ---
    title: Database upgrade
    start: 2026-12-06 02:00
    end: 2026-12-06 04:00
    components: [api]
    ---
    """


def test_the_page_is_made_from_the_commands():
    assert PAGE.read_text("utf-8") == page(), "run python tools/commands_page.py"


def test_every_command_has_an_example():
    groups = {name for name, command in commands() if isinstance(command, click.Group)}
    missing = [
        name
        for name, _ in commands()
        if not any(line.startswith(f"statusmark {name}") for _, line in EXAMPLES)
        and name not in groups
    ]
    assert missing == []


class Clock(dt.datetime):
    @classmethod
    def now(cls, tz=None):
        return NOW.astimezone(tz)


@pytest.fixture
def place(tmp_path, monkeypatch):
    """A site in git with a branch to compare with, and sources to import, at a fixed time."""
    folder = Repository(tmp_path / "site")
    text = (ROOT / "generator/presets/saas-monthly/site.yaml").read_text("utf-8")
    text = text.replace("languages: [en]", "languages: [en, pl]\n" + MAIL)
    text = text.replace("name: Website\n", "name: Website\n    since: 2026-10-01\n")
    folder.write("site.yaml", text.encode())
    folder.commit("2026-10-01T10:00:00+02:00")
    folder.git("update-ref", "refs/remotes/origin/main", "HEAD")
    folder.write("incidents/2026/2026-11-18-sign-in.md", INCIDENT)
    folder.write("maintenance/2026/2026-12-06-database.md", NOTICE)
    folder.commit("2026-11-18T10:00:00+01:00")
    old = tmp_path / "old-page/content/issues/a.md"
    old.parent.mkdir(parents=True)
    old.write_text("---\ntitle: A\ndate: 2024-01-01 10:00:00\nresolved: true\n---\n")
    folder.write("incidents.json", b'{"incidents": []}')
    folder.write("people.csv", b"address,language,components,frequency\nanna@example.com,,,\n")
    monkeypatch.setattr("generator.commands.shared.options.datetime", Clock)
    monkeypatch.chdir(folder.root)
    for name in ("AUTHOR_NAME", "AUTHOR_EMAIL", "COMMITTER_NAME", "COMMITTER_EMAIL"):
        monkeypatch.setenv(f"GIT_{name}", "a@example.com")
    return folder


def test_examples_are_not_few():
    assert len(EXAMPLES) >= len(list(commands()))


@pytest.mark.parametrize("example", sorted({line for _, line in EXAMPLES}))
def test_every_example_of_every_help_runs(place, tmp_path, monkeypatch, example):
    words = shlex.split(re.sub(r"\s*[<>] *\S+$", "", example).replace("/var/www", str(tmp_path)))
    if "serve" in words:
        words = ["0" if word == "8000" else word for word in words]

        def interrupted(*_, **__):
            raise KeyboardInterrupt

        monkeypatch.setattr("watchfiles.watch", interrupted)
    if words[1:3] == ["close", "2026-10"] and "--correct" in words:
        run("close", "2026-10")
    if words[1] == "postmortem":
        run("resolve", "sign-in", "The pool limit was raised.")
    if words[1:3] == ["subscribers", "remove"]:
        run("subscribers", "add", "anna@example.com")
    ended = run(*words[1:])
    assert ended.code == 0, ended.err + ended.out
