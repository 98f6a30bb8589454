"""export: everything a site says comes out, and comes back in."""

from __future__ import annotations

import json

from support.builders import run
from support.instants import AT_NOW

from generator.reading.content import read_content

INCIDENT = """
    ---
    title: Down — “quoted”
    started: 2026-10-05 10:00
    components: {api: major_outage}
    impact:
      - {from: 2026-10-05 10:00, to: 2026-10-05 10:20, components: {api: major_outage}}
      - {from: 2026-10-05 10:20, to: 2026-10-05 11:00, components: {api: degraded_performance}}
    ---
    ## 2026-10-05 10:10 Investigating
    We **look**.

    ## 2026-10-05 10:20 Monitoring
    Better.

    ## 2026-10-05 11:00 Resolved
    Done.
    """
NOTICE = """
    ---
    title: Upgrade
    start: 2026-12-06 02:00
    end: 2026-12-06 04:00
    components: [api]
    ---
    """


def filled(repository):
    repository.write("incidents/2026/2026-10-05-down.md", INCIDENT)
    repository.write("maintenance/2026-12-06-upgrade.md", NOTICE)
    repository.commit("2026-11-18T10:00:00+01:00")
    return repository


def test_jsonl_holds_every_field_of_every_post(repository):
    lines = [
        json.loads(line)
        for line in filled(repository).run("export", "jsonl", *AT_NOW).out.splitlines()
    ]
    site, incident, notice = lines
    assert (site["type"], site["schema"]) == ("site", "statusmark/export/1")
    assert site["agreements"][0]["availability"]["target"]["ratio"] == "199/200"
    assert incident["title"] == "Down — “quoted”"
    assert incident["started_at"] == "2026-10-05T08:00:00Z"
    assert incident["impact"][1]["components"] == {"api": "degraded_performance"}
    assert [u["text"] for u in incident["updates"]] == ["We **look**.", "Better.", "Done."]
    assert notice["versions"][0]["published_at"] == "2026-11-18T09:00:00Z"
    assert len(notice["versions"][0]["commit"]) == 40


def test_a_thousandth_post_is_not_left_out(site):
    for number in range(60):
        site.write(f"incidents/a{number}.md", INCIDENT)
    document = json.loads(site.run("export", "statuspage", *AT_NOW).out)
    assert len(document["incidents"]) == 60
    assert document["page"]["time_zone"] == "Europe/Warsaw"


def test_what_is_exported_for_statuspage_can_be_imported_again(repository, tmp_path):
    filled(repository)
    ended = repository.run("export", "statuspage", "--out", tmp_path / "history.json", *AT_NOW)
    assert (ended.code, ended.out) == (0, "")
    run("-C", tmp_path, "init", "again")
    again = tmp_path / "again"
    assert run("-C", again, "import", "statuspage", tmp_path / "history.json", *AT_NOW).code == 0
    before, after = read_content(repository.root).content, read_content(again).content
    (was,), (now,) = before.incidents, after.incidents
    assert (now.id, now.title, now.started_at) == (was.id, was.title, was.started_at)
    assert [(p.start_at, p.end_at, p.components) for p in now.impact] == [
        (p.start_at, p.end_at, p.components) for p in was.impact
    ]
    assert [(u.at, u.status) for u in now.updates] == [(u.at, u.status) for u in was.updates]
    (work,) = after.maintenance
    assert work.announced.start_at == before.maintenance[0].announced.start_at


def test_unreadable_content_is_not_exported(site):
    site.write("incidents/a.md", INCIDENT.replace("api:", "apii:"))
    ended = site.run("export", "jsonl", *AT_NOW)
    assert (ended.code, ended.out) == (1, "")
    assert "unknown-component" in ended.err
    assert site.run("export", "csv", *AT_NOW).code == 2
