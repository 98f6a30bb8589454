"""import: histories as people really wrote them; every post arrives or is named, and the site passes check."""

from __future__ import annotations

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.builders import run
from support.importing import ZONE, old, passes
from support.instants import AT_NOW

from generator.authoring.importers.markup import markdown, stands_alone
from generator.authoring.importers.timelines import timeline
from generator.model.levels import Level, Status
from generator.reading.content import read_content

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
    ended = site.run("import", "cstate", cstate, *ZONE, *AT_NOW)
    assert ended.code == 0, ended.err
    content = passes(site)
    titles = {p.title: p for p in content.posts}
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
    site.run("import", "cstate", cstate, *ZONE, *AT_NOW)
    before = {p: p.read_bytes() for p in site.root.rglob("*") if p.is_file()}
    again = site.run("import", "cstate", cstate, *ZONE, *AT_NOW)
    assert "Wrote 0 incidents and 0 maintenance notices." in again.out
    assert "it is here already" in again.out
    assert {p: p.read_bytes() for p in site.root.rglob("*") if p.is_file()} == before


def test_zones_are_asked_for_and_never_guessed(site, cstate):
    ended = site.run("import", "cstate", cstate, *AT_NOW)
    assert ended.code == 2
    assert "do not say their zone" in ended.err
    assert "--timezone Europe/Berlin" in ended.err
    assert not (site.root / "incidents").exists()
    wrong = site.run("import", "cstate", cstate, "--timezone", "Europe/Warsw", *AT_NOW)
    assert wrong.code == 2
    assert "did you mean 'Europe/Warsaw'" in wrong.err


def test_dry_run_and_proposals_write_nothing_they_should_not(site, cstate):
    before = (site.root / "site.yaml").read_bytes()
    tried = site.run("import", "cstate", cstate, *ZONE, "--dry-run", *AT_NOW)
    assert "Would write 5 incidents" in tried.out
    assert "New components, for site.yaml:\n  - id: " in tried.out
    assert sorted(p.name for p in site.root.iterdir()) == ["site.yaml"]
    site.run("import", "cstate", cstate, *ZONE, "--no-components", *AT_NOW)
    assert (site.root / "site.yaml").read_bytes() == before + b"proof_since: 2026-11-21\n"
    assert site.run("check", *AT_NOW).code == 1


def test_a_source_that_is_none_is_said_in_a_sentence(site, tmp_path):
    (tmp_path / "empty").mkdir()
    for tool in ("cstate", "statuspage", "upptime", "statusfy", "markdown"):
        ended = site.run("import", tool, tmp_path / "empty", *AT_NOW)
        assert ended.code == 1, tool
        assert ended.err.startswith("Error: there ")


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
    ended = run("-C", folder / "site", "import", "cstate", folder / "old", *ZONE, "--all", *AT_NOW)
    assert ended.code == 0, ended.err
    checked = run("-C", folder / "site", "check", *AT_NOW)
    assert checked.code == 0, checked.out
    content = read_content(folder / "site").content
    arrived = len(content.posts)
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


def test_posts_of_one_day_get_names_of_their_own(tmp_path):
    folder = tmp_path / "old"
    folder.mkdir()
    for number in range(300):
        (folder / f"{number}.md").write_text(
            f"---\ntitle: Outage {number}\ndate: 2023-01-01T10:00:00Z\nresolved: true\n"
            "resolvedWhen: 2023-01-01T11:00:00Z\naffected: [API]\n---\nText\n",
            "utf-8",
        )
    run("-C", tmp_path, "init", "site")
    ended = run("-C", tmp_path / "site", "import", "markdown", folder, *AT_NOW)
    assert "Wrote 300 incidents" in ended.out
    assert len({p.name for p in (tmp_path / "site/incidents/2023").iterdir()}) == 300
