"""Entries of updates.* are dated when they could first be read: by their commits, a second apart."""

from __future__ import annotations

import json
from datetime import datetime

import pytest
from support.builders import SITE, Repository, SiteFolder
from support.instants import NOW

from generator.build import prepare
from generator.rendering.edition import editions
from generator.rendering.feeds.events_json import events_file
from generator.rendering.feeds.items import update_lines
from generator.rendering.prose.fragments import Fragments
from generator.rendering.theme.assets import Assets
from generator.rendering.theme.themes import Theme

HEAD = """
    ---
    title: {title}
    started: 2026-11-10 10:00
    components: {{api: major_outage}}
    ---
    """
INVESTIGATING = "\n## 2026-11-10 10:10 Investigating\nWe look.\n"
IDENTIFIED = "\n## 2026-11-10 10:20 Identified\nFound.\n"
RESOLVED = "\n## 2026-11-10 10:40 Resolved\nDone.\n"
NOTICE = """
    ---
    title: Work {day}
    start: 2026-11-{day} 02:00
    end: 2026-11-{day} 04:00
    components: [api]
    ---
    """


def head(title="Down"):
    return "\n".join(
        line.removeprefix("    ") for line in HEAD.format(title=title).strip("\n").split("\n")
    )


def post(site, text, name="a", title="Down"):
    site.write(f"incidents/{name}.md", head(title) + text)


def edition(site):
    prepared = prepare(site.root, lambda _: NOW, written=True)
    assert prepared.assessment is not None, prepared.diagnostics
    theme, assets = Theme.of(site.root), Assets()
    return next(iter(editions(prepared.assessment, theme, site.root, assets, Fragments())))


def dates(site):
    """Title and date (UTC) of each entry, newest first."""
    items = [line.item for line in update_lines(edition(site))]
    assert [item.published_at for item in items] == [item.updated_at for item in items]
    return [(item.title, f"{item.published_at:%d %H:%M:%S}") for item in items]


def test_an_entry_has_the_later_of_its_headings_time_and_its_commits(repository: Repository):
    post(repository, INVESTIGATING)
    repository.commit("2026-11-10T09:30:00Z")
    post(repository, INVESTIGATING + RESOLVED)
    repository.commit("2026-11-10T09:38:00Z")
    assert dates(repository) == [
        ("Resolved: Down", "10 09:40:00"),
        ("Investigating: Down", "10 09:30:00"),
    ]


def test_entries_of_one_commit_follow_by_a_second_in_the_order_of_their_headings(
    repository: Repository,
):
    post(repository, INVESTIGATING + IDENTIFIED + RESOLVED)
    post(repository, "\n## 2026-11-10 10:15 Monitoring\nx\n", "b", "Other")
    repository.write("maintenance/w.md", NOTICE.format(day=18))
    repository.write("maintenance/v.md", NOTICE.format(day=19))
    repository.commit("2026-11-10T11:00:00Z")
    assert dates(repository) == [
        ("Scheduled: Work 18", "10 11:00:05"),
        ("Scheduled: Work 19", "10 11:00:04"),
        ("Resolved: Down", "10 11:00:03"),
        ("Identified: Down", "10 11:00:02"),
        ("Monitoring: Other", "10 11:00:01"),
        ("Investigating: Down", "10 11:00:00"),
    ]


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace("We look.", "We looked."),
        lambda text: text.replace("Investigating", "Update"),
        lambda text: text.replace("10:10", "09:10 UTC").replace("UTC", "+00:00"),
        lambda text: text[:0],
    ],
    ids=["words", "status", "offset", "gone and back"],
)
def test_an_entry_keeps_its_date_whatever_becomes_of_it(repository: Repository, change):
    post(repository, INVESTIGATING)
    repository.commit("2026-11-10T09:30:00Z")
    post(repository, change(INVESTIGATING) + IDENTIFIED)
    repository.commit("2026-11-10T10:00:00Z")
    post(repository, (change(INVESTIGATING) or INVESTIGATING) + IDENTIFIED + RESOLVED)
    repository.commit("2026-11-10T11:00:00Z")
    found = dates(repository)
    assert [date for _, date in found] == ["10 11:00:00", "10 10:00:00", "10 09:30:00"]


def test_two_updates_of_one_minute_have_each_their_own_commits_time(repository: Repository):
    post(repository, INVESTIGATING)
    repository.commit("2026-11-10T09:30:00Z")
    post(repository, INVESTIGATING + INVESTIGATING.replace("Investigating", "Monitoring"))
    repository.commit("2026-11-10T09:50:00Z")
    assert dates(repository) == [
        ("Monitoring: Down", "10 09:50:00"),
        ("Investigating: Down", "10 09:30:00"),
    ]


def test_beginning_and_end_without_an_update_are_dated_by_their_commits(repository: Repository):
    post(repository, "")
    repository.commit("2026-11-10T09:30:00Z")
    text = head().replace("components:", "resolved: 2026-11-10 10:35\ncomponents:")
    repository.write("incidents/a.md", text)
    repository.commit("2026-11-10T09:50:00Z")
    repository.write("incidents/a.md", text.replace("10:35", "10:36"))
    repository.commit("2026-11-10T10:50:00Z")
    assert [date for _, date in dates(repository)] == ["10 09:50:00", "10 09:30:00"]


def test_posts_from_before_the_proof_and_outside_git_keep_their_headings_times(
    repository: Repository, site: SiteFolder
):
    post(repository, INVESTIGATING + RESOLVED)
    repository.write("site.yaml", SITE.replace("url:", "proof_since: 2026-11-11\n    url:"))
    repository.commit("2026-11-10T11:00:00Z")
    post(site, INVESTIGATING + RESOLVED)
    for one in (repository, site):
        assert [date for _, date in dates(one)] == ["10 09:40:00", "10 09:10:00"]


def test_new_events_stand_at_the_end_though_their_headings_are_older(repository: Repository):
    post(repository, RESOLVED.replace("Resolved", "Monitoring"))
    repository.commit("2026-11-10T10:00:00Z")
    before = events(repository)
    post(repository, INVESTIGATING, "b", "Other")
    repository.commit("2026-11-10T11:00:00Z")
    after = events(repository)
    assert after[: len(before)] == before
    assert [datetime.fromisoformat(e["at"]).minute for e in after[len(before) :]] == [10]


def events(site):
    return json.loads(events_file(edition(site)))["events"]
