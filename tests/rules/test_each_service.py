"""``scope: each``: every component has its own promise, its own budget and what is owed for it."""

import json

import jsonschema
import pytest
from support.instants import local
from support.judging import JudgedSite
from support.pages import page
from support.pipeline import assessed, built

from generator.rendering.schemas.files import check_schema
from generator.rendering.schemas.report import report_schema
from generator.rules.audience import shown_to
from generator.rules.checks.all import budget_nearly_spent
from generator.rules.digests import digest_of, period_labelled
from generator.rules.judgements import ExtensionOwed

OCTOBER = "2026-10"
T = 44_700  # minutes of October 2026 in Warsaw
THREE = (
    "components: [{id: api, name: API}, {id: web, name: Web, target: 99%}, {id: old, name: Old,"
    " until: 2026-09-01}]\n"
)
OF_THE_PERIOD = (
    "downtime_minutes",
    "excluded_minutes",
    "availability_percent",
    "availability_to_date_percent",
    "target_percent",
    "budget_minutes",
    "budget_left_minutes",
    "remedy",
)


def site_of(tmp_path, more="remedy: {extend: excess}"):
    return JudgedSite(tmp_path, f"availability: {{target: 99.5%, scope: each, {more}}}", THREE)


@pytest.fixture
def site(tmp_path):
    """Four hours of api are more than its 223.5 minutes; five of web are less than its 447."""
    site = site_of(tmp_path)
    site.outage("2026-10-01 00:00", "2026-10-01 04:00")
    site.outage("2026-10-02 00:00", "2026-10-02 05:00", "web")
    return site


def by_component(result):
    return {promise.component: promise for promise in result.promises}


def report(site, now="2026-11-05 12:00"):
    told = site.run("report", "--format", "json", "--now", now)
    document = json.loads(told.out)
    jsonschema.validate(document, report_schema())
    return document["periods"]


def test_each_is_judged_by_its_own_target_and_owed_for_itself(site):
    result = site.period(OCTOBER)
    api, web = by_component(result)["api"], by_component(result)["web"]
    assert (api.downtime, api.budget, api.verdict.value) == (240, T / 200, "breached")
    assert api.remedy == ExtensionOwed(240 - T / 200)
    assert (web.downtime, web.budget, web.verdict.value) == (300, T / 100, "met")
    assert web.remedy is None
    # a component that the period lies outside of promises nothing in it
    assert list(by_component(result)) == list(result.components) == ["api", "web"]
    assert result.verdict.value == "breached"
    assert [(row.component, row.minutes) for row in result.ledger] == [("api", 240), ("web", 300)]


def test_the_downtime_of_one_never_spends_the_budget_of_another(tmp_path):
    site = site_of(tmp_path)
    site.outage("2026-10-01 00:00", "2026-10-01 03:43")
    site.outage("2026-10-02 00:00", "2026-10-02 07:27", "web")
    assert site.period(OCTOBER).verdict.value == "met"
    early = site.period(OCTOBER, "2026-10-05 00:00")
    assert (early.verdict.value, early.worst.component) == ("on-track", "web")


def test_runs_are_each_components_own(tmp_path):
    """Down one after the other, no component for ten minutes: a run of the platform, none of theirs."""
    site = site_of(tmp_path, "min_outage: 10m")
    site.outage("2026-10-01 00:00", "2026-10-01 00:09")
    site.outage("2026-10-01 00:09", "2026-10-01 00:18", "web")
    result = site.period(OCTOBER)
    assert [promise.downtime for promise in result.promises] == [0, 0]
    assert [row.reason.value for row in result.ledger] == ["min_outage", "min_outage"]
    site.outage("2026-10-01 00:18", "2026-10-01 00:19", "web")
    assert [promise.downtime for promise in site.period(OCTOBER).promises] == [0, 10]


def test_excused_time_leaves_the_base_of_its_component_alone(tmp_path):
    site = site_of(tmp_path, "base: agreed")
    site.work("2026-10-01 00:00", "2026-10-01 10:00", "2026-09-01 00:00")
    api, web = site.period(OCTOBER).promises
    assert (api.base, api.excluded, web.base, web.excluded) == (T - 600, 600, T, 0)


def test_before_any_component_exists_a_period_promises_nothing(tmp_path):
    site = site_of(tmp_path)
    later = THREE.replace("{id: api, name: API}", "{id: api, name: API, since: 2026-11-01}")
    later = later.replace("target: 99%", "target: 99%, since: 2026-11-01")
    text = (site.root / "site.yaml").read_text("utf-8").replace(THREE, later)
    site.write("site.yaml", text.encode())
    site.outage("2026-10-01 00:00", "2026-10-01 04:00")
    (october, *_) = report(site)
    assert (october["verdict"], october["components"], october["ledger"]) == ("met", {}, [])
    assert [october[key] for key in OF_THE_PERIOD] == [None] * 8


def test_the_report_has_figures_of_components_and_none_of_a_platform(site):
    (period, november) = report(site)
    assert [period[key] for key in OF_THE_PERIOD] == [None] * 8
    assert period["verdict"] == "breached"
    assert period["components"] == {
        "api": {
            "downtime_minutes": 240,
            "excluded_minutes": 0,
            "availability_percent": 99.463087,
            "target_percent": 99.5,
            "verdict": "breached",
            "budget_minutes": 223.5,
            "budget_left_minutes": -16.5,
            "remedy": {"extension_minutes": 16.5},
        },
        "web": {
            "downtime_minutes": 300,
            "excluded_minutes": 0,
            "availability_percent": 99.328859,
            "target_percent": 99,
            "verdict": "met",
            "budget_minutes": 447,
            "budget_left_minutes": 147,
            "remedy": None,
        },
    }
    assert november["verdict"] == "on-track"
    text = site.run("report", "--now", "2026-11-05 12:00").out
    assert (
        "2026-10 (api): 99.463% (target 99.5%), breached; 240 of 223 min of the budget used" in text
    )
    assert "2026-10 (web): 99.328% (target 99%), met; 300 of 447 min of the budget used" in text


def test_a_closed_period_keeps_what_each_was_told(site):
    before = report(site)[0]
    ended = site.run("close", OCTOBER, "--now", "2026-11-05 12:00")
    assert "Closed 2026-10 (web): 99.328%" in ended.out, ended.err
    assert json.loads((site.root / "ledger/2026-10.json").read_text("utf-8"))["periods"] == [before]
    (period, *_) = report(site)
    published = period.pop("published")
    assert (published["verdict"], published["changed"]) == ("breached", False)
    assert published["components"]["web"]["availability_percent"] == 99.328859
    site.outage("2026-10-03 00:00", "2026-10-03 05:00", "web")
    assert report(site)[0]["published"]["changed"]
    found = site.run("check", "--format", "json", "--now", "2026-11-05 12:00").out
    messages = [d["message"] for d in json.loads(found)["diagnostics"]]
    assert any(
        "October 2026 (web) was published on 2026-11-05 with 99.32 % and is now 98.65 %" in m
        for m in messages
    )
    assert "(api)" not in "".join(messages)


def test_plan_and_effects_name_the_service(tmp_path, repository):
    site = repository
    text = (site_of(tmp_path / "made").root / "site.yaml").read_text("utf-8")
    site.write("site.yaml", text)
    incident = "---\ntitle: A\nstarted: 2026-10-01 00:00\nresolved: 2026-10-01 0{}:00\ncomponents: [web]\n---\n"
    site.write("incidents/a.md", incident.format(5))
    site.commit("2026-10-01T12:00:00+02:00")
    site.write("incidents/a.md", incident.format(8))
    told = site.run("check", "--format", "json", "--now", "2026-11-05 12:00")
    document = json.loads(told.out)
    jsonschema.validate(document, check_schema())
    (effect,) = document["effects"]
    assert (effect["period"], effect["component"]) == (OCTOBER, "web")
    assert (effect["before"]["verdict"], effect["after"]["verdict"]) == ("met", "breached")
    window = ("--start", "2026-11-20 00:00", "--end", "2026-11-20 04:00", "--components", "api,web")
    plan = site.run("plan", *window, "--now", "2026-11-05 12:00").out
    assert "this takes November 2026 (api) from 100.00 % to 99.44 %: breach" in plan
    assert "this takes November 2026 (web) from 100.00 % to 99.44 %: within budget" in plan


def test_a_budget_nearly_spent_is_said_of_the_service(tmp_path):
    site = site_of(tmp_path)
    site.outage("2026-10-01 00:00", "2026-10-01 03:30")
    site.outage("2026-10-01 00:00", "2026-10-01 03:30", "web")
    (found,) = budget_nearly_spent(site.at("2026-10-05 12:00"))
    assert "2026-10 (api) is nearly spent: 210 of 223 min" in found.message


def test_pages_digest_and_metrics_speak_of_each(site):
    files = built(site, local("2026-11-05 12:00"))
    october = page(files, "sla/2026-10/index.html")
    assert october.h1 == "October 2026 (API): 99.46%"
    assert "October 2026 (Web)" in october.texts("h2")
    assert "The service's validity is extended by 16 min 30 s" in october.words
    rows = page(files, "sla/index.html").words
    assert "October 2026 (API) 99.46% 99.5%" in rows
    assert "October 2026 (Web) 99.32% 99%" in rows
    year = page(files, "sla/2026/index.html")
    assert year.h1 == "2026"
    metrics = files["metrics"].decode()
    assert "\nstatusmark_availability_ratio" not in metrics
    labels = '{period="month",tier="",component="web"}'
    assert f"statusmark_component_availability_target_ratio{labels} 0.99\n" in metrics
    assert f"statusmark_component_downtime_budget_left_seconds{labels} 25920.0\n" in metrics
    assessment = assessed(site, local("2026-11-05 12:00"))
    month = period_labelled(OCTOBER, assessment.content.site.zone)
    named = [r.component for r in digest_of(assessment, month, ()).results]
    assert named == ["api", "web"]
    assert [r.component for r in digest_of(assessment, month, (), ["web"]).results] == ["web"]


def test_what_another_audience_reads_is_named_in_no_services_rows(tmp_path):
    site = site_of(tmp_path)
    site.incident(
        "started: 2026-10-01 00:00\nresolved: 2026-10-01 04:00\ncomponents: [api]\n"
        "audience: [internal]",
        id="secret",
    )
    (october, *_) = shown_to(site.at("2026-11-05 12:00"), ()).periods
    rows = [row for result in (october, *october.promises) for row in result.ledger]
    assert [(row.id, row.path, row.minutes) for row in rows] == [(None, None, 240)] * 2
