"""Availability: what is counted, over which time, under which agreement."""

from fractions import Fraction

import pytest
from support.judging import JudgedSite

from generator.rules.judgements import Reason

OCTOBER = "2026-10"
T = 44_700  # October 2026 in Warsaw: 31 days and the repeated hour


def site_of(tmp_path, availability, *rest, **kwargs):
    return JudgedSite(tmp_path, "\n".join([f"availability: {availability}", *rest]), **kwargs)


# --------------------------------------------------------------------------------------- formula


def test_periods_are_as_long_as_clocks_make_them(tmp_path):
    site = site_of(tmp_path, "{target: 99.5%}")
    site.outage("2026-03-01 00:00", "2026-03-01 00:00")
    lengths = {p.period.label: p.total for p in site.at("2026-11-30 00:00").periods}
    assert (lengths["2026-03"], lengths["2026-09"], lengths["2026-10"]) == (44_580, 43_200, T)


def test_exactly_the_budget_is_kept_and_a_second_more_is_not(tmp_path):
    # 0.5 % of 44700 minutes are 223 min 30 s
    site = site_of(tmp_path, "{target: 99.5%}")
    site.outage("2026-10-01 00:00", "2026-10-01 03:43:30")
    assert site.period(OCTOBER).verdict.value == "met"
    site.outage("2026-10-02 00:00", "2026-10-02 00:00:01")
    assert site.period(OCTOBER).verdict.value == "breached"


def test_while_it_runs_the_whole_budget_must_be_spent_first(tmp_path):
    site = site_of(tmp_path, "{target: 99.5%}")
    site.outage("2026-10-01 00:00", "2026-10-01 04:00")
    early = site.period(OCTOBER, "2026-10-01 02:00")
    # two of two hours down, and still on track: 120 of 223.5 minutes
    assert (early.availability_to_date, early.verdict.value) == (0, "on-track")
    assert early.availability == Fraction(T - 120, T)
    assert site.period(OCTOBER, "2026-10-01 04:00").verdict.value == "breached"


def test_two_incidents_at_once_count_once_at_the_worst_level(tmp_path):
    counts = "{target: 99.5%, counts: {partial_outage: 0.5}}"
    site = site_of(tmp_path, counts)
    site.outage("2026-10-01 00:00", "2026-10-01 02:00", level="partial_outage")
    site.outage("2026-10-01 01:00", "2026-10-01 03:00")
    # an hour at one half, two at one
    assert site.period(OCTOBER).downtime == 30 + 120


@pytest.mark.parametrize("cause", ["force_majeure", "customer", "third_party"])
def test_an_excluded_cause_excuses_its_own_minutes_only(tmp_path, cause):
    site = site_of(tmp_path, f"{{target: 99.5%, excluded: [{cause}]}}")
    site.incident(
        f"started: 2026-10-01 00:00\nresolved: 2026-10-01 02:00\ncause: {cause}\n"
        "components: {api: major_outage}"
    )
    site.outage("2026-10-01 01:00", "2026-10-01 03:00")
    result = site.period(OCTOBER)
    assert (result.downtime, result.excluded) == (120, 60)


# --------------------------------------------------------------------------------------- scope


@pytest.mark.parametrize(
    ("scope", "downtime"),
    [
        # api is down 00:00-02:00, web 01:00-03:00
        ("any", 180),
        ("all", 60),
        ("mean", 120),
    ],
)
def test_scopes(tmp_path, scope, downtime):
    site = site_of(tmp_path, f"{{target: 99.5%, scope: {scope}}}")
    site.outage("2026-10-01 00:00", "2026-10-01 02:00")
    site.outage("2026-10-01 01:00", "2026-10-01 03:00", "web")
    assert site.period(OCTOBER).downtime == downtime


@pytest.mark.parametrize(
    ("scope", "downtime"),
    [
        # both are down in the last half hour of web; api goes on for an hour
        ("all", 30 + 60),
        ("mean", 15 + 30 + 60),
        ("any", 120),
    ],
)
def test_a_component_is_outside_the_platform_after_it_was_given_up(tmp_path, scope, downtime):
    components = "components: [{id: api, name: API}, {id: web, name: Web, until: 2026-10-02}]\n"
    site = site_of(tmp_path, f"{{target: 99.5%, scope: {scope}}}", components=components)
    site.outage("2026-10-01 23:00", "2026-10-02 01:00", "api")
    site.outage("2026-10-01 23:30", "2026-10-02 01:00", "web")
    result = site.period(OCTOBER)
    assert (result.downtime, result.total) == (downtime, T)
    assert result.components["web"].downtime == 30
    site.outage("2026-11-02 10:00", "2026-11-02 11:00", "web")
    site.outage("2026-09-02 10:00", "2026-09-02 11:00", "web")
    later, before = site.period("2026-11"), site.period("2026-09")
    assert (later.downtime, list(later.components)) == (0, ["api"])
    assert list(before.components) == ["api", "web"]


@pytest.mark.parametrize(
    ("scope", "downtime"),
    [
        # web exists from midnight of 2 October on; api is down for an hour on either side of it
        ("all", 60),
        ("mean", 60 + 30),
    ],
)
def test_a_component_is_outside_the_platform_before_it_exists(tmp_path, scope, downtime):
    components = "components: [{id: api, name: API}, {id: web, name: Web, since: 2026-10-02}]\n"
    site = site_of(tmp_path, f"{{target: 99.5%, scope: {scope}}}", components=components)
    site.outage("2026-10-01 23:00", "2026-10-02 01:00")
    result = site.period(OCTOBER)
    assert (result.downtime, result.total) == (downtime, T)


def test_what_happens_to_a_component_before_it_exists_is_no_downtime(tmp_path):
    components = "components: [{id: api, name: API}, {id: web, name: Web, since: 2026-10-02}]\n"
    site = site_of(tmp_path, "{target: 99.5%}", components=components)
    site.outage("2026-10-01 23:00", "2026-10-02 01:00", "web")
    assert site.period(OCTOBER).downtime == 60


def test_components_outside_the_agreement_do_not_count(tmp_path):
    components = "components: [{id: api, name: API}, {id: web, name: Web, sla: false}]\n"
    site = site_of(tmp_path, "{target: 99.5%, scope: all}", components=components)
    site.outage("2026-10-01 00:00", "2026-10-01 02:00", "api", "web")
    result = site.period(OCTOBER)
    assert result.downtime == 120
    assert list(result.components) == ["api"]
    assert {row.component for row in result.ledger} == {"api"}


def test_a_component_may_have_a_target_of_its_own(tmp_path):
    components = "components: [{id: api, name: API, target: 99.9%}, {id: web, name: Web}]\n"
    site = site_of(tmp_path, "{target: 99.5%}", components=components)
    site.outage("2026-10-01 00:00", "2026-10-01 01:00")
    result = site.period(OCTOBER)
    # 60 minutes are within 223.5 and beyond 44.7
    assert result.verdict.value == "met"
    assert result.components["api"].verdict.value == "breached"
    assert result.components["web"].verdict is None


# --------------------------------------------------------------------------------------- outages


def minimum(tmp_path, *outages):
    site = site_of(tmp_path, "{target: 99.5%, min_outage: 10m}")
    for start, end, *components in outages:
        site.outage(start, end, *components)
    return site


def test_runs_shorter_than_the_minimum_do_not_count(tmp_path):
    site = minimum(
        tmp_path,
        ("2026-10-01 00:00", "2026-10-01 00:09:59"),
        ("2026-10-02 00:00", "2026-10-02 00:10"),
    )
    result = site.period(OCTOBER)
    assert (result.downtime, result.excluded) == (10, 0)
    assert result.components["api"].downtime == 10
    dropped, kept = result.ledger
    assert (dropped.counted, dropped.reason) == (False, Reason.MIN_OUTAGE)
    assert kept.counted


def test_rows_that_are_alike_once_their_run_is_too_short_are_one(tmp_path):
    site = site_of(tmp_path, "{target: 99.5%, min_outage: 60m}")
    site.work("2026-10-04 02:00", "2026-10-04 02:30", "2026-10-03 02:00",
        body="## 2026-10-04 02:00 In progress\n\n## 2026-10-04 02:45 Completed\n")  # fmt: skip
    # 30 minutes too late announced and 15 of overrun make one run of 45
    (row,) = site.period(OCTOBER).ledger
    assert (row.reason, row.minutes, row.counted) == (Reason.MIN_OUTAGE, 45, False)


def test_runs_are_the_platforms_and_measured_over_the_months_border(tmp_path):
    # api then web: one run of twelve minutes, six in each month
    site = minimum(
        tmp_path,
        ("2026-10-31 23:54", "2026-11-01 00:00"),
        ("2026-11-01 00:00", "2026-11-01 00:06", "web"),
    )
    assert site.period("2026-10").downtime == 6
    assert site.period("2026-11").downtime == 6


# --------------------------------------------------------------------------------------- base


def test_with_an_agreed_base_excused_minutes_leave_the_denominator(tmp_path):
    site = site_of(tmp_path, "{target: 99.5%, base: agreed}", "maintenance: {notice: none}")
    site.work("2026-10-04 02:00", "2026-10-04 04:00", "2026-10-01 00:00")
    site.outage("2026-10-01 00:00", "2026-10-01 03:43")
    result = site.period(OCTOBER)
    assert (result.base, result.excluded) == (T - 120, 120)
    assert result.availability == Fraction(T - 120 - 223, T - 120)
    # the budget shrinks with the base: 0.5 % of 44580 are 222.9
    assert result.budget == Fraction(2229, 10)
    assert result.verdict.value == "breached"


def test_a_base_of_nothing_has_no_availability(tmp_path):
    site = site_of(tmp_path, "{target: 99.5%, base: agreed}", "maintenance: {notice: none}")
    site.work("2026-10-01 00:00", "2026-11-01 00:00", "2026-09-01 00:00")
    result = site.period(OCTOBER)
    assert (result.base, result.availability, result.verdict.value) == (0, None, "met")


# --------------------------------------------------------------------------------------- kinds


def test_a_target_in_hours_leaves_the_rest_of_the_year_as_budget(tmp_path):
    # 2026 has 8760 hours, as the two clock changes cancel out: 60 may be lost
    site = site_of(tmp_path, "{target: 8700h, period: year}")
    site.outage("2026-05-01 00:00", "2026-05-03 12:00")
    result = site.period("2026")
    assert (result.total, result.budget, result.downtime) == (525_600, 3600, 3600)
    assert (result.target, result.verdict.value) == (Fraction(8700, 8760), "met")
    site.outage("2026-06-01 00:00", "2026-06-01 00:00:01")
    assert site.period("2026").verdict.value == "breached"


def test_a_leap_year_has_a_day_more_to_lose(tmp_path):
    site = site_of(tmp_path, "{target: 8700h, period: year}")
    site.outage("2028-05-01 00:00", "2028-05-01 01:00")
    assert site.period("2028", "2029-01-01 00:00").budget == 60 * 60 + 1440


def test_quarters(tmp_path):
    site = site_of(tmp_path, "{target: 99.5%, period: quarter}")
    site.outage("2026-09-30 23:00", "2026-10-01 02:00")
    third, fourth = site.period("2026-Q3"), site.period("2026-Q4")
    assert (third.downtime, fourth.downtime) == (60, 120)
    # 92 days each, the last with the repeated hour
    assert (third.total, fourth.total) == (92 * 1440, 92 * 1440 + 60)


# --------------------------------------------------------------------------------------- dated


def dated(tmp_path, *agreements):
    (tmp_path / "site").mkdir()
    return JudgedSite(tmp_path / "site", "\n".join(f"- {agreement}" for agreement in agreements))


def test_earlier_months_are_judged_by_the_earlier_agreement(tmp_path):
    site = dated(
        tmp_path,
        "{availability: {target: 99%}}",
        "{since: 2026-10-01, availability: {target: 99.9%}}",
    )
    site.outage("2026-09-10 00:00", "2026-09-10 02:00")
    site.outage("2026-10-10 00:00", "2026-10-10 02:00")
    verdicts = [(p.period.label, p.verdict.value) for p in site.at("2026-11-01 00:00").periods]
    assert verdicts == [("2026-09", "met"), ("2026-10", "breached"), ("2026-11", "on-track")]


def test_an_agreement_from_mid_month_holds_from_the_next_one(tmp_path):
    site = dated(
        tmp_path,
        "{availability: {target: 99%}}",
        "{since: 2026-10-15, availability: {target: 99.9%}}",
    )
    site.outage("2026-10-20 00:00", "2026-10-20 02:00")
    site.outage("2026-11-20 00:00", "2026-11-20 02:00")
    assert site.period("2026-10").target == Fraction(99, 100)
    assert site.period("2026-11").target == Fraction(999, 1000)


def test_nothing_is_measured_before_the_first_agreement(tmp_path):
    site = dated(tmp_path, "{since: 2026-10-01, availability: {target: 99%}}")
    site.outage("2026-09-10 00:00", "2026-09-10 02:00")
    assert [p.period.label for p in site.at("2026-10-05 00:00").periods] == ["2026-10"]


def test_the_kind_of_period_may_change(tmp_path):
    site = dated(
        tmp_path,
        "{availability: {target: 99%, period: quarter}}",
        "{since: 2026-10-01, availability: {target: 99.5%, period: month}}",
    )
    site.outage("2026-08-10 00:00", "2026-08-10 02:00")
    labels = [p.period.label for p in site.at("2026-11-05 00:00").periods]
    assert labels == ["2026-Q3", "2026-10", "2026-11"]


def test_tiers_are_dated_with_their_agreement(tmp_path):
    site = dated(
        tmp_path,
        "{availability: {target: 99%}, tiers: {vip: {availability: {target: 99.5%}}}}",
        "{since: 2026-10-01, availability: {target: 99%}, "
        "tiers: {vip: {availability: {target: 99.9%}}, new: {availability: {target: 99.99%}}}}",
    )
    site.outage("2026-09-10 00:00", "2026-09-10 02:00")
    told = [(p.period.label, p.tier, p.verdict.value) for p in site.at("2026-10-05 00:00").periods]
    assert told == [
        ("2026-09", None, "met"),
        ("2026-09", "vip", "met"),
        ("2026-10", None, "on-track"),
        ("2026-10", "vip", "on-track"),
        ("2026-10", "new", "on-track"),
    ]
    assert site.period("2026-10", tier="vip").target == Fraction(999, 1000)


def test_work_is_judged_by_the_terms_of_the_month_it_is_counted_in(tmp_path):
    site = dated(
        tmp_path,
        "{availability: {target: 99%}, maintenance: {notice: 24h}}",
        "{since: 2026-10-01, availability: {target: 99%}, maintenance: {notice: 72h}}",
    )
    site.work("2026-09-20 02:00", "2026-09-20 03:00", "2026-09-18 02:00")
    site.work("2026-10-20 02:00", "2026-10-20 03:00", "2026-10-18 02:00")
    assert site.period("2026-09").excluded == 60
    assert site.period("2026-10").downtime == 60
    notices = site.at("2026-11-05 00:00").notices
    assert [n.verdict.value for n in notices.values()] == ["ok", "late"]


def test_responses_are_judged_by_the_agreement_of_their_report(tmp_path):
    site = dated(
        tmp_path,
        "{priorities: {any: {resolve: 4h}}}",
        "{since: 2026-10-01, priorities: {any: {resolve: 1h}}}",
    )
    site.outage("2026-09-30 23:00", "2026-10-01 02:00")
    site.outage("2026-10-01 23:00", "2026-10-02 02:00")
    answers = site.at("2026-11-05 00:00").responses
    assert [a.plain.resolve.verdict.value for a in answers.values()] == ["met", "missed"]


def test_a_tier_that_a_later_agreement_drops_ends_with_the_earlier_one(tmp_path):
    site = dated(
        tmp_path,
        "{availability: {target: 99%}, tiers: {vip: {availability: {target: 99.9%}}}}",
        "{since: 2026-10-01, inherit: false, availability: {target: 99%}}",
        "{since: 2026-11-01, availability: {target: 99%}, "
        "tiers: {vip: {availability: {target: 99.8%}}}}",
    )
    site.outage("2026-09-10 00:00", "2026-09-10 02:00")
    told = [(p.period.label, p.tier) for p in site.at("2026-11-05 00:00").periods]
    assert told == [
        ("2026-09", None),
        ("2026-09", "vip"),
        ("2026-10", None),
        ("2026-11", None),
        ("2026-11", "vip"),
    ]
