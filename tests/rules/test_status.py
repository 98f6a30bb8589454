"""The state at the horizon: what is wrong now, what will change when, the last ninety days."""

from __future__ import annotations

import sys
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from support.builders import SITE, SiteFolder
from support.instants import NOW, WARSAW, local
from support.pipeline import assessed

from generator.authoring.status_text import glance
from generator.diagnostics import Location
from generator.model.content import Component
from generator.model.levels import Level
from generator.rules.ahead import moments_ahead
from generator.rules.judgements import Disruption
from generator.rules.status import (
    Progress,
    recent_days,
    service_status,
    worst,
)
from generator.timespan import Span


def incident(site: SiteFolder, name: str, components: str, start: str, body: str = "") -> None:
    head = f"---\ntitle: {name}\nstarted: {start}\ncomponents: {components}\n---\n"
    site.write(f"incidents/{name}.md", head + body)


def maintenance(site: SiteFolder, name: str, start: str, end: str, body: str = "") -> None:
    head = f"---\ntitle: {name}\nstart: {start}\nend: {end}\ncomponents: [api]\n"
    site.write(f"maintenance/{name}.md", f"{head}published: 2026-11-01 10:00\n---\n{body}")


def test_all_is_well_without_posts(site):
    status = service_status(assessed(site))
    assert status.level is Level.OPERATIONAL
    assert status.since_at is None
    assert (status.open_ids, status.active_ids, status.upcoming_ids, status.changes) == ((),) * 4


def test_the_worst_open_incident_comes_first_and_sets_the_state(site):
    incident(site, "slow", "{web: degraded_performance}", "2026-11-20 11:00")
    incident(site, "down", "{api: major_outage}", "2026-11-20 13:00")
    incident(
        site,
        "over",
        "{web: major_outage}",
        "2026-11-19 10:00",
        "## 2026-11-19 11:00 Resolved\nDone.\n",
    )
    status = service_status(assessed(site))
    assert status.open_ids == ("down", "slow")
    assert status.level is Level.MAJOR_OUTAGE
    assert status.since_at == local("2026-11-20 13:00")
    assert status.components["web"].level is Level.DEGRADED_PERFORMANCE
    assert status.components["web"].since_at == local("2026-11-20 11:00")
    assert status.components["web"].posts == ("slow",)


def test_all_is_well_since_the_last_impact_ended(site):
    incident(
        site,
        "over",
        "{web: major_outage}",
        "2026-11-19 10:00",
        "## 2026-11-19 11:00 Resolved\nDone.\n",
    )
    status = service_status(assessed(site))
    assert status.level is Level.OPERATIONAL
    assert status.since_at == local("2026-11-19 11:00")


def test_an_open_incident_whose_impact_is_over_leaves_the_components_working(site):
    site.write(
        "incidents/a.md",
        """
        ---
        title: A
        started: 2026-11-20 10:00
        components: {api: major_outage}
        impact:
          - {from: 2026-11-20 10:00, to: 2026-11-20 11:00, components: {api: major_outage}}
        ---
        ## 2026-11-20 11:10 Monitoring
        Watching.
        """,
    )
    status = service_status(assessed(site))
    assert status.open_ids == ("a",)
    assert status.level is Level.OPERATIONAL


@pytest.mark.parametrize(
    ("start", "end", "body", "progress"),
    [
        ("2026-11-24 02:00", "2026-11-24 04:00", "", Progress.SCHEDULED),
        ("2026-11-20 13:00", "2026-11-20 15:00", "", Progress.IN_PROGRESS),
        ("2026-11-20 12:00", "2026-11-20 14:05", "", Progress.COMPLETED),
        (
            "2026-11-20 12:00",
            "2026-11-20 14:00",
            "## 2026-11-20 12:10 In progress\n",
            Progress.IN_PROGRESS,
        ),
        (
            "2026-11-20 13:00",
            "2026-11-20 15:00",
            "## 2026-11-20 13:05 In progress\n\n## 2026-11-20 14:05 Completed\n",
            Progress.COMPLETED,
        ),
        (
            "2026-11-24 02:00",
            "2026-11-24 04:00",
            "## 2026-11-19 10:00 Cancelled\n",
            Progress.CANCELLED,
        ),
    ],
)
def test_how_far_work_has_come(site, start, end, body, progress):
    maintenance(site, "m", start, end, body)
    assert service_status(assessed(site)).progress["m"] is progress


def test_excused_work_shows_as_maintenance_and_a_fault_shows_before_it(site):
    maintenance(site, "m", "2026-11-20 13:00", "2026-11-20 15:00")
    assert service_status(assessed(site)).components["api"].level is Level.UNDER_MAINTENANCE
    incident(site, "slow", "{api: degraded_performance}", "2026-11-20 13:30")
    assert service_status(assessed(site)).components["api"].level is Level.DEGRADED_PERFORMANCE
    assert worst([Level.UNDER_MAINTENANCE, Level.OPERATIONAL]) is Level.UNDER_MAINTENANCE


def test_announced_windows_foretell_the_states_they_bring(site):
    maintenance(site, "m", "2026-11-24 02:00", "2026-11-24 04:00")
    incident(site, "slow", "{web: degraded_performance}", "2026-11-20 11:00")
    changes = service_status(assessed(site)).changes
    assert [c.at for c in changes] == [local("2026-11-24 02:00"), local("2026-11-24 04:00")]
    assert changes[0].components["api"] is Level.UNDER_MAINTENANCE
    assert changes[0].level is Level.DEGRADED_PERFORMANCE
    assert changes[1].components["api"] is Level.OPERATIONAL


def test_the_next_moments_are_all_that_a_rebuild_would_change(site):
    site.write(
        "site.yaml",
        """
        name: Test
        url: https://status.example.com
        timezone: Europe/Warsaw
        components: [{id: api, name: API}, {id: web, name: Web}]
        sla:
          availability: {target: 99.5%}
          maintenance: {notice: 48h}
          priorities: {P1: {acknowledge: 1h, update: 60m}}
        """,
    )
    maintenance(site, "m", "2026-11-24 02:00", "2026-11-24 04:00")
    site.write(
        "incidents/a.md",
        """
        ---
        title: A
        priority: P1
        started: 2026-11-20 13:30
        components: [web]
        ---
        ## 2026-11-20 13:40 Investigating
        Looking.

        ## 2026-11-20 16:00 Update
        Written ahead.
        """,
    )
    moments = [ahead.at for ahead in moments_ahead(assessed(site))]
    assert moments[0] == local("2026-11-20 14:40")  # the next update is due
    for text in (
        "2026-11-20 16:00",
        "2026-11-21 00:00",
        "2026-11-24 02:00",
        "2026-11-24 04:00",
        "2026-12-01 00:00",
    ):
        assert local(text) in moments
    assert all(moment > NOW for moment in moments)


# --------------------------------------------------------------------------------------- days


def component(since_at: datetime | None = None) -> Component:
    return Component("api", {"en": "API"}, Location("site.yaml"), since_at=since_at)


def stretch(start: str, end: str, level: Level = Level.MAJOR_OUTAGE) -> Disruption:
    return Disruption(Span(local(start), local(end)), level, "a", planned=False, ongoing=False)


def test_a_stretch_over_midnight_marks_both_days(site):
    rows = (stretch("2026-11-18 23:00", "2026-11-19 02:00"),)
    days = {d.date: d for d in recent_days(component(), rows, WARSAW, NOW)}
    assert len(days) == 90
    assert max(days) == date(2026, 11, 20)
    assert days[date(2026, 11, 18)].seconds == 3600
    assert days[date(2026, 11, 19)].seconds == 7200
    assert days[date(2026, 11, 19)].level is Level.MAJOR_OUTAGE
    assert days[date(2026, 11, 17)].level is Level.OPERATIONAL
    assert days[date(2026, 11, 17)].posts == ()


def test_days_last_as_long_as_they_do_when_clocks_change():
    now = local("2026-10-30 12:00")
    rows = (stretch("2026-10-25 00:00", "2026-10-26 00:00"),)
    days = {d.date: d for d in recent_days(component(), rows, WARSAW, now)}
    assert days[date(2026, 10, 25)].seconds == 25 * 3600
    assert days[date(2026, 10, 26)].seconds == 0
    now = local("2026-04-02 12:00")
    rows = (stretch("2026-03-29 00:00", "2026-03-30 00:00"),)
    days = {d.date: d for d in recent_days(component(), rows, WARSAW, now)}
    assert days[date(2026, 3, 29)].seconds == 23 * 3600


def test_overlapping_stretches_are_not_added_up_and_the_worst_is_shown():
    rows = (
        stretch("2026-11-18 10:00", "2026-11-18 12:00", Level.DEGRADED_PERFORMANCE),
        stretch("2026-11-18 11:00", "2026-11-18 13:00", Level.PARTIAL_OUTAGE),
    )
    day = recent_days(component(), rows, WARSAW, NOW)[-3]
    assert day.seconds == 3 * 3600
    assert day.level is Level.PARTIAL_OUTAGE


def test_days_before_a_component_existed_have_no_level():
    days = recent_days(component(local("2026-11-10 09:00")), (), WARSAW, NOW, count=20)
    assert [d.level for d in days[:9]] == [None] * 9
    assert (days[9].date, days[9].level) == (date(2026, 11, 10), Level.OPERATIONAL)


def test_the_running_day_ends_now():
    rows = (stretch("2026-11-20 13:05", "2026-11-20 18:00"),)
    assert (
        recent_days(component(), rows, WARSAW, NOW)[-1].seconds
        == timedelta(hours=1).total_seconds()
    )


def test_twice_as_many_posts_are_not_four_times_the_work(tmp_path):
    """Calls are counted, not seconds: pairs of posts would show as calls of loops' generators."""
    few, many = (calls_of_status(tmp_path / str(count), count) for count in (100, 200))
    assert many < 2.5 * few


def calls_of_status(root: Path, count: int) -> int:
    site = SiteFolder(root)
    site.write("site.yaml", f"{SITE}  priorities: {{P1: {{acknowledge: 1h, update: 60m}}}}\n")
    for number in range(count):
        day = local("2026-12-01 02:00") + number * timedelta(days=1)
        name = f"n{number}"
        maintenance(site, f"m{number}", f"{day:%Y-%m-%d %H:%M}", f"{day:%Y-%m-%d} 23:00")
        incident(site, name, "{api: major_outage}\npriority: P1", "2026-11-20 11:00")
    assessment = assessed(site)
    calls = 0

    def count_call(_frame: object, event: str, _argument: object) -> None:
        nonlocal calls
        calls += event == "call"

    sys.setprofile(count_call)
    try:
        glance(assessment)
    finally:
        sys.setprofile(None)
    return calls
