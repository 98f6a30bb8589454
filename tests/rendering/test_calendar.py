"""Calendars: names that last, versions from git, windows that mean the clock face, deadlines."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import icalendar
import pytest
from support.builders import SITE, Repository, SiteFolder
from support.machines import build, call, example, node, stress_site, tool, write_all

NOTICE = """
    ---
    title: Database upgrade
    start: 2026-11-29 02:00
    end: 2026-11-29 04:00
    components: [api]
    ---
    Writes wait, reads go on; nothing to do.
    """
NOW = "2026-11-20T14:05+01:00"
WARSAW = ZoneInfo("Europe/Warsaw")


def events(files, path):
    calendar = icalendar.Calendar.from_ical(files[path])
    assert not [e for c in calendar.walk() for e in c.errors]
    return {str(e["UID"]): e for e in calendar.walk("VEVENT")}


def only(files, path="maintenance.ics"):
    (event,) = events(files, path).values()
    return event


@pytest.fixture
def announced(repository: Repository) -> Repository:
    repository.write("maintenance/upgrade.md", NOTICE)
    repository.commit("2026-11-18T08:00:00+01:00")
    return repository


# --------------------------------------------------------------------------------------- versions


def test_an_announced_window(announced):
    event = only(build(announced.root, NOW))
    assert event["UID"] == "upgrade@status.example.com"
    assert event["SEQUENCE"] == 0
    assert event["DTSTART"].dt == datetime(2026, 11, 29, 1, tzinfo=UTC)
    assert event["DTEND"].dt == datetime(2026, 11, 29, 3, tzinfo=UTC)
    published = datetime(2026, 11, 18, 7, tzinfo=UTC)
    stamps = [event[key].dt for key in ("DTSTAMP", "LAST-MODIFIED", "CREATED")]
    assert stamps == [published] * 3
    assert (event["STATUS"], event["TRANSP"]) == ("CONFIRMED", "TRANSPARENT")
    assert event["SUMMARY"] == "Database upgrade"
    text = str(event["DESCRIPTION"])
    assert text.startswith(
        "API\n\nAnnounced in time (announced 10 days 18 h ahead)\n\nWrites wait, reads go on;"
    )
    assert text.endswith("https://status.example.com/maintenance/upgrade/")


def test_a_move_and_a_cancellation_raise_the_sequence_and_a_mended_typo_does_not(announced):
    announced.write("maintenance/upgrade.md", NOTICE.replace("nothing to do", "no action needed"))
    announced.commit("2026-11-18T09:00:00+01:00")
    mended = only(build(announced.root, NOW))
    assert mended["SEQUENCE"] == 0
    assert mended["LAST-MODIFIED"].dt == datetime(2026, 11, 18, 7, tzinfo=UTC)

    announced.write("maintenance/upgrade.md", NOTICE.replace("11-29", "11-30"))
    announced.commit("2026-11-19T09:00:00+01:00")
    moved = only(build(announced.root, NOW))
    assert (moved["UID"], moved["SEQUENCE"]) == (mended["UID"], 1)
    assert moved["DTSTART"].dt == datetime(2026, 11, 30, 1, tzinfo=UTC)
    assert moved["LAST-MODIFIED"].dt == moved["DTSTAMP"].dt == datetime(2026, 11, 19, 8, tzinfo=UTC)

    cancelled_text = NOTICE.replace("11-29", "11-30").replace(
        "components:", "cancelled: 2026-11-20 10:00\n    components:"
    )
    announced.write("maintenance/upgrade.md", cancelled_text)
    announced.commit("2026-11-20T10:00:00+01:00")
    files = build(announced.root, NOW)
    cancelled = only(files)
    assert (cancelled["UID"], cancelled["SEQUENCE"]) == (mended["UID"], 2)
    assert cancelled["STATUS"] == "CANCELLED"
    assert cancelled["SUMMARY"] == "Cancelled: Database upgrade"
    assert only(files, "components/api/maintenance.ics") == cancelled
    assert events(files, "components/web/maintenance.ics") == {}


def test_renaming_the_file_keeps_the_event(announced):
    before = only(build(announced.root, NOW))
    announced.remove("maintenance/upgrade.md")
    announced.write("maintenance/2026/db.md", NOTICE.replace("title:", "id: upgrade\n    title:"))
    announced.commit("2026-11-19T09:00:00+01:00")
    assert only(build(announced.root, NOW)) == before


def test_calendars_do_not_depend_on_the_time_of_the_build(announced):
    early, late = build(announced.root, NOW), build(announced.root, "2026-11-20T18:30+01:00")
    for path in ("maintenance.ics", "windows.ics", "components/api/maintenance.ics"):
        assert early[path] == late[path]


def test_the_calendar_says_how_often_to_look_again():
    files = example()
    calendar = icalendar.Calendar.from_ical(files["pl/maintenance.ics"])
    assert calendar["REFRESH-INTERVAL"].dt == timedelta(hours=1)
    assert calendar["X-PUBLISHED-TTL"] == "PT1H"
    assert calendar["SOURCE"] == "https://status.example.com/pl/maintenance.ics"
    assert str(calendar["NAME"]) == str(calendar["X-WR-CALNAME"])
    assert str(calendar["NAME"]).startswith("Larkfen Hosting: ")
    statuses = [str(e["STATUS"]) for e in calendar.walk("VEVENT")]
    assert statuses.count("CANCELLED") == 1


# --------------------------------------------------------------------------------------- agreed windows


def occurrences(files, path="windows.ics"):
    """The windows of 2026 as (start, end) in UTC, by the rule and the nights that stand beside it."""
    found = []
    for event in events(files, path).values():
        start, end = event["DTSTART"].dt, event["DTEND"].dt
        if "RRULE" not in event:
            found.append((start.astimezone(UTC), end.astimezone(UTC)))
            continue
        rule = event["RRULE"]
        step = timedelta(weeks=1) if rule["FREQ"] == ["WEEKLY"] else timedelta(days=1)
        dropped = event["EXDATE"].dts if "EXDATE" in event else []
        left_out = {each.dt.replace(tzinfo=None) for each in dropped}
        wall, length = (
            start.replace(tzinfo=None),
            end.replace(tzinfo=None) - start.replace(tzinfo=None),
        )
        until = rule["UNTIL"][0]
        while (at := wall.replace(tzinfo=start.tzinfo).astimezone(UTC)) <= until:
            if wall not in left_out:
                found.append((at, at + length))
            wall += step
    return sorted(pair for pair in found if pair[0].year == 2026)


@pytest.mark.parametrize(
    ("windows", "zone"),
    [
        ("[Sun 02:00-06:00]", "Europe/Warsaw"),
        ("[Sat 23:00-Sun 06:00, Wed 01:30-02:30]", "Europe/Warsaw"),
        ("[daily 01:00-04:00]", "Europe/Warsaw"),
        ("[Sun 01:00-03:00]", "America/New_York"),
        ("[Sun 02:00-06:00]", '"+01:00"'),
    ],
)
def test_every_night_of_the_calendar_is_the_window_that_the_rules_count(
    site: SiteFolder, windows, zone
):
    from generator.commands.shared.loading import site_at
    from generator.rules.calendars import window_spans
    from generator.timespan import Span

    terms = f"{{notice: 48h, timezone: {zone}, classes: {{standard: {{windows: {windows}}}}}}}"
    site.write("site.yaml", SITE.replace("{notice: 48h}", terms))
    content = site_at(site.root, NOW).content
    maintenance = content.site.agreements[0].maintenance
    year = Span(datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 1, 4, tzinfo=UTC))
    wanted = [
        (span.start, span.end)
        for window in maintenance.classes["standard"].windows
        for span in window_spans((window,), maintenance.zone, year)
        if year.start < span.start < datetime(2027, 1, 1, tzinfo=UTC)
    ]
    found = [p for p in occurrences(build(site.root, NOW)) if p[0] > year.start]
    assert found == sorted(wanted)


def test_the_nights_when_clocks_change_last_three_and_five_hours():
    lengths = {
        start.date().isoformat(): end - start
        for start, end in occurrences(example())
        if start.hour < 12
    }
    assert lengths["2026-03-29"] == timedelta(hours=3)
    assert lengths["2026-10-25"] == timedelta(hours=5)
    assert lengths["2026-11-22"] == timedelta(hours=4)


def test_a_time_zone_changes_at_the_clock_face_before_the_change():
    calendar = icalendar.Calendar.from_ical(example()["windows.ics"])
    (zone,) = calendar.walk("VTIMEZONE")
    (daylight,) = zone.walk("DAYLIGHT")
    assert daylight["DTSTART"].dt == datetime(2025, 3, 30, 2, 0)
    standard = zone.walk("STANDARD")[-1]
    assert standard["DTSTART"].dt == datetime(2025, 10, 26, 3, 0)


def test_windows_end_where_the_next_agreement_begins(site: SiteFolder):
    terms = """
          - since: {since}
            availability: {{target: 99.5%}}
            maintenance: {{classes: {{standard: {{windows: [{day} 02:00-06:00]}}}}}}"""
    dated = [
        terms.format(since=s, day=d) for s, d in (("2026-01-01", "Sun"), ("2026-10-01", "Mon"))
    ]
    site.write("site.yaml", SITE.partition("sla:")[0] + "sla:" + "".join(dated) + "\n")
    starts = [start.astimezone(WARSAW) for start, _ in occurrences(build(site.root, NOW))]
    assert {s.strftime("%a") for s in starts if s < datetime(2026, 10, 1, tzinfo=WARSAW)} == {"Sun"}
    assert {s.strftime("%a") for s in starts if s > datetime(2026, 10, 1, tzinfo=WARSAW)} == {"Mon"}


# --------------------------------------------------------------------------------------- deadlines


def test_deadlines_of_analyses_and_notices():
    found = events(example(), "deadlines.ics")
    analysis = found["postmortem-2026-11-10-sign-in-errors@status.example.com"]
    assert analysis["SUMMARY"].startswith("Done: root-cause analysis of Sign-in")
    assert (analysis["SEQUENCE"], analysis["DTEND"].dt) == (
        1,
        datetime(2026, 11, 18, 22, 59, 59, tzinfo=UTC),
    )
    notice = found["announce-standard-20261129t010000z@status.example.com"]
    assert notice["DTEND"].dt == datetime(2026, 11, 27, 1, tzinfo=UTC)
    assert "Sunday, 29 November 2026, 02:00–06:00" in notice["SUMMARY"]
    assert "announce-standard-20261122t010000z@status.example.com" not in found


# --------------------------------------------------------------------------------------- clients


@pytest.fixture(scope="module", params=["example", "stress"])
def files(request, tmp_path_factory):
    if request.param == "example":
        return example()
    return build(stress_site(tmp_path_factory.mktemp("stress")).root, "2026-11-18T12:00+01:00")


def test_lines_are_folded_by_octets_and_end_in_crlf(files):
    calendars = [data for path, data in files.items() if path.endswith(".ics")]
    assert len(calendars) > 5
    for data in calendars:
        assert data.endswith(b"END:VCALENDAR\r\n")
        for line in data.split(b"\r\n"):
            assert len(line) <= 75
            assert b"\n" not in line
            line.decode("utf-8")


def test_ical_js_reads_every_calendar(files, tmp_path):
    written = write_all(files, tmp_path, (".ics",))
    for found in node("calendars.mjs", *written):
        path = str(found["path"]).removeprefix(f"{tmp_path}/")
        assert {e["uid"] for e in found["events"]} == set(events(files, path))
        for event in found["events"]:
            assert event["start"] < event["end"]
            assert "\\" not in event["summary"] or "back\\slashes" in event["summary"]


def test_ical_js_repeats_the_windows(tmp_path):
    (found,) = node("calendars.mjs", *write_all(example(), tmp_path, ("windows.ics",))[1:])
    series = next(
        e for e in found["events"] if e["uid"].startswith("window-1-standard-sun-0200-0600@")
    )
    assert series["starts"][:2] == ["2026-01-04T01:00:00.000Z", "2026-01-11T01:00:00.000Z"]
    assert "2026-07-05T00:00:00.000Z" in series["starts"]
    assert "2026-10-25T00:00:00.000Z" not in series["starts"]


def khal_list(khal, home, *files):
    """What khal shows of November and December after importing files in turn."""
    (home / "calendar").mkdir(exist_ok=True)
    form = "%Y-%m-%d %H:%M"
    (home / "khal.conf").write_text(
        f"[calendars]\n[[status]]\npath = {home}/calendar\n[sqlite]\npath = {home}/khal.db\n"
        "[locale]\nlocal_timezone = Europe/Warsaw\ndefault_timezone = Europe/Warsaw\n"
        f"timeformat = %H:%M\ndateformat = %Y-%m-%d\nlongdateformat = %Y-%m-%d\n"
        f"datetimeformat = {form}\nlongdatetimeformat = {form}\n"
    )
    command = [khal, "-c", home / "khal.conf"]
    for number, data in enumerate(files):
        (home / f"{number}.ics").write_bytes(data)
        call(*command, "import", "-a", "status", "--batch", home / f"{number}.ics", home=home)
    line = "{start-date} {start-time}-{end-time} {title}"
    out = call(*command, "list", "--format", line, "2026-11-01", "60d", home=home).stdout.decode()
    return re.findall(r"^\s*(\d{4}-\d\d-\d\d \d\d:\d\d-.*?)\s*$", out, re.MULTILINE)


def test_khal_follows_moves_and_cancellations(announced, tmp_path):
    khal = tool("khal", "khal")
    states = [build(announced.root, NOW)["maintenance.ics"]]
    for text, at in (
        (NOTICE.replace("11-29", "11-30"), "2026-11-19T09:00:00+01:00"),
        (
            NOTICE.replace("11-29", "11-30").replace(
                "components:", "cancelled: 2026-11-20 10:00\n    components:"
            ),
            "2026-11-20T10:00:00+01:00",
        ),
    ):
        announced.write("maintenance/upgrade.md", text)
        announced.commit(at)
        states.append(build(announced.root, NOW)["maintenance.ics"])
    shown = [khal_list(khal, tmp_path, state) for state in states]
    assert shown == [
        ["2026-11-29 02:00-04:00 Database upgrade"],
        ["2026-11-30 02:00-04:00 Database upgrade"],
        ["2026-11-30 02:00-04:00 Cancelled: Database upgrade"],
    ]


def test_khal_takes_the_example(tmp_path):
    khal = tool("khal", "khal")
    files = example()
    shown = khal_list(khal, tmp_path, files["maintenance.ics"], files["windows.ics"])
    assert "2026-11-22 02:00-04:00 New software for the border routers" in shown
    assert "2026-11-22 02:00-06:00 Agreed maintenance window (standard)" in shown
