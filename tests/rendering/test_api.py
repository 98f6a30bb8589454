"""The Statuspage API: eight documents that agree with each other and satisfy clients written for Statuspage."""

from __future__ import annotations

import json
import re

import pytest
from support.builders import SITE, SiteFolder
from support.instants import NOW, local
from support.pipeline import built_data, example

DOCUMENTS = (
    "summary",
    "status",
    "components",
    "incidents",
    "incidents/unresolved",
    "scheduled-maintenances",
    "scheduled-maintenances/upcoming",
    "scheduled-maintenances/active",
)
COMPONENT_KEYS = {
    "id",
    "name",
    "status",
    "created_at",
    "updated_at",
    "position",
    "description",
    "showcase",
    "start_date",
    "group_id",
    "page_id",
    "group",
    "only_show_if_degraded",
}
INCIDENT_KEYS = {
    "id",
    "name",
    "status",
    "impact",
    "created_at",
    "updated_at",
    "monitoring_at",
    "resolved_at",
    "started_at",
    "shortlink",
    "page_id",
    "incident_updates",
    "components",
}
STAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000Z")


def api(files, name):
    return json.loads(files[f"api/v2/{name}.json"])


def built(site: SiteFolder, now: str = NOW):
    return built_data(site, now)


def stamps(value):
    if isinstance(value, dict):
        for key, inner in value.items():
            if key.endswith("_at") or key in {"scheduled_for", "scheduled_until"}:
                yield inner
            else:
                yield from stamps(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from stamps(inner)


# --------------------------------------------------------------------------------------- shape


def test_eight_documents_with_a_page_and_milliseconds(files):
    for name in DOCUMENTS:
        document = api(files, name)
        assert set(document["page"]) == {"id", "name", "url", "time_zone", "updated_at"}
        found = list(stamps(document))
        assert found
        assert all(at is None or STAMP.fullmatch(at) for at in found)


def test_components_and_their_groups(files):
    components = api(files, "components")["components"]
    by_id = {one["id"]: one for one in components}
    assert len(by_id) == len(components)
    for one in components:
        assert set(one) >= COMPONENT_KEYS
        if one["group"]:
            assert all(by_id[id]["group_id"] == one["id"] for id in one["components"])
            inside = {by_id[id]["status"] for id in one["components"]}
            assert one["status"] in inside
        elif one["group_id"]:
            assert one["id"] in by_id[one["group_id"]]["components"]


def test_incidents_have_updates_newest_first_that_end_in_their_state(files):
    known = {one["id"] for one in api(files, "components")["components"]}
    for name in DOCUMENTS:
        for key in ("incidents", "scheduled_maintenances"):
            for incident in api(files, name).get(key, []):
                assert set(incident) >= INCIDENT_KEYS
                updates = incident["incident_updates"]
                times = [update["display_at"] for update in updates]
                assert times
                assert times == sorted(times, reverse=True)
                assert updates[0]["status"] == incident["status"]
                assert all(update["body"].strip() for update in updates)
                assert {one["id"] for one in incident["components"]} <= known
                over = incident["status"] in {"resolved", "postmortem", "completed"}
                assert over == (incident["resolved_at"] is not None)
                if key == "scheduled_maintenances":
                    assert incident["scheduled_for"] < incident["scheduled_until"]


def test_lists_hold_what_their_names_say():
    files = example()
    unresolved = [i["id"] for i in api(files, "incidents/unresolved")["incidents"]]
    assert unresolved == ["2026-11-27-visitor-statistics"]
    everything = api(files, "incidents")["incidents"]
    assert [i["id"] for i in everything] == sorted((i["id"] for i in everything), reverse=True)
    upcoming = api(files, "scheduled-maintenances/upcoming")["scheduled_maintenances"]
    assert {m["status"] for m in upcoming} == {"scheduled"}
    summary = api(files, "summary")
    assert summary["incidents"] == api(files, "incidents/unresolved")["incidents"]
    active = api(files, "scheduled-maintenances/active")["scheduled_maintenances"]
    assert [m["id"] for m in active] == ["2026-12-06-edge-line-cards"]
    assert summary["scheduled_maintenances"] == [*upcoming, *active]
    assert summary["status"] == api(files, "status")["status"]


# --------------------------------------------------------------------------------------- meaning


def incident(levels: str, more: str = "") -> str:
    return f"""
    ---
    title: Trouble
    started: 2026-11-20 09:00
    components: {{{levels}}}
    ---

    ## 2026-11-20 09:10 Investigating
    We look.
    {more}"""


@pytest.mark.parametrize(
    ("levels", "indicator", "description"),
    [
        ("", "none", "All Systems Operational"),
        ("api: degraded_performance", "minor", "Partially Degraded Service"),
        ("api: partial_outage, web: degraded_performance", "minor", "Minor Service Outage"),
        ("api: major_outage", "major", "Partial System Outage"),
        ("api: major_outage, web: major_outage", "critical", "Major Service Outage"),
    ],
)
def test_the_blended_status_is_statuspages_own_sentence(
    site: SiteFolder, levels, indicator, description
):
    site.write(
        "site.yaml", SITE.replace("- {id: web", "- {id: other, name: Other}\n      - {id: web")
    )
    if levels:
        site.write("incidents/trouble.md", incident(levels))
    assert api(built(site), "status")["status"] == {
        "indicator": indicator,
        "description": description,
    }


def test_work_under_way_shows_as_maintenance(site: SiteFolder):
    site.write(
        "maintenance/work.md",
        """
        ---
        title: Work
        start: 2026-11-20 13:00
        end: 2026-11-20 16:00
        published: 2026-11-01 09:00
        components: [api]
        ---
        Away.
        """,
    )
    files = built(site)
    assert api(files, "status")["status"] == {
        "indicator": "maintenance",
        "description": "Service Under Maintenance",
    }
    (work,) = api(files, "scheduled-maintenances/active")["scheduled_maintenances"]
    assert [u["status"] for u in work["incident_updates"]] == ["in_progress", "scheduled"]
    assert work["incident_updates"][0]["affected_components"] == [
        {
            "code": "api",
            "name": "API",
            "old_status": "operational",
            "new_status": "under_maintenance",
        }
    ]
    assert api(files, "scheduled-maintenances/upcoming")["scheduled_maintenances"] == []
    done = built_data(site, local("2026-11-20 18:00"))
    (work,) = api(done, "scheduled-maintenances")["scheduled_maintenances"]
    assert (work["status"], work["resolved_at"]) == ("completed", "2026-11-20T15:00:00.000Z")


def test_updates_keep_the_state_unless_they_change_it(site: SiteFolder):
    more = """
    ## 2026-11-20 09:20 Identified
    ## 2026-11-20 09:30 Update
    ## 2026-11-20 09:40 Monitoring
    ## 2026-11-20 09:50 Resolved
    ## 2026-11-20 10:30 Update
    ## 2026-11-20 11:00 Postmortem
    Why.
    """
    site.write("incidents/trouble.md", incident("api: major_outage", more))
    (found,) = api(built(site), "incidents")["incidents"]
    states = [u["status"] for u in reversed(found["incident_updates"])]
    assert states == [
        "investigating",
        "identified",
        "identified",
        "monitoring",
        "resolved",
        "resolved",
        "postmortem",
    ]
    assert found["monitoring_at"] == "2026-11-20T08:40:00.000Z"
    assert found["resolved_at"] == "2026-11-20T08:50:00.000Z"
    resolved = found["incident_updates"][2]
    assert resolved["affected_components"][0]["old_status"] == "major_outage"
    assert resolved["affected_components"][0]["new_status"] == "operational"


def test_resolved_in_the_front_matter_alone_is_told_by_an_update(site: SiteFolder):
    site.write(
        "incidents/trouble.md",
        incident("api: major_outage").replace(
            "components", "resolved: 2026-11-20 10:00\n    components"
        ),
    )
    (found,) = api(built(site), "incidents")["incidents"]
    assert [u["status"] for u in found["incident_updates"]] == ["resolved", "investigating"]
    assert found["incident_updates"][0]["body"] == "This incident has been resolved."


def test_texts_are_english_where_the_site_speaks_it(site: SiteFolder):
    polish_first = SITE.replace(
        "timezone: Europe/Warsaw\n", "timezone: Europe/Warsaw\n    languages: [pl, en]\n", 1
    )
    site.write(
        "site.yaml", polish_first.replace("name: API", "name: {pl: Interfejs, en: Interface}")
    )
    site.write("incidents/trouble.md", incident("api: major_outage"))
    site.write("incidents/trouble.en.md", "---\ntitle: In English\n---\n")
    files = built(site)
    assert api(files, "incidents")["incidents"][0]["name"] == "In English"
    assert api(files, "incidents")["incidents"][0]["shortlink"].endswith("/en/incidents/trouble/")
    assert api(files, "components")["components"][0]["name"] == "Interface"
    assert api(files, "status")["status"]["description"] == "Major Service Outage"


def test_fifty_incidents_are_listed(site: SiteFolder):
    for number in range(60):
        site.write(f"incidents/i-{number:02}.md", incident("api: major_outage"))
    files = built(site)
    assert len(api(files, "incidents")["incidents"]) == 50
    assert len(api(files, "incidents/unresolved")["incidents"]) == 60
