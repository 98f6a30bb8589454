"""Whatever files say, the list of what happened ends as the rules judge."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import product

from generator.diagnostics import Location
from generator.model.agreement import Agreement, MaintenanceTerms
from generator.model.content import Announcement, Incident, Maintenance, Update, Version
from generator.model.levels import Level, Status
from generator.rules.facts import incident_facts
from generator.rules.moments import OVER, written
from generator.rules.notices import judge_notice
from generator.rules.post_moments import incident_moments, work_moments
from generator.rules.status import Progress, work_progress

START = datetime(2026, 12, 6, 1, tzinfo=UTC)
END = START + timedelta(hours=2)
HOUR = timedelta(hours=1)
TIMES = [START - HOUR, START, START + HOUR, END, END + HOUR]
HERE = Location("maintenance/m.md")
LEVELS = {"api": Level.MAJOR_OUTAGE}


def updates_of(steps) -> tuple[Update, ...]:
    found = sorted(steps, key=lambda step: step[0])
    return tuple(Update(at, status, "", f"u-{i}", HERE) for i, (at, status) in enumerate(found))


def test_the_list_ends_as_work_is_judged():
    announced = Announcement(START, END, "standard", LEVELS)
    first = Version(announced, START - 48 * HOUR)
    statuses = (Status.UPDATE, Status.IN_PROGRESS, Status.VERIFYING, Status.COMPLETED)
    steps = [(at, status) for at in TIMES for status in statuses]
    actuals = [(None, None), (START + HOUR, None), (None, START + HOUR), (START - HOUR, START)]
    histories = [
        (first,),
        (first, Version(None, START + HOUR)),
        (first, Version(None, START - HOUR), Version(announced, START + HOUR)),
    ]
    agreement, seen = Agreement(UTC, "UTC", MaintenanceTerms({}, UTC, "UTC")), set()
    for one, other, (start_at, end_at), versions in product(steps, steps, actuals, histories):
        post = Maintenance(
            *("m", "maintenance/m.md", HERE, "M", "", announced),
            updates=updates_of((one, other)),
            actual_start_at=start_at,
            actual_end_at=end_at,
            versions=versions,
        )
        for now in TIMES:
            notice = judge_notice(post, agreement, now)
            moments = work_moments(post, notice, now)
            progress = work_progress(notice, now)
            seen.add(progress)
            expected = {
                Progress.SCHEDULED: {"scheduled"},
                Progress.IN_PROGRESS: {"in_progress", "verifying"},
                Progress.COMPLETED: {"completed"},
                Progress.CANCELLED: {"completed"},
            }[progress]
            story = [(m.at.hour, m.name, m.status.value, m.state) for m in moments]
            assert moments[-1].state in expected, (story, progress, start_at, end_at, now)
            assert [m.at for m in moments] == sorted(m.at for m in moments), story
            assert len({m.name for m in moments}) == len({m.key for m in moments}) == len(moments)
    assert seen == set(Progress)


def test_the_list_ends_as_an_incident_is_judged():
    statuses = (Status.MONITORING, Status.UPDATE, Status.RESOLVED, Status.POSTMORTEM)
    steps = [(at, status) for at in TIMES for status in statuses]
    for first, second, resolved_at in product(steps, steps, [None, *TIMES[1:]]):
        incident = Incident(
            *("i", "incidents/i.md", HERE, "I", "", START, LEVELS),
            updates=updates_of((first, second)),
            resolved_at=resolved_at,
        )
        for now in TIMES[1:]:
            facts = incident_facts(incident, now)
            moments = incident_moments(facts)
            assert (written(moments)[-1].state not in OVER) == facts.open, (incident, now)
            assert len({m.name for m in moments}) == len(moments)
