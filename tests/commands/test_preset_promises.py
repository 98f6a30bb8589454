"""What the main agreement promises by priority and by class of work, deadline by deadline."""

from __future__ import annotations

import pytest
from support.instants import local
from support.judging import JudgedSite

from generator.commands.init import PRESETS
from generator.rules.judgements import Reason

DAY_END = "23:59:59"
OUTSIDE = Reason.OUTSIDE_WINDOW


@pytest.fixture
def saas(tmp_path):
    """The preset as it is, its notices taken as published when they say so."""
    site = JudgedSite(tmp_path, "notice: 48h")
    text = (PRESETS / "saas-monthly/site.yaml").read_text("utf-8")
    site.write("site.yaml", f"{text}proof_since: 2100-01-01\n".encode())
    return site


@pytest.mark.parametrize(
    ("priority", "answer", "solution"),
    [
        # reported on Friday the 6th; Wednesday the 11th is a holiday
        ("P1", "2026-11-06 10:00", "2026-11-06 13:00"),
        ("P2", "2026-11-06 13:00", f"2026-11-09 {DAY_END}"),
        ("P3", "2026-11-06 17:00", f"2026-11-12 {DAY_END}"),
        ("P4", f"2026-11-09 {DAY_END}", f"2026-11-16 {DAY_END}"),
    ],
)
def test_each_priority_has_its_deadlines(saas, priority, answer, solution):
    id = saas.incident(
        f"priority: {priority}\nstarted: 2026-11-06 09:00\ncomponents: {{api: major_outage}}"
    )
    told = saas.at("2026-11-06 09:30").responses[id].plain
    assert told.acknowledge.due_at == local(answer)
    assert told.resolve.due_at == local(solution)
    assert (told.acknowledge.goal, told.resolve.goal) == (False, True)


@pytest.mark.parametrize(
    ("klass", "start", "end", "counted", "excused"),
    [
        ("standard", "2026-10-04 02:00", "2026-10-04 06:00", 0, 240),
        ("standard", "2026-10-04 01:00", "2026-10-04 07:00", 120, 240),
        ("standard", "2026-10-05 02:00", "2026-10-05 06:00", 240, 0),
        ("extended", "2026-10-03 23:00", "2026-10-04 06:00", 0, 420),
        ("extended", "2026-10-03 22:00", "2026-10-04 06:30", 90, 420),
    ],
)
def test_each_class_is_excused_in_its_windows(saas, klass, start, end, counted, excused):
    saas.work(start, end, "2026-09-01 00:00", f"class: {klass}")
    result = saas.period("2026-10")
    assert (result.downtime, result.excluded) == (counted, excused)
    assert {row.reason for row in result.ledger if row.counted} == ({OUTSIDE} if counted else set())


def test_no_more_than_eight_hours_of_a_month_are_excused(saas):
    for day in ("04", "11", "18"):
        saas.work(f"2026-10-{day} 02:00", f"2026-10-{day} 05:00", "2026-09-01 00:00")
    result = saas.period("2026-10")
    assert (result.downtime, result.excluded) == (60, 480)
