"""The agreed windows as recurring events (RFC 5545 section 3.8.5.3), with their VTIMEZONE.

A rule repeats one length, but the window is a stretch of the clock face: Sunday 02:00-06:00 in Warsaw
lasts three hours in the night when the clock goes forward and five when it goes back. Those nights are
left out of the rule (EXDATE) and stand beside it as events of their own with the hours that the rules
themselves count. So that no night is missed, a series covers the year before the horizon's, that year
and the two after it; SEQUENCE rises with the year. Overriding them inside the series (RECURRENCE-ID)
would say the same, but several clients mix up the series of one file then.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from icalendar import Component, Event, vRecur

from generator.model.agreement import AgreedWindow, Agreement, MaintenanceClass
from generator.rendering.calendars.timezones import DAYS, changes, timezone
from generator.rendering.edition import Edition
from generator.rules.calendars import window_spans
from generator.timespan import ONE_DAY, Span, local_instant, local_midnight

BACK, AHEAD = 1, 2
"""Years before and after the horizon's that a series covers."""

SEQUENCE_YEAR = 2020
"""The year whose series would have SEQUENCE 0."""


def window_events(edition: Edition) -> list[Component]:
    """Time zones, recurring windows and the nights that differ, of all agreements in turn.

    A window's UID holds its times: another window is another event, not a change of this one.
    """
    agreements = edition.site.agreements
    zones: dict[str, tzinfo] = {}
    events: list[Component] = []
    for number, agreement in enumerate(agreements):
        terms = agreement.maintenance
        following = agreements[number + 1] if number + 1 < len(agreements) else None
        for klass in terms.classes.values():
            if klass.windows:
                zones[terms.zone_name] = terms.zone
            for window in klass.windows:
                slug = re.sub(r"[^a-z0-9]+", "-", window.text.lower().replace(":", ""))
                key = f"window-{number + 1}-{klass.name}-{slug}"
                events += _series(edition, agreement, following, klass, window, key)
    years = edition.now.year - BACK, edition.now.year + AHEAD
    return [*(timezone(name, zone, *years) for name, zone in zones.items()), *events]


def _series(
    edition: Edition,
    agreement: Agreement,
    following: Agreement | None,
    klass: MaintenanceClass,
    window: AgreedWindow,
    key: str,
) -> Iterator[Event]:
    terms = agreement.maintenance
    begins, until = _lifetime(edition.now, agreement, following)
    first_day = _first_day(begins, window)
    if local_midnight(first_day, terms.zone) > until:
        return
    rule: dict[str, object] = {"freq": "DAILY" if window.weekday is None else "WEEKLY"}
    if window.weekday is not None:
        rule["byday"] = DAYS[window.weekday]
    rule["until"] = until
    event = _event(edition, agreement, klass, window, key)
    start, end = _wall(window, first_day)
    event.add("dtstart", start, parameters={"TZID": terms.zone_name})
    event.add("dtend", end, parameters={"TZID": terms.zone_name})
    event.add("rrule", vRecur(rule))
    odd = [
        (day, span)
        for day, span in _odd_nights(edition.now, window, terms.zone, first_day)
        if span.start <= until
    ]
    if odd:
        left_out = [_wall(window, day)[0] for day, _ in odd]
        event.add("exdate", left_out, parameters={"TZID": terms.zone_name})
    yield event
    for day, span in odd:
        night = _event(edition, agreement, klass, window, f"{key}-{day:%Y%m%d}")
        night.add("dtstart", span.start)
        night.add("dtend", span.end)
        yield night


def _event(
    edition: Edition,
    agreement: Agreement,
    klass: MaintenanceClass,
    window: AgreedWindow,
    key: str,
) -> Event:
    """What every occurrence has: as old as the year or the agreement, whichever is younger."""
    say = edition.words.gettext
    year = edition.now.year
    stamp = max(agreement.since or date(year, 1, 1), date(year, 1, 1))
    event = Event()
    event.add("uid", f"{key}@{edition.site.identity}")
    event.add("sequence", year - SEQUENCE_YEAR)
    event.add("dtstamp", local_midnight(stamp, UTC))
    event.add("last-modified", local_midnight(stamp, UTC))
    event.add(
        "summary",
        say("Agreed maintenance window (%(name)s)", name=edition.titled("class", klass.name)),
    )
    event.add("description", f"{window.text} {agreement.maintenance.zone_name}")
    event.add("url", f"{edition.site.url}/sla/")
    event.add("status", "CONFIRMED")
    event.add("transp", "TRANSPARENT")
    return event


def _first_day(since: date, window: AgreedWindow) -> date:
    if window.weekday is None:
        return since
    return since + (window.weekday - since.weekday()) % 7 * ONE_DAY


def _lifetime(
    now: datetime, agreement: Agreement, following: Agreement | None
) -> tuple[date, datetime]:
    """The first day of a series, and its last second (UNTIL is inclusive, in UTC beside a TZID)."""
    zone = agreement.maintenance.zone
    begins = max(agreement.since or date.min, date(now.year - BACK, 1, 1))
    ends = date(now.year + AHEAD + 1, 1, 1)
    if following and following.since:
        ends = min(ends, following.since)
    return begins, local_midnight(ends, zone) - timedelta(seconds=1)


def _wall(window: AgreedWindow, day: date) -> tuple[datetime, datetime]:
    end = datetime.combine(day + window.end_days * ONE_DAY, window.ends)
    return datetime.combine(day, window.starts), end


def _true_spans(window: AgreedWindow, zone: tzinfo, day: date) -> tuple[Span, ...]:
    """The hours of one occurrence as the rules count them."""
    noon = datetime.combine(day, time(12)) - ONE_DAY
    last = datetime.combine(day + window.end_days * ONE_DAY, time(12)) + ONE_DAY
    around = Span(local_instant(noon, zone), local_instant(last, zone))
    start, end = (local_instant(wall, zone) for wall in _wall(window, day))
    near = [s for s in window_spans((window,), zone, around) if s.start <= end and s.end >= start]
    return tuple(near[:1])


def _odd_nights(
    now: datetime, window: AgreedWindow, zone: tzinfo, first_day: date
) -> Iterator[tuple[date, Span]]:
    """Occurrences near ``now`` that last longer or shorter than the clock face says, with their hours."""
    wall_start, wall_end = _wall(window, first_day)
    nominal = wall_end - wall_start
    for change in changes(zone, now.year - BACK, now.year + AHEAD):
        centre = change.astimezone(zone).date()
        for back in range(window.end_days, -1, -1):
            day = centre - back * ONE_DAY
            if day < first_day or window.weekday not in {None, day.weekday()}:
                continue
            for span in _true_spans(window, zone, day):
                if timedelta(seconds=span.seconds) != nominal:
                    yield day, span
