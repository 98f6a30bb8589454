"""new, update, resolve, postmortem, cancel, move, status: files grow by what was meant, and by nothing else."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from builders import GIT_ENVIRONMENT, run
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from generator.authoring.changes import Entry, entry_change, impact_changes, move_changes
from generator.authoring.edit import apply, plain_text, set_key
from generator.authoring.files import slug
from generator.authoring.words import yaml_text
from generator.levels import Level, Status
from generator.reading.content import read_content
from generator.reading.document import Scalar, compose
from generator.reading.faults import Faults

NOW = ("--now", "2026-11-20T14:05:30+01:00")
SITE = """
    name: Test
    url: https://status.example.com
    timezone: Europe/Warsaw
    components:
      - {id: api, name: API}
      - {id: web, name: Web}
    sla:
      availability: {target: 99.5%}
      maintenance: {classes: {standard: {}, emergency: {notice: none}}}
      calendars: {l3: {days: Mon-Fri}}
      priorities: {P1: {acknowledge: 1h, update: 60m, resolve: 4h, postmortem: 5bd}}
    """
INCIDENT = """
    ---
    title: Down
    priority: P1
    started: 2026-11-20 13:00   # a comment
    components: {api: major_outage, web: partial_outage}
    ---
    Customers see errors.

    ## 2026-11-20 13:10 Investigating
    We look.
    """
NOTICE = """
    ---
    title: Upgrade
    start: 2026-12-06 02:00
    end: 2026-12-06 04:00  # two hours
    components: [api]
    ---
    """


@pytest.fixture
def status_site(site):
    site.write("site.yaml", SITE)
    return site


def only_post(site):
    content = read_content(site.root).content
    (post,) = (*content.incidents, *content.maintenance)
    return post


# --------------------------------------------------------------------------------------- new


def test_a_new_incident_is_written_checked_and_its_duties_printed(status_site):
    ended = status_site.run(
        "new", "incident", "Zażółć gęślą jaźń: 502", "--component", "api=major_outage,web",
        "--priority", "P1", "--text", "We look.", *NOW,
    )  # fmt: skip
    path = "incidents/2026/2026-11-20-zazolc-gesla-jazn-502.md"
    assert (ended.code, ended.err) == (0, "")
    assert ended.out == (f"{path}: Investigating\nnext: update due 15:05; resolution due 18:05\n")
    assert (status_site.root / path).read_text("utf-8") == (
        '---\ntitle: "Zażółć gęślą jaźń: 502"\npriority: P1\nstarted: 2026-11-20 14:05\n'
        "components: {api: major_outage, web: major_outage}\n---\n"
        "## 2026-11-20 14:05 Investigating\nWe look.\n"
    )
    assert status_site.run("check", *NOW).code == 0


def test_ids_do_not_clash(status_site):
    for _ in range(3):
        status_site.run("new", "incident", "Down 🔥", "--component", "api", *NOW)
    status_site.run("new", "incident", "🔥", "--component", "api", *NOW)
    names = sorted(p.stem for p in (status_site.root / "incidents/2026").iterdir())
    assert names == [
        "2026-11-20-down", "2026-11-20-down-2", "2026-11-20-down-3", "2026-11-20-incident"
    ]  # fmt: skip
    assert status_site.run("check", *NOW).code == 0


def test_a_late_notice_is_written_and_refused_with_the_earliest_start(status_site):
    words = ("new", "maintenance", "Upgrade", "--component", "api")
    ended = status_site.run(
        *words, "--start", "2026-11-21 02:00", "--end", "2026-11-21 04:00", *NOW
    )
    assert ended.code == 1
    assert "short-notice" in ended.err
    assert "earliest start now: 2026-11-22 14:06" in ended.err
    known = status_site.run(
        *words,
        "--start",
        "2026-11-21 02:00",
        "--end",
        "2026-11-21 04:00",
        "--acknowledge-late",
        *NOW,
    )
    assert known.code == 0
    assert "short-notice: warning" in known.err
    fine = status_site.run(*words, "--start", "2026-12-06 02:00", "--end", "2026-12-06 04:00", *NOW)
    assert fine.code == 0
    assert fine.out.endswith("next: work announced for 2026-12-06 02:00\n")


def test_what_is_missing_or_wrong_is_said_with_what_would_do(status_site):
    for words, said in (
        (("incident",), "say TITLE"),
        (("incident", "x"), "say --component ID"),
        (("incident", "x", "--component", "apo"), "did you mean 'api'?"),
        (("incident", "x", "--component", "api=mayor_outage"), "did you mean 'major_outage'?"),
        (("incident", "x", "--component", "api", "--priority", "P9"), "there is no priority 'P9'"),
        (("incident", "x", "--component", "api", "--status", "resolve"), "did you mean 'resolved'?"),
        (("incident", " ", "--component", "api"), "write a title"),
        (("maintenance", "x", "--component", "api"), "say --start"),
        (("maintenance", "x", "--start", "soon", "--end", "soon"), "is not a time"),
        (
            ("maintenance", "x", "--start", "2026-12-06 04:00", "--end", "2026-12-06 04:00"),
            "would end before it starts",
        ),
        (
            ("maintenance", "x", "--start", "2026-12-06 04:00", "--end", "2026-12-06 05:00", "--class", "urgent"),
            "there is no class 'urgent'",
        ),
    ):  # fmt: skip
        ended = status_site.run("new", *words, *NOW)
        assert ended.code == 2, words
        assert said in ended.err
    assert not (status_site.root / "incidents").exists()


def test_a_sites_own_templates_win_and_empty_lines_of_theirs_go(status_site):
    status_site.write(
        "templates/incident.md",
        "---\ntitle: {{title}}\nstarted: {{ started }}\ncause: {{cause}}\ncomponents: {{components}}\n"
        "audience: [customers]\n---\n{{summary}}\n\n## {{now}} {{status}}\n{{text}}\nCall us: 112.\n",
    )
    status_site.write("templates/bad.md", "{{titel}}\n")
    status_site.run("new", "incident", "x", "--component", "api", "--text", "a\n\n\nb", *NOW)
    text = (status_site.root / "incidents/2026/2026-11-20-x.md").read_text("utf-8")
    assert (
        "audience: [customers]\n---\n## 2026-11-20 14:05 Investigating\na\n\n\nb\nCall us" in text
    )
    assert "cause" not in text
    bad = status_site.run("new", "incident", "y", "--component", "api", "--template", "bad", *NOW)
    assert bad.code == 1
    assert "did you mean 'title'?" in bad.err
    none = status_site.run("new", "incident", "y", "--component", "api", "--template", "ba", *NOW)
    assert "did you mean 'bad'?" in none.err


@pytest.mark.parametrize("kind", ["incident", "maintenance"])
def test_no_template_has_commented_out_keys(kind):
    from generator.authoring.skeletons import BUILT_IN

    assert "#" not in BUILT_IN[kind].replace("## {{now}}", "")


def test_the_dialogue_asks_for_what_was_left_out(status_site, monkeypatch):
    monkeypatch.setattr("generator.commands.new.on_terminal", lambda: True)
    monkeypatch.setattr("generator.commands.writing.on_terminal", lambda: True)
    answers = iter(["Down", "api=partial_outage", "P1", "We look."])
    monkeypatch.setattr("click.prompt", lambda *_, **__: next(answers))
    assert status_site.run("new", "incident", *NOW).code == 0
    post = only_post(status_site)
    assert (post.title, post.priority, post.updates[0].text) == ("Down", "P1", "We look.")
    assert post.components == {"api": Level.PARTIAL_OUTAGE}


# --------------------------------------------------------------------------------------- update


def test_an_update_is_appended_and_the_next_one_is_due(status_site):
    place = status_site.write("incidents/down.md", INCIDENT)
    before = place.read_bytes()
    ended = status_site.run("update", "down", "identified", "The pool.", *NOW)
    assert ended.code == 0
    assert "next: update due 15:05" in ended.out
    assert place.read_bytes() == before + b"\n## 2026-11-20 14:05 Identified\nThe pool.\n"


def test_the_second_update_of_a_minute_has_its_seconds(status_site):
    status_site.write("incidents/down.md", INCIDENT)
    for _ in range(2):
        status_site.run("update", "down", "Update", "x", *NOW)
    assert [f"{u.at:%M:%S}" for u in only_post(status_site).updates] == ["10:00", "05:00", "05:30"]


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("Monitoring", Status.MONITORING),
        ("UPDATE", Status.UPDATE),
        ("escalated l3", Status.ESCALATED),
    ],
)
def test_statuses_are_known_in_any_dress(status_site, word, status):
    status_site.write("incidents/down.md", INCIDENT)
    assert status_site.run("update", "down", word, "x", *NOW).code == 0
    assert only_post(status_site).updates[-1].status is status


def test_planned_work_has_statuses_of_its_own(status_site):
    status_site.write("maintenance/up.md", NOTICE)
    for word in ("in_progress", "in-progress", "In progress", "completed"):
        assert status_site.run("update", "up", word, "x", *NOW).code == 0
    assert status_site.run("update", "up", "resolved", "x", *NOW).code == 2
    assert status_site.run("resolve", "up", *NOW).code == 2
    assert status_site.run("update", "up", "update", "--impact", "api=operational", *NOW).code == 2


def test_text_comes_from_standard_input_too(status_site, monkeypatch):
    import io

    status_site.write("incidents/down.md", INCIDENT)
    monkeypatch.setattr("sys.stdin", io.StringIO("line\n\n- item\n"))
    assert status_site.run("update", "down", "update", "-", *NOW).code == 0
    assert only_post(status_site).updates[-1].text == "line\n\n- item"


def test_an_update_may_change_priority_and_be_dated_back(status_site):
    status_site.write("incidents/down.md", INCIDENT.replace("    priority: P1\n", ""))
    ended = status_site.run(
        "update", "down", "update", "Worse.", "--priority", "P1", "--at", "2026-11-20 13:30", *NOW
    )
    assert ended.code == 0
    last = only_post(status_site).updates[-1]
    assert (last.priority, last.text, f"{last.at:%H:%M}") == ("P1", "Worse.", "12:30")
    assert status_site.run("update", "down", "update", "--priority", "P7", *NOW).code == 2


def test_impact_from_now_on_ends_the_phase_before(status_site):
    place = status_site.write("incidents/down.md", INCIDENT)
    status_site.run(
        "update", "down", "monitoring", "x", "--impact", "api=degraded_performance", *NOW
    )
    later = ("--now", "2026-11-20T15:00+01:00")
    status_site.run(
        "update", "down", "update", "y", "--impact", "api=operational,web=operational", *later
    )
    assert (
        "components: {api: major_outage, web: partial_outage}\nimpact:\n"
        "  - {from: 2026-11-20 13:00, to: 2026-11-20 14:05, components: {api: major_outage, web: partial_outage}}\n"
        "  - {from: 2026-11-20 14:05, to: 2026-11-20 15:00, components: {api: degraded_performance, web: partial_outage}}\n"
        "---\n"
    ) in place.read_text("utf-8")  # fmt: skip


def test_a_broken_post_can_still_be_added_to_but_says_what_is_wrong(status_site):
    place = status_site.write("incidents/down.md", INCIDENT.replace("api:", "apii:"))
    ended = status_site.run("update", "down", "update", "Words.", *NOW)
    assert ended.code == 1
    assert "unknown-component" in ended.err
    assert "Words." in place.read_text("utf-8")
    before = place.read_bytes()
    refused = status_site.run("update", "down", "update", "--impact", "api=operational", *NOW)
    assert refused.code == 1
    assert "was not changed" in refused.err
    assert place.read_bytes() == before


def test_the_text_is_not_lost_where_nothing_can_be_written(status_site, monkeypatch):
    status_site.write("incidents/down.md", INCIDENT)

    def refuse(*_, **__):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("generator.commands.writing.write", refuse)
    ended = status_site.run("update", "down", "update", "Precious words.", *NOW)
    assert ended.code == 1
    assert "No space left on device" in ended.err
    assert "Precious words." in ended.err


def test_unknown_ids_are_answered_with_the_nearest(status_site):
    status_site.write("incidents/2026-11-20-down.md", INCIDENT)
    status_site.write("incidents/renamed.md", INCIDENT.replace("title", "id: other\n    title", 1))
    ended = status_site.run("resolve", "2026-11-20-dwon", *NOW)
    assert (ended.code, "did you mean '2026-11-20-down'?" in ended.err) == (1, True)
    assert status_site.run("resolve", "other", "x", *NOW).code == 0
    assert status_site.run("resolve", "incidents/2026-11-20-down.md", "x", *NOW).code == 0
    assert status_site.run("resolve", "renamed", *NOW).code == 1


# --------------------------------------------------------------------------------------- the others


def test_resolve_then_postmortem_with_its_parts_and_due_date(status_site):
    status_site.write("incidents/down.md", INCIDENT)
    ended = status_site.run("resolve", "down", "Fixed.", *NOW)
    assert (ended.code, ended.out.splitlines()[-1]) == (0, "next: postmortem due 2026-11-27 23:59")
    begun = status_site.run("postmortem", "down", *NOW)
    assert "the agreement wants it by 2026-11-27 23:59 (5bd after the resolution)" in begun.out
    assert only_post(status_site).updates[-1].text == "### What happened\n\n### What we will do"
    assert "postmortem-incomplete" not in begun.err
    again = status_site.run("postmortem", "down", *NOW)
    assert (again.code, "already" in again.err) == (1, True)


def test_an_empty_postmortem_is_not_committed(status_site):
    status_site.write("incidents/down.md", INCIDENT)
    assert status_site.run("postmortem", "down", "--commit", *NOW).code == 2


def test_cancelled_work_stays_in_its_file(status_site):
    place = status_site.write("maintenance/up.md", NOTICE)
    assert status_site.run("cancel", "up", "Not ready.", *NOW).code == 0
    assert only_post(status_site).announced.cancelled_at is not None
    assert place.read_text("utf-8").endswith("## 2026-11-20 14:05 Cancelled\nNot ready.\n")
    assert status_site.run("cancel", "up", *NOW).code == 1
    status_site.write("incidents/down.md", INCIDENT)
    assert status_site.run("cancel", "down", *NOW).code == 2


def announced(repository):
    repository.write("site.yaml", SITE)
    repository.write("maintenance/up.md", NOTICE)
    repository.commit("2026-11-18T10:00:00+01:00")
    return repository.root / "maintenance/up.md"


def test_move_says_what_it_does_to_the_notice_and_keeps_the_length(repository):
    place = announced(repository)
    ended = repository.run("move", "up", "--start", "2026-12-13 02:00", *NOW)
    assert ended.code == 0
    before, after, *_ = ended.out.splitlines()
    assert before.startswith("before: 2026-12-06 02:00 to 04:00: 02:00 announced 424 h ahead (ok)")
    assert after.startswith(
        "after:  2026-12-13 02:00 to 04:00: 02:00 announced 539 h 54 min 30 s ahead (ok)"
    )
    assert "start: 2026-12-13 02:00\nend: 2026-12-13 04:00  # two hours\n" in place.read_text(
        "utf-8"
    )


def test_shortening_never_hurts_and_too_short_a_notice_needs_a_yes(repository):
    place = announced(repository)
    shortened = repository.run(
        "move", "up", "--end", "2026-12-06 03:00", "--now", "2026-12-05T12:00+01:00"
    )
    assert shortened.code == 0
    assert "(ok)" in shortened.out.splitlines()[1]
    before = place.read_bytes()
    late = ("move", "up", "--start", "2026-11-21 02:00", *NOW)
    refused = repository.run(*late)
    assert refused.code == 1
    assert "(late)" in refused.out
    assert "Nothing was changed" in refused.err
    assert place.read_bytes() == before
    assert repository.run(*late, "--acknowledge-late").code == 0
    assert "late: acknowledged\n---" in place.read_text("utf-8")
    assert repository.run("move", "up", *NOW).code == 2
    assert repository.run("move", "up", "--end", "2026-11-20 02:00", *NOW).code == 2


def test_commit_takes_this_file_alone_and_push_pushes(repository, tmp_path, monkeypatch):
    for key, value in GIT_ENVIRONMENT.items():
        monkeypatch.setenv(key, value)
    repository.write("site.yaml", SITE)
    repository.commit("2026-11-01T10:00:00+01:00")
    repository.write("other.txt", "x")
    repository.git("add", "other.txt")
    ended = repository.run("new", "incident", "Down", "--component", "api", "--commit", *NOW)
    assert ended.code == 0, ended.err
    assert repository.git("show", "--name-only", "--format=%s").split() == [
        "incidents/2026/2026-11-20-down.md:", "Investigating", "incidents/2026/2026-11-20-down.md"
    ]  # fmt: skip
    assert repository.git("status", "--porcelain") == "A  other.txt"
    nowhere = repository.run("resolve", "2026-11-20-down", "x", "--push", *NOW)
    assert (nowhere.code, "git refused" in nowhere.err) == (1, True)
    repository.git("init", "--quiet", "--bare", str(tmp_path / "remote.git"))
    repository.git("remote", "add", "origin", str(tmp_path / "remote.git"))
    repository.git("config", "push.autoSetupRemote", "true")
    pushed = repository.run("update", "2026-11-20-down", "update", "y", "--push", *NOW)
    assert (pushed.code, "Pushed." in pushed.out) == (0, True)
    assert repository.git("rev-parse", "origin/main") == repository.git("rev-parse", "HEAD")


def test_errors_are_not_committed(repository):
    place = announced(repository)
    ended = repository.run("move", "up", "--start", "2026-11-21 02:00", "--yes", "--commit", *NOW)
    assert ended.code == 1
    assert "Not committed" in ended.err
    assert place.name in repository.git("status", "--porcelain")


def test_status_tells_what_visitors_see_and_what_is_due(status_site):
    quiet = status_site.run("status", *NOW)
    assert quiet.out == "Test, 14:05: all operational\nnothing is due\n"
    status_site.write("incidents/down.md", INCIDENT)
    status_site.write("maintenance/up.md", NOTICE)
    told = status_site.run("status", *NOW).out
    assert "Test, 14:05: major outage since 13:00\n  api: major outage (down)\n" in told
    assert "open incidents:\n  down: Down (P1; Investigating 13:10)\n" in told
    assert "planned:\n  up: Upgrade (2026-12-06 02:00 to 2026-12-06 04:00; notice ok)\n" in told
    assert "due next:\n  update due 14:10  down\n" in told
    late = status_site.run("status", "--now", "2026-11-20T14:30+01:00").out
    assert "update due 14:10, 20 min ago  down" in late
    status_site.write("incidents/bad.md", INCIDENT.replace("api:", "apii:"))
    assert status_site.run("status", *NOW).code == 1


# --------------------------------------------------------------------------------------- completion


def completions(site, words):
    code = "import sys; from generator.cli import main; sys.argv = ['statusmark']; sys.exit(main())"
    return subprocess.run(
        [sys.executable, "-c", code],
        env={
            **os.environ,
            "_STATUSMARK_COMPLETE": "bash_complete",
            "COMP_WORDS": f"statusmark -C {site.root} {words}",
            "COMP_CWORD": str(3 + words.count(" ")),
        },
        cwd=Path(__file__).parents[1],
        capture_output=True,
        text=True,
        check=False,
    ).stdout


def test_the_shell_completes_ids_components_and_levels(status_site):
    status_site.write("incidents/2026-11-20-down.md", INCIDENT)
    assert "2026-11-20-down" in completions(status_site, "update 2026")
    assert "plain,api" in completions(status_site, "new incident --component a")
    assert "plain,api=major_outage" in completions(status_site, "new incident --component api=maj")


# --------------------------------------------------------------------------------------- every byte


ENDINGS = st.sampled_from(["\n", "\r\n", "\r"])
FRONTS = st.sampled_from(
    [
        "title: Down\nstarted: 2026-11-20 13:00   # why\ncomponents: {api: major_outage}\n",
        "components:\n  api: major_outage\n  web: partial_outage\n# a comment: {\nstarted: '2026-11-20 13:00'\ntitle: \"Dów\\u006e\"\n",
        "title: >-\n  Long\n  words\nstarted: 2026-11-20 13:00\ncomponents: [api]\nimpact:\n- from: 2026-11-20 13:00\n  components: {api: major_outage}\n  cause: own\n",
        "{title: Down, started: 2026-11-20 13:00, components: [api]}\n",
        "title: Zażółć 🔥\nstarted: 2026-11-20 13:00\ncomponents: [api]\nimpact: [{from: 2026-11-20 13:00, components: [api]}]\n\n\n",
        "title: x\nstarted: 2026-11-20 13:00\ncomponents: [api]\nimpact:\n    -   {from: 2026-11-20 13:00, to: 2026-11-20 13:30, components: [api]} # done\ncause: own\n",
    ]
)  # fmt: skip
BODIES = st.sampled_from(
    [
        "",
        "Text",
        "Text\n",
        "Text\n\n\n",
        "## 2026-11-20 13:10 Investigating\nWe look 🔥.",
        "\n\n\ta  \n",
    ]
)


@settings(
    max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    ending=ENDINGS,
    bom=st.booleans(),
    front=FRONTS,
    body=BODIES,
    text=st.sampled_from(["", "x", "a\n\n- b"]),
)
def test_an_edit_keeps_every_byte_elsewhere(tmp_path_factory, ending, bom, front, body, text):
    folder = tmp_path_factory.mktemp("edit")
    (folder / "incidents").mkdir()
    (folder / "site.yaml").write_text(
        "name: T\nurl: https://x.example\ntimezone: Europe/Warsaw\ncomponents: [{id: api, name: A}, {id: web, name: W}]\n"
    )
    raw = f"---\n{front}---\n{body}".replace("\n", ending)
    data = (b"\xef\xbb\xbf" if bom else b"") + raw.encode()
    (folder / "incidents/a.md").write_bytes(data)
    content = read_content(folder).content
    (post,) = content.incidents
    plain, zone = plain_text(data), content.site.zone
    at = datetime(2026, 11, 20, 13, 5, tzinfo=UTC)
    entry = entry_change(plain, post, Entry(at, "Update", text), zone)
    impact = impact_changes(plain, post, at, {"api": Level.DEGRADED_PERFORMANCE}, zone)
    edited = apply(data, [*impact, entry])
    (folder / "incidents/a.md").write_bytes(edited)
    reading = read_content(folder)
    assert [d for d in reading.diagnostics if d.severity.value == "error"] == []
    (after,) = reading.content.incidents
    assert after.updates[:-1] == tuple(
        u.__class__(u.at, u.status, u.text, u.key, a.location, u.team, u.priority)
        for u, a in zip(post.updates, after.updates, strict=False)
    )
    assert (after.updates[-1].status, after.updates[-1].text) == (Status.UPDATE, text)
    assert after.impact[-1].components["api"] is Level.DEGRADED_PERFORMANCE
    assert after.impact[-1].start_at == at
    if len(after.impact) > 1:
        assert after.impact[-2].end_at <= at
    assert (after.title, after.started_at, after.components) == (
        post.title, post.started_at, post.components
    )  # fmt: skip
    assert edited.startswith(b"\xef\xbb\xbf") == bom
    assert is_subsequence(data, edited)
    if ending != "\n":
        assert b"\n" not in edited.replace(ending.encode(), b"") or ending == "\r"
    if body and not body.endswith("\n"):
        assert not edited.endswith((b"\n", b"\r"))


def is_subsequence(short, long):
    rest = iter(long)
    return all(byte in rest for byte in short)


@given(
    ENDINGS,
    st.booleans(),
    st.sampled_from(["end: 2026-12-06 04:00", 'end:   "2026-12-06 04:00"   # x']),
)
def test_a_moved_window_changes_two_values_only(ending, bom, end_line):
    text = f"---\n# first\nstart: 2026-12-06 02:00 # why\n{end_line}\ncomponents: [api]\n---\nend: not this\n"
    data = (b"\xef\xbb\xbf" if bom else b"") + text.replace("\n", ending).encode()
    changes = move_changes(plain_text(data), "S", "E")
    wanted = text.replace("2026-12-06 02:00", "S").replace('"2026-12-06 04:00"', "E")
    wanted = wanted.replace("2026-12-06 04:00", "E").replace("\n", ending).encode()
    assert apply(data, changes) == (b"\xef\xbb\xbf" if bom else b"") + wanted


def test_a_key_without_a_value_gets_one():
    text = "---\nlate:\nstart: x\n---\n"
    change = set_key(text, "late", "acknowledged")
    assert apply(text.encode(), [change]) == b"---\nlate: acknowledged\nstart: x\n---\n"
    assert set_key("---\na: [\n---\n", "late", "x") is None
    assert set_key("no front matter", "late", "x") is None


@given(st.text(max_size=40))
def test_any_title_reads_back_as_typed(text):
    line = " ".join(text.split())
    printable = all(character.isprintable() for character in line)
    node = compose(f"title: {yaml_text(text)}\n", 1, Faults(""))
    if printable and line:
        value = node.get("title")
        assert isinstance(value, Scalar)
        assert value.text == line


@given(st.text(max_size=80))
def test_a_slug_is_always_an_id_or_nothing(text):
    import re

    assert re.fullmatch(r"(?:[a-z0-9]+(?:-[a-z0-9]+)*)?", slug(text))
    assert len(slug(text)) <= 48


def test_slugs_of_polish_and_german():
    assert slug("Zażółć gęślą jaźń") == "zazolc-gesla-jazn"
    assert slug("Störung für Größe") == "stoerung-fuer-groesse"
    assert slug("🔥☃") == ""


def test_files_keep_their_permissions(status_site):
    place = status_site.write("incidents/down.md", INCIDENT)
    place.chmod(0o640)
    status_site.run("update", "down", "update", "x", *NOW)
    assert place.stat().st_mode & 0o777 == 0o640
    assert [p.name for p in place.parent.iterdir()] == ["down.md"]


def test_commands_outside_a_site_say_so(tmp_path):
    for words in (("update", "x", "update"), ("status",), ("serve",), ("export", "jsonl")):
        ended = run("-C", tmp_path, *words)
        assert ended.code == 1
        assert "there is no site.yaml" in ended.err
