"""Links people use: former addresses, Markdown twins, llms.txt, cards, caching, the error page."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import struct
import zlib

import pytest
from support.builders import SITE_EN_PL, SiteFolder
from support.pages import page
from support.pipeline import built

TEXT = """
    ---
    title: Sign-in fails
    started: 2026-11-18 09:12
    components: {api: major_outage}
    aliases: [old-name, older-name]
    ---
    Error **502** at sign-in. ![Curve](curve.png)

    ## 2026-11-18 09:31 Investigating
    We are looking into it.

    ## 2026-11-18 10:40 Resolved
    Raised the `pool` limit.
    """
POLISH = """
    ---
    title: Logowanie nie działa
    ---
    Błąd 502.

    ## 2026-11-18 09:31
    Sprawdzamy.
    """
WORK = """
    ---
    title: Upgrade
    start: 2026-12-06 02:00
    end: 2026-12-06 04:00
    components: {api: major_outage}
    published: 2026-11-01 10:00
    aliases: [upgrade-1]
    ---
    """


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    site = SiteFolder(tmp_path_factory.mktemp("links"))
    site.write("site.yaml", SITE_EN_PL)
    site.write("incidents/sign-in.md", TEXT)
    site.write("incidents/sign-in.pl.md", POLISH)
    site.write("incidents/curve.png", b"\x89PNG")
    site.write("maintenance/upgrade.md", WORK)
    return site


@pytest.fixture(scope="module")
def files(folder):
    return built(folder)


# --------------------------------------------------------------------------------------- redirects


def test_former_addresses_lead_on_in_every_language(files):
    for path in ("incidents/old-name", "incidents/older-name", "pl/incidents/old-name"):
        moved = page(files, f"{path}/index.html")
        (refresh,) = moved.all("meta", http_equiv="refresh")
        assert refresh.attributes["content"] == "0; url=../../incidents/sign-in/"
        (link,) = moved.all("a")
        assert link.attributes["href"] == "../../incidents/sign-in/"
        (canonical,) = moved.all("link", rel="canonical")
        prefix = "pl/" if path.startswith("pl/") else ""
        assert canonical.attributes["href"] == (
            f"https://status.example.com/{prefix}incidents/sign-in/"
        )
    assert page(files, "pl/incidents/old-name/index.html").texts("a") == ["Logowanie nie działa"]
    assert "maintenance/upgrade-1/index.html" in files
    assert b"old-name" not in files["sitemap.xml"]


def test_hosts_that_can_redirect_are_told(files, site):
    lines = files["_redirects"].decode().splitlines()
    assert "/incidents/old-name/ /incidents/sign-in/ 301" in lines
    assert "/pl/incidents/old-name/ /pl/incidents/sign-in/ 301" in lines
    assert "/incidents/old-name.md /incidents/sign-in.md 301" in lines
    assert len(lines) == 2 * 2 * 3
    assert "_redirects" not in built(site)


# --------------------------------------------------------------------------------------- twins


def test_a_post_has_a_markdown_twin_and_its_page_names_it(files):
    (link,) = page(files, "incidents/sign-in/index.html").all("link", type="text/markdown")
    assert link.attributes["href"] == "../../incidents/sign-in.md"
    (link,) = page(files, "pl/maintenance/upgrade/index.html").all("link", type="text/markdown")
    assert link.attributes["href"] == "../../maintenance/upgrade.md"
    twin = files["incidents/sign-in.md"].decode()
    assert twin.startswith(
        "# Sign-in fails\n\n- Status: Resolved\n- Components: API\n- Impact: Major outage\n"
        "- Began: 18 November 2026, 09:12 CET\n"
    )
    assert "- Page: <https://status.example.com/incidents/sign-in/>" in twin
    assert "Error **502** at sign-in." in twin
    assert "## 18 November 2026, 10:40 CET – Resolved\n\nRaised the `pool` limit." in twin


def test_pictures_in_a_twin_have_their_published_address(files):
    found = re.search(
        r"!\[Curve\]\(https://status\.example\.com/(.*?)\)", str(files["incidents/sign-in.md"])
    )
    assert found[1] in files


def test_a_twin_is_translated_where_its_post_is(files):
    twin = files["pl/incidents/sign-in.md"].decode()
    assert "# Logowanie nie działa" in twin
    assert "Błąd 502." in twin
    assert "Sprawdzamy." in twin
    assert "Raised the `pool` limit." in twin


def test_titles_are_words_in_markdown_and_no_links(site):
    site.write(
        "incidents/odd.md",
        """
        ---
        title: "x](https://evil.example) [y <b>`z`"
        started: 2026-11-19 10:00
        components: [api]
        ---
        """,
    )
    files = built(site)
    for path in ("llms.txt", "incidents/odd.md"):
        text = files[path].decode()
        assert "x\\](https://evil.example) \\[y \\<b\\>\\`z\\`" in text
        assert "x](" not in text


def test_llms_txt_leads_to_every_twin(files):
    text = files["llms.txt"].decode()
    assert text.startswith("# Test: Status\n\n> All systems are working.\n")
    for path in re.findall(r"\(https://status\.example\.com/(\S+\.(?:md|json))\)", text):
        assert path in files
    assert "incidents/sign-in.md" in text
    assert "maintenance/upgrade.md" in text
    assert "/pl/incidents/sign-in.md" in files["pl/llms.txt"].decode()


# --------------------------------------------------------------------------------------- the head


def test_the_card_is_a_whole_png_of_the_size_it_says(files):
    head = page(files, "incidents/sign-in/index.html")
    meta = {e.attributes.get("property"): e.attributes.get("content") for e in head.all("meta")}
    address = meta["og:image"]
    assert address.startswith("https://status.example.com/assets/card-")
    data = files[address.removeprefix("https://status.example.com/")]
    assert data.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = struct.unpack(">II", data[16:24])
    assert (str(width), str(height)) == (meta["og:image:width"], meta["og:image:height"])
    at = data.index(b"IDAT")
    (length,) = struct.unpack(">I", data[at - 4 : at])
    assert len(zlib.decompress(data[at + 4 : at + 4 + length])) == height * (width + 1)
    assert meta["og:image:alt"] == "Major outage: Sign-in fails"


def test_pages_without_a_state_of_their_own_show_that_of_the_service(site):
    site.write("incidents/down.md", TEXT.partition("## 2026-11-18 10:40")[0])
    head = page(built(site), "subscribe/index.html")
    meta = {e.attributes.get("property"): e.attributes.get("content") for e in head.all("meta")}
    assert "/card-major-outage." in meta["og:image"]
    assert meta["og:image:alt"] == "Major outage: Subscribe"


def test_posts_and_the_start_carry_json_ld(files):
    for path, kind in (
        ("index.html", "WebPage"),
        ("incidents/sign-in/index.html", "Article"),
        ("maintenance/upgrade/index.html", "Event"),
    ):
        (script,) = page(files, path).all("script", type="application/ld+json")
        data = json.loads(script.text)
        assert data["@type"] == kind
        assert data["url"].startswith("https://status.example.com/")


def rules_of(files):
    """Headers by path, as a host reads ``_headers``."""
    found = {}
    for block in files["_headers"].decode().strip().split("\n\n"):
        path, *lines = block.splitlines()
        found[path] = dict(line.strip().split(": ", 1) for line in lines)
    return found


def test_fingerprinted_files_are_kept_and_pages_are_asked_for_again(files):
    rules = rules_of(files)
    assert rules["/assets/*"]["Cache-Control"] == "public, max-age=31536000, immutable"
    short = {
        p
        for p, r in rules.items()
        if r.get("Cache-Control") == "public, max-age=60, must-revalidate"
    }
    for path in files:
        folder = f"/{path.split('/')[0]}/*"
        ending = f"/*.{path.rpartition('.')[2]}"
        kept = path.startswith(("assets/", "schema/")) or path[0] == "_"
        fits = {f"/{path}", folder, ending} & short
        assert kept or fits or path in {"robots.txt", ".nojekyll"}, path
        assert not (path.startswith("assets/") and fits), path
    assert rules["/*.md"]["Content-Type"] == "text/markdown; charset=utf-8"


# --------------------------------------------------------------------------------------- error.html


def test_the_error_page_needs_no_other_file_and_allows_its_style_by_hash(files):
    text = files["error.html"].decode()
    error = page(files, "error.html")
    assert not error.all("script")
    assert not error.all("img")
    assert [e.attributes["href"] for e in error.all("link", rel="stylesheet")] == []
    (icon,) = error.all("link", rel="icon")
    assert icon.attributes["href"].startswith("data:image/svg+xml,")
    (style,) = re.findall(r"<style>(.*?)</style>", text, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    (policy,) = error.all("meta", http_equiv="Content-Security-Policy")
    assert f"style-src 'sha256-{digest}'" in policy.attributes["content"]
    assert "unsafe" not in policy.attributes["content"]
    assert f"'sha256-{digest}'" in rules_of(files)["/*"]["Content-Security-Policy"]


def test_the_error_page_speaks_all_languages_and_links_the_status_absolutely(files):
    error = page(files, "error.html")
    assert error.h1 == "Something is not working on our side"
    assert error.texts("h2") == ["Coś nie działa po naszej stronie"]
    assert [e.attributes["lang"] for e in error.all("section")] == ["en", "pl"]
    assert [e.attributes["href"] for e in error.all("a")] == [
        "https://status.example.com/",
        "https://status.example.com/pl/",
    ]


def test_the_missing_page_leads_home(files):
    missing = page(files, "404.html")
    assert missing.h1 == "This page does not exist"
    assert "/" in [e.attributes["href"] for e in missing.all("a")]
