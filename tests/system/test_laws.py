"""The laws that any accounting of minutes must keep, whatever the site."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from fractions import Fraction
from itertools import pairwise
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from generator.diagnostics import Location
from generator.model.agreement import (
    AgreedWindow,
    Agreement,
    Availability,
    Late,
    MaintenanceClass,
    MaintenanceTerms,
    Outside,
    Scope,
    Target,
)
from generator.model.content import (
    Announcement,
    Component,
    Content,
    Incident,
    Maintenance,
    Phase,
    Site,
    Update,
    Version,
)
from generator.model.levels import Cause, Level, Status
from generator.rules.assessment import assess

WARSAW = ZoneInfo("Europe/Warsaw")
HERE = Location("x.md")
MINUTE = timedelta(minutes=1)
# two and a half days around the night when clocks go back, and the end of a month
SCENES = (datetime(2026, 10, 24, 12, tzinfo=UTC), datetime(2026, 10, 30, 18, tzinfo=UTC))
LENGTH = 60 * 60
GRAIN = 20

LEVELS = st.sampled_from(list(Level))
ticks = st.integers(0, LENGTH // GRAIN).map(lambda n: n * GRAIN)
spans = st.tuples(ticks, ticks).map(sorted)


def at(scene: datetime, minute: int) -> datetime:
    return scene + minute * MINUTE


@st.composite
def agreements(draw):
    half = draw(st.sampled_from([Fraction(0), Fraction(3, 10), Fraction(1)]))
    low = draw(st.sampled_from([w for w in (Fraction(0), Fraction(3, 10)) if w <= half]))
    weights = {
        Level.OPERATIONAL: Fraction(0),
        Level.DEGRADED_PERFORMANCE: low,
        Level.PARTIAL_OUTAGE: half,
        Level.MAJOR_OUTAGE: Fraction(1),
        Level.UNDER_MAINTENANCE: Fraction(1),
    }
    availability = Availability(
        Target("99.5%", ratio=Fraction(995, 1000)),
        weights=weights,
        scope=draw(st.sampled_from(list(Scope))),
        excluded=frozenset(draw(st.sets(st.sampled_from(list(Cause)[1:])))),
        min_outage=draw(st.sampled_from([timedelta(0), timedelta(0), timedelta(minutes=60)])),
    )
    sunday = AgreedWindow("Sun 02:00-06:00", 6, time(2), time(6), 0)
    night = AgreedWindow("Sat 23:00-Sun 06:00", 5, time(23), time(6), 1)
    terms = MaintenanceTerms(
        classes={
            "standard": MaintenanceClass("standard", timedelta(hours=6)),
            "sunday": MaintenanceClass("sunday", timedelta(hours=6), (sunday, night)),
            "emergency": MaintenanceClass("emergency", None, exempt_by_class=True),
            "patch": MaintenanceClass("patch", None, (sunday,), exempt_by_class=True),
            "hotfix": MaintenanceClass("hotfix", timedelta(0)),
        },
        zone=WARSAW,
        zone_name="Europe/Warsaw",
        late=draw(st.sampled_from(list(Late))),
        outside=draw(st.sampled_from(list(Outside))),
    )
    return Agreement(WARSAW, "Europe/Warsaw", terms, availability)


def levels_of(draw, ids):
    chosen = draw(st.lists(st.sampled_from(ids), min_size=1, unique=True))
    return {id_: draw(LEVELS) for id_ in chosen}


@st.composite
def incidents(draw, scene, ids, number):
    start, end = draw(spans)
    closing = draw(st.sampled_from(["key", "update", "reopened", "open"]))
    updates = []
    if closing in ("update", "reopened"):
        updates.append((end, Status.RESOLVED))
    if closing == "reopened":
        updates.append((end + GRAIN, Status.INVESTIGATING))
    impact = []
    if draw(st.booleans()):
        for _ in range(draw(st.integers(1, 3))):
            a, b = draw(spans)
            impact.append(
                Phase(
                    at(scene, a),
                    at(scene, b) if draw(st.booleans()) else None,
                    levels_of(draw, ids),
                    draw(st.sampled_from(list(Cause))),
                    None,
                    HERE,
                )
            )
    return Incident(
        id=f"i{number}",
        path=f"incidents/i{number}.md",
        location=HERE,
        title="t",
        summary="",
        started_at=at(scene, start),
        components=levels_of(draw, ids),
        updates=tuple(Update(at(scene, m), s, "", f"u{m}", HERE) for m, s in updates),
        resolved_at=at(scene, end) if closing == "key" else None,
        cause=draw(st.sampled_from(list(Cause))),
        impact=tuple(impact),
    )


@st.composite
def notices(draw, scene, ids, number):
    klass = draw(st.sampled_from(["standard", "sunday", "emergency", "patch", "hotfix"]))
    components = levels_of(draw, ids)
    published, versions = -600, []
    for _ in range(draw(st.integers(1, 4))):
        published += draw(st.integers(0, 60)) * GRAIN
        if versions and draw(st.integers(0, 5)) == 0:
            versions.append(Version(None, at(scene, published)))
            continue
        start, end = draw(spans.filter(lambda s: s[0] < s[1]))
        if draw(st.integers(0, 5)) == 0:
            components = levels_of(draw, ids)
        if draw(st.integers(0, 7)) == 0:
            klass = draw(st.sampled_from(["standard", "sunday", "emergency"]))
        said = Announcement(at(scene, start), at(scene, end), klass, dict(components))
        versions.append(Version(said, at(scene, published), commit="c"))
    how = draw(st.sampled_from(["keys", "updates", "window", "begun", "ended"]))
    start, end = draw(spans)
    updates, keys = [], {}
    if how == "keys":
        keys = {"actual_start_at": at(scene, start), "actual_end_at": at(scene, end)}
    elif how == "begun":
        keys = {"actual_start_at": at(scene, start)}
    elif how == "updates":
        updates = [(start, Status.IN_PROGRESS), (end, Status.COMPLETED)]
    elif how == "ended":
        updates = [(end, Status.COMPLETED)]
    last = [v.announcement for v in versions if v.announcement][-1]
    return Maintenance(
        id=f"m{number}",
        path=f"maintenance/m{number}.md",
        location=HERE,
        title="t",
        summary="",
        announced=last,
        updates=tuple(Update(at(scene, m), s, "", f"u{m}", HERE) for m, s in updates),
        versions=tuple(versions),
        **keys,
    )


@st.composite
def sites(draw):
    scene = draw(st.sampled_from(SCENES))
    ids = ["api", "web", "db"][: draw(st.integers(1, 3))]
    components = tuple(
        Component(
            id_,
            {"en": id_},
            HERE,
            since_at=at(scene, draw(ticks)) if draw(st.integers(0, 5)) == 0 else None,
        )
        for id_ in ids
    )
    site = Site(
        name={"en": "s"},
        url="https://status.example.com",
        zone=WARSAW,
        zone_name="Europe/Warsaw",
        languages=("en",),
        components=components,
        agreements=(draw(agreements()),),
        location=HERE,
    )
    content = Content(
        site,
        tuple(draw(incidents(scene, ids, n)) for n in range(draw(st.integers(0, 4)))),
        tuple(draw(notices(scene, ids, n)) for n in range(draw(st.integers(0, 3)))),
    )
    now = at(scene, draw(ticks) if draw(st.booleans()) else LENGTH + 1200)
    return content, scene, now


SLOW = settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def results(content, now):
    return assess(content, now).periods


@SLOW
@given(sites())
def test_the_ledger_adds_up_and_names_its_files(case):
    content, _, now = case
    paths = {p.path for p in content.posts}
    for period in results(content, now):
        for id_, figures in period.components.items():
            rows = [r for r in period.ledger if r.component == id_]
            counted = [r for r in rows if r.counted]
            excused = [r for r in rows if not r.counted and r.reason.value != "min_outage"]
            assert sum(r.weighted_minutes for r in counted) == figures.downtime
            assert sum(r.weighted_minutes for r in excused) == figures.excluded
            for group in (counted, excused):
                for before, after in pairwise(group):
                    assert before.span.end <= after.span.start
        for row in period.ledger:
            assert row.path in paths
            assert row.weight > 0
            assert row.span == row.span.clip(period.period.span)
            assert row.span.end <= now


@SLOW
@given(sites())
def test_the_platform_is_never_down_longer_than_its_components_together(case):
    content, _, now = case
    for period in results(content, now):
        assert period.downtime <= sum(c.downtime for c in period.components.values())
        assert Fraction(0) <= period.downtime + period.excluded <= period.elapsed


@SLOW
@given(sites(), st.randoms(use_true_random=False))
def test_the_order_of_files_changes_nothing(case, random):
    content, _, now = case
    shuffled = [list(content.incidents), list(content.maintenance)]
    for posts in shuffled:
        random.shuffle(posts)
    other = replace(content, incidents=tuple(shuffled[0]), maintenance=tuple(shuffled[1]))
    assert results(content, now) == results(other, now)


@SLOW
@given(sites())
def test_counted_downtime_never_falls_while_the_facts_stay_the_same(case):
    content, scene, _ = case
    # with every fact known from the start only the clock advances
    end = at(scene, LENGTH + 1200)
    previous = Fraction(0)
    for step in range(4):
        now = end + step * timedelta(hours=7)
        total = sum((p.downtime for p in results(content, now)), Fraction(0))
        assert total >= previous
        previous = total
