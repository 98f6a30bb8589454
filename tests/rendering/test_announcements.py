"""Posts in incidents/ that are no incident: announcements, with words of their own and no measures."""

import json

import jsonschema
import pytest
from support.builders import SiteFolder
from support.instants import NOW, local
from support.pages import page
from support.pipeline import assessed, built

from generator.rendering.figures.report import report
from generator.rendering.schemas.files import events_schema
from generator.rules.ahead import moments_ahead
from generator.rules.audience import shown_to
from generator.rules.checks.all import run_checks

SITE = """\
name: Test
url: https://status.example.com
timezone: Europe/Warsaw
languages: [en, pl]
components: [{id: api, name: API}]
mail: {from: status@example.com}
sla: {availability: {target: 99.5%}, priorities: {any: {acknowledge: 1h, resolve: 4h}}}
"""
PRICES = """
    ---
    title: New addresses of our mail servers
    started: 2026-11-18 09:00
    components: []
    MORE
    ---
    Please allow 192.0.2.7.

    ## 2026-11-19 10:00 Update
    Both old addresses stay until May.
    """


@pytest.fixture
def site(tmp_path):
    found = SiteFolder(tmp_path)
    found.write("site.yaml", SITE.encode())
    found.write("incidents/mail.md", PRICES.replace("    MORE\n", ""))
    return found


def texts(files, *suffixes):
    return {path: data.decode() for path, data in files.items() if path.endswith(suffixes)}


def test_it_has_its_own_words_everywhere_and_is_in_no_list_of_incidents(site):
    files = built(site, NOW)
    front = page(files, "index.html")
    assert "Announcement" in front.texts("h2")
    assert "New addresses of our mail servers" in front.texts("h3")
    assert front.h1 == "All systems are working"
    own = page(files, "incidents/mail/index.html").words
    assert "Announcement New addresses of our mail servers 18 November 2026, 09:00" in own
    assert "Both old addresses stay until May." in own
    assert "Announcement" in page(files, "history/2026-11/index.html").words
    month = page(files, "history/2026-11/index.html").words
    assert "1 announcement" in month
    assert "0 incidents" not in month
    updates = files["updates.atom"].decode()
    assert "<title>Announcement: New addresses" in updates
    assert "<title>Update: New addresses" in updates
    for path in ("incidents/mail/index.html", "incidents/mail.md"):
        own = texts(files, path)[path]
        for word in ("Cause", "Downtime", "Affected", "Investigating", "Impact", "Resolved"):
            assert word not in own, (path, word)
        assert "Incident<" not in own
    for path, text in texts(files, ".atom", ".rss", "feed.json", "llms.txt").items():
        assert "Investigating" not in text, path
        assert "Incident" not in text, path
    assert "## Announcements" in files["llms.txt"].decode()
    for path, text in texts(files, ".json").items():
        if "api/v2" in path:
            assert "New addresses" not in text, path
    events = json.loads(files["events.json"])
    jsonschema.validate(events, events_schema())
    assert [(e["type"], e["event"], e["status"]) for e in events["events"]] == [
        ("announcement", "opened", "Update"),
        ("announcement", "update", "Update"),
    ]
    assert "Ogłoszenie" in page(files, "pl/index.html").words


def test_nothing_is_measured_and_nothing_is_asked(site):
    assessment = assessed(site, local("2027-01-20 12:00"))
    told = report(assessment)
    assert told["responses"] == {}
    assert not assessment.incidents
    assert {p["downtime_minutes"] for p in told["periods"]} == {0}
    # it is a post, and the first one: periods begin with it
    assert told["periods"][0]["period"] == "2026-11"
    assert [found.code for found in run_checks(assessment)] == []
    status = site.run("status", "--now", NOW)
    assert "New addresses" not in status.out


def test_it_leaves_the_front_page_in_time(site):
    def shown(now):
        return "New addresses" in page(built(site, local(now)), "index.html").words

    # by itself after seven days
    assert (shown("2026-11-25 08:59"), shown("2026-11-25 09:00")) == (True, False)
    site.write("incidents/mail.md", PRICES.replace("MORE", "shown_until: 2026-12-01 12:00"))
    assert (shown("2026-12-01 11:59"), shown("2026-12-01 12:00")) == (True, False)
    ahead = moments_ahead(assessed(site, NOW))
    assert (local("2026-12-01 12:00"), "announcement mail leaves the front page") in {
        (moment.at, moment.what) for moment in ahead
    }
    later = built(site, local("2026-12-02 12:00"))
    assert page(later, "incidents/mail/index.html").h1 == "New addresses of our mail servers"


def test_a_pinned_one_is_first_until_then(site):
    site.write("incidents/mail.md", PRICES.replace("MORE", "pinned: true"))
    newer = PRICES.replace("New addresses", "New office").replace("11-18", "11-19")
    site.write(
        "incidents/office.md", newer.replace("    MORE\n", "").replace("11-19 10", "11-19 11")
    )
    incident = "---\ntitle: Sign-in fails\nstarted: 2026-11-20 13:00\ncomponents: [api]\n---\n"
    site.write("incidents/open.md", incident)
    words = page(built(site, NOW), "index.html").words
    order = [words.index(title) for title in ("New addresses", "Sign-in fails", "New office")]
    assert order == sorted(order)


@pytest.mark.parametrize(
    "change",
    [
        ("components: []", "components: {api: degraded_performance}"),
        ("components: []", "components: []\n    priority: P1"),
        ("10:00 Update", "10:00 Identified"),
        ("10:00 Update", "10:00 Resolved"),
        (
            "components: []",
            "components: []\n    impact: [{from: 2026-11-18 09:00, components: {api: major_outage}}]",
        ),
    ],
)
def test_what_is_worked_on_is_an_incident(site, change):
    text = (SITE.replace("any:", "P1:")).encode()
    site.write("site.yaml", text)
    site.write("incidents/mail.md", PRICES.replace("MORE", "pinned: true").replace(*change))
    assessment = assessed(site, NOW)
    assert (list(assessment.incidents), list(assessment.bulletins)) == (["mail"], [])
    found = json.loads(site.run("check", "--format", "json", "--now", NOW).out)["diagnostics"]
    assert "not-an-announcement" in {d["code"] for d in found}


def test_operational_components_are_none(site):
    site.write("incidents/mail.md", PRICES.replace("[]", "{api: operational}").replace("MORE", ""))
    assert list(assessed(site, NOW).bulletins) == ["mail"]


def test_a_time_of_resolution_makes_no_incident_of_it(site):
    site.write("incidents/mail.md", PRICES.replace("MORE", "resolved: 2026-11-19 12:00"))
    files = built(site, NOW)
    assert [event["event"] for event in json.loads(files["events.json"])["events"]] == [
        "opened",
        "update",
    ]
    for path, text in texts(files, ".atom", ".rss", "mail/index.html").items():
        assert "resolved" not in text.lower(), path


def test_it_has_its_audience(site):
    site.write("incidents/mail.md", PRICES.replace("MORE", "audience: [internal]"))
    assessment = assessed(site, NOW)
    assert not shown_to(assessment, ()).bulletins
    assert list(shown_to(assessment, ("internal",)).bulletins) == ["mail"]
    # a build is for the public
    assert not [path for path in built_public(site) if "incidents/mail" in path]


def built_public(site):
    ended = site.run("build", "--out", "public", "--now", NOW)
    assert ended.code == 0, ended.err
    return [str(path) for path in (site.root / "public").rglob("*")]


def test_mail_calls_it_what_it_is(site):
    digest = site.run("digest", "--since", "2026-11-18 00:00", "--now", NOW)
    assert digest.code == 0, digest.err
    assert "Announcement" in digest.out
    assert "incident" not in digest.out.lower().replace("/incidents/", "")


def test_it_cannot_be_resolved(site):
    for command in ("resolve", "postmortem"):
        ended = site.run(command, "mail", "--now", NOW)
        assert ended.code == 1
        assert "it is an announcement" in ended.err


def test_check_and_build_count_it(site):
    assert (
        "0 incidents, 0 maintenance notices, 1 announcement" in site.run("check", "--now", NOW).out
    )
    assert "0 maintenance notices, 1 announcement\n" in site.run("build", "--now", NOW).out
