"""import upptime: a repository's issues, saved page by page, with their comments."""

from __future__ import annotations

import json

from support.importing import old, passes
from support.instants import AT_NOW

from generator.model.levels import Level, Status

UPPTIME = {
    ".upptimerc.yml": "sites:\n  - name: Hacker News\n    url: https://x\n  - name: Wiki\n    url: https://y\n",
    "history/hacker-news.yml": "url: https://x\nstatus: up\n",
    "history/google.yml": "url: https://g\nstatus: down\n",
    "issues.json": [
        {"number": 7, "title": "🛑 Hacker News is down", "created_at": "2022-01-01T10:00:00Z", "state": "closed",
         "closed_at": "2022-01-01T10:20:00Z", "labels": [{"name": "status"}, {"name": "hacker-news"}],
         "body": "In [`abc`](https://g/c), Hacker News was **down**:\n- HTTP code: 0",
         "comments": [{"created_at": "2022-01-01T10:20:00Z", "body": "**Resolved:** Hacker News is back up."}]},
        {"number": 8, "title": "⚠️ Wiki has degraded performance", "created_at": "2022-02-01T10:00:00Z",
         "state": "closed", "closed_at": "2022-02-01T11:00:00Z", "labels": ["status"], "body": None, "comments": 0},
        {"number": 9, "title": "Upgrade", "created_at": "2022-02-20T10:00:00Z", "labels": [{"name": "maintenance"}],
         "body": "<!--\nstart: 2022-02-24T13:00:00.220Z\nend: 2022-02-24T14:00:00.220Z\nexpectedDown: hacker-news, google\n-->\nWe upgrade."},
        {"number": 10, "title": "Please add a site", "created_at": "2022-03-01T10:00:00Z", "labels": []},
        {"number": 11, "title": "Bump", "created_at": "2022-03-01T10:00:00Z", "pull_request": {}},
    ],
    "issues/12.md": "---\ntitle: 🛑 Google is down\ncreated_at: 2022-05-01T10:00:00Z\nclosed_at: 2022-05-01T10:30:00Z\nlabels: [status, google]\n---\nDown.\n",
}  # fmt: skip


def test_upptime_issues_become_posts(site, tmp_path):
    ended = site.run("import", "upptime", old(tmp_path, UPPTIME), *AT_NOW)
    assert ended.code == 0, ended.err
    content = passes(site)
    posts = {p.title: p for p in content.incidents}
    assert set(posts) == {
        "🛑 Hacker News is down",
        "⚠️ Wiki has degraded performance",
        "🛑 Google is down",
    }
    first = posts["🛑 Hacker News is down"]
    assert first.components == {"hacker-news": Level.MAJOR_OUTAGE}
    assert [(u.status, u.text) for u in first.updates] == [
        (Status.RESOLVED, "Hacker News is back up.")
    ]
    assert posts["⚠️ Wiki has degraded performance"].components == {
        "wiki": Level.DEGRADED_PERFORMANCE
    }
    (work,) = content.maintenance
    assert work.announced.components == {
        "hacker-news": Level.MAJOR_OUTAGE,
        "google": Level.MAJOR_OUTAGE,
    }
    assert work.summary == "We upgrade."
    assert "#10: no incident" in ended.out
    assert "#11: a pull request" in ended.out


def issue(number, title, body, *labels, **keys):
    return {
        "number": number,
        "title": title,
        "body": body,
        "state": "closed",
        "created_at": "2024-01-01T10:00:00Z",
        "closed_at": "2024-01-01T10:20:00Z",
        "labels": [{"name": label} for label in labels],
        "comments": 1,
        **keys,
    }


def test_pages_behind_each_other_lists_of_pages_and_comments_in_a_file_of_their_own(site, tmp_path):
    first = issue(
        1, "🛑 Wiki is down", "Gone:\n- HTTP code: 0\n- Response time: 0 ms", "status", "wiki"
    )
    second = issue(2, "🛑 Wiki is down", "Again", "status", "wiki")
    third = issue(3, "🛑 Wiki is down", "And again", "status", "wiki")
    comment = {
        "issue_url": "https://api.github.com/repos/o/r/issues/2",
        "body": "**Resolved:** Wiki is back up after 20 minutes.",
        "created_at": "2024-01-01T10:20:00Z",
    }
    files = {
        "issues.json": json.dumps([first]) + json.dumps([second]),
        "issues-2.json": [[third], []],
        "comments.json": [comment],
    }
    assert site.run("import", "upptime", old(tmp_path, files), *AT_NOW).code == 0
    posts = {post.aliases: post for post in passes(site).incidents}
    assert set(posts) == {("1",), ("2",), ("3",)}
    (update,) = posts["2",].updates
    assert (update.status, update.text) == (Status.RESOLVED, "Wiki is back up after 20 minutes.")
    assert posts["1",].summary == "Gone:\n- HTTP code: 0\n- Response time: 0 ms"


def test_a_window_in_the_text_and_a_comment_that_is_none(site, tmp_path):
    body = (
        "<!-- please fill in -->\r\n**When?**\r\nstart: 2024-02-01T13:00:00Z\r\nend: 2024-02-01T14:00:00Z\r\n"
        "expectedDegraded: wiki\r\n\r\nThanks."
    )
    files = {"issues.json": [issue(9, "Move", body, "maintenance")]}
    assert site.run("import", "upptime", old(tmp_path, files), *AT_NOW).code == 0
    (work,) = passes(site).maintenance
    assert f"{work.announced.start_at:%d %H}-{work.announced.end_at:%H}" == "01 13-14"
    assert work.announced.components == {"wiki": Level.DEGRADED_PERFORMANCE}
    assert "start: 2024-02-01T13:00:00Z" in work.summary
