"""Whatever else happens to a file: nothing of anybody's is lost, and nothing unreadable is written."""

from __future__ import annotations

import io
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from textwrap import dedent

import pytest
from support.authored import INCIDENT, NOTICE, only_post
from support.instants import AT_NOW

from generator.authoring import write_post
from generator.commands.init import PRESETS
from generator.disk.whole_file import change_whole

ROOT = Path(__file__).parents[2]
COLLEAGUES = "\n## 2026-11-20 13:40 Update\nA colleague saved this.\n"
MORE_THAN_A_PIPE_HOLDS = "A line of the long text.\n" * 10_000
MOVE = ("move", "up", "--start", "2026-12-13 02:00", *AT_NOW)


def as_a_program(site, *words):
    return subprocess.Popen(
        [sys.executable, "-m", "generator", "-C", str(site.root), *words, *AT_NOW],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


class Typing(io.StringIO):
    """Standard input of somebody who types while something happens."""

    def __init__(self, text, meanwhile):
        super().__init__(text)
        self.meanwhile = meanwhile

    def read(self, size=-1):
        self.meanwhile()
        return super().read(size)


@pytest.fixture
def typed(monkeypatch):
    def types(text, meanwhile):
        monkeypatch.setattr("sys.stdin", Typing(text, meanwhile))

    return types


def append(place, text):
    place.write_text(place.read_text("utf-8") + text, "utf-8")


def test_what_a_colleague_saves_while_a_text_is_typed_stays(status_site):
    place = status_site.write("incidents/down.md", INCIDENT)
    writer = as_a_program(status_site, "update", "down", "identified", "-")
    writer.stdin.write(MORE_THAN_A_PIPE_HOLDS)  # returns only once the program reads
    append(place, COLLEAGUES)
    _, complaint = writer.communicate("The pool.", timeout=60)
    assert writer.returncode == 0, complaint
    assert [u.text.splitlines()[-1] for u in only_post(status_site).updates] == [
        "We look.",
        "A colleague saved this.",
        "The pool.",
    ]


def test_what_a_colleague_saves_right_before_the_exchange_stays(status_site, monkeypatch):
    place = status_site.write("incidents/down.md", INCIDENT)
    saves = [COLLEAGUES]

    def meanwhile(*words):
        if saves:
            append(place, saves.pop())
        change_whole(*words)

    monkeypatch.setattr(write_post, "change_whole", meanwhile)
    assert status_site.run("update", "down", "identified", "The pool.", *AT_NOW).code == 0
    texts = [update.text for update in only_post(status_site).updates]
    assert texts == ["We look.", "A colleague saved this.", "The pool."]


def test_a_file_that_never_rests_is_left_alone_and_the_text_given_back(status_site, monkeypatch):
    place = status_site.write("incidents/down.md", INCIDENT)
    saves = []

    def meanwhile(*words):
        append(place, "x")
        saves.append(place.read_bytes())
        change_whole(*words)

    monkeypatch.setattr(write_post, "change_whole", meanwhile)
    ended = status_site.run("update", "down", "identified", "Precious words.", *AT_NOW)
    assert ended.code == 1
    assert "somebody else keeps writing it; try again.\nYour text:\nPrecious words." in ended.err
    assert place.read_bytes() == saves[-1]


def test_updates_of_several_programs_at_once_all_arrive(status_site):
    status_site.write("incidents/down.md", INCIDENT)
    texts = [f"Update number {number}." for number in range(6)]

    def post(text):
        writer = as_a_program(status_site, "update", "down", "update", "-")
        return writer, writer.communicate(text, timeout=120)

    with ThreadPoolExecutor(len(texts)) as pool:
        ended = list(pool.map(post, texts))
    assert [(writer.returncode, err) for writer, (_, err) in ended] == [(0, "")] * len(texts)
    assert sorted(u.text for u in only_post(status_site).updates) == sorted(["We look.", *texts])


def test_a_file_deleted_while_a_text_is_typed_is_not_made_again(status_site, typed):
    place = status_site.write("incidents/down.md", INCIDENT)
    typed("Precious words.", place.unlink)
    ended = status_site.run("update", "down", "identified", "-", *AT_NOW)
    assert ended.code == 1
    assert "it is not there any more.\nYour text:\nPrecious words." in ended.err
    assert list(place.parent.iterdir()) == []


def test_nothing_outside_the_site_is_written(status_site, typed, tmp_path):
    place = status_site.write("incidents/down.md", INCIDENT)
    outside = tmp_path / "outside.md"
    outside.write_bytes(place.read_bytes())

    def led_out():
        place.unlink()
        place.symlink_to(outside)

    before = outside.read_bytes()
    typed("Precious words.", led_out)
    ended = status_site.run("update", "down", "identified", "-", *AT_NOW)
    assert ended.code == 1
    assert "link-outside" in ended.err
    assert "Precious words." in ended.err
    assert (place.is_symlink(), outside.read_bytes()) == (True, before)


def test_a_link_within_the_site_stays_one(status_site):
    target = status_site.write("drafts/down.md", INCIDENT)
    link = status_site.root / "incidents/down.md"
    link.parent.mkdir()
    link.symlink_to("../drafts/down.md")
    assert status_site.run("update", "down", "identified", "The pool.", *AT_NOW).code == 0
    assert (link.is_symlink(), "The pool." in target.read_text("utf-8")) == (True, True)
    assert [entry.name for entry in link.parent.iterdir()] == ["down.md"]


def test_what_is_resolved_while_a_text_is_typed_is_not_resolved_twice(status_site, typed):
    place = status_site.write("incidents/down.md", INCIDENT)
    typed("Mine.", lambda: append(place, "\n## 2026-11-20 14:00 Resolved\nTheirs.\n"))
    ended = status_site.run("resolve", "down", "-", *AT_NOW)
    assert ended.code == 1
    assert "resolved already, since 2026-11-20 14:00" in ended.err
    assert "Your text:\nMine." in ended.err
    assert "Mine." not in place.read_text("utf-8")


@pytest.fixture
def asked(monkeypatch):
    """Somebody at a terminal who is asked before a move, and what happens before the answer."""
    monkeypatch.setattr("generator.commands.move.on_terminal", lambda: True)

    def when(meanwhile):
        monkeypatch.setattr("click.confirm", lambda *_, **__: meanwhile())

    return when


def test_a_window_that_somebody_else_moved_meanwhile_is_not_moved(status_site, asked):
    place = status_site.write("maintenance/up.md", NOTICE)
    theirs = place.read_text("utf-8").replace("04:00", "05:00")
    asked(lambda: place.write_text(theirs, "utf-8"))
    ended = status_site.run(*MOVE)
    assert (ended.code, "changed its announcement meanwhile" in ended.err) == (1, True)
    assert place.read_text("utf-8") == theirs


def test_a_move_goes_with_what_else_was_saved_meanwhile(status_site, asked):
    place = status_site.write("maintenance/up.md", NOTICE)
    asked(lambda: append(place, COLLEAGUES))
    assert status_site.run(*MOVE).code == 0
    text = place.read_text("utf-8")
    assert "start: 2026-12-13 02:00\nend: 2026-12-13 04:00  # two hours\n" in text
    assert text.endswith(COLLEAGUES)


WINDOWS = [
    ("start: >-\n  2026-12-06 02:00\nend: |-\n  2026-12-06 04:00\n\n# last\n",
     "start: 2026-12-13 02:00\nend: 2026-12-13 04:00\n\n# last\n"),
    ("start: >- # why\n    2026-12-06 02:00\nend:\n  2026-12-06\n  04:00\n",
     "start: 2026-12-13 02:00\nend:\n  2026-12-13 04:00\n"),
    ("'start' : '2026-12-06\n  02:00' # why\nend:\t2026-12-06 04:00\t# tab\n",
     "'start' : 2026-12-13 02:00 # why\nend:\t2026-12-13 04:00\t# tab\n"),
    ("start: # why\n  2026-12-06 02:00\n? end\n: 2026-12-06 04:00\n",
     "start: # why\n  2026-12-13 02:00\n? end\n: 2026-12-13 04:00\n"),
]  # fmt: skip


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize(("before", "after"), WINDOWS)
def test_values_over_several_lines_are_moved(status_site, before, after, ending):
    head, tail = "\ufeff---\ntitle: Up\n", "components: [api]\n---\n~~~\n---\nend: no\n~~~"
    place = status_site.write(
        "maintenance/up.md", f"{head}{before}{tail}".replace("\n", ending).encode()
    )
    ended = status_site.run(*MOVE)
    assert ended.code == 0, ended.err
    assert place.read_bytes().decode() == f"{head}{after}{tail}".replace("\n", ending)


def test_front_matter_in_braces_over_several_lines_is_moved(status_site):
    place = status_site.write(
        "maintenance/up.md",
        "---\n{title: Up, start: 2026-11-22 02:00,\n end: '2026-11-22 04:00', # two hours\n components: [api],\n}\n---\n",
    )
    words = ("move", "up", "--start", "2026-11-21 02:00", "--acknowledge-late", *AT_NOW)
    assert status_site.run(*words).code == 0
    assert place.read_text("utf-8") == (
        "---\n{title: Up, start: 2026-11-21 02:00,\n end: 2026-11-21 04:00, # two hours\n"
        " components: [api], late: acknowledged,\n}\n---\n"
    )


FRONT = "---\ntitle: Down\nstarted: 2026-11-20 13:00\ncomponents: [api]\n"
BROKEN = {
    "duplicate-key": f"{FRONT}title: Again\n---\n",
    "yaml-anchor": f"{FRONT}cause: &own own\n---\n",
    "not-closed": f"{FRONT}audience: [customers\n---\n",
    "merge-conflict": f"{FRONT}---\n<<<<<<< HEAD\nOne.\n=======\nTwo.\n>>>>>>> theirs\n",
    "front-matter-not-closed": FRONT,
    "not-utf-8": f"{FRONT}---\nZa\u017c".encode("iso8859-2"),
}


@pytest.mark.parametrize("code", BROKEN)
def test_the_impact_of_a_post_with_mistakes_is_not_changed(status_site, code):
    place = status_site.write("incidents/down.md", BROKEN[code])
    before = place.read_bytes()
    words = ("update", "down", "monitoring", "Words.", "--impact", "api=operational", *AT_NOW)
    ended = status_site.run(*words)
    assert ended.code == 1
    assert f": {code}: " in ended.err
    assert "fix its mistakes first" in ended.err
    assert place.read_bytes() == before


@pytest.mark.parametrize("code", [code for code in BROKEN if code != "duplicate-key"])
def test_an_update_needs_a_timeline_that_can_be_read(status_site, code):
    place = status_site.write("incidents/down.md", BROKEN[code])
    before = place.read_bytes()
    ended = status_site.run("update", "down", "update", "Words.", *AT_NOW)
    assert (ended.code, f": {code}: " in ended.err) == (1, True)
    assert place.read_bytes() == before


def test_an_update_below_an_open_code_block_is_refused_with_its_line(status_site):
    place = status_site.write("incidents/down.md", f"{FRONT}---\nSee:\n```\nlog\n")
    before = place.read_bytes()
    ended = status_site.run("update", "down", "update", "Precious words.", *AT_NOW)
    assert ended.code == 1
    assert "incidents/down.md:7:1: not-closed" in ended.err
    assert "  7 | ```" in ended.err
    assert "Your text:\nPrecious words." in ended.err
    assert place.read_bytes() == before


TEXTS = {
    "an update of its own": "See:\n## 2026-11-20 13:30 Resolved\nx",
    "taken for an update's heading": "See:\n## Resolved\nx",
    "write '### 11:40 restart'": "## 11:40 restart",
    "does not close it": "See:\n```\n## 2026-11-20 13:30 Resolved",
    "add a line with ``` or -->": "Words.\n<!-- to be written",
    "unknown-priority": "priority: P9\nWorse.",
    "merge-conflict": "<<<<<<< HEAD\nOne.",
    "nul-byte": "a\0b",
    "not UTF-8": "caf\udce9",
    "file-too-large": "x" * 1_100_000,
}


@pytest.mark.parametrize("why", TEXTS)
def test_a_text_that_would_be_read_as_something_else_is_given_back(status_site, typed, why):
    place = status_site.write("incidents/down.md", INCIDENT)
    before = place.read_bytes()
    typed(TEXTS[why], lambda: None)
    ended = status_site.run("update", "down", "update", "-", *AT_NOW)
    assert ended.code == 1
    assert why in ended.err
    assert "Your text:\n" in ended.err
    assert place.read_bytes() == before


def test_a_text_may_hold_code_headings_and_old_newlines(status_site, typed):
    status_site.write("incidents/down.md", INCIDENT)
    text = "```\r\n## 2026-11-20 13:30 Resolved\r\n```\r\n### Details\r\nWords.\r\n"
    typed(text, lambda: None)
    assert status_site.run("update", "down", "update", "-", *AT_NOW).code == 0
    assert only_post(status_site).updates[-1].text == text.replace("\r\n", "\n").strip()


def test_a_template_with_mistakes_makes_no_post(status_site):
    status_site.write(
        "templates/incident.md", "---\ntitle: {{title}}\nstart: {{started}}\n---\n{{text}}\n"
    )
    words = ("new", "incident", "Down", "--component", "api", "--text", "Precious words.", *AT_NOW)
    ended = status_site.run(*words)
    assert ended.code == 1
    assert "incidents/2026/2026-11-20-down.md was not written" in ended.err
    assert "  3 | start: 2026-11-20 14:05" in ended.err
    assert "Your text:\nPrecious words." in ended.err
    assert not (status_site.root / "incidents").exists()


def test_a_name_that_somebody_takes_meanwhile_is_theirs(status_site, monkeypatch):
    theirs = status_site.root / "incidents/2026/2026-11-20-down.md"

    def meanwhile(*words):
        if not theirs.exists():
            status_site.write("incidents/2026/2026-11-20-down.md", INCIDENT)
        change_whole(*words)

    monkeypatch.setattr(write_post, "change_whole", meanwhile)
    ended = status_site.run("new", "incident", "Down", "--component", "api", *AT_NOW)
    assert ended.code == 0
    assert ended.out.startswith("incidents/2026/2026-11-20-down-2.md: Investigating")
    assert theirs.read_text("utf-8") == dedent(INCIDENT).lstrip()


def test_a_title_that_is_no_text_is_no_bug_of_ours(status_site):
    ended = status_site.run("new", "incident", "Caf\udce9", "--component", "api", *AT_NOW)
    assert (ended.code, "not UTF-8" in ended.err) == (2, True)


def test_what_a_killed_run_left_is_cleared_and_never_committed(status_site):
    left = status_site.write("incidents/2026/.a.md.h9vrfehk.statusmark-new", "half a post")
    kept = status_site.write("incidents/2026/.notes.statusmark-new", "somebody's own")
    assert status_site.run("check", *AT_NOW).code == 0
    done = status_site.run(
        "new", "incident", "Down", "--component", "web=major_outage", "--text", "x", *AT_NOW
    )
    assert done.code == 0, done.err
    assert not left.exists()
    assert kept.exists()
    for ignored in PRESETS.glob("*/.gitignore"):
        assert ".*.statusmark-new" in ignored.read_text().splitlines()
