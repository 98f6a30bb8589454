"""Other people's calendar programs take our calendars."""

from __future__ import annotations

import re

import icalendar
import pytest
from support.builders import Repository
from support.other_programs import call, node, tool, write_all
from support.pipeline import built_data, example

NOTICE = """
    ---
    title: Database upgrade
    start: 2026-11-29 02:00
    end: 2026-11-29 04:00
    components: [api]
    ---
    Writes wait, reads go on; nothing to do.
    """


def events(files, path):
    calendar = icalendar.Calendar.from_ical(files[path])
    assert not [e for c in calendar.walk() for e in c.errors]
    return {str(e["UID"]): e for e in calendar.walk("VEVENT")}


@pytest.fixture
def announced(repository: Repository) -> Repository:
    repository.write("maintenance/upgrade.md", NOTICE)
    repository.commit("2026-11-18T08:00:00+01:00")
    return repository


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
    states = [built_data(announced)["maintenance.ics"]]
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
        states.append(built_data(announced)["maintenance.ics"])
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
    assert "2026-12-06 02:00-04:00 New line cards for the border routers in Poznań" in shown
    assert "2026-12-06 02:00-06:00 Agreed maintenance window (standard)" in shown
