"""A whole story in a git repository: notice 64 h ahead, moved, an incident, its postmortem, month end."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from support.builders import Repository

SITE = """
name: Fjord Hosting
url: https://status.example.com
timezone: Europe/Warsaw
languages: [en, pl]
components:
  - {{id: api, name: API}}
  - {{id: web, name: {{en: Website, pl: Strona}}}}
sla:
  availability: {{target: 99.5%}}
  maintenance: {{notice: 48h, notice_by: email}}
mail:
  from: status@example.com
  smtp: {{host: 127.0.0.1, port: {port}, security: none}}
  subscribers: ../people.csv
  unsubscribe: https://www.example.com/leave
"""

PEOPLE = """address,language,components,frequency
anna@example.com,en,,instant
bartek@example.com,pl,api,instant
celina@example.com,en,web,instant
dora@example.com,en,,monthly
eryk@example.com,pl,,weekly
fela@example.com,en,api,daily
gone@example.com,en,,instant
slow@example.com,en,,instant
"""

WORK = """---
title: Database upgrade
start: {start}
end: {end}
components: {{api: major_outage}}
---
The API is away for up to two hours.
"""

HEAD = """---
title: Sign-in fails
started: 2026-12-07 09:12
components: {api: major_outage}
---
Customers see error 502.
"""

HEAD_PL = """---
title: Logowanie nie działa
---
Klienci widzą błąd 502.
"""

UPDATES = (
    "\n## 2026-12-07 09:31 Investigating\nWe are looking into it.\n",
    "\n## 2026-12-07 09:50 Identified\nThe pool is exhausted.\n",
    "\n## 2026-12-07 10:10 Update\nA third of the sign-ins work.\n",
    "\n## 2026-12-07 10:20 Monitoring\nThe limit was raised.\n",
    "\n## 2026-12-07 10:40 Resolved\nSign-in works.\n",
    "\n## 2026-12-10 15:00 Postmortem\nWhat happened and what we do about it.\n",
)

OLD = """---
title: Old trouble
started: 2026-11-01 09:00
components: {web: major_outage}
---

## 2026-11-01 10:00 Resolved
Over.
"""


@dataclass(frozen=True)
class Step:
    """A commit: its time, when news is sent, and the files."""

    at: str
    now: str
    files: tuple[tuple[str, str], ...] = ()


def incident(count: int) -> str:
    """The incident with its first updates."""
    return HEAD + "".join(UPDATES[:count])


FIRST = WORK.format(start="2026-12-06 02:00", end="2026-12-06 04:00")
MOVED = WORK.format(start="2026-12-13 02:00", end="2026-12-13 04:00")
BEGUN = MOVED + "\n## 2026-12-13 02:05 In progress\nWe begin.\n"
DONE = BEGUN + "\n## 2026-12-13 03:40 Completed\nAll is well.\n"
WORK_FILE, FILE = "maintenance/2026-12-06-db.md", "incidents/2026-12-07-login.md"

STEPS = (
    Step("2026-12-02T09:00:00+01:00", "2026-12-02T09:01+01:00", (("incidents/old.md", OLD),)),
    Step("2026-12-03T10:00:00+01:00", "2026-12-03T10:02+01:00", ((WORK_FILE, FIRST),)),
    Step("2026-12-04T12:00:00+01:00", "2026-12-04T12:01+01:00", ((WORK_FILE, MOVED),)),
    Step(
        "2026-12-07T09:31:00+01:00",
        "2026-12-07T09:32+01:00",
        ((FILE, incident(1)), ("incidents/2026-12-07-login.pl.md", HEAD_PL)),
    ),
    Step("2026-12-07T09:50:00+01:00", "2026-12-07T09:51+01:00", ((FILE, incident(2)),)),
    Step("2026-12-07T10:20:00+01:00", "2026-12-07T10:21+01:00", ((FILE, incident(4)),)),
    Step("2026-12-07T10:40:00+01:00", "2026-12-07T10:41+01:00", ((FILE, incident(5)),)),
    Step("2026-12-10T15:00:00+01:00", "2026-12-10T15:01+01:00", ((FILE, incident(6)),)),
    Step("2026-12-12T03:00:00+01:00", "2026-12-12T03:01+01:00"),
    Step("2026-12-13T02:05:00+01:00", "2026-12-13T02:06+01:00", ((WORK_FILE, BEGUN),)),
    Step("2026-12-13T03:40:00+01:00", "2026-12-13T03:41+01:00", ((WORK_FILE, DONE),)),
    Step("2026-12-14T00:05:00+01:00", "2026-12-14T00:06+01:00"),
    Step("2027-01-01T00:05:00+01:00", "2027-01-01T00:06+01:00"),
)

THEIRS = {
    "anna@example.com": [
        "Maintenance announced: Database upgrade",
        "Maintenance moved: Database upgrade",
        "Investigating: Sign-in fails",
        "Identified: Sign-in fails",
        "Monitoring: Sign-in fails",
        "Resolved: Sign-in fails",
        "Postmortem: Sign-in fails",
        "Reminder: Database upgrade",
        "In progress: Database upgrade",
        "Completed: Database upgrade",
    ],
    "celina@example.com": [],
    "dora@example.com": [
        "Maintenance announced: Database upgrade",
        "Maintenance moved: Database upgrade",
        "Monthly digest: December 2026",
    ],
    "fela@example.com": [
        "Maintenance announced: Database upgrade",
        "Maintenance moved: Database upgrade",
        "Daily digest: Monday, 7 December 2026",
        "Daily digest: Thursday, 10 December 2026",
        "Daily digest: Sunday, 13 December 2026",
    ],
    "gone@example.com": [],
}
"""What each mailbox must hold in the end, by the first line of each message."""


def story_repository(root: Path, port: int) -> Repository:
    """The repository before the first step."""
    repository = Repository(root / "site")
    repository.write("site.yaml", SITE.format(port=port))
    (root / "people.csv").write_text(PEOPLE)
    repository.commit("2026-12-01T09:00:00+01:00")
    return repository


def commit_step(repository: Repository, step: Step) -> None:
    """Commit a step's files."""
    for path, text in step.files:
        repository.write(path, text)
    repository.commit(step.at)
