"""Clients written for Statuspage read our Statuspage API."""

from __future__ import annotations

import json

import pytest
from support.http_server import served_files
from support.other_programs import node, python_client
from support.pipeline import example

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


def api(files, name):
    return json.loads(files[f"api/v2/{name}.json"])


AREZ = """
import asyncio, json, sys
from arez.statuspage import StatusPage

async def main():
    async with StatusPage(sys.argv[1], loop=asyncio.get_running_loop()) as page:
        status = await page.get_status()
    print(json.dumps({
        "status": status.status,
        "components": [c.name for c in status.components],
        "groups": {g.name: [c.name for c in g.components] for g in status.groups},
        "incidents": [[i.name, i.status, len(i.updates)] for i in status.incidents],
        "maintenances": [[m.name, m.status, str(m.scheduled_for)] for m in status.maintenances],
    }))

asyncio.run(main())
"""

EXPORTER = """
import json, logging, sys
from statuspage_prometheus_exporter import service_checker

logging.disable()
result = service_checker.check_status_page_service(
    "site", {"name": "site", "url": sys.argv[1] + "/api/v2/summary.json"}
)
print(json.dumps(result, default=str))
"""


def test_arez_reads_the_summary(files, tmp_path):
    with served_files(dict(files)) as address:
        found = python_client(AREZ, address, cwd=tmp_path)
    summary = api(files, "summary")
    assert found["status"] == summary["status"]["description"]
    plain = [c for c in summary["components"] if not c["group"]]
    assert found["components"] == [c["name"] for c in plain]
    assert sum(map(len, found["groups"].values())) == sum(1 for c in plain if c["group_id"])
    assert [i[0] for i in found["incidents"]] == [i["name"] for i in summary["incidents"]]
    assert len(found["maintenances"]) == len(summary["scheduled_maintenances"])


def test_the_prometheus_exporter_reads_the_summary(files, tmp_path):
    (tmp_path / "services.json").write_text("{}")
    with served_files(dict(files)) as address:
        found = python_client(EXPORTER, address, cwd=tmp_path)
    summary = api(files, "summary")
    assert found["success"] is True
    assert found["status"] == int(summary["status"]["indicator"] == "none")
    assert len(found["component_metadata"]) == len(summary["components"])
    assert len(found["incident_metadata"]) == len(summary["incidents"])


def test_the_npm_client_gets_all_eight_answers(files):
    with served_files(dict(files)) as address:
        answers = node("statuspage.mjs", address)
    names = ("summary", "status", "components", "incidents", "unresolved")
    for name, document in zip(names, DOCUMENTS, strict=False):
        assert answers[name] == api(files, document)
    # version 3.1.1 asks for the upcoming ones whichever are wanted
    for name in ("maintenances", "upcoming", "active"):
        assert answers[name] == api(files, "scheduled-maintenances/upcoming")


def test_the_clients_refuse_what_ours_would_be_without_care(tmp_path):
    """The strict client is strict: without milliseconds it reads nothing."""
    summary = example()["api/v2/summary.json"].replace(b".000Z", b"Z")
    with (
        served_files({"api/v2/summary.json": summary}) as address,
        pytest.raises(AssertionError, match="does not match"),
    ):
        python_client(AREZ, address, cwd=tmp_path)
