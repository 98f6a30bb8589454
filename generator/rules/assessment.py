"""All rules applied to a site at one instant."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from generator.model.agreement import Agreement
from generator.model.content import Content, Site
from generator.rules.availability import period_results, timeline
from generator.rules.facts import IncidentFacts
from generator.rules.judge import Judge
from generator.rules.judgements import Assessment, Notice, PeriodResult, UnknownPeriodError
from generator.rules.told import told_results
from generator.timespan import Period, local_midnight, period_at, period_named

TIER_KEYS = frozenset({"availability", "maintenance", "timezone"})
"""A tier's periods are reported apart if it restates one of these."""


def assess(
    content: Content,
    now: datetime,
    period: str | None = None,
    supposed: Sequence[IncidentFacts] = (),
) -> Assessment:
    """Judges everything at ``now``; ``period`` (``2026-10``, ``2026-Q4``, ``2026``) limits the periods.

    ``supposed`` is downtime that no file states and that the periods count all the same, to answer
    "what if". Raises UnknownPeriodError where no agreement measures such a period.
    """
    if period is not None and period_named(period, content.site.zone) is None:
        message = f"'{period}' is no period; write 2026-10, 2026-Q4 or 2026"
        raise UnknownPeriodError(message)
    judge = Judge(content, now)
    posts = judge.posts()
    incidents = [*judge.incidents.values(), *judge.bulletins.values(), *supposed]
    return replace(posts, periods=tuple(_periods(judge, incidents, posts.notices.values(), period)))


def first_post_at(incidents: Iterable[IncidentFacts], notices: Iterable[Notice]) -> datetime | None:
    """When the first incident, bulletin or announced work began; None where there is none."""
    starts = [start for f in incidents for start in (f.incident.started_at, *_starts(f))]
    windows = [window for notice in notices for window in notice.windows]
    starts += [window.window.start for window in windows]
    starts += [window.work.start for window in windows if window.work]
    return min(starts, default=None)


def _starts(facts: IncidentFacts) -> list[datetime]:
    return [impact.span.start for impact in facts.impacts]


def periods_begin(
    content: Content,
    incidents: Iterable[IncidentFacts],
    notices: Iterable[Notice],
    now: datetime,
) -> datetime:
    """From when there are periods; ``now`` where nothing tells.

    That is the earliest of the first post's start, the first closed period, and the first ``since`` of a
    component or agreement, which counts no earlier than the first commit of site.yaml: a month without
    trouble is published, and none that nobody promised in time.
    """
    site = content.site
    first = first_post_at(incidents, notices)
    closed = [period_named(closed.label, site.zone) for closed in content.closed]
    found = [period.span.start for period in closed if period]
    since = [c.since_at for c in site.components if c.since_at]
    since += [local_midnight(a.since, a.zone) for a in site.agreements if a.since]
    known = [edit.at for edit in content.changes if edit.path == site.location.path]
    if since and known:
        found.append(max(min(since), min(known)))
    return min([*found, first or now, now])


def _periods(
    judge: Judge,
    incidents: Sequence[IncidentFacts],
    notices: Iterable[Notice],
    label: str | None,
) -> list[PeriodResult]:
    site, now = judge.content.site, judge.now
    earliest = periods_begin(judge.content, incidents, notices, now)
    tiers = _tiers(site)
    order: dict[tuple[datetime, int], PeriodResult] = {}
    for index, (tier, versions) in enumerate(tiers.items()):
        for agreement, periods in _measured(versions, earliest, now, label):
            line = timeline(agreement, site.components, incidents, judge.works(agreement), now)
            if line:
                for result in period_results(line, periods, tier):
                    order[result.period.span.start, index] = result
    results = [order[key] for key in sorted(order)]
    told = told_results(judge.content, {(r.period.label, r.tier) for r in results}, label)
    if told:
        results = sorted([*results, *told], key=lambda result: result.period.span.start)
    measured = [a.availability for versions in tiers.values() for _, a in versions if a]
    kinds = sorted({availability.period.value for availability in measured if availability})
    if label is not None and not results and kinds:
        message = f"no agreement measures the period '{label}'; it measures by the {' and the '.join(kinds)}"
        raise UnknownPeriodError(message)
    return results


Version = tuple[Agreement, Agreement | None]
"""A dated agreement and what is measured under it; None where it does not have the tier."""


def _tiers(site: Site) -> dict[str | None, list[Version]]:
    """The plain agreement (None) and each tier whose periods are reported apart, dated."""
    names = dict.fromkeys(
        name
        for agreement in site.agreements
        for name, tier in agreement.tiers.items()
        if tier.overrides & TIER_KEYS
    )
    found: dict[str | None, list[Version]] = {None: [(a, a) for a in site.agreements]}
    for name in names:
        found[name] = [(a, _measured_apart(a.tiers.get(name))) for a in site.agreements]
    return found


def _measured_apart(tier: Agreement | None) -> Agreement | None:
    return tier if tier and tier.overrides & TIER_KEYS else None


def _measured(
    versions: Sequence[Version],
    earliest: datetime,
    now: datetime,
    label: str | None,
) -> list[tuple[Agreement, list[Period]]]:
    """The periods measured by each dated version; a period belongs to the version at its first day."""
    found = []
    for index, (dated, agreement) in enumerate(versions):
        if agreement is None or agreement.availability is None:
            continue
        following = versions[index + 1][0].since if index + 1 < len(versions) else None
        if label is not None:
            asked = period_named(label, agreement.zone)
            candidates = [asked] if asked and asked.kind is agreement.availability.period else []
        else:
            candidates = _ascending(agreement, earliest, now)
        periods = [
            p
            for p in candidates
            if (dated.since is None or p.first_day >= dated.since)
            and (following is None or p.first_day < following)
        ]
        if periods:
            found.append((agreement, periods))
    return found


def _ascending(agreement: Agreement, earliest: datetime, now: datetime) -> list[Period]:
    if agreement.availability is None:
        return []
    periods, at = [], earliest
    while at <= now:
        periods.append(period_at(agreement.availability.period, at, agreement.zone))
        at = periods[-1].span.end
    return periods
