"""Checks of planned work: notice that is too short, agreed windows, overlaps."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta, tzinfo

from generator.diagnostics import Diagnostic, Severity
from generator.model.agreement import Agreement, MaintenanceClass
from generator.model.content import Maintenance
from generator.notation import Precision
from generator.rules.calendars import earliest_start, legal_windows, window_spans
from generator.rules.checks.findings import place_of, warning
from generator.rules.judgements import Assessment, Notice, NoticeVerdict
from generator.rules.wording import duration_text, local_text, promise_text
from generator.timespan import Span, Spans


def short_notice(assessment: Assessment) -> Iterator[Diagnostic]:
    """Planned work that begins sooner after its announcement than the agreement allows."""
    now, site = assessment.now, assessment.content.site
    for post, notice, agreement in _planned(assessment):
        found = [
            (klass.notice, tier, terms, klass, part)
            for tier, judged, terms, klass in _by_tier(notice, agreement)
            for part in judged.parts
            if part.verdict is NoticeVerdict.LATE and part.span.start > now and klass.notice
        ]
        if not found:
            continue
        required, tier, terms, klass, part = max(found, key=lambda one: one[0])
        length = notice.window.end - notice.window.start
        earliest = earliest_start(klass, now)
        remedy = f"earliest start now: {local_text(earliest, site.zone)}"
        if klass.windows:
            window = next(iter(legal_windows(terms.maintenance, klass, length, now)), None)
            remedy += (
                f"; next agreed window: {local_text(window.start, site.zone)}"
                if window
                else f"; no agreed window is {duration_text(length)} long"
            )
        where = "" if len(notice.parts) == 1 else f" for {_span_text(part.span, site.zone)}"
        yield Diagnostic(
            "short-notice",
            f"notice{where} was given {duration_text(part.lead, days=False)} ahead; "
            f"{promise_text(required)} are required{tier}, so this work would count as downtime",
            remedy
            if post.late_acknowledged
            else f"{remedy}; or say 'late: acknowledged' to go ahead and let it count",
            place_of(post, "start"),
            Severity.WARNING if post.late_acknowledged else Severity.ERROR,
        )


def outside_agreed_window(assessment: Assessment) -> Iterator[Diagnostic]:
    """Planned work at a time that the agreement did not set aside for its class."""
    site = assessment.content.site
    for post, notice, agreement in _planned(assessment):
        if notice.window.start <= assessment.now:
            continue
        found = [
            ((Spans([notice.window]) - inside).seconds, tier, terms.maintenance, klass)
            for tier, _, terms, klass in _by_tier(notice, agreement)
            if klass.windows
            for inside in [window_spans(klass.windows, terms.maintenance.zone, notice.window)]
        ]
        outside, tier, terms, klass = max(
            found, key=lambda one: one[0], default=(0, "", None, None)
        )
        if outside and terms and klass:
            length = notice.window.end - notice.window.start
            window = next(iter(legal_windows(terms, klass, length, assessment.now)), None)
            agreed = ", ".join(w.text for w in klass.windows)
            offer = f"; next that fits: {local_text(window.start, site.zone)}" if window else ""
            yield warning(
                "outside-agreed-window",
                f"{duration_text(timedelta(seconds=outside), Precision.UP)} of the window lie outside the agreed "
                f"{agreed}{tier} and would count as downtime",
                f"move the work into an agreed window{offer}",
                place_of(post, "start"),
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
    running: list[tuple[Maintenance, Notice]] = []
    for second, b in coming:
        running = [pair for pair in running if pair[1].window.end > b.window.start]
        for first, a in running:
            both = a.window.clip(b.window)
            shared = [id_ for id_ in a.components if id_ in b.components]
            if shared and both:
                yield warning(
                    "overlapping-windows",
                    f"'{second.id}' overlaps '{first.id}' on {', '.join(shared)}: "
                    f"{_span_text(both, zone)}",
                    "move one of the two, or make them one notice",
                    place_of(second, "start"),
                )
        running.append((second, b))


def _planned(assessment: Assessment) -> Iterator[tuple[Maintenance, Notice, Agreement]]:
    """The notices that still stand, with the terms they are judged by."""
    for post in assessment.content.maintenance:
        notice = assessment.notices.get(post.id)
        if notice is None or notice.cancelled_at is not None:
            continue
        agreement = assessment.content.site.agreement_at(notice.window.start)
        if agreement and notice.klass in agreement.maintenance.classes:
            yield post, notice, agreement


def _by_tier(
    notice: Notice, agreement: Agreement
) -> Iterator[tuple[str, Notice, Agreement, MaintenanceClass]]:
    """The judgements under the agreement and each tier, with how a sentence names the tier."""
    for tier, judged in {"": notice, **notice.tiers}.items():
        terms = agreement.terms(tier)
        if klass := terms.maintenance.classes.get(notice.klass):
            yield f" for tier '{tier}'" if tier else "", judged, terms, klass


def _span_text(span: Span, zone: tzinfo) -> str:
    return f"{local_text(span.start, zone)} to {local_text(span.end, zone)}"
