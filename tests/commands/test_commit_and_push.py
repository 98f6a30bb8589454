"""``--commit`` and ``--push``: the site's own repository, and advice that keeps the history straight."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.builders import GIT_ENVIRONMENT, Repository

NOW = "2026-10-10T12:03:00Z"
NEW = ("new", "incident", "Broke", "--component", "api=major_outage", "--text", "x", "--now", NOW)


@pytest.fixture(autouse=True)
def _somebody(monkeypatch):
    for name, value in GIT_ENVIRONMENT.items():
        monkeypatch.setenv(name, value)


def cloned(repository: Repository, tmp_path: Path, name: str) -> Repository:
    origin = tmp_path / "origin.git"
    if not origin.exists():
        repository.git("clone", "--quiet", "--bare", str(repository.root), str(origin))
    clone = Repository(tmp_path / name)
    clone.git("remote", "add", "origin", str(origin))
    clone.git("fetch", "--quiet", "origin")
    clone.git("reset", "--quiet", "--hard", "origin/main")
    return clone


@pytest.mark.parametrize(
    "name", ["GIT_DIR", "GIT_INDEX_FILE", "GIT_WORK_TREE", "GIT_OBJECT_DIRECTORY"]
)
def test_a_hook_of_another_repository_changes_nothing(
    repository: Repository, tmp_path: Path, monkeypatch, name: str
):
    other = Repository(tmp_path / "other")
    other.commit("2026-10-01T10:00:00Z")
    places = {
        "GIT_DIR": ".git",
        "GIT_INDEX_FILE": ".git/index",
        "GIT_OBJECT_DIRECTORY": ".git/objects",
    }
    monkeypatch.setenv(name, str(other.root / places.get(name, "")))
    done = repository.run(*NEW, "--commit")
    monkeypatch.delenv(name)
    assert done.code == 0, done.err
    assert "broke.md" in repository.git("log", "-1", "--name-only", "--format=")
    assert other.git("rev-list", "--count", "HEAD") == "1"


def test_a_path_is_no_pattern(repository: Repository):
    repository.write(
        "incidents/[x]/a.md", "---\ntitle: A\nstarted: 2026-10-09 10:00\ncomponents: [api]\n---\n"
    )
    repository.commit("2026-10-09T10:00:00Z")
    done = repository.run("update", "a", "resolved", "x", "--now", NOW, "--commit")
    assert done.code == 0, done.err
    assert repository.git("status", "--porcelain") == ""


def test_a_rejected_push_says_how_to_pull(repository: Repository, tmp_path: Path):
    alice, bob = (cloned(repository, tmp_path, name) for name in ("alice", "bob"))
    for clone in (alice, bob):
        clone.git("branch", "--quiet", "--set-upstream-to=origin/main")
    alice.write("README", "x")
    alice.commit("2026-10-09T10:00:00Z")
    alice.git("push", "--quiet")
    done = bob.run(*NEW, "--push")
    assert done.code == 1
    assert "git pull --rebase" in done.err
    assert "'git pull'" not in done.err
    assert "git pull ..." not in done.err
    bob.git("pull", "--quiet", "--rebase")
    bob.git("push", "--quiet")


def test_a_first_push_says_the_command(repository: Repository, tmp_path: Path):
    clone = cloned(repository, tmp_path, "clone")
    done = clone.run(*NEW, "--push")
    assert done.code == 1
    assert "git push --set-upstream origin main" in done.err
    clone.git("push", "--quiet", "--set-upstream", "origin", "main")
    again = clone.run("update", "2026-10-10-broke", "identified", "y", "--now", NOW, "--push")
    assert (again.code, "Pushed." in again.out) == (0, True), again.err


def test_a_push_to_nowhere_says_how_to_name_a_place(repository: Repository):
    done = repository.run(*NEW, "--push")
    assert done.code == 1
    assert "git remote add origin ADDRESS" in done.err
