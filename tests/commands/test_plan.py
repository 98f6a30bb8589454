"""``statusmark plan``: legal or not, the earliest legal windows, and the price."""

import json
import re
import shlex
from pathlib import Path

import pytest
from support.instants import NOW

from generator.commands.init import PRESETS

SITE = """
    name: Test
    url: https://status.example.com
    timezone: Europe/Warsaw
    components: [{id: api, name: API}, {id: web, name: Web}]
    sla:
      availability: {target: 99.5%}
      maintenance:
        classes:
          standard: {windows: [Sun 02:00-06:00]}
          extended: {windows: [Sat 23:00-Sun 06:00]}
          emergency: {notice: none}
    """


@pytest.fixture
def plan(site):
    site.write("site.yaml", SITE)

    def run(start, end, *options, now=NOW):
        ended = site.run(
            "plan", "--start", start, "--end", end, "--components", "api",
            "--now", now, "--format", "json", *options,
        )  # fmt: skip
        assert ended.code == 0, ended.err
        return json.loads(ended.out)

    return run


def test_enough_notice_in_an_agreed_window_is_legal(plan):
    told = plan("2026-11-22 14:05", "2026-11-22 15:05", "--class", "emergency")
    assert told["legal"] is True
    told = plan("2026-11-29 02:00", "2026-11-29 06:00")
    assert told["legal"] is True
    assert told["verdict"] == "ok"
    assert told["counted"] == {}


def test_a_minute_too_little_notice_is_not_and_all_of_it_would_count(plan):
    # Friday 02:01 to Sunday 02:00 is 47 h 59 min
    told = plan("2026-11-22 02:00", "2026-11-22 04:00", now="2026-11-20 02:01")
    assert (told["legal"], told["verdict"], told["lead_minutes"]) == (False, "late", 2879)
    assert told["counted"] == {"late_notice": 120}
    assert plan("2026-11-22 02:00", "2026-11-22 04:00", now="2026-11-20 02:00")["legal"] is True


def test_alternatives_are_the_next_agreed_windows_and_those_of_other_classes(plan):
    told = plan("2026-11-22 02:00", "2026-11-22 04:00")
    assert [(a["class"], a["start"]) for a in told["alternatives"]] == [
        ("standard", "2026-11-29T01:00:00Z"),
        ("standard", "2026-12-06T01:00:00Z"),
        ("standard", "2026-12-13T01:00:00Z"),
        # Friday 14:05 + 48 h is past Saturday's window and most of Sunday's
        ("extended", "2026-11-28T22:00:00Z"),
    ]


def test_what_lies_outside_the_agreed_window_is_named(plan):
    told = plan("2026-11-29 05:00", "2026-11-29 07:00")
    assert (told["legal"], told["verdict"], told["outside_window_minutes"]) == (False, "ok", 60)
    assert told["counted"] == {"outside_window": 60}


def test_the_month_is_shown_as_if_all_of_it_counted(plan):
    # November has 43200 minutes: 240 of them are 0.5556 %, more than the 216 of the budget
    (effect,) = plan("2026-11-29 02:00", "2026-11-29 06:00")["if_counted"]
    assert (effect["period"], effect["tier"]) == ("2026-11", None)
    assert effect["before"]["availability_percent"] == 100
    assert effect["after"] == {
        "availability_percent": 99.444444,
        "downtime_minutes": 240,
        "excluded_minutes": 0,
        "budget_left_minutes": -24,
        "verdict": "breached",
    }


def test_work_over_midnight_of_the_month_costs_both_months(plan):
    effects = plan("2026-11-30 23:00", "2026-12-01 01:00")["if_counted"]
    assert [(e["period"], e["after"]["downtime_minutes"]) for e in effects] == [
        ("2026-11", 60),
        ("2026-12", 60),
    ]


def test_minutes_that_are_down_already_are_not_counted_twice(site, plan):
    site.write(
        "incidents/a.md",
        """
        ---
        title: A
        started: 2026-11-20 13:00
        components: {api: major_outage}
        ---
        """,
    )
    (effect,) = plan("2026-11-20 14:00", "2026-11-20 15:05")["if_counted"]
    assert effect["before"]["downtime_minutes"] == 65
    assert effect["after"]["downtime_minutes"] == 125


def test_announced_work_on_the_same_component_is_named(site, plan):
    site.write(
        "maintenance/other.md",
        """
        ---
        title: Other
        start: 2026-11-29 03:00
        end: 2026-11-29 04:00
        components: {api: major_outage}
        ---
        """,
    )
    assert plan("2026-11-29 03:59", "2026-11-29 05:00")["overlaps"] == ["other"]
    assert plan("2026-11-29 04:00", "2026-11-29 05:00")["overlaps"] == []


def test_people_read_the_same(site, plan):
    ended = site.run(
        "plan", "--start", "2026-11-22 02:00", "--end", "2026-11-22 06:00",
        "--components", "api=partial_outage", "--now", NOW,
    )  # fmt: skip
    assert ended.code == 0
    assert ended.out == (
        "Sun 2026-11-22 02:00–06:00 (4 h), class standard: api partial_outage\n"
        "Not legal: announced now, the notice is 35 h 55 min and 48 h are required.\n"
        "  would count as downtime: 240 min late_notice\n"
        "Earliest legal windows, if announced now:\n"
        "  Sun 2026-11-29 02:00–06:00  standard\n"
        "  Sun 2026-12-06 02:00–06:00  standard\n"
        "  Sun 2026-12-13 02:00–06:00  standard\n"
        "  Sat 2026-11-28 23:00 – Sun 2026-11-29 03:00  extended\n"
        "If all of it counted:\n"
        "  this takes November 2026 from 100.00 % to 99.44 %: breach "
        "(240 of 216 min of downtime allowed)\n"
    )


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--start", "soon", "--end", "2026-11-22 04:00", "--components", "api"), "--start"),
        (
            ("--start", "2026-11-22 04:00", "--end", "2026-11-22 04:00", "--components", "api"),
            "ends before it begins",
        ),
        (
            ("--start", "2026-11-22 02:00", "--end", "2026-11-22 04:00", "--components", "apy"),
            "did you mean 'api'?",
        ),
        (
            ("--start", "2026-11-22 02:00", "--end", "2026-11-22 04:00", "--components", "api=down"),
            "there is no level 'down'",
        ),
        (
            ("--start", "2026-11-22 02:00", "--end", "2026-11-22 04:00", "--components", ","),
            "name at least one component",
        ),
        (
            (
                "--start", "2026-11-22 02:00", "--end", "2026-11-22 04:00", "--components", "api",
                "--class", "standrad",
            ),
            "did you mean 'standard'?",
        ),
    ],
)  # fmt: skip
def test_wrong_questions_are_usage_errors(site, plan, options, said):
    ended = site.run("plan", *options, "--now", NOW)
    assert ended.code == 2
    assert said in ended.err
    assert ended.out == ""


def test_the_docs_show_what_is_printed(site):
    text = (Path(__file__).parents[2] / "docs/planning.md").read_text("utf-8")
    (asked,) = re.findall(r"\$ statusmark (plan .*)", text)
    (answer,) = re.findall(r"```text\n(.*?)```", text, re.DOTALL)
    site.write("site.yaml", (PRESETS / "saas-monthly/site.yaml").read_bytes())
    assert site.run(*shlex.split(asked), "--now", NOW).out == answer
