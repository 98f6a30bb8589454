"""``statusmark check`` says what a change does to the month before anybody publishes it."""

import json

import jsonschema
import pytest
from support.builders import SiteFolder
from support.instants import NOW

from generator.rendering.schemas.files import check_schema

INCIDENT = """
    ---
    title: Sign-in fails
    started: 2026-11-03 10:00
    resolved: 2026-11-03 12:00
    components: {api: major_outage}
    ---
    """


@pytest.fixture
def status(repository):
    """November 2026 with 120 of 216 minutes used, committed."""
    repository.write("incidents/a.md", INCIDENT)
    repository.commit("2026-11-03T13:00:00+01:00", "An incident")
    return repository


def effects(site, *options, now=NOW):
    ended = site.run("check", "--format", "json", "--now", now, *options)
    document = json.loads(ended.out)
    jsonschema.validate(document, check_schema())
    return document.get("effects")


def test_without_changes_there_is_nothing_to_say(status):
    assert effects(status) is None
    ended = status.run("check", "--now", NOW)
    assert ended.out == "No mistakes found: 1 incident, 0 maintenance notices.\n"


def test_a_breach_is_announced_before_it_is_committed(status):
    # 240 of 43200 minutes are 0.5555… %
    status.write("incidents/a.md", INCIDENT.replace("12:00", "14:00"))
    assert effects(status) == [
        {
            "period": "2026-11",
            "tier": None,
            "before": {
                "availability_percent": 99.722222,
                "downtime_minutes": 120,
                "excluded_minutes": 0,
                "budget_left_minutes": 96,
                "verdict": "on-track",
            },
            "after": {
                "availability_percent": 99.444444,
                "downtime_minutes": 240,
                "excluded_minutes": 0,
                "budget_left_minutes": -24,
                "verdict": "breached",
            },
        }
    ]
    ended = status.run("check", "--now", NOW)
    assert ended.code == 0
    assert ended.out.endswith(
        "Changes that are not committed yet:\n"
        "  this takes November 2026 from 99.72 % to 99.44 %: breach\n"
    )


def test_new_deleted_and_renamed_posts_count_once(status):
    status.write("incidents/b.md", INCIDENT.replace("11-03", "11-04"))
    (effect,) = effects(status)
    assert effect["after"]["downtime_minutes"] == 240
    status.remove("incidents/a.md")
    assert effects(status) is None
    status.remove("incidents/b.md")
    (effect,) = effects(status)
    assert effect["after"]["downtime_minutes"] == 0
    status.write("incidents/2026/a.md", INCIDENT)
    assert effects(status) is None


def test_an_incident_before_all_others_has_its_month(status):
    status.write("incidents/b.md", INCIDENT.replace("11-03", "09-03"))
    (effect,) = effects(status)
    assert (effect["period"], effect["after"]["downtime_minutes"]) == ("2026-09", 120)


def test_words_alone_have_no_effect(status):
    status.write("incidents/a.md", INCIDENT + "\n    Sorry.\n")
    assert effects(status) is None


def test_a_new_agreement_has_an_effect_on_every_month_it_judges(status):
    text = (status.root / "site.yaml").read_text("utf-8")
    status.write("site.yaml", text.replace("99.5%", "99.8%"))
    (effect,) = effects(status)
    assert (effect["before"]["verdict"], effect["after"]["verdict"]) == ("on-track", "breached")
    ended = status.run("check", "--now", NOW)
    assert "takes its target from 99.50 % to 99.80 %: breach" in ended.out


def test_work_announced_too_late_is_seen_coming(status):
    status.write(
        "maintenance/w.md",
        """
        ---
        title: Work
        start: 2026-12-01 02:00
        end: 2026-12-01 04:00
        components: {api: major_outage}
        late: acknowledged
        ---
        """,
    )
    (effect,) = effects(status, now="2026-11-29 12:00")
    assert (effect["period"], effect["after"]["downtime_minutes"]) == ("2026-12", 120)
    assert effects(status, now="2026-11-28 12:00") is None


WORK = """
    ---
    title: Work
    start: {}
    end: {}
    components: {}
    late: acknowledged
    ---
    """


def test_work_that_goes_on_longer_than_announced_is_seen_coming(status):
    short = WORK.format("2026-11-20 12:00", "2026-11-20 15:00", "{api: major_outage}")
    status.write("maintenance/w.md", short)
    status.commit("2026-11-10T12:00:00+01:00", "Work")
    status.write("maintenance/w.md", short.replace("15:00", "16:30"))
    (effect,) = effects(status, now="2026-11-20 14:05")
    assert (effect["before"]["downtime_minutes"], effect["after"]["downtime_minutes"]) == (120, 210)


def test_further_work_ends_the_work_under_way(status):
    first = WORK.format("2026-11-20 14:00", "2026-11-20 16:00", "{api: major_outage}")
    status.write("maintenance/w.md", first)
    status.commit("2026-11-20T12:00:00+01:00", "Work, too late")
    status.write(
        "maintenance/w.md",
        WORK.format("2026-11-21 02:00", "2026-11-21 03:00", "{web: major_outage}"),
    )
    (effect,) = effects(status)
    assert (effect["before"]["downtime_minutes"], effect["after"]["downtime_minutes"]) == (240, 185)


def test_work_of_several_months_has_an_effect_on_each(status):
    status.write(
        "maintenance/w.md",
        WORK.format("2026-11-21 00:00", "2027-02-02 00:00", "{api: major_outage}"),
    )
    found = effects(status)
    assert [effect["period"] for effect in found] == ["2026-11", "2026-12", "2027-01", "2027-02"]


def test_files_with_mistakes_say_nothing_about_the_month(status):
    status.write("incidents/a.md", INCIDENT.replace("12:00", "soon"))
    assert effects(status) is None


def test_a_pull_request_is_compared_with_where_it_left_its_target(status):
    status.branch("longer")
    status.write("incidents/a.md", INCIDENT.replace("12:00", "13:00"))
    status.commit("2026-11-20T09:00:00+01:00", "It lasted longer")
    status.switch("main")
    status.write("incidents/b.md", INCIDENT.replace("11-03", "11-04"))
    status.commit("2026-11-20T10:00:00+01:00", "Somebody else's")
    status.switch("longer")
    assert effects(status) is None
    (effect,) = effects(status, "--base", "main")
    assert effect["before"]["downtime_minutes"] == 120
    assert effect["after"]["downtime_minutes"] == 180
    ended = status.run("check", "--now", NOW, "--base", "main")
    assert "Changes that are not on main:\n  this takes November 2026" in ended.out
    ended = status.run("check", "--now", NOW, "--base", "main", "--format", "github")
    assert ended.out.endswith(
        "::notice title=effect::this takes November 2026 from 99.72 %25 to 99.58 %25: within budget\n"
    )


def test_outside_git_and_before_the_first_commit_nothing_is_compared(site, tmp_path):
    site.write("incidents/a.md", INCIDENT)
    assert effects(site) is None


def test_a_site_in_a_folder_of_its_repository(status):
    inner = SiteFolder(status.root / "status")
    inner.write("site.yaml", (status.root / "site.yaml").read_bytes())
    inner.write("incidents/a.md", INCIDENT)
    status.commit("2026-11-04T09:00:00+01:00", "A site below")
    inner.write("incidents/a.md", INCIDENT.replace("12:00", "13:00"))
    (effect,) = effects(inner)
    assert effect["after"]["downtime_minutes"] == 180
    assert effects(status) is None
