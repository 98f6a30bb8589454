"""The checks that need nothing but the posts themselves: all that a single file can be asked."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from generator.diagnostics import Diagnostic
from generator.rules.checks.forgotten import (
    forgotten_work,
    long_incident,
    long_window,
    phase_far_from_incident,
    resolved_and_open,
    unclassified,
)
from generator.rules.checks.incidents import (
    acknowledgement_overdue,
    impact_still_posted,
    postmortem_incomplete,
    postmortem_overdue,
    priority_without_impact,
    silent_incident,
    update_overdue,
)
from generator.rules.checks.notices import (
    outside_agreed_window,
    overlapping_windows,
    short_notice,
)
from generator.rules.checks.proof import notice_used_again
from generator.rules.checks.times import in_the_future
from generator.rules.judgements import Assessment

Check = Callable[[Assessment], Iterable[Diagnostic]]

POST_CHECKS: tuple[Check, ...] = (
    short_notice,
    outside_agreed_window,
    overlapping_windows,
    notice_used_again,
    update_overdue,
    acknowledgement_overdue,
    postmortem_overdue,
    postmortem_incomplete,
    impact_still_posted,
    silent_incident,
    long_incident,
    resolved_and_open,
    long_window,
    forgotten_work,
    priority_without_impact,
    unclassified,
    phase_far_from_incident,
    in_the_future,
)


def run_checks(
    assessment: Assessment, checks: Iterable[Check] = POST_CHECKS
) -> tuple[Diagnostic, ...]:
    """All findings, in order of place."""
    found = [diagnostic for check in checks for diagnostic in check(assessment)]
    return tuple(sorted(found, key=lambda d: (d.location, d.code)))
