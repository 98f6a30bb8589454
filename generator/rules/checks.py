"""Named checks: what an engineer should be told before a customer notices.

Each check is a function from an assessment to diagnostics; adding one is adding it to ``CHECKS``. Only
``short-notice`` is an error, and only for parts that have not begun: the rest are warnings, because a
page that could not be rebuilt would be worse.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta, tzinfo
from fractions import Fraction
from itertools import combinations

from generator.agreement import Agreement
from generator.diagnostics import Diagnostic, Location, Severity
from generator.levels import Status
from generator.model import Incident, Maintenance, Post
from generator.rules.calendars import window_spans
from generator.rules.checks_time import check_against_clock
from generator.rules.closed import closed_period_changed
from generator.rules.facts import IncidentFacts, incident_facts
from generator.rules.judgements import (
    Assessment,
    Basis,
    Measure,
    Notice,
    NoticeVerdict,
    Response,
    Responses,
    ResponseVerdict,
    Verdict,
)
from generator.rules.planning import earliest_start, legal_windows
from generator.rules.wording import duration_text, local_text, percent_text
from generator.timespan import Span, Spans

SILENCE = timedelta(days=7)
NEARLY_SPENT = Fraction(3, 4)

POSTMORTEM_PARTS = {
    "en": (("what happened",), ("what we will do", "what we are doing", "what we have done")),
    "pl": (("co się stało",), ("co zrobimy", "co robimy", "co zrobiliśmy")),
}
"""The two parts of a postmortem, as the headings or lead-ins of a language word them."""


def run_checks(assessment: Assessment) -> tuple[Diagnostic, ...]:
    """All findings, in order of place."""
    found = [diagnostic for check in CHECKS for diagnostic in check(assessment)]
    return tuple(sorted(found, key=lambda d: (d.location, d.code)))


# --------------------------------------------------------------------------------------- notices


def short_notice(assessment: Assessment) -> Iterator[Diagnostic]:
    """Planned work that begins sooner after its announcement than the agreement allows."""
    now, site = assessment.now, assessment.content.site
    for post, notice, agreement in _planned(assessment):
        klass = agreement.maintenance.classes[notice.klass]
        late = [p for p in notice.parts if p.verdict is NoticeVerdict.LATE and p.span.start > now]
        if not late or klass.notice is None:
            continue
        part = late[0]
        length = notice.window.end - notice.window.start
        earliest = earliest_start(klass, now)
        remedy = f"earliest start now: {local_text(earliest, site.zone)}"
        if klass.windows:
            window = next(iter(legal_windows(agreement.maintenance, klass, length, now)), None)
            remedy += (
                f"; next agreed window: {local_text(window.start, site.zone)}"
                if window
                else f"; no agreed window is {duration_text(length)} long"
            )
        where = "" if len(notice.parts) == 1 else f" for {_span_text(part.span, site.zone)}"
        yield Diagnostic(
            "short-notice",
            f"notice{where} was given {duration_text(part.lead)} ahead; "
            f"{duration_text(klass.notice)} are required, so this work would count as downtime",
            remedy
            if post.late_acknowledged
            else f"{remedy}; or say 'late: acknowledged' to go ahead and let it count",
            _place(post, "start"),
            Severity.WARNING if post.late_acknowledged else Severity.ERROR,
        )


def outside_agreed_window(assessment: Assessment) -> Iterator[Diagnostic]:
    """Planned work at a time that the agreement did not set aside for its class."""
    site = assessment.content.site
    for post, notice, agreement in _planned(assessment):
        terms = agreement.maintenance
        klass = terms.classes[notice.klass]
        if not klass.windows or notice.window.start <= assessment.now:
            continue
        inside = window_spans(klass.windows, terms.zone, notice.window)
        outside = (Spans([notice.window]) - inside).seconds
        if outside:
            length = notice.window.end - notice.window.start
            window = next(iter(legal_windows(terms, klass, length, assessment.now)), None)
            agreed = ", ".join(w.text for w in klass.windows)
            offer = f"; next that fits: {local_text(window.start, site.zone)}" if window else ""
            yield _warning(
                "outside-agreed-window",
                f"{duration_text(timedelta(seconds=outside))} of the window lie outside the agreed "
                f"{agreed} and would count as downtime",
                f"move the work into an agreed window{offer}",
                _place(post, "start"),
            )


def overlapping_windows(assessment: Assessment) -> Iterator[Diagnostic]:
    """Two pieces of planned work on one component at the same time."""
    coming = [
        (post, notice)
        for post, notice, _ in _planned(assessment)
        if notice.window.end > assessment.now
    ]
    coming.sort(key=lambda pair: (pair[1].window.start, pair[0].id))
    zone = assessment.content.site.zone
    for (first, a), (second, b) in combinations(coming, 2):
        shared = [id_ for id_ in a.components if id_ in b.components]
        both = a.window.clip(b.window)
        if shared and both:
            yield _warning(
                "overlapping-windows",
                f"'{second.id}' overlaps '{first.id}' on {', '.join(shared)}: {_span_text(both, zone)}",
                "move one of the two, or make them one notice",
                _place(second, "start"),
            )


def _planned(assessment: Assessment) -> Iterator[tuple[Maintenance, Notice, Agreement]]:
    """The notices that still stand, with the terms they are judged by."""
    for post in assessment.content.maintenance:
        notice = assessment.notices.get(post.id)
        if notice is None or notice.cancelled_at is not None:
            continue
        agreement = assessment.content.site.agreement_at(notice.window.start)
        if agreement and notice.klass in agreement.maintenance.classes:
            yield post, notice, agreement


# --------------------------------------------------------------------------------------- incidents


def update_overdue(assessment: Assessment) -> Iterator[Diagnostic]:
    """An open incident whose next update should have been posted."""
    now, zone = assessment.now, assessment.content.site.zone
    for facts in _known(assessment):
        answer = assessment.responses.get(facts.incident.id)
        cadences = [
            (response.update.next_due_at, tier, response.update.limit)
            for tier, response in _by_tier(answer)
            if response.update and response.update.next_due_at
        ]
        due_at, tier, limit = min(cadences, default=(now, "", SILENCE))
        if now > due_at:
            yield _warning(
                "update-overdue",
                f"the next update was due at {local_text(due_at, zone)}, "
                f"{duration_text(now - due_at)} ago; one is promised{tier} every "
                f"{duration_text(limit)}",
                f"add '## {local_text(now, zone)} Update' with what is known",
                facts.incident.location,
            )


def acknowledgement_overdue(assessment: Assessment) -> Iterator[Diagnostic]:
    """An incident that nobody has answered in time."""
    now, zone = assessment.now, assessment.content.site.zone
    for facts, measure, tier in _overdue(assessment, "acknowledge"):
        yield _warning(
            "acknowledgement-overdue",
            f"an answer was due{tier} at {local_text(measure.due_at, zone)}, "
            f"{duration_text(now - measure.due_at)} ago",
            f"add '## {local_text(now, zone)} Investigating', or 'acknowledged:' with the time",
            _place(facts.incident, "reported", "started"),
        )


def postmortem_overdue(assessment: Assessment) -> Iterator[Diagnostic]:
    """A resolved incident whose promised analysis has not been published in time."""
    zone = assessment.content.site.zone
    for facts, measure, tier in _overdue(assessment, "postmortem"):
        yield _warning(
            "postmortem-overdue",
            f"the postmortem was due{tier} at {local_text(measure.due_at, zone)} "
            f"({measure.limit.text} after the resolution)",
            f"add '## {local_text(assessment.now, zone)} Postmortem'",
            facts.incident.location,
        )


def postmortem_incomplete(assessment: Assessment) -> Iterator[Diagnostic]:
    """A postmortem that lacks what happened or what will be done."""
    language = assessment.content.site.main_language.partition("-")[0]
    wanted = POSTMORTEM_PARTS.get(language)
    if wanted is None:
        return
    for facts in _known(assessment):
        texts = [u for u in facts.updates if u.status is Status.POSTMORTEM]
        said = " ".join(" ".join(u.text for u in texts).casefold().split())
        missing = [part[0] for part in wanted if not any(re.search(p, said) for p in part)]
        if texts and missing:
            yield _warning(
                "postmortem-incomplete",
                f"the postmortem has no part '{missing[0].capitalize()}'",
                f"add a heading '### {missing[0].capitalize()}' and its text",
                texts[-1].location,
            )


def impact_still_posted(assessment: Assessment) -> Iterator[Diagnostic]:
    """A postmortem beside downtime that is still taken from the times of the posts."""
    for facts in _known(assessment):
        if facts.postmortem_at and any(i.basis is Basis.POSTED for i in facts.impacts):
            yield _warning(
                "impact-still-posted",
                "the postmortem is published, but the downtime is still taken from when posts were made",
                "state the exact impact: impact: [{from: TIME, to: TIME, components: {ID: LEVEL}}]",
                _place(facts.incident, "started"),
            )


def silent_incident(assessment: Assessment) -> Iterator[Diagnostic]:
    """An incident left open without a word for more than a week."""
    zone = assessment.content.site.zone
    for facts in _known(assessment):
        if not facts.open:
            continue
        last = max((u.at for u in facts.updates), default=facts.incident.started_at)
        if assessment.now - last > SILENCE:
            yield _warning(
                "silent-incident",
                f"this incident is open and nothing was said since {local_text(last, zone)}, "
                f"{(assessment.now - last).days} days ago",
                "post an update, or 'resolved:' with the time at which it ended",
                facts.incident.location,
            )


def priority_without_impact(assessment: Assessment) -> Iterator[Diagnostic]:
    """An incident of the highest priority that names no affected component."""
    for facts in _known(assessment):
        agreement = assessment.content.site.agreement_at(facts.incident.started_at)
        highest = next(iter(agreement.priorities), None) if agreement else None
        affected = any(level.rank for i in facts.impacts for level in i.levels.values())
        if highest and facts.priority == highest and not affected:
            yield _warning(
                "priority-without-impact",
                f"a {highest} incident affects no component, so no downtime is counted",
                "name the components and their levels under 'components:'",
                _place(facts.incident, "components", "priority"),
            )


# --------------------------------------------------------------------------------------- budget


def budget_nearly_spent(assessment: Assessment) -> Iterator[Diagnostic]:
    """A running period with more than three quarters of its downtime budget used."""
    for result in assessment.periods:
        if result.tier or result.period.span.end <= assessment.now or not result.downtime:
            continue
        if result.budget <= 0 or result.downtime / result.budget > NEARLY_SPENT:
            used = percent_text(result.downtime / result.budget, 0) if result.budget > 0 else "all"
            spent = "is spent" if result.verdict is Verdict.BREACHED else "is nearly spent"
            yield _warning(
                "budget-nearly-spent",
                f"the downtime budget of {result.period.label} {spent}: {_minutes(result.downtime)} of "
                f"{_minutes(result.budget)} min ({used})",
                f"'statusmark report --period {result.period.label}' names the files",
                result.agreement.location,
            )


def _minutes(amount: Fraction) -> str:
    return f"{float(amount):.6g}"


def in_the_future(assessment: Assessment) -> Iterable[Diagnostic]:
    """Something that has happened, dated later than now."""
    return check_against_clock(assessment.content, assessment.now)


CHECKS: tuple[Callable[[Assessment], Iterable[Diagnostic]], ...] = (
    short_notice,
    outside_agreed_window,
    overlapping_windows,
    update_overdue,
    acknowledgement_overdue,
    postmortem_overdue,
    postmortem_incomplete,
    impact_still_posted,
    silent_incident,
    priority_without_impact,
    budget_nearly_spent,
    closed_period_changed,
    in_the_future,
)


# --------------------------------------------------------------------------------------- common


def _warning(code: str, message: str, remedy: str, location: Location) -> Diagnostic:
    return Diagnostic(code, message, remedy, location, Severity.WARNING)


def _place(post: Post, *keys: str) -> Location:
    """Where a key of the front matter stands; the post itself where it is left out."""
    return next((post.places[key] for key in keys if key in post.places), post.location)


def _known(assessment: Assessment) -> Iterator[IncidentFacts]:
    for incident in assessment.content.incidents:
        if facts := incident_facts(incident, assessment.now):
            yield facts


def _overdue(assessment: Assessment, name: str) -> Iterator[tuple[IncidentFacts, Measure, str]]:
    """Each incident's response that is overdue and not given yet: the first due of all tiers."""
    by_id: dict[str, Incident] = {i.id: i for i in assessment.content.incidents}
    for id_, answer in assessment.responses.items():
        found = [
            (measure.due_at, tier, measure)
            for tier, response in _by_tier(answer)
            if (measure := getattr(response, name)) is not None
            and measure.at is None
            and measure.verdict is ResponseVerdict.MISSED
        ]
        facts = incident_facts(by_id[id_], assessment.now)
        if found and facts:
            _, tier, measure = min(found, key=lambda one: one[:2])
            yield facts, measure, tier


def _by_tier(answer: Responses | None) -> Iterator[tuple[str, Response]]:
    """The responses under the agreement and each tier, with how a sentence names the tier."""
    if answer:
        yield "", answer.plain
        for name, response in answer.tiers.items():
            yield f" to tier '{name}'", response


def _span_text(span: Span, zone: tzinfo) -> str:
    return f"{local_text(span.start, zone)} to {local_text(span.end, zone)}"
