"""Page, API, feeds, mail, events.json and ``status`` agree about what happened to every post."""

from __future__ import annotations

import json
import re

import pytest
from support.builders import SiteFolder, run

SITE = """
    name: Test
    url: https://status.example.com
    timezone: Europe/Warsaw
    proof_since: 2100-01-01
    components: [{id: api, name: API}]
    sla: {maintenance: {notice: 48h}}
    mail: {from: status@example.com, smtp: {host: mail.example.com}}
    """

NOWS = ("2026-12-06 02:00", "2026-12-06 03:10", "2026-12-06 04:20")
"""The very second in which the window begins, within it, and a little more than the grace after it."""

WINDOW = "start: 2026-12-06 02:00\nend: 2026-12-06 04:00\npublished: 2026-12-01 10:00\n"

LETTERS = {
    "s": "scheduled",
    "i": "in_progress",
    "v": "verifying",
    "c": "completed",
    "x": "completed",  # cancelled, for which Statuspage has no word
}
PAGE = {"s": "Scheduled", "i": "Under way", "v": "Under way", "c": "Completed", "x": "Cancelled"}
UNSAID = {
    *("silent", "planned", "update-before", "update-within", "update-after"),
    *("verifying", "verifying-before", "reverified"),
}
"""Work of which nobody said when it began or ended: of that the page says no more than "Window over"."""

WORK = {
    # name: a letter for the state at each of NOWS, further keys, updates (of that day unless dated)
    "silent": ("iic", ""),
    "planned": ("iic", "", "2026-12-02 09:00 Scheduled"),
    "update-before": ("iic", "", "2026-12-05 09:00 Update"),
    "update-within": ("iic", "", "03:00 Update"),
    "update-after": ("iic", "", "04:10 Update"),
    "verifying": ("ivc", "", "03:00 Verifying"),
    "verifying-before": ("iic", "", "01:30 Verifying"),
    "begun": ("iii", "", "02:05 In progress"),
    "begun-early": ("iii", "", "01:40 In progress"),
    "begun-and-planned": ("iii", "", "02:05 In progress", "03:00 Scheduled"),
    "completed": ("icc", "", "03:05 Completed"),
    "completed-before": ("ccc", "", "2026-12-05 23:00 Completed"),
    "worked": ("icc", "", "02:05 In progress", "03:05 Completed"),
    "reworked": ("iii", "", "02:05 In progress", "02:30 Completed", "03:00 In progress"),
    "reverified": ("ivc", "", "02:30 Completed", "03:00 Verifying"),
    "actual": ("icc", "actual: {start: 2026-12-06 02:10, end: 2026-12-06 03:05}"),
    "actual-start": ("iii", "actual: {start: 2026-12-06 02:10}"),
    "actual-end": ("iic", "actual: {end: 2026-12-06 03:30}"),
    "actual-end-and-on": (
        *("icc", "actual: {end: 2026-12-06 03:05}"),
        *("02:05 In progress", "03:08 In progress"),
    ),
    "cancelled": ("xxx", "cancelled: 2026-12-05 18:00"),
    "cancelled-update": ("xxx", "", "2026-12-05 18:00 Cancelled"),
    "cancelled-within": ("ixx", "cancelled: 2026-12-06 03:00"),
    "cancelled-begun": (
        *("ixx", "cancelled: 2026-12-06 03:00"),
        *("02:05 In progress", "03:05 In progress"),
    ),
}

RESOLVED = "resolved: 2026-12-06 01:30"
INCIDENTS = {
    # name: the states at NOWS, further keys, updates
    "no-word": ("investigating investigating investigating", ""),
    "fixed": ("identified resolved resolved", "", "01:10 Identified", "03:00 Resolved"),
    "by-key": ("investigating resolved resolved", "resolved: 2026-12-06 03:00"),
    "by-key-then-update": ("resolved resolved resolved", RESOLVED, "03:00 Update"),
    "by-key-then-work": (
        *("resolved resolved resolved", RESOLVED),
        *("01:10 Monitoring", "03:00 Identified"),
    ),
    "reopened": (
        *("resolved investigating investigating", ""),
        *("01:10 Resolved", "03:00 Investigating"),
    ),
    "reopened-and-by-key": (
        *("investigating investigating resolved", "resolved: 2026-12-06 04:00"),
        *("01:10 Resolved", "01:20 Investigating"),
    ),
    "postmortem": ("resolved postmortem postmortem", RESOLVED, "03:00 Postmortem"),
}


def write(site: SiteFolder, path: str, front: str, updates: tuple[str, ...]) -> None:
    dated = (u if u.startswith("2026") else f"2026-12-06 {u}" for u in updates)
    body = "".join(f"\n## {update}\nWords.\n" for update in dated)
    site.write(path, f"---\ntitle: A\ncomponents: [api]\n{front}\n---\nSummary.\n{body}")


class Doors:
    """What is said at one instant, the ``index``-th of NOWS."""

    def __init__(self, site: SiteFolder, index: int) -> None:
        now = ("--now", NOWS[index])
        self.index, self.out = index, site.root.parent / f"{site.root.name}-public"
        assert run("-C", site.root, "build", "--out", self.out, *now).code == 0
        posts = (
            *self.read("api/v2/scheduled-maintenances.json")["scheduled_maintenances"],
            *self.read("api/v2/incidents.json")["incidents"],
        )
        self.api = {post["id"]: post for post in posts}
        self.events = self.read("events.json")["events"]
        self.feed = [item["id"] for item in self.read("updates.json")["items"]]
        every = ("--since", "2026-01-01 00:00", "--format", "json")
        messages = json.loads(site.run("digest", *every, *now).out)["messages"]
        self.mail = {event["key"]: event for one in messages for event in one["events"]}
        self.status = site.run("status", *now).out

    def read(self, path: str):
        return json.loads((self.out / path).read_text("utf-8"))

    def updates(self, id: str) -> dict[str, str]:
        """A post's updates in the API: when each was, by its id."""
        found = self.api[id]["incident_updates"]
        return {update["id"]: update["created_at"].replace(".000Z", "Z") for update in found}

    def page(self, path: str) -> str:
        """The state on a post's page, from its Markdown copy."""
        return re.search("- Status: (.*)", (self.out / path).read_text("utf-8"))[1]

    def mailed(self, id: str, kind: str) -> list[str]:
        """When what people are notified of was."""
        found = (e for e in self.mail.values() if e["post"] == id)
        return [e["at"] for e in found if e["kind"].partition("-")[2] == kind]

    def under(self, heading: str) -> set[str]:
        """The posts that ``status`` lists under a heading."""
        found = re.search(rf"^{heading}:\n((?:  .*\n)*)", self.status, re.MULTILINE)
        return set(re.findall(r"^  ([\w-]+):", found[1], re.MULTILINE)) if found else set()


@pytest.fixture(scope="module", params=range(len(NOWS)), ids=NOWS)
def doors(request, tmp_path_factory) -> Doors:
    site = SiteFolder(tmp_path_factory.mktemp("doors"))
    site.write("site.yaml", SITE)
    for name, (_, keys, *updates) in WORK.items():
        write(site, f"maintenance/{name}.md", WINDOW + keys, updates)
    for name, (_, keys, *updates) in INCIDENTS.items():
        write(site, f"incidents/{name}.md", f"started: 2026-12-06 01:00\n{keys}", updates)
    return Doors(site, request.param)


@pytest.mark.parametrize("name", WORK)
def test_how_far_work_has_come(doors, name):
    letter = WORK[name][0][doors.index]
    assert doors.api[name]["status"] == LETTERS[letter]
    said = "Window over" if letter == "c" and name in UNSAID else PAGE[letter]
    if letter == "i" and doors.index == 2:
        said = "20 min over the end"
    assert doors.page(f"maintenance/{name}.md") == said
    assert (name in doors.under("work in progress")) == (letter in "iv")
    assert name not in doors.under("planned")
    assert bool(doors.mailed(name, "cancelled")) == (letter == "x")
    again = doors.index and name in {"reworked", "reverified"}  # completed once already
    assert bool(doors.mailed(name, "done")) == (letter == "c" or bool(again))


@pytest.mark.parametrize("name", WORK)
@pytest.mark.parametrize(
    ("key", "status", "kind"), [("begun", "In progress", "started"), ("ended", "Completed", "done")]
)
def test_begin_and_end_of_work_have_one_time(doors, name, key, status, kind):
    written = {e["id"] for e in doors.events if e["post"] == name and e["status"] == status}
    by_itself = (
        {f"{name}.{key}"} if doors.index else set()
    )  # in its first second nobody is notified
    wanted = written | by_itself
    in_api = [at for id, at in doors.updates(name).items() if id in wanted]
    assert sorted(in_api) == sorted(doors.mailed(name, kind))


@pytest.mark.parametrize("name", [*WORK, *INCIDENTS])
def test_events_are_what_the_api_has_but_for_what_nobody_wrote(doors, name):
    in_api = {
        id: at for id, at in doors.updates(name).items() if not id.endswith((".begun", ".ended"))
    }
    assert in_api == {e["id"]: e["at"] for e in doors.events if e["post"] == name}


def test_the_feed_has_the_newest_events(doors):
    keys = [
        f"{e['type']}s/{e['post']}/{e['id'].removeprefix(e['post'] + '.')}" for e in doors.events
    ]
    newest = [key.replace("maintenances/", "maintenance/") for key in reversed(keys)]
    in_feed = [id.rpartition(":")[2] for id in doors.feed]
    assert in_feed
    assert in_feed == newest[: len(in_feed)]


@pytest.mark.parametrize("name", INCIDENTS)
def test_whether_an_incident_is_over(doors, name):
    state = INCIDENTS[name][0].split()[doors.index]
    over = state in {"resolved", "postmortem"}
    post = doors.api[name]
    assert post["status"] == state
    assert (doors.page(f"incidents/{name}.md") == "Resolved") == over
    assert (name in doors.under("open incidents")) != over
    if over:
        assert post["resolved_at"].replace(".000Z", "Z") == doors.mailed(name, "resolved")[-1]
        resolved = {u["created_at"] for u in post["incident_updates"] if u["status"] == "resolved"}
        assert post["resolved_at"] in resolved
    else:
        assert post["resolved_at"] is None


def test_mail_says_that_the_window_has_ended_where_nobody_gave_times(site):
    site.write("site.yaml", SITE)
    write(site, "maintenance/a.md", WINDOW, ("03:00 Update",))

    def mail(since: str, now: str) -> str:
        done = site.run("digest", "--since", f"2026-12-06 {since}", "--now", f"2026-12-06 {now}")
        assert done.code == 0, done.err
        return done.out

    assert "has begun" not in mail("02:00", "02:14")
    assert "The announced window has begun" in mail("02:10", "02:15")
    assert "The announced window has ended" in mail("04:10", "04:15")
    actual = "actual: {start: 2026-12-06 02:05, end: 2026-12-06 03:30}"
    write(site, "maintenance/a.md", WINDOW + actual, ())
    said = mail("03:00", "03:31")
    assert "Completed" in said
    assert "window has" not in said
