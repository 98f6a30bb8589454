"""The agreed windows as recurring events (RFC 5545 section 3.8.5.3), with their VTIMEZONE.

A rule repeats one length, but the window is a stretch of the clock face: Sunday 02:00-06:00 in Warsaw
lasts three hours in the night when the clock goes forward and five when it goes back. Those nights are
left out of the rule (EXDATE) and stand beside it as events of their own with the hours that the rules
themselves count, for the years around the horizon. Overriding them inside the series (RECURRENCE-ID)
would say the same, but several clients mix up the series of one file then.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from icalendar import Component, Event, Timezone, TimezoneDaylight, TimezoneStandard, vRecur

from generator.model import AgreedWindow, Agreement, MaintenanceClass
from generator.rendering.edition import Edition
from generator.rendering.statuspage_components import page_id
from generator.rules.calendars import window_spans
from generator.timespan import ONE_DAY, Span, local_instant, local_midnight, offset_at

FIRST_YEAR, LAST_YEAR = 2020, 2037
"""Where the windows of an agreement without ``since`` begin, and how far clock changes are listed."""

DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


def window_events(edition: Edition) -> list[Component]:
    """Time zones, recurring windows and the nights that differ, of all agreements in turn."""
    agreements = edition.site.agreements
    zones: dict[str, tzinfo] = {}
    events: list[Component] = []
    for number, agreement in enumerate(agreements):
        terms = agreement.maintenance
        following = agreements[number + 1] if number + 1 < len(agreements) else None
        for klass in terms.classes.values():
            if klass.windows:
                zones[terms.zone_name] = terms.zone
            for place, window in enumerate(klass.windows, 1):
                key = f"window-{number + 1}-{klass.name}-{place}"
                events += _series(edition, agreement, following, klass, window, key)
    return [*(_timezone(name, zone) for name, zone in zones.items()), *events]


def _series(
    edition: Edition,
    agreement: Agreement,
    following: Agreement | None,
    klass: MaintenanceClass,
    window: AgreedWindow,
    key: str,
) -> Iterator[Event]:
    terms = agreement.maintenance
    first_day = _first_day(agreement.since or date(FIRST_YEAR, 1, 1), window)
    until = _until(following, terms.zone)
    rule: dict[str, object] = {"freq": "DAILY" if window.weekday is None else "WEEKLY"}
    if window.weekday is not None:
        rule["byday"] = DAYS[window.weekday]
    if until:
        rule["until"] = until
    event = _event(edition, agreement, klass, window, key)
    start, end = _wall(window, first_day)
    event.add("dtstart", start, parameters={"TZID": terms.zone_name})
    event.add("dtend", end, parameters={"TZID": terms.zone_name})
    event.add("rrule", vRecur(rule))
    odd = [
        (day, span)
        for day, span in _odd_nights(edition.now, window, terms.zone, first_day)
        if until is None or span.start <= until
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
    """What every occurrence has. It is as old as the agreement, which carries no times of its own."""
    say = edition.words.gettext
    stamp = local_midnight(agreement.since or date(FIRST_YEAR, 1, 1), agreement.zone)
    event = Event()
    event.add("uid", f"{key}@{page_id(edition.site.url)}")
    event.add("sequence", 0)
    event.add("dtstamp", stamp)
    event.add("last-modified", stamp)
    event.add("summary", say("Agreed maintenance window (%(name)s)", name=klass.name))
    event.add("description", f"{window.text} {agreement.maintenance.zone_name}")
    event.add("url", f"{edition.site.url}/sla/")
    event.add("status", "CONFIRMED")
    event.add("transp", "TRANSPARENT")
    return event


def _first_day(since: date, window: AgreedWindow) -> date:
    if window.weekday is None:
        return since
    return since + (window.weekday - since.weekday()) % 7 * ONE_DAY


def _until(following: Agreement | None, zone: tzinfo) -> datetime | None:
    """The last second before the next agreement; UNTIL is inclusive and in UTC beside a TZID."""
    if following is None or following.since is None:
        return None
    return local_midnight(following.since, zone) - timedelta(seconds=1)


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
    for change in _changes(zone, now.year - 1, now.year + 2):
        centre = change.astimezone(zone).date()
        for back in range(window.end_days, -1, -1):
            day = centre - back * ONE_DAY
            if day < first_day or window.weekday not in {None, day.weekday()}:
                continue
            for span in _true_spans(window, zone, day):
                if timedelta(seconds=span.seconds) != nominal:
                    yield day, span


# --------------------------------------------------------------------------------------- VTIMEZONE


def _changes(zone: tzinfo, first_year: int, last_year: int) -> Iterator[datetime]:
    """The instants at which a zone's offset changes, in the years from first to last."""
    at, end = datetime(first_year, 1, 1, tzinfo=UTC), datetime(last_year + 1, 1, 1, tzinfo=UTC)
    while at < end:
        low, high = at, at + ONE_DAY
        before = offset_at(zone, low)
        if offset_at(zone, high) != before:
            while high - low > timedelta(seconds=1):
                middle = low + timedelta(seconds=int((high - low).total_seconds()) // 2)
                low, high = (middle, high) if offset_at(zone, middle) == before else (low, middle)
            yield high
        at += ONE_DAY


def _timezone(name: str, zone: tzinfo) -> Timezone:
    """A zone's changes written out: RDATE holds the clock face before each change (section 3.6.5)."""
    made = Timezone()
    made.add("tzid", name)
    begin = datetime(FIRST_YEAR, 1, 1, tzinfo=UTC)
    offset = offset_at(zone, begin)
    groups: dict[tuple[timedelta, timedelta, str], list[datetime]] = {}
    first = (offset, offset, begin.astimezone(zone).tzname() or name)
    groups[first] = [(begin + offset).replace(tzinfo=None)]
    for change in _changes(zone, FIRST_YEAR, LAST_YEAR):
        after = offset_at(zone, change)
        key = (offset, after, change.astimezone(zone).tzname() or name)
        groups.setdefault(key, []).append((change + offset).replace(tzinfo=None))
        offset = after
    for (before, after, short), onsets in groups.items():
        part = TimezoneDaylight() if after > before else TimezoneStandard()
        part.add("tzname", short)
        part.add("tzoffsetfrom", before)
        part.add("tzoffsetto", after)
        part.add("dtstart", onsets[0])
        if onsets[1:]:
            part.add("rdate", onsets[1:])
        made.add_component(part)
    return made
