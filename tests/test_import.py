"""import: histories as people really wrote them; every post arrives or is named, and the site passes check."""

from __future__ import annotations

import json
import subprocess

import pytest
from builders import run
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from generator.authoring.importers.markup import markdown, stands_alone
from generator.authoring.importers.timelines import timeline
from generator.authoring.importers.times import moment
from generator.authoring.importers.values import split_front
from generator.authoring.importers.words import level_of, status_of
from generator.levels import Level, Status
from generator.reading.content import read_content

NOW = ("--now", "2026-11-20T14:05+01:00")
ZONE = ("--timezone", "Europe/Berlin")


def old(tmp_path, files):
    for path, text in files.items():
        place = tmp_path / "old" / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text if isinstance(text, str) else json.dumps(text), "utf-8")
    return tmp_path / "old"


def passes(site):
    checked = site.run("check", *NOW)
    assert checked.code == 0, checked.out
    return read_content(site.root).content


CSTATE = {
    "config.yml": "params:\n  systems:\n    - name: Control Panel\n      category: Platform\n      description: The panel\n",
    "content/issues/_index.md": "---\ntitle: Issues\n---\n",
    "content/issues/2018-08-29-memory.md": (
        "---\ntitle: Excessive memory (97%)\ndate: 2018-08-29 18:50:00\nresolved: true\n"
        "resolvedWhen: 2018-08-29 20:00:00\n# down, disrupted, notice\nseverity: notice\naffected:\n"
        "  - r.status.cloud\nsection: issue\n---\n\n"
        '*Resolved* - Fixed. {{< track "2018-08-29 20:00:00" >}}\n\n'
        '*Monitoring* - We watch **it**. {{< track "2018-08-29 19:20:00" >}}\n\n'
        '*Investigating* - Found. {{< track "2018-08-29 18:50:00" >}}\n'
    ),
    "content/issues/🔥 Störung.md": (
        '---\nTitle: "Störung: Anmeldung"\nDate: 2023-03-26 02:30:00\nResolved: true\n'
        "ResolvedWhen: 2023-03-26 01:00:00\nSeverity: down\nAffected:\n  - API\n  - Control Panel\n"
        "Section: post\n---\n"
        '*Behoben* - Alles <b>gut</b><br/>siehe <a href="https://x.example">hier</a> '
        '{{< track "2023-03-26 04:00:00" >}}\n\n'
        '**Untersuchung** - Wir prüfen. {{< track "2023-03-26 03:30:00" >}}\n'
    ),
    "content/issues/toml.md": (
        '+++\ntitle = "maintenance reboot"\ndate = 2018-08-23T08:59:57.000Z\n'
        'severity = "under-maintenance"\naffectedsystems = [\n  "CloudAPI",\n  "Docker API"\n]\n'
        "resolved = true\n+++\nA server restarts.\n\n## Update\n\n```\nnever closed\n"
        '**Update**: It took longer. {{< track "2018-08-23T09:25:00.000Z" >}}\n'
    ),
    "content/issues/no-end.md": "---\ntitle: Ohne Ende\ndate: 2024-05-14 10:00:00\nresolved: true\n---\nWeg.\n",
    "content/issues/offene.md": "---\ntitle: Aperto\ndate: 2024-05-14T10:00:00-00:00\naffected:\n---\nNon va.\n",
    "content/issues/february.md": "---\ntitle: Never\ndate: 2017-02-30 14:30:00\n---\nx\n",
    "content/issues/untidy.md": (
        "---\ntitle: Router: down & out\ndate: 15.05.2024 17:50\nresolvedWhen: 2024-05-15 18:50 \n"
        "severity: schlimm\naffected: [Main, {bad]\n---\n## 2024-05-15 17:55 Investigating\nText\n"
    ),
    "content/issues/memory.de.md": "---\ntitle: Speicher\n---\n",
    "content/issues/2022-07-27-no-ending": "---\ntitle: x\ndate: 2022-07-27\n---\n",
    "content/issues/draft.md": "---\ntitle: Draft\ndate: 2024-01-01\ndraft: true\n---\n",
}  # fmt: skip


@pytest.fixture
def cstate(tmp_path):
    return old(tmp_path, CSTATE)


def test_every_cstate_post_arrives_or_is_named_and_the_site_passes_check(site, cstate):
    ended = site.run("import", "cstate", cstate, *ZONE, *NOW)
    assert ended.code == 0, ended.err
    content = passes(site)
    titles = {p.title: p for p in (*content.incidents, *content.maintenance)}
    assert set(titles) == {
        "Excessive memory (97%)",
        "Störung: Anmeldung",
        "maintenance reboot",
        "Ohne Ende",
        "Aperto",
        "Router: down & out",
        "Speicher",
    } - {"Speicher"}
    for name in ("_index.md", "february.md", "2022-07-27-no-ending", "draft.md", "memory.de.md"):
        assert f"content/issues/{name}: " in ended.out
    memory = titles["Excessive memory (97%)"]
    assert [u.status for u in memory.updates] == [
        Status.INVESTIGATING,
        Status.MONITORING,
        Status.RESOLVED,
    ]
    assert f"{memory.started_at:%Y-%m-%d %H:%M}" == "2018-08-29 16:50"
    assert memory.components == {"r-status-cloud": Level.DEGRADED_PERFORMANCE}
    assert memory.updates[1].text == "We watch **it**."
    fire = titles["Störung: Anmeldung"]
    assert fire.id == "2023-03-26-stoerung"
    assert set(fire.components) == {"api", "control-panel"}
    assert fire.updates[-1].text == "Alles **gut**  \nsiehe [hier](https://x.example)"
    assert fire.resolved_at == fire.started_at
    assert "before it starts" in ended.out
    assert "never was" in ended.out
    work = titles["maintenance reboot"]
    assert work.announced.published_at == work.announced.start_at
    assert set(work.announced.components) == {"cloudapi", "docker-api"}
    assert "resolved, but not when" in ended.out
    assert titles["Ohne Ende"].resolved_at is not None
    assert titles["Aperto"].resolved_at is None
    assert titles["Aperto"].components == {}
    assert "severity 'schlimm' is not known" in ended.out
    assert "group: Platform" in (site.root / "site.yaml").read_text("utf-8")


def test_a_second_run_writes_nothing_twice(site, cstate):
    site.run("import", "cstate", cstate, *ZONE, *NOW)
    before = {p: p.read_bytes() for p in site.root.rglob("*") if p.is_file()}
    again = site.run("import", "cstate", cstate, *ZONE, *NOW)
    assert "Wrote 0 incidents and 0 maintenance notices." in again.out
    assert "it is here already" in again.out
    assert {p: p.read_bytes() for p in site.root.rglob("*") if p.is_file()} == before


def test_zones_are_asked_for_and_never_guessed(site, cstate):
    ended = site.run("import", "cstate", cstate, *NOW)
    assert ended.code == 2
    assert "do not say their zone" in ended.err
    assert "--timezone Europe/Berlin" in ended.err
    assert not (site.root / "incidents").exists()
    wrong = site.run("import", "cstate", cstate, "--timezone", "Europe/Warsw", *NOW)
    assert wrong.code == 2
    assert "did you mean 'Europe/Warsaw'" in wrong.err


def test_dry_run_and_proposals_write_nothing_they_should_not(site, cstate):
    before = (site.root / "site.yaml").read_bytes()
    tried = site.run("import", "cstate", cstate, *ZONE, "--dry-run", *NOW)
    assert "Would write 5 incidents" in tried.out
    assert "New components, for site.yaml:\n  - id: " in tried.out
    assert sorted(p.name for p in site.root.iterdir()) == ["site.yaml"]
    site.run("import", "cstate", cstate, *ZONE, "--no-components", *NOW)
    assert (site.root / "site.yaml").read_bytes() == before
    assert site.run("check", *NOW).code == 1


STATUSPAGE = {
    "page": {"id": "p", "name": "Old", "time_zone": "Etc/UTC"},
    "components": [
        {"id": "g", "name": "Platform", "group": True},
        {"id": "c1", "name": "API", "group_id": "g", "group": False},
        {"id": "c2", "name": "Git Operations", "group_id": None, "description": "push", "group": False},
    ],
    "incidents": [
        {
            "id": "p31zjtct2jer", "name": "Errors", "status": "postmortem", "impact": "major",
            "created_at": "2024-02-01T10:00:00.000Z", "updated_at": "2024-02-02T10:00:00.000Z",
            "started_at": "2024-02-01T09:50:00.000Z", "resolved_at": "2024-02-01T12:00:00.000Z",
            "components": [{"id": "c1", "name": "API"}, {"id": "c2", "name": "Git Operations"}],
            "incident_updates": [
                {"status": "postmortem", "body": "## What happened\n<p>We <em>erred</em>.</p>",
                 "created_at": "2024-02-02T10:00:00.000Z"},
                {"status": "resolved", "body": "Done.", "created_at": "2024-02-01T12:00:00.000Z",
                 "affected_components": [{"name": "Platform - API", "new_status": "operational"},
                                         {"name": "Git Operations", "new_status": "operational"}]},
                {"status": "identified", "body": "a<br />b", "created_at": "2024-02-01T10:30:00.000Z",
                 "affected_components": [{"name": "Platform - API", "new_status": "degraded_performance"},
                                         {"name": "Git Operations", "new_status": "operational"}]},
                {"status": "investigating", "body": "Hm.", "created_at": "2024-02-01T10:00:00.000Z",
                 "affected_components": [{"name": "Platform - API", "new_status": "major_outage"},
                                         {"name": "Git Operations", "new_status": "partial_outage"}]},
            ],
        },
        {"id": "nothing", "name": "No times", "incident_updates": []},
    ],
    "scheduled_maintenances": [
        {
            "id": "m1", "name": "Upgrade", "status": "completed", "impact": "maintenance",
            "created_at": "2024-03-01T10:00:00.000+01:00", "scheduled_for": "2024-03-05T02:00:00.000Z",
            "scheduled_until": "2024-03-05T02:00:00.000Z", "components": [{"id": "c1", "name": "API"}],
            "incident_updates": [
                {"status": "completed", "body": "Ok", "created_at": "2024-03-05T01:00:00.000Z"},
                {"status": "in_progress", "body": "", "created_at": "2024-03-05T02:00:00.000Z"},
                {"status": "scheduled", "body": "Soon", "created_at": "2024-03-01T09:00:00.000Z"},
            ],
        }
    ],
}  # fmt: skip


def test_statuspage_with_phases_old_addresses_and_publication_times(site, tmp_path):
    pages = {
        "a/incidents.json": STATUSPAGE,
        "a/incidents-2.json": {"incidents": STATUSPAGE["incidents"][:1]},
        "a/broken.json": "{",
    }
    ended = site.run("import", "statuspage", old(tmp_path, pages), *NOW)
    assert ended.code == 0, ended.err
    assert "nothing: it has no time at all" in ended.out
    assert "a/broken.json: the file is no JSON" in ended.out
    content = passes(site)
    (incident,) = content.incidents
    assert incident.aliases == ("p31zjtct2jer",)
    assert incident.components == {
        "api": Level.MAJOR_OUTAGE,
        "git-operations": Level.PARTIAL_OUTAGE,
    }
    assert [(f"{p.start_at:%H:%M}", f"{p.end_at:%H:%M}", dict(p.components)) for p in incident.impact] == [
        ("09:50", "10:30", {"api": Level.MAJOR_OUTAGE, "git-operations": Level.PARTIAL_OUTAGE}),
        ("10:30", "12:00", {"api": Level.DEGRADED_PERFORMANCE}),
    ]  # fmt: skip
    assert incident.updates[-1].text == "### What happened\n\nWe *erred*."
    assert incident.updates[1].text == "a  \nb"
    (work,) = content.maintenance
    assert f"{work.announced.published_at:%Y-%m-%d %H:%M}" == "2024-03-01 09:00"
    assert (work.announced.end_at - work.announced.start_at).seconds == 60
    assert "not after its start" in ended.out
    assert "completed before it begins" in ended.out


def test_history_makes_commits_that_prove_notice(repository, tmp_path):
    source = old(tmp_path, {"x.json": STATUSPAGE})
    ended = repository.run("import", "statuspage", source, "--history", *NOW)
    assert ended.code == 0, ended.err
    assert "Made 2 commits with the original dates" in ended.out
    log = repository.git("log", "-2", "--format=%cI %s", "--date=iso").splitlines()
    assert log == ["2024-03-01T09:00:00+00:00 Upgrade", "2024-02-01T10:00:00+00:00 Errors"]
    assert repository.git("status", "--porcelain") == "M site.yaml"
    notices = json.loads(repository.run("report", "--format", "json", *NOW).out)["notices"]
    (part,) = notices["2024-03-05-upgrade"]["parts"]
    assert part["published"] == "2024-03-01T09:00:00Z"
    assert "declared" not in part
    assert repository.git("fsck", "--strict", "--no-dangling") == ""


def test_history_is_refused_before_anything_is_written(site, repository, tmp_path):
    source = old(tmp_path, {"x.json": STATUSPAGE})
    outside = site.run("import", "statuspage", source, "--history", *NOW)
    assert (outside.code, (site.root / "incidents").exists()) == (1, False)
    repository.write("staged.txt", "x")
    repository.git("add", "staged.txt")
    staged = repository.run("import", "statuspage", source, "--history", *NOW)
    assert staged.code == 1
    assert "something is staged" in staged.err
    assert not (repository.root / "incidents").exists()


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
    ended = site.run("import", "upptime", old(tmp_path, UPPTIME), *NOW)
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
    assert site.run("import", "statusfy", old(tmp_path, files), *NOW).code == 0
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
    ended = site.run("import", "markdown", old(tmp_path, files), *ZONE, *NOW)
    assert ended.code == 0, ended.err
    (incident,) = passes(site).incidents
    assert incident.title == "Il guasto"
    assert incident.summary == "Tutto fermo."
    assert [u.status for u in incident.updates] == [Status.INVESTIGATING, Status.RESOLVED]
    assert "_posts/empty.md: it has no date" in ended.out


def test_a_source_that_is_none_is_said_in_a_sentence(site, tmp_path):
    (tmp_path / "empty").mkdir()
    for tool in ("cstate", "statuspage", "upptime", "statusfy", "markdown"):
        ended = site.run("import", tool, tmp_path / "empty", *NOW)
        assert ended.code == 1, tool
        assert ended.err.startswith("Error: there ")


@pytest.mark.parametrize("agreement", ["hosting-yearly", "support-desk", "saas-monthly"])
def test_any_agreement_can_take_planned_work(tmp_path, agreement):
    run("-C", tmp_path, "init", "site", "--agreement", agreement)
    source = old(tmp_path, {"x.json": STATUSPAGE})
    assert run("-C", tmp_path / "site", "import", "statuspage", source, *NOW).code == 0
    assert run("-C", tmp_path / "site", "check", *NOW).code == 0


def test_a_class_that_needs_a_reason_gets_one(site, tmp_path):
    text = (site.root / "site.yaml").read_text("utf-8")
    site.write("site.yaml", text.replace("{notice: 48h}", "{classes: {urgent: {notice: none}}}"))
    site.run("import", "statuspage", old(tmp_path, {"x.json": STATUSPAGE}), *NOW)
    (work,) = passes(site).maintenance
    assert (work.announced.klass, work.reason is None) == ("urgent", False)


@pytest.mark.parametrize(
    "style", ["[{id: api, name: API}]", "\n- id: api\n  name: API", "\n    - {id: api, name: API}"]
)
def test_components_are_added_in_the_files_own_style(site, tmp_path, style):
    head = "name: T\nurl: https://x.example\ntimezone: UTC\n"
    site.write("site.yaml", f"{head}components: {style}\n# the end\nsla: {{}}\n".encode())
    site.run("import", "statuspage", old(tmp_path, {"x.json": STATUSPAGE}), *NOW)
    assert len(passes(site).site.components) == 2
    text = (site.root / "site.yaml").read_text("utf-8")
    assert text.startswith(head)
    assert text.endswith("\n# the end\nsla: {}\n")


# --------------------------------------------------------------------------------------- nastiness

NASTY = st.lists(
    st.sampled_from(
        [
            "text", "\n", "\n\n", "```", "~~~", "<!--", "-->", "## 2023-01-01 10:00 Resolved", "## Resolved",
            "---", "priority: P1", "<b>", "</b>", "<ul><li>a<li>b</ul>", "<a href='x'>y", "{{< ref >}}",
            '{{< track "2023-01-01 10:00:00" >}}', '{{< track "" >}}', "*Resolved* - ", "**Update**: ",
            "::: update X | 2023-01-01T00:00:00Z\n", ":::\n", "# H", "\t", "    code", "é🔥", "\0", "&amp;",
        ]
    ),
    max_size=12,
).map(" ".join)  # fmt: skip
TIMES = st.sampled_from(
    ["2023-01-01 10:00:00", "2023-03-26T02:30:00", "2023-10-29 02:30", "2023-01-01T09:00:00Z", "x", "1999-01-01",
     "0001-01-01 00:00", "9999-12-31T23:59:59Z", "2023-01-01T10:00:00+0200"]
)  # fmt: skip


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    posts=st.lists(
        st.tuples(
            NASTY, TIMES, TIMES, st.sampled_from(["down", "maintenance", "notice", "?"]), NASTY
        ),
        min_size=1,
        max_size=5,
    )
)
def test_nothing_people_wrote_is_lost_or_breaks_the_site(tmp_path_factory, posts):
    folder = tmp_path_factory.mktemp("nasty")
    run("-C", folder, "init", "site")
    for number, (title, start, end, severity, body) in enumerate(posts):
        place = folder / "old" / f"{number} ☃.md"
        place.parent.mkdir(exist_ok=True)
        quoted = json.dumps(title.replace("\0", ""))
        place.write_text(
            f"---\ntitle: {quoted}\ndate: {start}\nresolvedWhen: {end}\nseverity: {severity}\n---\n{body}",
            "utf-8",
        )
    ended = run("-C", folder / "site", "import", "cstate", folder / "old", *ZONE, "--all", *NOW)
    assert ended.code == 0, ended.err
    checked = run("-C", folder / "site", "check", *NOW)
    assert checked.code == 0, checked.out
    content = read_content(folder / "site").content
    arrived = len(content.incidents) + len(content.maintenance)
    named = sum(f"  {number} ☃.md: " in ended.out for number in range(len(posts)))
    assert arrived + named == len(posts)


@given(NASTY)
def test_a_body_never_swallows_or_fakes_an_update(text):
    assert stands_alone(markdown(text))


@given(NASTY)
def test_no_word_is_dropped(text):
    summary, entries = timeline(text, planned=False)
    kept = summary + "".join(entry.text for entry in entries)
    assert kept.count("text") == text.count("text")
    assert kept.count("é🔥") == text.count("é🔥")


def test_times_and_words_of_other_tools():
    assert moment("2024-05-15 17:50 ").isoformat() == "2024-05-15T17:50:00"
    assert moment("2023-01-01T10:00:00+0200").isoformat() == "2023-01-01T08:00:00+00:00"
    assert moment("2024-12-05T13:00:00-00:00").isoformat() == "2024-12-05T13:00:00+00:00"
    assert moment("15.05.2024 17:50").isoformat() == "2024-05-15T17:50:00"
    assert moment("2024-01-01 10:00 CET").isoformat() == "2024-01-01T09:00:00+00:00"
    assert moment("2017-02-30 14:30:00") is None
    assert moment("soon") is None
    assert status_of("In Corso", planned=True) is Status.IN_PROGRESS
    assert status_of("gelöst", planned=False) is Status.RESOLVED
    assert status_of("Nonsense", planned=False) is None
    assert level_of("Partial Outage") is Level.PARTIAL_OUTAGE
    assert split_front('{\n"Title": "x"}\nbody') == ({"title": "x"}, "\nbody")


def test_importing_ten_thousand_posts_takes_seconds(tmp_path):
    folder = tmp_path / "old"
    folder.mkdir()
    for number in range(300):
        (folder / f"{number}.md").write_text(
            f"---\ntitle: Outage {number}\ndate: 2023-01-01T10:00:00Z\nresolved: true\n"
            "resolvedWhen: 2023-01-01T11:00:00Z\naffected: [API]\n---\nText\n",
            "utf-8",
        )
    run("-C", tmp_path, "init", "site")
    ended = run("-C", tmp_path / "site", "import", "markdown", folder, *NOW)
    assert "Wrote 300 incidents" in ended.out
    assert len({p.name for p in (tmp_path / "site/incidents/2023").iterdir()}) == 300


def test_git_is_asked_nothing_without_history(site, tmp_path, monkeypatch):
    def refuse(*_, **__):
        raise AssertionError("a process was started")

    source = old(tmp_path, {"x.json": STATUSPAGE})
    monkeypatch.setattr(subprocess, "run", refuse)
    assert site.run("import", "statuspage", source, *NOW).code == 0
