"""The team's deadlines: root-cause analyses that were promised, and the last moment to announce work.

An event is half an hour long and ends when the time is up. What is done stays in the file, marked
done, so that calendars that imported it follow.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from icalendar import Event

from generator.notation import basic_format
from generator.rendering.edition import Edition, post_path
from generator.rendering.views.posts import post_view
from generator.rules.calendars import window_spans
from generator.rules.judgements import Measure
from generator.timespan import Span, local_date, local_midnight

SHOWN = timedelta(minutes=30)
AHEAD = timedelta(weeks=8)
"""How far ahead the windows' deadlines are listed."""

NEWEST = 50
"""So many incidents' deadlines are listed."""


def deadline_events(edition: Edition) -> list[Event]:
    """Deadlines by due time."""
    return [*_postmortems(edition), *_notices(edition)]


def _postmortems(edition: Edition) -> list[Event]:
    """The earliest promise of all tiers, for the newest incidents."""
    found: list[tuple[datetime, str, Measure]] = []
    for id, responses in edition.assessment.responses.items():
        measures = [r.postmortem for _, r in responses.by_tier if r.postmortem]
        if measures:
            earliest = min(measures, key=lambda measure: measure.due_at)
            found.append((earliest.due_at, id, earliest))
    found.sort(key=lambda row: row[:2])
    return [_postmortem(edition, id, measure) for _, id, measure in found[-NEWEST:]]


def _postmortem(edition: Edition, id: str, measure: Measure) -> Event:
    say, facts = edition.words.gettext, edition.status.incidents[id]
    title = post_view(edition, id).title or id
    done = measure.at is not None
    text = say("Done: root-cause analysis of %(title)s", title=title)
    if not done:
        text = say("Root-cause analysis due: %(title)s", title=title)
    event = _event(edition, f"postmortem-{id}", text, measure.due_at, measure.at or facts.end_at)
    event.add("sequence", int(done))
    event.add("url", edition.address(post_path(facts.incident)))
    return event


def _notices(edition: Edition) -> Iterator[Event]:
    """The last moment to announce work for each agreed window of the next weeks."""
    agreement = edition.site.agreement_at(edition.now)
    if agreement is None:
        return
    terms, say = agreement.maintenance, edition.words.gettext
    for klass in terms.classes.values():
        if not klass.windows or not klass.notice:
            continue
        today = local_midnight(local_date(edition.now, edition.site.zone), edition.site.zone)
        ahead = Span(edition.now + klass.notice, today + klass.notice + AHEAD)
        for window in window_spans(klass.windows, terms.zone, ahead):
            if window.start == ahead.start or window.end == ahead.end:
                continue  # cut by the horizon: its deadline has passed, or it is listed tomorrow
            when = edition.words.window(window.start, window.end)
            text = say("Last moment to announce work for %(window)s", window=when)
            key = f"announce-{klass.name}-{basic_format(window.start).lower()}"
            due_at = window.start - klass.notice
            event = _event(edition, key, text, due_at, due_at - AHEAD)
            event.add("sequence", 0)
            event.add("url", edition.address("sla/"))
            yield event


def _event(edition: Edition, key: str, text: str, due_at: datetime, changed_at: datetime) -> Event:
    event = Event()
    event.add("uid", f"{key}@{edition.site.identity}")
    event.add("dtstamp", changed_at)
    event.add("last-modified", changed_at)
    event.add("dtstart", due_at - SHOWN)
    event.add("dtend", due_at)
    event.add("summary", text)
    event.add("status", "CONFIRMED")
    event.add("transp", "TRANSPARENT")
    return event
