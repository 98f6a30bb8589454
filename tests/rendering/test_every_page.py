"""What holds for all pages together: HTML, links, languages, policy, the same bytes every time."""

from __future__ import annotations

import re
from datetime import timedelta
from itertools import pairwise
from urllib.parse import urljoin, urlsplit

import pytest
from support.builders import SiteFolder
from support.full_site import SITE, filled
from support.instants import NOW
from support.pages import Page, headings, links, page
from support.pipeline import built

from generator.rendering.prose.fragments import Fragments


@pytest.fixture
def full(site):
    return filled(site)


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    return built(filled(SiteFolder(tmp_path_factory.mktemp("site"))))


def pages(files: dict[str, bytes]) -> dict[str, Page]:
    return {path: page(files, path) for path in files if path.endswith(".html")}


def test_every_page_is_balanced_has_one_h1_no_skipped_heading_and_unique_ids(files):
    for path, parsed in pages(files).items():
        levels = headings(parsed.html)
        assert levels.count(1) == 1, path
        assert levels[0] == 1, path
        assert all(b <= a + 1 for a, b in pairwise(levels)), path
        ids = [e.attributes["id"] for e in parsed.elements if "id" in e.attributes]
        assert len(ids) == len(set(ids)), path
        if not path.endswith("error.html"):
            assert {e.attributes["href"] for e in parsed.all("a", class_="skip")} == {"#main"}


def test_every_link_leads_to_a_file_and_every_fragment_to_an_id(files):
    base = "https://status.example.com/"
    parsed = pages(files)
    for path, source in parsed.items():
        address = base + ("" if path.endswith("404.html") else path.removesuffix("index.html"))
        for link in links(source.html):
            target = urlsplit(urljoin(address, link.replace("webcal:", "https:")))
            if target.hostname != "status.example.com":
                continue
            file = target.path.lstrip("/")
            file += "index.html" if file == "" or file.endswith("/") else ""
            assert file in files, f"{path} → {link}"
            if target.fragment:
                ids = {e.attributes.get("id") for e in parsed[file].elements}
                assert target.fragment in ids, f"{path} → {link}"


def test_the_language_switch_keeps_the_page(files):
    for path in (
        "incidents/open/index.html",
        "sla/2026-10/index.html",
        "history/2026-11/index.html",
    ):
        source = page(files, path)
        (switch,) = source.all("nav", class_="languages")
        links_ = [e for e in source.all("a") if "hreflang" in e.attributes]
        other = next(e for e in links_ if e.attributes["hreflang"] == "pl")
        target = urljoin(f"https://x/{path}", str(other.attributes["href"]))
        assert target == f"https://x/pl/{path.removesuffix('index.html')}"
        assert switch.attributes["aria-label"] == "Language"
        alternates = {
            e.attributes["hreflang"]: e.attributes["href"]
            for e in source.all("link", rel="alternate")
            if "hreflang" in e.attributes
        }
        folder = path.removesuffix("index.html")
        assert alternates == {
            "en": f"https://status.example.com/{folder}",
            "pl": f"https://status.example.com/pl/{folder}",
            "x-default": f"https://status.example.com/{folder}",
        }


def test_a_site_in_one_language_has_no_switch(site):
    start = page(built(site), "index.html")
    assert not start.all("nav", class_="languages")
    assert not [e for e in start.all("link") if "hreflang" in e.attributes]


def test_a_site_under_a_path_works_there(full):
    full.write("site.yaml", SITE.replace("status.example.com", "example.com/status"))
    files = built(full)
    assert 'href="/status/assets/' in files["404.html"].decode()
    assert 'href="../assets/' in files["history/index.html"].decode()
    assert b"https://example.com/status/sla/2026-10/</loc>" in files["sitemap.xml"]


def test_the_sitemap_lists_every_page_but_the_404(files):
    locations = set(re.findall(r"<loc>(.*?)</loc>", files["sitemap.xml"].decode()))
    wanted = {
        f"https://status.example.com/{p.removesuffix('index.html')}"
        for p in files
        if p.endswith("/index.html") or p == "index.html"
    }
    assert locations == wanted
    assert files["robots.txt"].endswith(b"Sitemap: https://status.example.com/sitemap.xml\n")


def test_the_policy_forbids_everything_inline_and_foreign(files):
    headers = files["_headers"].decode()
    policy = re.search(r"Content-Security-Policy: (.*)", headers)
    assert policy
    assert "unsafe" not in policy[1]
    assert "frame-ancestors 'none'" in policy[1]
    (meta,) = [
        e.attributes["content"]
        for e in page(files, "index.html").all("meta")
        if e.attributes.get("http-equiv") == "Content-Security-Policy"
    ]
    header, own = (
        {name: set(values) for name, *values in (rule.split() for rule in text.split("; "))}
        for text in (policy[1], str(meta))
    )
    assert all(values <= header[name] for name, values in own.items())
    assert own["default-src"] == own["base-uri"] == own["form-action"] == {"'none'"}
    assert own["script-src"] == header["script-src"] == {"'self'"}


def test_the_same_files_at_the_same_moment_give_the_same_bytes(full):
    assert built(full) == built(full)


def test_what_is_over_does_not_change_with_time(full):
    full.remove("incidents/open.md")
    earlier, later = built(full, NOW), built(full, NOW + timedelta(hours=1))
    changed = {path for path in later if path.endswith(".html") and earlier[path] != later[path]}
    assert "index.html" in changed
    for path in (
        "incidents/closed/index.html",
        "pl/incidents/closed/index.html",
        "history/2026-10/index.html",
        "history/index.html",
        "subscribe/index.html",
        "404.html",
    ):
        assert path not in changed


def test_fragments_are_kept_and_used(full):
    fragments = Fragments()
    first = built(full, fragments=fragments)
    assert any("<strong>looking</strong>" in html for html, *_ in fragments.made.values())
    for key, made in fragments.made.items():
        html = made.html.replace("looking", "LOOKING<script>")
        fragments.made[key] = made._replace(html=html)
    after = built(full, fragments=fragments)["incidents/open/index.html"]
    assert b"<strong>LOOKING</strong>" in after, "what is kept is used, and sanitised"
    assert b"LOOKING" not in first["incidents/open/index.html"]
