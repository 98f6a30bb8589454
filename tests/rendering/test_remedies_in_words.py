"""What is owed, on the agreement's page: as it was agreed, and for each period."""

import pytest
from support.instants import NOW
from support.judging import JudgedSite
from support.pages import page
from support.pipeline import built


def shown(tmp_path, remedy, path="sla/index.html"):
    site = JudgedSite(
        tmp_path,
        f"availability: {{target: 99.5%, remedy: {remedy}}}",
        "languages: [en, pl]\ncomponents: [{id: api, name: API, target: 99.9%}, {id: web, name: Web}]\n",
    )
    site.outage("2026-10-01 00:00", "2026-10-01 10:00")
    return page(built(site, NOW), path).words


@pytest.mark.parametrize(
    ("remedy", "agreed", "owed"),
    [
        (
            "{credit: {99.5%: 10%, 99%: 25%}}",
            "below 99.5% a credit of 10% and below 99% a credit of 25%",
            "A credit of 25% of the fee is owed.",
        ),
        (
            "{extend: all}",
            "the service is extended by all the downtime",
            "The service's validity is extended by 10 h.",
        ),
        (
            "{extend: excess}",
            "the service is extended by the downtime over the budget",
            # 600 less 223.5 minutes
            "The service's validity is extended by 6 h 16 min 30 s.",
        ),
        (
            "{per: 1h, of: excess, round: up, extend: 12h, max: 48h}",
            "for each started 60 min of downtime over the budget an extension by 12 h, at most 48 h",
            "The service's validity is extended by 48 h.",
        ),
        (
            "{per: 30m, of: all, round: down, credit: 2%, max: 100%}",
            "for each full 30 min of downtime a credit of 2%, at most 100%",
            "A credit of 40% of the fee is owed.",
        ),
    ],
)
def test_the_agreements_page_says_what_is_owed(tmp_path, remedy, agreed, owed):
    words = shown(tmp_path, remedy)
    assert f"If it is broken {agreed}" in words
    assert f"Breached {owed}" in words
    assert "Within budget –" in words
    assert "Target of API 99.9%" in words


def test_it_says_so_in_polish(tmp_path):
    words = shown(tmp_path, "{credit: {99.5%: 10%}}", "pl/sla/index.html")
    assert "poniżej 99,5% upust 10%" in words


def test_without_a_remedy_nothing_is_said_of_it(tmp_path):
    site = JudgedSite(tmp_path, "availability: {target: 99.5%}")
    site.outage("2026-10-01 00:00", "2026-10-01 10:00")
    words = page(built(site, NOW), "sla/index.html").words
    assert "If it is broken" not in words
    assert "Owed" not in words
