"""Workflows, cookbook, migration guides: every statusmark command in them is one that exists."""

from __future__ import annotations

import re
import shlex
from importlib import import_module
from pathlib import Path

import click
import pytest
import yaml
from support.builders import Repository, run
from support.instants import AT_NOW

from generator.cli import COMMANDS, cli

DOCS = Path(__file__).parents[2] / "docs"
PAGES = ("cookbook.md", "migrating.md", "editors.md", "ci.md", "tutorial.md")
WORKFLOWS = sorted((DOCS / "workflows").glob("*.yml"))
CALL = re.compile(r"(?<![\w/`.-])(?<!-u )statusmark ((?:-[qv] |-C \S+ )?[a-z]+(?: [^;\n`|&#]*)?)")


def calls(text):
    for words in CALL.findall(text):
        yield shlex.split(
            re.sub(r"\s+[<>] *\S+$", "", words.replace("${{ ", "X").replace(" }}", ""))
        )


def parse(words):
    while words[0].startswith("-"):
        words = words[2:] if words[0] == "-C" else words[1:]
    command = import_module(dict(COMMANDS)[words[0]]).command
    arguments = words[1:]
    if isinstance(command, click.Group):
        command, arguments = command.commands[arguments[0]], arguments[1:]
    command.make_context(words[0], arguments, **cli.context_settings)


@pytest.mark.parametrize(
    "path", [*(DOCS / page for page in PAGES), *WORKFLOWS], ids=lambda p: p.name
)
def test_every_command_in_it_exists_and_takes_these_options(path):
    text = path.read_text("utf-8")
    if path.suffix == ".md":
        text = "\n".join(re.findall(r"```console\n(.*?)```", text, re.DOTALL))
    else:
        text = "\n".join(line for line in text.splitlines() if not line.lstrip().startswith("#"))
    found = list(calls(text))
    if path.name != "editors.md":
        assert found
    for words in found:
        parse(words)


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda p: p.stem)
def test_workflows_fetch_everything_check_requests_and_build_on_push_and_clock(path):
    text = path.read_text("utf-8")
    assert isinstance(yaml.safe_load(text), dict)
    assert "fetch-depth: 0" in text or "GIT_DEPTH: 0" in text
    assert "statusmark check" in text
    assert "--base" in text
    assert "statusmark build --keep-going" in text
    assert "schedule" in text
    for checkout in re.findall(r"actions/checkout@.*\n(.*\n.*\n)", text):
        assert "fetch-depth: 0" in checkout


@pytest.mark.parametrize("page", PAGES)
def test_links_lead_somewhere(page):
    for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", (DOCS / page).read_text("utf-8")):
        if "://" not in target:
            assert (DOCS / target).is_file(), target


def test_the_recurring_window_of_the_cookbook_works(tmp_path, monkeypatch):
    text = (DOCS / "cookbook.md").read_text("utf-8")
    template = re.search(r"```markdown\n(.*?)```", text, re.DOTALL)[1]
    loop = re.search(r"for day in (.*); do statusmark (.*); done", text)
    folder = Repository(tmp_path / "site")
    run("init", folder.root / "x")
    for path in (folder.root / "x").iterdir():
        path.rename(folder.root / path.name)
    folder.write("templates/patching.md", template)
    for day in loop[1].split():
        words = shlex.split(loop[2].replace("$day", day))
        ended = folder.run(*words, *AT_NOW)
        assert ended.code == 0, ended.err
    names = sorted(p.name for p in (folder.root / "maintenance/2026").iterdir())
    assert names[0] == "2026-12-06-weekly-patching.md"
    assert len(names) == 4
    assert folder.run("check", *AT_NOW).code == 0


def test_two_sites_of_one_repository_prove_their_notices(tmp_path):
    folder = Repository(tmp_path / "both")
    for name in ("public-page", "customer-page"):
        run("init", folder.root / name)
    folder.commit("2026-11-01T10:00:00+01:00")
    for name in ("public-page", "customer-page"):
        assert run("-C", folder.root / name, "build").code == 0


def test_the_wheel_of_the_hook_is_the_checked_command():
    hook = yaml.safe_load((DOCS.parent / ".pre-commit-hooks.yaml").read_text("utf-8"))[0]
    text = (DOCS / "ci.md").read_text("utf-8")
    (shown,) = (b for b in re.findall(r"```yaml\n(.*?)```", text, re.DOTALL) if "repos:" in b)
    (repository,) = yaml.safe_load(shown)["repos"]
    assert repository["hooks"] == [{"id": hook["id"]}]
    assert f"git+{repository['repo']}@{repository['rev']}\n" in text
    parse(shlex.split(hook["entry"])[1:])
