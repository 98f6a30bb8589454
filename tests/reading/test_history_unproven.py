"""What git cannot prove: outside it, before it, beside it, and with half of it."""

from __future__ import annotations

from pathlib import Path

from support.builders import SITE, Repository, SiteFolder
from support.notices import AFTERWARDS, FILE, notice, parts, report


def test_before_proof_since_the_file_is_believed_and_marked(repository: Repository):
    repository.write("site.yaml", SITE.rstrip() + "\n    proof_since: 2026-10-11\n    ")
    repository.write(
        FILE,
        notice("2026-10-10 02:00", "2026-10-10 04:00", extra="published: 2026-10-01 10:00"),
    )
    repository.write("maintenance/after.md", notice(extra="published: 2026-10-01 10:00"))
    repository.commit("2026-10-15T10:00:00+02:00")
    assert parts(repository) == [("2026-10-01T08:00:00Z", "ok", True)]
    assert parts(repository, id_="after") == []
    assert report(repository)["notices"]["after"]["verdict"] == "late"


def test_outside_git_nothing_is_proven(site: SiteFolder):
    site.write(FILE, notice(extra="published: 2026-10-01 10:00"))
    site.write("maintenance/silent.md", notice("2026-10-25 03:00", "2026-10-25 04:00"))
    said = report(site)
    assert said["provenance"] == "declared"
    assert parts(site) == [("2026-10-01T08:00:00Z", "ok", True)]
    assert parts(site, id_="silent") == [("2026-10-20T12:00:00Z", "ok", True)]


def test_outside_git_a_cancelled_notice_costs_nothing(site: SiteFolder):
    site.write(FILE, notice(extra="cancelled: 2026-10-10 10:00"))
    said = report(site)
    assert said["notices"]["db"]["verdict"] == "cancelled"
    assert said["periods"][0]["downtime_minutes"] == 0


def test_a_file_that_is_not_committed_is_published_now(repository: Repository):
    repository.write(FILE, notice("2026-10-21 12:00", "2026-10-21 14:00"))
    assert parts(repository) == [(AFTERWARDS, "late", True)]
    repository.write(
        FILE, notice("2026-10-21 12:00", "2026-10-21 14:00", extra="published: 2026-10-01 10:00")
    )
    assert parts(repository) == [("2026-10-01T08:00:00Z", "ok", True)]
    assert parts(repository, "--base", "main") == [(AFTERWARDS, "late", True)]


def test_a_change_that_is_not_committed_is_published_now(repository: Repository):
    repository.write(FILE, notice("2026-10-25 03:00", "2026-10-25 04:00"))
    repository.commit("2026-10-05T10:00:00+02:00")
    repository.write(FILE, notice("2026-10-25 03:00", "2026-10-25 05:00"))
    assert parts(repository) == [("2026-10-05T08:00:00Z", "ok", False), (AFTERWARDS, "ok", True)]
    repository.write(
        FILE, notice("2026-10-25 03:00", "2026-10-25 05:00", extra="published: 2026-10-01 10:00")
    )
    assert parts(repository)[1] == (AFTERWARDS, "ok", True)


def test_a_pull_request_is_judged_against_its_target(repository: Repository):
    repository.branch("work")
    repository.write(FILE, notice("2026-10-21 12:00", "2026-10-21 14:00"))
    repository.commit("2026-10-05T10:00:00+02:00")
    assert parts(repository) == [("2026-10-05T08:00:00Z", "ok", False)]
    assert parts(repository, "--base", "main") == [(AFTERWARDS, "late", True)]


def test_an_unknown_base_is_said_so(repository: Repository):
    done = repository.run("report", "--base", "nowhere", "--now", AFTERWARDS)
    assert (done.code, done.out) == (1, "")
    assert "unknown-base" in done.err
    assert "git fetch origin nowhere" in done.err


def test_a_shallow_clone_is_refused(repository: Repository, tmp_path: Path):
    repository.write(FILE, notice())
    repository.commit("2026-10-05T10:00:00+02:00")
    clone = tmp_path / "clone"
    repository.git("clone", "--quiet", "--depth=1", f"file://{repository.root}", str(clone))
    done = SiteFolder(clone).run("report", "--now", AFTERWARDS)
    assert (done.code, done.out) == (1, "")
    assert "shallow-clone" in done.err
    assert "fetch-depth: 0" in done.err


def test_without_git_nothing_is_proven(repository: Repository, tmp_path: Path, monkeypatch):
    repository.write(FILE, notice())
    repository.commit("2026-10-05T10:00:00+02:00")
    monkeypatch.setenv("PATH", str(tmp_path / "nothing"))
    missing = repository.run("report", "--now", AFTERWARDS)
    assert (missing.code, missing.out) == (1, "")
    assert "git-failed" in missing.err
    assert "install git" in missing.err


def test_a_repository_without_commits_proves_nothing(tmp_path: Path):
    repository = Repository(tmp_path / "young")
    repository.write("site.yaml", SITE)
    repository.write(FILE, notice(extra="published: 2026-10-01 10:00"))
    assert report(repository)["provenance"] == "declared"
    assert parts(repository) == [("2026-10-01T08:00:00Z", "ok", True)]


def test_a_repository_that_lost_its_last_commit_is_refused(repository: Repository):
    repository.write(FILE, notice())
    lost = repository.commit("2026-11-18T10:00:00+01:00")
    (repository.root / ".git" / "objects" / lost[:2] / lost[2:]).unlink()
    refused = repository.run("report", "--now", AFTERWARDS)
    assert refused.code == 1
    assert "git-failed" in refused.err
    assert "the commit that HEAD names is missing" in refused.err
