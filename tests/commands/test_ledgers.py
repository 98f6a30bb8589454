"""Closed periods are recomputed at their commits, dated by them, and a change of site.yaml is named as such."""

import json

import pytest
from support.closing import INCIDENT, WORK, close, with_october_closed
from support.instants import AT_NOW

OCTOBER, NOVEMBER = "ledger/2026-10.json", "ledger/2026-11.json"


@pytest.fixture
def closed(repository):
    """October with a missed response and a late notice, closed on 2 November."""
    return with_october_closed(repository)


def found(site, code, *options, now=AT_NOW):
    ended = site.run("check", "--format", "json", *options, *now)
    return [d["message"] for d in json.loads(ended.out)["diagnostics"] if d["code"] == code]


def test_an_honest_ledger_is_reproduced_whatever_came_later(closed):
    closed.write("incidents/a.md", INCIDENT.replace("12:00 Resolved", "14:00 Resolved"))
    closed.write("maintenance/w.md", WORK.replace("03:00", "05:00"))
    closed.write("incidents/b.md", INCIDENT.replace("10-07", "10-09"))
    closed.commit("2026-11-05T09:00:00+01:00", "All is other")
    text = (closed.root / "site.yaml").read_text("utf-8")
    assert found(closed, "ledger-not-reproduced", "--ledgers") == []
    closed.write("site.yaml", text.replace("99.5%", "99.9%"))
    assert found(closed, "ledger-not-reproduced") == []
    assert len(found(closed, "closed-period-changed")) == 1


@pytest.mark.parametrize(
    ("say", "where"),
    [
        (lambda d: d["periods"][0].update(downtime_minutes=5), "periods[0].downtime_minutes: 5, and"),
        (lambda d: d["periods"][0]["ledger"].pop(), "periods[0].ledger: 1 entries, and"),
        (lambda d: d["notices"]["w"].update(verdict="ok"), 'notices.w.verdict: "ok", and'),
        (lambda d: d["responses"]["a"]["acknowledge"].update(verdict="met"),
         'responses.a.acknowledge.verdict: "met", and'),
        (lambda d: d["responses"].clear(), "responses.a: null, and"),
        (lambda d: d["agreement"]["availability"].update(target="99%"),
         'agreement.availability.target: "99%", and'),
        (lambda d: d.update(commit="0" * 40), "cannot be recomputed at its commit 0000000000"),
    ],
)  # fmt: skip
def test_a_typed_ledger_is_named(repository, say, where):
    text = (repository.root / "site.yaml").read_text("utf-8")
    repository.write("site.yaml", text + "  priorities: {P1: {acknowledge: 10m}}\n")
    repository.write("incidents/a.md", INCIDENT)
    repository.write("maintenance/w.md", WORK)
    repository.commit("2026-10-10T13:00:00+02:00", "October")
    close(repository, "2026-10", "2026-11-02T09:00:00+01:00", say=say)
    (message,) = found(repository, "ledger-not-reproduced")
    assert where in message


def test_the_newest_is_recomputed_and_all_are_where_that_is_asked(closed):
    later = ("--now", "2026-12-05T12:00:00+01:00")
    document = json.loads((closed.root / OCTOBER).read_text("utf-8"))
    document["periods"][0]["downtime_minutes"] = 5
    closed.write(OCTOBER, json.dumps(document).encode())
    closed.git("commit", "--quiet", "--amend", "--all", "--no-edit", at="2026-11-02T09:01:00+01:00")
    assert len(found(closed, "ledger-not-reproduced", now=later)) == 1
    close(closed, "2026-11", "2026-12-02T09:00:00+01:00")
    assert found(closed, "ledger-not-reproduced", now=later) == []
    assert len(found(closed, "ledger-not-reproduced", "--ledgers", now=later)) == 1
    # a correction says what is so, and is reproduced
    close(closed, "2026-10", "2026-12-03T09:00:00+01:00", "--correct")
    assert found(closed, "ledger-not-reproduced", now=later) == []


@pytest.mark.parametrize(
    ("published", "why"),
    [
        ("2026-10-09T08:00:00Z", "before its commit"),
        ("2026-10-31T23:00:00Z", "more than a day before the commit"),
        ("2026-11-01T09:00:00Z", None),
    ],
)
def test_a_publication_is_dated_after_its_commit_and_not_long_before_it_came(
    repository, published, why
):
    repository.write("incidents/a.md", INCIDENT.replace("priority: P1", "cause: own"))
    repository.commit("2026-10-10T13:00:00+02:00", "October")
    close(repository, "2026-10", "2026-11-02T09:00:00+01:00", say=lambda d: d.update(published=published))  # fmt: skip
    messages = found(repository, "ledger-misdated")
    assert len(messages) == bool(why)
    assert all(why in message for message in messages)


def test_without_a_history_nothing_is_recomputed(closed):
    (closed.root / ".git").rename(closed.root / "not.git")
    assert found(closed, "ledger-not-reproduced", "--ledgers") == []
    assert published(closed)["edition"] == 2


def published(site, now=AT_NOW):
    told = site.run("report", "--format", "json", "--period", "2026-10", *now)
    return json.loads(told.out)["periods"][0]["published"]


def test_a_change_of_the_agreement_is_named_and_not_the_posts(closed):
    text = (closed.root / "site.yaml").read_text("utf-8")
    closed.write("site.yaml", text.replace("notice: 48h", "notice: 0h"))
    sha = closed.commit("2026-11-05T09:00:00+01:00", "Better terms")
    (message,) = found(closed, "closed-period-changed")
    assert "the agreement in site.yaml was changed" in message
    assert "not so now: 2026-10-11 00:00–01:00Z" in message
    ended = closed.run("close", "2026-10", "--correct", *AT_NOW)
    assert ended.code == 0, ended.err
    (correction,) = json.loads((closed.root / OCTOBER).read_text("utf-8"))["corrections"]
    assert [(c["file"], c["commit"]) for c in correction["changes"]] == [("site.yaml", sha)]


def test_a_site_whose_history_begins_later_has_not_changed_its_agreement(closed):
    closed.write("incidents/a.md", INCIDENT.replace("12:00 Resolved", "13:00 Resolved"))
    closed.git("checkout", "--quiet", "--orphan", "anew")
    closed.commit("2026-11-05T09:00:00+01:00", "All anew")
    (message,) = found(closed, "closed-period-changed")
    assert "the agreement" not in message


def test_terms_and_posts_that_were_changed_are_both_named(closed):
    text = (closed.root / "site.yaml").read_text("utf-8")
    closed.write("site.yaml", text.replace("notice: 48h", "notice: 0h") + "accent: '#123456'\n")
    closed.write("incidents/a.md", INCIDENT.replace("12:00 Resolved", "13:00 Resolved"))
    closed.commit("2026-11-05T09:00:00+01:00", "Both")
    closed.write("site.yaml", text.replace("notice: 48h", "notice: 0h") + "accent: '#654321'\n")
    closed.commit("2026-11-06T09:00:00+01:00", "A colour")
    assert closed.run("close", "2026-10", "--correct", *AT_NOW).code == 0
    (correction,) = json.loads((closed.root / OCTOBER).read_text("utf-8"))["corrections"]
    named = [(c["file"], c["at"]) for c in correction["changes"]]
    assert sorted(named) == [
        ("incidents/a.md", "2026-11-05T08:00:00Z"),
        ("site.yaml", "2026-11-05T08:00:00Z"),
    ]


def test_a_component_that_counts_no_more_is_a_change_of_site_yaml(closed):
    text = (closed.root / "site.yaml").read_text("utf-8")
    closed.write("site.yaml", text.replace("name: API", "name: API, sla: false"))
    closed.commit("2026-11-05T09:00:00+01:00", "Leave it out")
    (message,) = found(closed, "closed-period-changed")
    assert "the agreement in site.yaml was changed" in message


def test_a_verdict_that_was_told_and_is_another_one_now_is_a_change(closed):
    closed.write("incidents/a.md", INCIDENT.replace("priority: P1", "priority: P1\n    acknowledged: 2026-10-07 10:05"))  # fmt: skip
    closed.commit("2026-11-05T09:00:00+01:00", "We were quick")
    (message,) = found(closed, "closed-period-changed")
    assert "a, acknowledge: missed, now met" in message
    assert published(closed)["changed"]
    # the postmortem was owed still: that it came is no change
    closed.write("incidents/a.md", INCIDENT + "## 2026-11-06 10:00 Postmortem\n    It was us.\n")
    closed.commit("2026-11-06T11:00:00+01:00", "A postmortem")
    assert not published(closed)["changed"]
