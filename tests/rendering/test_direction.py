"""Languages that are written from the right to the left, and texts of the other direction among them."""

from __future__ import annotations

import pytest
from support.builders import SITE, SiteFolder
from support.pipeline import built

INCIDENT = """
    ---
    title: "\u202eDown"
    started: 2026-11-20 10:00
    components: {api: major_outage}
    ---
    """


@pytest.mark.parametrize(
    ("languages", "direction"), [("[ar, en]", "rtl"), ("[he]", "rtl"), ("[en, fa]", "")]
)
def test_a_page_has_the_direction_of_its_language(site: SiteFolder, languages, direction):
    site.write("site.yaml", SITE.replace("url:", f"languages: {languages}\n    url:"))
    site.write("incidents/a.md", INCIDENT)
    files = built(site)
    page = files["index.html"].decode()
    assert ('dir="rtl"' in page.partition(">")[2].partition(">")[0]) is bool(direction)
    if languages == "[ar, en]":
        assert 'dir="rtl"' not in files["en/index.html"].decode().partition("<head>")[0]
    if languages == "[en, fa]":
        assert ' dir="rtl"' in files["fa/index.html"].decode().partition("<head>")[0]
        assert 'lang="en" dir="auto"' in files["fa/index.html"].decode()
