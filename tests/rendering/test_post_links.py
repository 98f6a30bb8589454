"""Links in posts as the repository needs them lead to pages, and pictures lie beside the posts."""

from __future__ import annotations

import json

import pytest
from support.instants import AT_NOW

SITE = """name: Example
url: https://status.example.com/eu
timezone: Europe/Warsaw
languages: [en, pl]
components: [{id: api, name: API}]
"""
POST = """---
title: {title}
started: {day} 13:00
resolved: {day} 14:00
components: {{api: major_outage}}
{more}---
{text}
"""
LINKS = (
    "See [the other](../2025/b.md#u-2025), [here](/incidents/2025/b.md), [Polish](../2025/b.pl.md),\n"
    '[work](../../maintenance/m.md "Work"), [kept](https://example.com/b.md), [gone](gone.md),\n'
    "[coming](later.md), [inner](inner.md), [code][x] and `[b](../2025/b.md)`.\n\n[x]: ../2025/b.md\n"
)


def written(site, text, **posts):
    site.write("site.yaml", SITE)
    site.write("incidents/2026/a.md", POST.format(title="A", day="2026-11-18", text=text, more=""))
    site.write("incidents/2025/b.md", POST.format(title="B", day="2025-11-18", text="B.", more=""))
    site.write("incidents/2025/b.pl.md", "---\ntitle: Be\n---\nBe.\n")
    site.write(
        "incidents/2026/inner.md",
        POST.format(title="I", day="2026-11-17", text="I.", more="audience: [internal]\n"),
    )
    site.write(
        "incidents/2026/later.md", POST.format(title="L", day="2026-11-30", text="L.", more="")
    )
    site.write(
        "maintenance/m.md",
        "---\ntitle: M\nstart: 2026-11-10 02:00\nend: 2026-11-10 04:00\n"
        "components: {api: degraded_performance}\n---\nSee [b](../incidents/2025/b.md).\n",
    )


def published(site, path):
    return (site.root / "public" / path).read_text("utf-8")


@pytest.fixture
def linked(site):
    written(site, LINKS)
    assert site.run("build", *AT_NOW).code == 0
    return site


@pytest.mark.parametrize("prefix", ["", "pl/"])
def test_links_between_posts_lead_to_their_pages_in_each_language(linked, prefix):
    page = published(linked, f"{prefix}incidents/a/index.html")
    base = f'<a href="{"../" * (2 + bool(prefix))}{prefix}'
    assert f'{base}incidents/b/#u-2025" rel="noopener noreferrer">the other</a>' in page
    assert f'{base}incidents/b/" rel="noopener noreferrer">here</a>' in page
    assert f'{base}incidents/b/" rel="noopener noreferrer">code</a>' in page
    assert f'{base}maintenance/m/" title="Work" rel="noopener noreferrer">work</a>' in page
    assert 'pl/incidents/b/" rel="noopener noreferrer">Polish</a>' in page
    assert '<a href="https://example.com/b.md"' in page
    assert "<code>[b](../2025/b.md)</code>" in page
    for words in ("gone", "coming", "inner"):
        assert f">{words}</a>" not in page
        assert words in page
        assert f"{words}.md" not in page


def test_feeds_copies_calendars_and_the_api_have_whole_addresses(linked):
    page = "https://status.example.com/eu/incidents/b/"
    assert f"{page}#u-2025" in published(linked, "history.atom")
    body = json.loads(published(linked, "api/v2/incidents.json"))["incidents"][0]
    assert f"here ({page})" in body["incident_updates"][-1]["body"]
    assert page in published(linked, "maintenance.ics").replace("\n ", "")
    copy = published(linked, "incidents/a.md")
    assert "[here](https://status.example.com/eu/incidents/b.md)" in copy
    assert '[work](https://status.example.com/eu/maintenance/m.md "Work")' in copy
    assert "[x]: https://status.example.com/eu/incidents/b.md" in copy
    assert all(f"{words}.md" not in copy for words in ("gone", "coming", "inner"))


def test_a_link_to_no_post_is_named(linked):
    linked.write(
        "maintenance/m.md",
        (linked.root / "maintenance/m.md").read_text("utf-8") + "\n[notes](../notes%20here.md)\n",
    )
    linked.write("notes here.md", "# Notes\n")
    out = linked.run("check", *AT_NOW).out
    named = [line.split(": ")[0] for line in out.splitlines() if ": dead-link: " in line]
    assert named == ["incidents/2026/a.md:8:81", "maintenance/m.md:9:9"]


def test_pictures_lie_beside_their_post_and_have_spaces_in_their_names(site):
    written(site, "![Graph](error%20rate.png) ![Same](<error rate.png>) ![](chart.PNG?raw=true)")
    site.write("incidents/2026/error rate.png", b"\x89PNG 1")
    site.write("incidents/2026/chart.PNG", b"\x89PNG 2")
    ended = site.run("check", *AT_NOW)
    assert ended.code == 0
    assert "chart" not in ended.out
    assert "rate" not in ended.out
    assert site.run("check", *AT_NOW, "incidents/2026/chart.PNG").code == 0
    assert site.run("build", *AT_NOW).code == 0
    page = published(site, "incidents/a/index.html")
    assert page.count('<img src="../../assets/error%20rate.') == 2
    assert page.count('<img src="../../assets/chart.') == 1
