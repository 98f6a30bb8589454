"""Which post is meant: an id, the end of one, a path, or the only one that can be meant."""

from __future__ import annotations

import pytest
from support.authored import INCIDENT, NOTICE
from support.instants import AT_NOW

DOWN = "incidents/2026/2026-11-20-websites-down.md"
UP = "maintenance/2026/2026-12-06-database.md"
OPEN, OTHER = INCIDENT, INCIDENT.replace("Down", "Mail is late")
RESOLVED = INCIDENT + "\n    ## 2026-11-20 13:50 Resolved\n    Over.\n"
RUNNING = NOTICE.replace("2026-12-06", "2026-11-20").replace("04:00", "23:00")


@pytest.mark.parametrize(
    "name",
    ["2026-11-20-websites-down", "websites-down", "down", DOWN, f"./{DOWN}"],
)
def test_a_post_is_named_by_its_id_the_end_of_it_or_its_path(status_site, name):
    status_site.write(DOWN, OPEN)
    status_site.write("incidents/2026-11-19-other.md", OTHER)
    ended = status_site.run("update", name, "identified", "The pool.", *AT_NOW)
    assert ended.code == 0
    assert ended.out.startswith(f"{DOWN}: Identified\n")


def test_an_end_that_several_ids_have_means_none_of_them(status_site):
    places = [
        status_site.write("incidents/2026-11-20-websites-down.md", OPEN),
        status_site.write("incidents/2026-11-19-mail-down.md", OTHER),
        status_site.write("incidents/x.md", OTHER.replace("title", "id: shop-down\n    title", 1)),
    ]
    before = [place.read_bytes() for place in places]
    ended = status_site.run("resolve", "down", "Over.", *AT_NOW)
    assert ended.code == 2
    assert (
        "3 posts end in 'down'; name one by its ID or the end of it:\n"
        "  shop-down\n  2026-11-20-websites-down\n  2026-11-19-mail-down\n"
    ) in ended.err
    assert [place.read_bytes() for place in places] == before
    assert status_site.run("resolve", "mail-down", "Over.", *AT_NOW).code == 0


def test_a_whole_id_is_nobodys_end(status_site):
    status_site.write("incidents/down.md", OPEN)
    status_site.write("incidents/2026-11-19-down.md", OTHER)
    ended = status_site.run("resolve", "down", "Over.", *AT_NOW)
    assert ended.out.startswith("incidents/down.md: Resolved\n")


def test_the_end_of_an_id_begins_behind_a_hyphen(status_site):
    status_site.write(DOWN, OPEN)
    for name in ("own", "sites-down", ""):
        assert status_site.run("update", name, "resolved", "Over.", *AT_NOW).code in {1, 2}
    assert "Over." not in (status_site.root / DOWN).read_text("utf-8")


WITHOUT_ID = [
    (("update", "identified", "The pool."), DOWN),
    (("update", "Monitoring"), DOWN),
    (("update", "update", "More words."), DOWN),
    (("update", "escalated l3", "Called them."), DOWN),
    (("update", "resolved", "All is well."), DOWN),
    (("update", "in progress", "We begin."), UP),
    (("update", "cancelled", "Not ready."), UP),
    (("resolve", "All is well."), DOWN),
    (("resolve",), DOWN),
    (("cancel", "Not ready."), UP),
    (("move", "--start", "2026-12-13 02:00"), UP),
]


@pytest.mark.parametrize(("words", "path"), WITHOUT_ID)
def test_without_an_id_the_only_post_that_can_be_meant_is(status_site, words, path):
    status_site.write(DOWN, OPEN)
    status_site.write("incidents/old.md", RESOLVED)
    status_site.write(UP, NOTICE)
    status_site.write("maintenance/done.md", NOTICE.replace("2026-12-06", "2026-11-08"))
    ended = status_site.run(*words, *AT_NOW)
    assert ended.code == 0, ended.err
    assert path in ended.out
    text = (status_site.root / path).read_text("utf-8")
    assert words[-1] in text or len(words) < 3


def test_without_an_id_work_in_progress_is_meant_where_no_incident_is_open(status_site):
    status_site.write("incidents/old.md", RESOLVED)
    status_site.write(UP, NOTICE)
    status_site.write("maintenance/now.md", RUNNING)
    for words in (("update", "It takes longer."), ("verifying",), ("completed", "All is well.")):
        ended = status_site.run("update", *words, *AT_NOW)
        assert ended.out.startswith("maintenance/now.md: "), ended.err


def test_without_an_id_the_postmortem_that_is_due_is_meant(status_site):
    status_site.write(DOWN, RESOLVED)
    status_site.write("incidents/plain.md", RESOLVED.replace("    priority: P1\n", ""))
    ended = status_site.run(
        "postmortem", "### What happened\nIt fell.\n\n### What we will do", *AT_NOW
    )
    assert ended.code == 0
    assert f"{DOWN}: Postmortem" in ended.out
    assert "no postmortem is due" in status_site.run("postmortem", *AT_NOW).err


def test_without_an_id_several_are_listed_and_none_is_written(status_site):
    places = [status_site.write(DOWN, OPEN), status_site.write("incidents/mail.md", OTHER)]
    before = [place.read_bytes() for place in places]
    ended = status_site.run("resolve", "All is well.", *AT_NOW)
    assert ended.code == 2
    assert "2 incidents are open; name one by its ID or the end of it:\n" in ended.err
    assert "  mail\n  2026-11-20-websites-down\n" in ended.err
    assert [place.read_bytes() for place in places] == before
    status_site.write(UP, NOTICE)
    status_site.write("maintenance/now.md", RUNNING)
    assert "2 notices are not over" in status_site.run("cancel", *AT_NOW).err


def test_without_an_id_nothing_is_guessed_where_there_is_none_or_a_file_has_mistakes(status_site):
    assert (
        "no incident is open: name the post"
        in status_site.run("resolve", "Well again.", *AT_NOW).err
    )
    status_site.write(DOWN, OPEN)
    broken = status_site.write("incidents/mail.md", OTHER.replace("api:", "apii:"))
    ended = status_site.run("resolve", "All is well.", *AT_NOW)
    assert ended.code == 2
    assert "incidents/mail.md has mistakes" in ended.err
    broken.unlink()
    assert status_site.run("resolve", "All is well.", *AT_NOW).code == 0


MISTYPED = [
    (("resolve", "webistes-down"), 1, "did you mean 'websites-down'?"),
    (("resolve", "fixed"), 1, "A text of one word needs the ID before it."),
    (("resolve", "the", "pool", "fixed"), 2, "one pair of quotes"),
    (("resolve", "The pool.", "down"), 2, "one pair of quotes"),
    (("update",), 2, "say the STATUS"),
    (("update", "down"), 2, "say the STATUS too"),
    (("update", "identifed", "The pool is exhausted."), 2, "did you mean 'identified'?"),
    (("update", "websites-down", "The pool is exhausted."), 2, "say the STATUS before the text"),
    (("update", "monitoring", "websites-down"), 2, "Put the ID before the STATUS"),
    (("update", "update", "resolved"), 2, "Put the ID before the STATUS"),
    (("update", "identified", "monitoring"), 2, "Put the ID before the STATUS"),
    (("update", "escalated", "l3"), 2, 'into quotes: "escalated l3"'),
    (("update", "in", "progress"), 1, "there is no post 'in'"),
    (("update", "down", "identified", "The", "pool"), 2, "one pair of quotes"),
    (("update", "The pool.", "identified", "x"), 2, "one pair of quotes"),
    (("update", "down", "identifed"), 2, "did you mean 'identified'?"),
]


@pytest.mark.parametrize(("words", "code", "said"), MISTYPED)
def test_no_mistyped_word_is_published(status_site, words, code, said):
    place = status_site.write(DOWN, OPEN)
    before = place.read_bytes()
    ended = status_site.run(*words, *AT_NOW)
    assert (ended.code, said in ended.err) == (code, True), ended.err
    assert place.read_bytes() == before


def test_a_text_of_one_word_stands_behind_the_id(status_site):
    place = status_site.write(DOWN, OPEN)
    assert status_site.run("update", "down", "identified", "update", *AT_NOW).code == 0
    assert status_site.run("resolve", "down", "fixed", *AT_NOW).code == 0
    text = place.read_text("utf-8")
    assert "Identified\nupdate\n" in text
    assert "Resolved\nfixed\n" in text
