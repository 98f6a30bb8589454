"""``statusmark next``: between its moments a rebuild changes nothing, at them it does."""

from __future__ import annotations

import json
import re
import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from support.builders import SiteFolder, run
from support.instants import AT_NOW, NOW, STORY
from support.pipeline import assessed, built

from generator.notation import rfc3339
from generator.rendering.prose.fragments import Fragments
from generator.rules.ahead import moments_ahead, next_ahead
from generator.rules.moments import MomentKind
from generator.rules.notifications import notifications

ROOT = Path(__file__).parents[2]
SECOND = timedelta(seconds=1)

STAMP = re.compile(
    r"As of <time.*?</time>|Stan na <time.*?</time>|data-now=\"[^\"]*\"|\"dateModified\":\"[^\"]*\""
    r"|<lastmod>[^<]*</lastmod>|statusmark_built_timestamp_seconds \d+",
    re.DOTALL,
)
"""The time of the build, as pages and machine-readable files state it."""

RUNNING = re.compile(
    r"\d[\d.,\s\u00a0\u202f]*(?:(?:h|min|s|days?|dni|dzień|godz\.|sek\.)\b[\s\u00a0]*)?"
)
"""Figures: minutes of a period so far, and how long an open incident has lasted."""


def texts(files: dict[str, bytes], pattern: re.Pattern[str]) -> dict[str, str]:
    """Text files without what the pattern finds; pictures are left out."""
    return {
        path: pattern.sub("", data.decode())
        for path, data in files.items()
        if not path.endswith(".png")
    }


def shape(files: dict[str, bytes]) -> dict[str, str]:
    """All words and marks of all files; the figures that run are left out."""
    plain = texts(files, STAMP)
    return {path: re.sub(f"(?:{RUNNING.pattern})+", "0", text) for path, text in plain.items()}


def different(one: dict[str, str], other: dict[str, str]) -> list[str]:
    return [p for p in sorted({*one, *other}) if one.get(p) != other.get(p)]


@pytest.fixture(scope="module")
def example(tmp_path_factory) -> SiteFolder:
    """The example site, out of git: publications are as declared."""
    folder = tmp_path_factory.mktemp("example")
    for name in ("incidents", "maintenance"):
        shutil.copytree(ROOT / name, folder / name)
    text = (ROOT / "site.yaml").read_text(encoding="utf-8")
    (folder / "site.yaml").write_text(text.replace("2026-11-28\n", "2026-12-31\n"), "utf-8")
    for path in folder.glob("maintenance/2026/2026-12-*.md"):
        post = path.read_text(encoding="utf-8")
        if ".pl." not in path.name and "published:" not in post:
            post = post.replace("start:", "published: 2026-11-28 10:00\nstart:", 1)
            path.write_text(post, encoding="utf-8")
    return SiteFolder(folder)


def test_between_two_moments_nothing_changes_and_at_them_something_does(example):
    now, fragments = STORY, Fragments()
    then = shape(built(example, now, fragments=fragments))
    for _ in range(3):
        at = next_ahead(assessed(example, now))[0].at
        before = shape(built(example, at - SECOND, fragments=fragments))
        assert different(then, before) == []
        then = shape(built(example, at, fragments=fragments))
        assert different(before, then), at
        now = at


def test_when_all_is_well_only_the_percentage_so_far_runs(example):
    post = example.root / "incidents/2026/2026-11-27-visitor-statistics.md"
    text = post.read_text(encoding="utf-8")
    post.write_text(text + "\n## 2026-12-06 00:30 Resolved\nDone.\n", encoding="utf-8")
    try:
        before_work = STORY - timedelta(hours=1)
        ahead = next_ahead(assessed(example, before_work))[0].at
        one, other = built(example, before_work), built(example, ahead - SECOND)
    finally:
        post.write_text(text, encoding="utf-8")
    so_far = re.compile(rf"{STAMP.pattern}|\d+[.,]\d+[\u00a0]?%", re.DOTALL)
    changed = different(texts(one, so_far), texts(other, so_far))
    running = ("sla/", "pl/sla/", "metrics")
    assert [path for path in changed if not path.startswith(running)] == []


def test_every_moment_that_a_page_carries_is_one_of_these(example):
    known = {rfc3339(ahead.at) for ahead in moments_ahead(assessed(example, STORY))}
    files = built(example, STORY)
    for path in ("index.html", "pl/index.html"):
        html = files[path].decode()
        carried = re.search(r'data-plan="([^"]*)"', html)[1]
        moments = re.findall(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", carried)
        moments += re.findall(r'data-due="([^"]*)"', html)
        assert moments
        assert set(moments) <= known, path


def test_a_running_outage_breaks_the_promise_at_a_known_second(site):
    site.write(
        "incidents/down.md",
        "---\ntitle: Down\nstarted: 2026-11-20 13:00\ncomponents: {api: major_outage}\n---\n",
    )
    now = NOW - timedelta(minutes=30)
    found = next_ahead(assessed(site, now))
    assert [a.what for a in found] == ["a running outage changes a verdict"]
    verdicts = [
        assessed(site, at).periods[-1].verdict.value for at in (found[0].at - SECOND, found[0].at)
    ]
    assert verdicts == ["on-track", "breached"]


def test_teams_and_deadlines_have_their_moments(site):
    site.write(
        "site.yaml",
        """
        name: Test
        url: https://status.example.com
        timezone: Europe/Warsaw
        components: [{id: api, name: API}]
        sla:
          calendars: {office: {days: Mon-Fri, hours: 09:00-17:00}}
          priorities: {P1: {acknowledge: 1h@office}}
        """,
    )
    site.write(
        "incidents/a.md",
        "---\ntitle: A\npriority: P1\nstarted: 2026-11-20 14:00\ncomponents: [api]\n---\n",
    )
    ahead = {a.what: rfc3339(a.at) for a in reversed(moments_ahead(assessed(site)))}
    assert ahead["incident a: the first response is late"] == "2026-11-20T14:00:01Z"
    assert ahead["the hours of office begin or end"] == "2026-11-20T16:00:00Z"
    assert ahead["the day ends"] == "2026-11-20T23:00:00Z"


def test_the_command_prints_the_moment_and_the_reason(site):
    site.write(
        "maintenance/m.md",
        "---\ntitle: M\nstart: 2026-11-20 22:00\nend: 2026-11-20 23:00\ncomponents: [api]\n"
        "published: 2026-11-01 10:00\n---\n",
    )
    text = site.run("next", *AT_NOW)
    assert (text.code, text.err) == (0, "")
    assert text.out == "2026-11-20T22:00:00+01:00  maintenance m starts\n"
    document = json.loads(site.run("next", *AT_NOW, "--format", "json").out)
    assert document == {
        "schema": "statusmark/next/1",
        "now": "2026-11-20T13:05:00Z",
        "at": "2026-11-20T21:00:00Z",
        "changes": [{"what": "maintenance m starts", "id": "m"}],
    }


def test_a_site_without_posts_has_a_next_moment_and_no_site_is_refused(site, tmp_path):
    assert site.run("next", *AT_NOW).out == "2026-11-21T00:00:00+01:00  the day ends\n"
    site.write("site.yaml", "name: [\n")
    broken = site.run("next")
    assert (broken.code, broken.out) == (1, "")
    assert run("-C", tmp_path / "nowhere", "next").code == 1


WORK = """
    ---
    title: M
    start: 2026-11-22 22:00
    end: 2026-11-22 23:00
    components: [api]
    published: 2026-11-01 10:00
    ---
    """


def test_work_without_stated_times_counts_as_run_at_known_moments(site):
    site.write("maintenance/m.md", WORK)
    moments = [a for a in moments_ahead(assessed(site)) if a.id == "m"]
    assert [(rfc3339(a.at), a.what) for a in moments] == [
        ("2026-11-22T21:00:00Z", "maintenance m starts"),
        ("2026-11-22T21:15:00Z", "maintenance m counts as begun"),
        ("2026-11-22T22:00:00Z", "maintenance m ends"),
        ("2026-11-22T22:15:00Z", "maintenance m counts as done"),
    ]
    for counted in (moments[1].at, moments[3].at):
        before, after = shape(built(site, counted - SECOND)), shape(built(site, counted))
        assert any("digests/" in path for path in different(before, after))
    last = [a.what for a in moments_ahead(assessed(site, moments[2].at)) if a.id]
    assert last == ["maintenance m counts as done"]
    text = (site.root / "maintenance/m.md").read_text()
    site.write("maintenance/m.md", text + "\n## 2026-11-22 22:05 Update\nAll is well.\n")
    said = [a.what for a in moments_ahead(assessed(site, moments[1].at)) if a.id]
    assert said == ["maintenance m ends", "maintenance m counts as done"]
    site.write("maintenance/m.md", text + "\n## 2026-11-22 22:05 In progress\nWe begin.\n")
    written = [a.what for a in moments_ahead(assessed(site, moments[1].at)) if a.id]
    assert written == ["maintenance m ends"]


def test_a_reminder_is_a_moment_where_mail_is_sent(site):
    site.write("maintenance/m.md", WORK)
    with (site.root / "site.yaml").open("a") as file:
        file.write("mail: {from: a@example.com}\n")
    found = next(a for a in moments_ahead(assessed(site)) if "reminder" in a.what)
    assert rfc3339(found.at) == "2026-11-21T21:00:00Z"
    before, after = (
        notifications(assessed(site, at), timedelta(hours=24))
        for at in (found.at - SECOND, found.at)
    )
    assert [e.kind for e in after if e not in before] == [MomentKind.REMINDER]
