"""A site with every kind of post in every kind of trouble, from November 2026 to New Year.

Each post is named for what happens to it, and nothing else happens to it. Names are the posts' ids and
so in the golden files: better add a post than rename one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from rendering.lasting_ids.posts import Posts, instant
from support.builders import Repository

SITE = """
name: {{en: Lasting, pl: Trwałe}}
url: https://status.example.com
timezone: Europe/Warsaw
languages: [en, pl]
proof_since: 2026-11-10
components:
  - {{id: api, name: API, group: {{en: Programs, pl: Programy}}}}
  - {{id: web, name: {{en: Website, pl: Strona}}}}
sla:
  availability: {{target: 99.5%}}
  maintenance:
    notice: 48h
    notice_by: email
    classes:
      standard: {{windows: [Sun 02:00-06:00]}}
      emergency: {{notice: none}}
  calendars: {{l3: {{days: Mon-Fri}}}}
  priorities:
    P1: {{acknowledge: 1h, update: 60m, resolve: 4h}}
    P2: {{acknowledge: 4h, resolve: 5d, postmortem: 5bd}}
subscriptions:
  - {{list: announce@lists.example.com, language: en}}
  - {{list: strona@lists.example.com, language: pl, components: [web], frequency: daily}}
mail:
  from: status@example.com
  smtp: {{host: 127.0.0.1, port: {port}, security: none}}
  subscribers: ../people.csv
  unsubscribe: https://www.example.com/leave
"""

PEOPLE = """address,language,components,frequency
anna@example.com,en,web,instant
bartek@example.com,pl,web,instant
celina@example.com,pl,,daily
dora@example.com,en,web,weekly
eryk@example.com,en,web,monthly
"""

SUNDAY = "12-06 02:00/12-06 04:00"
NEXT_SUNDAY = "12-13 02:00/12-13 04:00"
THIRD_SUNDAY = "12-20 02:00/12-20 04:00"


@dataclass(frozen=True)
class Stop:
    """A time at which news is sent and, maybe, the site is built; at the last one all of it is looked at."""

    time: str
    build: bool = False
    last: bool = False

    @property
    def now(self) -> str:
        """The instant, as the command line takes it."""
        return instant(self.time)


def story(root: Path, port: int) -> Iterator[Stop]:
    """Writes ``root/site`` and the address file beside it, up to each stop in turn."""
    repository = Repository(root / "site")
    repository.write("site.yaml", SITE.format(port=port))
    repository.write(".gitignore", "/.statusmark/\n")
    (root / "people.csv").write_text(PEOPLE)
    posts = Posts(repository)
    for part in (before, first_day, changes, announced_again, sunday, afterwards):
        yield from part(posts)


def before(posts: Posts) -> Iterator[Stop]:
    """What was there before mail was first sent."""
    posts.incident("old", "11-02 09:00", "11-02 09:10 Investigating", "11-02 10:00 Resolved")
    posts.work("old-work", "11-08 02:00/11-08 04:00", published="2026-11-03 09:00")
    posts.work("announced-before-mail", SUNDAY)
    posts.commit("11-24 09:00")
    yield Stop("11-24 09:01")


def first_day(posts: Posts) -> Iterator[Stop]:
    """Incidents begin and go on; work is announced."""
    seen = "12-01 08:20 Investigating"
    for name in (
        "with-updates", "by-key", "by-key-between-updates", "postmortem", "postmortem-before-the-end",
        "same-minute", "escalated", "phases", "key-and-update", "file-renamed", "id-renamed",
        "time-corrected", "by-key-then-written", "by-key-then-investigating",
    ):  # fmt: skip
        posts.incident(name, "12-01 08:10", seen)
    for name in ("reopened", "reopened-and-open", "reopened-and-ended-by-key"):
        posts.incident(name, "12-01 08:10", seen, "12-01 09:00 Resolved")
    posts.incident("updates-later", "12-01 08:10")
    posts.incident("by-key-before-updates", "12-01 08:10", resolved="2026-12-01 09:00")
    posts.incident("no-updates", "12-01 08:10", components="[web]")
    posts.incident("by-key-alone", "12-01 08:10", resolved="2026-12-01 09:00")
    posts.incident("without-length", "12-01 08:10", resolved="2026-12-01 08:10")
    posts.incident("postmortem-alone", "12-01 08:10")
    posts.incident("resolved-alone", "12-01 08:10", "12-01 09:00 Resolved")
    posts.incident("update-first", "12-01 08:10", "12-01 08:20 Update")
    posts.incident("update-before-start", "12-01 08:10", "12-01 08:00 Investigating")
    posts.set("file-renamed", id="file-renamed")
    posts.repository.write(
        "incidents/with-updates.pl.md",
        "---\ntitle: Z wpisami\n---\nO co chodzi.\n\n## 2026-12-01 08:20\nBadamy.\n",
    )
    for name in (
        "by-the-clock", "clock-then-written", "moved-once", "moved-twice", "moved-and-back", "shortened",
        "component-added", "cancelled-by-key", "cancelled-by-update", "cancelled-by-both",
        "cancelled-and-back", "cancelled-twice", "deleted", "deleted-and-back", "worked", "verified",
        "overrun", "never-completed", "update-alone", "update-before-start-of-work", "completed-alone",
        "early", "extended-under-way", "cancelled-under-way", "reworked", "actual", "actual-start",
        "actual-end", "used-again", "scheduled-afterwards", "work-id-renamed", "update-after-the-end",
        "verifying-alone", "clock-then-cancelled", "cancelled-deleted-and-back",
    ):  # fmt: skip
        posts.work(name, SUNDAY)
    posts.work("announced", "12-27 02:00/12-27 04:00", components="[web]")
    posts.work("component-removed", SUNDAY, components="[api, web]")
    posts.work("scheduled-alone", SUNDAY, "12-01 09:50 Scheduled")
    posts.work("announced-with-updates-dated-ahead", SUNDAY, "12-05 12:00 Update")
    posts.commit("12-01 10:00")
    yield Stop("12-01 10:01")

    posts.add(
        "with-updates",
        "12-01 10:10 Identified",
        "12-01 10:30 Update",
        "12-01 11:00 Monitoring",
        "12-01 11:30 Resolved",
    )
    posts.add("updates-later", "12-01 10:20 Investigating")
    posts.add("by-key-before-updates", "12-01 10:20 Update")
    for name in ("by-key", "by-key-then-written", "by-key-then-investigating"):
        posts.set(name, resolved="2026-12-01 11:00")
    posts.set("by-key-between-updates", resolved="2026-12-01 10:30")
    posts.add("by-key-between-updates", "12-01 11:00 Update")
    posts.add("reopened", "12-01 10:30 Investigating")
    posts.add("reopened-and-open", "12-01 10:30 Identified")
    posts.add("reopened-and-ended-by-key", "12-01 10:30 Investigating")
    posts.add("postmortem", "12-01 11:00 Resolved")
    posts.add("postmortem-before-the-end", "12-01 10:40 Postmortem")
    posts.set("postmortem-alone", resolved="2026-12-01 11:00")
    posts.add("same-minute", "12-01 10:45 Identified", "12-01 10:45 Update", "12-01 10:45 Resolved")
    posts.add("escalated", "12-01 10:20 Update\npriority: P1", "12-01 10:40 Escalated l3")
    posts.set("key-and-update", resolved="2026-12-01 11:10")
    posts.add("key-and-update", "12-01 11:00 Resolved")
    posts.add("time-corrected", "12-01 10:30 Identified")
    posts.add("update-first", "12-01 11:00 Resolved")
    posts.add("update-before-start", "12-01 11:00 Resolved")
    posts.commit("12-01 12:00")
    yield Stop("12-01 12:01", build=True)


def changes(posts: Posts) -> Iterator[Stop]:
    """Incidents end, one way or another; notices are moved, cancelled, deleted."""
    posts.add("by-key-then-written", "12-01 11:00 Resolved")
    posts.add("by-key-then-investigating", "12-02 09:00 Investigating")
    posts.add("reopened", "12-02 09:00 Resolved")
    posts.set("reopened-and-ended-by-key", resolved="2026-12-02 09:00")
    posts.add("postmortem", "12-02 16:00 Postmortem")
    posts.add("postmortem-before-the-end", "12-01 13:00 Resolved")
    posts.add("postmortem-alone", "12-02 16:00 Postmortem")
    posts.add("escalated", "12-01 13:00 Resolved")
    posts.set(
        "phases",
        impact="[{from: 2026-12-01 08:10, to: 2026-12-01 09:00, components: {web: major_outage}},"
        " {from: 2026-12-01 09:00, components: {api: partial_outage}}]",
    )
    posts.add("phases", "12-01 13:00 Resolved")
    posts.drop("time-corrected", "12-01 10:30 Identified")
    posts.add("time-corrected", "12-01 10:35 Identified")
    for name in ("moved-once", "moved-twice", "moved-and-back"):
        posts.move(name, NEXT_SUNDAY)
    posts.move("shortened", "12-06 02:00/12-06 03:00")
    posts.set("component-added", components="{api: major_outage, web: under_maintenance}")
    posts.set("component-removed", components="[api]")
    for name in (
        "cancelled-by-key", "cancelled-by-both", "cancelled-and-back", "cancelled-deleted-and-back",
    ):  # fmt: skip
        posts.set(name, cancelled="2026-12-03 08:50")
    for name in ("cancelled-by-update", "cancelled-by-both", "cancelled-twice"):
        posts.add(name, "12-03 08:45 Cancelled")
    posts.remove("deleted")
    posts.remove("deleted-and-back")
    posts.work("cancelled-at-once", SUNDAY, cancelled="2026-12-03 08:55")
    posts.work("postponed", SUNDAY, published="2026-12-04 08:00")
    posts.commit("12-03 09:00")
    yield Stop("12-03 09:01")


def announced_again(posts: Posts) -> Iterator[Stop]:
    """Notices are moved again and come back; one is there before it is committed."""
    posts.move("moved-twice", THIRD_SUNDAY)
    posts.move("moved-and-back", SUNDAY)
    posts.set("cancelled-and-back", cancelled="")
    posts.drop("cancelled-twice", "12-03 08:45 Cancelled")
    posts.restore("deleted-and-back")
    posts.add("update-before-start-of-work", "12-04 08:30 Update")
    posts.add("scheduled-afterwards", "12-04 08:30 Scheduled")
    posts.remove("cancelled-deleted-and-back")
    posts.commit("12-04 09:00")
    posts.work("not-committed", SUNDAY)
    yield Stop("12-04 09:01")

    posts.add("cancelled-twice", "12-05 02:20 Cancelled")
    posts.restore("cancelled-deleted-and-back")
    posts.set("cancelled-deleted-and-back", cancelled="")
    posts.commit("12-05 02:25")  # not-committed, too; reminders are due
    yield Stop("12-05 02:30")


def sunday(posts: Posts) -> Iterator[Stop]:
    """Most of the work."""
    posts.work("emergency", "12-06 02:00/12-06 03:00", **{"class": "emergency", "reason": "A hole"})
    for name in (
        "worked", "verified", "overrun", "never-completed", "extended-under-way",
        "cancelled-under-way", "reworked", "used-again",
    ):  # fmt: skip
        posts.add(name, "12-06 02:05 In progress")
    posts.add("early", "12-06 01:45 In progress")
    posts.commit("12-06 02:08")
    yield Stop("12-06 02:20")

    posts.add("worked", "12-06 02:50 Completed")
    posts.add("used-again", "12-06 02:50 Completed")
    posts.add("verified", "12-06 02:50 Verifying", "12-06 02:55 Update")
    posts.add("update-alone", "12-06 02:40 Update")
    posts.add("reworked", "12-06 02:30 Completed", "12-06 02:55 In progress")
    posts.move("extended-under-way", "12-06 02:00/12-06 05:00")
    posts.add("verifying-alone", "12-06 02:50 Verifying")
    for name in ("cancelled-under-way", "clock-then-cancelled"):
        posts.set(name, cancelled="2026-12-06 02:50")
    posts.set("actual-start", actual="{start: 2026-12-06 02:10}")
    posts.commit("12-06 03:00")
    yield Stop("12-06 03:01", build=True)

    posts.add("verified", "12-06 03:50 Completed")
    posts.add("early", "12-06 03:00 Completed")
    posts.add("completed-alone", "12-06 03:40 Completed")
    posts.set("actual", actual="{start: 2026-12-06 02:15, end: 2026-12-06 03:45}")
    posts.set("actual-end", actual="{end: 2026-12-06 03:30}")
    posts.commit("12-06 04:19")
    yield Stop("12-06 04:20")

    posts.add("update-after-the-end", "12-06 05:00 Update")
    posts.add("overrun", "12-06 05:20 Completed")
    posts.add("extended-under-way", "12-06 04:50 Completed")
    posts.add("reworked", "12-06 04:40 Completed")
    posts.commit("12-06 05:30")
    yield Stop("12-07 00:10")


def afterwards(posts: Posts) -> Iterator[Stop]:
    """What is written late, files that get other names, digests, and work that the clock ends."""
    posts.rename("file-renamed", "another-file")
    posts.rename("id-renamed", "id-new")
    posts.set("id-renamed", aliases="[id-renamed]")
    posts.rename("work-id-renamed", "work-id-new")
    posts.set("work-id-renamed", aliases="[work-id-renamed]")
    posts.incident("back-dated", "11-20 09:00", "11-20 10:00 Resolved")
    posts.incident("back-dated-lately", "12-08 09:00", "12-08 10:00 Resolved")
    posts.add("clock-then-written", "12-06 02:03 In progress", "12-06 03:30 Completed")
    posts.work("written-afterwards", "12-07 02:00/12-07 04:00")
    posts.work(
        "written-afterwards-with-updates",
        "12-07 02:00/12-07 04:00",
        "12-07 02:05 In progress",
        "12-07 03:30 Completed",
    )
    posts.move("used-again", THIRD_SUNDAY)
    posts.commit("12-09 10:00")
    yield Stop("12-09 10:01")
    yield Stop("2027-01-01 00:10", build=True, last=True)
