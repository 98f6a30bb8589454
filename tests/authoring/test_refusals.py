"""What would contradict a post is refused, with what to do instead, and nothing is written."""

from __future__ import annotations

import pytest
from support.authored import HALF_A_MINUTE_LATER, INCIDENT, NOTICE, only_post
from support.instants import AT_NOW

RESOLVED = "\n    ## 2026-11-20 13:50 Resolved\n    Over.\n"
INCIDENTS = [
    (RESOLVED, ("resolve", "down", "Over."), "resolved already, since 2026-11-20 13:50"),
    (RESOLVED, ("update", "down", "resolved", "Over."), "statusmark update down investigating"),
    ("", ("postmortem", "down", "Why."), "first 'statusmark resolve down'"),
    ("", ("update", "down", "postmortem", "Why."), "it is not resolved yet"),
    (RESOLVED, ("postmortem", "down", "Why.", "--at", "2026-11-20 13:45"), "it is not resolved yet"),
    (f"{RESOLVED}\n    ## 2026-11-20 13:55 Postmortem\n    Why.\n", ("postmortem", "down"), "has a postmortem already"),
    ("\n    ## 2026-11-20 13:50 Monitoring\n", ("resolve", "down", "Over.", "--at", "2026-11-20 13:45"),
     "its update Monitoring of 2026-11-20 13:50 is later"),
    (RESOLVED, ("update", "down", "update", "x", "--impact", "api=major_outage"), "so it has no impact since"),
    ("", ("update", "down", "resolved", "x", "--impact", "api=major_outage"), "leave out --impact"),
    ("", ("update", "down", "update", "x", "--impact", "api=operational", "--at", "2026-11-20 12:00"),
     "its impact is stated up to 2026-11-20 13:00 already"),
]  # fmt: skip
CANCELLED = "\n    ## 2026-11-20 13:00 Cancelled\n    No.\n"
ANEW = "statusmark new maintenance Upgrade --start TIME --end TIME"
RUNNING = (
    NOTICE.replace("2026-12-06", "2026-11-20").replace("02:00", "13:00").replace("04:00", "15:00")
)
BEGUN = f"{RUNNING}\n    ## 2026-11-20 13:05 In progress\n"
DONE = f"{BEGUN}\n    ## 2026-11-20 13:55 Completed\n"
OVER = RUNNING.replace("15:00", "13:30")
WORK = [
    (NOTICE + CANCELLED, ("move", "up", "--start", "2026-12-13 02:00", "--yes"), ANEW),
    (NOTICE + CANCELLED, ("cancel", "up", "No."), "cancelled already, since 2026-11-20 13:00"),
    (NOTICE + CANCELLED, ("update", "up", "in progress", "x"), ANEW),
    (NOTICE + CANCELLED, ("update", "up", "completed", "x"), ANEW),
    (DONE, ("cancel", "up", "No."), "completed at 2026-11-20 13:55"),
    (DONE, ("update", "up", "completed", "x"), "completed at 2026-11-20 13:55"),
    (DONE, ("move", "up", "--end", "2026-11-20 16:00", "--yes"), ANEW),
    (OVER, ("cancel", "up", "No."), "its window ended at 2026-11-20 13:30"),
    (NOTICE, ("update", "up", "completed", "x"), "it begins at 2026-12-06 02:00"),
    (BEGUN, ("update", "up", "completed", "x", "--at", "2026-11-20 13:00"), "it begins at 2026-11-20 13:05"),
    (RUNNING, ("move", "up", "--start", "2026-11-27 13:00", "--yes"), "a window that has begun keeps its start"),
    (BEGUN, ("move", "up", "--end", "2026-11-20 14:00", "--yes"), "its new end has passed already"),
    (NOTICE + "\n    ## 2026-11-20 13:05 In progress\n", ("move", "up", "--start", "2026-12-13 02:00", "--yes"),
     "it began at 2026-11-20 13:05"),
]  # fmt: skip


@pytest.mark.parametrize(("more", "words", "why"), INCIDENTS)
def test_incidents(status_site, more, words, why):
    place = status_site.write("incidents/down.md", INCIDENT + more)
    before = place.read_bytes()
    ended = status_site.run(*words, *AT_NOW)
    assert ended.code == 1
    assert why in ended.err
    assert place.read_bytes() == before


def test_an_incident_is_not_resolved_before_it_began(status_site):
    place = status_site.write("incidents/down.md", INCIDENT.partition("Customers")[0])
    before = place.read_bytes()
    ended = status_site.run("resolve", "down", "Over.", "--at", "2026-11-20 12:00", *AT_NOW)
    assert (ended.code, "end-before-start" in ended.err) == (1, True)
    assert place.read_bytes() == before


def test_a_resolved_key_is_not_opened_again_by_an_update(status_site):
    text = INCIDENT.replace("    priority: P1\n", "    resolved: 2026-11-20 13:30\n")
    place = status_site.write("incidents/down.md", text)
    before = place.read_bytes()
    for words in (("update", "down", "investigating", "x"), ("resolve", "down", "x")):
        ended = status_site.run(*words, *AT_NOW)
        assert (ended.code, "2026-11-20 13:30" in ended.err) == (1, True)
    assert place.read_bytes() == before


@pytest.mark.parametrize(("notice", "words", "why"), WORK)
def test_planned_work(status_site, notice, words, why):
    place = status_site.write("maintenance/up.md", notice)
    before = place.read_bytes()
    ended = status_site.run(*words, *AT_NOW)
    assert ended.code == 1
    assert why in ended.err
    assert place.read_bytes() == before


@pytest.mark.parametrize(
    ("notice", "words"),
    [
        (NOTICE + CANCELLED, ("update", "up", "update", "Sorry for that.")),
        (DONE, ("update", "up", "in progress", "Once more.")),
        (BEGUN, ("cancel", "up", "It fails.")),
        (BEGUN, ("move", "up", "--end", "2026-11-20 16:00", "--yes", "--acknowledge-late")),
        (RUNNING, ("move", "up", "--end", "2026-11-20 14:30", "--yes", "--acknowledge-late")),
        (OVER, ("cancel", "up", "No.", "--at", "2026-11-20 12:00")),
    ],
)
def test_what_makes_sense_is_written(status_site, notice, words):
    place = status_site.write("maintenance/up.md", notice)
    before = place.read_bytes()
    status_site.run(*words, *AT_NOW)
    assert place.read_bytes() != before


def test_an_incident_may_be_opened_again_with_a_new_impact(status_site):
    status_site.write("incidents/down.md", INCIDENT + RESOLVED)
    words = ("update", "down", "investigating", "Again.", "--impact", "api=partial_outage", *AT_NOW)
    assert status_site.run(*words).code == 0
    assert status_site.run("resolve", "down", "Over.", "--now", "2026-11-20T15:00+01:00").code == 0
    assert [u.status.value for u in only_post(status_site).updates] == [
        "Investigating", "Resolved", "Investigating", "Resolved",
    ]  # fmt: skip


def test_the_resolution_is_later_than_an_update_that_has_seconds(status_site):
    typed_by_hand = "\n    ## 2026-11-20 14:05:10 Monitoring\n"
    status_site.write("incidents/down.md", INCIDENT + typed_by_hand)
    assert status_site.run("resolve", "down", "Over.", "--now", HALF_A_MINUTE_LATER).code == 0
    assert [u.status.value for u in only_post(status_site).updates][-1] == "Resolved"


def test_a_phase_that_is_over_does_not_come_back_with_the_next(status_site):
    phases = "impact: [{from: 2026-11-20 13:00, to: 2026-11-20 13:30, components: [api]}]"
    status_site.write(
        "incidents/down.md", INCIDENT.replace("components:", f"{phases}\n    components:")
    )
    words = ("update", "down", "update", "x", "--impact", "web=partial_outage", *AT_NOW)
    assert status_site.run(*words).code == 0
    assert list(only_post(status_site).impact[-1].components) == ["web"]


def test_all_stands_for_every_component(status_site):
    status_site.write("incidents/down.md", INCIDENT)
    words = ("update", "down", "monitoring", "x", "--impact", "all=operational", *AT_NOW)
    assert status_site.run(*words).code == 0
    (phase,) = only_post(status_site).impact
    assert phase.end_at is not None
