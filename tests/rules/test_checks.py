"""Named checks: docs/checks.md shows one example of each, run here; and the minute before it speaks."""

import json
import re
from pathlib import Path

import pytest
from support.builders import SiteFolder
from support.instants import AT_NOW, local
from support.judging import JudgedSite
from support.pipeline import assessed

from generator.rules.checks.all import CHECKS, run_checks

DOCS = Path(__file__).parents[2] / "docs" / "checks.md"
TEXT = DOCS.read_text("utf-8")
SITE = re.search(r"```yaml\n(.*?)```", TEXT, re.DOTALL)[1]
SECTIONS = dict(
    re.findall(r"^## ([a-z-]+)\n(.*?)(?=^## [A-Za-z]|\Z)", TEXT, re.MULTILINE | re.DOTALL)
)
FILE = re.compile(r"`([a-z/-]+\.md)`, checked at ([^:]+:\d\d):\n\n```markdown\n(.*?)```", re.DOTALL)
ELSEWHERE = {
    "closed-period-changed",
    "future-time",
    "notice-used-again",
    "period-not-closed",
    "post-deleted",
    "turned-history",
    "unmeasured-period",
}
"""Told in docs/checks.md, and shown by tests/rules/test_closed.py, below, tests/errors/future-time and, with
a history, by tests/reading."""


def test_every_check_is_documented():
    names = {check.__name__.replace("_", "-") for check in CHECKS}
    assert names - {"in-the-future"} == set(SECTIONS) - {"future-time", "needless-accept"}


@pytest.mark.parametrize("code", sorted(set(SECTIONS) - ELSEWHERE))
def test_the_example_says_what_the_docs_say(code, tmp_path):
    site = SiteFolder(tmp_path / "site")
    site.write("site.yaml", SITE.encode())
    files = FILE.findall(SECTIONS[code])
    assert files
    for path, _, text in files:
        site.write(path, text.encode())
    now = files[0][1]
    expected = re.search(r"```text\n(.*?)```", SECTIONS[code], re.DOTALL)[1]
    ended = site.run("check", "--now", now)
    assert ended.out == f"{expected}\n{count(expected)}\n"
    assert ended.code == (1 if "error" in count(expected) else 0)


def count(drawn):
    return "1 warning in 1 file" if ": warning: " in drawn else "1 error in 1 file"


# --------------------------------------------------------------------------------------- limits

SLA = """
    availability: {target: 99.5%}
    maintenance:
      classes:
        standard: {windows: [Sun 02:00-06:00]}
        emergency: {notice: none}
    priorities:
      P1: {acknowledge: 1h, update: 60m, postmortem: 5bd}
      P2: {acknowledge: 4h}
    """
UNCLASSIFIED = ["unclassified"]
DOWN = "components: {api: major_outage}"


@pytest.fixture
def site(tmp_path):
    return JudgedSite(tmp_path, SLA)


def codes(site, now):
    return sorted(d.code for d in run_checks(site.at(now)))


def incident(site, front="", body="", priority="P1"):
    site.incident(f"priority: {priority}\nstarted: 2026-11-18 09:00\n{DOWN}\n{front}", body)


def test_exactly_enough_notice_is_enough(site):
    site.work("2026-12-06 02:00", "2026-12-06 04:00", "2026-12-04 02:00")
    assert codes(site, "2026-12-04 03:00") == []


def test_short_notice_is_an_error_only_before_the_work(site):
    site.work("2026-12-06 02:00", "2026-12-06 04:00", "2026-12-04 02:01")
    assert codes(site, "2026-12-06 01:59") == ["short-notice"]
    assert codes(site, "2026-12-06 02:00") == []


def test_an_exempt_class_and_an_acknowledged_notice_do_not_stop_publication(site):
    site.work(
        "2026-12-06 02:00", "2026-12-06 04:00", "2026-12-05 12:00",
        "class: emergency\nreason: A hole",
    )  # fmt: skip
    assert codes(site, "2026-12-05 12:00") == []
    site.work("2026-12-13 02:00", "2026-12-13 04:00", "2026-12-12 12:00", "late: acknowledged")
    forgotten, found = run_checks(site.at("2026-12-12 12:00"))
    assert forgotten.code == "forgotten-work"
    assert (found.code, found.severity.value) == ("short-notice", "warning")


def test_windows_that_touch_do_not_overlap(site):
    site.work("2026-12-06 02:00", "2026-12-06 04:00", "2026-12-01 00:00")
    site.work("2026-12-06 04:00", "2026-12-06 06:00", "2026-12-01 00:00")
    site.work(
        "2026-12-06 02:00", "2026-12-06 04:00", "2026-12-01 00:00",
        "components: {web: major_outage}",
    )  # fmt: skip
    assert codes(site, "2026-12-02 00:00") == []


def test_answers_and_updates_are_overdue_after_their_minute(site):
    incident(site)
    assert codes(site, "2026-11-18 10:00") == []
    assert codes(site, "2026-11-18 10:00:01") == ["acknowledgement-overdue"]


def test_an_update_is_overdue_after_its_minute(site):
    incident(site, body="## 2026-11-18 09:30 Investigating\n")
    assert codes(site, "2026-11-18 10:30") == []
    assert codes(site, "2026-11-18 10:31") == ["update-overdue"]


def test_tiers_are_watched_too_and_the_first_deadline_is_named(tmp_path):
    tiers = "{a: {priorities: {any: {acknowledge: 2h}}}, b: {priorities: {any: {acknowledge: 1h}}}}"
    site = JudgedSite(tmp_path, f"tiers: {tiers}")
    site.incident(f"started: 2026-11-18 09:00\n{DOWN}")
    assert codes(site, "2026-11-18 10:00") == []
    (found,) = run_checks(site.at("2026-11-18 12:00"))
    assert found.message == "an answer was due to tier 'b' at 2026-11-18 10:00, 2 h ago"


def test_what_the_newest_update_promises_holds_in_place_of_the_limit(site):
    body = "## 2026-11-18 09:30 Investigating\nnext: 11:00\n"
    incident(site, body=body)
    assert codes(site, "2026-11-18 11:00") == []
    (found,) = run_checks(site.at("2026-11-18 11:01"))
    assert found.message == (
        "the next update was due at 2026-11-18 11:00, 1 min ago; the newest update promised it"
    )
    cadence = site.at("2026-11-18 11:00").responses["post-1"].plain.update
    assert (cadence.violations, cadence.next_due_at) == (1, local("2026-11-18 11:00"))
    page = site.run("build", "--out", site.root / "public", "--now", "2026-11-18 10:45")
    assert page.code == 0
    for path in ("index.html", "incidents/post-1/index.html"):
        assert "2026-11-18T10:00:00Z" in (site.root / "public" / path).read_text("utf-8")


def test_the_next_update_without_a_promise_is_due_by_the_limit_again(site):
    body = "## 2026-11-18 09:30 Investigating\nnext: 12:00\n\n## 2026-11-18 09:40 Update\n"
    incident(site, body=body)
    cadence = site.at("2026-11-18 10:00").responses["post-1"].plain.update
    assert cadence.next_due_at == local("2026-11-18 10:40")


def test_a_promise_holds_where_the_agreement_has_none(tmp_path):
    site = JudgedSite(tmp_path, "availability: {target: 99%}")
    site.incident(
        f"started: 2026-11-18 09:00\n{DOWN}", "## 2026-11-18 09:30 Investigating\nnext: 10:00\n"
    )
    assert "update-overdue" not in codes(site, "2026-11-18 10:00")
    assert "update-overdue" in codes(site, "2026-11-18 10:00:01")


@pytest.fixture
def tiered(tmp_path):
    tiers = "{silver: {availability: {target: 99%}}, gold: {maintenance: {notice: 72h}}}"
    return JudgedSite(tmp_path, f"maintenance: {{notice: 48h}}\ntiers: {tiers}")


def test_a_notice_too_short_for_a_tier_is_an_error_that_names_it(tiered):
    id = tiered.work("2026-12-06 02:00", "2026-12-06 04:00", "2026-12-03 14:00")
    (found,) = run_checks(tiered.at("2026-12-03 15:00"))
    assert (found.code, found.severity.value) == ("short-notice", "error")
    assert "60 h ahead; 72 h are required for tier 'gold'" in found.message
    notice = tiered.at("2026-12-03 15:00").notices[id]
    assert (notice.verdict.value, set(notice.tiers)) == ("ok", {"gold"})
    assert notice.worst == ("gold", notice.tiers["gold"])


def test_what_is_late_for_all_names_the_longest_promise_once(tiered):
    id = tiered.work("2026-12-06 02:00", "2026-12-06 04:00", "2026-12-05 14:00")
    (found,) = run_checks(tiered.at("2026-12-05 15:00"))
    assert "72 h are required for tier 'gold'" in found.message
    assert tiered.at("2026-12-05 15:00").notices[id].worst[0] == ""


def test_notice_enough_for_every_tier_is_no_finding(tiered):
    tiered.work("2026-12-06 02:00", "2026-12-06 04:00", "2026-12-03 02:00")
    assert codes(tiered, "2026-12-03 03:00") == []


def test_windows_that_a_tier_alone_agreed_are_watched(tmp_path):
    tiers = "{gold: {maintenance: {classes: {standard: {windows: [Sun 02:00-04:00]}}}}}"
    site = JudgedSite(tmp_path, f"maintenance: {{notice: 48h}}\ntiers: {tiers}")
    site.work("2026-12-06 03:00", "2026-12-06 05:00", "2026-12-01 02:00")
    (found,) = run_checks(site.at("2026-12-01 03:00"))
    assert (
        "60 min of the window lie outside the agreed Sun 02:00-04:00 for tier 'gold'"
        in found.message
    )


def test_plan_report_status_and_page_name_the_tier(tiered):
    tiered.work("2026-12-06 02:00", "2026-12-06 04:00", "2026-12-03 14:00")
    now = ("--now", "2026-12-03 15:00")
    window = ("--start", "2026-12-06 02:00", "--end", "2026-12-06 04:00", "--components", "api")
    assert "Not legal for tier 'gold': announced now" in tiered.run("plan", *window, *now).out
    assert json.loads(tiered.run("plan", *window, "--format", "json", *now).out)["tier"] == "gold"
    told = json.loads(tiered.run("report", "--format", "json", *now).out)["notices"]["post-1"]
    assert (told["verdict"], told["tiers"]["gold"]["verdict"]) == ("ok", "late")
    assert "notice late for tier 'gold'" in tiered.run("status", *now).out
    moved = tiered.run("move", "post-1", "--end", "2026-12-06 05:00", *now)
    assert moved.code == 1
    assert "05:00: 02:00 announced 60 h ahead (late)" in moved.out
    assert "72 h are required for tier 'gold'" in moved.out
    tiered.run("build", "--out", tiered.root / "public", *now)
    page = (tiered.root / "public/maintenance/post-1/index.html").read_text("utf-8")
    assert "too late (gold)" in page
    assert "72 h promised" in page


def test_a_postmortem_is_overdue_after_its_last_day(site):
    incident(site, "resolved: 2026-11-18 09:30")
    # 19, 20, 23, 24, 25
    assert codes(site, "2026-11-25 23:59:59") == []
    assert codes(site, "2026-11-26 00:00") == ["postmortem-overdue"]


@pytest.mark.parametrize("now", ["2026-11-26 09:30:17", "2026-11-26T09:30:59+01:00"])
def test_a_remedy_names_a_time_as_it_is_typed(site, now):
    incident(site, "resolved: 2026-11-18 09:30")
    assert "add '## 2026-11-26 09:30 Postmortem'" in site.run("check", "--now", now).out


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("### What happened\nIt broke.\n\n### What we will do\nFix it.", False),
        ("What happened: it broke. What we are doing: fixing it.", False),
        ("### What happened\nIt broke.", True),
        ("We are sorry.", True),
    ],
)
def test_a_postmortem_has_two_parts(site, text, missing):
    impact = (
        "impact: [{from: 2026-11-18 09:00, to: 2026-11-18 09:20, components: {api: major_outage}}]"
    )
    incident(
        site, f"resolved: 2026-11-18 09:30\n{impact}", f"## 2026-11-19 09:00 Postmortem\n{text}\n"
    )
    assert codes(site, "2026-11-20 00:00") == (["postmortem-incomplete"] if missing else [])


def test_a_week_of_silence_is_still_no_finding(site):
    incident(site, body="## 2026-11-18 10:00 Update\n", priority="P2")
    spent = ["budget-nearly-spent"]
    assert codes(site, "2026-11-25 10:00") == spent
    assert codes(site, "2026-11-25 10:00:01") == [*spent, "silent-incident"]


def test_a_promise_of_the_next_update_is_waited_for(site):
    incident(
        site, body="## 2026-11-18 10:00 Update\nnext: 2026-11-30 12:00\nWe wait.\n", priority="P2"
    )
    assert "silent-incident" not in codes(site, "2026-11-30 11:59")
    assert "silent-incident" in codes(site, "2026-11-30 12:00")


def test_three_quarters_of_the_budget_are_not_more_than_three_quarters(site):
    # November allows 216 minutes: 162 are three quarters
    site.outage("2026-11-18 09:00", "2026-11-18 11:42")
    assert codes(site, "2026-11-20 00:00") == UNCLASSIFIED
    site.outage("2026-11-19 09:00", "2026-11-19 09:01")
    assert codes(site, "2026-11-20 00:00") == ["budget-nearly-spent", *UNCLASSIFIED, *UNCLASSIFIED]
    # a month that is over cannot be saved any more
    assert codes(site, "2026-12-01 00:00") == [*UNCLASSIFIED, *UNCLASSIFIED]


def test_work_is_asked_about_for_thirty_days_after_its_window(site):
    site.work("2026-12-06 02:00", "2026-12-06 04:00", "2026-12-01 00:00")
    assert codes(site, "2026-12-06 04:00") == []
    assert codes(site, "2026-12-06 04:01") == codes(site, "2027-01-05 04:00") == ["forgotten-work"]
    assert codes(site, "2027-01-05 04:01") == []


@pytest.mark.parametrize(
    ("more", "body", "asked"),
    [
        ("", "## 2026-12-06 02:05 In progress\n", True),
        ("actual: {start: 2026-12-06 02:05}", "", True),
        ("", "## 2026-12-05 12:00 Scheduled\n", True),
        ("", "## 2026-12-06 03:30 Completed\n", False),
        ("", "## 2026-12-06 03:30 Update\nAll is done.\n", False),
        ("actual: {start: 2026-12-06 02:05, end: 2026-12-06 03:00}", "", False),
        ("cancelled: 2026-12-05 12:00", "", False),
    ],
)
def test_work_that_says_how_it_went_is_not_asked_about(site, more, body, asked):
    site.work("2026-12-06 02:00", "2026-12-06 04:00", "2026-12-01 00:00", more, body)
    assert codes(site, "2026-12-06 05:01") == (["forgotten-work"] if asked else [])


def test_begun_work_has_an_hour_to_say_that_it_is_done(site):
    body = "## 2026-12-06 02:05 In progress\n"
    site.work("2026-12-06 02:00", "2026-12-06 04:00", "2026-12-01 00:00", body=body)
    assert codes(site, "2026-12-06 05:00") == []


def test_an_incident_is_long_after_thirty_days(site):
    incident(site, body="## 2026-12-18 08:00 Update\n", priority="P2")
    assert "long-incident" not in codes(site, "2026-12-18 09:00")
    assert "long-incident" in codes(site, "2026-12-18 09:01")


@pytest.mark.parametrize(
    ("start", "end", "far"),
    [
        ("2026-11-11 09:00", "2026-11-18 09:10", False),
        ("2026-11-11 08:59", "2026-11-18 09:10", True),
        ("2026-11-18 09:00", "2026-11-25 09:30", False),
        ("2026-11-18 09:00", "2026-11-25 09:31", True),
    ],
)
def test_a_phase_is_far_after_a_week(site, start, end, far):
    phase = f"impact: [{{from: {start}, to: {end}, components: {{api: major_outage}}}}]"
    incident(site, f"resolved: 2026-11-18 09:30\n{phase}")
    found = {d.code for d in run_checks(assessed(site, local("2026-11-30 00:00")))}
    assert ("phase-far-from-incident" in found) == far


def test_any_priority_serves_an_incident_without_one(tmp_path):
    for sla, expected in (("{P1: {}}", UNCLASSIFIED), ("{P1: {}, any: {}}", []), ("{}", [])):
        site = JudgedSite(tmp_path / str(len(sla)), f"priorities: {sla}")
        site.incident(f"started: 2026-11-18 09:00\nresolved: 2026-11-18 09:30\n{DOWN}")
        assert codes(site, "2026-11-18 10:00") == expected


def test_a_lower_priority_may_affect_nothing(site):
    for priority in ("P1", "P2"):
        site.incident(
            f"priority: {priority}\nstarted: 2026-11-18 09:00\nresolved: 2026-11-18 09:30\n"
            "components: {api: operational}"
        )
    assert codes(site, "2026-11-18 10:00") == ["priority-without-impact"]


def test_warnings_alone_leave_the_exit_code_alone(site):
    site.write(
        "incidents/a.md",
        "---\ntitle: A\nstarted: 2026-11-01 09:00\ncomponents: {api: major_outage}\n---\n",
    )
    ended = site.run("check", "--format", "json", *AT_NOW)
    found = json.loads(ended.out)["diagnostics"]
    assert {d["severity"] for d in found} == {"warning"}
    assert ended.code == 0


# ------------------------------------------------------------------------------------ what nobody measures


@pytest.mark.parametrize(
    ("agreements", "gaps"),
    [
        (("{since: 2026-12-01, availability: {target: 99%}}",), ["2026-10-09 to 2026-12-01"]),
        # November belongs to the agreement of its first day, and there is none
        (("{since: 2026-11-02, availability: {target: 99%}}",), ["2026-10-09 to 2026-12-01"]),
        (("{since: 2026-10-01, availability: {target: 99%}}",), []),
        (
            (
                "{since: 2026-01-01, goals: []}",
                "{since: 2026-12-01, inherit: false, availability: {target: 99%}}",
            ),
            [],
        ),
        (
            (
                "{since: 2026-01-01, availability: {target: 99%}}",
                "{since: 2026-12-01, availability: {period: quarter, target: 99%}}",
            ),
            ["2026-12-01 to 2026-12-10"],
        ),
    ],
)
def test_time_that_no_agreement_measures_is_named(tmp_path, agreements, gaps):
    site = JudgedSite(tmp_path, "\n".join(f"- {agreement}" for agreement in agreements))
    site.outage("2026-10-09 10:00", "2026-10-09 12:00")
    found = [
        d.message for d in run_checks(site.at("2026-12-10 12:00")) if d.code == "unmeasured-period"
    ]
    assert found == [
        f"no agreement measures the time from {gap}: what happened then is in no period"
        for gap in gaps
    ]


def test_an_incident_without_impact_is_classified_too(site):
    site.incident(
        "started: 2026-11-18 09:00\ncomponents: []", "## 2026-11-18 09:10 Investigating\nWe look."
    )
    assert "unclassified" in codes(site, "2026-11-18 09:30")
