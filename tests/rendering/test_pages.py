"""The pages: what visitors read, in both languages, whatever is in the posts."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from urllib.parse import urljoin

import pytest
from support.builders import SiteFolder
from support.full_site import AHEAD, OPEN, SITE, filled
from support.instants import NOW
from support.pages import headings, page
from support.pipeline import built


@pytest.fixture
def full(site):
    return filled(site)


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    return built(filled(SiteFolder(tmp_path_factory.mktemp("site"))))


# --------------------------------------------------------------------------------------- first look

INCIDENT_NEXT = """
    ---
    title: Down
    started: 2026-11-20 13:00
    components: {{api: major_outage}}
    ---
    ## 2026-11-20 13:10 Investigating
    next: {}
    We look.
    """


def test_the_first_look_says_what_since_when_and_when_next(files):
    start = page(files, "index.html")
    assert start.h1 == "API is down"
    lead = start.texts("p", class_="lead")[0]
    assert lead == (
        "Since 20 November 2026, 13:12. We know the cause and are working on it. "
        "Next update by 14:45. Website is affected too."
    )
    assert "As of 20 November 2026, 14:05 CET" in start.words
    assert start.all("body")[0].attributes["data-level"] == "major_outage"
    assert start.texts("h2")[:4] == ["Open incident", "Maintenance", "Components", "Recently"]
    assert "A full disk." in start.words
    assert "We are looking" not in start.words  # the latest update only


def test_a_next_update_of_another_day_names_the_day(site):
    text = INCIDENT_NEXT.format("2026-11-21 09:00")
    site.write("incidents/down.md", text)
    files = built(site)
    for path in ("index.html", "incidents/down/index.html"):
        assert "Next update by 21 Nov, 09:00." in page(files, path).words
    site.write("incidents/down.md", INCIDENT_NEXT.format("2026-11-20 16:00"))
    assert "Next update by 16:00." in page(built(site), "index.html").words


def test_that_nothing_has_happened_is_not_said_during_an_outage(site):
    assert "Nothing has happened yet." in page(built(site), "index.html").words
    site.write(
        "incidents/a.md",
        "---\ntitle: A\nstarted: 2026-11-20 13:00\ncomponents: [api]\n---\nText.\n",
    )
    start = page(built(site), "index.html").words
    assert "Nothing has happened yet." not in start
    assert "No earlier incidents." in start


def test_an_overdue_update_says_since_when_and_for_which_day(full):
    for now, said in (
        (
            NOW + timedelta(hours=1),
            "No update for 80 min (one was due on 20 November 2026, 14:45).",
        ),
        (NOW + timedelta(days=3), "No update for 3 days (one was due on 20 November 2026, 14:45)."),
    ):
        files = built(full, now)
        assert said in page(files, "incidents/open/index.html").texts("p", class_="lead")[0]
        start = page(files, "index.html")
        assert said in start.texts("p", class_="lead")[0]
        assert said in start.texts("p", class_="meta")
        assert "The next update was due" not in start.words


def test_an_incident_silent_for_a_week_says_so_though_nothing_is_promised(site):
    site.write("incidents/a.md", INCIDENT_NEXT.replace("next: {}\n", "").format())
    week = page(built(site, NOW + timedelta(days=6)), "index.html").words
    assert "No update for" not in week
    files = built(site, NOW + timedelta(days=92))
    for path in ("index.html", "incidents/a/index.html"):
        assert "No update for 92 days." in page(files, path).texts("p", class_="lead")[0]


def test_the_engineers_promise_is_the_only_one_on_the_page(site):
    terms = SITE.replace("update: 60m", "update: 30m")
    site.write("site.yaml", terms)
    text = INCIDENT_NEXT.format("15:05").replace("title: Down", "title: Down\n    priority: P1")
    site.write("incidents/down.md", text)
    for path in ("index.html", "incidents/down/index.html"):
        words = page(built(site), path).words
        assert "Next update by 15:05." in words
        assert not re.search(r"Next update by (?!15:05)", words)
    files = built(site)
    for path in ("updates.atom", "api/v2/incidents.json"):
        assert "Next update by 15:05 CET." in files[path].decode()
    assert "Next update by 20 November 2026, 15:05 CET" in files["incidents/down.md"].decode()


def test_the_same_in_polish(files):
    start = page(files, "pl/index.html")
    assert start["lang"] == "pl"
    assert start.h1 == "API: nie działa"
    assert "Od 20 listopada 2026, 13:12." in start.texts("p", class_="lead")[0]
    assert "Strona" in start.words
    assert "99,5%" in start.words
    title = next(e for e in start.all("a", lang="en") if "Sign-in" in e.text)
    assert title.attributes["href"] == "incidents/open/"
    assert "Stan na 20 listopada 2026, 14:05 CET" in start.words


def test_when_all_is_well_the_next_maintenance_is_named(full):
    full.remove("incidents/open.md")
    start = page(built(full), "index.html")
    assert start.h1 == "All systems are working"
    lead = start.texts("p", class_="lead")[0]
    assert lead.startswith("No trouble since 6 October 2026, 09:42.")
    assert lead.endswith(
        "Next planned maintenance: Tuesday, 24 November 2026, 23:00 – Wednesday, 25 November 2026, 02:00."
    )


@pytest.mark.parametrize(
    ("level", "count", "words"),
    [
        ("major_outage", 1, "C0 is down"),
        ("major_outage", 2, "C0 and C1 are down"),
        ("partial_outage", 3, "C0, C1 and C2 are partly down"),
        ("degraded_performance", 4, "4 systems are slow or limited"),
        ("major_outage", 5, "All systems are down"),
        ("under_maintenance", 1, "Planned maintenance is under way: C0"),
    ],
)
def test_the_headline_names_few_and_counts_many(site, level, count, words):
    names = ", ".join(f"{{id: c{n}, name: C{n}}}" for n in range(5))
    site.write(
        "site.yaml", f"name: T\nurl: https://s.example\ntimezone: UTC\ncomponents: [{names}]\n"
    )
    touched = ", ".join(f"c{n}: {level}" for n in range(count))
    site.write(
        "incidents/a.md",
        f"---\ntitle: A\nstarted: 2026-11-20 12:00\ncomponents: {{{touched}}}\n---\n",
    )
    assert page(built(site), "index.html").h1 == words


def test_missing_posts_are_named(full):
    start = page(built(full, broken=("incidents/a.md", "maintenance/b.md")), "index.html")
    assert "2 posts are missing because their files have errors" in start.words
    assert "incidents/a.md" in start.words
    assert "missing" not in page(built(full), "index.html").words


def test_a_notice_says_how_far_ahead_it_was_and_whether_that_is_enough(files):
    start = page(files, "index.html")
    assert "Announced 4 days 13 h ahead (48 h promised)" in start.words
    notice = page(files, "maintenance/ahead/index.html")
    assert "not committed yet" in notice.words or "declared in the file" in notice.words


def test_a_notice_proven_by_git_links_its_commit(repository):
    repository.write("site.yaml", SITE)
    repository.write("maintenance/ahead.md", AHEAD.replace("    published: 2026-11-20 10:00\n", ""))
    commit = repository.commit("2026-11-20T12:00:00+01:00")
    html = built(repository)["maintenance/ahead/index.html"].decode()
    assert (
        f'<a href="https://git.example.com/fern/status/commit/{commit}"><code>{commit[:10]}' in html
    )
    assert "proven by commit" in html


# --------------------------------------------------------------------------------------- posts


def test_a_posts_page_tells_the_story_newest_first_with_lasting_anchors(files):
    story = page(files, "incidents/open/index.html")
    assert story.h1 == '<b>Sign-in</b> fails & "hurts"'
    assert story.texts("h3") == ["Identified 20 Nov, 13:45", "Investigating 20 Nov, 13:20"]
    anchors = [e.attributes["id"] for e in story.all("li") if "id" in e.attributes]
    assert anchors == ["u-20261120t124500z", "u-20261120t122000z"]
    assert [e.text for e in story.all("strong") if "looking" in e.text] == ["looking"]
    assert "First response within 60 min" in story.words
    assert story.texts("span", class_="pending")


def test_closed_impact_responses_and_postmortem_are_shown(files):
    story = page(files, "incidents/closed/index.html")
    assert "Resolved after 60 min" in story.words
    assert "6 Oct, 09:00 6 Oct, 09:42 42 min Website: Partial outage" in story.words
    assert "every 60 min – longest gap 50 min Met" in story.words
    assert headings(files["incidents/closed/index.html"].decode())[:5] == [1, 2, 3, 4, 3]


def test_what_is_not_translated_says_its_language(files):
    story = page(files, "pl/incidents/closed/index.html")
    assert story.h1 == "Wolne odpowiedzi"
    assert story.all("h1")[0].attributes.get("lang") is None
    texts = {e.text.strip(): e.attributes.get("lang") for e in story.all("div", class_="prose")}
    assert texts["Szukamy."] is None
    assert texts["Done."] == "en"
    untranslated = page(files, "pl/incidents/open/index.html")
    assert untranslated.all("h1")[0].attributes["lang"] == "en"


def test_pictures_of_the_site_are_published_and_foreign_ones_are_not_asked_for(full, tmp_path):
    (tmp_path / "outside.png").write_bytes(b"no")
    full.write("images/graph.png", b"\x89PNG graph")
    full.write(
        "incidents/open.md",
        OPEN + "\n    ![Load](/images/graph.png) ![Far](https://x.example/f.png)"
        "\n    ![Out](/../outside.png) ![Gone](/images/gone.png)\n",
    )
    files = built(full)
    story = page(files, "incidents/open/index.html")
    (picture,) = story.all("img")
    address = urljoin("https://x/incidents/open/", picture.attributes["src"])
    assert files[address.removeprefix("https://x/")] == b"\x89PNG graph"
    assert "Picture: Far" in story.words
    assert "Gone" in story.words
    assert not any(data == b"no" for data in files.values())


def test_texts_cannot_break_a_page_or_its_data(full):
    full.write("incidents/open.md", OPEN.replace('"hurts"', "</script><script>alert(1)</script>"))
    files = built(full)
    for path in ("index.html", "incidents/open/index.html", "pl/history/2026-11/index.html"):
        text = files[path].decode()
        assert "<script>alert" not in text
        page(files, path)
    (data,) = re.findall(r'ld\+json">(.*?)</script>', files["incidents/open/index.html"].decode())
    assert json.loads(data)["headline"].endswith("</script><script>alert(1)</script>")


# --------------------------------------------------------------------------------------- figures


def test_a_periods_page_does_the_sum_with_real_numbers(files):
    month = page(files, "sla/2026-10/index.html")
    assert month.h1 == "October 2026: 99.90%"
    assert "A = (T − D) / T = (44,700 min − 42 min) / 44,700 min = 99.90%" in month.words
    assert "99.5%: 223 min of downtime are allowed" in month.words
    assert "6 Oct, 09:00 6 Oct, 09:42 Website Partial outage Outage stated exactly 42 min" in (
        month.words
    )
    assert "Sum over the components 42 min 0 min" in month.words
    polish = page(files, "pl/sla/2026-10/index.html")
    assert polish.h1 == "Październik 2026: 99,90%"


def test_the_promise_in_words(files):
    terms = page(files, "sla/index.html").words
    assert "99.5% of each calendar month" in terms
    assert "announced at least 48 h ahead" in terms
    assert "P1 60 min every 60 min 4 h 5 business days" in terms
    assert "Backups are kept." in terms


def test_figures_are_cut_and_never_say_100_percent_when_anything_was_down(site):
    site.write(
        "incidents/a.md",
        """
        ---
        title: A
        started: 2026-10-06 09:00:00
        resolved: 2026-10-06 09:00:01
        components: [api]
        ---
        """,
    )
    month = page(built(site), "sla/2026-10/index.html")
    assert month.h1 == "October 2026: 99.99%"
    assert "100%" in month.words  # the other component


# --------------------------------------------------------------------------------------- bars


def test_the_bars_have_words_a_table_and_no_tab_stops(files):
    start = page(files, "index.html")
    drawings = start.all("svg", class_="bars")
    assert [d.attributes["aria-label"] for d in drawings] == [
        "API. Last 90 days: 1 day with trouble",
        "Website. Last 90 days: 2 days with trouble",
        "New thing. Last 90 days: No trouble",
    ]
    assert all("tabindex" not in d.attributes for d in drawings)
    days = page(files, "components/web/index.html").all("tr")
    rows = [" ".join(e.text.split()) for e in days if "data-day" in e.attributes]
    assert "6 October 2026 Partial outage 42 min Slow answers" in rows
    absent = start.all("path", class_="absent")
    assert len(absent) == 1
    assert str(absent[0].attributes["d"]).count("M") == 90 - 20


# --------------------------------------------------------------------------------------- plan


def test_the_page_carries_the_announced_changes(full):
    full.remove("incidents/open.md")
    start = page(built(full), "index.html")
    (asof,) = start.all("p", id="asof")
    assert asof.attributes["data-now"] == "2026-11-20T13:05:00Z"
    plan = json.loads(asof.attributes["data-plan"] or "")
    begins, ends = "2026-11-24T22:00:00Z", "2026-11-25T01:00:00Z"
    assert plan == {
        "state": [
            [begins, "under_maintenance", "Planned maintenance is under way: API"],
            [ends, "operational", "All systems are working"],
        ],
        "c-api": [
            [begins, "under_maintenance", "Under maintenance"],
            [ends, "operational", "Operational"],
        ],
        "w-ahead": [[begins, "in_progress", "Window open"], [ends, "completed", "Window over"]],
    }
    ids = {e.attributes.get("id") for e in start.elements}
    assert set(plan) <= ids


def test_a_component_that_was_given_up_keeps_its_page_and_is_nowhere_current(full):
    text = (full.root / "site.yaml").read_text("utf-8")
    ended = text.replace("since: 2026-11-01", "since: 2026-10-01, until: 2026-11-10")
    assert ended != text
    full.write("site.yaml", ended.encode())
    files = built(full)
    assert "components/new/" not in files["index.html"].decode()
    assert "badge/new.svg" not in files
    listed = json.loads(files["api/v2/components.json"])["components"]
    assert "new" not in {component["id"] for component in listed}
    own = page(files, "components/new/index.html")
    assert own.h1 == "New thing"
    assert "Not part of the service since" in own.html
