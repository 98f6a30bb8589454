"""new: a post from a template, what was left out asked for on a terminal."""

from __future__ import annotations

from datetime import timedelta

import pytest
from support.authored import HALF_A_MINUTE_LATER, only_post
from support.instants import AT_NOW

from generator.model.levels import Level


def test_a_new_incident_is_written_checked_and_its_duties_printed(status_site):
    ended = status_site.run(
        "new", "incident", "Zażółć gęślą jaźń: 502", "--component", "api=major_outage,web",
        "--priority", "P1", "--text", "We look.", *AT_NOW,
    )  # fmt: skip
    path = "incidents/2026/2026-11-20-zazolc-gesla-jazn-502.md"
    assert (ended.code, ended.err) == (0, "")
    assert ended.out == (f"{path}: Investigating\nnext: update due 15:05; resolution due 18:05\n")
    assert (status_site.root / path).read_text("utf-8") == (
        '---\ntitle: "Zażółć gęślą jaźń: 502"\npriority: P1\nstarted: 2026-11-20 14:05\n'
        "components: {api: major_outage, web: major_outage}\n---\n"
        "## 2026-11-20 14:05 Investigating\nWe look.\n"
    )
    assert status_site.run("check", *AT_NOW).code == 0


def test_ids_do_not_clash(status_site):
    for _ in range(3):
        status_site.run("new", "incident", "Down 🔥", "--component", "api", *AT_NOW)
    status_site.run("new", "incident", "🔥", "--component", "api", *AT_NOW)
    names = sorted(p.stem for p in (status_site.root / "incidents/2026").iterdir())
    assert names == [
        "2026-11-20-down", "2026-11-20-down-2", "2026-11-20-down-3", "2026-11-20-incident"
    ]  # fmt: skip
    assert status_site.run("check", *AT_NOW).code == 0


def test_a_late_notice_is_written_and_refused_with_the_earliest_start(status_site):
    words = ("new", "maintenance", "Upgrade", "--component", "api")
    ended = status_site.run(
        *words,
        "--start",
        "2026-11-21 02:00",
        "--end",
        "2026-11-21 04:00",
        "--now",
        HALF_A_MINUTE_LATER,
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
        "--now",
        HALF_A_MINUTE_LATER,
    )
    assert known.code == 0
    assert "short-notice: warning" in known.err
    fine = status_site.run(
        *words,
        "--start",
        "2026-12-06 02:00",
        "--end",
        "2026-12-06 04:00",
        "--now",
        HALF_A_MINUTE_LATER,
    )
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
        ended = status_site.run("new", *words, *AT_NOW)
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
    status_site.run("new", "incident", "x", "--component", "api", "--text", "a\n\n\nb", *AT_NOW)
    text = (status_site.root / "incidents/2026/2026-11-20-x.md").read_text("utf-8")
    assert (
        "audience: [customers]\n---\n## 2026-11-20 14:05 Investigating\na\n\n\nb\nCall us" in text
    )
    assert "cause" not in text
    bad = status_site.run(
        "new", "incident", "y", "--component", "api", "--template", "bad", *AT_NOW
    )
    assert bad.code == 1
    assert "did you mean 'title'?" in bad.err
    none = status_site.run(
        "new", "incident", "y", "--component", "api", "--template", "ba", *AT_NOW
    )
    assert "did you mean 'bad'?" in none.err


@pytest.mark.parametrize("kind", ["incident", "maintenance"])
def test_no_template_has_commented_out_keys(kind):
    from generator.authoring.templates import BUILT_IN

    assert "#" not in BUILT_IN[kind].replace("## {{now}}", "")


@pytest.fixture
def typed(monkeypatch):
    """Somebody at a terminal who types these answers, as click reads them."""
    monkeypatch.setattr("generator.commands.new.on_terminal", lambda: True)
    monkeypatch.setattr("generator.commands.shared.writing.on_terminal", lambda: True)

    def types(*answers):
        left = iter(answers)
        monkeypatch.setattr("click.termui.visible_prompt_func", lambda _: next(left))

    return types


def test_the_dialogue_asks_for_what_was_left_out(status_site, typed):
    typed("Down", "api=partial_outage", "P1", "We look.")
    assert status_site.run("new", "incident", *AT_NOW).code == 0
    post = only_post(status_site)
    assert (post.title, post.priority, post.updates[0].text) == ("Down", "P1", "We look.")
    assert post.components == {"api": Level.PARTIAL_OUTAGE}


def test_the_dialogue_asks_again_after_a_slip_and_loses_nothing(status_site, typed):
    typed("Down", "apii", "api=mayor_outage", "api", "P11", "", "We look.")
    ended = status_site.run("new", "incident", *AT_NOW)
    assert ended.code == 0
    slips = [line for line in ended.out.splitlines() if line.startswith("Error: ")]
    assert [slip.partition("; ")[2] for slip in slips] == [
        "did you mean 'api'?",
        "did you mean 'major_outage'?",
        "did you mean 'P1'?",
    ]
    post = only_post(status_site)
    assert (post.title, post.priority, post.updates[0].text) == ("Down", None, "We look.")
    assert post.components == {"api": Level.MAJOR_OUTAGE}


def test_the_dialogue_for_planned_work_wants_an_end_after_its_start(status_site, typed):
    typed("Upgrade", "6 Dec", "2026-12-06 02:00", "2026-12-06 01:00", "2026-12-06 04:00", "api", "")
    ended = status_site.run("new", "maintenance", *AT_NOW)
    assert ended.code == 0
    assert "would end before it starts" in ended.out
    post = only_post(status_site)
    assert post.announced.end_at - post.announced.start_at == timedelta(hours=2)
