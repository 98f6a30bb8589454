"""What does not fit into one page, feed or document is in others, and all of it in one of them."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree as ET

import pytest
from support.builders import SITE, SiteFolder
from support.long_history import filled
from support.pages import page
from support.pipeline import built

from generator.rendering.bounds import LINES, fitting, lists, parts


def test_what_is_left_out_has_pages_and_archives(tmp_path):
    files = built(filled(SiteFolder(tmp_path / "site"), 240, 60))
    titles = {f"The interface answers slowly, number {number}" for number in range(240)}
    months = [path for path in files if re.fullmatch(r"history/[\d-]+/(\d+/)?index\.html", path)]
    years = [path for path in files if re.fullmatch(r"components/api/\d+/(\d+/)?index\.html", path)]
    for pages in (months, years):
        listed = [text for path in pages for text in page(files, path).texts("p", class_="title")]
        assert len(listed) == len(titles)
        assert set(listed) == titles
        assert any(path.endswith("/2/index.html") for path in pages)
    component = page(files, "components/api/index.html")
    assert "2026/" in [link.attributes["href"].rpartition("api/")[2] for link in component.all("a")]
    assert page(files, "history/index.html").words.count("October 2026") == 1

    seen, path = set(), "history.atom"
    while path:
        root = ET.fromstring(files[path])
        atom = "{http://www.w3.org/2005/Atom}"
        seen |= {entry.findtext(f"{atom}title") for entry in root.findall(f"{atom}entry")}
        older = [
            e.get("href") for e in root.findall(f"{atom}link") if e.get("rel") == "prev-archive"
        ]
        path = older[0].removeprefix("https://status.example.com/") if older else ""
    assert seen == titles
    assert "history/2026-10/history.atom" in files
    assert "history/2026-10/history-2.atom" in files


def test_a_large_sitemap_lists_others_with_all_pages(tmp_path):
    site = filled(SiteFolder(tmp_path / "site"), 240, 60)

    def locations(data: bytes) -> list[str]:
        return re.findall(r"<loc>(.*?)</loc>", data.decode())

    whole = set(locations(built(site)["sitemap.xml"]))
    assert len(whole) > 240
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("generator.rendering.bounds.ROOM", 5_000)
        patch.setattr("generator.rendering.pages.hosting.ROOM", 5_000)
        files = built(site)
    index = [
        url.removeprefix("https://status.example.com/") for url in locations(files["sitemap.xml"])
    ]
    assert b"<sitemapindex" in files["sitemap.xml"]
    assert {"sitemap-incidents-1.xml", "sitemap-incidents-2.xml", "sitemap-1.xml"} <= set(index)
    assert set(index) == {path for path in files if re.fullmatch(r"sitemap-.*\.xml", path)}
    assert {url for path in index for url in locations(files[path])} == whole


def test_windows_ahead_come_before_those_that_are_over(tmp_path):
    site = SiteFolder(tmp_path / "site")
    site.write("site.yaml", SITE)
    for number in range(-60, 90):
        start = datetime(2026, 11, 21, 2, tzinfo=UTC) + timedelta(days=number)
        site.write(
            f"maintenance/work-{number + 60:03}.md",
            f"---\ntitle: Work\nstart: {start:%Y-%m-%dT%H:%M:00Z}\nend: {start:%Y-%m-%dT%H:59:00Z}\n"
            "published: 2026-08-01T00:00:00Z\ncomponents: [api]\n---\n",
        )
    calendar = built(site)["maintenance.ics"].decode()
    days = [int(uid) for uid in re.findall(r"UID:work-(\d+)@", calendar)]
    assert days == list(range(50, 150))  # the ninety ahead, and ten that are over


def test_what_fits():
    assert fitting([60_000, 20_000, 20_000, 1], 9, int) == [60_000, 20_000]
    assert fitting([200_000, 1], 9, int) == [200_000]
    assert fitting([1, 1, 1], 2, int) == [1, 1]
    assert [*parts([60_000, 20_000, 20_000, 1], int)] == [[60_000, 20_000], [20_000, 1]]
    assert [*parts([], int)] == []
    numbers = [*range(2 * LINES + 1)]
    assert lists(numbers) == [
        (3, [2 * LINES]), (2, numbers[LINES : 2 * LINES]), (1, numbers[:LINES])
    ]  # fmt: skip
