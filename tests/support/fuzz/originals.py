"""Files as they should be, which cases break: a site, ledgers, another tool's history."""

from __future__ import annotations

import json
from pathlib import Path

from generator.rendering.theme.themes import default_theme

SITE = """\
name: {en: Fern, pl: Paproć}
url: https://status.example.com
timezone: Europe/Warsaw
languages: [en, pl]
repository: https://git.example.com/fern/status
proof_since: 2030-01-01
components:
  - {id: api, name: API, group: Core}
  - {id: web, name: {en: Website, pl: Strona}, description: Shop, since: 2026-09-01}
sla:
  availability: {target: 99.5%, scope: any, excluded: [third_party], remedy: {credit: {99.5%: 10%}}}
  maintenance: {notice: 48h, classes: {standard: {}, emergency: {notice: none}}}
  calendars: {l3: {days: Mon-Fri, hours: 08:00-18:00}}
  priorities: {P1: {acknowledge: 1h, update: 60m, resolve: 4h, postmortem: 5bd}}
links: [{text: Support, url: https://www.example.com/help}]
mail: {from: status@example.com, smtp: {host: localhost}, unsubscribe: https://www.example.com/leave}
"""
LEVELS = (
    "operational",
    "degraded_performance",
    "partial_outage",
    "major_outage",
    "under_maintenance",
)
STATUSES = (
    "Investigating",
    "Identified",
    "Monitoring",
    "Update",
    "Resolved",
    "Postmortem",
    "Escalated l3",
)
WORK_STATUSES = ("Scheduled", "In progress", "Verifying", "Update", "Completed", "Cancelled")
OUTBOX = """\
{"r":"begun","at":"2026-11-20T09:00:00+00:00"}
{"r":"join","to":"aa","wishes":"en","list":false}
{"r":"event","key":"incident:a:1","v":"1"}
{"r":"group","g":"g1","key":"incident:a:1","events":["incident:a:1"],"components":["api"],"stale":[]}
{"r":"try","g":"g1","to":"aa"}
{"r":"sent","g":"g1","to":"aa","at":"2026-11-20T10:00:00+00:00","list":true}
{"r":"deferred","g":"g1","to":"bb","n":1,"next":"2026-11-20T10:10:00+00:00"}
{"r":"refused","g":"g1","to":"cc","why":"550 no"}
{"r":"leave","to":"aa"}
{"r":"published"}
"""
MAILINGS = """\
{"begun":"2026-11-01T00:00:00+00:00"}
{"event":"maintenance:b","version":"1","first":"2026-11-18T10:00:00+00:00","last":"2026-11-18T10:00:09+00:00","lists":1,"addresses":3}
"""
PEOPLE = """\
address,language,components,frequency
anna@example.com,en,,instant
bartek@example.com,pl,api;web,daily
"""
STATUSPAGE = {
    "components": [{"id": "c1", "name": "API", "group": False}],
    "incidents": [
        {
            "id": "x1", "name": "Errors", "status": "resolved", "impact": "major",
            "created_at": "2024-02-01T10:00:00.000Z", "resolved_at": "2024-02-01T12:00:00.000Z",
            "components": [{"id": "c1", "name": "API"}],
            "incident_updates": [
                {"status": "resolved", "body": "<p>Done</p>", "created_at": "2024-02-01T12:00:00.000Z",
                 "affected_components": [{"name": "API", "new_status": "operational"}]},
                {"status": "investigating", "body": "Hm.", "created_at": "2024-02-01T10:00:00.000Z"},
            ],
        }
    ],
    "scheduled_maintenances": [
        {
            "id": "m1", "name": "Upgrade", "status": "completed", "created_at": "2024-03-01T10:00:00.000+01:00",
            "scheduled_for": "2024-03-05T02:00:00.000Z", "scheduled_until": "2024-03-05T03:00:00.000Z",
            "incident_updates": [{"status": "scheduled", "body": "Soon", "created_at": "2024-03-01T09:00:00Z"}],
        }
    ],
}  # fmt: skip
ISSUES = [
    {"number": 7, "title": "API is down", "created_at": "2022-01-01T10:00:00Z", "state": "closed",
     "closed_at": "2022-01-01T10:20:00Z", "labels": [{"name": "status"}, {"name": "api"}], "body": "**down**: 0",
     "comments": [{"created_at": "2022-01-01T10:20:00Z", "body": "**Resolved:** it is back up."}]},
    {"number": 9, "title": "Upgrade", "created_at": "2022-02-20T10:00:00Z", "labels": [{"name": "maintenance"}],
     "body": "<!--\nstart: 2022-02-24T13:00:00Z\nend: 2022-02-24T14:00:00Z\nexpectedDown: api\n-->\nWe upgrade."},
]  # fmt: skip
OLD_POST = """\
---
title: API down
date: 2020-05-01 10:00:00
resolved: true
resolvedWhen: 2020-05-01 12:00:00
severity: down
affected: [API]
section: issue
---
*Resolved* - it is back. {{< track "2020-05-01 12:00:00" >}}
"""
CLOSED = json.loads((Path(__file__).parent / "closed_month.json").read_text("utf-8"))
PLAIN_POSTS = {
    "site.yaml": SITE.encode(),
    "incidents/a.md": b"---\ntitle: Down\nstarted: 2026-11-20 13:00\ncomponents: {api: major_outage}\n---\nWords.\n",
}
CATALOGUE = (default_theme() / "translations/pl.po").read_text("utf-8")
TEMPLATES = {
    path.name: path.read_text("utf-8") for path in (default_theme() / "templates").glob("*.html")
}
