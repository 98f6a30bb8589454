"""Remedies: what is owed when the promise was not kept. October 2026 has 44 700 minutes in Warsaw."""

from fractions import Fraction

import pytest
from support.judging import JudgedSite

from generator.rules.judgements import CreditOwed, ExtensionOwed, Verdict

OCTOBER = "2026-10"


def owed(tmp_path, remedy, minutes, target="99.5%", now="2027-01-01 00:00"):
    """What is owed for an outage of so many minutes in October."""
    site = JudgedSite(tmp_path, f"availability: {{target: {target}, remedy: {remedy}}}")
    if minutes:
        hours, rest = divmod(minutes, 60)
        days, hours = divmod(hours, 24)
        site.outage("2026-10-01 00:00", f"2026-10-{1 + days:02} {hours:02}:{rest:02}")
    return site.period(OCTOBER, now).remedy


TABLE = "{credit: {99.5%: 10%, 99%: 25%}}"


@pytest.mark.parametrize(
    ("minutes", "credit"),
    [
        # 223 of 223.5 minutes
        (223, None),
        (224, Fraction(10, 100)),
        # 447 minutes are 99 % exactly, which is not below 99 %
        (447, Fraction(10, 100)),
        (448, Fraction(25, 100)),
    ],
)
def test_of_a_credit_table_the_lowest_key_above_holds(tmp_path, minutes, credit):
    assert owed(tmp_path, TABLE, minutes) == (CreditOwed(credit) if credit else None)


def test_a_table_may_start_above_the_target(tmp_path):
    # 100 minutes are 99.776 %: the promise is kept and a credit is owed all the same
    assert owed(tmp_path, "{credit: {99.9%: 5%}}", 100) == CreditOwed(Fraction(5, 100))


@pytest.mark.parametrize(
    ("remedy", "minutes", "extension"),
    [
        ("{extend: all}", 223, None),
        ("{extend: all}", 300, 300),
        # 300 - 223.5
        ("{extend: excess}", 300, Fraction(153, 2)),
        # 76.5 minutes of excess are two started hours and one full one
        ("{per: 1h, of: excess, round: up, extend: 12h}", 300, 1440),
        ("{per: 1h, of: excess, round: down, extend: 12h}", 300, 720),
        # 16.5 minutes of excess are no full hour
        ("{per: 1h, of: excess, round: down, extend: 12h}", 240, None),
        ("{per: 1h, of: excess, round: up, extend: 12h}", 240, 720),
        # five hours of all downtime, limited to two days
        ("{per: 1h, of: all, extend: 12h}", 300, 3600),
        ("{per: 1h, of: all, extend: 12h, max: 48h}", 300, 2880),
    ],
)
def test_extensions(tmp_path, remedy, minutes, extension):
    assert owed(tmp_path, remedy, minutes) == (ExtensionOwed(extension) if extension else None)


@pytest.mark.parametrize(
    ("remedy", "credit"),
    [
        # 300 minutes are five hours at 2 %
        ("{per: 1h, of: all, credit: 2%}", 10),
        ("{per: 1h, of: all, credit: 2%, max: 5%}", 5),
        # 76.5 minutes of excess: started hours unless said otherwise
        ("{per: 1h, of: excess, credit: 2%}", 4),
        ("{per: 1h, of: excess, round: down, credit: 2%}", 2),
    ],
)
def test_credits_by_the_hour(tmp_path, remedy, credit):
    assert owed(tmp_path, remedy, 300) == CreditOwed(Fraction(credit, 100))


def test_weighted_minutes_are_what_is_paid_for(tmp_path):
    sla = """
        availability:
          target: 99.5%
          counts: {partial_outage: 0.5}
          remedy: {extend: all}
        """
    site = JudgedSite(tmp_path, sla)
    site.outage("2026-10-01 00:00", "2026-10-01 10:00", level="partial_outage")
    assert site.period(OCTOBER).remedy == ExtensionOwed(Fraction(300))


def test_what_is_owed_in_a_running_period_is_owed_at_once(tmp_path):
    site = JudgedSite(tmp_path, f"availability: {{target: 99.5%, remedy: {TABLE}}}")
    site.outage("2026-10-01 00:00", "2026-10-01 03:44")
    assert site.period(OCTOBER, "2026-10-01 03:43").remedy is None
    assert site.period(OCTOBER, "2026-10-01 03:44").remedy == CreditOwed(Fraction(10, 100))


def test_a_tier_has_its_own_remedy_in_place_of_the_other(tmp_path):
    sla = f"""
        availability: {{target: 99.5%, remedy: {TABLE}}}
        tiers: {{vip: {{availability: {{remedy: {{extend: all}}}}}}}}
        """
    site = JudgedSite(tmp_path, sla)
    site.outage("2026-10-01 00:00", "2026-10-01 05:00")
    assert site.period(OCTOBER).remedy == CreditOwed(Fraction(10, 100))
    assert site.period(OCTOBER, tier="vip").remedy == ExtensionOwed(Fraction(300))


def test_a_promise_of_more_hours_than_the_month_has_owes_nothing_without_downtime(tmp_path):
    # September has 720 hours: 742.5 of them cannot be kept, yet nothing was down
    site = JudgedSite(tmp_path, "availability: {target: 742.5h, remedy: {extend: all}}")
    site.outage("2026-10-05 00:00", "2026-10-05 05:00")
    site.outage("2026-09-30 10:00", "2026-09-30 10:00")
    september = site.period("2026-09")
    assert september.verdict is Verdict.BREACHED
    assert september.remedy is None
