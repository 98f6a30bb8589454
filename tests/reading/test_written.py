"""When what figures rest on was written: told by git, believed, and said where it was late."""

import json
import re

import jsonschema
import pytest
from support.builders import SiteFolder

from generator.rendering.schemas.report import report_schema

PROMISED = """
    name: Test
    url: https://status.example.com
    timezone: Europe/Warsaw
    components: [{id: api, name: API}, {id: web, name: Web}]
    sla:
      availability: {target: 99.5%}
      maintenance: {notice: 48h}
      priorities: {P1: {acknowledge: 1h, update: 60m, resolve: 4h, postmortem: 5bd}}
    """
HEAD = """
    ---
    title: Sign-in fails
    started: 2026-10-09 10:00
    components: {api: major_outage}
    priority: P1
    """
OPENED = "## 2026-10-09 10:20 Investigating\n    Looking.\n"
SOLVED = "## 2026-10-09 10:50 Resolved\n    Done.\n"
WORK = """
    ---
    title: Upgrade
    start: 2026-10-11 02:00
    end: 2026-10-11 04:00
    components: [api]
    """
SITE_AT = "2025-12-31T23:00:00Z"
LATER = "2026-11-20T12:00:00Z"
PATH = "incidents/x.md"


def post(*updates, keys="", head=HEAD):
    """A post's file with more keys, and updates as texts."""
    lines = "".join(f"{line}\n    " for line in keys.splitlines())
    return head + lines + "---\n    Words.\n\n    " + "\n    ".join(updates)


@pytest.fixture
def site(repository):
    repository.write("site.yaml", PROMISED)
    repository.git("commit", "--quiet", "--amend", "--all", "--no-edit", at=SITE_AT)
    return repository


def saved(site, at, text, path=PATH):
    site.write(path, text)
    site.commit(at)


def told(site, now=LATER, period="2026-10"):
    ended = site.run("report", "--format", "json", "--now", now)
    assert ended.code == 0, ended.err
    report = json.loads(ended.out)
    jsonschema.validate(report, report_schema())
    (month,) = [p for p in report["periods"] if p["period"] == period]
    return month, {
        id_: {n: m["written"] for n, m in r.items() if isinstance(m, dict)}
        for id_, r in report["responses"].items()
    }


def row(site, **asked):
    return told(site, **asked)[0]["ledger"][0]["written"]


def shown(site, path, now=LATER):
    ended = site.run("build", "--out", "public", "--now", now)
    assert ended.code == 0, ended.err
    html = (site.root / "public" / path / "index.html").read_text("utf-8")
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def test_written_as_it_happened_says_nothing_on_the_page(site):
    saved(site, "2026-10-09T08:21:00Z", post(OPENED))
    saved(site, "2026-10-09T08:51:00Z", post(OPENED, SOLVED))
    month, responses = told(site)
    assert month["ledger"][0]["written"] == "2026-10-09T08:51:00Z"
    assert month["terms_written"] == SITE_AT
    assert responses["x"] == {
        "acknowledge": "2026-10-09T08:21:00Z",
        "update": "2026-10-09T08:51:00Z",
        "resolve": "2026-10-09T08:51:00Z",
        "postmortem": "2026-10-09T08:21:00Z",
    }
    assert "stated" not in shown(site, "incidents/x")
    assert "stated" not in shown(site, "sla/2026-10")


def test_all_typed_ten_days_later_is_marked_with_its_day(site):
    saved(site, "2026-10-19T10:00:00Z", post(OPENED, SOLVED))
    assert row(site) == "2026-10-19T10:00:00Z"
    page = shown(site, "incidents/x")
    # acknowledged, updates, resolved; no postmortem was written
    assert page.count("stated 19 October 2026, 10 days later") == 3
    assert "stated" not in shown(site, "sla/2026-10").split("Responses")[0]


def test_a_postmortem_dated_back_is_marked_and_one_in_time_is_not(site):
    report = "## 2026-10-14 12:00 Postmortem\n    What happened.\n"
    saved(site, "2026-10-09T08:51:00Z", post(OPENED, SOLVED))
    saved(site, "2026-11-14T10:00:00Z", post(OPENED, SOLVED, report))
    assert told(site)[1]["x"]["postmortem"] == "2026-11-14T10:00:00Z"
    assert shown(site, "incidents/x").count("stated 14 November 2026, 31 days later") == 1


def test_an_empty_postmortem_is_none_until_it_has_words(site):
    head = "## 2026-10-14 12:00 Postmortem\n"
    saved(site, "2026-10-14T10:01:00Z", post(OPENED, SOLVED, head))
    saved(site, "2026-11-14T10:00:00Z", post(OPENED, SOLVED, head + "    At last.\n"))
    assert told(site)[1]["x"]["postmortem"] == "2026-11-14T10:00:00Z"


def test_impact_that_is_changed_after_the_month_is_marked_in_its_ledger(site):
    saved(site, "2026-10-09T08:51:00Z", post(OPENED, SOLVED))
    phase = (
        "impact: [{from: 2026-10-09 10:00, to: 2026-10-09 10:10, components: {api: major_outage}}]"
    )
    saved(site, "2026-11-05T10:00:00Z", post(OPENED, SOLVED, keys=phase))
    assert row(site) == "2026-11-05T10:00:00Z"
    assert "stated 5 November 2026, 27 days later" in shown(site, "sla/2026-10")
    assert "later" not in shown(site, "incidents/x")


@pytest.mark.parametrize(
    ("before", "after", "measure"),
    [
        (post(OPENED, SOLVED), post(OPENED.replace("10:20", "10:10"), SOLVED), "acknowledge"),
        (post(OPENED, SOLVED), post(OPENED, SOLVED.replace("10:50", "10:40")), "resolve"),
        (post(OPENED, SOLVED), post(OPENED, SOLVED, keys="reported: 2026-10-09 10:05"), "resolve"),
        (post(OPENED, SOLVED), post(OPENED, SOLVED, keys="acknowledged: 2026-10-09 10:02"), "acknowledge"),
        (post(OPENED, SOLVED), post(OPENED, SOLVED, keys="resolved: 2026-10-09 10:50"), "resolve"),
    ],
)  # fmt: skip
def test_a_changed_time_was_written_then(site, before, after, measure):
    saved(site, "2026-10-09T08:51:00Z", before)
    saved(site, "2026-10-13T10:00:00Z", after)
    assert told(site)[1]["x"][measure] == "2026-10-13T10:00:00Z"
    assert "stated 13 October 2026, 4 days later" in shown(site, "incidents/x")


def test_words_spelling_and_order_change_nothing(site):
    first = "2026-10-09T08:51:00Z"
    saved(site, first, post(OPENED, SOLVED))
    other = HEAD.replace("2026-10-09 10:00", "2026-10-09T10:00+02:00").replace("Sign-in", "It all")
    heading = SOLVED.replace("2026-10-09 10:50 Resolved", "2026-10-09T08:50Z – resolved")
    saved(site, "2026-11-05T10:00:00Z", post(heading, OPENED + "    More words.\n", head=other))
    month, responses = told(site)
    assert month["ledger"][0]["written"] == first
    assert set(responses["x"].values()) == {first}


def test_what_was_put_back_was_written_when_it_came_back(site):
    saved(site, "2026-10-09T08:51:00Z", post(OPENED, SOLVED))
    saved(site, "2026-10-20T10:00:00Z", post(OPENED, SOLVED.replace("10:50", "10:30")))
    saved(site, "2026-10-21T10:00:00Z", post(OPENED, SOLVED))
    assert row(site) == "2026-10-21T10:00:00Z"
    site.remove(PATH)
    site.commit("2026-10-22T10:00:00Z")
    saved(site, "2026-10-23T10:00:00Z", post(OPENED, SOLVED))
    assert row(site) == "2026-10-23T10:00:00Z"


def test_a_post_is_followed_by_its_id(site):
    first = "2026-10-09T08:51:00Z"
    saved(site, first, post(OPENED, SOLVED))
    (site.root / "incidents/2026").mkdir()
    site.git("mv", PATH, "incidents/2026/y.md")
    saved(
        site,
        "2026-11-05T10:00:00Z",
        post(OPENED, SOLVED, keys="aliases: [x]"),
        "incidents/2026/y.md",
    )
    assert row(site) == first
    site.git("mv", "incidents/2026/y.md", "incidents/z.md")
    longer = post(OPENED, SOLVED.replace("10:50", "10:55"), keys="id: y\naliases: [x]")
    saved(site, "2026-11-06T10:00:00Z", longer, "incidents/z.md")
    assert row(site) == "2026-11-06T10:00:00Z"
    assert told(site)[1]["y"]["acknowledge"] == first


def test_another_post_in_the_same_file_is_another(site):
    saved(site, "2026-10-09T08:51:00Z", post(OPENED, SOLVED, keys="id: first"))
    saved(site, "2026-10-19T10:00:00Z", post(OPENED, SOLVED, keys="id: second"))
    assert row(site) == "2026-10-19T10:00:00Z"


def test_a_site_that_moved_into_a_folder_was_not_written_anew(site):
    first = "2026-10-09T08:51:00Z"
    saved(site, first, post(OPENED, SOLVED))
    (site.root / "status").mkdir()
    site.git("mv", "site.yaml", "incidents", "status")
    site.commit("2026-11-05T10:00:00Z")
    moved = SiteFolder(site.root / "status")
    ended = moved.run("report", "--format", "json", "--now", LATER)
    (month,) = [p for p in json.loads(ended.out)["periods"] if p["period"] == "2026-10"]
    assert (month["ledger"][0]["written"], month["terms_written"]) == (
        first,
        SITE_AT,
    )


def test_what_no_commit_tells_is_null(site):
    saved(site, "2026-10-09T08:21:00Z", post(OPENED))
    site.write(PATH, post(OPENED, SOLVED))
    month, responses = told(site)
    assert month["ledger"][0]["written"] is None
    assert responses["x"]["acknowledge"] == "2026-10-09T08:21:00Z"
    assert responses["x"]["resolve"] is None
    site.commit("2026-10-19T10:00:00Z")
    # a commit later than now says nothing yet
    assert row(site, now="2026-10-15T12:00:00Z") is None


def test_without_git_nothing_tells(site):
    saved(site, "2026-10-19T10:00:00Z", post(OPENED, SOLVED))
    site.git("branch", "--move", "main", "other")
    (site.root / ".git").rename(site.root / "not.git")
    month, responses = told(site)
    assert (month["ledger"][0]["written"], month["terms_written"]) == (None, None)
    assert set(responses["x"].values()) == {None}
    assert "stated" not in shown(site, "incidents/x")


def test_no_mark_is_asked_of_posts_before_proof_since(site):
    site.write("site.yaml", PROMISED.replace("    sla:", "    proof_since: 2026-10-15\n    sla:"))
    saved(site, "2026-11-19T10:00:00Z", post(OPENED, SOLVED))
    assert row(site) == "2026-11-19T10:00:00Z"
    assert "stated" not in shown(site, "incidents/x") + shown(site, "sla/2026-10")


def test_a_clock_that_is_contradicted_counts_as_everywhere(site):
    site.write(PATH, post(OPENED, SOLVED))
    site.commit("2026-10-09T08:51:00Z", author_at="2026-10-19T10:00:00Z")
    assert row(site) == "2026-10-19T10:00:00Z"


def test_missed_and_written_at_once_is_not_marked(site):
    missed = SOLVED.replace("10:50", "15:30")
    saved(site, "2026-10-09T08:21:00Z", post(OPENED))
    saved(site, "2026-10-09T13:31:00Z", post(OPENED, missed))
    assert "stated" not in shown(site, "incidents/x")


def test_what_lasts_beyond_its_month_is_not_late_for_that(site):
    head = HEAD.replace("2026-10-09 10:00", "2026-10-31 23:00")
    opened, solved = (u.replace("10-09 10:20", "10-31 23:10").replace("10-09 10:50", "11-01 01:00") for u in (OPENED, SOLVED))  # fmt: skip
    saved(site, "2026-10-31T22:11:00Z", post(opened, head=head))
    saved(site, "2026-11-01T00:05:00Z", post(opened, solved, head=head))
    assert row(site) == "2026-11-01T00:05:00Z"
    assert "stated" not in shown(site, "sla/2026-10")


def test_works_times(site):
    begun, done = "## 2026-10-11 02:05 In progress\n", "## 2026-10-11 03:00 Completed\n"
    path = "maintenance/w.md"
    saved(site, "2026-10-05T10:00:00Z", post(head=WORK), path)
    assert row(site, now="2026-10-12T10:00:00Z") == "2026-10-05T10:00:00Z"
    saved(site, "2026-10-11T00:06:00Z", post(begun, head=WORK), path)
    saved(site, "2026-10-11T01:01:00Z", post(begun, done, head=WORK), path)
    assert row(site) == "2026-10-11T01:01:00Z"
    actual = "actual: {start: 2026-10-11 02:05, end: 2026-10-11 02:20}"
    saved(site, "2026-11-03T10:00:00Z", post(begun, done, keys=actual, head=WORK), path)
    assert row(site) == "2026-11-03T10:00:00Z"
    assert "stated 3 November 2026, 23 days later" in shown(site, "sla/2026-10")


def test_times_of_begun_work_that_the_file_has_dropped(site):
    begun, done = "## 2026-10-11 02:05 In progress\n", "## 2026-10-11 03:00 Completed\n"
    path = "maintenance/w.md"
    saved(site, "2026-10-05T10:00:00Z", post(head=WORK), path)
    saved(site, "2026-10-11T01:01:00Z", post(begun, done, head=WORK), path)
    saved(site, "2026-10-13T10:00:00Z", post(head=WORK.replace("10-11", "10-18")), path)
    rows = told(site)[0]["ledger"]
    assert [r["written"] for r in rows] == ["2026-10-11T01:01:00Z", "2026-10-13T10:00:00Z"]


@pytest.mark.parametrize(
    ("before", "after", "changed"),
    [
        ("99.5%", "99.9%", True),
        ("notice: 48h", "notice: 24h", True),
        ("name: API", "name: The API", False),
        ("99.5%", "99.50%", False),
        ("acknowledge: 1h", "acknowledge: 2h", False),
        ("{id: web, name: Web}", "{id: web, name: Web, sla: false}", True),
        ("{id: web, name: Web}", "{id: shop, name: Web, aliases: [web]}", False),
        ("{id: web, name: Web}", "{id: web, name: Web}, {id: new, name: New, since: 2026-11-01}", False),
    ],
)  # fmt: skip
def test_terms_are_written_by_the_commit_that_last_changed_what_judges(
    site, before, after, changed
):
    site.write("site.yaml", PROMISED.replace(before, after))
    saved(site, "2026-11-03T10:00:00Z", post(OPENED, SOLVED))
    written = "2026-11-03T10:00:00Z" if changed else SITE_AT
    assert told(site)[0]["terms_written"] == written
    page = shown(site, "sla/2026-10")
    assert ("stated 3 November 2026, 3 days later" in page.split("Remarks")[-1][:120]) == changed


def test_a_dated_agreement_says_each_months_own(site):
    dated = "  - {since: 2026-11-01, inherit: true, availability: {target: 99.9%}}\n    "
    listed = PROMISED.replace("      availability", "      - availability").replace("\n      m", "\n        m").replace("\n      p", "\n        p")  # fmt: skip
    site.write("site.yaml", listed)
    site.git("commit", "--quiet", "--amend", "--all", "--no-edit", at=SITE_AT)
    site.write("site.yaml", listed + dated)
    saved(site, "2026-10-28T10:00:00Z", post(OPENED, SOLVED))
    assert told(site)[0]["terms_written"] == SITE_AT
    assert told(site, period="2026-11")[0]["terms_written"] == "2026-10-28T10:00:00Z"
