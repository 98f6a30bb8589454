"""What work excuses: nothing that began before it was announced, and incidents only while it is said to be under way."""

from __future__ import annotations

import pytest
from support.judging import JudgedSite

from generator.rules.checks.all import run_checks

SLA = """
    availability: {target: 99.5%}
    maintenance: {notice: 48h, classes: {standard: {}, free: {notice: none}}}
    """
NOW = "2026-11-20 12:00"
API = "components: {api: major_outage}"


@pytest.fixture
def site(tmp_path):
    return JudgedSite(tmp_path, SLA)


def counted(site, now=NOW):
    month = next(p for p in site.at(now).periods if p.period.label == "2026-11")
    return month.components["api"].downtime


def work(site, start, end, published, extra="", body=""):
    site.work(start, end, published, f"{API}\n{extra}", body)


def outage(site, start, end, extra=""):
    site.incident(f"started: {start}\nresolved: {end}\n{API}\n{extra}")


@pytest.mark.parametrize(
    ("published", "minutes"), [("2026-11-07 10:00", 0), ("2026-11-07 10:01", 60)]
)
def test_an_incident_is_excused_by_what_was_announced_by_its_start(site, published, minutes):
    work(site, "2026-11-10 10:00", "2026-11-10 14:00", published)
    outage(site, "2026-11-07 10:00", "2026-11-10 11:00",
           "impact: [{from: 2026-11-10 10:00, to: 2026-11-10 11:00, components: {api: major_outage}}]")  # fmt: skip
    assert counted(site) == minutes


def test_the_first_phase_may_begin_earlier(site):
    work(site, "2026-11-10 10:00", "2026-11-10 14:00", "2026-11-07 09:00")
    outage(site, "2026-11-10 10:00", "2026-11-10 11:00",
           "impact: [{from: 2026-11-06 10:00, to: 2026-11-06 10:10, components: {api: major_outage}},"
           " {from: 2026-11-10 10:00, to: 2026-11-10 11:00, components: {api: major_outage}}]")  # fmt: skip
    assert counted(site) == 70


def test_work_without_notice_excuses_itself_alone(site):
    work(
        site, "2026-11-10 10:00", "2026-11-10 14:00", "2026-11-12 10:00", "class: free\nreason: x\n"
    )
    assert counted(site) == 0
    outage(site, "2026-11-10 10:00", "2026-11-10 11:00")
    assert counted(site) == 60


def test_work_without_notice_excuses_what_begins_after_it_was_announced(site):
    work(
        site, "2026-11-10 10:00", "2026-11-10 14:00", "2026-11-10 09:00", "class: free\nreason: x\n"
    )
    outage(site, "2026-11-10 10:00", "2026-11-10 11:00")
    assert counted(site) == 0


def test_late_work_is_not_excused_by_work_announced_after_it_began(site):
    work(site, "2026-11-10 10:00", "2026-11-10 14:00", "2026-11-10 09:00")
    assert counted(site) == 240
    work(
        site, "2026-11-10 10:00", "2026-11-10 14:00", "2026-11-15 10:00", "class: free\nreason: x\n"
    )
    assert counted(site) == 240


def test_late_work_is_excused_by_work_that_was_announced_in_time(site):
    work(site, "2026-11-10 10:00", "2026-11-10 14:00", "2026-11-10 09:00")
    work(site, "2026-11-10 11:00", "2026-11-10 12:00", "2026-11-05 10:00")
    assert counted(site) == 180


@pytest.mark.parametrize(
    ("end", "body", "minutes"),
    [
        ("2026-11-11 10:00", "", 0),
        ("2026-11-11 10:01", "", 60),
        ("2026-11-12 10:00", "## 2026-11-10 10:30 In progress\n", 30),
        (
            "2026-11-12 10:00",
            "## 2026-11-10 10:30 In progress\n\n## 2026-11-10 10:50 Completed\n",
            40,
        ),
    ],
    ids=["a day", "longer", "longer and begun", "longer and over"],
)
def test_long_work_excuses_incidents_only_while_it_is_said_to_be_under_way(
    site, end, body, minutes
):
    work(site, "2026-11-10 10:00", end, "2026-11-01 10:00", body=body)
    outage(site, "2026-11-10 10:00", "2026-11-10 11:00")
    assert counted(site, "2026-11-11 09:00") == minutes


def test_repair_of_an_open_incident_is_named_until_both_are_over(site):
    site.incident(f"started: 2026-11-10 10:00\n{API}\n", "## 2026-11-10 10:05 Investigating\n")
    work(site, "2026-11-14 10:00", "2026-11-14 12:00", "2026-11-10 11:00")
    found = [d.code for d in run_checks(site.at("2026-11-11 10:00"))]
    assert "repair-of-open-incident" in found


def test_work_announced_before_is_no_repair(site):
    site.incident(f"started: 2026-11-10 10:00\n{API}\n", "## 2026-11-10 10:05 Investigating\n")
    work(site, "2026-11-14 10:00", "2026-11-14 12:00", "2026-11-10 10:00")
    found = [d.code for d in run_checks(site.at("2026-11-11 10:00"))]
    assert "repair-of-open-incident" not in found
