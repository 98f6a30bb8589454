"""Other people's parsers and readers take every feed, of the example and of a site of strange texts."""

from __future__ import annotations

import dataclasses
import json
import re
import sqlite3
from pathlib import Path

import atoma
import feedparser
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from lxml import etree
from support.builders import SiteFolder
from support.http_server import served_files
from support.instants import NOW
from support.other_programs import call, node, tool, write_all
from support.pipeline import assessed, built_data, data_files
from support.smtp_server import MailServer, running
from support.stress import TEXTS, TITLES, stress_site

from generator.rendering import bounds
from generator.rules.assessment import assess


def feeds(files):
    return [p for p in files if p.endswith((".rss", ".atom", "index.xml"))]


def test_feedparser_and_atoma_see_every_entry(files):
    assert len(feeds(files)) > 20
    for path in feeds(files):
        data = files[path]
        count = len(re.findall(rb"<(?:item|entry)>", data))
        parsed = feedparser.parse(data)
        assert not parsed.bozo, (path, parsed.bozo_exception)
        assert len(parsed.entries) == count
        assert parsed.feed.link.startswith("https://status.example.com/")
        assert not parsed.feed.link.endswith((".rss", ".atom", ".xml"))
        names = [entry.id for entry in parsed.entries]
        assert len(set(names)) == count
        dates = [
            entry.updated_parsed if path.endswith(".atom") else entry.published_parsed
            for entry in parsed.entries
        ]
        assert dates == sorted(dates, reverse=True)
        assert all(e.link.startswith("https://") and e.title.strip() for e in parsed.entries)
        if path.endswith(".atom"):
            assert len(atoma.parse_atom_bytes(data).entries) == count
        else:
            assert len(atoma.parse_rss_bytes(data).items) == count
        self_link = {x.href for x in parsed.feed.links if x.rel == "self"}
        assert self_link == {f"https://status.example.com/{path}"}


def test_feedsmith_sees_every_entry(files, tmp_path):
    written = write_all(files, tmp_path, (".rss", ".atom", "feed.json", "updates.json"))
    for found in node("feeds.mjs", *written):
        data = Path(found["path"]).read_bytes()
        if found["format"] == "json":
            assert found["ids"] == [item["id"] for item in json.loads(data)["items"]]
        else:
            assert found["entries"] == len(re.findall(rb"<(?:item|entry)>", data)), found["path"]


def test_titles_arrive_as_they_were_written(tmp_path, monkeypatch):
    monkeypatch.setattr(bounds, "ROOM", 10**9)  # else some texts are too long for one feed
    files = built_data(stress_site(tmp_path / "s"))
    wanted = {re.sub(r"[\x00-\x08\x0b\x0c]", "", title).strip() for title in TITLES}
    for path in ("history.atom", "history.rss"):
        parse = atoma.parse_atom_bytes if path.endswith("atom") else atoma.parse_rss_bytes
        feed = parse(files[path])
        entries = feed.entries if path.endswith("atom") else feed.items
        titles = {e.title.value if path.endswith("atom") else e.title for e in entries}
        assert {title.strip() for title in titles} == wanted
    assert {item["title"].strip() for item in json.loads(files["feed.json"])["items"]} == wanted
    assert (
        max(len(item["content_html"]) for item in json.loads(files["feed.json"])["items"]) > 28_000
    )


texts = st.text(max_size=300) | st.sampled_from(TEXTS[:4])


@pytest.fixture(scope="module")
def base(tmp_path_factory):
    """A site with one incident and one notice, read once."""
    stress = stress_site(tmp_path_factory.mktemp("fuzz"), posts=1)
    return stress.root, assessed(stress).content


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.explicit, Phase.generate),
)
@given(title=st.text(min_size=1, max_size=80), text=texts, summary=texts)
def test_no_text_whatever_breaks_a_file(base, title, text, summary):
    root, content = base
    (incident,), (notice,) = content.incidents, content.maintenance
    updates = tuple(dataclasses.replace(u, text=text) for u in incident.updates)
    changed = dataclasses.replace(
        content,
        incidents=(
            dataclasses.replace(
                incident, title=title, summary=summary, updates=updates, translations={}
            ),
        ),
        maintenance=(dataclasses.replace(notice, title=title, summary=text),),
    )
    files = data_files(assess(changed, NOW), root)
    for path in feeds(files):
        assert len(etree.fromstring(files[path])) > 0, path
    assert not feedparser.parse(files["updates.rss"]).bozo
    for path, data in files.items():
        if path.endswith(".json"):
            json.loads(data)
        if path.endswith(".ics"):
            assert all(len(line) <= 75 for line in data.split(b"\r\n")), path
            data.decode("utf-8")
            assert data.count(b"\n") == data.count(b"\r\n")


# --------------------------------------------------------------------------------------- readers

POST = """
    ---
    title: Sign-in fails
    started: 2026-11-18 09:12
    components: [api]
    ---

    ## 2026-11-18 09:31 Investigating
    We are looking into it.
    """
NEXT = """
    ## 2026-11-18 10:40 Resolved
    The limit was raised.
    """


@pytest.fixture
def editions(site: SiteFolder):
    """Three states of one site: at first, with a corrected typo, and with a new update."""
    found = []
    for text in (POST, POST.replace("looking into", "investigating"), POST + NEXT):
        site.write("incidents/login.md", text)
        found.append(built_data(site))
    return found


@pytest.mark.parametrize("path", ["updates.rss", "updates.atom"])
def test_newsboat_announces_a_new_update_once_and_a_mended_typo_never(editions, tmp_path, path):
    newsboat = tool("newsboat", "newsboat")
    (tmp_path / "config").write_text("auto-reload no\n")
    files: dict[str, bytes] = {}

    def unread(edition) -> int:
        files.clear()
        files.update(edition)
        command = [
            newsboat,
            "-q",
            "-u",
            tmp_path / "urls",
            "-c",
            tmp_path / "cache",
            "-C",
            tmp_path / "config",
        ]
        out = call(*command, "-x", "reload", "print-unread", home=tmp_path).stdout
        with sqlite3.connect(tmp_path / "cache") as cache:
            cache.execute("update rss_item set unread = 0")
        cache.close()
        return int(re.search(rb"\d+", out)[0])

    with served_files(files) as address:
        (tmp_path / "urls").write_text(f"{address}/{path}\n")
        assert [unread(edition) for edition in (*editions, editions[2])] == [1, 0, 1, 0]


def test_rss2email_sends_one_mail_for_each_new_update(editions, tmp_path):
    r2e = tool("r2e", "rss2email")
    files: dict[str, bytes] = {}
    with running(MailServer()) as mail_server, served_files(files) as address:
        (tmp_path / "r2e.cfg").write_text(
            "[DEFAULT]\nfrom = r2e@example.com\nto = you@example.com\nforce-from = True\n"
            "email-protocol = smtp\nsmtp-auth = False\nsmtp-ssl = False\nverbose = error\n"
            f"smtp-server = 127.0.0.1:{mail_server.port}\n"
        )
        command = [r2e, "-c", tmp_path / "r2e.cfg", "-d", tmp_path / "r2e.json"]
        call(*command, "add", "status", f"{address}/updates.rss", home=tmp_path)
        subjects = []
        for edition in (*editions, editions[2]):
            files.clear()
            files.update(edition)
            mail_server.boxes.clear()
            call(*command, "run", home=tmp_path)
            subjects.append([str(mail["subject"]) for mail in mail_server.read("you@example.com")])
    assert subjects == [["Investigating: Sign-in fails"], [], ["Resolved: Sign-in fails"], []]
