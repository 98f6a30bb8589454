"""No setting and no environment changes a verdict; what gives git access reaches it."""

from __future__ import annotations

import json
import os
import subprocess

import pytest
from support.builders import SITE, Repository, SiteFolder

from generator.build import findings
from generator.commands.shared.loading import site_at
from generator.reading.git.commands import ELSEWHERE, MEANINGS
from generator.rendering.figures.report import report

NOW = "2026-10-20T12:00:00Z"
NOTICE = """
    ---
    title: Database upgrade
    start: 2026-10-{day} 02:00
    end: 2026-10-{day} 04:00
    components: [api]
    ---
    """
INCIDENT = """
    ---
    id: turtle
    title: Slow
    started: 2026-10-09 10:00
    components: {api: degraded_performance}
    ---
    ## 2026-10-09 10:05 Investigating
    We look.
    """
SECTIONS = ("log.", "diff.", "core.", "i18n.")
ODD = {
    "core.abbrev": ("4", "40"),
    "core.attributesfile": ("/missing",),
    "core.autocrlf": ("true", "input"),
    "core.bare": ("true",),
    "core.bigfilethreshold": ("1",),
    "core.checkstat": ("minimal",),
    "core.commitgraph": ("false",),
    "core.commentchar": ("%",),
    "core.compression": ("0",),
    "core.createobject": ("rename",),
    "core.deltabasecachelimit": ("1",),
    "core.eol": ("crlf",),
    "core.fsmonitor": ("/missing/monitor",),
    "core.fsync": ("none",),
    "core.fsyncmethod": ("batch",),
    "core.loosecompression": ("0",),
    "core.packedgitlimit": ("1",),
    "core.packedgitwindowsize": ("1",),
    "core.restrictinheritedhandles": ("false",),
    "core.repositoryformatversion": ("0",),
    "core.safecrlf": ("warn",),
    "core.sharedrepository": ("group",),
    "core.splitindex": ("true",),
    "core.whitespace": ("trailing-space",),
    "core.worktree": ("/missing", "/"),
    "diff.algorithm": ("patience",),
    "diff.colormoved": ("zebra",),
    "diff.colormovedws": ("no",),
    "diff.context": ("0",),
    "diff.dirstat": ("files,10",),
    "diff.ignoresubmodules": ("all",),
    "diff.interhunkcontext": ("9",),
    "diff.orderfile": ("/missing",),
    "diff.renames": ("copies", "false"),
    "diff.renamelimit": ("1",),
    "diff.statgraphwidth": ("3",),
    "diff.submodule": ("diff",),
    "diff.wserrorhighlight": ("all",),
    "i18n.commitencoding": ("UTF-16", "ISO-8859-2"),
    "i18n.logoutputencoding": ("UTF-16", "ISO-8859-2", "EBCDIC-US"),
    "log.date": ("format:%Y", "raw"),
    "log.decorate": ("full",),
    "log.diffmerges": ("off", "combined", "dense-combined", "remerge", "first-parent"),
    "log.excludedecoration": ("x",),
    "log.initialdecorationset": ("all",),
}
PLAIN = ("true", "false")
EXTRA = ("core.quotepath", "diff.noprefix", "log.showroot", "log.mailmap", "log.follow")


def settings() -> list[tuple[str, str]]:
    """Every setting of these sections that this git knows, with values that it accepts and hardly anybody has."""
    said = subprocess.run(["git", "help", "--config"], capture_output=True, text=True, check=True)
    names = [line.strip() for line in said.stdout.splitlines()]
    known = {n for n in names if n.lower().startswith(SECTIONS) and "<" not in n and "*" not in n}
    assert len(known) > 60
    found = []
    for name in sorted({*known, *EXTRA}, key=str.lower):
        found += [(name, value) for value in ODD.get(name.lower(), PLAIN)]
    return found


@pytest.fixture
def judged(repository: Repository) -> Repository:
    """Notices that came directly, by a merge, under another name, and one that was moved."""
    repository.write("maintenance/a.md", NOTICE.format(day="11"))
    repository.commit("2026-10-05T10:00:00Z")
    repository.branch("work")
    repository.write(
        "maintenance/b ż.md", NOTICE.format(day="12").replace("title", "id: b\n    title", 1)
    )
    repository.commit("2026-10-06T10:00:00Z")
    repository.switch("main")
    repository.write("maintenance/c.md", NOTICE.format(day="14"))
    repository.commit("2026-10-07T10:00:00Z")
    repository.merge("work", "2026-10-10T20:00:00Z")
    repository.git("mv", "maintenance/b ż.md", "maintenance/b.md")
    repository.write("maintenance/c.md", NOTICE.format(day="13"))
    repository.commit("2026-10-11T20:00:00Z")
    return repository


def told(repository: Repository) -> tuple[dict, list]:
    """Verdicts and findings."""
    site = site_at(repository.root, NOW)
    assert site.assessment is not None, site.diagnostics
    return report(site.assessment), findings(site)


def test_no_setting_changes_a_verdict(judged: Repository):
    expected = told(judged)
    assert {n["verdict"] for n in expected[0]["notices"].values()} == {"ok", "late"}
    differing = []
    for name, value in settings():
        before = (judged.root / ".git/config").read_bytes()
        with (judged.root / ".git/config").open("ab") as config:
            section, _, key = name.partition(".")
            config.write(f"[{section}]\n\t{key} = {value}\n".encode())
        try:
            if told(judged) != expected:
                differing.append(f"{name}={value}")
        except AssertionError as error:
            differing.append(f"{name}={value}: {error}")
        (judged.root / ".git/config").write_bytes(before)
    assert differing == []


@pytest.mark.parametrize("encoding", ["UTF-16", "ISO-8859-2"])
def test_a_message_is_committed_in_the_encoding_that_it_has(repository: Repository, encoding: str):
    repository.write("incidents/żółw.md", INCIDENT)
    repository.commit("2026-10-09T08:10:00Z")
    repository.git("config", "i18n.commitEncoding", encoding)
    done = repository.run("update", "turtle", "Update", "Slow.", "--commit", "--now", NOW)
    assert done.code == 0, done.err
    said = repository.git("-c", "i18n.logOutputEncoding=UTF-8", "log", "-1", "--format=%s|%e")
    assert said.strip() == "incidents/żółw.md: Update|"


def test_what_names_another_repository_is_taken_from_the_environment():
    said = subprocess.run(
        ["git", "rev-parse", "--local-env-vars"], capture_output=True, text=True, check=True
    )
    local = set(said.stdout.split())
    assert local - ELSEWHERE == {"GIT_CONFIG_COUNT", "GIT_CONFIG_PARAMETERS"}


@pytest.mark.parametrize("name", sorted(ELSEWHERE | MEANINGS))
def test_no_variable_changes_a_verdict(judged: Repository, monkeypatch, name: str):
    expected = told(judged)
    monkeypatch.setenv(name, "1" if name.endswith(("SPECS", "OBJECTS", "TREE")) else "elsewhere")
    assert told(judged) == expected


def test_grafts_and_replacements_are_ignored(judged: Repository):
    expected = told(judged)
    head, first = judged.git("rev-parse", "HEAD"), judged.git("rev-list", "--max-parents=0", "HEAD")
    (judged.root / ".git/info").mkdir(exist_ok=True)
    (judged.root / ".git/info/grafts").write_text(f"{head}\n")
    assert told(judged) == expected
    (judged.root / ".git/info/grafts").unlink()
    judged.git("replace", head, first)
    assert told(judged) == expected


def test_settings_given_by_the_environment_reach_git(judged: Repository, monkeypatch):
    if os.getuid():
        pytest.skip("only root can give files to somebody else")
    for path in (judged.root, *judged.root.rglob("*")):
        os.chown(path, 65534, 65534)
    refused = judged.run("report", "--now", NOW)
    assert "safe.directory" in refused.err
    monkeypatch.setenv("GIT_CONFIG_COUNT", "1")
    monkeypatch.setenv("GIT_CONFIG_KEY_0", "safe.directory")
    monkeypatch.setenv("GIT_CONFIG_VALUE_0", "*")
    assert judged.run("report", "--now", NOW).code == 0


@pytest.mark.parametrize("folder", [":status", "[a]*", "sta\ntus", "żółw"])
def test_a_folder_of_any_name_is_read(judged: Repository, folder: str):
    below = SiteFolder(judged.root / folder)
    below.write("site.yaml", SITE)
    below.write("maintenance/a.md", NOTICE.format(day="18"))
    judged.commit("2026-10-12T10:00:00Z")
    done = below.run("report", "--format", "json", "--now", NOW)
    assert json.loads(done.out)["notices"]["a"]["verdict"] == "ok", done.err


def test_a_bare_repository_among_the_files_runs_nothing_and_proves_nothing(repository: Repository):
    site = SiteFolder(repository.root / "status")
    site.write("site.yaml", SITE)
    site.write("maintenance/a.md", NOTICE.format(day="18"))
    repository.commit("2026-10-17T10:00:00Z")
    forged = Repository(repository.root / "forged")
    forged.write("maintenance/a.md", NOTICE.format(day="18"))
    forged.commit("2020-01-01T00:00:00Z")
    mark, hooks = repository.root / "ran", repository.root / "hooks"
    for hook in ("pre-commit", "post-commit", "post-index-change", "reference-transaction"):
        repository.write(f"hooks/{hook}", f"#!/bin/sh\ntouch '{mark}'\n").chmod(0o755)
    for name in ("HEAD", "index", "objects", "refs"):
        (forged.root / ".git" / name).rename(site.root / name)
    site.write(
        "config",
        f"""
        [core]
        bare = false
        worktree = .
        hooksPath = {hooks}
        fsmonitor = "touch '{mark}'"
        """,
    )
    commands = [
        ("check", "--now", NOW),
        ("build", "--now", NOW),
        ("report", "--now", NOW),
        ("close", "2026-10", "--now", NOW),
        ("doctor",),
        ("new", "incident", "Down", "--component", "api=major_outage", "--text", "x", "--commit"),
    ]
    for command in commands:
        done = site.run(*command)
        assert done.code == 1, command
        assert "2020" not in done.out
    assert not mark.exists()
    checked = site.run("check", "--now", NOW)
    assert "remove HEAD, config, objects and refs" in checked.out
