"""Calendars: names that last, versions from git, windows that mean the clock face, deadlines."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import icalendar
import pytest
from dateutil.rrule import rrulestr
from support.builders import SITE, Repository, SiteFolder
from support.instants import local
from support.pipeline import assessed, built_data, example

from generator.rendering.calendars.timezones import timezone

NOTICE = """
    ---
    title: Database upgrade
    start: 2026-11-29 02:00
    end: 2026-11-29 04:00
    components: [api]
    ---
    Writes wait, reads go on; nothing to do.
    """
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
    event = only(built_data(announced))
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


def test_a_move_and_a_cancellation_raise_the_sequence_and_a_corrected_typo_does_not(announced):
    announced.write("maintenance/upgrade.md", NOTICE.replace("nothing to do", "no action needed"))
    announced.commit("2026-11-18T09:00:00+01:00")
    corrected = only(built_data(announced))
    assert corrected["SEQUENCE"] == 0
    assert corrected["LAST-MODIFIED"].dt == datetime(2026, 11, 18, 7, tzinfo=UTC)

    announced.write("maintenance/upgrade.md", NOTICE.replace("11-29", "11-30"))
    announced.commit("2026-11-19T09:00:00+01:00")
    moved = only(built_data(announced))
    assert (moved["UID"], moved["SEQUENCE"]) == (corrected["UID"], 1)
    assert moved["DTSTART"].dt == datetime(2026, 11, 30, 1, tzinfo=UTC)
    assert moved["LAST-MODIFIED"].dt == moved["DTSTAMP"].dt == datetime(2026, 11, 19, 8, tzinfo=UTC)

    cancelled_text = NOTICE.replace("11-29", "11-30").replace(
        "components:", "cancelled: 2026-11-20 10:00\n    components:"
    )
    announced.write("maintenance/upgrade.md", cancelled_text)
    announced.commit("2026-11-20T10:00:00+01:00")
    files = built_data(announced)
    cancelled = only(files)
    assert (cancelled["UID"], cancelled["SEQUENCE"]) == (corrected["UID"], 2)
    assert cancelled["STATUS"] == "CANCELLED"
    assert cancelled["SUMMARY"] == "Cancelled: Database upgrade"
    assert only(files, "components/api/maintenance.ics") == cancelled
    assert events(files, "components/web/maintenance.ics") == {}


def test_renaming_the_file_keeps_the_event(announced):
    before = only(built_data(announced))
    announced.remove("maintenance/upgrade.md")
    announced.write("maintenance/2026/db.md", NOTICE.replace("title:", "id: upgrade\n    title:"))
    announced.commit("2026-11-19T09:00:00+01:00")
    assert only(built_data(announced)) == before


def test_calendars_do_not_depend_on_the_time_of_the_build(announced):
    early, late = built_data(announced), built_data(announced, local("2026-11-20 18:30"))
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
    from generator.rules.calendars import window_spans
    from generator.timespan import Span

    terms = f"{{notice: 48h, timezone: {zone}, classes: {{standard: {{windows: {windows}}}}}}}"
    site.write("site.yaml", SITE.replace("{notice: 48h}", terms))
    maintenance = assessed(site).content.site.agreements[0].maintenance
    year = Span(datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 1, 4, tzinfo=UTC))
    wanted = [
        (span.start, span.end)
        for window in maintenance.classes["standard"].windows
        for span in window_spans((window,), maintenance.zone, year)
        if year.start < span.start < datetime(2027, 1, 1, tzinfo=UTC)
    ]
    found = [p for p in occurrences(built_data(site)) if p[0] > year.start]
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
    (daylight,), (standard,) = zone.walk("DAYLIGHT"), zone.walk("STANDARD")
    assert daylight["DTSTART"].dt == datetime(2024, 3, 31, 2, 0)
    assert daylight["RRULE"].to_ical() == b"FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3"
    assert standard["DTSTART"].dt == datetime(2024, 10, 27, 3, 0)
    assert standard["RRULE"].to_ical() == b"FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10"


@pytest.mark.parametrize(
    ("name", "rules"),
    [
        ("Europe/Warsaw", 2),
        ("America/New_York", 2),
        ("America/Havana", 2),
        ("Atlantic/Azores", 2),
        ("Australia/Lord_Howe", 2),
        ("America/Santiago", 0),
        ("America/Nuuk", 0),
        ("Africa/Casablanca", 0),
        ("Africa/Cairo", 0),
        ("Asia/Kathmandu", 0),
    ],
)
def test_a_time_zone_in_a_calendar_has_the_offsets_of_the_zone(name, rules):
    zone = ZoneInfo(name)
    made = timezone(name, zone, 2025, 2028)
    assert made.to_ical().count(b"RRULE") == rules
    assert rules == 0 or b"RDATE" not in made.to_ical()
    onsets = []
    for part in made.subcomponents:
        start = part["DTSTART"].dt
        walls = [start]
        if "RRULE" in part:
            walls = rrulestr(part["RRULE"].to_ical().decode(), dtstart=start).xafter(
                start, 6, inc=True
            )
        elif "RDATE" in part:
            walls = [start, *(one.dt for one in part["RDATE"].dts)]
        before, after = part["TZOFFSETFROM"].td, part["TZOFFSETTO"].td
        onsets += [((wall - before).replace(tzinfo=UTC), after) for wall in walls]
    at = datetime(2025, 1, 1, tzinfo=UTC)
    while at < datetime(2029, 1, 1, tzinfo=UTC):
        assert max(one for one in onsets if one[0] <= at)[1] == at.astimezone(zone).utcoffset(), at
        at += timedelta(hours=1)


def test_windows_end_where_the_next_agreement_begins(site: SiteFolder):
    terms = """
          - since: {since}
            availability: {{target: 99.5%}}
            maintenance: {{classes: {{standard: {{windows: [{day} 02:00-06:00]}}}}}}"""
    dated = [
        terms.format(since=s, day=d) for s, d in (("2026-01-01", "Sun"), ("2026-10-01", "Mon"))
    ]
    site.write("site.yaml", SITE.partition("sla:")[0] + "sla:" + "".join(dated) + "\n")
    starts = [start.astimezone(WARSAW) for start, _ in occurrences(built_data(site))]
    assert {s.strftime("%a") for s in starts if s < datetime(2026, 10, 1, tzinfo=WARSAW)} == {"Sun"}
    assert {s.strftime("%a") for s in starts if s > datetime(2026, 10, 1, tzinfo=WARSAW)} == {"Mon"}


# --------------------------------------------------------------------------------------- deadlines


def test_deadlines_of_analyses_and_notices():
    found = events(example(), "deadlines.ics")
    analysis = found["postmortem-2026-11-20-edge-packet-loss@status.example.com"]
    assert analysis["SUMMARY"].startswith("Done: root-cause analysis of Some sites")
    assert (analysis["SEQUENCE"], analysis["DTEND"].dt) == (
        1,
        datetime(2026, 11, 27, 22, 59, 59, tzinfo=UTC),
    )
    notice = found["announce-standard-20261213t010000z@status.example.com"]
    assert notice["DTEND"].dt == datetime(2026, 12, 11, 1, tzinfo=UTC)
    assert "Sunday, 13 December 2026, 02:00–06:00" in notice["SUMMARY"]
    assert "announce-standard-20261206t010000z@status.example.com" not in found


# --------------------------------------------------------------------------------------- clients


def test_lines_are_folded_by_octets_and_end_in_crlf(files):
    calendars = [data for path, data in files.items() if path.endswith(".ics")]
    assert len(calendars) > 5
    for data in calendars:
        assert data.endswith(b"END:VCALENDAR\r\n")
        for line in data.split(b"\r\n"):
            assert len(line) <= 75
            assert b"\n" not in line
            line.decode("utf-8")
