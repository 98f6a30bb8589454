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


def test_work_to_come_does_not_look_like_an_outage(announced):
    announced.write("maintenance/w.md", NOTICE.format(day=14, more="").replace("major", "partial"))
    announced.commit("2026-12-01T11:00:00+01:00")
    for now, said in (("2026-12-12 10:00", "will be"), ("2026-12-13 02:30", "is")):
        start = page(built(announced, local(now)), "index.html")
        assert f"API {said} unavailable" in start.texts("li")
        assert "Major outage" not in start.words
        assert "API may be interrupted" in start.texts("li")
    own = page(built(announced, local("2026-12-12 10:00")), "maintenance/m/index.html")
    marks = [e.attributes["class"] for e in own.all("svg", class_="mark")]
    assert not any("outage" in mark for mark in marks)


def test_cancelled_work_will_do_nothing(cancelled):
    words = page(built(cancelled, NOW), "maintenance/m/index.html").words
    assert "will be unavailable" not in words
    assert "May affect API" in words


OPEN = """
    ---
    title: Down
    started: 2026-12-12 08:00
    components: {api: major_outage}
    impact:
      - {from: 2026-12-12 08:00, to: 2026-12-12 09:10, components: {api: major_outage, web: partial_outage}}
      - {from: 2026-12-12 09:10, to: 2026-12-12 12:00, components: {api: degraded_performance}}
    ---
    ## 2026-12-12 08:10 Investigating
    We look.
    """


def test_an_open_incident_says_how_things_are_and_how_they_were(announced):
    announced.write("incidents/a.md", OPEN)
    files = built(announced, NOW)
    for path in ("index.html", "incidents/a/index.html"):
        rows = page(files, path).texts("li")
        assert "API Degraded performance · Major outage until 09:10" in rows
        assert "Web Operational · Partial outage until 09:10" in rows


OWING = """
    sla: {availability: {target: 99.5%, remedy: {credit: {99.5%: 10%, 99%: 25%}}}}
    mail: {from: status@example.com, smtp: {host: 127.0.0.1, port: 9, security: none}}
    subscriptions: [{list: customers@lists.example.com, frequency: monthly}]
    """


def test_what_is_owed_is_in_the_periods_header_its_year_the_first_page_and_the_digest(site):
    head = SITE_EN_PL.partition("    sla:")[0]
    site.write("site.yaml", head + OWING.lstrip("\n"))
    front = "---\ntitle: Down\nstarted: {0} 03:00\nresolved: {0} 23:00\ncomponents: [api]\n---\n"
    for day in ("2026-10-02", "2026-11-03"):
        site.write(f"incidents/{day}.md", front.format(day))
    files, owed = built(site), "A credit of 25% of the fee is owed."
    for path in ("sla/2026-10/index.html", "digests/2026-10/index.html"):
        assert owed in " ".join(page(files, path).texts("p", class_="lead"))
    for path in ("sla/2026/index.html", "index.html"):
        assert owed in page(files, path).words
    mail = site.run("digest", "--period", "2026-10", "--now", local("2026-11-02 14:05")).out
    assert owed in " ".join(mail.split())


def test_a_percentage_says_of_which_month_it_is(site):
    shares = page(built(site), "index.html").texts("p", class_="share")
    assert shares == ["100% November 2026"] * 2


AGREED = SITE_EN_PL.replace(
    "{notice: 48h}", "{notice: 48h, classes: {standard: {windows: [Sun 02:00-06:00]}}}"
)


def told_of_work(repository, start, end, published):
    """The first page, the notice's own, the feed and the mail of work published at a time."""
    repository.write("site.yaml", f"{AGREED}    {MAIL}")
    text = NOTICE.format(day=13, more="").replace("2026-12-13 02:00", start)
    repository.write("maintenance/m.md", text.replace("2026-12-13 03:00", end))
    repository.commit(published)
    now = local("2026-12-08 10:00")
    files = built(repository, now)
    mail = repository.run("digest", "--since", "2026-11-01 00:00", "--now", now).out
    texts = [page(files, path).words for path in ("index.html", "maintenance/m/index.html")]
    return [*texts, files["history.atom"].decode(), files["maintenance/m.md"].decode(), mail]


MAIL = """
    mail: {from: status@example.com, smtp: {host: 127.0.0.1, port: 9, security: none}}
    subscriptions: [{list: customers@lists.example.com}]
    """


@pytest.mark.parametrize(
    ("start", "end", "published", "said"),
    [
        (
            "2026-12-13 05:00",
            "2026-12-13 08:00",
            "2026-12-01T10:00:00+01:00",
            "Outside the agreed windows: 2 h will count as downtime",
        ),
        (
            "2026-12-09 02:00",
            "2026-12-09 03:00",
            "2026-12-08T09:00:00+01:00",
            "Announced too late: 60 min will count as downtime",
        ),
    ],
    ids=["outside", "late"],
)
def test_work_that_will_count_says_so_everywhere(repository, start, end, published, said):
    for text in told_of_work(repository, start, end, published):
        assert said in " ".join(text.split())


def test_work_as_agreed_says_nothing_of_downtime(repository):
    times = "2026-12-13 02:00", "2026-12-13 04:00", "2026-12-01T10:00:00+01:00"
    for text in told_of_work(repository, *times):
        assert "will count" not in text


def test_work_that_runs_over_its_end_is_told_as_that(announced):
    begun = "\n    ## 2026-12-13 02:02 In progress\n    We begin."
    announced.write("maintenance/m.md", NOTICE.format(day=13, more=begun))
    announced.commit("2026-12-13T02:02:00+01:00")
    files = built(announced, local("2026-12-13 04:10"))
    start = page(files, "index.html")
    assert start.h1 == "Planned maintenance is running 70 min over: API"
    assert "70 min over the end" in start.texts("span", class_="tag")
    assert "70 min over the end" in page(files, "maintenance/m/index.html").words
    polish = page(files, "pl/index.html").h1
    assert polish == "Prace planowe przedłużają się o 70 min: API"
    on_time = page(built(announced, local("2026-12-13 02:30")), "index.html").h1
    assert on_time == "Planned maintenance is under way: API"


def test_work_in_the_night_of_the_clock_change_names_both_zones_and_its_length(repository):
    repository.write("site.yaml", SITE_EN_PL)
    text = NOTICE.format(day=13, more="").replace("2026-12-13 02:00", "2027-03-28 01:00")
    repository.write("maintenance/m.md", text.replace("2026-12-13 03:00", "2027-03-28 04:00"))
    repository.commit("2026-12-01T10:00:00+01:00")
    files, said = built(repository, NOW), "Sunday, 28 March 2027, 01:00 CET – 04:00 CEST (2 h)"
    assert said in page(files, "index.html").texts("p", class_="when")
    assert f"{said}. API." in files["feed.atom"].decode()
    assert f"{said}\n" in files["maintenance/m.md"].decode()


CAUSED = "---\ntitle: Down\nstarted: {0} 03:00\nresolved: {0} 04:00\ncomponents: [{1}]\n{2}---\n"


def test_time_that_the_agreement_excludes_is_marked_in_bars_and_words(site):
    excludes = "{target: 99.5%, excluded: [third_party]}"
    site.write("site.yaml", SITE_EN_PL.replace("{target: 99.5%}", excludes))
    site.write("incidents/a.md", CAUSED.format("2026-11-02", "api", "cause: third_party\n"))
    site.write("incidents/b.md", CAUSED.format("2026-11-03", "web", "cause: third_party\n"))
    site.write("incidents/c.md", CAUSED.format("2026-11-04", "web", ""))
    site.write("incidents/d.md", CAUSED.format("2026-11-05", "web", "cause: customer\n"))
    files = built(site)
    captions = page(files, "index.html").texts("div", class_="caption")
    assert captions[0].startswith("1 day with trouble, excused")
    assert captions[1].startswith("3 days with trouble, 1 of them excused")
    api, web = (page(files, f"components/{id}/index.html") for id in ("api", "web"))
    assert "Major outage, excused" in api.texts("path", class_="excused")
    assert "Major outage, excused" in api.texts("td")
    assert {"Major outage, excused", "Major outage"} <= set(web.texts("td"))
    assert "excused: does not count" in page(files, "incidents/a/index.html").words
    assert "excused: does not count" not in page(files, "incidents/c/index.html").words
    polish = page(files, "pl/index.html").texts("div", class_="caption")
    assert polish[1].startswith("3 dni z zakłóceniami, w tym 1 wyłączony")
