"""A change of the site's timezone: which posts mean other instants, until their times are written anew."""

import json

import pytest
from support.instants import AT_NOW

INCIDENT = """
    ---
    title: Sign-in fails
    started: {}
    resolved: {}
    components: {{api: major_outage}}
    ---
    """
LOCAL = INCIDENT.format("2026-10-07 10:00", "2026-10-07 12:00")
EXACT = INCIDENT.format("2026-10-07 10:00+02:00", "2026-10-07 12:00+02:00")

NOTICE = """
    ---
    title: Work
    start: {}
    end: {}
    components: [api]
    ---
    """
FIXED = NOTICE.format("2026-10-17 02:00+02:00", "2026-10-17 04:00+02:00")


def named(site):
    told = site.run("check", "--format", "json", *AT_NOW)
    found = json.loads(told.out)["diagnostics"]
    return [d["message"].partition(": ")[2] for d in found if d["code"] == "zone-changed"]


@pytest.fixture
def moved(repository):
    """Two incidents, one with local times; then the zone is changed, and a third one is written."""
    repository.write("incidents/local.md", LOCAL)
    repository.write("incidents/exact.md", EXACT)
    repository.commit("2026-10-07T13:00:00+02:00", "Incidents")
    text = (repository.root / "site.yaml").read_text("utf-8")
    repository.write("site.yaml", text.replace("timezone: Europe/Warsaw", "timezone: UTC").encode())
    assert named(repository) == ["incidents/local.md"]
    repository.commit("2026-10-08T13:00:00+02:00", "Another zone")
    repository.write("incidents/later.md", LOCAL)
    repository.commit("2026-10-09T13:00:00+02:00", "A post in the new zone")
    return repository


def test_posts_with_local_times_are_named_wherever_they_lie(moved):
    assert named(moved) == ["incidents/local.md"]
    moved.write("incidents/2026/local.md", LOCAL)
    moved.remove("incidents/local.md")
    moved.commit("2026-10-10T13:00:00+02:00", "Into a folder")
    assert named(moved) == ["incidents/2026/local.md"]


def test_times_written_anew_are_what_they_say(moved):
    moved.write("incidents/local.md", EXACT)
    assert named(moved) == []
    moved.commit("2026-10-10T13:00:00+02:00", "With offsets")
    assert named(moved) == []


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("incidents/a.md", INCIDENT.format("2026-10-07 10:00+02:00", "2026-10-07 12:00")),
        ("incidents/a.md", EXACT + "\n    ## 2026-10-07 10:30 Update\n    Looking.\n"),
        ("maintenance/a.md", NOTICE.format("2026-10-17 02:00+02:00", "2026-10-17 04:00")),
        ("maintenance/a.md", FIXED.replace("title", "actual: {end: 2026-10-17 04:00}\n    title")),
    ],
)
def test_any_time_of_a_post_may_mean_another_instant(repository, path, text):
    repository.write(path, text)
    repository.write("maintenance/fixed.md", FIXED)
    repository.commit("2026-10-08T13:00:00+02:00", "A post")
    site = (repository.root / "site.yaml").read_text("utf-8")
    repository.write("site.yaml", site.replace("timezone: Europe/Warsaw", "timezone: UTC").encode())
    assert named(repository) == [path]
