"""Responses: confirm, acknowledge, update, resolve, postmortem, against the priority's limits.

Clocks start at the report; the postmortem's at the resolution, and that of updates at the
acknowledgement or when it is due, whichever is earlier (at the report where none is promised). At the limit exactly is met.

A priority may change while an incident is open. What was done or due before the change keeps the old
priority's clock; what is still owed gets the new priority's limit, counted from the change, and with a
change to a higher priority (one listed earlier in the agreement) never later than it was due already.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import pairwise

from generator.model.agreement import Agreement, Limit, Targets
from generator.model.levels import Status
from generator.rules.calendars import due_at
from generator.rules.facts import IncidentFacts
from generator.rules.judgements import Cadence, Measure, Response, Responses, ResponseVerdict

TIER_KEYS = frozenset({"priorities", "calendars", "days_end", "goals", "timezone"})
"""A tier has measures of its own if it restates one of these."""


def judge_responses(facts: IncidentFacts, agreement: Agreement, now: datetime) -> Responses | None:
    """An incident's responses at ``now``; None before its report or where nothing was promised.

    One that names ``tiers`` has theirs alone, also of those that restate nothing of them.
    """
    if facts.reported_at is None:
        return None
    named = facts.incident.tiers
    tiers = {
        name: _response(facts, tier, now)
        for name, tier in agreement.tiers.items()
        if (name in named if named else tier.overrides & TIER_KEYS) and _promised(facts, tier)
    }
    if not named and _promised(facts, agreement):
        return Responses(facts.priority, _response(facts, agreement, now), tiers)
    return Responses(facts.priority, Response(), tiers) if tiers else None


def _promised(facts: IncidentFacts, agreement: Agreement) -> bool:
    targets = (agreement.targets(priority) for _, priority in _priorities(facts))
    return any(each not in {None, Targets()} for each in targets)


def _priorities(facts: IncidentFacts) -> list[tuple[datetime | None, str | None]]:
    """The priorities in order, each with the instant of the change to it (None: from the report)."""
    changes: list[tuple[datetime | None, str | None]] = [(None, facts.incident.priority)]
    changes += [(u.at, u.priority) for u in facts.updates if u.priority]
    return changes


def _response(facts: IncidentFacts, agreement: Agreement, now: datetime) -> Response:
    def measure(name: str, start: datetime | None, at: datetime | None) -> Measure | None:
        owed = _due(facts, agreement, start, at, name) if start else None
        if owed is None:
            return None
        limit, due = owed
        return Measure(limit, due, at, _verdict(due, at, now), name in agreement.goals)

    reported = facts.reported_at
    acknowledge = measure("acknowledge", reported, facts.acknowledged_at)
    silent_from = (
        min(acknowledge.at or acknowledge.due_at, acknowledge.due_at) if acknowledge else reported
    )
    return Response(
        confirm=measure("confirm", reported, facts.confirmed_at),
        acknowledge=acknowledge,
        update=_cadence(facts, agreement, silent_from, now) if silent_from else None,
        resolve=measure("resolve", reported, facts.resolved_at),
        postmortem=measure("postmortem", facts.resolved_at, facts.postmortem_at),
    )


def _due(
    facts: IncidentFacts,
    agreement: Agreement,
    start: datetime,
    done_at: datetime | None,
    name: str,
) -> tuple[Limit, datetime] | None:
    """The limit and deadline in force for the target ``name``, owed from ``start``; None if nothing is."""
    owed: tuple[Limit, datetime] | None = None
    before: str | None = None
    for changed_at, priority in _priorities(facts):
        begins = start if changed_at is None else max(start, changed_at)
        settled = done_at is not None and done_at <= begins
        if changed_at and changed_at > start and (settled or (owed and owed[1] <= changed_at)):
            break
        limit: Limit | None = getattr(agreement.targets(priority), name, None)
        if limit is None:
            owed = None
        else:
            due = due_at(limit, begins, agreement)
            if owed and changed_at and changed_at > start and _higher(agreement, priority, before):
                due = min(due, owed[1])
            owed = (limit, due)
        before = priority
    return owed


def _higher(agreement: Agreement, priority: str | None, than: str | None) -> bool:
    order = list(agreement.priorities)
    return priority in order and (than not in order or order.index(priority) < order.index(than))


def _verdict(due: datetime, at: datetime | None, now: datetime) -> ResponseVerdict:
    if at is not None:
        return ResponseVerdict.MET if at <= due else ResponseVerdict.MISSED
    return ResponseVerdict.PENDING if now <= due else ResponseVerdict.MISSED


def _cadence(
    facts: IncidentFacts, agreement: Agreement, begin: datetime, now: datetime
) -> Cadence | None:
    """Every gap from ``begin`` over updates to resolved (or now), each against the limit at its beginning.

    A postmortem is no update.
    """
    end = max(begin, facts.end_at)
    told = [u.at for u in facts.updates if u.status is not Status.POSTMORTEM]
    points = [begin, *(at for at in told if begin < at < end), end]
    gaps = [
        (after - before, limit)
        for before, after in pairwise(points)
        if (limit := _update_limit(facts, agreement, before)) is not None
    ]
    if not gaps:
        return None
    violations = sum(gap > limit for gap, limit in gaps)
    limit = gaps[-1][1]
    last = max([begin, *(at for at in told if at <= end)])
    if violations:
        verdict = ResponseVerdict.MISSED
    else:
        verdict = ResponseVerdict.PENDING if facts.open else ResponseVerdict.MET
    return Cadence(
        limit=limit,
        longest_gap=max(gap for gap, _ in gaps),
        violations=violations,
        next_due_at=(facts.promised_at or last + limit) if facts.open else None,
        kept_until=last + limit if facts.open else None,
        verdict=verdict,
        goal="update" in agreement.goals,
        begun=begin <= now,
    )


def _update_limit(facts: IncidentFacts, agreement: Agreement, at: datetime) -> timedelta | None:
    so_far = [p for changed_at, p in _priorities(facts) if changed_at is None or changed_at <= at]
    targets = agreement.targets(so_far[-1])
    return targets.update if targets else None
