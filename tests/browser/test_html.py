"""HTML that the main pages do not show: the error page, redirects, the page about the notice."""

from __future__ import annotations

from support.browser import html_faults
from support.builders import SiteFolder
from support.full_site import filled
from support.pipeline import built

RENAMED = """
    ---
    title: Sign-in fails
    started: 2026-11-18 09:12
    components: [api]
    aliases: [old-name]
    ---
    """


def test_these_pages_are_valid_html(tmp_path):
    site = filled(SiteFolder(tmp_path / "site"))
    site.write("incidents/renamed.md", RENAMED)
    files = built(site)
    paths = ("error.html", "incidents/old-name/index.html", "embed/index.html")
    SiteFolder(tmp_path / "public").write_all({path: files[path] for path in paths})
    faults = html_faults(tmp_path / "public")
    assert [fault for fault in faults if "Content Security Policy" not in fault] == []
