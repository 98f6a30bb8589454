"""One figure everywhere: what pages, texts, tables, metrics, badges, mail and calendars say is the report's."""

from __future__ import annotations

import csv
import io
import json
import re
from fractions import Fraction
from math import ceil, floor

import icalendar
import pytest
from support.builders import Repository, SiteFolder, files_below
from support.collected import (
    elements,
    id_of,
    instant,
    is_had,
    is_share,
    is_suffered,
    table_with,
    tables_with,
    terms_with,
)
from support.full_site import filled
from support.instants import NOW, STORY, WARSAW
from support.pipeline import ROOT

VERDICTS = {"on-track": "Within budget", "met": "Met", "breached": "Breached"}
NOTICES = {
    "ok": "Announced in time",
    "late": "Announced too late",
    "partly-late": "Partly announced too late",
    "exempt": "No notice needed",
    "cancelled": "Cancelled",
}
MEASURES = {
    "confirm": "Receipt",
    "acknowledge": "First response",
    "update": "Updates",
    "resolve": "Resolution",
    "postmortem": "Root-cause analysis",
}
EDGES = """
    name: Edges
    url: https://status.example.com
    timezone: Europe/Warsaw
    components:
      - {id: api, name: API, target: 99.9%}
      - {id: web, name: Web}
      - {id: new, name: New, since: 2026-11-01}
    sla:
      availability:
        target: 99.5%
        excluded: [third_party]
        remedy: {credit: {99.5%: 10%, 99%: 25%}}
      maintenance: {notice: 48h, classes: {standard: {}, emergency: {notice: none}}}
      priorities: {P1: {acknowledge: 1h, update: 60m, resolve: 4h}, any: {resolve: 1bd}}
      goals: [resolve]
      tiers: {vip: {availability: {target: 99.9%}, maintenance: {notice: 72h}}}
    mail: {from: status@example.com, smtp: {host: 127.0.0.1, port: 9, security: none}}
    subscriptions:
      - {list: now@lists.example.com}
      - {list: monthly@lists.example.com, frequency: monthly}
    """
INCIDENT = (
    "---\ntitle: {title}\nstarted: {start}\ncomponents: {{{levels}}}\n{more}\n---\nx\n\n{updates}"
)
WORK = "---\ntitle: {title}\nstart: {start}\nend: {end}\ncomponents: {{api: major_outage}}\n{more}\n---\nx\n\n{updates}"


def work(title, start, end, more="", updates=""):
    return WORK.format(title=title, start=start, end=end, more=more, updates=updates).encode()


def edges(folder) -> SiteFolder:
    """A site whose figures are close to their limits: seconds decide, and notices have parts."""
    site = Repository(folder)
    site.write("site.yaml", EDGES)
    site.commit("2026-09-01T10:00:00+02:00", "Site")
    site.write("maintenance/moved.md", work("Moved", "2026-10-11 02:00", "2026-10-11 04:00"))
    site.write("maintenance/ok.md", work("In time", "2026-10-18 02:00", "2026-10-18 03:00",
        updates="## 2026-10-18 02:03:20 In progress\n\n## 2026-10-18 03:07:10 Completed\n"))  # fmt: skip
    site.write("maintenance/off.md", work("Off", "2026-10-25 02:30+02:00", "2026-10-25 04:00"))
    site.write("maintenance/near.md", work("Near", "2026-10-07 10:00", "2026-10-07 10:20"))
    site.commit("2026-10-05T10:00:30+02:00", "Announced")
    site.write("maintenance/moved.md", work("Moved", "2026-10-11 02:00", "2026-10-11 04:30"))
    site.commit("2026-10-10T10:00:00+02:00", "Longer")
    site.write("maintenance/off.md", work("Off", "2026-10-25 02:30+02:00", "2026-10-25 04:00",
        "cancelled: 2026-10-20 10:00"))  # fmt: skip
    site.write("maintenance/urgent.md", work("Urgent", "2026-10-21 10:00", "2026-10-21 10:30",
        "class: emergency\nreason: A flaw"))  # fmt: skip
    site.commit("2026-10-21T09:10:00+02:00", "Off, and urgent")
    site.write("incidents/long.md", INCIDENT.format(
        title="Long", start="2026-10-06 09:00", levels="api: major_outage, web: partial_outage",
        more="priority: P1\nimpact: [{from: 2026-10-06 09:00, to: 2026-10-06 12:29:50, components: {api: major_outage}}]",
        updates="## 2026-10-06 10:01 Investigating\nx\n\n## 2026-10-06 12:40 Resolved\nx\n").encode())  # fmt: skip
    site.write("incidents/close.md", INCIDENT.format(
        title="Close", start="2026-10-07 10:00:10", levels="web: degraded_performance", more="priority: P1",
        updates="## 2026-10-07 11:00:40 Identified\nx\n\n## 2026-10-07 11:50 Resolved\nx\n").encode())  # fmt: skip
    site.write("incidents/theirs.md", INCIDENT.format(
        title="Theirs", start="2026-11-03 10:00", levels="web: major_outage",
        more="cause: third_party", updates="## 2026-11-03 10:10:30 Resolved\nx\n").encode())  # fmt: skip
    site.write("incidents/now.md", INCIDENT.format(
        title="Now", start="2026-11-20 10:29:10", levels="web: major_outage", more="priority: P1",
        updates="## 2026-11-20 10:40 Investigating\nx\n").encode())  # fmt: skip
    site.write("maintenance/late.md", work("Late", "2026-11-22 02:00", "2026-11-22 04:00"))
    site.commit("2026-11-20T11:00:00+01:00", "News")
    return site


SITES = {
    "example": (lambda _: SiteFolder(ROOT), STORY),
    "edges": (lambda folder: edges(folder / "site"), NOW),
    "full": (lambda folder: filled(SiteFolder(folder / "site")), NOW),
}


class Said:
    """A site's report, and all that was built of it."""

    def __init__(self, site: SiteFolder, now, out) -> None:
        at = ("--now", now.isoformat())
        self.site, self.now, self.at = site, now, at
        assert site.run("build", "--out", out, *at).code == 0
        self.files = files_below(out)
        self.report = json.loads(site.run("report", "--format", "json", *at).out)
        self.text = site.run("report", *at).out
        self.csv = site.run("report", "--format", "csv", *at).out
        self.periods = [p for p in self.report["periods"] if p["tier"] is None]
        self.by_label: dict[str, list] = {}
        for period in self.report["periods"]:
            self.by_label.setdefault(period["period"], []).append(period)
        summary = json.loads(self.files["api/v2/summary.json"])
        listed = summary["components"]
        self.names = {c["id"]: c["name"] for c in listed if not c["group"]}
        works = json.loads(self.files["api/v2/scheduled-maintenances.json"])
        self.works = {w["id"]: w for w in works["scheduled_maintenances"]}

    def lead(self, id: str) -> float:
        """The shortest lead of a notice's parts."""
        return min(p["lead_minutes"] for p in self.report["notices"][id]["parts"])


@pytest.fixture(scope="module", params=SITES)
def said(request, tmp_path_factory):
    make, now = SITES[request.param]
    folder = tmp_path_factory.mktemp(request.param)
    return Said(make(folder), now, folder / "public")


def test_periods(said):
    index = said.files["sla/index.html"]
    listed = {id_of(r["Period"].links[0]): r for r in reversed(table_with(index, "Period"))}
    assert listed.keys() == said.by_label.keys()
    for label, measured in said.by_label.items():
        own = said.files[f"sla/{label}/index.html"]
        formulas = re.findall(r"min(?: \d+ s)? = ([\d.]+%)", elements(own, "//main")[0].words)
        lists = terms_with(own, "D, downtime that counts")
        assert len(lists) == len(formulas) == len(measured)
        for period, stated, share in zip(measured, lists, formulas, strict=True):
            down, budget = period["downtime_minutes"], period["budget_minutes"]
            assert stated["Verdict"].words == VERDICTS[period["verdict"]]
            assert is_suffered(stated["D, downtime that counts"].words, down)
            assert is_suffered(stated["Excused downtime"].words, period["excluded_minutes"])
            assert is_had(stated["T, the period"].words.partition(" (")[0], period["total_minutes"])
            assert is_had(stated["Target"].words.partition(":")[2], budget)
            assert is_share(stated["Target"].words, period["target_percent"])
            assert is_share(share, period["availability_percent"])
            used = 100 * down / budget
            shown = ceil(used) if period["verdict"] == "breached" else floor(used)
            assert stated["Budget used"].words == f"{shown}%"
            if period["remedy"] and "credit_percent" in period["remedy"]:
                assert f"credit of {period['remedy']['credit_percent']}%" in stated["Owed"].words
        plain, row = measured[0], listed[label]
        assert row["Verdict"].words == VERDICTS[plain["verdict"]]
        assert is_suffered(row["Downtime"].words, plain["downtime_minutes"])
        assert is_share(row["Availability"].words, plain["availability_percent"])
        assert is_share(row["Target"].words, plain["target_percent"])


def test_components_of_a_period(said):
    for label, measured in said.by_label.items():
        shown = tables_with(said.files[f"sla/{label}/index.html"], "Component", "Counted", "Target")
        assert len(shown) == len(measured)
        for period, rows in zip(measured, shown, strict=True):
            by_name = {r["Component"].words: r for r in rows}
            assert by_name.keys() == {said.names[id] for id in period["components"]}
            for id, figures in period["components"].items():
                row = by_name[said.names[id]]
                pages = [(row["Availability"], row["Counted"], row["Target"].words)]
                assert is_suffered(row["Excused"].words, figures["excluded_minutes"])
                if period["tier"] is None:
                    table = table_with(said.files[f"components/{id}/index.html"], "Period")
                    (row,) = [r for r in table if id_of(r["Period"].links[0]) == label]
                    words = (
                        f"{row['Target'].words} {row['Verdict'].words}" if "Target" in row else ""
                    )
                    pages.append((row["Availability"], row["Downtime"], words))
                for share, down, promise in pages:
                    assert is_share(share.words, figures["availability_percent"])
                    assert is_suffered(down.words, figures["downtime_minutes"])
                    if "target_percent" in figures:
                        assert is_share(promise, figures["target_percent"])
                        assert VERDICTS[figures["verdict"]] in promise


def test_ledgers(said):
    typed = [r for r in csv.DictReader(io.StringIO(said.csv)) if not r["tier"]]
    rows = [r for p in said.periods for r in p["ledger"]]
    assert len(typed) == len(rows)
    for cells, row in zip(typed, rows, strict=True):
        for key in ("id", "file", "component", "level", "start", "end", "reason", "basis"):
            assert cells[key] == row[key]
        for key in ("minutes", "weight"):
            assert Fraction(cells[key]) == Fraction(str(row[key]))
    for period in said.periods:
        label = period["period"]
        alone = json.loads(said.files[f"sla/{label}.json"])
        assert next(p for p in alone["periods"] if p["tier"] is None)["ledger"] == period["ledger"]
        shown = table_with(said.files[f"sla/{label}/index.html"], "From", "To", "Component")
        for row, cells in zip(period["ledger"], shown, strict=False):
            assert (cells["From"].times[0], cells["To"].times[0]) == (row["start"], row["end"])
            assert cells["Component"].words == said.names[row["component"]]
            length = cells["Counted" if row["counted"] else "Excused"].words
            assert is_suffered(length, Fraction(str(row["minutes"])) * Fraction(str(row["weight"])))
            assert id_of(cells["Post"].links[0]) == row["id"]


def test_the_text_report(said):
    for period in said.report["periods"]:
        tier = f" ({period['tier']})" if period["tier"] else ""
        (line,) = re.findall(
            rf"^{period['period']}{re.escape(tier)}: (.*)$", said.text, re.MULTILINE
        )
        for share in re.findall(r"[\d.]+%", line.partition("target")[0]):
            assert is_share(share, period["availability_percent"])
        assert is_share(line.partition("target ")[2], period["target_percent"])
        assert VERDICTS[period["verdict"]].lower() in line
    for id, notice in said.report["notices"].items():
        (line,) = re.findall(
            rf"^  {re.escape(id)}  +(.*)$", said.text.partition("Planned maint")[2], re.MULTILINE
        )
        starts, _, ahead, verdict = re.split(r"  +", line)
        assert verdict == notice["verdict"]
        if notice["parts"]:
            assert is_had(ahead, said.lead(id))
        begins = instant(said.works[id]["scheduled_for"]).astimezone(WARSAW)
        assert starts == f"{begins:%Y-%m-%d %H:%M}"


def test_metrics(said):
    found = {}
    for name, labels, value in re.findall(
        r"^statusmark_(\w+)\{(.*)\} (\S+)$", said.files["metrics"].decode(), re.MULTILINE
    ):
        found[name, labels] = float(value)
    for period in said.report["periods"]:
        if not instant(period["start"]) <= said.now < instant(period["end"]):
            continue
        labels = f'period="month",tier="{period["tier"] or ""}"'
        assert found["availability_ratio", labels] == pytest.approx(
            period["availability_percent"] / 100, abs=1e-8
        )
        assert found["downtime_seconds", labels] == round(period["downtime_minutes"] * 60, 3)
        assert found["downtime_budget_seconds", labels] == round(period["budget_minutes"] * 60, 3)
        assert found["downtime_budget_left_seconds", labels] == pytest.approx(
            period["budget_left_minutes"] * 60, abs=1e-3
        )
        for id, figures in period["components"].items():
            own = f'{labels},component="{id}"'
            assert found["component_downtime_seconds", own] == pytest.approx(
                figures["downtime_minutes"] * 60, abs=1e-3
            )
    for verdict in NOTICES:
        count = sum(n["verdict"] == verdict for n in said.report["notices"].values())
        assert found["notices", f'verdict="{verdict}"'] == count


def test_states(said):
    summary = json.loads(said.files["api/v2/summary.json"])
    for component in (c for c in summary["components"] if not c["group"]):
        badge = json.loads(said.files[f"badge/{component['id']}.json"])
        words = component["status"].replace("_", " ").capitalize()
        assert badge["message"] == words
        assert words in said.files[f"badge/{component['id']}.svg"].decode()
        (h1,) = elements(said.files[f"components/{component['id']}/index.html"], "//h1")
        assert h1.words == f"{component['name']}: {words}"


def test_notices(said):
    calendar = icalendar.Calendar.from_ical(said.files["maintenance.ics"])
    events = {str(e["uid"]).partition("@")[0]: e for e in calendar.walk("VEVENT")}
    assert events.keys() == said.report["notices"].keys()
    for id, notice in said.report["notices"].items():
        own, event = said.files[f"maintenance/{id}/index.html"], events[id]
        window = (said.works[id]["scheduled_for"], said.works[id]["scheduled_until"])
        window = tuple(instant(t) for t in window)
        assert (event["dtstart"].dt, event["dtend"].dt) == window
        parts = table_with(own, "Window", "Published", "Ahead")
        assert len(parts) == len(notice["parts"])
        for row, part in zip(parts, notice["parts"], strict=True):
            assert row["Window"].times == (part["start"], part["end"])
            assert row["Published"].times == (part["published"],)
            assert is_had(row["Ahead"].words, part["lead_minutes"])
            assert row["Verdict"].verdicts == (part["verdict"],)
        copy = said.files[f"maintenance/{id}.md"].decode()
        (line,) = re.findall(r"^- Window: (.*)$", copy, re.MULTILINE)
        shown = [f"{t.astimezone(WARSAW):%H:%M}" for t in window]
        assert re.findall(r"\d\d:\d\d", line) == shown, line
        if notice["verdict"] == "cancelled":
            assert event["status"] == "CANCELLED"
            continue
        cell = terms_with(own, "Notice")[0]["Notice"]
        stated = cell.words
        if cell.verdicts == ("ok",):  # in colour, and in words that say how long before
            stated = f"{NOTICES['ok']}: {stated[:1].lower()}{stated[1:]}"
        for words in (stated, str(event["description"]), copy):
            assert NOTICES[notice["verdict"]] in words
            if notice["parts"]:
                assert is_had(
                    words.partition("announced ")[2].partition(" ahead")[0], said.lead(id)
                ), words
        rows = [r for p in said.periods for r in table_with(said.files[f"sla/{p['period']}/index.html"], "Maintenance", "Window")
                if id_of(r["Maintenance"].links[0]) == id]  # fmt: skip
        for row in rows:
            assert tuple(instant(t) for t in row["Window"].times) == window
            assert is_had(row["Ahead"].words, said.lead(id))
            assert row["Verdict"].verdicts == (notice["verdict"],)


def test_feeds_and_events(said):
    items = {id_of(i["url"]): i for i in json.loads(said.files["feed.json"])["items"]}
    announced = {}
    for event in json.loads(said.files["events.json"])["events"]:
        if event["window"]:
            announced[event["post"]] = event["window"]
    embed = json.loads(said.files["embed.json"])["notices"]
    for id, notice in said.report["notices"].items():
        window = [instant(said.works[id][k]) for k in ("scheduled_for", "scheduled_until")]
        if id in announced:
            assert [instant(announced[id][k]) for k in ("start", "end")] == window
        for shown in (n for n in embed if n["id"] == id):
            assert [instant(shown[k]) for k in ("start", "end")] == window
        if id not in items or notice["verdict"] == "cancelled":
            continue
        words = items[id]["content_html"].partition("</p>")[0]
        assert NOTICES[notice["verdict"]] in words
        assert re.findall(r"\d\d:\d\d", words) == [f"{t.astimezone(WARSAW):%H:%M}" for t in window]
        if notice["parts"]:
            assert is_had(words.partition("announced ")[2].partition(" ahead")[0], said.lead(id))


def test_deadlines(said):
    calendar = icalendar.Calendar.from_ical(said.files["deadlines.ics"])
    found = {str(e["uid"]).partition("@")[0]: e["dtend"].dt for e in calendar.walk("VEVENT")}
    for id, measures in said.report["responses"].items():
        if f"postmortem-{id}" in found:
            assert (
                0
                <= (
                    found[f"postmortem-{id}"] - instant(measures["postmortem"]["due"])
                ).total_seconds()
                <= 1
            )


def test_responses(said):
    table = said.text.partition("Responses\n")[2]
    for id, measures in said.report["responses"].items():
        shown = table_with(said.files[f"incidents/{id}/index.html"], "Response", "Due", "Done")
        for p in said.periods:
            page = said.files[f"sla/{p['period']}/index.html"]
            rows = table_with(page, "Incident", "Response", "Due", "Done")
            shown += [row for row in rows if id_of(row["Incident"].links[0]) == id]
        assert shown
        for name, measure in measures.items():
            if name not in MEASURES:
                continue
            rows = [r for r in shown if r["Response"].words.startswith(MEASURES[name])]
            assert len(rows) >= 2, (id, name)
            for row in rows:
                verdict = row["Verdict"].verdicts[0].replace("goal-", "")
                assert verdict == measure["verdict"], (id, name, row)
                if name == "update":
                    assert is_suffered(
                        re.split(";| stated", row["Done"].words)[0], measure["longest_gap_minutes"]
                    )
                else:
                    assert row["Due"].times == (measure["due"],)
                    assert row["Done"].times == ((measure["at"],) if measure["at"] else ())
                    if measure["verdict"] == "missed":
                        assert row["Due"].words != row["Done"].words.partition(" stated")[0]
            (line,) = re.findall(rf"^  {re.escape(id)}  .*  {name}  .*$", table, re.MULTILINE)
            *_, due, done, verdict = re.split(r"  +", line)
            assert verdict.startswith(measure["verdict"])
            assert "missed" not in verdict or due != done


def test_digests_and_mail(said):
    mail = ""
    if b"subscriptions" in (said.site.root / "site.yaml").read_bytes():
        mail = said.site.run("digest", "--since", "2026-09-01 00:00", *said.at).out
    for period in said.periods:
        label = period["period"]
        own = said.files[f"digests/{label}/index.html"]
        texts = [" ".join(c.words for c in elements(own, "//main"))]
        if mail:
            text = said.site.run("digest", "--period", label, *said.at).out
            texts.append(" ".join(text.split()))
        for words in texts:
            for share in re.findall(r"vailability ([\d.]+%)", words):
                assert is_share(share, period["availability_percent"])
            for down in re.findall(r"(?<=[.%] )([\d,]+ min(?: \d+ s)?) of downtime", words):
                assert is_suffered(down, period["downtime_minutes"])
            assert VERDICTS[period["verdict"]] in words or "left" in words
            for id, figures in period["components"].items():
                for down in re.findall(rf"{re.escape(said.names[id])}: ([\d,]+ min)", words):
                    assert is_suffered(down, figures["downtime_minutes"])
    for id, notice in said.report["notices"].items():
        title = said.works[id]["name"]
        for block in re.findall(
            rf"^\w[^\n]*: {re.escape(title)}\n\n(When:.*?)\n\n", mail, re.MULTILINE | re.DOTALL
        ):
            times = re.findall(r"\d\d:\d\d", block.partition("\n")[0])
            window = [said.works[id][k] for k in ("scheduled_for", "scheduled_until")]
            assert times == [f"{instant(t).astimezone(WARSAW):%H:%M}" for t in window]
            for lead in re.findall(r"announced (.*?) ahead", block):
                assert is_had(lead, said.lead(id))
        assert notice["parts"] or notice["verdict"] != "ok"


def test_the_start_page(said):
    words = elements(said.files["index.html"], "//main")[0].words
    (period,) = [p for p in said.periods if instant(p["start"]) <= said.now < instant(p["end"])]
    left, allowed = re.search(r"20\d\d: (\S+(?: s)?) of (.*? min(?: \d+ s)?) left", words).groups()
    assert is_had(left if " " in left else f"{left} min", period["budget_left_minutes"])
    assert is_had(allowed, period["budget_minutes"])
    down, share = re.search(
        r"left \S+ \S+ (\S+ min(?: \d+ s)?) of downtime so far: (\S+%)", words
    ).groups()
    assert is_suffered(down, period["downtime_minutes"])
    assert is_share(share, period["availability_percent"])
