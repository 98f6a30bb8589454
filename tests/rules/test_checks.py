"""Named checks: docs/checks.md shows one example of each, run here; and the minute before it speaks."""

import json
import re
from pathlib import Path

import pytest
from support.builders import SiteFolder
from support.instants import AT_NOW
from support.judging import JudgedSite

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
    assert names - {"in-the-future"} == set(SECTIONS) - {"future-time"}


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
    (found,) = run_checks(site.at("2026-12-12 12:00"))
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


def test_a_postmortem_is_overdue_after_its_last_day(site):
    incident(site, "resolved: 2026-11-18 09:30")
    # 19, 20, 23, 24, 25
    assert codes(site, "2026-11-25 23:59:59") == []
    assert codes(site, "2026-11-26 00:00") == ["postmortem-overdue"]


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


def test_three_quarters_of_the_budget_are_not_more_than_three_quarters(site):
    # November allows 216 minutes: 162 are three quarters
    site.outage("2026-11-18 09:00", "2026-11-18 11:42")
    assert codes(site, "2026-11-20 00:00") == []
    site.outage("2026-11-19 09:00", "2026-11-19 09:01")
    assert codes(site, "2026-11-20 00:00") == ["budget-nearly-spent"]
    # a month that is over cannot be saved any more
    assert codes(site, "2026-12-01 00:00") == []


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
