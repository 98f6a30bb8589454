"""Planned work that was cancelled or moved is told as what it is, on pages, in feeds and in mail."""

from __future__ import annotations

import pytest
from support.builders import SITE_EN_PL
from support.instants import local
from support.pages import page
from support.pipeline import built

NOTICE = """
    ---
    title: New switches
    start: 2026-12-{day} 02:00
    end: 2026-12-{day} 03:00
    components: {{api: major_outage}}
    ---
    Short breaks.
    {more}
    """
CANCELLED = "\n    ## 2026-12-11 15:00 Cancelled\n    The vendor has no engineer."
NOW = local("2026-12-12 10:00")


@pytest.fixture
def announced(repository):
    repository.write("site.yaml", SITE_EN_PL)
    repository.write("maintenance/m.md", NOTICE.format(day=13, more=""))
    repository.commit("2026-12-01T10:00:00+01:00")
    return repository


@pytest.fixture
def cancelled(announced):
    announced.write("maintenance/m.md", NOTICE.format(day=13, more=CANCELLED))
    announced.commit("2026-12-11T15:00:00+01:00")
    return announced


@pytest.fixture
def moved(announced):
    announced.write("maintenance/m.md", NOTICE.format(day=20, more=""))
    announced.commit("2026-12-05T15:00:00+01:00")
    return announced


def test_a_cancelled_notice_says_how_early_and_shows_what_was_announced(cancelled):
    files = built(cancelled, NOW)
    own = page(files, "maintenance/m/index.html")
    assert "No minute of the work" not in own.words
    assert (
        "Cancelled on 11 December 2026, 15:00, 35 h before it would have begun."
        in own.texts("p", class_="lead")[0]
    )
    rows = own.texts("tr")
    assert any("1 Dec, 10:00 13 Dec, 02:00 – 13 Dec, 03:00 API proven" in row for row in rows)
    assert any("11 Dec, 15:00 Cancelled" in row for row in rows)
    assert "(48 h promised)" not in own.words
    polish = page(files, "pl/maintenance/m/index.html").texts("p", class_="lead")[0]
    assert (
        "Niedziela, 13 grudnia 2026, 02:00–03:00. Odwołano 11 grudnia 2026, 15:00, 35 h przed planowanym początkiem"
        in polish
    )


def test_cancelled_work_stays_on_the_first_page_until_it_would_be_over(cancelled):
    start = page(built(cancelled, NOW), "index.html")
    assert start.texts("s") == ["Sunday, 13 December 2026, 02:00–03:00"]
    assert "Cancelled on 11 December 2026, 15:00" in start.words
    assert "All systems are working" in start.h1
    assert (
        "Cancelled on" not in page(built(cancelled, local("2026-12-13 03:00")), "index.html").words
    )


def test_cancelled_too_late_says_so(announced):
    announced.write(
        "maintenance/m.md", NOTICE.format(day=13, more=CANCELLED.replace("11 15:00", "13 02:20"))
    )
    announced.commit("2026-12-13T02:20:00+01:00")
    own = page(built(announced, local("2026-12-13 09:00")), "maintenance/m/index.html")
    assert "after it was to begin" in own.texts("p", class_="lead")[0]


def test_a_moved_notice_says_from_where_on_its_page_and_the_first(moved):
    files = built(moved, NOW)
    own = page(files, "maintenance/m/index.html")
    assert "Moved from Sunday, 13 December 2026, 02:00–03:00." in own.texts("p", class_="lead")[0]
    rows = own.texts("tr")
    assert any(row.startswith("1 Dec, 10:00 13 Dec, 02:00") for row in rows)
    assert any(row.startswith("5 Dec, 15:00 20 Dec, 02:00") for row in rows)
    assert "Moved from 13 Dec, 02:00" in page(files, "index.html").texts("span", class_="tag")
    assert "Przeniesiono z terminu 13 gru, 02:00" in page(files, "pl/index.html").texts(
        "span", class_="tag"
    )


def test_every_window_that_was_announced_stays_in_the_proof(announced):
    for day, at in ((20, "03"), (13, "04"), (27, "05")):
        announced.write("maintenance/m.md", NOTICE.format(day=day, more=""))
        announced.commit(f"2026-12-{at}T10:00:00+01:00")
    own = page(built(announced, NOW), "maintenance/m/index.html")
    windows = [row for row in own.texts("tr") if "proven by commit" in row][-4:]
    days = [row.split(" – ")[0].split(", ")[1].split(" ", 1)[1] for row in windows]
    assert days == ["13 Dec", "20 Dec", "13 Dec", "27 Dec"]
    assert "Moved from Sunday, 13 December 2026" in own.texts("p", class_="lead")[0]


def test_a_feed_says_moved_and_from_when(moved):
    feed = built(moved, NOW)["updates.atom"].decode()
    assert "Moved: New switches" in feed
    assert "It was announced for Sunday, 13 December 2026, 02:00–03:00 CET before." in feed


def test_a_longer_window_is_changed_not_moved(announced):
    longer = NOTICE.format(day=13, more="").replace("13 03:00", "13 05:00")
    announced.write("maintenance/m.md", longer)
    announced.commit("2026-12-05T15:00:00+01:00")
    files = built(announced, NOW)
    assert "Changed: New switches" in files["updates.atom"].decode()
    own = page(files, "maintenance/m/index.html")
    assert "Moved" not in own.words
    assert any(
        row.startswith("1 Dec, 10:00 13 Dec, 02:00 – 13 Dec, 03:00") for row in own.texts("tr")
    )


def test_a_component_that_was_drawn_in_later_is_named_in_lists(site):
    site.write(
        "incidents/a.md",
        """
        ---
        title: Down
        started: 2026-11-20 10:00
        resolved: 2026-11-20 11:00
        components: {api: major_outage}
        impact:
          - {from: 2026-11-20 10:00, to: 2026-11-20 10:30, components: {api: major_outage}}
          - {from: 2026-11-20 10:30, to: 2026-11-20 11:00, components: {web: partial_outage}}
        ---
        """,
    )
    files = built(site)
    for path in ("index.html", "history/2026-11/index.html"):
        assert any("API and Web" in row for row in page(files, path).texts("li", class_="post"))
