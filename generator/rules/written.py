"""When what a figure rests on was written, and what was written so late that the page says so (contract 9).

It is believed all the same. A row of an incident rests on its start, components and cause, and on
``impact`` or what makes its end; one of work on the work's times; a measure on its own time and on the
report's; a period on the agreement's terms. None where no commit tells.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from operator import attrgetter

from generator.model.agreement import Target
from generator.model.content import Content, Site, Update
from generator.model.levels import Status
from generator.model.writing import Fact
from generator.rules.facts import Basis, IncidentFacts
from generator.rules.judgements import Assessment, Cadence, LedgerRow, Measure, Notice, PeriodResult
from generator.timespan import ONE_SECOND, Period

SLACK = timedelta(minutes=10)
"""So much later than its deadline something may be written without a word about it."""


@dataclass(frozen=True, slots=True)
class Stated:
    """Something that was written late: when, and the time that it is about."""

    at: datetime
    about: datetime


def row_written_at(assessment: Assessment, row: LedgerRow) -> datetime | None:
    """When what makes a row was written."""
    if row.id is None or row.id not in assessment.content.writings:
        return None
    if row.id in assessment.incidents:
        return _latest(assessment.content, row.id, _incident_facts(assessment.incidents[row.id]))
    if row.id not in assessment.notices:
        return None
    return _latest(assessment.content, row.id, _work_facts(assessment, row))


def row_late(assessment: Assessment, result: PeriodResult, row: LedgerRow) -> Stated | None:
    """Whether a row was written after its period's end, or after that of what lasted beyond it."""
    written_at = row_written_at(assessment, row)
    if written_at is None or row.id is None or not told_by_git(assessment, row.id):
        return None
    facts = assessment.incidents.get(row.id)
    work = None if facts else _window(assessment, row)
    ends = [facts.end_at] if facts else [work.work.end] if work and work.work else []
    if written_at <= max([result.period.span.end, *ends]) + SLACK:
        return None
    return Stated(written_at, row.span.end)


def measure_written_at(
    assessment: Assessment, id: str, name: str, measure: Measure | Cadence
) -> datetime | None:
    """When what a measure of an incident rests on was written; its ``at`` may not be there yet."""
    if id not in assessment.content.writings:
        return None
    facts = assessment.incidents[id]
    wanted = [_reported(facts)]
    if isinstance(measure, Cadence):
        wanted += [_heading(update.at, update.status) for update in _gaps_end(facts)]
        wanted += [_resolved(facts)] if facts.resolved_at else []
    elif measure.at is not None:
        wanted.append(_done(facts, name))
    return _latest(assessment.content, id, wanted)


def measure_late(
    assessment: Assessment, id: str, name: str, measure: Measure | Cadence
) -> Stated | None:
    """Whether a measure was written after its deadline, or after the time that it states if that is later."""
    content = assessment.content
    if id not in content.writings or not told_by_git(assessment, id):
        return None
    facts = assessment.incidents[id]
    if isinstance(measure, Measure):
        written_at = measure_written_at(assessment, id, name, measure)
        about = measure.at or measure.due_at
        late = written_at is not None and written_at > max(about, measure.due_at) + SLACK
        return Stated(written_at, about) if late and written_at else None
    found, before = [], facts.reported_at or facts.incident.started_at
    for update in _gaps_end(facts):
        written_at = content.writing(id).at(_heading(update.at, update.status))
        if written_at and written_at > max(update.at, before + measure.limit) + SLACK:
            found.append(Stated(written_at, update.at))
        before = update.at
    return max(found, key=lambda one: one.at, default=None)


def terms_written_at(assessment: Assessment, result: PeriodResult) -> datetime | None:
    """When the terms that judge a period were written: the agreement's, and those of its components."""
    content, written_at = assessment.content, None
    names = content.site.renamed, content.site.former
    wanted = _terms(content.site, *names, result.period, result.tier)
    for at, site in content.terms:
        if _terms(site, *names, result.period, result.tier) != wanted:
            break
        written_at = at
    return written_at


def terms_late(assessment: Assessment, result: PeriodResult) -> Stated | None:
    """Whether the terms were written after the period's end."""
    written_at, span = terms_written_at(assessment, result), result.period.span
    since = assessment.content.site.proof_since_at
    if written_at is None or written_at <= span.end + SLACK or (since and span.start < since):
        return None
    return Stated(written_at, span.end - ONE_SECOND)


def told_by_git(assessment: Assessment, id: str) -> bool:
    """Whether a post began when git was there to tell."""
    since = assessment.content.site.proof_since_at
    if since is None:
        return True
    if id in assessment.incidents:
        return assessment.incidents[id].incident.began_at >= since
    windows = assessment.notices[id].windows
    return not windows or windows[0].window.start >= since


def _latest(content: Content, id: str, facts: Iterable[Fact]) -> datetime | None:
    writing = content.writing(id)
    found = [writing.at(fact) for fact in facts]
    known = [at for at in found if at is not None]
    return max(known) if known and len(known) == len(found) else None


def _incident_facts(facts: IncidentFacts) -> list[Fact]:
    impact = facts.incident.impact
    wanted: list[Fact] = [("started", None), ("components", None), ("cause", None)]
    if impact:
        wanted.append(("impact", None))
    if facts.resolved_at and (not impact or any(phase.end_at is None for phase in impact)):
        wanted.append(_resolved(facts))
    return wanted


def _heading(at: datetime, status: Status) -> Fact:
    return status.value, at


def _reported(facts: IncidentFacts) -> Fact:
    own = facts.incident.reported_at
    return ("reported" if own and own == facts.reported_at else "started"), None


def _resolved(facts: IncidentFacts) -> Fact:
    if facts.incident.resolved_at == facts.resolved_at or facts.resolved_at is None:
        return "resolved", None
    return _heading(facts.resolved_at, Status.RESOLVED)


def _done(facts: IncidentFacts, name: str) -> Fact:
    """The key or heading that says when something was done."""
    match name:
        case "confirm":
            return "confirmed", None
        case "resolve":
            return _resolved(facts)
        case "postmortem" if facts.postmortem_at:
            return _heading(facts.postmortem_at, Status.POSTMORTEM)
    if facts.incident.acknowledged_at and facts.incident.acknowledged_at == facts.acknowledged_at:
        return "acknowledged", None
    same = (u for u in facts.updates if u.at == facts.acknowledged_at)
    first = next((u for u in same if u.status is not Status.POSTMORTEM), None)
    return _heading(first.at, first.status) if first else _resolved(facts)


def _gaps_end(facts: IncidentFacts) -> list[Update]:
    return [update for update in facts.updates if update.at <= facts.end_at]


def _window(assessment: Assessment, row: LedgerRow) -> Notice | None:
    """The window of a notice whose work a row is of."""
    windows = assessment.notices[row.id or ""].windows
    return next((one for one in windows if one.work and row.span.clip(one.work)), None)


def _work_facts(assessment: Assessment, row: LedgerRow) -> list[Fact]:
    """What makes the beginning and the end of the work in a row's window."""
    window = _window(assessment, row)
    if window is None:
        return []
    announced: list[Fact] = [("start", window.window.start), ("end", window.window.end)]
    posts = assessment.content.maintenance
    post = posts[bisect_left(posts, window.id, key=attrgetter("id"))]
    if window.work_basis is Basis.ANNOUNCED:
        cancelled_at = post.announced.cancelled_at
        if window.cancelled_at is None or cancelled_at is None:
            return announced
        headed = any(u.at == cancelled_at and u.status is Status.CANCELLED for u in post.updates)
        by = _heading(cancelled_at, Status.CANCELLED) if headed else ("cancelled", cancelled_at)
        return [announced[0], by]
    known = assessment.content.writing(post.id).later

    def stated(at: datetime, key: str, status: Status) -> Fact:
        heading = _heading(at, status)
        headed = heading in known or any(u.at == at and u.status is status for u in post.updates)
        return heading if headed and at not in post.actual else (key, at)

    begun_at, ended_at = window.begun_at, window.ends_at
    wanted = [stated(begun_at, "actual.start", Status.IN_PROGRESS) if begun_at else announced[0]]
    if ended_at:
        wanted.append(stated(ended_at, "actual.end", Status.COMPLETED))
    return wanted


Terms = tuple[object, ...]


def _terms(
    site: Site,
    renamed: Mapping[str, str],
    former: Mapping[tuple[str, str], str],
    period: Period,
    tier: str | None,
) -> Terms | None:
    """What judges a period: the agreement's keys that do, and those of the components that are counted.

    All by their present names, which ``renamed`` and ``former`` tell of former ones.
    """
    agreement = site.agreement_on(period.first_day)
    if agreement and tier:
        tiers = {former.get(("tier", key), key): terms for key, terms in agreement.tiers.items()}
        agreement = tiers.get(tier)
    if agreement is None or agreement.availability is None:
        return None
    promise, maintenance = agreement.availability, agreement.maintenance
    classes = {former.get(("class", key), key): one for key, one in maintenance.classes.items()}
    components = frozenset(
        (renamed.get(c.id, c.id), c.since_at, c.until_at, _plain(c.target))
        for c in site.components
        if c.counted and c.life.clip(period.span)
    )
    return (
        replace(promise, target=_plain(promise.target) or promise.target),
        replace(maintenance, classes={key: replace(one, name=key) for key, one in classes.items()}),
        agreement.zone_name,
        components,
    )


def _plain(target: Target | None) -> Target | None:
    """A target however it is spelt."""
    return replace(target, text="") if target else None
