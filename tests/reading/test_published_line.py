"""Which commits the published branch was at: first parents, except where git pulled it into another line."""

from __future__ import annotations

import json

import pytest
from support.builders import SITE, Repository

NOW = "2026-10-20T12:00:00Z"
NOTICE = """
    ---
    title: Database upgrade
    start: 2026-10-15 02:00
    end: 2026-10-15 04:00
    components: [api]
    ---
    """
FILE = "maintenance/db.md"
EARLY, LATE = ("2026-10-10T10:00:00Z", "ok"), ("2026-10-16T10:00:00Z", "late")


def read(repository: Repository) -> tuple[str, list[tuple]]:
    done = repository.run("report", "--format", "json", "--now", NOW)
    assert done.code == 0, done.err
    said = json.loads(done.out)["notices"]["db"]
    return said["verdict"], [(p["published"], p["proof"]) for p in said["parts"]]


def codes(repository: Repository) -> list[str]:
    done = repository.run("check", "--format", "json", "--now", NOW)
    return [d["code"] for d in json.loads(done.out)["diagnostics"]]


def settings(repository: Repository, text: str) -> None:
    repository.write("site.yaml", SITE.rstrip() + f"\n    proof: {text}\n    ")


def turned(repository: Repository, message: str, published: str = "main") -> str:
    """The published branch, at which a notice was announced early, merged late into a colleague's line."""
    repository.branch("colleague")
    repository.write("NOTES", "x")
    repository.commit("2026-10-09T10:00:00Z")
    repository.switch("main")
    repository.write(FILE, NOTICE)
    repository.commit("2026-10-10T10:00:00Z")
    if published != "main":
        repository.git("branch", published)
    repository.switch("colleague")
    return repository.merge("main", "2026-10-16T10:00:00Z", f"--message={message}")


@pytest.mark.parametrize(
    "message",
    [
        "Merge branch 'main' of git.example.com:acme/status",
        "Merge branch 'main' of https://git.example.com/acme/status into colleague",
        "Merge branch 'main' of ../status",
        "Merge remote-tracking branch 'origin/main'",
        "Merge remote-tracking branch 'upstream/main' into colleague",
        "Merge branch 'main' of git.example.com:acme/status\n\n# Conflicts:\n#\tNOTES",
    ],
)
def test_a_pull_keeps_the_proof(repository: Repository, message: str):
    turned(repository, message)
    assert read(repository) == ("ok", [("2026-10-10T10:00:00Z", "git")])


@pytest.mark.parametrize(
    "message",
    [
        "Merge branch 'main'",
        "Merge branch 'main' into colleague",
        "Merge branch 'topic' of git.example.com:acme/status",
        "Merge branch 'feature/main' of git.example.com:acme/status",
        "Merge remote-tracking branch 'origin/feature/main'",
        "Merge pull request #7 from acme/main",
        "We did: Merge branch 'main' of git.example.com:acme/status",
    ],
)
def test_other_merges_publish_what_they_bring(repository: Repository, message: str):
    turned(repository, message)
    assert read(repository)[0] == "late"


@pytest.mark.parametrize(
    ("message", "named"),
    [
        ("Merge branch 'main' into colleague", True),
        ("Merge remote-tracking branch 'origin/main' into colleague", True),
        ("Merge branch 'topic' into main", False),
        ("Merge pull request #7 from acme/main", False),
    ],
)
def test_a_turned_history_is_named_where_the_published_branch_was_merged(
    repository: Repository, message: str, named: bool
):
    turned(repository, message)
    assert ("turned-history" in codes(repository)) == named


def test_a_merge_that_changes_no_verdict_is_not_named(repository: Repository):
    repository.write(FILE, NOTICE)
    repository.commit("2026-10-10T10:00:00Z")
    repository.branch("colleague")
    repository.write("NOTES", "x")
    repository.commit("2026-10-11T10:00:00Z")
    repository.switch("main")
    repository.write("README", "x")
    repository.commit("2026-10-12T10:00:00Z")
    repository.switch("colleague")
    repository.merge("main", "2026-10-16T10:00:00Z", "--message=Merge branch 'main' into colleague")
    assert "turned-history" not in codes(repository)


def test_a_stated_parent_wins_over_the_words_and_is_declared(repository: Repository):
    merge = turned(repository, "Merge branch 'main' into colleague")
    settings(repository, f"{{published_parent: {{{merge[:7]}: 2}}}}")
    assert read(repository) == ("ok", [("2026-10-10T10:00:00Z", "declared")])
    assert "turned-history" not in codes(repository)


def test_the_words_may_be_denied(repository: Repository):
    merge = turned(repository, "Merge branch 'main' of git.example.com:acme/status")
    settings(repository, f"{{published_parent: {{{merge}: 1}}}}")
    assert read(repository) == ("late", [])


@pytest.mark.parametrize(("branch", "verdict"), [("live", "ok"), ("main", "late")])
def test_the_published_branch_may_have_another_name(
    repository: Repository, branch: str, verdict: str
):
    turned(repository, "Merge branch 'live' of git.example.com:acme/status", "live")
    settings(repository, f"{{branch: {branch}}}")
    assert read(repository)[0] == verdict


def test_a_real_pull_from_a_real_remote(repository: Repository, tmp_path):
    from support.builders import Repository as Clone

    origin = tmp_path / "origin.git"
    repository.git("clone", "--quiet", "--bare", str(repository.root), str(origin))
    clones = []
    for name in ("alice", "bob"):
        clone = Clone(tmp_path / name)
        clone.git("remote", "add", "origin", str(origin))
        clone.git("pull", "--quiet", "origin", "main")
        clone.git("branch", "--quiet", "--set-upstream-to=origin/main")
        clones.append(clone)
    alice, bob = clones
    bob.write("NOTES", "x")
    bob.commit("2026-10-09T10:00:00Z")
    alice.write(FILE, NOTICE)
    alice.commit("2026-10-10T10:00:00Z")
    alice.git("push", "--quiet", "origin", "main")
    bob.git("pull", "--quiet", "--no-rebase", "--no-edit", at="2026-10-16T10:00:00Z")
    assert read(bob) == ("ok", [("2026-10-10T10:00:00Z", "git")])


def test_what_the_other_line_brings_is_published_by_the_merge(repository: Repository):
    repository.branch("colleague")
    repository.write(FILE, NOTICE)
    repository.commit("2026-10-09T10:00:00Z")
    repository.switch("main")
    repository.write("README", "x")
    repository.commit("2026-10-10T10:00:00Z")
    repository.switch("colleague")
    repository.merge(
        "main", "2026-10-14T10:00:00Z", "--message=Merge branch 'main' of git.example.com:a/b"
    )
    assert read(repository) == ("late", [("2026-10-14T10:00:00Z", "git")])


def test_many_turned_merges_one_after_the_other(repository: Repository):
    repository.write(FILE, NOTICE)
    repository.commit("2026-10-10T10:00:00Z")
    for number in range(3):
        repository.branch(f"colleague-{number}")
        repository.write(f"NOTES-{number}", "x")
        repository.commit(f"2026-10-1{number + 1}T10:00:00Z")
        repository.switch("main")
        repository.write(f"README-{number}", "x")
        repository.commit(f"2026-10-1{number + 1}T11:00:00Z")
        repository.switch(f"colleague-{number}")
        repository.merge(
            "main",
            f"2026-10-1{number + 1}T12:00:00Z",
            "--message=Merge branch 'main' of git.example.com:a/b",
        )
        repository.git("branch", "--force", "main")
        repository.switch("main")
    assert read(repository) == ("ok", [("2026-10-10T10:00:00Z", "git")])
