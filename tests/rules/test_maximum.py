"""``maintenance.max``: so much excused work a period; what exceeds it counts, in order of time."""

import pytest
from support.judging import JudgedSite

from generator.rules.judgements import Reason

SLA = "availability: {target: 99.5%}\nmaintenance: {notice: 48h, max: 2h}"
LONG_AGO = "2026-09-01 00:00"


@pytest.fixture
def site(tmp_path):
    return JudgedSite(tmp_path, SLA)


def figures(site, label="2026-10"):
    found = site.period(label)
    return found.downtime, found.excluded


def test_up_to_the_maximum_nothing_counts(site):
    site.work("2026-10-04 02:00", "2026-10-04 04:00", LONG_AGO)
    assert figures(site) == (0, 120)


def test_what_exceeds_it_counts_from_the_minute_it_is_used_up(site):
    site.work("2026-10-04 02:00", "2026-10-04 03:30", LONG_AGO)
    site.work("2026-10-11 02:00", "2026-10-11 03:30", LONG_AGO)
    # 90 + 30 minutes are excused, the last 60 count
    assert figures(site) == (60, 120)
    (row,) = [r for r in site.period("2026-10").ledger if r.counted]
    assert (row.reason, row.minutes, f"{row.span.start:%d %H:%M}") == (
        Reason.OVER_MAXIMUM,
        60,
        "11 00:30",
    )


def test_each_period_has_its_own(site):
    site.work("2026-10-31 23:00", "2026-11-01 01:30", LONG_AGO)
    site.work("2026-10-04 02:00", "2026-10-04 03:30", LONG_AGO)
    # October: 90 minutes, then 60 of which 30 are left; November starts anew with 90
    assert figures(site, "2026-10") == (30, 120)
    assert figures(site, "2026-11") == (0, 90)


def test_overlapping_work_uses_it_up_once(site):
    site.work("2026-10-04 02:00", "2026-10-04 04:00", LONG_AGO)
    site.work("2026-10-04 02:00", "2026-10-04 04:00", LONG_AGO, "components: {web: major_outage}")
    assert figures(site) == (0, 120)


def test_work_that_counts_anyway_uses_up_nothing(site):
    site.work("2026-10-04 02:00", "2026-10-04 04:00", "2026-10-03 02:00")
    site.work("2026-10-11 02:00", "2026-10-11 04:00", LONG_AGO)
    assert figures(site) == (120, 120)


def test_an_incident_is_excused_only_as_long_as_the_work_is(site):
    site.work("2026-10-04 02:00", "2026-10-04 05:00", LONG_AGO)
    site.outage("2026-10-04 03:00", "2026-10-04 05:00")
    # excused until 04:00; then the incident counts (ties: incident before work)
    assert figures(site) == (60, 120)
    (row,) = [r for r in site.period("2026-10").ledger if r.counted]
    assert row.reason is Reason.OUTAGE
