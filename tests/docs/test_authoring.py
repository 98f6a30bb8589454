"""Workflows, cookbook, migration guides: every statusmark command in them is one that exists."""

from __future__ import annotations

import re
import shlex
import subprocess
from importlib import import_module
from pathlib import Path

import click
import pytest
import yaml
from support.builders import GIT_ENVIRONMENT, Repository, run

from generator.cli import COMMANDS, cli

DOCS = Path(__file__).parents[2] / "docs"
PAGES = ("cookbook.md", "migrating.md", "editors.md", "ci.md", "tutorial.md")
WORKFLOWS = sorted((DOCS / "workflows").glob("*.yml"))
CALL = re.compile(r"(?<![\w/`.-])statusmark ((?:-[qv] |-C \S+ )?[a-z]+(?: [^;\n`|&#]*)?)")


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
        ended = folder.run(*words, "--now", "2026-11-20T14:00+01:00")
        assert ended.code == 0, ended.err
    names = sorted(p.name for p in (folder.root / "maintenance/2026").iterdir())
    assert names[0] == "2026-12-06-weekly-patching.md"
    assert len(names) == 4
    assert folder.run("check", "--now", "2026-11-20T14:00+01:00").code == 0


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


def test_doctor_names_each_ailment_with_its_remedy(repository, tmp_path, monkeypatch):
    now = ("--now", "2026-11-20T14:00+01:00")
    well = repository.run("doctor", *now)
    assert well.code == 0, well.out
    assert "ok     git: the whole history is here" in well.out
    repository.write(
        "site.yaml", (repository.root / "site.yaml").read_text("utf-8") + "languages: [en, xx]\n"
    )
    repository.write("incidents/a.md", "x")
    repository.commit("2027-01-01T10:00:00+01:00")
    (repository.root / "public").write_text("a file")
    ill = repository.run("doctor", *now)
    assert ill.code == 1
    assert "wrong  clock: the newest commit lies in the future" in ill.out
    assert "not translated into xx" in ill.out
    assert "wrong  folder: " in ill.out
    shallow = tmp_path / "shallow"
    subprocess.run(
        ["git", "clone", "--quiet", "--depth=1", repository.root.as_uri(), str(shallow)],
        check=True, env={**GIT_ENVIRONMENT, "PATH": __import__("os").environ["PATH"]},
    )  # fmt: skip
    assert "fetch-depth: 0" in run("-C", shallow, "doctor", *now).out


def test_doctor_outside_git_and_with_a_broken_site(site):
    told = site.run("doctor")
    assert told.code == 1
    assert "git init" in told.out
    site.write("site.yaml", "name: [\n")
    assert "run 'statusmark check'" in site.run("doctor").out


def test_two_pages_of_one_site_show_what_is_meant_for_them(site):
    post = "---\ntitle: Secret {0}\nstarted: 2026-11-18 10:00\ncomponents: [api]\naudience: [{0}]\n---\n"
    site.write("incidents/a.md", post.format("internal"))
    site.write("incidents/b.md", post.format("customers"))
    site.write(
        "incidents/c.md",
        post.format("x").replace("audience: [x]\n", "resolved: 2026-11-18 11:00\n"),
    )
    now = ("--now", "2026-11-20T14:00+01:00")
    for name in ("customers", "internal"):
        assert site.run("build", "--audience", name, "--out", name, *now).code == 0
    shown = {
        name: {p.name for p in (site.root / name / "incidents").iterdir() if p.is_dir()}
        for name in ("customers", "internal")
    }
    assert shown == {"customers": {"b", "c"}, "internal": {"a", "c"}}
    for place in (site.root / "customers").rglob("*"):
        assert not place.is_file() or b"Secret internal" not in place.read_bytes()
    assert site.run("build", *now).code == 0
    assert {p.stem for p in (site.root / "public/incidents").iterdir()} == {"c"}
