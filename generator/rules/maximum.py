"""The cap on excused maintenance per period: what exceeds it counts (``maintenance.max``)."""

from __future__ import annotations

from collections.abc import Iterable

from generator.model.agreement import Agreement, Availability
from generator.rules.judgements import Notice
from generator.timespan import Span, Spans, period_at


def beyond_maximum(
    agreement: Agreement, availability: Availability, notices: Iterable[Notice]
) -> Spans:
    """The instants of excused work that lie beyond the cap of their period.

    Excused work on whatever component is added up in order of time, overlapping work once; from the
    instant at which the sum reaches the cap, the rest of the period's work is not excused.
    """
    maximum = agreement.maintenance.maximum
    if maximum is None:
        return Spans()
    excused = Spans(span for notice in notices for span in notice.excused)
    found: list[Span] = []
    period_end, left = None, maximum
    pending = list(reversed(excused))
    while pending:
        span = pending.pop()
        if period_end is None or span.start >= period_end:
            period_end = period_at(availability.period, span.start, agreement.zone).span.end
            left = maximum
        if span.end > period_end:
            pending.append(Span(period_end, span.end))
            span = Span(span.start, period_end)
        if span.end - span.start <= left:
            left -= span.end - span.start
        else:
            found.append(Span(span.start + left, span.end))
            left -= left
    return Spans(found)
