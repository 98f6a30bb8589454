"""What a digest of a day, a week or a month holds, from judgements alone.

Weeks are those of ISO 8601 and are named ``2026-W47``. All are cut at local midnights of the site.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from fractions import Fraction
from functools import lru_cache

from generator.model.mail import Frequency
from generator.rules.judgements import Assessment, PeriodResult
from generator.rules.moments import Moment, MomentKind
from generator.timespan import ONE_DAY, ONE_SECOND, Span, local_date, local_midnight, minutes

LOOK_BACK = {Frequency.DAILY: 7, Frequency.WEEKLY: 4, Frequency.MONTHLY: 2}
"""So many digests are made up for where nothing could be sent for a while."""

LABELS = (
    (r"\d{4}-\d{2}-\d{2}", "", Frequency.DAILY),
    (r"\d{4}-W\d{2}", "-1", Frequency.WEEKLY),
    (r"\d{4}-\d{2}", "-01", Frequency.MONTHLY),
)
"""How a period is named, and what makes the name the date of its first day."""


@dataclass(frozen=True, slots=True)
class DigestPeriod:
    """A local day, week or month; ``label`` is ``2026-11-20``, ``2026-W47`` or ``2026-11``."""

    frequency: Frequency
    label: str
    first_day: date
    span: Span

    @property
    def key(self) -> str:
        """The digest's lasting name in ledgers and Message-IDs."""
        return f"digest/{self.frequency.value}/{self.label}"


@dataclass(frozen=True, slots=True)
class Digest:
    """A period's news: ``events`` within it in order of time, and what stood to come at its end.

    ``late`` are events of earlier times that were written down too late for their own digest.
    ``results`` are the promises measured over or around the period; ``downtime`` is the counted,
    weighted minutes within it by component, ``upcoming`` the notices of work ahead.
    """

    period: DigestPeriod
    events: tuple[Moment, ...]
    late: tuple[Moment, ...]
    results: tuple[PeriodResult, ...]
    downtime: Mapping[str, Fraction]
    upcoming: tuple[str, ...]


def digest_period(frequency: Frequency, instant: datetime, zone: tzinfo) -> DigestPeriod:
    """The period that contains an instant. Instant news has none: a ValueError."""
    return _period(frequency, local_date(instant, zone), zone)


@lru_cache(maxsize=4096)
def _period(frequency: Frequency, day: date, zone: tzinfo) -> DigestPeriod:
    if frequency is Frequency.INSTANT:
        raise ValueError("instant news has no period")
    match frequency:
        case Frequency.DAILY:
            first, after, label = day, day + ONE_DAY, f"{day:%Y-%m-%d}"
        case Frequency.WEEKLY:
            year, week, weekday = day.isocalendar()
            first = day - timedelta(days=weekday - 1)
            after, label = first + 7 * ONE_DAY, f"{year}-W{week:02}"
        case _:
            first = day.replace(day=1)
            after, label = (first + timedelta(days=31)).replace(day=1), f"{first:%Y-%m}"
    return DigestPeriod(
        frequency, label, first, Span(local_midnight(first, zone), local_midnight(after, zone))
    )


def period_labelled(label: str, zone: tzinfo) -> DigestPeriod | None:
    """The period of ``2026-11-20``, ``2026-W47`` or ``2026-11``; None for anything else."""
    for pattern, first_day, frequency in LABELS:
        if re.fullmatch(pattern, label):
            try:
                return _period(frequency, date.fromisoformat(label + first_day), zone)
            except (ValueError, OverflowError):
                return None
    return None


def closed_periods(
    frequency: Frequency, now: datetime, zone: tzinfo, count: int
) -> tuple[DigestPeriod, ...]:
    """The last ``count`` periods that have ended by ``now``, oldest first."""
    found = [digest_period(frequency, now, zone)]
    for _ in range(count):
        found.append(digest_period(frequency, found[-1].span.start - ONE_SECOND, zone))
    return tuple(reversed(found[1:]))


def digest_of(
    assessment: Assessment,
    period: DigestPeriod,
    events: Sequence[Moment],
    components: Sequence[str] = (),
) -> Digest:
    """The digest of a period from its events; no ``components`` means all.

    Events before the period are late; reminders are no news afterwards.
    """
    wanted = set(components)
    shown = [event for event in events if event.kind is not MomentKind.REMINDER]
    horizon = min(assessment.now, period.span.end)
    return Digest(
        period=period,
        events=tuple(e for e in shown if e.at in period.span),
        late=tuple(e for e in shown if e.at < period.span.start),
        results=tuple(
            promise  # the plain agreement's, of the period in which the digest ends
            for result in assessment.periods
            if result.tier is None and horizon - ONE_SECOND in result.period.span
            for promise in result.promises
            if promise.component is None or not wanted or promise.component in wanted
        ),
        downtime=_downtime(assessment, period.span, wanted),
        upcoming=_upcoming(assessment, horizon, wanted),
    )


def _upcoming(assessment: Assessment, horizon: datetime, wanted: set[str]) -> tuple[str, ...]:
    """The work that was announced and still to come at an instant, soonest first."""
    found = {
        id: notice.window.start
        for id, notice in assessment.notices.items()
        if notice.first_published_at <= horizon <= notice.window.start
        and notice.cancelled_at is None
        and (not wanted or wanted & notice.components.keys())
    }
    return tuple(sorted(found, key=lambda id_: (found[id_], id_)))


def _downtime(assessment: Assessment, span: Span, wanted: set[str]) -> dict[str, Fraction]:
    found: dict[str, Fraction] = {}
    around = (
        r
        for r in assessment.periods
        if r.tier is None and not r.unmeasured and r.period.span.clip(span)
    )
    for row in (row for result in around for row in result.ledger):
        cut = row.span.clip(span)
        if row.counted and cut and (not wanted or row.component in wanted):
            spent = minutes(cut.seconds) * row.weight
            found[row.component] = found.get(row.component, Fraction(0)) + spent
    order = [c.id for c in assessment.content.site.components]
    return {id: found[id] for id in order if id in found}
