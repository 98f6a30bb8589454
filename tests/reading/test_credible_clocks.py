"""A committer time is believed unless the commit, or those before it on the line, contradict it."""

from __future__ import annotations

import json
import subprocess

import pytest
from support.builders import SITE, Repository

NOW = "2026-10-20T12:00:00Z"
FILE = "maintenance/db.md"
NOTICE = """
    ---
    title: Database upgrade
    start: {start}
    end: {end}
    components: [api]
    ---
    """


def notice(start: str = "2026-10-15 02:00", end: str = "2026-10-15 04:00") -> str:
    return NOTICE.format(start=start, end=end)


def parts(repository: Repository, now: str = NOW, id_: str = "db") -> list[tuple]:
    done = repository.run("report", "--format", "json", "--now", now)
    assert done.code == 0, done.err
    said = json.loads(done.out)["notices"][id_]["parts"]
    return [(p["published"], p["verdict"], p["proof"]) for p in said]


def codes(repository: Repository, now: str = NOW) -> list[str]:
    done = repository.run("check", "--format", "json", "--now", now)
    return [d["code"] for d in json.loads(done.out)["diagnostics"]]


def believe_less(repository: Repository, *commits: str) -> None:
    text = SITE.rstrip() + f"\n    proof: {{wrong_clock: [{', '.join(commits)}]}}\n    "
    repository.write("site.yaml", text)


def test_a_time_before_that_of_an_earlier_commit_is_not_believed(repository: Repository):
    repository.write("README", "x")
    earlier = repository.commit("2026-10-14T10:00:00Z")
    repository.write(FILE, notice())
    typed = repository.commit("2026-10-01T10:00:00Z")
    assert parts(repository) == [("2026-10-14T10:00:00Z", "late", "git")]
    done = repository.run("check", "--now", NOW)
    assert "clock-contradicts" in done.out
    assert typed[:10] in done.out
    assert earlier[:10] in done.out
    assert f"wrong_clock: [{earlier[:10]}]" in done.out


def test_a_time_before_the_authors_is_not_believed(repository: Repository):
    repository.write(FILE, notice())
    repository.commit("2026-10-01T10:00:00Z", author_at="2026-10-14T10:00:00Z")
    assert parts(repository) == [("2026-10-14T10:00:00Z", "late", "git")]
    assert "clock-contradicts" in codes(repository)


@pytest.mark.parametrize(
    ("earlier", "published"),
    [
        ("2026-10-10T10:10:00Z", "2026-10-10T10:00:00Z"),
        ("2026-10-10T10:10:01Z", "2026-10-10T10:10:01Z"),
    ],
    ids=["ten minutes", "more"],
)
def test_clocks_may_differ_by_ten_minutes(repository: Repository, earlier: str, published: str):
    repository.write("README", "x")
    repository.commit(earlier)
    repository.write(FILE, notice())
    repository.commit("2026-10-10T10:00:00Z")
    assert parts(repository) == [(published, "ok", "git")]
    assert ("clock-contradicts" in codes(repository)) == (published == earlier)


def test_the_latest_of_all_earlier_times_counts(repository: Repository):
    for at in ("2026-10-12T10:00:00Z", "2026-10-14T10:00:00Z", "2026-10-13T10:00:00Z"):
        repository.commit(at)
    repository.write(FILE, notice())
    repository.commit("2026-10-10T10:00:00Z", author_at="2026-10-11T10:00:00Z")
    assert parts(repository) == [("2026-10-14T10:00:00Z", "late", "git")]


def test_times_after_now_contradict_nothing_yet(repository: Repository):
    repository.commit("2026-10-18T10:00:00Z")
    repository.write(FILE, notice())
    repository.commit("2026-10-10T10:00:00Z")
    assert parts(repository, "2026-10-12T12:00:00Z") == [("2026-10-10T10:00:00Z", "ok", "git")]
    assert "committed-in-the-future" in codes(repository, "2026-10-12T12:00:00Z")
    assert parts(repository) == []
    assert "committed-in-the-future" not in codes(repository)


def test_a_notice_of_the_future_is_named_in_its_file(repository: Repository):
    repository.write(FILE, notice())
    sha = repository.commit("2026-10-11T10:00:00Z")
    for command in ("check", "build"):
        done = repository.run(command, "--now", "2026-10-10T10:00:00Z")
        assert f"{FILE}:1:1: committed-in-the-future" in done.out + done.err
        assert f"wrong_clock: [{sha[:10]}]" in done.out + done.err
        assert (done.out + done.err).count("committed-in-the-future") == 1
    repository.write("README", "x")
    repository.commit("2026-10-11T11:00:00Z")
    told = repository.run("check", "--now", "2026-10-10T10:00:00Z").out
    assert told.count("committed-in-the-future") == 2
    assert (
        "site.yaml:1:1: warning: committed-in-the-future" in told
        or "site.yaml:1:1: committed-in" in told
    )


def test_a_commit_of_the_future_whose_clock_was_wrong_is_not_named_again(repository: Repository):
    repository.write(FILE, notice())
    sha = repository.commit("2026-10-11T10:00:00Z")
    assert "committed-in-the-future" in codes(repository, "2026-10-10T10:00:00Z")
    believe_less(repository, sha[:10])
    repository.commit("2026-10-10T09:00:00Z")
    assert "committed-in-the-future" not in codes(repository, "2026-10-10T10:00:00Z")


def test_a_site_built_as_of_an_instant_is_not_warned_of_what_came_later(repository: Repository):
    repository.commit("2026-10-18T10:00:00Z")
    now = ("--now", "2026-10-12T12:00:00Z")
    assert "committed-in-the-future" in repository.run("check", *now).out
    assert "committed-in-the-future" not in repository.run("build", *now).err


def test_a_wrong_clock_contradicts_nothing_and_what_is_better_by_it_is_declared(
    repository: Repository,
):
    wrong = repository.commit("2026-10-14T10:00:00Z")
    repository.write(FILE, notice())
    repository.commit("2026-10-10T10:00:00Z")
    assert parts(repository) == [("2026-10-14T10:00:00Z", "late", "git")]
    believe_less(repository, wrong[:7])
    assert parts(repository) == [("2026-10-10T10:00:00Z", "ok", "declared")]
    assert "clock-contradicts" not in codes(repository)


def test_a_version_with_a_wrong_clock_counts_from_the_next_dated_commit(repository: Repository):
    repository.write(FILE, notice())
    wrong = repository.commit("2026-10-01T10:00:00Z")
    believe_less(repository, wrong)
    assert parts(repository, "2026-10-12T12:00:00Z") == [("2026-10-12T12:00:00Z", "ok", "git")]
    repository.commit("2026-10-14T10:00:00Z")
    assert parts(repository) == [("2026-10-14T10:00:00Z", "late", "git")]


def test_a_verdict_that_holds_only_by_a_wrong_clock_is_declared_whoever_published_it(
    repository: Repository,
):
    repository.write(FILE, notice())
    repository.commit("2026-10-10T10:00:00Z")
    # by its own time this adds a component at the start, by the next commit's in a window that has begun
    repository.write(FILE, notice().replace("[api]", "{api: under_maintenance, web: major_outage}"))
    wrong = repository.commit("2026-10-15T00:00:00Z")
    repository.remove(FILE)
    repository.write(FILE, notice())
    repository.commit("2026-10-15T12:00:00Z")
    believe_less(repository, wrong)
    done = repository.run("report", "--format", "json", "--now", NOW)
    (part,) = json.loads(done.out)["notices"]["db"]["parts"]
    assert (part["published"], part["verdict"]) == ("2026-10-10T10:00:00Z", "ok")
    assert (part["proof"], part.get("declared")) == ("declared", True)


def test_a_part_that_git_alone_would_judge_better_is_not_declared(repository: Repository):
    classes = "{notice: 48h, classes: {standard: {}, free: {notice: none}}}"
    site = SITE.replace("{notice: 48h}", classes)
    repository.write("site.yaml", site)
    repository.write(FILE, notice())
    repository.commit("2026-10-14T10:00:00Z")
    text = notice().replace("[api]", "[api]\n    class: free\n    reason: So it is")
    repository.write(FILE, text)
    # by its own time this comes before the window, by the next commit's in it
    wrong = repository.commit("2026-10-14T11:00:00Z")
    repository.write("README", "x")
    repository.commit("2026-10-16T10:00:00Z")
    repository.write(
        "site.yaml", site.rstrip() + f"\n    proof: {{wrong_clock: [{wrong[:9]}]}}\n    "
    )
    assert parts(repository) == [("2026-10-14T10:00:00Z", "late", "git")]


def test_a_verdict_that_holds_by_git_alone_is_not_declared(repository: Repository):
    wrong = repository.commit("2026-10-14T10:00:00Z")
    repository.write(FILE, notice())
    repository.commit("2026-10-13T18:00:00Z")
    believe_less(repository, wrong)
    done = repository.run("report", "--format", "json", "--now", NOW)
    (part,) = json.loads(done.out)["notices"]["db"]["parts"]
    assert (part["published"], part["verdict"]) == ("2026-10-13T18:00:00Z", "late")
    assert (part["proof"], part.get("declared")) == ("git", None)


def test_no_clock_contradicts_before_proof_since(repository: Repository):
    repository.write("site.yaml", SITE.rstrip() + "\n    proof_since: 2026-10-16\n    ")
    repository.commit("2026-10-14T10:00:00Z")
    text = notice().replace("components", "published: 2026-10-01 10:00\n    components")
    repository.write(FILE, text)
    repository.commit("2026-10-10T10:00:00Z")
    assert parts(repository) == [("2026-10-01T08:00:00Z", "ok", "declared")]
    assert "clock-contradicts" not in codes(repository)


@pytest.mark.parametrize(
    ("stated", "message"),
    [
        ("wrong_clock: [0000000]", "there is no commit 0000000"),
        ("wrong_clock: [12345]", "'12345' is not a commit"),
        ("published_parent: {0000000: 2}", "there is no commit 0000000"),
        ("published_parent: {0000000: 3}", "'3' is not the number of a parent"),
        ("branches: main", "has no key 'branches'"),
    ],
)
def test_settings_that_name_nothing_are_mistakes(repository: Repository, stated: str, message: str):
    repository.write("site.yaml", SITE.rstrip() + f"\n    proof: {{{stated}}}\n    ")
    done = repository.run("check", "--now", NOW)
    assert done.code == 1
    assert message in done.out + done.err


def test_a_commit_beside_the_line_is_a_mistake(repository: Repository):
    repository.branch("work")
    repository.write(FILE, notice())
    beside = repository.commit("2026-10-05T10:00:00Z")
    repository.switch("main")
    merge = repository.merge("work", "2026-10-06T10:00:00Z")
    believe_less(repository, beside[:8])
    assert "unknown-commit" in codes(repository)
    believe_less(repository, merge[:8])
    assert "unknown-commit" not in codes(repository)


def test_only_a_merge_has_a_second_parent(repository: Repository):
    plain = repository.commit("2026-10-05T10:00:00Z")
    repository.write(
        "site.yaml", SITE.rstrip() + f"\n    proof: {{published_parent: {{{plain[:9]}: 2}}}}\n    "
    )
    done = repository.run("check", "--now", NOW)
    assert done.code == 1
    assert "is no merge" in done.out + done.err


@pytest.mark.parametrize(
    "date",
    [
        "253402300800 +0000",
        "18446744073709551615 +0000",
        "99999999999999999999999 +0000",
        "-86400 +0000",
        "1790000000",
        "",
        "tomorrow +0000",
    ],
)
def test_dates_that_git_cannot_tell_prove_nothing(repository: Repository, date: str):
    repository.write(FILE, notice())
    repository.git("add", "--all")
    tree, parent = repository.git("write-tree"), repository.git("rev-parse", "HEAD")
    text = (
        f"tree {tree}\nparent {parent}\nauthor T <t@example.com> {date}\n"
        f"committer T <t@example.com> {date}\n\nx\n"
    )
    made = subprocess.run(
        ["git", "hash-object", "-t", "commit", "-w", "--stdin", "--literally"],
        cwd=repository.root, input=text.encode(), capture_output=True, check=True,
    )  # fmt: skip
    repository.git("reset", "--quiet", "--hard", made.stdout.decode().strip())
    assert parts(repository, "2026-10-12T12:00:00Z") == [("2026-10-12T12:00:00Z", "ok", "git")]
    repository.commit("2026-10-13T10:00:00Z")
    assert parts(repository) == [("2026-10-13T10:00:00Z", "late", "git")]
    assert repository.run("build", "--now", NOW).code == 0


def test_a_change_of_words_just_before_makes_no_version_later(repository: Repository):
    repository.write(FILE, notice())
    repository.commit("2026-10-05T09:00:00Z")
    repository.write(FILE, notice() + "More words.\n")
    repository.commit("2026-10-05T10:05:00Z")
    repository.write(FILE, notice("2026-10-16 02:00", "2026-10-16 04:00"))
    repository.commit("2026-10-05T10:00:00Z")
    assert parts(repository) == [("2026-10-05T10:00:00Z", "ok", "git")]


def test_a_clock_a_few_minutes_behind_does_not_turn_versions_around(repository: Repository):
    repository.write(FILE, notice())
    repository.commit("2026-10-05T10:05:00Z")
    repository.write(FILE, notice("2026-10-16 02:00", "2026-10-16 04:00"))
    repository.commit("2026-10-05T10:00:00Z")
    done = json.loads(repository.run("report", "--format", "json", "--now", NOW).out)
    assert [p["start"] for p in done["notices"]["db"]["parts"]] == ["2026-10-16T00:00:00Z"]
