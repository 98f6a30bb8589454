"""Times in the notations of other tools and countries; what reads two ways is no time."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from generator.authoring.importers.statuses import level_of, status_of
from generator.authoring.importers.times import moment
from generator.authoring.importers.values import split_front, truth, words_of
from generator.model.levels import Level, Status


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("2024-05-15 17:50 ", "2024-05-15T17:50:00"),
        ("2023-01-01T10:00:00+0200", "2023-01-01T08:00:00+00:00"),
        ("2023-01-01T10:00:00+02", "2023-01-01T08:00:00+00:00"),
        ("2023-01-01T10:00:00+00:00Z", "2023-01-01T10:00:00+00:00"),
        ("2023-01-01 10:00:00 +0200 +0200", "2023-01-01T08:00:00+00:00"),
        ("2024-12-05T13:00:00-00:00", "2024-12-05T13:00:00+00:00"),
        ("2024-01-01 10:00 CET", "2024-01-01T09:00:00+00:00"),
        ("2024-01-01 10:00 PST", "2024-01-01T18:00:00+00:00"),
        ("2024-01-01 14:00-15:30", "2024-01-01T14:00:00"),
        ("2018-07-02T9:34:00.000Z", "2018-07-02T09:34:00+00:00"),
        ("15.05.2024 17:50", "2024-05-15T17:50:00"),
        ("2. Januar 2020, 10:00 Uhr", "2020-01-02T10:00:00"),
        ("2 gennaio 2020 10.30", "2020-01-02T10:30:00"),
        ("1er août 2020", None),
        ("1 août 2020 à 10h30", "2020-08-01T10:30:00"),
        ("January 2, 2006 at 3:04 PM", "2006-01-02T15:04:00"),
        ("Mon, 02 Jan 2006 15:04:05 +0200", "2006-01-02T13:04:05+00:00"),
        ("2020-06-13 12:04 am", "2020-06-13T00:04:00"),
        ("2020/01/02 10:00", "2020-01-02T10:00:00"),
        ("20200613T100000Z", "2020-06-13T10:00:00+00:00"),
        ("1600000000", "2020-09-13T12:26:40+00:00"),
        ("13/02/2020 10:00", "2020-02-13T10:00:00"),
        ("02/13/2020 10:00", "2020-02-13T10:00:00"),
        ("02/03/2020 10:00", None),
        ("2020-01-01 24:00", "2020-01-02T00:00:00"),
        ("2020-01-01 23:59:60", "2020-01-01T23:59:59"),
        ("2017-02-30 14:30:00", None),
        ("2021-03-097T16:00:00Z", None),
        ("0001-01-01T00:00:00Z", None),
        ("9999-12-31T23:59:59+14:00", None),
        ("soon", None),
        ("", None),
    ],
)
def test_notations(text, read):
    found = moment(text)
    assert (found and found.isoformat()) == read


def test_what_toml_reads_as_a_time_is_bounded_too():
    assert moment(datetime.fromisoformat("0001-01-01T00:00:00+00:00")) is None
    assert moment(date(2020, 1, 2)) == datetime(2020, 1, 2)


def test_words_of_other_tools():
    assert status_of("In Corso", planned=True) is Status.IN_PROGRESS
    assert status_of("In Corso", planned=False) is None
    assert status_of("gelöst", planned=False) is Status.RESOLVED
    assert status_of("Resolved", planned=True) is Status.COMPLETED
    assert status_of("Nonsense", planned=False) is None
    assert level_of("Partial Outage") is Level.PARTIAL_OUTAGE
    assert (truth("Yes"), truth("off"), truth("maybe")) == (True, False, None)
    assert words_of([{"name": "A"}, None, " b "]) == ["A", "b"]


@pytest.mark.parametrize(
    "text",
    [
        '{ "Title": "x: y" }\nbody',
        '---json\n{"title": "x: y"}\n---\nbody',
        '---toml\ntitle = "x: y"\n---\nbody',
        '+++\ntitle = "x: y"\n+++\nbody',
        "---\ntitle: 'x: y'\n---\nbody",
        "---\ntitle: x: y  # a remark\n stray: 1\n---\nbody",
        '---\ntitle: "x: y"\n\nbody',
    ],
)
def test_front_matter_of_every_kind(text):
    front, body = split_front(text)
    assert front["title"] == "x: y"
    assert body.strip() == "body"
