"""Feeds say what happened, once, under names that last."""

from __future__ import annotations

import json
import re
from email.utils import parsedate_to_datetime

import atoma
import feedparser
import pytest
from lxml import etree
from support.builders import Repository, SiteFolder
from support.instants import local
from support.pipeline import built, built_data, example

ATOM = "{http://www.w3.org/2005/Atom}"
HISTORY = "{http://purl.org/syndication/history/1.0}"


def atom(files, path):
    return etree.fromstring(files[path])


def ids(files, path):
    root = etree.fromstring(files[path])
    tag = f"{ATOM}id" if path.endswith(".atom") else "guid"
    items = root.findall(f"{ATOM}entry") if path.endswith(".atom") else root.iter("item")
    return [item.findtext(tag) for item in items]


def links(files, path):
    root = etree.fromstring(files[path])
    return {
        e.get("rel"): e.get("href") for e in root.iter(f"{ATOM}link") if e.get("rel") is not None
    }


INCIDENT = """
    ---
    title: Sign-in fails
    started: 2026-11-18 09:12
    components: {api: major_outage, web: partial_outage}
    ---
    Customers saw errors.

    ## 2026-11-18 09:31 Investigating
    We are *looking* into it.

    A second paragraph.

    ## 2026-11-18 10:40 Resolved
    The limit was raised.
    """
NOTICE = """
    ---
    title: Database upgrade
    start: 2026-11-29 02:00
    end: 2026-11-29 04:00
    components: [api]
    ---
    Writes wait.
    """


@pytest.fixture
def story(repository: Repository) -> Repository:
    """An incident, and a notice that was moved once."""
    repository.write("incidents/login.md", INCIDENT)
    repository.commit("2026-11-18T10:45:00+01:00")
    repository.write("maintenance/upgrade.md", NOTICE)
    repository.commit("2026-11-19T08:00:00+01:00")
    repository.write("maintenance/upgrade.md", NOTICE.replace("11-29", "11-30"))
    repository.commit("2026-11-20T09:00:00+01:00")
    return repository


# --------------------------------------------------------------------------------------- what is told


def test_history_has_one_entry_a_post_and_updates_one_a_moment(story):
    files = built_data(story)
    assert ids(files, "history.atom") == [
        "tag:status.example.com,2026:maintenance/upgrade",
        "tag:status.example.com,2026:incidents/login",
    ]
    keys = [
        re.sub(r"-[0-9a-f]{12}$", "-…", id.rpartition("/")[2]) for id in ids(files, "updates.atom")
    ]
    assert keys == ["announced-…", "announced-…", "u-20261118t094000z", "u-20261118t083100z"]
    titles = [e.findtext(f"{ATOM}title") for e in atom(files, "updates.atom").iter(f"{ATOM}entry")]
    assert titles == [
        "Moved: Database upgrade",
        "Scheduled: Database upgrade",
        "Resolved: Sign-in fails",
        "Investigating: Sign-in fails",
    ]
    assert ids(files, "history.rss") == ids(files, "history.atom")
    assert ids(files, "updates.rss") == ids(files, "updates.atom")


def test_dates_are_those_of_the_timeline(story):
    files = built_data(story)
    feed = atoma.parse_atom_bytes(files["history.atom"])
    notice, incident = feed.entries
    assert incident.published.isoformat() == "2026-11-18T08:31:00+00:00"
    assert incident.updated.isoformat() == "2026-11-18T09:40:00+00:00"
    assert notice.published.isoformat() == "2026-11-19T07:00:00+00:00"
    assert notice.updated.isoformat() == "2026-11-20T08:00:00+00:00"
    assert feed.updated == notice.updated
    rss = etree.fromstring(files["history.rss"])
    dates = [parsedate_to_datetime(e.text) for e in rss.iter("pubDate")]
    assert dates == [notice.updated, incident.updated]
    assert parsedate_to_datetime(rss.findtext("channel/lastBuildDate")) == notice.updated


def test_entries_have_the_markup_that_scripts_for_statuspage_look_for(story):
    html = atoma.parse_atom_bytes(built_data(story)["history.atom"]).entries[1].content.value
    assert html == (
        "<p><small>Nov <var data-var='date'>18</var>, <var data-var='time'>09:40</var> UTC</small><br>"
        "<strong>Resolved</strong> - The limit was raised.</p>\n"
        "<p><small>Nov <var data-var='date'>18</var>, <var data-var='time'>08:31</var> UTC</small><br>"
        "<strong>Investigating</strong> - We are <em>looking</em> into it.</p>\n"
        "<p>A second paragraph.</p>\n"
        "<p>Customers saw errors.</p>"
    )


def test_categories_say_kind_impact_and_components(story):
    files = built_data(story)
    entry = atom(files, "history.atom").findall(f"{ATOM}entry")[1]
    found = [(c.get("term"), c.get("label")) for c in entry.iter(f"{ATOM}category")]
    assert found == [
        ("incident", "Incident"),
        ("major_outage", "Major outage"),
        ("api", "API"),
        ("web", "Web"),
    ]
    item = list(etree.fromstring(files["history.rss"]).iter("item"))[1]
    assert [c.text for c in item.iter("category")] == ["Incident", "Major outage", "API", "Web"]


def test_components_and_maintenance_have_feeds_of_their_own(story):
    files = built_data(story)
    assert [id.rpartition("/")[2] for id in ids(files, "components/web/history.rss")] == ["login"]
    both = [id.rpartition("/")[2] for id in ids(files, "components/api/history.atom")]
    assert both == ["upgrade", "login"]
    assert [id.rpartition("/")[2] for id in ids(files, "maintenance.rss")] == ["upgrade"]
    assert links(files, "components/web/history.atom") == {
        "self": "https://status.example.com/components/web/history.atom",
        "alternate": "https://status.example.com/components/web/",
    }


def test_a_post_without_updates_is_told_of_all_the_same(site: SiteFolder):
    site.write("incidents/quiet.md", INCIDENT.partition("\n    ##")[0])
    site.write(
        "incidents/closed.md",
        INCIDENT.partition("\n    ##")[0].replace(
            "components:", "resolved: 2026-11-18 11:00\n    components:"
        ),
    )
    files = built_data(site)
    keys = {id.partition("incidents/")[2] for id in ids(files, "updates.atom")}
    assert keys == {"quiet/opened", "closed/opened", "closed/resolved"}
    assert b"Customers saw errors." in files["updates.rss"]


def test_an_update_beyond_the_horizon_is_not_told(story):
    files = built_data(story, local("2026-11-18 10:00"))
    assert [id.rpartition("/")[2] for id in ids(files, "updates.rss")] == ["u-20261118t083100z"]


# --------------------------------------------------------------------------------------- names that last


def test_ids_survive_new_names_texts_titles_and_starts(site: SiteFolder):
    post = INCIDENT.replace("title:", "id: login\n    title:")
    site.write("incidents/login.md", post)
    before = built_data(site)
    site.remove("incidents/login.md")
    changed = post.replace("Sign-in fails", "Signing in failed").replace("raised", "doubled")
    site.write("incidents/2026/other.md", changed.replace("2026-11-18 09:12", "2025-12-31 23:00"))
    after = built_data(site)
    for path in ("history.rss", "history.atom", "updates.rss", "updates.atom"):
        assert ids(before, path) == ids(after, path)
    assert b"Signing in failed" in after["updates.rss"]


def test_each_language_has_its_feeds_with_ids_of_their_own():
    files = example()
    assert set(ids(files, "updates.rss")).isdisjoint(ids(files, "pl/updates.rss"))
    assert 20 < len(ids(files, "pl/updates.rss")) <= 50
    polish = feedparser.parse(files["pl/history.rss"])
    assert polish.feed.language == "pl"
    assert polish.entries[0].link.startswith("https://status.example.com/pl/")
    assert "<strong>Rozwiązano" in files["pl/feed.json"].decode()


def test_copies_at_guessed_paths_differ_in_their_own_address_only():
    files = example()
    original = files["history.rss"]
    for name in ("feed.rss", "index.xml"):
        assert files[name].replace(f"/{name}".encode(), b"/history.rss") == original
    assert links(files, "feed.atom")["self"] == "https://status.example.com/feed.atom"


def test_addresses_in_texts_are_absolute(site: SiteFolder):
    site.write("incidents/x.png", b"picture")
    post = INCIDENT.replace("The limit", "![Graph](x.png) [us](../../subscribe/) The limit")
    site.write("incidents/login.md", post)
    files = built_data(site)
    html = atoma.parse_atom_bytes(files["history.atom"]).entries[0].content.value
    addresses = re.findall(r' (?:src|href)="([^"]*)"', html)
    assert len(addresses) == 2
    assert all(a.startswith("https://status.example.com/") for a in addresses)
    assert "https://status.example.com/subscribe/" in addresses
    picture = next(a for a in addresses if a.endswith(".png"))
    assert files[picture.removeprefix("https://status.example.com/")] == b"picture"


# --------------------------------------------------------------------------------------- archives, JSON


def many(site: SiteFolder, count: int) -> None:
    for number in range(count):
        month, day = number // 28 + 1, number % 28 + 1
        at = f"2026-{month:02}-{day:02}"
        site.write(
            f"incidents/i-{number:03}.md",
            f"---\ntitle: Number {number}\nstarted: {at} 09:00\ncomponents: [api]\n---\n\n"
            f"## {at} 09:30 Resolved\nDone.\n",
        )


def test_fifty_entries_then_archives_that_link_to_each_other(site: SiteFolder):
    many(site, 130)
    files = built(site)
    assert len(ids(files, "history.atom")) == len(ids(files, "history.rss")) == 50
    assert len(ids(files, "updates.atom")) == 50
    chain, path, seen = [], "history.atom", set()
    while path:
        seen |= set(ids(files, path))
        chain.append(path)
        found = links(files, path)
        if path != "history.atom":
            root = atom(files, path)
            assert root.find(f"{HISTORY}archive") is not None
            assert found["current"] == "https://status.example.com/history.atom"
        path = found.get("prev-archive", "").removeprefix("https://status.example.com/")
    assert chain == ["history.atom", *(f"history/2026-{m:02}/history.atom" for m in (3, 2, 1))]
    assert len(seen) == 130
    newest = links(files, chain[1])
    assert "next-archive" not in newest
    assert links(files, chain[2])["next-archive"].endswith(chain[1])
    assert links(files, "history.rss")["prev-archive"].endswith(chain[1])
    assert f"{chain[1].removesuffix('history.atom')}index.html" in files


def test_json_feed_says_the_same_as_the_xml_feeds(story):
    files = built_data(story)
    for path, twin in (("feed.json", "history.atom"), ("updates.json", "updates.atom")):
        feed = json.loads(files[path])
        assert feed["version"] == "https://jsonfeed.org/version/1.1"
        assert feed["feed_url"] == f"https://status.example.com/{path}"
        assert feed["language"] == "en"
        assert [item["id"] for item in feed["items"]] == ids(files, twin)
        twins = atoma.parse_atom_bytes(files[twin]).entries
        assert [i["content_html"] for i in feed["items"]] == [e.content.value for e in twins]
    item = json.loads(files["feed.json"])["items"][1]
    assert item["date_published"] == "2026-11-18T08:31:00Z"
    assert item["date_modified"] == "2026-11-18T09:40:00Z"
    assert item["tags"] == ["Incident", "Major outage", "API", "Web"]


def test_a_site_without_posts_has_empty_feeds(site: SiteFolder):
    files = built_data(site)
    assert feedparser.parse(files["history.rss"]).bozo is False
    assert ids(files, "updates.atom") == []
    assert json.loads(files["feed.json"])["items"] == []


def test_archives_reach_back_a_thousand_entries(site: SiteFolder, monkeypatch):
    monkeypatch.setattr("generator.rendering.feeds.channels.ARCHIVED", 80)
    many(site, 130)
    files = built_data(site)
    archives = sorted(path for path in files if path.startswith("history/"))
    assert archives == [f"history/2026-{month:02}/history.atom" for month in (2, 3)]
    assert "prev-archive" not in links(files, archives[0])
