"""The earliest times at which an agreement allows work that is announced at a given instant."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from generator.model.agreement import MaintenanceClass, MaintenanceTerms
from generator.rules.calendars import window_spans
from generator.timespan import Span

HORIZON = timedelta(days=92)
MINUTE = timedelta(minutes=1)


def earliest_start(klass: MaintenanceClass, published_at: datetime) -> datetime:
    """The first whole minute at which work announced at ``published_at`` has enough notice."""
    start = published_at + (klass.notice or timedelta(0))
    return start if not (start.second or start.microsecond) else start.replace(second=0) + MINUTE


def legal_windows(
    terms: MaintenanceTerms, klass: MaintenanceClass, length: timedelta, published_at: datetime
) -> Iterator[Span]:
    """Stretches of ``length`` that have enough notice and lie inside an agreed window, ascending.

    One per agreed window of the next three months; a class without windows has one, as soon as
    notice allows. Agreed windows that are too short give none.
    """
    start = earliest_start(klass, published_at)
    if not klass.windows:
        yield Span(start, start + length)
        return
    for window in window_spans(klass.windows, terms.zone, Span(start, start + HORIZON)):
        if window.end - window.start >= length:
            yield Span(window.start, window.start + length)
