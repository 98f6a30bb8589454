"""The tools that look at pages see what they are for."""

from __future__ import annotations

import pytest
from support.browser import axe_findings, html_faults
from support.http_server import served_folder

GOOD = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>Good</title>
<meta name="viewport" content="width=device-width">
<link rel="icon" href="data:,"></head>
<body><main><h1>Good</h1><p inert>Text</p></main></body></html>
"""
BAD = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>Bad</title><link rel="icon" href="data:,"></head>
<body><main><h1>Bad</h1><p><img src="missing.png"><div>in</p>
<script>document.title = "changed"; undefinedThing()</script></main></body></html>
"""


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "good.html").write_text(GOOD, "utf-8")
    (tmp_path / "bad.html").write_text(BAD, "utf-8")
    return tmp_path


def test_a_browser_reports_what_goes_wrong_on_a_page(folder, open_page):
    with served_folder(folder) as address:
        good = open_page(f"{address}/good.html", width=360, scheme="dark")
        assert good.complaints == []
        assert good.evaluate("innerWidth") == 360
        assert good.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")
        assert axe_findings(good) == []
        bad = open_page(f"{address}/bad.html")
        assert any("undefinedThing" in complaint for complaint in bad.complaints)
        assert any("404" in complaint for complaint in bad.complaints)
        assert [finding for finding in axe_findings(bad) if finding.startswith("image-alt")]
        assert open_page(f"{address}/bad.html", javascript=False).title() == "Bad"


def test_the_checker_finds_invalid_html(folder):
    assert html_faults(folder / "good.html") == []
    assert any("No “p” element in scope" in fault for fault in html_faults(folder))
