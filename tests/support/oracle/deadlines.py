"""Response times: when each is due, when it was done, and the longest silence."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from fractions import Fraction
from itertools import pairwise
from typing import Any

from support.oracle.grid import Grid, instants_of, midnight, wall
from support.oracle.incidents import Trouble, troubles
from support.oracle.numbers import instant, number
from support.oracle.stories import Story
from support.oracle.terms import MEASURES, Terms, all_terms, day_after, entry_at, seconds
from support.oracle.written import of_measure

APART = {"priorities", "calendars", "goals", "days_end", "timezone"}


def responses(story: Story, grid: Grid) -> dict[str, Any]:
    found = {}
    for trouble in troubles(story):
        if trouble.reported > story.now or trouble.announcement:
            continue
        said = entry_at(story.settings, trouble.reported)
        if said is None:
            continue
        plain, *tiers = all_terms(said, story.settings)
        only = trouble.keys.get("tiers")
        measured = None if only else measures(story, trouble, plain, grid)
        wanted = [t for t in tiers if (t.tier in only if only else t.restated & APART)]
        by_tier = {t.tier: measures(story, trouble, t, grid) for t in wanted}
        by_tier = {name: m for name, m in by_tier.items() if m is not None}
        if measured is None and not by_tier:
            continue
        found[trouble.post.id] = {"priority": trouble.priority, "tier": None, **(measured or {})}
        if by_tier:
            found[trouble.post.id]["tiers"] = by_tier
    return found


def measures(story: Story, trouble: Trouble, terms: Terms, grid: Grid) -> dict[str, Any] | None:
    limits = terms.priorities.get(trouble.priority) or terms.priorities.get("any")
    if not limits:
        return None
    found = {}
    goals = terms.said.get("goals", [])
    for name in MEASURES:
        if name not in limits:
            continue
        if name == "update":
            written = cadence(trouble, limits, terms, grid)
        else:
            start = trouble.resolved if name == "postmortem" else trouble.reported
            if start is None:
                continue
            written = measure(trouble, name, start, due(start, limits[name], terms, grid))
        if written is None:
            continue
        if name in goals:
            written["goal"] = True
        found[name] = {**written, "written": instant(of_measure(story, trouble, name))}
    return found


DONE = {
    "confirm": "confirmed",
    "acknowledge": "acknowledged",
    "resolve": "resolved",
    "postmortem": "postmortem",
}


def measure(trouble: Trouble, name: str, start: int, limit: int) -> dict[str, Any]:
    at = getattr(trouble, DONE[name])
    late = (trouble.now if at is None else at) > limit
    verdict = "missed" if late else "pending" if at is None else "met"
    return {"due": instant(limit), "at": instant(at), "verdict": verdict}


def cadence(
    trouble: Trouble, limits: dict[str, str], terms: Terms, grid: Grid
) -> dict[str, Any] | None:
    start = trouble.reported
    if "acknowledge" in limits:
        start = due(trouble.reported, limits["acknowledge"], terms, grid)
        if trouble.acknowledged is not None:
            start = min(start, trouble.acknowledged)
    if start > trouble.now:
        return None
    end = trouble.now if trouble.resolved is None else trouble.resolved
    told = [t for t, status in trouble.updates if status != "Postmortem" and start < t < end]
    points = [start, *told, max(end, start)]
    gaps = [b - a for a, b in pairwise(points)]
    limit = seconds(limits["update"])
    broken = sum(gap > limit for gap in gaps)
    verdict = "missed" if broken else "pending" if trouble.resolved is None else "met"
    return {
        "longest_gap_minutes": number(Fraction(max(gaps), 60)),
        "violations": broken,
        "verdict": verdict,
    }


def due(start: int, limit: str, terms: Terms, grid: Grid) -> int:
    """The last instant that is in time."""
    amount, _, name = limit.partition("@")
    count, unit = re.fullmatch(r"(\d+)([a-z]+)", amount).groups()
    if unit in {"s", "m", "h"}:
        length = seconds(amount)
        return working(start, length, terms, name, grid) if name else start + length
    calendar = terms.calendar(name or "business")
    shown = wall(start, calendar.zone)
    day, left = shown.date(), int(count)
    if unit == "bd":
        while left:
            day = day_after(day, 1)
            left -= calendar.works_on(day)
    else:
        day = day_after(day, left)
        while not calendar.works_on(day):
            day = day_after(day, 1)
    if terms.said.get("days_end", "midnight") == "midnight":
        return midnight(day_after(day, 1), calendar.zone) - 1
    wanted = datetime.combine(day, shown.time())
    while not (found := instants_of(wanted, calendar.zone)):
        wanted += timedelta(minutes=1)
    return found[0]


def working(start: int, length: int, terms: Terms, name: str, grid: Grid) -> int:
    """When so much time of a calendar has passed."""
    left = length
    ticks = terms.calendar(name).ticks(grid) & grid.span(start, grid.end)
    for a, b in grid.runs(ticks):
        if b - a >= left:
            return a + left
        left -= b - a
    raise AssertionError("the grid is too short")
