"""Two sites share no lasting id unless they say that they are one: feeds, calendars, the API, mail."""

from __future__ import annotations

import json
import re
from email import message_from_bytes
from pathlib import Path

import icalendar
import pytest
from support.builders import SiteFolder
from support.instants import NOW

SITE = """\
name: T
url: {address}
timezone: Europe/Warsaw
languages: [en, pl]
components: [{{id: api, name: API}}]
sla:
  maintenance: {{classes: {{standard: {{windows: [Sun 02:00-06:00]}}}}}}
  priorities: {{P1: {{postmortem: 5bd}}}}
mail:
  from: status@example.com
  smtp: {{host: 127.0.0.1, port: 9, security: none}}
  subscribers: ../people.csv
"""
INCIDENT = """\
---
title: Down
priority: P1
started: 2026-11-18 09:12
components: {api: major_outage}
---
## 2026-11-18 09:31 Investigating
Looking.

## 2026-11-18 10:40 Resolved
Done.
"""
WORK = """\
---
title: Work
start: 2026-11-29 02:00
end: 2026-11-29 04:00
components: [api]
---
Soon.
"""


def ids(root: Path, address: str) -> dict[str, set[str]]:
    """Every lasting id of a site at an address, by what it is."""
    site = SiteFolder(root)
    (root.parent / "people.csv").write_text(
        "address,language,components,frequency\na@example.com,,,\n"
    )
    files = {"incidents/down.md": INCIDENT, "maintenance/work.md": WORK}
    site.write_all({**files, "site.yaml": SITE.format(address=address)})
    public, mail = root.parent / f"{root.name}-public", root.parent / f"{root.name}-mail"
    for command in (
        ("build", "--out", public),
        ("digest", "--since", "2026-11-18 00:00", "--format", "eml", "--out", mail),
    ):
        done = site.run(*command, "--now", NOW)
        assert done.code == 0, done.err
    found: dict[str, set[str]] = {"feeds": set(), "uids": set(), "pages": set(), "messages": set()}
    for path in public.rglob("*"):
        if path.suffix in {".rss", ".atom", ".json"}:
            found["feeds"] |= set(re.findall(r"\btag:[^<\"\s]+", path.read_text("utf-8")))
        elif path.suffix == ".ics":
            events = icalendar.Calendar.from_ical(path.read_bytes()).walk("VEVENT")
            found["uids"] |= {str(event["UID"]) for event in events}
    summary = json.loads((public / "api/v2/summary.json").read_text("utf-8"))
    posts = (*summary["components"], *summary["scheduled_maintenances"])
    found["pages"] = {summary["page"]["id"], *(post["page_id"] for post in posts)}
    for path in mail.rglob("*.eml"):
        message = message_from_bytes(path.read_bytes())
        found["messages"] |= {
            message["Message-ID"],
            message.get("References", "") or message["Message-ID"],
        }
    assert all(found.values()), found
    return found


@pytest.fixture(scope="module")
def at_root(tmp_path_factory):
    return ids(tmp_path_factory.mktemp("root") / "site", "https://status.example.com")


@pytest.fixture(scope="module", autouse=True)
def mail_key():
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("STATUSMARK_MAIL_KEY", "0123456789abcdef")
        yield


def test_sites_below_different_paths_share_no_ids(tmp_path, at_root):
    """Not even where one's path is another's followed by a language or a kind of post."""
    paths = ("eu", "us", "pl", "eu/pl", "eu/incidents", "eu:pl")
    sites = [at_root] + [
        ids(tmp_path / path.replace("/", "-"), f"https://status.example.com/{path}")
        for path in paths
    ]
    for kind in at_root:
        every = [id for site in sites for id in site[kind]]
        assert len(every) == len(set(every)), kind


def test_a_site_at_the_root_keeps_the_ids_it_has(at_root):
    assert "tag:status.example.com,2026:pl/incidents/down" in at_root["feeds"]
    assert "work@status.example.com" in at_root["uids"]
    assert at_root["pages"] == {"status.example.com"}


@pytest.mark.parametrize(
    ("address", "stated"),
    [
        ("https://state.example.org", "status.example.com"),
        ("https://example.org/status", "Status.example.com/"),
    ],
)
def test_a_site_that_moves_keeps_its_ids_by_its_identity(tmp_path, at_root, address, stated):
    assert ids(tmp_path / "site", f"{address}\nidentity: {stated}") == at_root


def test_an_identity_may_have_a_path(tmp_path):
    before = ids(tmp_path / "before", "https://status.example.com/eu/")
    after = ids(tmp_path / "after", "https://eu.example.com\nidentity: status.example.com/eu")
    assert before == after
    assert "tag:status.example.com,2026:/eu:incidents/down" in before["feeds"]
    assert before["pages"] == {"status.example.com/eu"}


def test_ids_of_an_international_host_are_ascii(tmp_path):
    found = ids(tmp_path / "site", "https://státus.example.com/été")
    assert "tag:xn--sttus-yqa.example.com,2026:/%C3%A9t%C3%A9:incidents/down" in found["feeds"]
