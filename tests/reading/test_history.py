"""When a notice was announced, read from real repositories with dated commits."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from support.builders import SITE, Repository, SiteFolder
from support.notices import FILE, notice, parts, report

from generator.reading.git.commands import GitError, run_all


def test_a_direct_push_is_published_by_its_commit(repository: Repository):
    repository.write(FILE, notice())
    repository.commit("2026-10-05T10:00:00+02:00")
    assert parts(repository) == [("2026-10-05T08:00:00Z", "ok", False)]
    assert report(repository)["provenance"] == "git"


def test_a_merge_publishes_not_the_branch(repository: Repository):
    repository.branch("work")
    repository.write(FILE, notice())
    repository.commit("2026-10-05T10:00:00+02:00")
    repository.switch("main")
    repository.merge("work", "2026-10-10T10:00:00+02:00")
    assert parts(repository) == [("2026-10-10T08:00:00Z", "late", False)]


def test_a_squash_publishes_when_it_lands(repository: Repository):
    repository.branch("work")
    repository.write(FILE, notice())
    repository.commit("2026-10-01T10:00:00+02:00")
    repository.write("note.txt", "more")
    repository.commit("2026-10-02T10:00:00+02:00")
    repository.switch("main")
    repository.git("merge", "--quiet", "--squash", "work")
    repository.commit("2026-10-06T10:00:00+02:00")
    assert parts(repository) == [("2026-10-06T08:00:00Z", "ok", False)]


def test_a_rebase_keeps_the_author_date_but_not_the_publication(repository: Repository):
    repository.write(FILE, notice())
    repository.commit("2026-10-10T10:00:00+02:00", author_at="2026-10-01T10:00:00+02:00")
    assert parts(repository) == [("2026-10-10T08:00:00Z", "late", False)]


def test_the_shape_of_history_changes_nothing(tmp_path: Path):
    """The same publications, once pushed directly and once merged, give the same figures."""
    reports = []
    for shape in ("direct", "merge"):
        repository = Repository(tmp_path / shape)
        repository.write("site.yaml", SITE)
        repository.commit("2026-01-01T00:00:00Z")
        steps = [
            ("2026-10-05T10:00:00Z", notice()),
            ("2026-10-10T20:00:00Z", notice(end="2026-10-11 06:00")),
        ]
        for number, (at, text) in enumerate(steps):
            if shape == "merge":
                repository.branch(f"b{number}")
            repository.write(FILE, text)
            if shape == "merge":
                repository.commit("2026-10-01T00:00:00Z")
                repository.switch("main")
                repository.merge(f"b{number}", at)
            else:
                repository.commit(at)
        reports.append(report(repository))
    assert reports[0] == reports[1]
    assert reports[0]["notices"]["db"]["verdict"] == "partly-late"


def test_a_renamed_file_keeps_its_publication_by_its_id(repository: Repository):
    repository.write("maintenance/old.md", notice(extra="id: db"))
    repository.commit("2026-10-05T10:00:00+02:00")
    (repository.root / "maintenance/2026").mkdir()
    repository.git("mv", "maintenance/old.md", "maintenance/2026/new.md")
    repository.commit("2026-10-10T20:00:00+02:00")
    assert parts(repository) == [("2026-10-05T08:00:00Z", "ok", False)]


@pytest.mark.parametrize(
    ("extra", "expected"),
    [
        ("class: standard", [("2026-10-10T18:00:00Z", "late", False)]),
        ("aliases: [old]", [("2026-10-05T08:00:00Z", "ok", False)]),
    ],
)
def test_another_id_is_another_notice_unless_it_is_an_alias(
    repository: Repository, extra: str, expected: list
):
    repository.write("maintenance/old.md", notice())
    repository.commit("2026-10-05T10:00:00+02:00")
    repository.remove("maintenance/old.md")
    repository.write("maintenance/new.md", notice(extra=extra))
    repository.commit("2026-10-10T20:00:00+02:00")
    assert parts(repository, id_="new") == expected


def test_another_id_in_the_same_file_is_another_notice(repository: Repository):
    repository.write(FILE, notice(extra="id: one"))
    repository.commit("2026-10-05T10:00:00+02:00")
    repository.write(FILE, notice(extra="id: two"))
    repository.commit("2026-10-10T20:00:00+02:00")
    assert parts(repository, id_="two") == [("2026-10-10T18:00:00Z", "late", False)]
    repository.write(FILE, notice(extra="id: two\n    aliases: [one]"))
    assert parts(repository, id_="two") == [("2026-10-05T08:00:00Z", "ok", False)]


def test_two_lookalikes_moved_in_one_commit_are_told_apart_by_id(repository: Repository):
    repository.write("maintenance/a.md", notice())
    repository.commit("2026-10-05T10:00:00+02:00")
    repository.write("maintenance/b.md", notice(start="2026-10-11 03:00"))
    repository.commit("2026-10-10T10:00:00+02:00")
    (repository.root / "maintenance/2026").mkdir()
    for name in ("a", "b"):
        repository.git("mv", f"maintenance/{name}.md", f"maintenance/2026/{name}.md")
    # each now looks more like the other one did
    repository.write("maintenance/2026/a.md", notice() + "\n    ## 2026-10-11 02:10 In progress\n")
    repository.commit("2026-10-12T10:00:00+02:00")
    assert parts(repository, id_="a") == [("2026-10-05T08:00:00Z", "ok", False)]
    assert parts(repository, id_="b") == [("2026-10-10T08:00:00Z", "late", False)]


def test_a_copy_is_a_new_notice(repository: Repository):
    repository.write("maintenance/last.md", notice())
    repository.commit("2026-10-01T10:00:00+02:00")
    repository.write(FILE, notice())
    repository.commit("2026-10-10T10:00:00+02:00")
    assert parts(repository) == [("2026-10-10T08:00:00Z", "late", False)]


def test_the_users_git_settings_do_not_matter(repository: Repository):
    repository.write("maintenance/last.md", notice())
    repository.commit("2026-10-01T10:00:00+02:00")
    repository.write("maintenance/zażółć.md", notice(extra="id: db"))
    repository.commit("2026-10-10T10:00:00+02:00")
    for key, value in (
        ("diff.renames", "copies"),
        ("color.ui", "always"),
        ("log.showSignature", "true"),
        ("diff.renameLimit", "1"),
        ("log.follow", "true"),
        ("core.quotePath", "true"),
    ):
        repository.git("config", key, value)
    assert parts(repository) == [("2026-10-10T08:00:00Z", "late", False)]


def test_a_hooks_environment_does_not_matter(repository: Repository, monkeypatch):
    repository.write(FILE, notice())
    repository.commit("2026-10-05T10:00:00+02:00")
    monkeypatch.setenv("GIT_DIR", ".git")
    monkeypatch.setenv("GIT_INDEX_FILE", "elsewhere")
    assert parts(repository) == [("2026-10-05T08:00:00Z", "ok", False)]


def test_new_words_and_a_shorter_window_keep_the_publication(repository: Repository):
    repository.write(FILE, notice(components="{api: major_outage, web: degraded_performance}"))
    repository.commit("2026-10-05T10:00:00+02:00")
    text = notice(end="2026-10-11 03:00", components="{api: partial_outage}")
    repository.write(FILE, text.replace("upgrade", "change"))
    repository.commit("2026-10-10T20:00:00+02:00")
    assert parts(repository) == [("2026-10-05T08:00:00Z", "ok", False)]


@pytest.mark.parametrize(
    "changed",
    [
        {"components": "[api, web]"},
        {"components": "{api: major_outage}"},
        {"extra": "class: other"},
    ],
    ids=["a component", "a level", "the class"],
)
def test_promising_more_announces_everything_anew(repository: Repository, changed: dict):
    classes = "{notice: 48h, classes: {standard: {}, other: {}}}"
    repository.write("site.yaml", SITE.replace("{notice: 48h}", classes))
    repository.write(FILE, notice(components="{api: partial_outage}"))
    repository.commit("2026-10-05T10:00:00+02:00")
    repository.write(FILE, notice(**{"components": "{api: partial_outage}"} | changed))
    repository.commit("2026-10-10T20:00:00+02:00")
    assert parts(repository) == [("2026-10-10T18:00:00Z", "late", False)]


def test_a_return_after_cancellation_or_deletion_announces_anew(repository: Repository):
    for name in ("cancelled", "deleted"):
        repository.write(f"maintenance/{name}.md", notice())
    repository.commit("2026-10-01T10:00:00+02:00")
    repository.write(
        "maintenance/cancelled.md", notice(extra="cancelled: 2026-10-03T08:00:00+02:00")
    )
    repository.remove("maintenance/deleted.md")
    repository.commit("2026-10-03T10:00:00+02:00")
    assert report(repository)["notices"]["cancelled"]["verdict"] == "cancelled"
    for name in ("cancelled", "deleted"):
        repository.write(f"maintenance/{name}.md", notice())
    repository.commit("2026-10-10T10:00:00+02:00")
    for name in ("cancelled", "deleted"):
        assert parts(repository, id_=name) == [("2026-10-10T08:00:00Z", "late", False)]


def test_a_commit_after_now_is_unknown(repository: Repository):
    repository.write(FILE, notice())
    repository.commit("2026-10-05T10:00:00+02:00")
    repository.write(FILE, notice(start="2026-10-18 02:00", end="2026-10-18 04:00"))
    repository.commit("2026-10-08T10:00:00+02:00")
    early = report(repository, now="2026-10-07T12:00:00Z")["notices"]["db"]["parts"]
    assert [p["start"] for p in early] == ["2026-10-11T00:00:00Z"]
    late = report(repository, now="2026-10-08T12:00:00Z")["notices"]["db"]["parts"]
    assert [p["start"] for p in late] == ["2026-10-18T00:00:00Z"]


def test_published_can_only_make_it_later(repository: Repository):
    repository.write(FILE, notice(extra="published: 2026-10-01 10:00"))
    repository.commit("2026-10-05T10:00:00+02:00")
    assert parts(repository) == [("2026-10-05T08:00:00Z", "ok", False)]
    repository.write("maintenance/slow.md", notice(extra="published: 2026-10-10 10:00"))
    repository.commit("2026-10-06T10:00:00+02:00")
    assert parts(repository, id_="slow") == [("2026-10-10T08:00:00Z", "late", False)]
    assert "slow" not in report(repository, now="2026-10-09T00:00:00Z")["notices"]


def test_taking_a_later_publication_back_does_not_reach_into_the_past(repository: Repository):
    repository.write(FILE, notice(extra="published: 2026-12-01 10:00"))
    repository.commit("2026-10-01T10:00:00+02:00")
    repository.write(FILE, notice())
    repository.commit("2026-10-10T10:00:00+02:00")
    assert parts(repository) == [("2026-10-10T08:00:00Z", "late", False)]


def test_a_later_publication_is_not_known_before_the_commit_that_says_so(repository: Repository):
    repository.write(FILE, notice())
    repository.commit("2026-10-05T10:00:00+02:00")
    repository.write(FILE, notice(extra="published: 2026-10-10 10:00"))
    repository.commit("2026-10-08T10:00:00+02:00")
    before = "2026-10-07T00:00:00Z"
    assert parts(repository, now=before) == [("2026-10-05T08:00:00Z", "ok", False)]
    assert parts(repository) == [("2026-10-10T08:00:00Z", "late", False)]


def test_a_postponed_version_that_was_overtaken_never_was(repository: Repository):
    repository.write(FILE, notice(extra="published: 2026-10-09 10:00"))
    repository.commit("2026-10-01T10:00:00+02:00")
    repository.write(FILE, notice(start="2026-10-18 02:00", end="2026-10-18 04:00"))
    repository.commit("2026-10-05T10:00:00+02:00")
    said = report(repository)["notices"]["db"]["parts"]
    assert [(p["start"], p["published"]) for p in said] == [
        ("2026-10-18T00:00:00Z", "2026-10-05T08:00:00Z")
    ]


def test_a_site_may_lie_below_the_repositorys_root(repository: Repository):
    below = SiteFolder(repository.root / "status")
    below.write("site.yaml", SITE)
    below.write(FILE, notice())
    repository.write(FILE, notice("2026-10-11 03:00"))
    repository.commit("2026-10-05T10:00:00+02:00")
    assert parts(below) == [("2026-10-05T08:00:00Z", "ok", False)]


def test_a_site_that_moved_within_its_repository_keeps_its_proof(repository: Repository):
    repository.write(FILE, notice())
    repository.commit("2026-10-05T10:00:00+02:00")
    (repository.root / "status").mkdir()
    for name in ("site.yaml", "maintenance"):
        shutil.move(repository.root / name, repository.root / "status" / name)
    repository.commit("2026-10-10T10:00:00+02:00")
    assert parts(SiteFolder(repository.root / "status")) == [("2026-10-05T08:00:00Z", "ok", False)]


def test_old_versions_that_cannot_be_read_are_skipped(repository: Repository):
    repository.write(FILE, notice())
    repository.commit("2026-10-01T10:00:00+02:00")
    repository.write(FILE, "---\nstart: [nonsense\n---\n")
    repository.commit("2026-10-05T10:00:00+02:00")
    repository.write(FILE, notice())
    repository.commit("2026-10-10T10:00:00+02:00")
    assert parts(repository) == [("2026-10-01T08:00:00Z", "ok", False)]


def test_gits_that_run_at_once_have_all_ended_when_one_of_them_fails(repository: Repository):
    at_head = ("rev-parse", "HEAD")
    assert len({*run_all(repository.root, at_head, at_head)}) == 1
    with pytest.raises(GitError, match="first"):
        run_all(repository.root, at_head, ("rev-parse", "first"), ("rev-parse", "second"))
