"""import statuspage: public documents, web hooks and pages of them; classes, components and history."""

from __future__ import annotations

import json
import subprocess

import pytest
from support.builders import run
from support.importing import old, passes, text_of, told
from support.instants import AT_NOW

from generator.model.levels import Level

STATUSPAGE = {
    "page": {"id": "p", "name": "Old", "time_zone": "Etc/UTC"},
    "components": [
        {"id": "g", "name": "Platform", "group": True},
        {"id": "c1", "name": "API", "group_id": "g", "group": False},
        {"id": "c2", "name": "Git Operations", "group_id": None, "description": "push", "group": False},
    ],
    "incidents": [
        {
            "id": "p31zjtct2jer", "name": "Errors", "status": "postmortem", "impact": "major",
            "created_at": "2024-02-01T10:00:00.000Z", "updated_at": "2024-02-02T10:00:00.000Z",
            "started_at": "2024-02-01T09:50:00.000Z", "resolved_at": "2024-02-01T12:00:00.000Z",
            "components": [{"id": "c1", "name": "API"}, {"id": "c2", "name": "Git Operations"}],
            "incident_updates": [
                {"status": "postmortem", "body": "## What happened\n<p>We <em>erred</em>.</p>",
                 "created_at": "2024-02-02T10:00:00.000Z"},
                {"status": "resolved", "body": "Done.", "created_at": "2024-02-01T12:00:00.000Z",
                 "affected_components": [{"name": "Platform - API", "new_status": "operational"},
                                         {"name": "Git Operations", "new_status": "operational"}]},
                {"status": "identified", "body": "a<br />b", "created_at": "2024-02-01T10:30:00.000Z",
                 "affected_components": [{"name": "Platform - API", "new_status": "degraded_performance"},
                                         {"name": "Git Operations", "new_status": "operational"}]},
                {"status": "investigating", "body": "Hm.", "created_at": "2024-02-01T10:00:00.000Z",
                 "affected_components": [{"name": "Platform - API", "new_status": "major_outage"},
                                         {"name": "Git Operations", "new_status": "partial_outage"}]},
            ],
        },
        {"id": "nothing", "name": "No times", "incident_updates": []},
    ],
    "scheduled_maintenances": [
        {
            "id": "m1", "name": "Upgrade", "status": "completed", "impact": "maintenance",
            "created_at": "2024-03-01T10:00:00.000+01:00", "scheduled_for": "2024-03-05T02:00:00.000Z",
            "scheduled_until": "2024-03-05T02:00:00.000Z", "components": [{"id": "c1", "name": "API"}],
            "incident_updates": [
                {"status": "completed", "body": "Ok", "created_at": "2024-03-05T01:00:00.000Z"},
                {"status": "in_progress", "body": "", "created_at": "2024-03-05T02:00:00.000Z"},
                {"status": "scheduled", "body": "Soon", "created_at": "2024-03-01T09:00:00.000Z"},
            ],
        }
    ],
}  # fmt: skip


def test_statuspage_with_phases_old_addresses_and_publication_times(site, tmp_path):
    pages = {
        "a/incidents.json": STATUSPAGE,
        "a/incidents-2.json": {"incidents": STATUSPAGE["incidents"][:1]},
        "a/broken.json": "{",
    }
    ended = site.run("import", "statuspage", old(tmp_path, pages), *AT_NOW)
    assert ended.code == 0, ended.err
    assert "nothing: it has no time at all" in ended.out
    assert "a/broken.json: the file is no JSON" in ended.out
    content = passes(site)
    (incident,) = content.incidents
    assert incident.aliases == ("p31zjtct2jer",)
    assert incident.components == {
        "api": Level.MAJOR_OUTAGE,
        "git-operations": Level.PARTIAL_OUTAGE,
    }
    assert [(f"{p.start_at:%H:%M}", f"{p.end_at:%H:%M}", dict(p.components)) for p in incident.impact] == [
        ("09:50", "10:30", {"api": Level.MAJOR_OUTAGE, "git-operations": Level.PARTIAL_OUTAGE}),
        ("10:30", "12:00", {"api": Level.DEGRADED_PERFORMANCE}),
    ]  # fmt: skip
    assert incident.updates[-1].text == "### What happened\n\nWe *erred*."
    assert incident.updates[1].text == "a  \nb"
    (work,) = content.maintenance
    assert f"{work.announced.published_at:%Y-%m-%d %H:%M}" == "2024-03-01 09:00"
    assert (work.announced.end_at - work.announced.start_at).seconds == 60
    assert "not after its start" in ended.out
    assert "completed before it begins" in ended.out


def test_history_makes_commits_for_readers_that_prove_nothing(repository, tmp_path):
    source = old(tmp_path, {"x.json": STATUSPAGE})
    ended = repository.run("import", "statuspage", source, "--history", *AT_NOW)
    assert ended.code == 0, ended.err
    assert "Made 2 commits with the original dates" in ended.out
    log = repository.git("log", "-2", "--format=%aI %s").splitlines()
    assert log == ["2024-03-01T09:00:00+00:00 Upgrade", "2024-02-01T10:00:00+00:00 Errors"]
    assert repository.git("status", "--porcelain") == "M site.yaml"
    notices = json.loads(repository.run("report", "--format", "json", *AT_NOW).out)["notices"]
    (part,) = notices["2024-03-05-upgrade"]["parts"]
    assert (part["published"], part["declared"]) == ("2024-03-01T09:00:00Z", True)
    assert part["proof"] == "declared"
    assert "proof_since: 2026-11-21" in (repository.root / "site.yaml").read_text("utf-8")
    assert repository.git("log", "-1", "--format=%ct") != repository.git(
        "log", "-1", "--format=%at"
    )
    assert repository.git("fsck", "--strict", "--no-dangling") == ""


def test_history_is_refused_before_anything_is_written(site, repository, tmp_path):
    source = old(tmp_path, {"x.json": STATUSPAGE})
    outside = site.run("import", "statuspage", source, "--history", *AT_NOW)
    assert (outside.code, (site.root / "incidents").exists()) == (1, False)
    repository.write("staged.txt", "x")
    repository.git("add", "staged.txt")
    staged = repository.run("import", "statuspage", source, "--history", *AT_NOW)
    assert staged.code == 1
    assert "something is staged" in staged.err
    assert not (repository.root / "incidents").exists()


@pytest.mark.parametrize("agreement", ["hosting-yearly", "support-desk", "saas-monthly"])
def test_any_agreement_can_take_planned_work(tmp_path, agreement):
    run("-C", tmp_path, "init", "site", "--agreement", agreement)
    source = old(tmp_path, {"x.json": STATUSPAGE})
    assert run("-C", tmp_path / "site", "import", "statuspage", source, *AT_NOW).code == 0
    assert run("-C", tmp_path / "site", "check", *AT_NOW).code == 0


def test_a_class_that_needs_a_reason_gets_one(site, tmp_path):
    text = (site.root / "site.yaml").read_text("utf-8")
    site.write("site.yaml", text.replace("{notice: 48h}", "{classes: {urgent: {notice: none}}}"))
    site.run("import", "statuspage", old(tmp_path, {"x.json": STATUSPAGE}), *AT_NOW)
    (work,) = passes(site).maintenance
    assert (work.announced.klass, work.reason is None) == ("urgent", False)


@pytest.mark.parametrize(
    "style", ["[{id: api, name: API}]", "\n- id: api\n  name: API", "\n    - {id: api, name: API}"]
)
def test_components_are_added_in_the_files_own_style(site, tmp_path, style):
    head = "name: T\nurl: https://x.example\ntimezone: UTC\n"
    site.write("site.yaml", f"{head}components: {style}\n# the end\nsla: {{}}\n".encode())
    site.run("import", "statuspage", old(tmp_path, {"x.json": STATUSPAGE}), *AT_NOW)
    assert len(passes(site).site.components) == 2
    text = (site.root / "site.yaml").read_text("utf-8")
    assert text.startswith(head)
    assert text.endswith("\n# the end\nsla: {}\nproof_since: 2026-11-21\n")


def test_git_is_asked_nothing_without_history(site, tmp_path, monkeypatch):
    def refuse(*_, **__):
        raise AssertionError("a process was started")

    source = old(tmp_path, {"x.json": STATUSPAGE})
    monkeypatch.setattr(subprocess, "run", refuse)
    assert site.run("import", "statuspage", source, *AT_NOW).code == 0


def post(**keys):
    return {
        "id": "a1b2c3d4e5f6",
        "name": "Slow pumps",
        "status": "resolved",
        "impact": "minor",
        "created_at": "2025-02-01T10:00:00.000Z",
        "resolved_at": "2025-02-01T11:00:00.000Z",
        "incident_updates": [],
        **keys,
    }


@pytest.mark.parametrize(
    "document",
    [
        {"incident": post()},
        post(),
        [post()],
        {"page": {}, "incidents": [post()], "scheduled_maintenances": None, "components": None},
        {"incidents": [post(incident_updates=None, components=None)]},
        {"incidents": [post(incident_updates=[{"affected_components": [{"name": "None was affected."}]}])]},
    ],
)  # fmt: skip
def test_documents_of_every_form(site, tmp_path, document):
    ended = site.run("import", "statuspage", old(tmp_path, {"x.json": document}), *AT_NOW)
    assert ended.code == 0, ended.err
    (incident,) = told(site)
    assert f"{incident.resolved_at:%H:%M}" == "11:00"


def test_documents_behind_each_other_and_halves_of_characters(site, tmp_path):
    pages = json.dumps({"incidents": [post(name="Cut off \ud83d here, \U0001f525 not")]})
    pages += json.dumps({"incidents": [post(id="zzzzzzzzzzzz", name="Second")]})
    assert site.run("import", "statuspage", old(tmp_path, {"x.json": pages}), *AT_NOW).code == 0
    titles = {incident.title for incident in told(site)}
    assert titles == {"Cut off \ufffd here, \U0001f525 not", "Second"}


def test_a_postmortem_that_is_a_field_does_not_prolong_the_incident(site, tmp_path):
    keys = {
        "postmortem_body": "## What happened\nA valve.",
        "postmortem_published_at": "2025-02-04T09:00:00Z",
        "resolved_at": None,
        "incident_updates": [
            {"status": "identified", "body": "Hm.", "created_at": "2025-02-01T10:40:00Z"}
        ],
    }
    site.run("import", "statuspage", old(tmp_path, {"x.json": [post(**keys)]}), *AT_NOW)
    (incident,) = told(site)
    assert [u.status.value for u in incident.updates] == ["Identified", "Postmortem"]
    assert f"{incident.resolved_at:%d %H:%M}" == "01 10:40"


def test_planned_work_without_an_impact_is_maintenance_all_the_same(site, tmp_path):
    work = post(
        impact="none",
        scheduled_for="2025-03-01T02:00:00Z",
        scheduled_until="2025-03-01T03:00:00Z",
        components=[{"name": "API"}],
    )
    site.run("import", "statuspage", old(tmp_path, {"x.json": [work]}), *AT_NOW)
    (notice,) = passes(site).maintenance
    assert notice.announced.components == {"api": Level.UNDER_MAINTENANCE}


def test_work_to_come_with_a_short_notice_passes_and_is_named(site, tmp_path):
    soon = post(
        created_at="2026-11-20T10:00:00Z",
        scheduled_for="2026-11-21T02:00:00Z",
        scheduled_until="2026-11-21T03:00:00Z",
        status="scheduled",
        components=[{"name": "API"}],
    )
    ended = site.run("import", "statuspage", old(tmp_path, {"x.json": [soon]}), *AT_NOW)
    assert "it was announced later than the agreement asks for" in ended.out
    passes(site)
    assert "short-notice" in site.run("check", *AT_NOW).out
    assert "late: acknowledged" in text_of(site, "2026-11-21-*.md")


def test_all_components_of_the_old_page_arrive_also_those_that_never_failed(site, tmp_path):
    parts = [
        {"id": "g", "name": "Water", "group": True},
        {"id": "p", "name": "Pumps", "group_id": "g", "group": False, "description": "two\nlines"},
        {"id": "a", "name": "api", "group_id": "g", "group": False},
    ]
    site.run("import", "statuspage", old(tmp_path, {"x.json": {"components": parts}}), *AT_NOW)
    (pumps,) = (c for c in passes(site).site.components if c.id == "pumps")
    assert (pumps.group, pumps.description["en"]) == ({"en": "Water"}, "two lines")


def test_components_of_one_name_in_several_groups_are_told_apart(site, tmp_path):
    page = {
        "components": [
            {"id": "g1", "name": "Pumps", "group": True},
            {"id": "g2", "name": "Valves", "group": True},
            {"id": "c1", "name": "North", "group_id": "g1", "group": False},
            {"id": "c2", "name": "North", "group_id": "g2", "group": False},
            {"id": "c3", "name": "South", "group_id": "g2", "group": False},
        ]
    }
    updates = [
        {
            "status": "investigating",
            "created_at": "2025-02-01T10:00:00Z",
            "affected_components": [
                {"code": "c2", "name": "Valves - North", "new_status": "major_outage"},
                {"code": "c3", "name": "Valves - South", "new_status": "partial_outage"},
            ],
        }
    ]
    incident = post(
        components=[page["components"][3], page["components"][4]], incident_updates=updates
    )
    files = {"a.json": page, "b.json": [incident], "c.json": page["components"]}
    assert site.run("import", "statuspage", old(tmp_path, files), *AT_NOW).code == 0
    content = passes(site)
    assert {c.id for c in content.site.components} >= {"pumps-north", "valves-north", "south"}
    assert [i.components for i in content.incidents] == [
        {"valves-north": Level.MAJOR_OUTAGE, "south": Level.PARTIAL_OUTAGE}
    ]


def test_names_hold_no_control_characters(site, tmp_path):
    said = {
        "incidents": [
            {
                "id": "a", "name": "Down\x7f\x1b]0;x\x07", "status": "resolved", "impact": "major",
                "created_at": "2024-02-01T10:00:00Z", "resolved_at": "2024-02-01T12:00:00Z",
                "components": [{"id": "q", "name": "\x7f"}, {"id": "r", "name": "CD\x85\u202eN"}],
                "incident_updates": [{"status": "resolved", "body": "Done.", "created_at": "2024-02-01T12:00:00Z"}],
            }
        ]
    }  # fmt: skip
    ended = site.run(
        "import", "statuspage", old(tmp_path, {"a.json": json.dumps(said)}) / "a.json", *AT_NOW
    )
    assert ended.code == 0, ended.err
    content = passes(site)
    assert [post.title for post in told(site)] == ["Down]0;x"]
    names = [next(iter(c.name.values())) for c in content.site.components]
    assert names[-2:] == ["component", "CD N"]
