"""The notice in other people's pages: in a real browser, on a foreign origin, under a strict policy."""

from __future__ import annotations

import functools
import json
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import ClassVar

import pytest
from support.browser import axe_findings
from support.builders import SITE_EN_PL, SiteFolder
from support.http_server import FolderHandler, serving
from support.instants import NOW
from support.pipeline import built
from support.waiting import wait_for

SHOP = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Shop</title>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src {origin}; connect-src {origin}">
<script src="{origin}/embed.js" defer {options}></script></head>
<body><main><h1>Shop</h1><p>Buy things. <a href="#a">Link</a></p></main></body></html>"""

DOWN = (
    "---\ntitle: Sign-in fails\nstarted: 2026-11-20 13:00\ncomponents: {api: major_outage}\n---\n"
    "## 2026-11-20 13:10 Investigating\nWe look.\n"
)

WORK = (
    "---\ntitle: Upgrade\nstart: 2026-11-24 02:00\nend: 2026-11-24 04:00\ncomponents: [web]\n"
    "published: 2026-11-01 10:00\n---\n"
)

STARTS = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)

MINUTE = 60_000


class Status(FolderHandler):
    """A status site on its own port, with the headers that ``_headers`` asks for."""

    asked: ClassVar[Counter[str]] = Counter()
    broken = False

    def end_headers(self):
        if self.path.endswith((".json", "embed.js")):
            self.send_header("Access-Control-Allow-Origin", "*")
        super().end_headers()

    def do_GET(self):  # noqa: N802 - its name in the standard library
        self.asked[self.path] += 1
        del self.headers["If-Modified-Since"]  # whole seconds: too coarse for two builds in one
        if self.broken and self.path.endswith(".json"):
            self.send_error(503)
        else:
            super().do_GET()


class Place:
    """The folder of a status site, a shop that shows its notice, and what the site was asked for."""

    def __init__(self, folder, origin, shop, handler):
        self.folder, self.origin, self.shop, self.handler = folder, origin, shop, handler

    def publish(self, site, now=NOW):
        files = built(site, now)
        wanted = [p for p in files if p.startswith("embed") or p == "pl/embed.json"]
        SiteFolder(self.folder).write_all({path: files[path] for path in wanted})

    @property
    def asked(self):
        return self.handler.asked["/embed.json"]

    def page(self, options=""):
        """The address of a page of the shop whose tag has these attributes."""
        text = SHOP.format(origin=self.origin, options=options)
        (self.shop[0] / "index.html").write_text(text, encoding="utf-8")
        return f"{self.shop[1]}/index.html"


@pytest.fixture
def place(tmp_path):
    handler = type("Handler", (Status,), {"asked": Counter()})
    site, shop = tmp_path / "status", tmp_path / "shop"
    for folder in (site, shop):
        folder.mkdir()
    with (
        serving(functools.partial(handler, directory=str(site))) as origin,
        serving(functools.partial(Status, directory=str(shop))) as address,
    ):
        yield Place(site, origin, (shop, address), handler)


@pytest.fixture
def status(tmp_path):
    site = SiteFolder(tmp_path / "site")
    site.write("site.yaml", SITE_EN_PL)
    return site


TRACE = """
(() => {
    const { fetch, setTimeout } = window;
    window.fetch = (...all) => { window.asking = true; return fetch(...all); };
    window.setTimeout = (what, pause, ...all) => {
        if (pause >= 60000) window.asking = false;
        return setTimeout(what, pause, ...all);
    };
})();
"""
"""Notes whether a question is on its way; the notice plans the next one once it has shown the answer."""


def visit(open_page, address, at=NOW):
    """A foreign page at the visitor's time; its clock stands still until minutes pass."""
    page = open_page("about:blank")
    page.clock.install(time=at - timedelta(minutes=1))
    page.clock.pause_at(at)
    page.add_init_script(TRACE)
    with page.expect_response(lambda answer: "embed.json" in answer.url):
        page.goto(address)
    settle(page)
    return page


def settle(page):
    """Wait until the notice shows what it was told."""
    wait_for(lambda: not page.evaluate("window.asking"), "no answer is shown")


def faults_of(page):
    """What axe finds, which needs a clock that goes."""
    page.clock.resume()
    found = axe_findings(page)
    soon = page.evaluate("Date.now()") / 1000 + 10
    page.clock.pause_at(datetime.fromtimestamp(soon, UTC))
    settle(page)
    return found


def pass_minutes(page, minutes):
    page.clock.run_for(minutes * MINUTE + 1000)
    settle(page)


def notice(page):
    return page.locator("[data-position] [role=status]")


def test_nothing_shows_when_all_is_well(open_page, place, status):
    place.publish(status)
    page = visit(open_page, place.page())
    assert notice(page).inner_text() == ""
    assert page.locator("[data-position]").bounding_box()["height"] == 0
    assert page.get_by_role("region", name="Service status").count() == 0
    assert faults_of(page) == []
    assert page.context.cookies() == []
    assert page.complaints == []


@pytest.mark.parametrize(
    "url", ["javascript:document.title='ran'", "data:text/html,x", "/here", ""]
)
def test_a_notice_leads_to_web_pages_alone(open_page, place, status, url):
    status.write("incidents/sign-in.md", DOWN)
    place.publish(status)
    file = place.folder / "embed.json"
    said = json.loads(file.read_text())
    said["notices"][0]["url"] = url
    file.write_text(json.dumps(said))
    page = visit(open_page, place.page())
    assert notice(page).inner_text() == "Sign-in fails – Investigating. API."
    assert page.get_by_role("link", name="Sign-in fails").count() == 0
    assert page.complaints == []


def test_the_script_reads_the_same_on_pages_of_any_encoding(place, status):
    place.publish(status)
    assert (place.folder / "embed.js").read_bytes().isascii()


def test_an_outage_appears_is_announced_and_goes_away(open_page, place, status):
    place.publish(status)
    page = visit(open_page, place.page())
    live = notice(page).element_handle()
    status.write("incidents/sign-in.md", DOWN)
    place.publish(status)
    pass_minutes(page, 1)
    said = notice(page).inner_text()
    assert said == "Sign-in fails – Investigating. API."
    assert live.evaluate("(old) => old.isConnected && old.textContent.length > 0")
    assert page.get_by_role("region", name="Service status").count() == 1
    link = page.get_by_role("link", name="Sign-in fails")
    assert link.get_attribute("href") == "https://status.example.com/incidents/sign-in/"
    assert faults_of(page) == []
    status.write("incidents/sign-in.md", DOWN + "\n## 2026-11-20 14:04 Resolved\nDone.\n")
    place.publish(status)
    pass_minutes(page, 1)
    assert notice(page).inner_text() == ""
    assert page.complaints == []


def test_it_can_be_hidden_until_something_new_is_said(open_page, place, status):
    status.write("incidents/sign-in.md", DOWN)
    place.publish(status)
    page = visit(open_page, place.page())
    page.get_by_role("button", name="Hide").click()
    assert notice(page).inner_text() == ""
    pass_minutes(page, 1)
    assert notice(page).inner_text() == ""
    status.write("incidents/sign-in.md", DOWN + "\n## 2026-11-20 14:04 Identified\nA pool.\n")
    place.publish(status)
    pass_minutes(page, 1)
    assert "Identified" in notice(page).inner_text()


def test_maintenance_is_told_48_hours_ahead_and_while_it_lasts(open_page, place, status):
    status.write("maintenance/upgrade.md", WORK)
    place.publish(status)
    page = visit(open_page, place.page(), STARTS - timedelta(hours=48, minutes=1))
    assert notice(page).inner_text() == ""
    pass_minutes(page, 2)
    window = "Tuesday, 24 November 2026, 02:00–04:00 CET. Web."
    assert notice(page).inner_text() == f"Upgrade – Planned: {window}"
    page.clock.set_system_time(STARTS)
    pass_minutes(page, 1)
    assert notice(page).inner_text() == f"Upgrade – Under way: {window}"
    page.clock.set_system_time(STARTS + timedelta(hours=2))
    pass_minutes(page, 1)
    assert notice(page).inner_text() == ""


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ('data-components="web"', ""),
        ('data-components="web, api"', "Sign-in fails – Investigating. API."),
        ('data-lang="pl"', "Sign-in fails – Badamy. API."),
        ('data-position="bottom" data-theme="dark"', "Sign-in fails – Investigating. API."),
    ],
)
def test_the_tag_chooses(open_page, place, status, options, said):
    status.write("incidents/sign-in.md", DOWN)
    place.publish(status)
    page = visit(open_page, place.page(options))
    assert notice(page).inner_text() == said
    last = page.evaluate("document.body.lastElementChild.dataset.position")
    assert (last == "bottom") is ("bottom" in options)
    if "dark" in options:
        assert faults_of(page) == []


def test_custom_properties_of_the_page_reach_it(open_page, place, status):
    status.write("incidents/sign-in.md", DOWN)
    place.publish(status)
    page = visit(open_page, place.page())
    page.evaluate(
        "document.documentElement.style.setProperty('--statusmark-ground', 'rgb(1, 2, 3)')"
    )
    ground = notice(page).evaluate("(it) => getComputedStyle(it.parentNode).backgroundColor")
    assert ground == "rgb(1, 2, 3)"


def test_it_asks_politely(open_page, place, status):
    status.write("incidents/sign-in.md", DOWN)
    place.publish(status)
    page = visit(open_page, place.page('data-interval="1"'))
    assert place.asked == 1
    page.clock.run_for(55_000)
    settle(page)
    assert place.asked == 1
    pass_minutes(page, 1)
    assert place.asked == 2
    page.evaluate("Object.defineProperty(document, 'hidden', { value: true, configurable: true })")
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    pass_minutes(page, 10)
    assert place.asked == 2
    page.evaluate("delete document.hidden")
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    pass_minutes(page, 0)
    assert place.asked == 3


def test_trouble_of_the_status_page_is_kept_quiet_and_asked_for_less_often(
    open_page, place, status
):
    status.write("incidents/sign-in.md", DOWN)
    place.publish(status)
    page = visit(open_page, place.page())
    place.handler.broken = True
    pass_minutes(page, 1)
    asked = place.asked
    pass_minutes(page, 1)
    assert place.asked == asked
    pass_minutes(page, 1)
    assert place.asked == asked + 1
    assert "Sign-in fails" in notice(page).inner_text()
    assert not [c for c in page.complaints if "503" not in c]


def test_the_page_about_it_shows_it(open_page, place, status):
    status.write("incidents/sign-in.md", DOWN)
    SiteFolder(place.folder).write_all(built(status))
    for path, word in (("embed/", "Investigating"), ("pl/embed/", "Badamy")):
        shown = visit(open_page, f"{place.origin}/{path}")
        assert word in notice(shown).inner_text()
        assert faults_of(shown) == []
        assert shown.complaints == []
