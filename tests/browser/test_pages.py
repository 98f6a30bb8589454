"""In a real browser: states flip at the announced minute, the bars walk, nobody is shut out."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from support.browser import axe_findings, html_faults
from support.builders import SiteFolder
from support.full_site import AHEAD, filled
from support.http_server import served_folder
from support.instants import NOW
from support.pipeline import built

KINDS = (
    "",
    "incidents/open/",
    "incidents/closed/",
    "maintenance/ahead/",
    "components/web/",
    "components/web/2026/",
    "history/",
    "history/2026-10/",
    "digests/2026-10/",
    "sla/",
    "sla/2026-10/",
    "subscribe/",
    "404.html",
)
STARTS = datetime(2026, 11, 24, 22, 0, tzinfo=UTC)
ENDS = datetime(2026, 11, 25, 1, 0, tzinfo=UTC)


def published(folder, files):
    SiteFolder(folder).write_all(files)
    return folder


@pytest.fixture(scope="module")
def troubled(tmp_path_factory):
    """A published site with an open incident, and its address."""
    site = filled(SiteFolder(tmp_path_factory.mktemp("site")))
    long_words = "unbrokenwords" * 12
    table = "| a | b | c | d | e | f |\n|---|---|---|---|---|---|\n| " + "1234567 | " * 6
    site.write(
        "incidents/wide.md",
        f"---\ntitle: Wide {long_words}\nstarted: 2026-11-19 10:00\ncomponents: [new]\n---\n"
        f"## 2026-11-19 10:10 Investigating\n\n{table}\n\n    {'code ' * 40}\n\n"
        f"https://example.com/{long_words}\n\n## 2026-11-19 11:00 Resolved\nDone.\n",
    )
    folder = published(tmp_path_factory.mktemp("public"), built(site))
    with served_folder(folder) as address:
        yield folder, address


@pytest.fixture(scope="module")
def calm(tmp_path_factory):
    """A published site on which all is well until a window opens."""
    site = SiteFolder(tmp_path_factory.mktemp("calm"))
    filled(site).remove("incidents/open.md")
    site.write("maintenance/ahead.md", AHEAD)
    with served_folder(published(tmp_path_factory.mktemp("calm-public"), built(site))) as address:
        yield address


def visit(open_page, address, at, **options):
    """A page opened when the visitor's clock shows a time; ``clock`` moves it."""
    page = open_page("about:blank", **options)
    page.clock.install(time=at)
    page.goto(address)
    return page


def level(page):
    return page.evaluate("document.body.dataset.level")


def test_states_flip_at_the_announced_minute(open_page, calm):
    page = visit(open_page, calm, STARTS - timedelta(minutes=2))
    assert level(page) == "operational"
    assert page.locator("h1").inner_text() == "All systems are working"
    assert "No trouble since" in page.locator(".lead").inner_text()
    page.clock.run_for(130_000)
    assert level(page) == "under_maintenance"
    assert page.locator("h1").inner_text() == "Planned maintenance is under way: API"
    assert "No trouble since" not in page.locator(".lead").inner_text()
    assert page.locator("#c-api .level").inner_text() == "Under maintenance"
    assert page.locator("#c-api use").get_attribute("href") == "#m-under_maintenance"
    assert page.locator("#c-web .level").inner_text() == "Operational"
    assert page.locator("#w-ahead .tag").inner_text() == "Window open"
    page.clock.run_for((ENDS - STARTS).total_seconds() * 1000)
    assert level(page) == "operational"
    assert page.locator("#w-ahead .tag").inner_text() == "Window over"
    assert page.complaints == []


def test_a_page_opened_late_shows_the_state_of_that_moment(open_page, calm):
    page = visit(open_page, f"{calm}/pl/", STARTS + timedelta(minutes=1))
    assert page.locator("h1").inner_text() == "Trwa planowana konserwacja: API"
    page = visit(open_page, f"{calm}/components/api/", STARTS + timedelta(minutes=1))
    assert page.locator("h1").inner_text() == "API: Under maintenance"


def test_a_promised_update_becomes_overdue(open_page, troubled):
    page = visit(open_page, troubled[1], NOW + timedelta(minutes=39))
    assert "Next update by 14:45" in page.locator(".lead").inner_text()
    page.clock.run_for(120_000)
    assert "The next update was due at 14:45" in page.locator(".lead").inner_text()


def test_an_old_page_warns(open_page, calm):
    page = visit(open_page, calm, NOW + timedelta(hours=3))
    assert "3 hours ago" in page.locator(".asof").inner_text()
    assert not page.locator("#stale").is_visible()
    page.clock.run_for(22 * 3_600_000 + 120_000)
    assert "25 hours ago" in page.locator("#stale").inner_text()
    assert page.locator("#stale").is_visible()


def test_every_time_of_a_page_is_the_visitors_and_a_switch_shows_the_sites(open_page, calm):
    page = visit(open_page, calm, NOW, timezone_id="America/New_York")
    line, window = page.locator("#clock"), page.locator(".when").first
    assert line.inner_text() == "Times are yours (New York). Show the site's (Warsaw)"
    assert window.inner_text() == (
        "Tuesday, 24 November 2026, 17:00–20:00"
        " (Tuesday, 24 November 2026, 23:00 – Wednesday, 25 November 2026, 02:00, Warsaw)"
    )
    times = "[...document.querySelectorAll('time[data-form]')].map((one) => one.textContent)"
    own = page.evaluate(times)
    line.locator("button").click()
    assert line.inner_text() == "Times are the site's (Warsaw). Show yours (New York)"
    sites = page.evaluate(times)
    assert not set(own) & set(sites)
    page.reload()
    assert page.evaluate(times) == sites, "the switch is remembered"
    line.locator("button").click()
    assert page.evaluate(times) == own
    assert page.complaints == []


def test_a_visitor_in_the_sites_zone_and_an_agreements_page_have_no_switch(open_page, calm):
    home = visit(open_page, calm, NOW)
    assert not home.locator("#clock").is_visible()
    assert home.locator(".when").first.inner_text().startswith("Tuesday, 24 November 2026, 23:00 –")
    month = visit(open_page, f"{calm}/sla/2026-10/", NOW, timezone_id="America/New_York")
    assert month.locator("#clock").count() == 0
    assert "6 Oct, 09:00" in month.locator("main").inner_text()
    assert month.locator("#zone").is_visible()


def test_a_page_of_the_past_names_one_clock(open_page, calm):
    page = visit(open_page, f"{calm}/incidents/closed/", NOW, timezone_id="America/New_York")
    assert page.locator("#clock").is_visible()
    assert not page.locator("#zone").is_visible()
    page.locator("#clock button").click()
    assert page.locator("#zone").is_visible()


def test_the_age_of_a_page_is_told_in_units_that_fit(open_page, calm):
    for age, said in (
        (timedelta(minutes=41), "41 minutes ago"),
        (timedelta(hours=35), "35 hours ago"),
        (timedelta(days=7), "7 days ago"),
        (timedelta(days=90), "3 months ago"),
    ):
        page = visit(open_page, calm, NOW + age)
        assert said in page.locator(".asof").inner_text()


def test_a_tap_names_the_day_and_goes_nowhere(open_page, troubled):
    page = visit(open_page, troubled[1], NOW, has_touch=True, width=360)
    before, caption = page.url, page.locator("#c-web .caption")
    bars = page.locator("#c-web svg.bars")
    bars.scroll_into_view_if_needed()
    box = bars.bounding_box()
    day = box["width"] / 90
    for away, said in (
        (0, "6 October 2026: Partial outage"),
        (9, "6 October 2026"),
        (30, "No trouble"),
    ):
        page.touchscreen.tap(box["x"] + 44.5 * day + away, box["y"] + 9)
        assert said in caption.inner_text()
    assert page.url == before


def test_the_keyboard_walks_the_days_in_one_stop(open_page, troubled):
    page = visit(open_page, troubled[1], NOW)
    bars = page.locator("#c-web svg.bars")
    assert bars.get_attribute("role") == "slider"
    assert page.locator("svg.bars[tabindex]").count() == 3
    bars.focus()
    assert bars.get_attribute("aria-valuetext").startswith("20 November 2026: Degraded performance")
    page.keyboard.press("ArrowLeft")
    assert bars.get_attribute("aria-valuetext") == "19 November 2026: No trouble"
    page.keyboard.press("Home")
    assert bars.get_attribute("aria-valuetext") == "23 August 2026: No trouble"
    for _ in range(44):
        page.keyboard.press("ArrowRight")
    assert bars.get_attribute("aria-valuetext") == "6 October 2026: Partial outage"
    page.keyboard.press("Enter")
    page.wait_for_url("**/components/web/#days")
    bars = page.locator("svg.bars")
    bars.focus()
    page.keyboard.press("Home")
    for _ in range(44):
        page.keyboard.press("ArrowRight")
    said = "6 October 2026: Partial outage · 42 min · Slow answers"
    assert bars.get_attribute("aria-valuetext") == said
    assert page.locator(".caption > p").inner_text() == said
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.textContent") == "Slow answers"
    page.keyboard.press("Enter")
    page.wait_for_url("**/incidents/closed/")


def test_a_click_on_a_day_leads_to_its_posts(open_page, troubled):
    page = visit(open_page, f"{troubled[1]}/components/web/", NOW)
    page.locator("svg.bars").scroll_into_view_if_needed()
    box = page.locator("svg.bars").bounding_box()
    page.mouse.move(box["x"] + box["width"] * 44.5 / 90, box["y"] + 10)
    assert "6 October 2026" in page.locator(".caption > p").inner_text()
    page.mouse.down()
    page.mouse.up()
    assert page.evaluate("document.activeElement.textContent") == "Slow answers"


def test_the_language_switch_keeps_the_page(open_page, troubled):
    page = open_page(f"{troubled[1]}/sla/2026-10/")
    page.locator(".languages a[lang=pl]").click()
    page.wait_for_url("**/pl/sla/2026-10/")
    assert page.locator("h1").inner_text() == "Październik 2026: 99,90%"


def test_without_scripts_the_page_says_the_same(open_page, troubled):
    page = open_page(troubled[1], javascript=False)
    assert page.locator("h1").inner_text() == "API is down"
    assert "As of 20 November 2026, 14:05 CET" in page.locator(".asof").inner_text()
    page.locator("#c-web .caption a").click()
    page.locator(".caption summary").click()
    assert page.locator(".caption table").is_visible()


@pytest.mark.parametrize(
    ("width", "scheme", "paths"),
    [
        (1280, "light", (*KINDS, "incidents/wide/", "pl/")),
        (360, "dark", (*KINDS, "incidents/wide/", "pl/")),
        (360, "light", ("", "sla/2026-10/")),
        (1280, "dark", ("", "sla/2026-10/")),
    ],
)
def test_no_accessibility_findings(open_page, troubled, width, scheme, paths):
    page = open_page("about:blank", width=width, scheme=scheme)
    for path in paths:
        page.goto(f"{troubled[1]}/{path}")
        assert axe_findings(page) == [], path
    assert page.complaints == []


def test_nothing_scrolls_sideways_on_the_narrowest_screen(open_page, troubled):
    page = open_page("about:blank", width=320)
    for path in (*KINDS, "incidents/wide/", "pl/", "pl/sla/2026-10/"):
        page.goto(f"{troubled[1]}/{path}")
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, path


def test_pages_ask_for_nothing_but_three_files(open_page, troubled):
    page = open_page("about:blank")
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(troubled[1])
    page.wait_for_load_state("networkidle")
    assert len(asked) <= 4
    assert all(url.startswith(troubled[1]) for url in asked)


def test_the_html_is_valid(troubled):
    faults = html_faults(troubled[0])
    # the checker reads files, for which 'self' in the policy is nothing
    assert [fault for fault in faults if "Content Security Policy" not in fault] == []
