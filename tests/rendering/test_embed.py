"""The notice for other people's pages: its small file, and the page about it."""

from __future__ import annotations

import json

import pytest
from support.builders import SITE_EN_PL, SiteFolder
from support.pages import page
from support.pipeline import built

DOWN = (
    "---\ntitle: Sign-in fails\nstarted: 2026-11-20 13:00\ncomponents: {api: major_outage}\n---\n"
    "## 2026-11-20 13:10 Investigating\nWe look.\n"
)
WORK = (
    "---\ntitle: Upgrade\nstart: 2026-11-24 02:00\nend: 2026-11-24 04:00\ncomponents: [web]\n"
    "published: 2026-11-01 10:00\n---\n"
)


@pytest.fixture
def status(tmp_path):
    site = SiteFolder(tmp_path / "site")
    site.write("site.yaml", SITE_EN_PL)
    return site


def test_the_small_file_says_all_that_is_open_or_to_come(status):
    status.write("incidents/sign-in.md", DOWN)
    status.write("maintenance/upgrade.md", WORK)
    files = built(status)
    document = json.loads(files["embed.json"])
    assert document["schema"] == "statusmark/embed/1"
    assert [n["id"] for n in document["notices"]] == ["sign-in", "upgrade"]
    assert document["notices"][1]["start"] == "2026-11-24T01:00:00Z"
    polish = json.loads(files["pl/embed.json"])
    assert polish["notices"][0]["lang"] == "en"
    assert polish["notices"][1]["url"] == "https://status.example.com/pl/maintenance/upgrade/"


def test_the_page_about_it_has_the_tag_and_is_found(status):
    files = built(status)
    tag = '<script src="https://status.example.com/embed.js" defer></script>'
    assert tag in page(files, "embed/index.html").words
    assert 'data-lang="pl"' in page(files, "pl/embed/index.html").words
    for prefix in ("", "pl/"):
        links = [
            e.attributes["href"] for e in page(files, f"{prefix}subscribe/index.html").all("a")
        ]
        assert "../embed/" in links
        (own,) = [
            e.attributes["src"]
            for e in page(files, f"{prefix}embed/index.html").all("script")
            if (e.attributes.get("src") or "").endswith("embed.js")
        ]
        assert own == ("../../embed.js" if prefix else "../embed.js")
