"""Posts that are deleted or get another id, and a ``proof_since`` that is raised: named, with the commit."""

from __future__ import annotations

import json

import pytest
from support.builders import SITE, Repository

NOW = "2026-11-20T12:00:00Z"
INCIDENT = """
    ---
    title: Outage
    started: 2026-11-09 10:00
    resolved: 2026-11-09 15:00
    components: {api: major_outage}
    ---
    """
NOTICE = """
    ---
    title: Database upgrade
    start: 2026-11-15 02:00
    end: 2026-11-15 04:00
    components: [api]
    ---
    """


def found(repository: Repository, *more: str) -> dict[str, str]:
    done = repository.run("check", "--format", "json", "--now", NOW, *more)
    return {d["code"]: d["message"] for d in json.loads(done.out)["diagnostics"]}


def deleted(repository: Repository) -> dict[str, list]:
    done = repository.run("report", "--format", "json", "--now", NOW)
    return {p["period"]: p.get("deleted", []) for p in json.loads(done.out)["periods"]}


@pytest.mark.parametrize(
    ("path", "text"), [("incidents/x.md", INCIDENT), ("maintenance/x.md", NOTICE)]
)
def test_a_post_deleted_after_it_began_is_named(repository: Repository, path: str, text: str):
    repository.write(path, text)
    repository.write("incidents/other.md", INCIDENT)
    repository.commit("2026-11-09T16:00:00Z")
    assert deleted(repository) == {"2026-11": []}
    repository.remove(path)
    sha = repository.commit("2026-11-16T10:00:00Z")
    assert deleted(repository) == {"2026-11": [{"id": "x", "file": path, "commit": sha}]}
    assert sha[:10] in found(repository)["post-deleted"]
    assert path in found(repository)["post-deleted"]
    assert repository.run("build", "--now", NOW).code == 0
    page = (repository.root / "public/sla/2026-11/index.html").read_text()
    assert f"{path} ({sha[:10]})" in page
    repository.write(path, text)
    assert "post-deleted" not in found(repository)


def test_an_incident_does_not_become_a_notice_of_the_same_start(repository: Repository):
    repository.write("incidents/x.md", INCIDENT)
    repository.write("incidents/other.md", INCIDENT)
    repository.commit("2026-11-09T16:00:00Z")
    repository.remove("incidents/x.md")
    notice = NOTICE.replace("2026-11-15 02:00", "2026-11-09 10:00")
    notice = notice.replace("2026-11-15 04:00", "2026-11-09 15:00")
    repository.write("maintenance/y.md", notice.replace("[api]", "{api: major_outage}"))
    sha = repository.commit("2026-11-16T10:00:00Z")
    gone = {"id": "x", "file": "incidents/x.md", "commit": sha}
    assert deleted(repository) == {"2026-11": [gone]}


def test_a_post_deleted_by_a_commit_whose_clock_was_wrong_is_named(repository: Repository):
    repository.write("incidents/x.md", INCIDENT)
    repository.write("incidents/other.md", INCIDENT)
    repository.commit("2026-11-09T16:00:00Z")
    repository.remove("incidents/x.md")
    sha = repository.commit("2026-11-08T10:00:00Z")
    repository.write("site.yaml", SITE.rstrip() + f"\n    proof: {{wrong_clock: [{sha[:7]}]}}\n")
    # no later commit tells when it was: now is when it counts from
    assert deleted(repository)["2026-11"][0]["commit"] == sha


def test_an_incident_that_was_opened_again_touches_the_periods_up_to_its_deletion(
    repository: Repository,
):
    body = "\n    ## 2026-10-09 15:00 Resolved\n    x\n\n    ## 2026-10-09 16:00 Investigating\n    x\n    "
    text = INCIDENT.replace("    resolved: 2026-11-09 15:00\n", "").replace("11-09", "10-09")
    repository.write("incidents/x.md", text + body)
    repository.write("incidents/other.md", INCIDENT)
    repository.commit("2026-10-09T16:00:00Z")
    repository.remove("incidents/x.md")
    repository.commit("2026-11-16T10:00:00Z")
    assert [len(posts) for posts in deleted(repository).values()] == [1]


def test_a_post_deleted_as_it_began_takes_no_minute(repository: Repository):
    repository.write("maintenance/x.md", NOTICE)
    repository.write("incidents/other.md", INCIDENT)
    repository.commit("2026-11-09T16:00:00Z")
    repository.remove("maintenance/x.md")
    repository.commit("2026-11-15T01:00:00Z")
    assert deleted(repository) == {"2026-11": []}


def test_a_post_deleted_before_it_began_is_not(repository: Repository):
    repository.write("maintenance/x.md", NOTICE)
    repository.write("incidents/other.md", INCIDENT)
    repository.commit("2026-11-09T16:00:00Z")
    repository.remove("maintenance/x.md")
    repository.commit("2026-11-10T10:00:00Z")
    assert "post-deleted" not in found(repository)


def test_a_post_that_moved_or_was_renamed_is_not_deleted(repository: Repository):
    repository.write("incidents/x.md", INCIDENT)
    repository.write("incidents/y.md", INCIDENT.replace("10:00", "11:00"))
    repository.commit("2026-11-09T16:00:00Z")
    (repository.root / "incidents/2026").mkdir()
    repository.git("mv", "incidents/x.md", "incidents/2026/x.md")
    repository.git("mv", "incidents/y.md", "incidents/z.md")
    repository.commit("2026-11-10T10:00:00Z")
    assert "post-deleted" not in found(repository)


def test_a_notice_renamed_as_its_times_are_stated_is_not_deleted(repository: Repository):
    repository.write("maintenance/x.md", NOTICE)
    repository.commit("2026-11-09T16:00:00Z")
    repository.remove("maintenance/x.md")
    repository.write(
        "maintenance/y.md", NOTICE.replace("[api]", "[api]\n    actual: {start: 2026-11-15 02:10}")
    )
    repository.commit("2026-11-16T10:00:00Z")
    assert "post-deleted" not in found(repository)


def test_a_closed_period_names_it_no_more(repository: Repository):
    october = INCIDENT.replace("2026-11-09", "2026-10-09")
    repository.write("incidents/x.md", october)
    repository.write("incidents/other.md", october)
    repository.commit("2026-10-09T16:00:00Z")
    repository.remove("incidents/x.md")
    repository.commit("2026-10-16T10:00:00Z")
    assert deleted(repository)["2026-10"]
    assert repository.run("close", "2026-10", "--now", NOW).code == 0
    assert deleted(repository)["2026-10"] == []
    assert "post-deleted" not in found(repository)


def test_a_deleted_post_for_another_audience_is_not_named_to_this_one(repository: Repository):
    text = INCIDENT.replace("started", "audience: [internal]\n    started", 1)
    repository.write("incidents/secret.md", text)
    repository.write("incidents/other.md", INCIDENT)
    repository.commit("2026-11-09T16:00:00Z")
    repository.remove("incidents/secret.md")
    repository.commit("2026-11-16T10:00:00Z")
    assert repository.run("build", "--now", NOW).code == 0
    published = [p.read_bytes() for p in (repository.root / "public").rglob("*") if p.is_file()]
    assert not any(b"secret" in data for data in published)
    month = json.loads((repository.root / "public/sla/2026-11.json").read_text())
    assert month["periods"][0]["deleted"][0]["id"] is None


@pytest.mark.parametrize("folder", ["incidents", "maintenance"])
def test_an_id_about_to_change_is_named_before_the_commit(repository: Repository, folder: str):
    text = INCIDENT if folder == "incidents" else NOTICE
    repository.write(f"{folder}/2026-11-09-db.md", text)
    repository.commit("2026-11-09T16:00:00Z")
    assert "id-changed" not in found(repository)
    repository.git("mv", f"{folder}/2026-11-09-db.md", f"{folder}/2026-11-09-database.md")
    assert "aliases" not in found(repository)["id-changed"]
    assert "'2026-11-09-db' goes" in found(repository)["id-changed"]
    aliased = text.replace("title", "aliases: [2026-11-09-db]\n    title", 1)
    repository.write(f"{folder}/2026-11-09-database.md", aliased)
    assert "id-changed" not in found(repository)


def test_another_id_in_the_same_file_is_named(repository: Repository):
    repository.write("maintenance/x.md", NOTICE)
    repository.commit("2026-11-09T16:00:00Z")
    repository.write("maintenance/x.md", NOTICE.replace("title", "id: quite-another\n    title", 1))
    assert "id-changed" in found(repository)


def test_a_post_that_goes_and_an_unlike_one_that_comes_are_two(repository: Repository):
    repository.write("maintenance/x.md", NOTICE)
    repository.commit("2026-11-09T16:00:00Z")
    repository.remove("maintenance/x.md")
    repository.write("maintenance/router-change.md", NOTICE.replace("11-15", "11-29"))
    assert "id-changed" not in found(repository)


def test_a_pull_request_is_compared_with_where_it_left_its_target(repository: Repository):
    repository.write("maintenance/db-1.md", NOTICE)
    repository.commit("2026-11-09T16:00:00Z")
    repository.branch("work")
    repository.git("mv", "maintenance/db-1.md", "maintenance/db-2.md")
    repository.commit("2026-11-10T16:00:00Z")
    assert "id-changed" in found(repository, "--base", "main")


def since(day: str) -> str:
    return SITE.rstrip() + f"\n    proof_since: {day}\n    "


@pytest.mark.parametrize(
    ("days", "named"),
    [
        (("2026-01-01", "2026-11-18"), True),
        (("2026-11-18", "2026-01-01"), False),
        ((None, "2026-11-18"), True),
        ((None, "2026-11-01"), False),
    ],
)
def test_a_raised_proof_since_is_named(repository: Repository, days: tuple, named: bool):
    before, after = days
    repository.write("site.yaml", since(before) if before else SITE)
    repository.write("maintenance/x.md", NOTICE)
    repository.commit("2026-11-09T16:00:00Z")
    repository.write("site.yaml", since(after))
    assert ("proof-since-raised" in found(repository)) == named
    sha = repository.commit("2026-11-17T16:00:00Z")
    said = found(repository)
    assert ("proof-since-raised" in said) == named
    assert not named or sha[:10] in said["proof-since-raised"]


def test_rows_that_rest_on_declared_parts_say_so(repository: Repository):
    repository.write("site.yaml", since("2026-11-18"))
    repository.write(
        "maintenance/x.md", NOTICE.replace("end:", "published: 2026-11-01 10:00\n    end:")
    )
    repository.commit("2026-11-17T16:00:00Z")
    assert repository.run("build", "--now", NOW).code == 0
    page = (repository.root / "public/sla/2026-11/index.html").read_text()
    assert "notice declared, not proven by git" in page
    assert "since 18 November 2026" in (repository.root / "public/sla/index.html").read_text()
