"""What a post's file says, as the model holds it: facts, timeline, translations, places."""

from datetime import UTC, datetime

import pytest
from support.builders import SiteFolder

from generator.diagnostics import Location
from generator.model.levels import Cause, Level, Status
from generator.reading.content import read_content

SITE = """\
name: Example
url: https://status.example.com
timezone: Europe/Warsaw
languages: [en, pl]
components: [{id: api, name: API}, {id: web, name: Web}, {id: lab, name: Lab, sla: false}]
sla:
  maintenance: {classes: {standard: {}, emergency: {notice: none}}}
  calendars: {l3: {days: Mon-Fri}}
  priorities: {P1: {acknowledge: 1h}, P2: {acknowledge: 4h}}
"""
MAJOR, UNDER = Level.MAJOR_OUTAGE, Level.UNDER_MAINTENANCE


def utc(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.fixture
def write(tmp_path):
    site = SiteFolder(tmp_path)
    site.write("site.yaml", SITE)
    return site.write


@pytest.fixture
def read(tmp_path):
    def read(*codes):
        reading = read_content(tmp_path)
        assert [d.code for d in reading.diagnostics] == list(codes)
        return reading.content

    return read


INCIDENT = """
    ---
    title: Sign-in   fails
    priority: P1
    started: 2026-11-18 09:12
    reported: 2026-11-18T09:15
    acknowledged: 2026-11-18 09:20:30
    confirmed: 2026-11-18 09:16+01:00
    resolved: 2026-11-18T09:40:00Z
    components: {api: major_outage, web: partial_outage}
    cause: customer
    third_party: Example Payments
    aliases: [old-name]
    audience: internal
    impact:
      - {from: 2026-11-18 08:31, to: 2026-11-18 09:40, components: {api: major_outage}}
      - from: 2026-11-18 09:40
        components: [web]
        cause: third_party
    ---

    Customers saw error 502.

    ### What to do

    Wait.

    ## 2026-11-18 10:40 Resolved
    The pool limit was raised.

    ## What we learnt

    A lot.

    ## 2026-11-18 09:31 – investigating ##

    priority: P2

        indented code
    ## 2026-11-18 09:41 · Escalated l3
    ## 2026-11-18 09:41 Update
    """


def test_an_incident_with_everything(write, read):
    write("incidents/2026/2026-11-18-login.md", INCIDENT)
    (incident,) = read().incidents
    assert incident.id == "2026-11-18-login"
    assert incident.path == "incidents/2026/2026-11-18-login.md"
    assert incident.title == "Sign-in fails"
    assert incident.priority == "P1"
    assert incident.started_at == utc("2026-11-18T08:12")
    assert incident.reported_at == utc("2026-11-18T08:15")
    assert incident.acknowledged_at == utc("2026-11-18T08:20:30")
    assert incident.confirmed_at == utc("2026-11-18T08:16")
    assert incident.resolved_at == utc("2026-11-18T09:40")
    assert incident.components == {"api": MAJOR, "web": Level.PARTIAL_OUTAGE}
    assert (incident.cause, incident.third_party) == (Cause.CUSTOMER, "Example Payments")
    assert (incident.aliases, incident.audience) == (("old-name",), ("internal",))
    assert incident.summary == "Customers saw error 502.\n\n### What to do\n\nWait."
    assert incident.places["started"] == Location(incident.path, 4, 10)
    first, second = incident.impact
    assert (first.start_at, first.end_at) == (utc("2026-11-18T07:31"), utc("2026-11-18T08:40"))
    assert (first.cause, first.third_party) == (Cause.CUSTOMER, "Example Payments")
    assert (second.end_at, second.cause) == (None, Cause.THIRD_PARTY)
    assert second.components == {"web": MAJOR}


def test_a_timeline_is_sorted_and_each_update_named_by_its_time(write, read):
    write("incidents/login.md", INCIDENT)
    (incident,) = read().incidents
    assert [(u.key, u.status, u.team, u.priority, u.text) for u in incident.updates] == [
        ("u-20261118t083100z", Status.INVESTIGATING, None, "P2", "    indented code"),
        ("u-20261118t084100z", Status.UPDATE, None, None, ""),
        ("u-20261118t084100z-2", Status.ESCALATED, "l3", None, ""),
        (
            "u-20261118t094000z",
            Status.RESOLVED,
            None,
            None,
            "The pool limit was raised.\n\n## What we learnt\n\nA lot.",
        ),
    ]
    assert [u.location.line for u in incident.updates] == [34, 40, 39, 27]


@pytest.mark.parametrize(
    ("heading", "line", "expected"),
    [
        ("2026-11-18 09:31", "next: 10:30", "2026-11-18T09:30"),
        ("2026-11-18 09:31", "next: 2026-11-18 10:30:30", "2026-11-18T09:30:30"),
        ("2026-11-18 23:50", "next: '00:20'", "2026-11-18T23:20"),
        ("2026-11-18 09:31", "next: 09:31", "2026-11-19T08:31"),
        ("2026-11-18 09:31", "priority: P2\nnext: 10:30", "2026-11-18T09:30"),
        ("2026-11-18 09:31", "next: 10:30\npriority: P2", "2026-11-18T09:30"),
        # 02:30 comes twice, and does not come at all
        ("2026-10-25 02:10+02:00", "next: 02:30", "2026-10-25T00:30"),
        ("2026-10-25 02:40+02:00", "next: 02:30", "2026-10-25T01:30"),
        ("2026-03-29 01:40", "next: 02:30", "2026-03-30T00:30"),
    ],
)
def test_an_update_promises_the_next_one(heading, line, expected, write, read):
    front = f"title: x\nstarted: {heading}\ncomponents: [api]"
    body = f"## {heading} Investigating\n{line}\nWe look.\nnext: is text here\n"
    write("incidents/x.md", f"---\n{front}\n---\n{body}")
    (update,) = read().incidents[0].updates
    assert update.next_at == utc(expected)
    assert update.text == "We look.\nnext: is text here"
    assert update.priority == ("P2" if "P2" in line else None)


@pytest.mark.parametrize(
    ("headings", "oldest_first"),
    [
        ("10:40 Resolved, 10:40 Monitoring, 10:10 Investigating", (2, 1, 0)),
        ("10:10 Investigating, 10:40 Monitoring, 10:40 Resolved", (0, 1, 2)),
        ("10:10 Identified, 10:10 Investigating", (1, 0)),
        ("10:10 Investigating, 10:10 Identified", (0, 1)),
        ("10:10 Identified, 10:10 Update", (0, 1)),
        ("10:10 Resolved, 10:40 Update, 10:10 Investigating", (0, 2, 1)),
    ],
)
def test_updates_of_one_time_run_as_the_file_does(headings, oldest_first, write, read):
    body = "".join(f"## 2026-10-09 {words}\n\n" for words in headings.split(", "))
    front = "title: x\nstarted: 2026-10-09 10:00\ncomponents: [api]"
    write("incidents/x.md", f"---\n{front}\n---\n{body}")
    updates = read().incidents[0].updates
    assert tuple((u.location.line - 6) // 2 for u in updates) == oldest_first
    assert [u.key for u in updates] == sorted(u.key for u in updates)


def test_a_notice_with_everything(write, read):
    write(
        "maintenance/2026-12-06-database.md",
        """
        ---
        id: database
        title: Database upgrade
        class: emergency
        reason: Security fix
        start: 2026-12-06 02:00
        end: 2026-12-06 04:00
        published: 2026-12-01 12:00
        components: [api]
        actual: {start: 2026-12-06 02:05, end: 2026-12-06 03:40}
        late: acknowledged
        ---
        ## 2026-12-05 12:00 Cancelled
        ## 2026-12-05 11:00 Cancelled
        """,
    )
    (notice,) = read().maintenance
    assert (notice.id, notice.reason, notice.late_acknowledged) == (
        "database",
        "Security fix",
        True,
    )
    announced = notice.announced
    assert (announced.start_at, announced.end_at) == (
        utc("2026-12-06T01:00"),
        utc("2026-12-06T03:00"),
    )
    assert (announced.klass, announced.components) == ("emergency", {"api": UNDER})
    assert announced.published_at == utc("2026-12-01T11:00")
    assert announced.cancelled_at == utc("2026-12-05T11:00")
    assert notice.actual_start_at == utc("2026-12-06T01:05")
    assert notice.actual_end_at == utc("2026-12-06T02:40")
    assert notice.places["actual.end"] == Location(notice.path, 10, 40)
    assert notice.versions == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # also what the agreement does not count: visitors see it
        ("all", {"api": MAJOR, "web": MAJOR, "lab": MAJOR}),
        ("[all]", {"api": MAJOR, "web": MAJOR, "lab": MAJOR}),
        (
            "{all: partial_outage}",
            {
                "api": Level.PARTIAL_OUTAGE,
                "web": Level.PARTIAL_OUTAGE,
                "lab": Level.PARTIAL_OUTAGE,
            },
        ),
        ("[web, lab]", {"web": MAJOR, "lab": MAJOR}),
        ("{}", {}),
        ("[]", {}),
    ],
)
def test_components_of_an_incident(write, read, text, expected):
    write("incidents/a.md", f"---\ntitle: A\nstarted: 2026-11-18 09:12\ncomponents: {text}\n---\n")
    content = read()
    (incident,) = (*content.incidents, *content.bulletins)
    assert incident.components == expected
    assert incident.is_bulletin == (not expected)


def test_what_is_left_out_stays_out(write, read):
    write("incidents/a.md", "---\ntitle: A\nstarted: 2026-11-18 09:12\ncomponents: [api]\n---")
    (incident,) = read().incidents
    assert incident.updates == incident.impact == ()
    assert (incident.resolved_at, incident.acknowledged_at, incident.reported_at) == (None,) * 3
    assert (incident.summary, incident.cause) == ("", Cause.OWN)


def test_posts_are_sorted_by_id_over_folders(write, read):
    for path, key in (("b/z.md", "id: c\n"), ("a.md", ""), ("b/b.md", "")):
        write(
            f"incidents/{path}",
            f"---\n{key}title: A\nstarted: 2026-11-18 09:12\ncomponents: [api]\n---\n",
        )
    assert [i.id for i in read().incidents] == ["a", "b", "c"]


def test_a_translation_has_words_only(write, read):
    write("incidents/login.md", INCIDENT)
    write(
        "incidents/login.pl.md",
        """
        ---
        title: Logowanie nie działa
        ---
        Klienci widzieli błąd 502.

        ## 2026-11-18T08:31Z Badamy
        priority: P2
        Sprawdzamy.
        """,
    )
    (incident,) = read().incidents
    (polish,) = incident.translations.values()
    assert (polish.language, polish.title) == ("pl", "Logowanie nie działa")
    assert polish.summary == "Klienci widzieli błąd 502."
    assert polish.texts == {utc("2026-11-18T08:31"): "Sprawdzamy."}
    assert polish.path == "incidents/login.pl.md"


def test_a_broken_translation_leaves_its_post(tmp_path, write, read):
    write("incidents/login.md", INCIDENT)
    write("incidents/login.pl.md", "---\ntytuł: Logowanie\n---\n")
    (incident,) = read("unknown-key", "missing-key").incidents
    assert incident.translations == {}
    assert read_content(tmp_path).broken == ("incidents/login.pl.md",)


def test_a_translation_of_a_broken_post_is_not_blamed_for_it(write, read):
    write("incidents/login.md", INCIDENT.replace("P1", "P9"))
    write("incidents/login.pl.md", "---\ntitle: X\n---\n## 2026-11-18 09:31 Badamy\n")
    assert read("unknown-priority").incidents == ()


def test_faults_of_one_file_do_not_hide_those_of_others_or_its_own(tmp_path, write):
    write("incidents/a.md", "no front matter")
    write(
        "incidents/b.md",
        """
        ---
        tilte: B
        started: 2026-11-31 09:12
        components: {apo: major_outage, web: mayor_outage}
        priority: P7
        ---
        ## 2026-11-18 25:00 Resolved
        ## 2026-11-18 09:31 Resolvd
        """,
    )
    write("maintenance/c.md", "---\ntitle: C\n---\n")
    reading = read_content(tmp_path)
    assert [(d.location.path, d.location.line, d.code) for d in reading.diagnostics] == [
        ("incidents/a.md", 1, "missing-front-matter"),
        ("incidents/b.md", 2, "unknown-key"),
        ("incidents/b.md", 3, "impossible-date"),
        ("incidents/b.md", 4, "unknown-component"),
        ("incidents/b.md", 4, "unknown-value"),
        ("incidents/b.md", 5, "unknown-priority"),
        ("incidents/b.md", 7, "impossible-time"),
        ("incidents/b.md", 8, "unknown-status"),
        ("maintenance/c.md", 2, "missing-key"),
        ("maintenance/c.md", 2, "missing-key"),
        ("maintenance/c.md", 2, "missing-key"),
    ]
    assert reading.broken == ("incidents/a.md", "incidents/b.md", "maintenance/c.md")


@pytest.mark.parametrize("key", ["since: 2026-06-01", "since: 2026-12-07"])
def test_a_reason_is_wanted_by_the_agreement_of_the_day(tmp_path, write, key):
    old, new = (
        "{maintenance: {classes: {quick: {}}}}",
        "maintenance: {classes: {quick: {notice: none}}}",
    )
    sla = f"sla:\n  - {old}\n  - {{{key}, {new}}}\n"
    (tmp_path / "site.yaml").write_text(SITE[: SITE.index("sla:\n")] + sla)
    write(
        "maintenance/2026-12-06-a.md",
        """
        ---
        title: A
        class: quick
        start: 2026-12-06 02:00
        end: 2026-12-06 04:00
        components: [api]
        ---
        """,
    )
    found = [d.code for d in read_content(tmp_path).diagnostics]
    assert found == (["missing-reason"] if "06-01" in key else [])
