"""``metrics`` is Prometheus' text format and says what an alert wants to know."""

from __future__ import annotations

import re
from fractions import Fraction

from support.builders import SiteFolder
from support.instants import STORY
from support.pipeline import ROOT, assessed, built_data, example

from generator.model.levels import Level

LINE = re.compile(r"(statusmark_\w+)(?:\{(.*)\})? (\S+)")


def samples(files):
    found = {}
    for line in files["metrics"].decode().splitlines():
        if not line.startswith("#"):
            name, labels, value = LINE.fullmatch(line).groups()
            pairs = tuple(re.findall(r'(\w+)="((?:[^"\\]|\\.)*)"', labels or ""))
            found[name.removeprefix("statusmark_"), pairs] = float(value)
    return found


def test_figures_are_those_of_the_rules():
    found = samples(example())
    assessment = assessed(SiteFolder(ROOT), STORY)
    result = next(r for r in assessment.periods if assessment.now in r.period.span)
    month = (("period", "month"), ("tier", ""))
    assert found["availability_ratio", month] == float(result.availability)
    assert found["availability_target_ratio", month] == 0.995
    assert found["downtime_budget_left_seconds", month] == float(result.budget_left * 60)
    assert Fraction(found["downtime_seconds", month]) == result.downtime * 60
    assert found["built_timestamp_seconds", ()] == assessment.now.timestamp()
    assert found["incidents_open", ()] == 1
    assert found["maintenance_scheduled", ()] == 2
    verdicts = {labels[0][1]: n for (name, labels), n in found.items() if name == "notices"}
    assert verdicts == {"ok": 7, "late": 1, "partly-late": 0, "exempt": 1, "cancelled": 1}


def test_each_component_is_in_exactly_one_state():
    found = samples(example())
    states: dict[str, list[float]] = {}
    for (name, labels), value in found.items():
        if name == "component_state":
            states.setdefault(labels[0][1], []).append(value)
    assert len(states) == 10
    assert all(len(values) == len(Level) and sum(values) == 1 for values in states.values())
    assert (
        found["component_state", (("component", "panel"), ("state", "degraded_performance"))] == 1
    )
    assert found["component_state", (("component", "edge"), ("state", "under_maintenance"))] == 1


def test_the_next_update_due_of_an_open_incident():
    due = {
        labels: value
        for (name, labels), value in samples(example()).items()
        if "next_update" in name
    }
    ((labels, value),) = due.items()
    assert labels == (("incident", "2026-11-27-visitor-statistics"),)
    assert value > samples(example())["built_timestamp_seconds", ()]


def test_a_site_without_posts_has_metrics(site: SiteFolder):
    found = samples(built_data(site))
    assert found["incidents_open", ()] == 0
    assert not [name for name, _ in found if name == "responses"]


def test_hosts_that_go_by_the_name_serve_the_same_figures_and_every_file():
    files = example()
    assert files["metrics.txt"] == files["metrics"]
    assert files[".nojekyll"] == b""
