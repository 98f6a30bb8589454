"""Named checks: what an engineer should be told before a customer notices.

Each check is a function from an assessment to diagnostics; adding one is adding it to a tuple. Only
``short-notice`` is an error, and only for parts that have not begun: the rest are warnings, because a
page that could not be rebuilt would be worse.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from generator.diagnostics import Diagnostic
from generator.rules.assessment import first_post_at
from generator.rules.checks import posts
from generator.rules.checks.closed import closed_period_changed, period_not_closed
from generator.rules.checks.findings import warning
from generator.rules.checks.posts import POST_CHECKS
from generator.rules.checks.proof import (
    not_proven,
    post_deleted,
    repair_of_open_incident,
    turned_history,
)
from generator.rules.effects import whose_text
from generator.rules.judgements import Assessment, Verdict
from generator.rules.wording import spent_text
from generator.timespan import EARLIEST, LATEST, Span, Spans, local_date, local_midnight

NEARLY_SPENT = Fraction(3, 4)


def run_checks(assessment: Assessment) -> tuple[Diagnostic, ...]:
    """All findings about a site, in order of place."""
    return posts.run_checks(assessment, CHECKS)


def budget_nearly_spent(assessment: Assessment) -> Iterator[Diagnostic]:
    """A running period with more than three quarters of its downtime budget used."""
    for result in (promise for period in assessment.periods for promise in period.promises):
        if result.tier or result.period.span.end <= assessment.now or not result.downtime:
            continue
        if result.budget <= 0 or result.downtime / result.budget > NEARLY_SPENT:
            used = f"{result.used_percent} %" if result.budget > 0 else "all"
            spent = "is spent" if result.verdict is Verdict.BREACHED else "is nearly spent"
            yield warning(
                "budget-nearly-spent",
                f"the downtime budget of {result.period.label}{whose_text(result)} {spent}: "
                f"{spent_text(result.downtime, result.budget)} ({used})",
                f"'statusmark report --period {result.period.label}' names the files",
                result.agreement.location,
            )


def unmeasured_period(assessment: Assessment) -> Iterator[Diagnostic]:
    """A stretch from the first post to now that belongs to no period of any agreement.

    An agreement without availability says that nothing was promised, and covers its time.
    """
    site, now = assessment.content.site, assessment.now
    written = [*assessment.incidents.values(), *assessment.bulletins.values()]
    first = first_post_at(written, assessment.notices.values())
    if first is None:
        return
    covered = [
        result.period.span
        for result in assessment.periods
        if result.tier is None and not result.unmeasured
    ]
    dated = [local_midnight(a.since, a.zone) if a.since else EARLIEST for a in site.agreements]
    for agreement, start, end in zip(site.agreements, dated, [*dated[1:], LATEST], strict=True):
        if agreement.availability is None:
            covered.append(Span(start, end))
    for gap in Spans([Span(first, now)]) - covered:
        first_day, last_day = (local_date(at, site.zone) for at in (gap.start, gap.end))
        yield warning(
            "unmeasured-period",
            f"no agreement measures the time from {first_day} to {last_day}: what happened then is in no period",
            "date an agreement earlier with 'since:' (its first period begins on the first day of one), or "
            "say that nothing was promised by an entry without availability, and 'inherit: false' after it",
            next((a.location for a in site.agreements), site.location),
        )


CHECKS = (
    *POST_CHECKS,
    budget_nearly_spent,
    closed_period_changed,
    period_not_closed,
    unmeasured_period,
    repair_of_open_incident,
    turned_history,
    post_deleted,
    not_proven,
)
