"""What programs read back: schemas that our own output keeps to, events in order, figures to recompute."""

from __future__ import annotations

import csv
import io
import itertools
import json
from collections import defaultdict
from datetime import datetime, timedelta
from fractions import Fraction
from pathlib import Path

import jsonschema
import pytest
from support.builders import Repository, SiteFolder, run
from support.instants import NOW, local
from support.pipeline import ROOT, built_data, example
from support.stress import stress_site

from generator.rendering.schemas.files import check_schema, events_schema
from generator.rendering.schemas.report import report_schema

SITES = Path(__file__).parents[1] / "sites"


def validator(schema):
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


# --------------------------------------------------------------------------------------- schemas


@pytest.mark.parametrize("folder", [ROOT, SITES / "worked-month"], ids=["example", "worked-month"])
def test_the_real_report_keeps_to_its_schema(folder):
    report = json.loads(run("-C", folder, "report", "--format", "json", "--now", NOW).out)
    assert report["periods"]
    validator(report_schema()).validate(report)


def test_the_schema_refuses_what_is_not_a_report():
    report = json.loads(example()["sla/2026-10.json"])
    check = validator(report_schema())
    check.validate(report)
    for damage in (
        {"now": "2026-11-20T14:05+01:00"},
        {"schema": "statusmark/report/2"},
        {"notices": {"x": {"verdict": "fine"}}},
        {"periods": [{**report["periods"][0], "total_minutes": "44700"}]},
    ):
        assert not check.is_valid({**report, **damage}), damage


def test_findings_keep_to_their_schema(site: SiteFolder):
    site.write("incidents/x.md", "---\ntitle: X\nstarted: 2026-18-11\n---\n")
    done = site.run("check", "--format", "json")
    found = json.loads(done.out)
    assert found["diagnostics"]
    validator(check_schema()).validate(found)
    found["diagnostics"][0]["severity"] = "bad"
    assert not validator(check_schema()).is_valid(found)


def test_schemas_are_published_with_an_address():
    files = example()
    for name in ("report", "check", "events"):
        schema = json.loads(files[f"schema/{name}.json"])
        assert schema["$id"] == f"https://status.example.com/schema/{name}.json"
        validator(schema)


# --------------------------------------------------------------------------------------- events


@pytest.mark.parametrize("which", ["example", "stress"])
def test_events_keep_to_their_schema(which, tmp_path):
    files = example() if which == "example" else built_data(stress_site(tmp_path))
    document = json.loads(files["events.json"])
    validator(events_schema()).validate(document)
    names = [event["id"] for event in document["events"]]
    assert len(set(names)) == len(names)
    times = [event["at"] for event in document["events"]]
    assert times == sorted(times)
    assert all(event["text"] and "<p>" not in event["text"] for event in document["events"])


def test_new_events_stand_at_the_end(repository: Repository):
    repository.write(
        "maintenance/upgrade.md",
        """
        ---
        title: Upgrade
        start: 2026-11-29 02:00
        end: 2026-11-29 04:00
        components: [api]
        ---
        """,
    )
    repository.commit("2026-11-18T08:00:00+01:00")
    before = json.loads(built_data(repository)["events.json"])["events"]
    repository.write(
        "incidents/login.md",
        """
        ---
        title: Sign-in
        started: 2026-11-20 13:00
        components: [web]
        ---

        ## 2026-11-20 13:05 Investigating
        We look.
        """,
    )
    repository.commit("2026-11-20T13:05:00+01:00")
    after = json.loads(built_data(repository)["events.json"])["events"]
    assert after[:-1] == before
    assert after[-1]["id"] == "login.u-20261120t120500z"
    assert after[-1]["components"] == [{"id": "web", "name": "Web", "level": "major_outage"}]
    assert before[0]["event"] == "announced"
    assert before[0]["window"] == {"start": "2026-11-29T01:00:00Z", "end": "2026-11-29T03:00:00Z"}


# --------------------------------------------------------------------------------------- recomputing


def instant(text: str) -> datetime:
    return datetime.fromisoformat(text.replace(".000Z", "Z"))


def outsider(period, weights):
    """A month's result from the ledger's raw rows alone, with nothing of ours: (D, A, verdict)."""
    start, end = instant(period["start"]), instant(period["end"])
    total = Fraction(int((end - start).total_seconds()), 60)
    rows = [r for r in period["ledger"] if r["counted"]]
    cuts = sorted({instant(r[k]) for r in rows for k in ("start", "end")})
    down, per_component = Fraction(0), defaultdict(Fraction)
    for left, right in itertools.pairwise(cuts):
        minutes = Fraction(int((right - left).total_seconds()), 60)
        here = [r for r in rows if instant(r["start"]) <= left and right <= instant(r["end"])]
        down += minutes * max((Fraction(weights[r["level"]]) for r in here), default=Fraction(0))
        for row in here:
            per_component[row["component"]] += minutes * Fraction(weights[row["level"]])
    target = Fraction(str(period["target_percent"])) / 100
    met = down <= total * (1 - target)
    return total, down, (total - down) / total, met, per_component


WEIGHTS = {
    "major_outage": 1,
    "partial_outage": 1,
    "degraded_performance": 0,
    "under_maintenance": 1,
}


@pytest.mark.parametrize("label", ["2026-08", "2026-10"])
def test_an_outsider_gets_the_same_month_from_the_published_files_alone(label):
    files = example()
    report = json.loads(files[f"sla/{label}.json"])
    (period,) = report["periods"]
    total, down, availability, met, per_component = outsider(period, WEIGHTS)
    assert (total, down) == (period["total_minutes"], period["downtime_minutes"])
    assert round(float(availability) * 100, 6) == period["availability_percent"]
    assert ("met" if met else "breached") == period["verdict"]
    for id, figures in period["components"].items():
        assert per_component[id] == figures["downtime_minutes"]
    posts = {}
    for name in ("incidents", "scheduled-maintenances"):
        document = json.loads(files[f"api/v2/{name}.json"])
        for post in document[name.replace("-", "_")]:
            posts[post["id"]] = post
    assert period["ledger"]
    for row in period["ledger"]:
        post = posts[row["id"]]
        assert row["component"] in {one["id"] for one in post["components"]}
        if row["basis"] == "posted" and "scheduled_for" not in post:
            assert instant(post["started_at"]) <= instant(row["start"])
            assert instant(row["end"]) <= instant(post["resolved_at"])
    for id, notice in report["notices"].items():
        post = posts[id]
        for part in notice["parts"]:
            lead = instant(part["start"]) - instant(part["published"])
            assert lead == timedelta(minutes=part["lead_minutes"])
            assert instant(post["scheduled_for"]) <= instant(part["start"])
            enough = lead >= timedelta(hours=48)
            assert part["verdict"] in ("exempt", "ok" if enough else "late")


def test_a_months_outage_follows_from_the_api_alone(site: SiteFolder):
    for number, (start, end) in enumerate(
        (("09:00", "10:30"), ("10:00", "11:00"), ("15:00", "15:10"))
    ):
        site.write(
            f"incidents/i-{number}.md",
            f"---\ntitle: X\nstarted: 2026-10-05 {start}\ncomponents: [api]\n---\n\n"
            f"## 2026-10-05 {end} Resolved\nDone.\n",
        )
    files = built_data(site)
    spans = sorted(
        (instant(i["started_at"]), instant(i["resolved_at"]))
        for i in json.loads(files["api/v2/incidents.json"])["incidents"]
    )
    down, reached = timedelta(0), spans[0][0]
    for start, end in spans:
        down += max(end - max(start, reached), timedelta(0))
        reached = max(reached, end)
    assert down == timedelta(minutes=130)
    (period,) = json.loads(files["sla/2026-10.json"])["periods"]
    assert period["downtime_minutes"] == 130


def test_the_csv_holds_the_same_ledger():
    files = example()
    for path in (p for p in files if p.startswith("sla/") and p.endswith(".csv")):
        rows = list(csv.DictReader(io.StringIO(files[path].decode(), newline="")))
        report = json.loads(files[path.replace(".csv", ".json")])
        ledger = [row for period in report["periods"] for row in period["ledger"]]
        assert [(r["id"], r["component"], r["start"]) for r in rows] == [
            (r["id"], r["component"], r["start"]) for r in ledger
        ]


def test_a_closed_periods_file_does_not_move_with_the_clock():
    later = built_data(SiteFolder(ROOT), local("2026-12-06 20:00"))
    for path, data in example().items():
        if path.startswith(("sla/2026-0", "sla/2026-10", "sla/2026-11")):
            assert later[path] == data
    assert later["sla/2026-12.json"] != example()["sla/2026-12.json"]
