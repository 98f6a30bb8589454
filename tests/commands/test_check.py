"""check FILE says the same as check of everything does about that file, but reads little else."""

from __future__ import annotations

import json

import pytest
from support.instants import AT_NOW, NOW_TEXT

from generator.commands.shared.loading import site_at
from generator.reading.git.history import start_history
from generator.reading.git.search import start_searches
from generator.reading.single_files import read_some

POST = """
    ---
    title: Down
    started: 2026-11-18 10:00
    components: {api: major_outage}
    ---
    """
NOTICE = """
    ---
    title: Upgrade
    start: 2026-12-06 02:00
    end: 2026-12-06 04:00
    components: [api]
    ---
    """
FILES = {
    "incidents/2026/down.md": POST,
    "incidents/2026-down.md": POST.replace("title", "id: down\n    title", 1),
    "incidents/other.md": POST.replace("title", "aliases: [down-again]\n    title", 1),
    "incidents/down-again.md": POST,
    "incidents/late.md": POST.replace("2026-11-18", "2026-11-01"),
    "incidents/typo.md": POST.replace("api:", "apii:"),
    "incidents/down-again.pl.md": "---\ntitle: x\n---\n",
    "incidents/gone.pl.md": "---\ntitle: x\n---\n",
    "maintenance/up.md": NOTICE,
    "maintenance/overlapping.md": NOTICE.replace("02:00", "03:00"),
    "maintenance/flow.md": "---\n{title: x, start: 2026-12-06 03:30, end: 2026-12-06 05:00, components: [api]}\n---\n",
    "maintenance/soon.md": NOTICE.replace("2026-12-06", "2026-11-21"),
    "maintenance/over.md": NOTICE.replace("2026-12-06", "2026-11-08"),
    "maintenance/down-2.md": NOTICE.replace("2026-12-06", "2026-12-20").replace(
        "title", "id: down\n    title", 1
    ),
}


def findings(folder, *words):
    ended = folder.run("check", *words, "--format", "json", *AT_NOW)
    found = [d for d in json.loads(ended.out)["diagnostics"] if d["path"] != "site.yaml"]
    return [d for d in found if d["code"] != "repair-of-open-incident"]  # that asks all incidents


@pytest.mark.parametrize("in_git", [True, False])
def test_the_same_is_said_of_each_file(repository, site, in_git):
    folder = repository if in_git else site
    for path, text in FILES.items():
        folder.write(path, text)
        if in_git and path.startswith("maintenance"):
            folder.commit("2026-11-19T12:00:00+01:00", f"Add {path}")
    everything = findings(folder)
    codes = {d["code"] for d in everything}
    assert {"duplicate-id", "overlapping-windows", "short-notice", "unknown-component"} <= codes
    for path in FILES:
        assert findings(folder, path) == [d for d in everything if d["path"] == path], path


def test_versions_of_a_new_notice_come_from_the_latest_commits_alone(repository, monkeypatch):
    monkeypatch.setattr("generator.reading.git.notices.RECENT", 3)
    repository.write("maintenance/old.md", NOTICE)
    repository.commit("2026-11-01T10:00:00+01:00")
    for number in range(5):
        repository.write("other.txt", f"{number}")
        repository.commit(f"2026-11-0{number + 2}T10:00:00+01:00")
    repository.write("maintenance/new.md", NOTICE.replace("02:00", "01:00"))
    repository.commit("2026-11-19T10:00:00+01:00")
    repository.git("mv", "maintenance/old.md", "maintenance/renamed.md")
    whole = site_at(repository.root, NOW_TEXT).content.maintenance
    for path in ("maintenance/new.md", "maintenance/renamed.md"):
        some = site_at(repository.root, NOW_TEXT, only=[path]).content.maintenance
        for post in some:
            assert post.versions == next(p for p in whole if p.path == post.path).versions


def test_a_notice_with_a_new_id_is_as_old_in_check_of_its_file(repository):
    repository.write("maintenance/a.md", NOTICE.replace("title: Up", "id: old\n    title: Up"))
    repository.commit("2026-11-10T10:00:00+01:00")
    repository.write(
        "maintenance/a.md",
        NOTICE.replace("title: Up", "id: new\n    aliases: [old]\n    title: Up"),
    )
    repository.commit("2026-11-19T10:00:00+01:00")
    whole = site_at(repository.root, NOW_TEXT).content.maintenance
    some = site_at(repository.root, NOW_TEXT, only=["maintenance/a.md"]).content.maintenance
    assert [post.id for post in some] == ["new"]
    assert some[0].versions == whole[0].versions
    assert f"{some[0].versions[0].published_at:%m-%d}" == "11-10"


@pytest.mark.parametrize("between", ["nothing", "withdrawn", "moved", "rewritten elsewhere"])
def test_versions_of_few_notices_are_those_of_all(repository, monkeypatch, between):
    read = []
    from generator.reading.git import threads as history

    whole = history.read_announcement
    monkeypatch.setattr(
        history,
        "read_announcement",
        lambda data, path, *more: read.append(path) or whole(data, path, *more),
    )
    repository.write("maintenance/a.md", NOTICE)
    repository.write("maintenance/b.md", NOTICE.replace("02:00", "01:00"))
    repository.write("maintenance/over.md", FILES["maintenance/over.md"])
    repository.commit("2026-11-10T10:00:00+01:00")
    if between == "withdrawn":
        repository.git("rm", "-q", "maintenance/a.md")
        repository.commit("2026-11-11T10:00:00+01:00")
        repository.write("maintenance/a.md", NOTICE)
    elif between == "moved":
        repository.git("mv", "maintenance/a.md", "maintenance/c.md")
        repository.commit("2026-11-11T10:00:00+01:00")
        repository.write("maintenance/a.md", NOTICE.replace("02:00", "03:00"))
    elif between == "rewritten elsewhere":
        repository.git("rm", "-q", "maintenance/a.md")
        repository.write("maintenance/d.md", NOTICE.replace("title: Up", "id: a\n    title: Down"))
        repository.commit("2026-11-11T10:00:00+01:00")
        repository.git("rm", "-q", "maintenance/d.md")
        repository.write("maintenance/a.md", NOTICE.replace("04:00", "05:00"))
    repository.write("maintenance/b.md", NOTICE.replace("02:00", "01:30"))
    repository.commit("2026-11-12T10:00:00+01:00")
    everything = site_at(repository.root, NOW_TEXT).content.maintenance
    for post in everything[:2]:
        read.clear()
        some = site_at(repository.root, NOW_TEXT, only=[post.path]).content.maintenance
        assert next(p for p in some if p.path == post.path).versions == post.versions
        assert post.path in read
        assert between != "nothing" or "maintenance/over.md" not in read


def test_past_work_and_incidents_are_not_looked_up_in_git(repository, monkeypatch):
    for path in ("incidents/late.md", "maintenance/over.md"):
        repository.write(path, FILES[path])
    repository.commit("2026-11-08T10:00:00+01:00")

    def refuse(*_, **__):
        raise AssertionError("the history was read")

    monkeypatch.setattr("generator.reading.git.history.line_of", refuse)
    monkeypatch.setattr("generator.reading.git.history.start_diffs", refuse)
    for path in ("incidents/late.md", "maintenance/over.md"):
        assert site_at(repository.root, NOW_TEXT, only=[path]).content is not None


def test_other_posts_are_not_read(repository, monkeypatch):
    for number in range(30):
        repository.write(f"incidents/a{number}.md", POST)
    read = []
    from generator.reading import content

    whole = content.read_file
    monkeypatch.setattr(
        content, "read_file", lambda file, faults: read.append(file) or whole(file, faults)
    )
    site_at(repository.root, NOW_TEXT, only=["incidents/a7.md"])
    assert {name.rpartition("/")[2] for name in read} == {"site.yaml", "a7.md"}


def test_a_broken_site_yaml_leaves_no_process_behind(repository):
    from datetime import UTC, datetime

    now = datetime.now(UTC)
    repository.write("incidents/a.md", POST)
    repository.write("site.yaml", "name: [\n")
    paths = ["incidents/a.md"]
    searches = start_searches(repository.root, paths, now)
    history = start_history(repository.root, "HEAD", paths)
    reading, _ = read_some(repository.root, paths, now, "HEAD", searches, history)
    history.end()
    assert reading.content is None
