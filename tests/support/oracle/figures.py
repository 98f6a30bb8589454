"""The periods: rows, downtime, availability, what is owed."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Any

from support.oracle.grid import Grid, midnight
from support.oracle.incidents import Trouble
from support.oracle.numbers import instant, number, percent
from support.oracle.stories import Story
from support.oracle.terms import RANK, Terms, periods_between, ratio, seconds
from support.oracle.work import Work
from support.oracle.written import Anything, of_incident, of_terms, of_work


@dataclass(frozen=True)
class Claim:
    """Something that says of a component's ticks: this level, counted or not, for this reason."""

    order: tuple[Any, ...]
    level: str
    reason: str
    post: Any
    basis: str
    mask: int
    source: Any


def claims(component: str, works: list[Work], troubles: list[Trouble], terms: Terms, grid: Grid):
    """(counted, excused) claims on a component."""
    excluded = set(terms.availability_of("excluded", []))
    capped = over_maximum(grid, terms, works)
    counted: list[Claim] = []
    excused: list[Claim] = []

    def shield(began: int, level: str, *, incident: bool) -> tuple[int, int]:
        """The ticks that are spared up to a level, and those that are spared up to any."""
        enough = some = 0
        for work in works:
            if component in work.levels:
                mask = work.spares(began, incident=incident) & ~capped
                some |= mask
                if RANK[work.levels[component]] >= RANK[level]:
                    enough |= mask
        return enough, some

    for work in works:
        after = (1, work.start, work.post.id)
        if component in work.levels:
            level = work.levels[component]
            spared, _ = shield(work.start, level, incident=False)
            own = work.excused & ~capped
            reasons = [*work.reasons(), ("over_maximum", work.excused & capped)]
            for reason, mask in reasons:
                counted.append(
                    Claim(after, level, reason, work.post, work.basis, mask & ~spared, work)
                )
            mask = work.under_way & (own | spared)
            before = (0, work.start, work.post.id)
            excused.append(Claim(before, level, "maintenance", work.post, work.basis, mask, work))
        level = work.beyond().get(component)
        if level:
            spared, _ = shield(work.start, level, incident=False)
            mask = work.under_way & ~spared
            counted.append(
                Claim(after, level, "beyond_announced", work.post, work.basis, mask, work)
            )
            before = (0, work.start, work.post.id)
            mask = work.under_way & spared
            excused.append(Claim(before, level, "maintenance", work.post, work.basis, mask, work))
    for trouble in troubles:
        for phase in trouble.phases:
            level = phase.levels.get(component)
            if level is None:
                continue
            mask = grid.span(phase.start, phase.end)
            first = (0, trouble.started, trouble.post.id)
            last = (1, trouble.started, trouble.post.id)
            if phase.cause in excluded:
                excused.append(
                    Claim(last, level, phase.cause, trouble.post, trouble.basis, mask, trouble)
                )
                continue
            spared, some = shield(trouble.began, level, incident=True)
            excused.append(
                Claim(
                    last, level, "maintenance", trouble.post, trouble.basis, mask & spared, trouble
                )
            )
            rest = mask & ~spared
            for reason, part in (("beyond_announced", rest & some), ("outage", rest & ~some)):
                counted.append(
                    Claim(first, level, reason, trouble.post, trouble.basis, part, trouble)
                )
    return counted, excused


def winners(found: list[Claim]) -> list[tuple[Claim, int]]:
    """Of each tick the one claim that holds: the highest level, then the order."""
    taken, out = 0, []
    for claim in sorted(found, key=lambda c: (-RANK[c.level], *c.order)):
        mask = claim.mask & ~taken
        if mask:
            out.append((claim, mask))
            taken |= mask
    return out


Row = tuple[str, Claim, Fraction, bool, int]


def rows_of(component: str, counted, excused, weights, exists: int) -> list[Row]:
    """(component, claim, weight, counted, ticks) of a component, none of weight 0."""
    out: list[Row] = []
    by_weight: list[tuple[Fraction, int]] = []
    for claim, mask in winners(counted):
        weight = weights[claim.level]
        if weight and mask & exists:
            out.append((component, claim, weight, True, mask & exists))
            by_weight.append((weight, mask & exists))
    for claim, mask in winners(excused):
        left = mask & exists
        for taken, ticks in by_weight:
            if left & ticks and weights[claim.level] > taken:
                out.append((component, claim, weights[claim.level] - taken, False, left & ticks))
            left &= ~ticks
        if left and weights[claim.level]:
            out.append((component, claim, weights[claim.level], False, left))
    return out


def levels_by_tick(rows: list[Row], exists: dict[str, int], everything: int, *, counted: bool):
    """Ticks by what each component weighs then (None: it is not there); of counted rows or of all."""
    atoms = {(): everything}
    for component, there in exists.items():
        weights: dict[Fraction | None, int] = {None: everything & ~there}
        stacked: dict[Fraction, int] = {Fraction(0): there}
        for name, _, weight, is_counted, mask in rows:
            if name != component or (counted and not is_counted):
                continue
            after: dict[Fraction, int] = {}
            for had, ticks in stacked.items():
                for total, part in ((had + weight, ticks & mask), (had, ticks & ~mask)):
                    if part:
                        after[total] = after.get(total, 0) | part
            stacked = after
        weights |= stacked
        split = {}
        for values, ticks in atoms.items():
            for weight, mask in weights.items():
                if ticks & mask:
                    split[*values, weight] = ticks & mask
        atoms = split
    return atoms


def combined(values: tuple[Fraction | None, ...], scope: str) -> Fraction:
    there = [v for v in values if v is not None]
    if not there:
        return Fraction(0)
    if scope == "mean":
        return sum(there, Fraction(0)) / len(there)
    return max(there) if scope == "any" else min(there)


def life(component: dict[str, Any], zone: str, grid: Grid) -> tuple[int, int]:
    """From ``since`` to ``until``, each the midnight of a local day."""
    found = [grid.origin - 10**9, grid.end + 10**9]
    for which, key in enumerate(("since", "until")):
        if key in component:
            found[which] = midnight(date.fromisoformat(component[key]), zone)
    return found[0], found[1]


class Accounts:
    """The whole grid under one agreement."""

    def __init__(self, story: Story, grid: Grid, terms: Terms, works, troubles) -> None:
        self.story, self.grid, self.terms = story, grid, terms
        self.scope = terms.availability_of("scope", "any")
        before_now = grid.span(grid.origin, story.now)
        self.exists = {}
        for component in story.settings.components:
            if component.get("sla") is False:
                continue
            first, last = life(component, story.settings.zone, grid)
            self.exists[component["id"]] = grid.span(first, last) & before_now
        self.rows: list[Row] = []
        for component, there in self.exists.items():
            counted, excused = claims(component, works, troubles, terms, grid)
            self.rows += rows_of(component, counted, excused, terms.weights, there)
        self.down = self._platform(counted=True)
        self.total = self._platform(counted=False)
        self.short = self._short()

    def _platform(self, *, counted: bool) -> list[tuple[Fraction, int]]:
        atoms = levels_by_tick(self.rows, self.exists, self.grid.all, counted=counted)
        found = [(combined(values, self.scope), ticks) for values, ticks in atoms.items()]
        return [(weight, ticks) for weight, ticks in found if weight]

    def _short(self) -> int:
        least = seconds(self.terms.availability_of("min_outage", "0m"))
        down = 0
        for _, ticks in self.down:
            down |= ticks
        found = 0
        for a, b in self.grid.runs(down):
            if b - a < least:
                found |= self.grid.span(a, b)
        return found

    def weighed(self, pairs, mask: int) -> Fraction:
        return sum((w * self.grid.minutes(ticks & mask) for w, ticks in pairs), Fraction(0))


def over_maximum(grid: Grid, terms: Terms, works: list[Work]) -> int:
    """Excused ticks of work beyond the most that a period may have."""
    most = terms.maintenance.get("max")
    if most is None:
        return 0
    excused = found = 0
    for work in works:
        excused |= work.excused
    kind = terms.availability_of("period", "month")
    for _, start, end in periods_between(kind, terms.zone, grid.origin, grid.end):
        left = seconds(most)
        for a, b in grid.runs(excused & grid.span(start, end)):
            found |= grid.span(min(a + max(left, 0), b), b)
            left -= b - a
    return found


NULL = (
    "downtime_minutes", "excluded_minutes", "availability_percent", "availability_to_date_percent",
    "target_percent", "budget_minutes", "budget_left_minutes", "remedy",
)  # fmt: skip


def each(
    story: Story, grid: Grid, terms: Terms, works, troubles, label, start, end
) -> dict[str, Any]:
    """A period in which every component is promised for itself: each is a platform of its own."""
    found: dict[str, Any] = {}
    rows: list[dict[str, Any]] = []
    ids = [c["id"] for c in story.settings.components if c.get("sla") is not False]
    for said in story.settings.components:
        if said["id"] not in ids:
            continue
        own = {"target": said["target"]} if "target" in said else {}
        alone = {**terms.said, "availability": {**terms.availability, **own, "scope": "any"}}
        settings = replace(
            story.settings, components=({k: v for k, v in said.items() if k != "target"},)
        )
        accounts = Accounts(
            replace(story, settings=settings),
            grid,
            Terms(alone, settings, terms.tier),
            works,
            troubles,
        )
        written = period(accounts, label, start, end)
        rows += written["ledger"]
        if said["id"] in written["components"]:
            figures = written["components"][said["id"]]
            for key in (
                "target_percent",
                "verdict",
                "budget_minutes",
                "budget_left_minutes",
                "remedy",
            ):
                figures[key] = written[key]
            found[said["id"]] = figures
        whole = written
    verdicts = {c["verdict"] for c in found.values()}
    fallback = "met" if story.now >= end else "on-track"
    verdict = "breached" if "breached" in verdicts else fallback
    rows.sort(key=lambda r: (r["start"], ids.index(r["component"]), not r["counted"]))
    return {**whole, **dict.fromkeys(NULL), "verdict": verdict, "components": found, "ledger": rows}


def period(accounts: Accounts, label: str, start: int, end: int) -> dict[str, Any]:
    story, grid, terms = accounts.story, accounts.grid, accounts.terms
    mask = grid.span(start, end)
    down = accounts.weighed(accounts.down, mask & ~accounts.short)
    excused = accounts.weighed(accounts.total, mask) - accounts.weighed(accounts.down, mask)
    whole = total = Fraction(end - start, 60)
    so_far = elapsed = Fraction(min(story.now, end) - start, 60)
    if terms.availability_of("base", "calendar") == "agreed":
        total, elapsed = total - excused, elapsed - excused
    running = story.now < end
    target = target_of(terms.availability["target"], total)
    budget = None if target is None else total * (1 - target)
    verdict = "met" if not running else "on-track"
    if budget is not None and down > budget:
        verdict = "breached"
    available = share(total, down)
    return {
        "period": label,
        "tier": terms.tier,
        "start": instant(start),
        "end": instant(end),
        "total_minutes": number(whole),
        "elapsed_minutes": number(so_far),
        "downtime_minutes": number(down),
        "excluded_minutes": number(excused),
        "availability_percent": percent(available, down),
        "availability_to_date_percent": percent(share(elapsed, down), down),
        "target_percent": percent(target),
        "verdict": verdict,
        "budget_minutes": number(budget),
        "budget_left_minutes": number(budget - down),
        "terms_written": instant(of_terms(story)),
        "remedy": remedy(terms, verdict, available, down, budget),
        "components": components(accounts, mask, start, end, excused),
        "ledger": ledger(accounts, start, end),
    }


def share(total: Fraction, down: Fraction) -> Fraction | None:
    return (total - down) / total if total else None


def target_of(said: str, total: Fraction) -> Fraction:
    return Fraction(said[:-1]) * 60 / total if said.endswith("h") else ratio(said)


def remedy(terms: Terms, verdict: str, available, down, budget) -> dict[str, Any] | None:
    said = terms.availability_of("remedy", None)
    if not said or available is None:
        return None
    if "per" not in said and "credit" in said:
        due = [key for key in said["credit"] if available < ratio(key)]
        owed = min(due, key=ratio) if due else None
        return {"credit_percent": number(100 * ratio(said["credit"][owed]))} if owed else None
    if verdict != "breached":
        return None
    if "per" in said:
        what = down if said["of"] == "all" else down - budget
        exact = what * 60 / seconds(said["per"])
        steps = math.ceil(exact) if said["round"] == "up" else math.floor(exact)
        if not steps:
            return None
        if "extend" in said:
            return {"extension_minutes": number(Fraction(steps * seconds(said["extend"]), 60))}
        owed = steps * ratio(said["credit"])
        return {"credit_percent": number(100 * min(owed, ratio(said.get("max", "1000%"))))}
    return {"extension_minutes": number(down if said["extend"] == "all" else down - budget)}


def components(accounts: Accounts, mask: int, start: int, end: int, excused_all) -> dict[str, Any]:
    found = {}
    story, terms, grid = accounts.story, accounts.terms, accounts.grid
    for said in story.settings.components:
        id = said["id"]
        if id not in accounts.exists:
            continue
        first, last = life(said, story.settings.zone, grid)
        if first >= end or last <= start:
            continue
        down = excused = Fraction(0)
        for name, _, weight, counted, ticks in accounts.rows:
            if name != id:
                continue
            if counted:
                down += weight * grid.minutes(ticks & mask & ~accounts.short)
            else:
                excused += weight * grid.minutes(ticks & mask)
        total = Fraction(end - start, 60)
        if terms.availability_of("base", "calendar") == "agreed":
            total -= excused
        written = {
            "downtime_minutes": number(down),
            "excluded_minutes": number(excused),
            "availability_percent": percent(share(total, down), down),
        }
        if "target" in said:
            target = ratio(said["target"])
            written["target_percent"] = percent(target)
            verdict = "on-track" if story.now < end else "met"
            written["verdict"] = "breached" if down > total * (1 - target) else verdict
        found[id] = written
    return found


def ledger(accounts: Accounts, start: int, end: int) -> list[dict[str, Any]]:
    grid, order = accounts.grid, list(accounts.exists)
    alike: dict[tuple[Any, ...], int] = {}
    marks: dict[Any, Any] = {}
    mask = grid.span(start, end)
    for component, claim, weight, counted, ticks in accounts.rows:
        if claim.post.id not in marks:
            marks[claim.post.id] = written_of(accounts.story, claim.source)
        parts = [(claim.reason, counted, ticks)]
        if counted:
            short = ticks & accounts.short
            parts = [(claim.reason, True, ticks & ~short), ("min_outage", False, short)]
        for reason, is_counted, part in parts:
            key = (claim.post.id, claim.post.path, component, claim.level, weight, is_counted, reason,
                   claim.basis)  # fmt: skip
            alike[key] = alike.get(key, 0) | (part & mask)
    found = []
    for (id, path, component, level, weight, counted, reason, basis), ticks in alike.items():
        for a, b in grid.runs(ticks):
            row = {
                "id": id,
                "file": path,
                "component": component,
                "level": level,
                "start": instant(a),
                "end": instant(b),
                "minutes": number(Fraction(b - a, 60)),
                "weight": number(weight),
                "counted": counted,
                "reason": reason,
                "basis": basis,
                "written": marks[id],
            }
            short = reason == "min_outage"
            found.append(((a, order.index(component), not counted, not short), row))
    return [row for _, row in sorted(found, key=lambda f: f[0])]


def written_of(story: Story, source: Work | Trouble) -> Any:
    if isinstance(source, Trouble):
        return instant(of_incident(story, source))
    found = of_work(story, source)
    return found if isinstance(found, Anything) else instant(found)
