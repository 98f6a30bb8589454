"""import cstate, statusfy and markdown: files of any kind, encoding and language."""

from __future__ import annotations

import os

import pytest
from support.importing import ZONE, old, passes, text_of, told
from support.instants import AT_NOW

from generator.model.levels import Level, Status


def test_statusfy_containers_become_updates(site, tmp_path):
    files = {
        "content/2018-08-02_api.md": (
            "---\ntitle: API Issues\ndate: 2018-08-02T15:07:58.000Z\nseverity: degraded-performance\n"
            "affectedsystems:\n  - cdn\nresolved: true\n---\n\nThe API is ill.\n\n"
            "::: update Resolved | 2018-08-02T16:07:58.000Z\nWell again.\n:::\n\n"
            "::: update Something else | 2018-08-02T15:27:58.000Z\nHm.\n:::\n"
        ),
        "content/planned.md": (
            "---\ntitle: Planned\ndate: 2018-08-01T15:00:00.000Z\nscheduled: 2018-08-14T16:00:00.000Z\n"
            "duration: 30\nseverity: under-maintenance\naffectedsystems: cdn\n---\nNew version.\n"
        ),
    }
    assert site.run("import", "statusfy", old(tmp_path, files), *AT_NOW).code == 0
    content = passes(site)
    (incident,), (work,) = content.incidents, content.maintenance
    assert incident.summary == "The API is ill."
    assert [u.text for u in incident.updates] == ["**Something else**\n\nHm.", "Well again."]
    assert f"{work.announced.start_at:%d %H:%M}-{work.announced.end_at:%H:%M}" == "14 16:00-16:30"
    assert f"{work.announced.published_at:%Y-%m-%d}" == "2018-08-01"


def test_plain_markdown_by_the_usual_names(site, tmp_path):
    files = {
        "_posts/2021-05-06-switch.md": "# Il guasto\n\nTutto fermo.\n\n### 2021-05-06 10:00 UTC - In indagine\nVediamo.\n\n**2021-05-06 11:00 UTC: Risolto**\nFatto.\n",
        "_posts/empty.md": "no front matter",
    }
    ended = site.run("import", "markdown", old(tmp_path, files), *ZONE, *AT_NOW)
    assert ended.code == 0, ended.err
    (incident,) = told(site)
    assert incident.title == "Il guasto"
    assert incident.summary == "Tutto fermo."
    assert [u.status for u in incident.updates] == [Status.INVESTIGATING, Status.RESOLVED]
    assert "_posts/empty.md: it has no date" in ended.out


POST = "---\ntitle: {title}\ndate: 2024-05-14 10:00:00\nresolved: true\nresolvedWhen: 2024-05-14 11:00:00\n---\n{body}\n"


@pytest.mark.parametrize(
    ("encoding", "note"),
    [
        ("utf-8", None),
        ("utf-8-sig", None),
        ("utf-16", "it is UTF-16"),
        ("cp1252", "what is not is read as Windows-1252"),
    ],
)
def test_files_in_other_encodings_and_with_other_line_ends(site, tmp_path, encoding, note):
    text = POST.format(title="Störung – überall", body="Größe:\nzwei")
    data = text.replace("\n", "\r\n").encode(encoding)
    ended = site.run("import", "cstate", old(tmp_path, {"a.md": data}), *ZONE, *AT_NOW)
    assert ended.code == 0, ended.err
    (incident,) = told(site)
    assert (incident.title, incident.summary) == ("Störung – überall", "Größe:\nzwei")
    assert (note or "Wrote 1 incident") in ended.out


def test_a_file_whose_name_is_no_text(site, tmp_path):
    source = old(tmp_path, {"issues/plain.md": POST.format(title="Plain", body="x")})
    with open(os.fsencode(source / "issues") + b"/st\xf6rung.md", "wb") as file:  # noqa: PTH123 - bytes
        file.write(POST.format(title="Bytes", body="y").encode())
    ended = site.run("import", "markdown", source, *ZONE, *AT_NOW)
    assert ended.code == 0, ended.err
    assert {i.title for i in told(site)} == {"Plain", "Bytes"}


def test_folders_of_one_post_and_pages_with_and_without_a_date(site, tmp_path):
    files = {
        "content/issues/2024-05-14-lift/index.md": POST.format(title="Lift", body="stands"),
        "content/issues/2024-05-14-lift/lift.png": b"\x89PNG",
        "content/issues/about/index.md": "---\ntitle: About\n---\nUs.\n",
        "content/issues/index.md": "---\ntitle: All\n---\n",
    }
    ended = site.run("import", "cstate", old(tmp_path, files), *ZONE, *AT_NOW)
    assert [i.id for i in told(site)] == ["2024-05-14-lift"]
    assert "2024-05-14-lift/lift.png: no Markdown file" in ended.out
    assert ended.out.count("a page of the site, not a post") == 2


def test_folders_of_languages_hold_each_post_once(site, tmp_path):
    files = {
        "content/de/a.md": POST.format(title="Eins", body="x"),
        "content/en/a.md": POST.format(title="One", body="x"),
        "content/de/b.md": POST.format(title="Zwei", body="x"),
    }
    ended = site.run("import", "statusfy", old(tmp_path, files), *ZONE, *AT_NOW)
    assert {i.title for i in told(site)} == {"One", "Zwei"}
    assert "content/de/a.md: the de translation of content/en/a.md" in ended.out


def test_a_date_that_is_none_gives_way_to_the_first_update_with_a_note(site, tmp_path):
    body = 'Up. {{< track "2024-02-28 11:00:00" >}}\n\nDown. {{< track "2024-02-28 10:00:00" >}}\n'
    files = {"content/issues/x.md": f"---\ntitle: X\ndate: 2024-02-30 10:00:00\n---\n{body}"}
    ended = site.run("import", "cstate", old(tmp_path, files), *ZONE, *AT_NOW)
    assert "its date '2024-02-30 10:00:00' is no time, or reads two ways" in ended.out
    (incident,) = told(site)
    assert f"{incident.started_at:%d %H:%M}" == "28 09:00"


def test_keys_that_tell_more(site, tmp_path):
    files = {
        "content/a.md": "---\nid: old42\ntitle: A\ndescription: What <b>one</b> saw\ndate: 2024-05-14T10:00:00Z\n"
        "modified: 2024-05-14T12:30:00Z\nresolved: true\n---\nText\n",
        "content/b.md": "---\ntitle: B\ndate: 2024-05-15T10:00:00Z\nresolved: false\n"
        "resolvedWhen: 2024-05-15T11:00:00Z\n---\n",
        "content/c.md": "---\ntitle: C\ndate: 2024-05-16 10:00:00\nstatus: resolved\n resolved_on: 2024-05-16 11:30\n---\n",
    }
    ended = site.run("import", "cstate", old(tmp_path, files), *ZONE, *AT_NOW)
    first, second, third = sorted(told(site), key=lambda incident: incident.title)
    assert (first.aliases, first.summary) == (("old42",), "What **one** saw\n\nText")
    assert f"{first.resolved_at:%H:%M}" == "12:30"
    assert f"{second.resolved_at:%H:%M}" == "11:00"
    assert "it has an end, though it says that it is not resolved" in ended.out
    assert f"{third.resolved_at:%H:%M}" == "09:30"


def test_updates_without_times_keep_the_order_in_which_they_ended(site, tmp_path):
    body = "::: update Resolved | soon\nUp.\n:::\n\n::: update Identified | 2024-05-14T10:10:00Z\nA fuse.\n:::\n"
    files = {
        "content/a.md": f"---\ntitle: A\ndate: 2024-05-14T10:00:00Z\nresolved: true\n---\n{body}"
    }
    site.run("import", "statusfy", old(tmp_path, files), *AT_NOW)
    (incident,) = told(site)
    assert [u.status for u in incident.updates] == [Status.IDENTIFIED, Status.RESOLVED]
    assert "(soon)" in incident.updates[1].text


def test_systems_of_a_toml_configuration_that_never_failed(site, tmp_path):
    files = {
        "site/config.toml": '[params]\nsystems = ["Pumps", "Valves"]\n',
        "site/content/incidents/a.md": '+++\ntitle = "A"\ndate = 2024-05-14T10:00:00Z\nseverity = "major-outage"\n'
        'affectedsystems = ["valves"]\nresolved = true\n+++\nText\n',
    }
    assert site.run("import", "cstate", old(tmp_path, files), *AT_NOW).code == 0
    content = passes(site)
    assert {c.id for c in content.site.components} >= {"pumps", "valves"}
    assert content.incidents[0].components == {"valves": Level.MAJOR_OUTAGE}
    assert "name: Valves" in text_of(site, "site.yaml")


def test_times_beyond_the_calendar_cost_their_post_alone(site, tmp_path):
    files = {
        "early.md": POST.format(title="A", body="x").replace(
            "2024-05-14 10:00:00", "0001-01-01 00:00 +14:00"
        ),
        "late.md": POST.format(title="B", body="x").replace(
            "2024-05-14 10:00:00", "9999-12-31 24:00 -14:00"
        ),
        "long.md": "---\ntitle: C\ndate: 2024-05-14 10:00\nduration: 99999999999\nresolved: true\n---\nx\n",
        "good.md": POST.format(title="D", body="x"),
    }
    ended = site.run("import", "markdown", old(tmp_path, files), *ZONE, *AT_NOW)
    assert ended.code == 0, ended.err
    assert {post.title for post in told(site)} == {"C", "D"}
    assert "early.md: its date" in ended.out
    assert "late.md: its date" in ended.out
