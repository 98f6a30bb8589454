"""Checks of what was probably forgotten: the end of work, the end of an incident, its priority, a date."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta

from generator.diagnostics import Diagnostic
from generator.model.agreement import ANY_PRIORITY, Agreement, Targets
from generator.model.levels import REOPENING, Status
from generator.model.windows import stated_times
from generator.rules.checks.findings import place_of, warning
from generator.rules.facts import Basis, work_times
from generator.rules.judgements import Assessment
from generator.rules.wording import duration_text, local_text
from generator.rules.written import told_by_git
from generator.timespan import LATEST

ASKED_FOR = timedelta(days=30)
"""How long after its window work is asked about; an incident that is open for longer is named."""
NOT_COMPLETED = timedelta(hours=1)
FAR = timedelta(days=7)


def forgotten_work(assessment: Assessment) -> Iterator[Diagnostic]:
    """Work of which nobody said that it ran, or that it ended, in the thirty days after its window."""
    now, zone = assessment.now, assessment.content.site.zone
    for post in assessment.content.maintenance:
        said = post.announced
        if said.cancelled_at is not None or not said.end_at < now <= said.end_at + ASKED_FOR:
            continue
        updates = [u for u in post.updates if u.at <= now]
        times = work_times(stated_times(post.actual, updates, None, LATEST), said)
        over = f"the window was over at {local_text(said.end_at, zone)}, and nobody has said"
        if times.end_at is None and now > said.end_at + NOT_COMPLETED:
            what = "that the work is done: until then it counts as under way"
        elif times.basis is Basis.ANNOUNCED and all(u.at < said.start_at for u in updates):
            what = "whether the work was done: it is taken to have run as announced"
        else:
            continue
        remedy = f"'statusmark update {post.id} completed --at TIME', or 'actual:' with its times"
        yield warning("forgotten-work", f"{over} {what}", remedy, place_of(post, "end"))


def long_incident(assessment: Assessment) -> Iterator[Diagnostic]:
    """An incident of more than thirty days: it was forgotten, or a year is wrong."""
    zone = assessment.content.site.zone
    for id_, facts in assessment.incidents.items():
        ended_at = facts.resolved_at
        began_at = facts.incident.started_at if ended_at else facts.incident.began_at
        length = (ended_at or assessment.now) - began_at
        if length <= ASKED_FOR or (ended_at and not told_by_git(assessment, id_)):
            continue
        since = f"{duration_text(length)}, since {local_text(began_at, zone)}"
        yield warning(
            "long-incident",
            f"this incident lasted {since}"
            if ended_at
            else f"this incident has been open for {since}",
            "check the month and the year of its start and its end"
            if ended_at
            else "if it is over, say so: 'resolved:' with the time at which it ended",
            place_of(facts.incident, "started"),
        )


def resolved_and_open(assessment: Assessment) -> Iterator[Diagnostic]:
    """An incident that was resolved and that a later update opened again."""
    zone = assessment.content.site.zone
    for facts in assessment.incidents.values():
        ends = [u.at for u in facts.updates if u.status is Status.RESOLVED]
        if not facts.open or not ends:
            continue
        again = next((u for u in facts.updates if u.at >= ends[-1] and u.status in REOPENING), None)
        if again:
            yield warning(
                "resolved-and-open",
                f"this incident was resolved at {local_text(ends[-1], zone)} and is open again since "
                f"{local_text(again.at, zone)} ({again.status.value})",
                "if it is over, make that one an Update; another outage is a post of its own",
                again.location,
            )


def long_window(assessment: Assessment) -> Iterator[Diagnostic]:
    """Planned work of more than thirty days."""
    for id_, notice in assessment.notices.items():
        post = next(post for post in assessment.content.maintenance if post.id == id_)
        said = post.announced
        if said.end_at - said.start_at > ASKED_FOR and notice.cancelled_at is None:
            yield warning(
                "long-window",
                f"this work is announced for {duration_text(said.end_at - said.start_at)}",
                "check the month and the year of its start and its end",
                place_of(post, "end"),
            )


def phase_far_from_incident(assessment: Assessment) -> Iterator[Diagnostic]:
    """A phase that begins or ends more than a week outside its incident."""
    zone = assessment.content.site.zone
    for facts in assessment.incidents.values():
        for number, phase in enumerate(facts.incident.impact, 1):
            early = facts.incident.started_at - phase.start_at
            end_at = max(phase.start_at, phase.end_at or phase.start_at)
            late = end_at - facts.resolved_at if facts.resolved_at else timedelta(0)
            if early > FAR:
                far = f"begins at {local_text(phase.start_at, zone)}, {duration_text(early)} before"
            elif late > FAR:
                far = f"ends at {local_text(end_at, zone)}, {duration_text(late)} after the end of"
            else:
                continue
            yield warning(
                "phase-far-from-incident",
                f"phase {number} {far} the incident",
                "check the month and the year of both; the phase is what counts",
                phase.location,
            )


def unclassified(assessment: Assessment) -> Iterator[Diagnostic]:
    """An incident without a priority where nothing is promised for such a one."""
    for facts in assessment.incidents.values():
        agreement = assessment.content.site.agreement_at(facts.reported_at or assessment.now)
        known = _priorities(agreement, facts.incident.tiers) if agreement else {}
        if known and ANY_PRIORITY not in known and facts.priority is None:
            yield warning(
                "unclassified",
                "this incident has no priority, so no response to it is measured",
                f"add a line like priority: {next(iter(known))}",
                place_of(facts.incident, "started"),
            )


def _priorities(agreement: Agreement, tiers: Sequence[str]) -> Mapping[str, Targets]:
    """The priorities that an incident may have: the agreement's, or those of the tiers that it names."""
    terms = [agreement.tiers[name] for name in tiers if name in agreement.tiers] or [agreement]
    return next((one.priorities for one in terms if one.priorities), {})
