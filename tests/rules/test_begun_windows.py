"""A window that has begun is fixed; a later one is further work. Read from real histories."""

from __future__ import annotations

import json

import pytest
from support.builders import SITE, Repository

NOW = "2026-10-20T12:00:00Z"
FILE = "maintenance/db.md"
CLASSES = SITE.replace(
    "{notice: 48h}", "{notice: 48h, classes: {standard: {}, soon: {notice: 0h}}}"
)


def notice(
    start: str, end: str, components: str = "{api: partial_outage}", extra: str = "", body: str = ""
) -> str:
    return f"---\ntitle: Work\nstart: {start}\nend: {end}\ncomponents: {components}\n{extra}---\n{body}"


@pytest.fixture
def history(repository: Repository) -> Repository:
    """Announced in time for 11 October, 02:00 to 04:00 UTC."""
    repository.write("site.yaml", CLASSES.replace("Europe/Warsaw", "UTC"))
    write(repository, "2026-10-05T10:00:00Z", "2026-10-11 02:00", "2026-10-11 04:00")
    return repository


def write(repository: Repository, at: str, *words: str, **more: str) -> None:
    repository.write(FILE, notice(*words, **more))
    repository.commit(at)


def told(repository: Repository, now: str = NOW) -> dict:
    done = repository.run("report", "--format", "json", "--now", now)
    assert done.code == 0, done.err
    return json.loads(done.out)


def parts(repository: Repository, now: str = NOW) -> list[tuple]:
    said = told(repository, now)["notices"]["db"]["parts"]
    return [(p["start"][8:16], p["end"][8:16], p["published"][8:16], p["verdict"]) for p in said]


def rows(repository: Repository, now: str = NOW) -> list[tuple]:
    return [
        (r["start"][8:16], r["end"][8:16], r["component"], r["reason"], r["counted"])
        for r in told(repository, now)["periods"][0]["ledger"]
    ]


EXCUSED = ("11T02:00", "11T04:00", "api", "maintenance", False)


def codes(repository: Repository, now: str = NOW) -> list[str]:
    done = repository.run("check", "--format", "json", "--now", now)
    return [d["code"] for d in json.loads(done.out)["diagnostics"]]


@pytest.mark.parametrize(
    "changed",
    [{"extra": "class: soon\n"}, {"components": "{api: degraded_performance}"}],
    ids=["another class", "a better level"],
)
def test_what_is_stated_better_or_otherwise_changes_nothing(history: Repository, changed: dict):
    write(history, "2026-10-11T03:00:00Z", "2026-10-11 02:00", "2026-10-11 04:00", **changed)
    assert rows(history) == [EXCUSED]
    assert parts(history) == [("11T02:00", "11T04:00", "05T10:00", "ok")]


@pytest.mark.parametrize("at", ["2026-10-11T03:00:00Z", "2026-10-15T03:00:00Z"])
def test_what_is_stated_worse_or_added_is_beyond_what_was_announced(history: Repository, at: str):
    components = "{api: major_outage, web: partial_outage}"
    write(history, at, "2026-10-11 02:00", "2026-10-11 04:00", components)
    assert rows(history) == [
        ("11T02:00", "11T04:00", "api", "beyond_announced", True),
        ("11T02:00", "11T04:00", "web", "beyond_announced", True),
    ]
    assert parts(history) == [("11T02:00", "11T04:00", "05T10:00", "ok")]


def test_a_stretched_end_is_a_part_of_its_own(history: Repository):
    write(history, "2026-10-11T03:00:00Z", "2026-10-11 02:00", "2026-10-11 05:00")
    assert parts(history) == [
        ("11T02:00", "11T04:00", "05T10:00", "ok"),
        ("11T04:00", "11T05:00", "11T03:00", "late"),
    ]
    assert rows(history) == [EXCUSED, ("11T04:00", "11T05:00", "api", "late_notice", True)]


def test_a_shortened_end_holds_for_what_is_to_come(history: Repository):
    write(history, "2026-10-11T02:30:00Z", "2026-10-11 02:00", "2026-10-11 03:00")
    assert rows(history) == [("11T02:00", "11T03:00", "api", "maintenance", False)]


def test_a_window_cannot_be_shortened_afterwards(history: Repository):
    write(history, "2026-10-12T10:00:00Z", "2026-10-11 02:00", "2026-10-11 03:00")
    assert rows(history) == [EXCUSED]


def test_the_start_stays(history: Repository):
    write(history, "2026-10-11T02:30:00Z", "2026-10-11 03:00", "2026-10-11 05:00")
    assert parts(history) == [
        ("11T02:00", "11T04:00", "05T10:00", "ok"),
        ("11T04:00", "11T05:00", "11T02:30", "late"),
    ]


def test_a_cancellation_cuts_what_is_to_come(history: Repository):
    write(
        history, "2026-10-11T03:00:00Z", "2026-10-11 02:00", "2026-10-11 04:00",
        extra="cancelled: 2026-10-11 03:00\n",
    )  # fmt: skip
    assert rows(history) == [("11T02:00", "11T03:00", "api", "maintenance", False)]
    assert told(history)["notices"]["db"]["verdict"] == "cancelled"


def test_a_later_window_is_further_work_and_the_first_one_stays(history: Repository):
    write(history, "2026-10-12T10:00:00Z", "2026-10-18 02:00", "2026-10-18 04:00")
    assert parts(history) == [
        ("11T02:00", "11T04:00", "05T10:00", "ok"),
        ("18T02:00", "18T04:00", "12T10:00", "ok"),
    ]
    assert rows(history) == [EXCUSED, ("18T02:00", "18T04:00", "api", "maintenance", False)]
    assert told(history)["notices"]["db"]["verdict"] == "ok"
    assert "notice-used-again" in codes(history)
    write(history, "2026-10-13T10:00:00Z", "2026-10-14 02:00", "2026-10-14 04:00")
    assert told(history)["notices"]["db"]["verdict"] == "partly-late"
    assert [row[3] for row in rows(history)] == ["maintenance", "late_notice"]


def test_further_work_under_a_later_agreement_changes_no_verdict_of_the_begun_window(
    history: Repository,
):
    head, _, sla = CLASSES.replace("Europe/Warsaw", "UTC").partition("    sla:\n")
    first = sla.replace("      availability", "      - availability", 1).replace(
        "\n      maint", "\n        maint"
    )
    later = "      - {since: 2026-10-15, inherit: true, maintenance: {notice: 240h}}\n"
    history.write("site.yaml", f"{head}    sla:\n{first.rstrip()}\n{later}")
    history.commit("2026-10-06T10:00:00Z")
    write(history, "2026-10-12T10:00:00Z", "2026-10-18 02:00", "2026-10-18 04:00")
    assert [p[3] for p in parts(history)] == ["ok", "late"]
    assert told(history)["notices"]["db"]["verdict"] == "partly-late"


def test_a_window_that_is_not_known_yet_brings_no_agreement(history: Repository):
    head, _, sla = CLASSES.replace("Europe/Warsaw", "UTC").partition("    sla:\n")
    first = sla.replace("      availability", "      - availability", 1)
    first = first.replace("\n      maint", "\n        maint")
    later = "      - {since: 2026-10-15, inherit: true, maintenance: {notice: 240h}}\n"
    history.write("site.yaml", f"{head}    sla:\n{first.rstrip()}\n{later}")
    history.commit("2026-10-06T10:00:00Z")
    write(history, "2026-10-22T10:00:00Z", "2026-11-18 02:00", "2026-11-18 04:00")
    assert parts(history) == [("11T02:00", "11T04:00", "05T10:00", "ok")]


def test_a_window_that_touches_is_no_further_work(history: Repository):
    write(history, "2026-10-11T03:00:00Z", "2026-10-11 04:00", "2026-10-11 05:00")
    assert "notice-used-again" not in codes(history)
    assert [p[:2] for p in parts(history)] == [("11T02:00", "11T04:00"), ("11T04:00", "11T05:00")]


def test_before_it_begins_a_window_is_moved(history: Repository):
    write(history, "2026-10-10T10:00:00Z", "2026-10-18 02:00", "2026-10-18 04:00")
    assert parts(history) == [("18T02:00", "18T04:00", "10T10:00", "ok")]
    assert "notice-used-again" not in codes(history)


TIMES = "## 2026-10-11 02:30 In progress\n\n## 2026-10-11 03:30 Completed\n"


@pytest.mark.parametrize("dropped", [True, False])
def test_the_times_of_work_are_those_of_the_window_of_their_time(
    history: Repository, dropped: bool
):
    write(history, "2026-10-11T03:40:00Z", "2026-10-11 02:00", "2026-10-11 04:00", body=TIMES)
    later = "\n## 2026-10-18 02:10 In progress\n\n## 2026-10-18 02:50 Completed\n"
    body = later if dropped else TIMES + later
    write(history, "2026-10-12T10:00:00Z", "2026-10-18 02:00", "2026-10-18 04:00", body=body)
    assert [row[:2] for row in rows(history)] == [
        ("11T02:30", "11T03:30"),
        ("18T02:10", "18T02:50"),
    ]


def test_the_last_statement_of_a_begun_windows_times_counts(history: Repository):
    write(
        history, "2026-10-11T03:40:00Z", "2026-10-11 02:00", "2026-10-11 04:00",
        extra="actual: {start: 2026-10-11 02:00, end: 2026-10-11 03:00}\n",
    )  # fmt: skip
    write(
        history, "2026-10-11T05:40:00Z", "2026-10-11 02:00", "2026-10-11 04:00",
        extra="actual: {start: 2026-10-11 02:00, end: 2026-10-11 05:00}\n",
    )  # fmt: skip
    write(history, "2026-10-12T10:00:00Z", "2026-10-18 02:00", "2026-10-18 04:00")
    assert [(row[:2], row[3]) for row in rows(history)] == [
        (("11T02:00", "11T04:00"), "maintenance"),
        (("11T04:00", "11T05:00"), "overrun"),
        (("18T02:00", "18T04:00"), "maintenance"),
    ]


def test_work_without_an_end_is_cut_when_further_work_is_announced(history: Repository):
    body = "## 2026-10-11 02:30 In progress\n"
    write(history, "2026-10-11T02:40:00Z", "2026-10-11 02:00", "2026-10-11 04:00", body=body)
    write(history, "2026-10-11T03:00:00Z", "2026-10-18 02:00", "2026-10-18 04:00", body=body)
    assert [row[:2] for row in rows(history)] == [
        ("11T02:30", "11T03:00"),
        ("18T02:00", "18T04:00"),
    ]


def test_a_change_that_is_not_committed_is_judged_alike(history: Repository):
    history.write(FILE, notice("2026-10-25 02:00", "2026-10-25 04:00"))
    assert [p[:3] for p in parts(history)] == [
        ("11T02:00", "11T04:00", "05T10:00"),
        ("25T02:00", "25T04:00", "20T12:00"),
    ]
    assert "notice-used-again" in codes(history)


def test_move_refuses_and_says_how(history: Repository):
    done = history.run("move", "db", "--start", "2026-10-25 02:00", "--yes", "--now", NOW)
    assert done.code != 0
    assert "statusmark new maintenance" in done.err


def test_local_times_are_read_in_the_zone_of_their_commit(history: Repository):
    history.write("site.yaml", CLASSES)
    history.commit("2026-10-12T10:00:00Z")
    assert parts(history) == [("11T02:00", "11T04:00", "05T10:00", "ok")]
    assert "notice-used-again" not in codes(history)


def test_a_new_zone_announces_what_is_to_come_anew(history: Repository):
    history.write("site.yaml", CLASSES)
    history.commit("2026-10-10T10:00:00Z")
    assert parts(history) == [
        ("11T00:00", "11T02:00", "10T10:00", "late"),
    ]


def test_a_deleted_file_that_comes_again_keeps_the_begun_window(history: Repository):
    history.remove(FILE)
    history.commit("2026-10-12T10:00:00Z")
    write(history, "2026-10-13T10:00:00Z", "2026-10-18 02:00", "2026-10-18 04:00")
    assert [p[:2] for p in parts(history)] == [("11T02:00", "11T04:00"), ("18T02:00", "18T04:00")]


def test_a_page_of_a_notice_used_again_is_built(history: Repository):
    write(history, "2026-10-12T10:00:00Z", "2026-10-18 02:00", "2026-10-18 04:00")
    assert history.run("build", "--now", NOW).code == 0
    page = (history.root / "public/maintenance/db/index.html").read_text()
    assert page.count("proven by commit") == 4, "two parts, and two versions"
