"""Figures as machines and people read them: exact, complete, never flattering."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.instants import NOW, WARSAW

from generator.diagnostics import Location
from generator.model.agreement import (
    Agreement,
    Availability,
    Limit,
    LimitUnit,
    MaintenanceTerms,
    Target,
)
from generator.model.content import Component, Content, Proof, Provenance, Site
from generator.model.levels import Level
from generator.rendering.figures.numbers import number, plain
from generator.rendering.figures.report import report_csv, report_json
from generator.rendering.figures.report_text import month_line, percent, report_text
from generator.rules.facts import Basis
from generator.rules.judgements import (
    Assessment,
    Cadence,
    ComponentFigures,
    CreditOwed,
    ExtensionOwed,
    LedgerRow,
    Measure,
    Notice,
    NoticeVerdict,
    Part,
    PeriodResult,
    Reason,
    Response,
    Responses,
    ResponseVerdict,
    Verdict,
)
from generator.timespan import Span, Spans, period_named

TERMS = MaintenanceTerms({}, WARSAW, "Europe/Warsaw")
AGREEMENT = Agreement(
    WARSAW, "Europe/Warsaw", TERMS, Availability(Target("99.5%", ratio=Fraction(995, 1000)))
)
LOCATION = Location("site.yaml")


def at(text):
    return datetime.fromisoformat(text).astimezone(UTC)


ROW = LedgerRow(
    "2026-10-04-db",
    "maintenance/2026-10-04-db.md",
    "api",
    Level.MAJOR_OUTAGE,
    Span(at("2026-10-04T02:00+02:00"), at("2026-10-04T06:00+02:00")),
    Fraction(1),
    True,
    Reason.LATE_NOTICE,
    Basis.DECLARED,
)
FIGURES = ComponentFigures("api", Fraction(240), Fraction(0), Fraction(44460, 44700), None, None)
OCTOBER = PeriodResult(
    period=period_named("2026-10", WARSAW),
    tier=None,
    agreement=AGREEMENT,
    total=Fraction(44700),
    elapsed=Fraction(44700),
    base=Fraction(44700),
    downtime=Fraction(240),
    excluded=Fraction(0),
    availability=Fraction(44460, 44700),
    availability_to_date=Fraction(44460, 44700),
    target=Fraction(995, 1000),
    budget=Fraction(447, 2),
    verdict=Verdict.BREACHED,
    remedy=CreditOwed(Fraction(1, 10)),
    components={"api": FIGURES},
    ledger=(ROW,),
)
NOTICE = Notice(
    id="2026-10-04-db",
    window=ROW.span,
    klass="standard",
    components={"api": Level.MAJOR_OUTAGE},
    verdict=NoticeVerdict.LATE,
    parts=(
        Part(ROW.span, at("2026-10-02T02:01+02:00"), NoticeVerdict.LATE, "abc", Proof.GIT),
        Part(ROW.span, at("2026-10-02T02:00:30+02:00"), NoticeVerdict.OK, None, Proof.DECLARED),
    ),
    first_published_at=at("2026-10-02T02:01+02:00"),
    cancelled_at=None,
    begins_at=ROW.span.start,
    ends_at=ROW.span.end,
    work=ROW.span,
    work_basis=Basis.DECLARED,
    excused=Spans(),
    reasons=(),
    outside_window_seconds=30,
    unannounced_seconds=0,
)
LIMIT = Limit(LimitUnit.ELAPSED, "1h", timedelta(hours=1))
PLAIN = Response(
    acknowledge=Measure(
        LIMIT,
        at("2026-10-09T11:00+02:00"),
        at("2026-10-09T10:30+02:00"),
        ResponseVerdict.MET,
        False,
    ),
    update=Cadence(
        timedelta(hours=1), timedelta(minutes=61), 1, None, ResponseVerdict.MISSED, False
    ),
    resolve=Measure(LIMIT, at("2026-10-09T14:00+02:00"), None, ResponseVerdict.PENDING, True),
)


def assessment(**changes):
    component = Component("api", {"en": "API"}, LOCATION)
    site = Site(
        {"en": "Test"},
        "https://status.example.com",
        WARSAW,
        "Europe/Warsaw",
        ("en",),
        (component,),
        (AGREEMENT,),
        LOCATION,
    )
    values = {
        "content": Content(site, (), (), Provenance.GIT),
        "now": NOW,
        "periods": (OCTOBER,),
        "incidents": {},
        "notices": {"2026-10-04-db": NOTICE},
        "responses": {"2026-10-09-login": Responses("P1", PLAIN, {"vip": Response()})},
    }
    return Assessment(**{**values, **changes})


def test_the_whole_document():
    assert json.loads(report_json(assessment())) == {
        "schema": "statusmark/report/1",
        "now": "2026-11-20T13:05:00Z",
        "timezone": "Europe/Warsaw",
        "provenance": "git",
        "periods": [
            {
                "period": "2026-10",
                "tier": None,
                "start": "2026-09-30T22:00:00Z",
                "end": "2026-10-31T23:00:00Z",
                "total_minutes": 44700,
                "elapsed_minutes": 44700,
                "downtime_minutes": 240,
                "excluded_minutes": 0,
                "availability_percent": 99.463087,
                "availability_to_date_percent": 99.463087,
                "target_percent": 99.5,
                "verdict": "breached",
                "budget_minutes": 223.5,
                "budget_left_minutes": -16.5,
                "remedy": {"credit_percent": 10},
                "terms_written": None,
                "components": {
                    "api": {
                        "downtime_minutes": 240,
                        "excluded_minutes": 0,
                        "availability_percent": 99.463087,
                    }
                },
                "ledger": [
                    {
                        "id": "2026-10-04-db",
                        "file": "maintenance/2026-10-04-db.md",
                        "component": "api",
                        "level": "major_outage",
                        "start": "2026-10-04T00:00:00Z",
                        "end": "2026-10-04T04:00:00Z",
                        "minutes": 240,
                        "weight": 1,
                        "counted": True,
                        "reason": "late_notice",
                        "basis": "declared",
                        "written": None,
                    }
                ],
            }
        ],
        "notices": {
            "2026-10-04-db": {
                "verdict": "late",
                "outside_window_minutes": 0.5,
                "unannounced_minutes": 0,
                "parts": [
                    {
                        "start": "2026-10-04T00:00:00Z",
                        "end": "2026-10-04T04:00:00Z",
                        "published": "2026-10-02T00:01:00Z",
                        "lead_minutes": 2879,
                        "verdict": "late",
                        "proof": "git",
                    },
                    {
                        "start": "2026-10-04T00:00:00Z",
                        "end": "2026-10-04T04:00:00Z",
                        "published": "2026-10-02T00:00:30Z",
                        "lead_minutes": 2879.5,
                        "verdict": "ok",
                        "proof": "declared",
                        "declared": True,
                    },
                ],
            }
        },
        "responses": {
            "2026-10-09-login": {
                "priority": "P1",
                "tier": None,
                "acknowledge": {
                    "due": "2026-10-09T09:00:00Z",
                    "at": "2026-10-09T08:30:00Z",
                    "verdict": "met",
                    "written": None,
                },
                "update": {
                    "longest_gap_minutes": 61,
                    "violations": 1,
                    "verdict": "missed",
                    "written": None,
                },
                "resolve": {
                    "due": "2026-10-09T12:00:00Z",
                    "at": None,
                    "verdict": "pending",
                    "goal": True,
                    "written": None,
                },
                "tiers": {"vip": {}},
            }
        },
    }


def changed(**changes):
    from dataclasses import replace

    written = json.loads(report_json(assessment(periods=(replace(OCTOBER, **changes),))))
    return written["periods"][0]


def test_nothing_measured_is_null():
    period = changed(availability=None, availability_to_date=None, target=None, remedy=None)
    assert period["availability_percent"] is None
    assert period["availability_to_date_percent"] is None
    assert period["target_percent"] is None
    assert period["remedy"] is None


def test_an_extension_is_in_minutes():
    assert changed(remedy=ExtensionOwed(Fraction(5640)))["remedy"] == {"extension_minutes": 5640}


def test_a_component_with_its_own_target_has_its_own_verdict():
    own = ComponentFigures(
        "api", Fraction(0), Fraction(0), Fraction(1), Fraction(999, 1000), Verdict.MET
    )
    assert changed(components={"api": own})["components"]["api"] == {
        "downtime_minutes": 0,
        "excluded_minutes": 0,
        "availability_percent": 100,
        "target_percent": 99.9,
        "verdict": "met",
    }


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (Fraction(240), "240"),
        (Fraction(-33, 2), "-16.5"),
        (Fraction(1, 3), "0.333333"),
        (Fraction(2, 3), "0.666667"),
        (Fraction(5, 10**7), "0"),
        (Fraction(15, 10**7), "0.000002"),
        (Fraction(25, 10**7), "0.000002"),
        (Fraction(-1, 10**7), "0"),
        (Fraction(100), "100"),
        (Fraction(1230), "1230"),
        (Fraction(5256000123456, 10**6), "5256000.123456"),
    ],
)
def test_numbers_have_six_places_half_even(value, written):
    assert plain(value) == written
    assert number(value) == (float(written) if "." in written else int(written))
    assert isinstance(number(value), int) == ("." not in written)


@given(st.fractions(min_value=-(10**7), max_value=10**7, max_denominator=10**9))
def test_what_is_written_reads_back_as_the_rounded_decimal(value):
    back = Fraction(json.dumps(number(value)))
    assert back == Fraction(plain(value)) == Fraction(round(value * 10**6), 10**6)


def test_the_ledger_as_csv():
    text = report_csv(assessment())
    assert text.count("\r\n") == text.count("\n") == 2
    (row,) = csv.DictReader(io.StringIO(text, newline=""))
    assert row == {
        "period": "2026-10",
        "tier": "",
        "id": "2026-10-04-db",
        "file": "maintenance/2026-10-04-db.md",
        "component": "api",
        "level": "major_outage",
        "start": "2026-10-04T00:00:00Z",
        "end": "2026-10-04T04:00:00Z",
        "minutes": "240",
        "weight": "1",
        "counted": "true",
        "reason": "late_notice",
        "basis": "declared",
    }


def test_people_get_local_times_and_everything_that_machines_get():
    text = report_text(assessment())
    assert "Test, as of 2026-11-20 14:05 (Europe/Warsaw); publication times proven by git" in text
    assert "2026-10: 99.463% (target 99.5%), breached; 240 of 223 min of the budget used" in text
    assert "owed: a credit of 10%" in text
    for words in (
        [
            "2026-10-04 02:00",
            "2026-10-04 06:00",
            "240",
            "api",
            "major_outage",
            "× 1",
            "late_notice",
        ],
        ["2026-10-04-db", "2026-10-04 02:00", "2026-10-02 02:01", "47 h 59 min", "late"],
        ["part 2", "2026-10-02 02:00", "47 h 59 min", "ok"],
        ["2026-10-09-login", "P1", "acknowledge", "2026-10-09 11:00", "2026-10-09 10:30", "met"],
        ["update", "60 min", "longest gap 61 min", "missed"],
        ["resolve", "2026-10-09 14:00", "–", "pending (goal)"],
    ):
        assert any(in_order(words, line) for line in text.splitlines()), words


def in_order(words, line):
    places = [line.find(word) for word in words]
    return -1 not in places and places == sorted(places)


def test_declared_provenance_is_said():
    declared = assessment(content=Content(assessment().content.site, (), ()))
    assert "publication times declared, not proven" in report_text(declared)


def test_a_running_period_says_first_what_is_left_of_the_budget():
    running = replace(OCTOBER, verdict=Verdict.ON_TRACK, downtime=Fraction(150))
    line = month_line(running, at("2026-10-20T00:00+02:00"))
    # (223.5 - 150) minutes, cut
    assert line.startswith("2026-10: 73 of 223 min left, within budget; 99.463% if nothing more")
    spent = month_line(OCTOBER, at("2026-10-20T00:00+02:00"))
    assert spent.startswith("2026-10: 17 min over the budget of 223 min, breached; 99.463% if")


def test_printed_percentages_are_floored():
    assert percent(Fraction(9999999, 10000000)) == "99.999%"
    assert percent(Fraction(1)) == "100%"
    assert percent(Fraction(0)) == "0%"
    assert percent(None) == "–"
