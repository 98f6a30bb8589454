"""update, resolve, postmortem, cancel, move, status, completion: files grow by what was meant."""

from __future__ import annotations

import pytest
from support.authored import HALF_A_MINUTE_LATER, INCIDENT, NOTICE, SITE, only_post
from support.builders import GIT_ENVIRONMENT, Repository
from support.instants import AT_NOW

from generator.model.levels import Status


def test_an_update_is_appended_and_the_next_one_is_due(status_site):
    place = status_site.write("incidents/down.md", INCIDENT)
    before = place.read_bytes()
    ended = status_site.run("update", "down", "identified", "The pool.", *AT_NOW)
    assert ended.code == 0
    assert "next: update due 15:05" in ended.out
    assert place.read_bytes() == before + b"\n## 2026-11-20 14:05 Identified\nThe pool.\n"


def test_an_update_stands_on_top_where_the_newest_does(status_site):
    newest_first = INCIDENT.replace(
        "    ## 2026-11-20 13:10",
        "    ## 2026-11-20 13:40 Identified\n    A pool.\n\n    ## 2026-11-20 13:10",
    )
    path = status_site.write("incidents/down.md", newest_first)
    before = path.read_text("utf-8")
    run = ("update", "down", "Monitoring", "It is back.", *AT_NOW)
    assert status_site.run(*run).code == 0
    assert path.read_text("utf-8") == before.replace(
        "## 2026-11-20 13:40", "## 2026-11-20 14:05 Monitoring\nIt is back.\n\n## 2026-11-20 13:40"
    )
    dated_back = ("update", "down", "Update", "Still looking.", "--at", "2026-11-20 13:20", *AT_NOW)
    assert status_site.run(*dated_back).code == 0
    text = path.read_text("utf-8")
    times = [line[14:19] for line in text.splitlines() if line.startswith("## ")]
    assert times == ["14:05", "13:40", "13:20", "13:10"]


def test_the_second_update_of_a_minute_has_its_seconds(status_site):
    status_site.write("incidents/down.md", INCIDENT)
    for _ in range(2):
        status_site.run("update", "down", "Update", "x", "--now", HALF_A_MINUTE_LATER)
    assert [f"{u.at:%M:%S}" for u in only_post(status_site).updates] == ["10:00", "05:00", "05:30"]


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("Monitoring", Status.MONITORING),
        ("UPDATE", Status.UPDATE),
        ("escalated l3", Status.ESCALATED),
    ],
)
def test_statuses_are_known_in_any_dress(status_site, word, status):
    status_site.write("incidents/down.md", INCIDENT)
    assert status_site.run("update", "down", word, "x", *AT_NOW).code == 0
    assert only_post(status_site).updates[-1].status is status


def test_planned_work_has_statuses_of_its_own(status_site):
    status_site.write("maintenance/up.md", NOTICE)
    for word in ("in_progress", "in-progress", "In progress", "completed"):
        assert status_site.run("update", "up", word, "x", *AT_NOW).code == 0
    assert status_site.run("update", "up", "resolved", "x", *AT_NOW).code == 2
    assert status_site.run("resolve", "up", *AT_NOW).code == 2
    assert (
        status_site.run("update", "up", "update", "--impact", "api=operational", *AT_NOW).code == 2
    )


def test_text_comes_from_standard_input_too(status_site, monkeypatch):
    import io

    status_site.write("incidents/down.md", INCIDENT)
    monkeypatch.setattr("sys.stdin", io.StringIO("line\n\n- item\n"))
    assert status_site.run("update", "down", "update", "-", *AT_NOW).code == 0
    assert only_post(status_site).updates[-1].text == "line\n\n- item"


def test_an_update_may_change_priority_and_be_dated_back(status_site):
    status_site.write("incidents/down.md", INCIDENT.replace("    priority: P1\n", ""))
    ended = status_site.run(
        "update",
        "down",
        "update",
        "Worse.",
        "--priority",
        "P1",
        "--at",
        "2026-11-20 13:30",
        *AT_NOW,
    )
    assert ended.code == 0
    last = only_post(status_site).updates[-1]
    assert (last.priority, last.text, f"{last.at:%H:%M}") == ("P1", "Worse.", "12:30")
    assert status_site.run("update", "down", "update", "--priority", "P7", *AT_NOW).code == 2


def test_impact_from_now_on_ends_the_phase_before(status_site):
    place = status_site.write("incidents/down.md", INCIDENT)
    status_site.run(
        "update", "down", "monitoring", "x", "--impact", "api=degraded_performance", *AT_NOW
    )
    later = ("--now", "2026-11-20T15:00+01:00")
    status_site.run(
        "update", "down", "update", "y", "--impact", "api=operational,web=operational", *later
    )
    assert (
        "components: {api: major_outage, web: partial_outage}\nimpact:\n"
        "  - {from: 2026-11-20 13:00, to: 2026-11-20 14:05, components: {api: major_outage, web: partial_outage}}\n"
        "  - {from: 2026-11-20 14:05, to: 2026-11-20 15:00, components: {api: degraded_performance, web: partial_outage}}\n"
        "---\n"
    ) in place.read_text("utf-8")  # fmt: skip


def test_a_broken_post_can_still_be_added_to_but_says_what_is_wrong(status_site):
    place = status_site.write("incidents/down.md", INCIDENT.replace("api:", "apii:"))
    ended = status_site.run("update", "down", "update", "Words.", *AT_NOW)
    assert ended.code == 1
    assert "unknown-component" in ended.err
    assert "Words." in place.read_text("utf-8")
    before = place.read_bytes()
    refused = status_site.run("update", "down", "update", "--impact", "api=operational", *AT_NOW)
    assert refused.code == 1
    assert "was not changed" in refused.err
    assert place.read_bytes() == before


def test_the_text_is_not_lost_where_nothing_can_be_written(status_site, monkeypatch):
    status_site.write("incidents/down.md", INCIDENT)

    def refuse(*_, **__):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("generator.authoring.write_post.change_whole", refuse)
    ended = status_site.run("update", "down", "update", "Precious words.", *AT_NOW)
    assert ended.code == 1
    assert "No space left on device" in ended.err
    assert "Precious words." in ended.err


def test_unknown_ids_are_answered_with_the_nearest(status_site):
    status_site.write("incidents/2026-11-20-down.md", INCIDENT)
    status_site.write("incidents/renamed.md", INCIDENT.replace("title", "id: other\n    title", 1))
    ended = status_site.run("resolve", "2026-11-20-dwon", *AT_NOW)
    assert (ended.code, "did you mean '2026-11-20-down'?" in ended.err) == (1, True)
    assert status_site.run("resolve", "other", "x", *AT_NOW).code == 0
    assert status_site.run("resolve", "incidents/2026-11-20-down.md", "x", *AT_NOW).code == 0
    assert status_site.run("resolve", "renamed", *AT_NOW).code == 1


# --------------------------------------------------------------------------------------- the others


def test_resolve_then_postmortem_with_its_parts_and_due_date(status_site):
    status_site.write("incidents/down.md", INCIDENT)
    ended = status_site.run("resolve", "down", "Fixed.", *AT_NOW)
    assert (ended.code, ended.out.splitlines()[-1]) == (0, "next: postmortem due 2026-11-27 23:59")
    begun = status_site.run("postmortem", "down", *AT_NOW)
    assert "the agreement wants it by 2026-11-27 23:59 (5bd after the resolution)" in begun.out
    assert only_post(status_site).updates[-1].text == "### What happened\n\n### What we will do"
    assert "postmortem-incomplete" not in begun.err
    again = status_site.run("postmortem", "down", *AT_NOW)
    assert (again.code, "already" in again.err) == (1, True)


def test_an_empty_postmortem_is_not_committed(status_site):
    place = status_site.write("incidents/down.md", INCIDENT)
    status_site.run("resolve", "down", "Fixed.", *AT_NOW)
    before = place.read_bytes()
    assert status_site.run("postmortem", "down", "--commit", *AT_NOW).code == 2
    assert place.read_bytes() == before


def test_cancelled_work_stays_in_its_file(status_site):
    place = status_site.write("maintenance/up.md", NOTICE)
    assert status_site.run("cancel", "up", "Not ready.", *AT_NOW).code == 0
    assert only_post(status_site).announced.cancelled_at is not None
    assert place.read_text("utf-8").endswith("## 2026-11-20 14:05 Cancelled\nNot ready.\n")
    assert status_site.run("cancel", "up", *AT_NOW).code == 1
    status_site.write("incidents/down.md", INCIDENT)
    assert status_site.run("cancel", "down", *AT_NOW).code == 2


def announced(repository):
    repository.write("site.yaml", SITE)
    repository.write("maintenance/up.md", NOTICE)
    repository.commit("2026-11-18T10:00:00+01:00")
    return repository.root / "maintenance/up.md"


def test_move_says_what_it_does_to_the_notice_and_keeps_the_length(repository):
    place = announced(repository)
    ended = repository.run(
        "move", "up", "--start", "2026-12-13 02:00", "--now", HALF_A_MINUTE_LATER
    )
    assert ended.code == 0
    before, after, *_ = ended.out.splitlines()
    assert before.startswith(
        "before: 2026-12-06 02:00 to 04:00: 02:00 announced 17 days 16 h ahead (ok)"
    )
    assert after.startswith(
        "after:  2026-12-13 02:00 to 04:00: 02:00 announced 22 days 11 h ahead (ok)"
    )
    assert "start: 2026-12-13 02:00\nend: 2026-12-13 04:00  # two hours\n" in place.read_text(
        "utf-8"
    )


def test_shortening_never_hurts_and_too_short_a_notice_needs_a_yes(repository):
    place = announced(repository)
    shortened = repository.run(
        "move", "up", "--end", "2026-12-06 03:00", "--now", "2026-12-05T12:00+01:00"
    )
    assert shortened.code == 0
    assert "(ok)" in shortened.out.splitlines()[1]
    before = place.read_bytes()
    late = ("move", "up", "--start", "2026-11-21 02:00", *AT_NOW)
    refused = repository.run(*late)
    assert refused.code == 1
    assert "(late)" in refused.out
    assert "Nothing was changed" in refused.err
    assert place.read_bytes() == before
    assert repository.run(*late, "--acknowledge-late").code == 0
    assert "late: acknowledged\n---" in place.read_text("utf-8")
    assert repository.run("move", "up", *AT_NOW).code == 2
    assert repository.run("move", "up", "--end", "2026-11-20 02:00", *AT_NOW).code == 2


def test_commit_takes_this_file_alone_and_push_pushes(repository, tmp_path, monkeypatch):
    for key, value in GIT_ENVIRONMENT.items():
        monkeypatch.setenv(key, value)
    repository.write("site.yaml", SITE)
    repository.commit("2026-11-01T10:00:00+01:00")
    repository.write("other.txt", "x")
    repository.git("add", "other.txt")
    ended = repository.run("new", "incident", "Down", "--component", "api", "--commit", *AT_NOW)
    assert ended.code == 0, ended.err
    assert repository.git("show", "--name-only", "--format=%s").split() == [
        "incidents/2026/2026-11-20-down.md:", "Investigating", "incidents/2026/2026-11-20-down.md"
    ]  # fmt: skip
    assert repository.git("status", "--porcelain") == "A  other.txt"
    nowhere = repository.run("resolve", "2026-11-20-down", "x", "--push", *AT_NOW)
    assert (nowhere.code, "git refused" in nowhere.err) == (1, True)
    repository.git("init", "--quiet", "--bare", str(tmp_path / "remote.git"))
    repository.git("remote", "add", "origin", str(tmp_path / "remote.git"))
    repository.git("config", "push.autoSetupRemote", "true")
    pushed = repository.run("update", "2026-11-20-down", "update", "y", "--push", *AT_NOW)
    assert (pushed.code, "Pushed." in pushed.out) == (0, True)
    assert repository.git("rev-parse", "origin/main") == repository.git("rev-parse", "HEAD")


def test_a_hook_of_another_repository_does_not_take_the_commit(repository, tmp_path, monkeypatch):
    for key, value in GIT_ENVIRONMENT.items():
        monkeypatch.setenv(key, value)
    announced(repository)
    other = Repository(tmp_path / "other")
    monkeypatch.setenv("GIT_DIR", str(other.root / ".git"))
    monkeypatch.setenv("GIT_INDEX_FILE", str(other.root / ".git/index"))
    assert repository.run("cancel", "Not ready.", "--commit", *AT_NOW).code == 0
    for name in ("GIT_DIR", "GIT_INDEX_FILE"):
        monkeypatch.delenv(name)
    assert repository.git("show", "--name-only", "--format=").split() == ["maintenance/up.md"]
    assert other.git("rev-list", "--all") == ""


def test_errors_are_not_committed(repository):
    place = announced(repository)
    ended = repository.run(
        "move", "up", "--start", "2026-11-21 02:00", "--yes", "--commit", *AT_NOW
    )
    assert ended.code == 1
    assert "Not committed" in ended.err
    assert place.name in repository.git("status", "--porcelain")


def test_status_tells_what_visitors_see_and_what_is_due(status_site):
    quiet = status_site.run("status", *AT_NOW)
    assert quiet.out == "Test, 14:05: all operational\nnothing is due\n"
    status_site.write("incidents/down.md", INCIDENT)
    status_site.write("maintenance/up.md", NOTICE)
    told = status_site.run("status", *AT_NOW).out
    assert "Test, 14:05: major outage since 13:00\n  api: major outage (down)\n" in told
    assert "open incidents:\n  down: Down (P1; Investigating 13:10)\n" in told
    assert "planned:\n  up: Upgrade (2026-12-06 02:00 to 2026-12-06 04:00; notice ok)\n" in told
    assert "due next:\n  update due 14:10  down\n" in told
    late = status_site.run("status", "--now", "2026-11-20T14:30+01:00").out
    assert "update due 14:10, 20 min ago  down" in late
    status_site.write("incidents/bad.md", INCIDENT.replace("api:", "apii:"))
    assert status_site.run("status", *AT_NOW).code == 1


# --------------------------------------------------------------------------------------- completion
