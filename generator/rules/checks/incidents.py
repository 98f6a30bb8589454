"""Checks of incidents: what is overdue, and what a customer would miss."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta, tzinfo

from generator.diagnostics import Diagnostic
from generator.model.levels import Status
from generator.rules.checks.findings import place_of, warning
from generator.rules.facts import Basis, IncidentFacts
from generator.rules.judgements import (
    Assessment,
    Measure,
    Response,
    Responses,
    ResponseVerdict,
)
from generator.rules.wording import duration_text, local_text, promise_text

SILENCE = timedelta(days=7)

POSTMORTEM_PARTS = {
    "en": (("what happened",), ("what we will do", "what we are doing", "what we have done")),
    "pl": (("co się stało",), ("co zrobimy", "co robimy", "co zrobiliśmy")),
}
"""The two parts of a postmortem, as the headings or lead-ins of a language word them."""


def update_overdue(assessment: Assessment) -> Iterator[Diagnostic]:
    """An open incident whose next update should have been posted."""
    now, zone = assessment.now, assessment.content.site.zone
    for id_, facts in assessment.incidents.items():
        answer = assessment.responses.get(id_)
        cadences = [
            (response.update.next_due_at, tier, response.update.limit)
            for tier, response in (_by_tier(answer) if answer else ())
            if response.update and response.update.next_due_at
        ]
        due_at, tier, limit = min(cadences, default=(now, "", SILENCE))
        promise = f"one is promised{tier} every {promise_text(limit)}"
        if facts.promised_at:
            due_at, promise = facts.promised_at, "the newest update promised it"
        if now > due_at:
            yield warning(
                "update-overdue",
                f"the next update was due at {local_text(due_at, zone)}, "
                f"{duration_text(now - due_at)} ago; {promise}",
                f"add '## {_minute(now, zone)} Update' with what is known",
                facts.incident.location,
            )


def _minute(now: datetime, zone: tzinfo) -> str:
    """The time of a heading to be written now."""
    return local_text(now.replace(second=0, microsecond=0), zone)


def acknowledgement_overdue(assessment: Assessment) -> Iterator[Diagnostic]:
    """An incident that nobody has answered in time."""
    now, zone = assessment.now, assessment.content.site.zone
    for facts, measure, tier in _overdue(assessment, "acknowledge"):
        yield warning(
            "acknowledgement-overdue",
            f"an answer was due{tier} at {local_text(measure.due_at, zone)}, "
            f"{duration_text(now - measure.due_at)} ago",
            f"add '## {_minute(now, zone)} Investigating', or 'acknowledged:' with the time",
            place_of(facts.incident, "reported", "started"),
        )


def postmortem_overdue(assessment: Assessment) -> Iterator[Diagnostic]:
    """A resolved incident whose promised analysis has not been published in time."""
    zone = assessment.content.site.zone
    for facts, measure, tier in _overdue(assessment, "postmortem"):
        yield warning(
            "postmortem-overdue",
            f"the postmortem was due{tier} at {local_text(measure.due_at, zone)} "
            f"({measure.limit.text} after the resolution)",
            f"add '## {_minute(assessment.now, zone)} Postmortem'",
            facts.incident.location,
        )


def postmortem_incomplete(assessment: Assessment) -> Iterator[Diagnostic]:
    """A postmortem that lacks what happened or what will be done."""
    language = assessment.content.site.main_language.partition("-")[0]
    wanted = POSTMORTEM_PARTS.get(language)
    if wanted is None:
        return
    for facts in assessment.incidents.values():
        texts = [u for u in facts.updates if u.status is Status.POSTMORTEM]
        said = " ".join(" ".join(u.text for u in texts).casefold().split())
        missing = [part[0] for part in wanted if not any(re.search(p, said) for p in part)]
        if texts and missing:
            yield warning(
                "postmortem-incomplete",
                f"the postmortem has no part '{missing[0].capitalize()}'",
                f"add a heading '### {missing[0].capitalize()}' and its text",
                texts[-1].location,
            )


def impact_still_posted(assessment: Assessment) -> Iterator[Diagnostic]:
    """A postmortem beside downtime that is still taken from the times of the posts."""
    for facts in assessment.incidents.values():
        if facts.postmortem_at and any(i.basis is Basis.POSTED for i in facts.impacts):
            yield warning(
                "impact-still-posted",
                "the postmortem is published, but the downtime is still taken from when posts were made",
                "state the exact impact: impact: [{from: TIME, to: TIME, components: {ID: LEVEL}}]",
                place_of(facts.incident, "started"),
            )


def silent_incident(assessment: Assessment) -> Iterator[Diagnostic]:
    """An incident left open without a word for more than a week, and none promised for a time to come."""
    zone = assessment.content.site.zone
    for facts in assessment.incidents.values():
        if not facts.open or (facts.promised_at or assessment.now) > assessment.now:
            continue
        last = max((u.at for u in facts.updates), default=facts.incident.started_at)
        if assessment.now - last > SILENCE:
            yield warning(
                "silent-incident",
                f"this incident is open and nothing was said since {local_text(last, zone)}, "
                f"{duration_text(assessment.now - last)} ago",
                "post an update, or 'resolved:' with the time at which it ended",
                facts.incident.location,
            )


def priority_without_impact(assessment: Assessment) -> Iterator[Diagnostic]:
    """An incident of the highest priority that names no affected component."""
    for facts in assessment.incidents.values():
        agreement = assessment.content.site.agreement_at(facts.incident.started_at)
        highest = next(iter(agreement.priorities), None) if agreement else None
        affected = any(level.rank for i in facts.impacts for level in i.levels.values())
        if highest and facts.priority == highest and not affected:
            yield warning(
                "priority-without-impact",
                f"a {highest} incident affects no component, so no downtime is counted",
                "name the components and their levels under 'components:'",
                place_of(facts.incident, "components", "priority"),
            )


def _overdue(assessment: Assessment, name: str) -> Iterator[tuple[IncidentFacts, Measure, str]]:
    """Each incident's response that is overdue and not given yet: the first due of all tiers."""
    for id_, answer in assessment.responses.items():
        found = [
            (measure.due_at, tier, measure)
            for tier, response in _by_tier(answer)
            if (measure := getattr(response, name)) is not None
            and measure.at is None
            and measure.verdict is ResponseVerdict.MISSED
        ]
        if found:
            _, tier, measure = min(found, key=lambda one: one[:2])
            yield assessment.incidents[id_], measure, tier


def _by_tier(answer: Responses) -> Iterator[tuple[str, Response]]:
    """The responses under the agreement and each tier, with how a sentence names the tier."""
    return ((f" to tier '{tier}'" if tier else "", one) for tier, one in answer.by_tier)
