"""What people read of a period: the budget first while it runs, and no figure that says the contrary."""

from fractions import Fraction

import pytest
from support.instants import local
from support.judging import JudgedSite
from support.pages import page
from support.pipeline import assessed, built

from generator.rendering.figures.numbers import percent
from generator.rendering.figures.report import report
from generator.rendering.figures.report_text import report_text
from generator.rules.closed import as_published
from generator.rules.digests import digest_of, period_labelled


def site_of(tmp_path, target="99.5%", more=""):
    return JudgedSite(tmp_path, f"availability: {{target: {target}}}\n{more}")


def metric(files, name):
    (line,) = [li for li in files["metrics"].decode().splitlines() if li.startswith(f"{name}{{")]
    return float(line.rpartition(" ")[2])


def test_in_a_running_month_the_budget_comes_first_and_shares_are_the_whole_months(tmp_path):
    site = site_of(tmp_path)
    site.outage("2026-12-01 03:07", "2026-12-01 04:02")
    now = local("2026-12-01 04:06")
    files, assessment = built(site, now), assessed(site, now)
    (period,) = report(assessment)["periods"]
    # 55 of 44640 minutes; T (1 - 0.995) = 223.2
    assert (period["availability_percent"], period["verdict"]) == (99.876792, "on-track")
    start = page(files, "index.html").words
    assert "December 2026: 168 of 223 min left Within budget" in start
    assert "55 min of downtime so far: 99.87% if nothing more happens, promised 99.5%." in start
    month = page(files, "sla/2026-12/index.html")
    assert month.h1 == "December 2026: 168 of 223 min left"
    assert "= (44,640 min − 55 min) / 44,640 min = 99.87% if nothing more happens" in month.words
    assert "API 99.87% 55 min" in month.words
    line = "2026-12: 168 of 223 min left, within budget; 99.876% if nothing more happens (target 99.5%)"
    assert line in report_text(assessment)
    assert metric(files, "statusmark_availability_ratio") == float(Fraction(44640 - 55, 44640))
    shown = " ".join(page(files, path).words for path in files if path.endswith(".html"))
    # 4 h 6 min have elapsed: 191 of 246 minutes would be 77.64 %
    for absurd in ("77.6", "77,6", "On track"):
        assert absurd not in shown + report_text(assessment) + files["metrics"].decode()


def test_an_alert_on_the_ratio_fires_as_soon_as_the_promise_is_broken(tmp_path):
    site = site_of(tmp_path)
    site.outage("2026-11-03 10:00", "2026-11-03 20:00")
    for now, broken in (("2026-11-03 13:36", False), ("2026-11-03 13:36:01", True)):
        files = built(site, local(now))
        ratio = metric(files, "statusmark_availability_ratio")
        assert (ratio < metric(files, "statusmark_availability_target_ratio")) == broken
        assert (metric(files, "statusmark_downtime_budget_left_seconds") < 0) == broken
        (verdict,) = [p["verdict"] for p in report(assessed(site, local(now)))["periods"]]
        assert (verdict == "breached") == broken


def test_a_promise_is_never_broken_by_nothing(tmp_path):
    site = site_of(tmp_path)
    site.outage("2026-11-03 10:00", "2026-11-03 13:36:01")
    files = built(site, local("2026-11-20 14:05"))
    assert (
        page(files, "sla/2026-11/index.html").h1 == "November 2026: 1 s over the budget of 216 min"
    )
    files = built(site, local("2026-12-20 14:05"))
    words = page(files, "sla/2026-11/index.html").words
    assert "216 min 1 s of downtime, 216 min allowed: the promise was broken by 1 s." in words
    assert "99.49%" in words
    assert "Budget used 101%" in words


def test_a_digest_of_a_month_that_runs_begins_with_the_budget(tmp_path):
    site = site_of(tmp_path)
    site.outage("2026-11-03 10:00", "2026-11-03 11:00")
    now = local("2026-11-20 14:05")
    assessment = assessed(site, now)
    day = period_labelled("2026-11-03", assessment.content.site.zone)
    (result,) = digest_of(assessment, day, ()).results
    assert result.verdict.value == "on-track"
    digests = page(built(site, now), "digests/index.html").words
    assert "November 2026: 156 of 216 min left, Within budget" in digests


def test_a_response_missed_within_its_minute_is_told_to_the_second(tmp_path):
    site = site_of(tmp_path, more="priorities: {P1: {acknowledge: 1m, resolve: 1h}}")
    site.incident(
        "started: 2026-11-03 10:00\nacknowledged: 2026-11-03 10:01:40\nresolved: 2026-11-03 11:00\n"
        "components: [api]\npriority: P1",
        id="late",
    )
    now = local("2026-11-20 14:05")
    words = page(built(site, now), "incidents/late/index.html").words
    assert "3 Nov, 10:01:00 3 Nov, 10:01:40 Missed" in words
    assert "3 Nov, 11:00 3 Nov, 11:00 Met" in words
    assert "2026-11-03 10:01:00  2026-11-03 10:01:40  missed" in report_text(assessed(site, now))


def test_json_says_100_only_of_a_period_without_downtime(tmp_path):
    assert percent(Fraction(10**12 - 1, 10**12)) == 99.999999
    assert (percent(Fraction(1)), percent(None)) == (100, None)
    assert percent(Fraction(2, 3)) == 66.666667
    site = site_of(tmp_path, "99.5%, period: year, counts: {degraded_performance: 0.1%}")
    site.outage("2026-11-03 10:00", "2026-11-03 10:00:20", level="degraded_performance")
    (year,) = assessed(site, local("2027-01-01 00:00")).periods[:1]
    assert 0 < year.downtime < Fraction(1, 1000)
    # ledgers round alike
    assert as_published(year).availability == 99_999_999


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [(3, "99.99% 99.9999% 3 s 116% Breached"), (2, "99.9999% 99.9999% 2 s 77% Met")],
)
def test_a_share_is_printed_after_as_many_places_as_decide(tmp_path, seconds, shown):
    """2.592 s of November are allowed: two of them are 99.99992 %, and 99.99 % would read as broken."""
    site = site_of(tmp_path, "99.9999%")
    site.outage("2026-11-03 10:00", f"2026-11-03 10:00:0{seconds}")
    words = page(built(site, local("2026-12-20 14:05")), "sla/index.html").words
    assert f"November 2026 {shown}" in words
