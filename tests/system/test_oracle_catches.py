"""What the second opinion is worth: mistakes planted in the product, each of which it finds."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pkgutil import resolve_name

import pytest
from support.oracle.compare import told, unlike
from support.oracle.random_stories import story
from support.oracle.report import report
from support.oracle.repositories import write

from generator.model.agreement import Late, Scope
from generator.rules.judgements import Verdict
from generator.timespan import EARLIEST, LATEST, Span, Spans

SITES = 300
FAR = timedelta(days=36500)


def shorter_notice(part):
    def planted(span, told, klass):
        minute = timedelta(minutes=1)
        return part(span, told, replace(klass, notice=klass.notice and klass.notice - minute))

    return planted


def a_day_is_24_hours(local_midnight):
    day = timedelta(days=1)
    return lambda date, zone: local_midnight(date - day, zone) + day


def without_reopening(resolved_by):
    del resolved_by
    return lambda updates: next((u.at for u in updates if u.status.value == "resolved"), None)


def cancellation_ignored(same):
    def planted(before, after):
        if before is None or after is None:
            return same(before, after)
        return same(replace(before, cancelled_at=None), replace(after, cancelled_at=None))

    return planted


def whenever_announced(covers):
    first = datetime(1970, 1, 1, tzinfo=UTC)

    def planted(notice, excused, level):
        return (replace(c, published_at=first) for c in covers(notice, excused, level))

    return planted


def nothing_is_short(drop_short_runs):
    del drop_short_runs
    return lambda rows, stretches, _: (list(rows), list(stretches))


def without_aliases(governing):
    def planted(state, id_):
        former, state.former = state.former, {}
        try:
            return governing(state, id_)
        finally:
            state.former = former

    return planted


NOTICES, LEDGER, LINE = (
    "generator.rules.notices",
    "generator.rules.ledger",
    "generator.reading.git.line",
)
VERSIONS, CALENDARS = "generator.reading.git.versions", "generator.rules.calendars"
AVAILABILITY = "generator.rules.availability"
MISTAKES = {
    "47 h 59 min are enough": (f"{NOTICES}._part", shorter_notice),
    "every version announces anew": (f"{NOTICES}._continued", lambda _: lambda *_: None),
    "a raised level is announced": (f"{NOTICES}._covers", lambda _: lambda *_: True),
    "worse than begun is forgiven": (f"{NOTICES}._beyond", lambda _: lambda _: {}),
    "no early start, no overrun": (f"{NOTICES}._beyond_window", lambda _: lambda *_, **__: (Spans(), Spans())),
    "a shortfall is all of the part": (
        f"{NOTICES}._late",
        lambda late: lambda p, k, how: late(p, k, Late.COUNT if how is Late.SHORTFALL else how),
    ),
    "the last window's verdict is all": (f"{NOTICES}._joint", lambda _: lambda found: list(found)[-1]),
    "further work replaces what began": (f"{NOTICES}.windows_of", lambda of: lambda v: of(v)[-1:]),
    "windows by the clock of UTC": (
        f"{NOTICES}.window_spans",
        lambda spans: lambda windows, _, within: spans(windows, UTC, within),
    ),
    "first parents always": (f"{LINE}.followed", lambda _: lambda *_: 1),
    "every clock is believed": (f"{LINE}.SLACK", lambda _: 10**9),
    "wrong clocks count from now": (f"{LINE}._dated", lambda _: lambda found: found),
    "a return from cancellation is none": (f"{VERSIONS}.same", cancellation_ignored),
    "an alias is nobody": ("generator.reading.git.threads._State.governing", without_aliases),
    "a deleted post is forgotten": (
        "generator.rendering.figures.report.deleted_in",
        lambda _: lambda *_: (),
    ),
    "down if any is, always": (
        f"{AVAILABILITY}._combine",
        lambda combine: lambda weights, existing, _: combine(weights, existing, Scope.ANY),
    ),
    "owed before the breach": (
        f"{AVAILABILITY}.remedy_owed",
        lambda owed: lambda *a: owed(*a[:-1], Verdict.BREACHED),
    ),
    "the maximum is no limit": (f"{AVAILABILITY}.beyond_maximum", lambda _: lambda *_: Spans()),
    "a repair excuses its outage": (f"{LEDGER}._covers", whenever_announced),
    "long work excuses anything": (f"{LEDGER}.LONG_WORK", lambda _: FAR),
    "short runs count": (f"{AVAILABILITY}.drop_short_runs", nothing_is_short),
    "silence begins at the report": (
        "generator.rules.responses._cadence",
        lambda cadence: lambda f, a, _, now: cadence(f, a, f.reported_at, now),
    ),
    "days off are not rolled over": (f"{CALENDARS}._working_day_from", lambda _: lambda _, day: day),
    "every day has 24 hours": (f"{CALENDARS}.local_midnight", a_day_is_24_hours),
    "months are cut in UTC": (
        "generator.timespan.local_midnight",
        lambda midnight: lambda day, _: midnight(day, UTC),
    ),
    "a component lives for ever": (
        "generator.model.content.Component.life",
        lambda _: property(lambda _: Span(EARLIEST, LATEST)),
    ),
    "each for itself is any of all": (
        f"{AVAILABILITY}._together",
        lambda _: lambda _, services: services[0],
    ),
    "an incident is everybody's": (
        "generator.rules.judge.judge_responses",
        lambda judge: lambda facts, agreement, now: judge(
            replace(facts, incident=replace(facts.incident, tiers=())), agreement, now
        ),
    ),
    "resolved is resolved": ("generator.rules.facts.resolved_by", without_reopening),
}  # fmt: skip


@pytest.fixture(scope="module")
def sites(tmp_path_factory):
    """Random sites, made as they are asked for: (folder, now, what must be said)."""
    made = []

    def one(seed):
        while len(made) <= seed:
            told_of, root = story(len(made)), tmp_path_factory.mktemp("site") / "s"
            made.append((root, told_of.now, report(told_of, write(told_of, root))))
        return made[seed]

    return one


@pytest.mark.parametrize("name", MISTAKES)
def test_a_planted_mistake_is_found(name, sites, monkeypatch):
    target, plant = MISTAKES[name]
    monkeypatch.setattr(target, plant(resolve_name(target)))
    for seed in range(SITES):
        root, now, wanted = sites(seed)
        if any(unlike("", told(root, now), wanted)):
            return
    pytest.fail(f"nobody noticed: {name}")
