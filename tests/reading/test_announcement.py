"""Old versions of notices: read leniently, never complained about."""

from datetime import UTC, datetime, timedelta

import pytest
from support.builders import SiteFolder

from generator.model.levels import Level
from generator.reading.content import read_site
from generator.reading.git.announcement import read_announcement

SITE = """\
name: Example
url: https://status.example.com
timezone: Europe/Warsaw
components: [{id: api, name: API}, {id: web, name: Web}, {id: lab, name: Lab, sla: false}]
"""
NOTICE = """\
---
title: Database upgrade
start: 2026-12-06 02:00
end: 2026-12-06 04:00
components: {api: major_outage}
---
Text.
"""
PATH = "maintenance/2026/2026-12-06-database.md"


@pytest.fixture
def site(tmp_path):
    SiteFolder(tmp_path).write("site.yaml", SITE)
    return read_site(tmp_path)[0]


@pytest.fixture
def read(site):
    return lambda text, path=PATH: read_announcement(text.encode(), path, site)


def utc(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def test_the_present_and_the_past_are_read_alike(tmp_path, site, read):
    folder = SiteFolder(tmp_path)
    folder.write(PATH, NOTICE)
    (now,) = folder.content().maintenance
    assert read(NOTICE) == (now.id, now.announced)


def test_an_id_key_wins_over_the_name_of_the_file(read):
    assert read(NOTICE.replace("title:", "id: database\ntitle:"))[0] == "database"
    assert read(NOTICE)[0] == "2026-12-06-database"


def test_words_may_be_missing_or_wrong_and_components_may_be_gone(read):
    text = NOTICE.replace("title: Database upgrade", "titel: x\nlate: perhaps\nclass: gone")
    _, found = read(text.replace("{api: major_outage}", "[api, gone]"))
    assert found.components == {
        "api": Level.UNDER_MAINTENANCE,
        "gone": Level.UNDER_MAINTENANCE,
    }
    assert found.klass == "gone"


def test_all_means_all_of_todays_components(read):
    _, found = read(NOTICE.replace("{api: major_outage}", "all"))
    assert set(found.components) == {"api", "web", "lab"}


def test_a_cancellation_by_key_or_by_update(read):
    assert read(NOTICE)[1].cancelled_at is None
    by_key = NOTICE.replace("title:", "cancelled: 2026-12-04 12:00\ntitle:")
    by_update = NOTICE + "\n## 2026-12-04 13:00 Cancelled\n\n## 2026-12-04 12:30 cancelled\n"
    assert read(by_key)[1].cancelled_at == utc("2026-12-04T11:00")
    assert read(by_update)[1].cancelled_at == utc("2026-12-04T12:00")
    both = by_update.replace("title:", "cancelled: 2026-12-04 12:00\ntitle:")
    assert read(both)[1].cancelled_at == utc("2026-12-04T11:00")


def test_a_published_key_is_kept(read):
    text = NOTICE.replace("title:", "published: 2026-12-01T12:00Z\ntitle:")
    assert read(text)[1].published_at == utc("2026-12-01T12:00")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Text only",
        NOTICE.replace("start: 2026-12-06 02:00\n", ""),
        NOTICE.replace("2026-12-06 04:00", "2026-12-06 02:00"),
        NOTICE.replace("2026-12-06 04:00", "later"),
        NOTICE.replace("{api: major_outage}", "{api: broken}"),
        NOTICE.replace("title: Database", "title: *Database"),
    ],
)
def test_what_cannot_be_read_is_nothing(read, text):
    assert read(text) is None


def test_a_name_that_cannot_be_an_id_is_nothing(read):
    assert read(NOTICE, "maintenance/database.pl.md") is None
    assert read(NOTICE, "maintenance/Database copy.md") is None


def test_thousands_are_read_in_a_moment(read):
    start = datetime.now(UTC)
    for _ in range(1000):
        read(NOTICE)
    assert datetime.now(UTC) - start < timedelta(seconds=5)
