"""docs/feeds.md and docs/api.md name files that a build writes, and say what is in them."""

from __future__ import annotations

import json
import re

import pytest
from support.pipeline import ROOT, example

FEEDS = (ROOT / "docs/feeds.md").read_text("utf-8")
API = (ROOT / "docs/api.md").read_text("utf-8")


@pytest.mark.parametrize("page", [FEEDS, API], ids=["feeds", "api"])
def test_every_path_in_the_tables_is_written(page):
    cells = re.findall(r"^\| (`[^|]+`) \|", page, re.MULTILINE)
    paths = [path for cell in cells for path in re.findall(r"`([^`]+)`", cell)]
    wanted = [path for path in paths if re.search(r"\.(rss|atom|json|ics|xml)$", path)]
    assert len(wanted) >= 8
    for path in wanted:
        name = path.replace("components/ID", "components/api")
        if name == ".atom":
            name = "components/api/history.atom"
        assert name in example(), path
        if page is FEEDS:
            assert f"pl/{name}" in example(), path


def test_each_sentence_of_the_state_is_in_the_table():
    listed = dict.fromkeys(
        re.findall(
            r"^\| `(?:none|maintenance|minor|major|critical)` \| ([^|]+) \|", API, re.MULTILINE
        )
    )
    source = (ROOT / "generator/rendering/statuspage/api.py").read_text("utf-8")
    assert sorted(listed) == sorted(re.findall(r'"description": "([^"]+)"', source))


def test_the_documented_markup_is_what_entries_have():
    (sample,) = re.findall(r"```html\n(.*?)\n```", FEEDS, re.DOTALL)
    shape = re.escape(sample)
    for word, pattern in (("Mar", "[A-Z][a-z]{2}"), ("29", r"\d{1,2}"), ("05:10", r"\d\d:\d\d")):
        shape = shape.replace(word, pattern)
    shape = shape.replace("Resolved", r"\w+").replace(r"\ text</p>", " ")
    html = json.loads(example()["feed.json"])["items"][0]["content_html"]
    assert re.search(shape, html)


def test_the_fields_of_events_are_documented():
    events = json.loads(example()["events.json"])["events"]
    assert {e["event"] for e in events} <= set(re.findall(r"`(\w+)`", API))
