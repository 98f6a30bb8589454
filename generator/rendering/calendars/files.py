"""Calendars (RFC 5545): announced work, the agreed windows, and the team's deadlines.

An event's UID comes from the post's id; SEQUENCE counts the announced versions that git knows (a move
and a cancellation are versions, a corrected typo is none); DTSTAMP and LAST-MODIFIED are when the notice
last said something new, never the time of the build. Cancelled work stays in the file, cancelled:
clients that had imported it would keep it otherwise. Times are UTC. There is no METHOD: these are
calendars to subscribe to, not invitations (RFC 5546 would want an organiser to answer to).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import timedelta
from functools import partial

from icalendar import Calendar, Component, Event

from generator.rendering.bounds import fitting
from generator.rendering.calendars.deadlines import deadline_events
from generator.rendering.calendars.windows import window_events
from generator.rendering.edition import Edition, post_path
from generator.rendering.keys import Keys
from generator.rendering.outputs import Output, ready, together
from generator.rendering.prose.markdown import clean_text
from generator.rendering.prose.placing import feed_html
from generator.rendering.prose.plain import plain_lines
from generator.rendering.views.maintenance import notice_view
from generator.rendering.views.posts import post_view
from generator.rules.judgements import NoticeVerdict
from generator.rules.moments import written

NEAREST = 100
"""At most so many windows are listed: those ahead, the soonest first, then the latest of those that are over."""

END = b"END:VCALENDAR\r\n"
REFRESH = timedelta(hours=1)
LONGEST = 4000
"""Characters of a description; calendars are no place for a log of 28 KB."""


def calendar_outputs(edition: Edition, keys: Keys) -> Iterator[Output]:
    """The calendars of an edition: all work, each component's, agreed windows, deadlines."""
    notices, prefix = edition.assessment.notices, edition.prefix
    starts = sorted((notice.window.start, id) for id, notice in notices.items())
    ahead = [id for _, id in starts if notices[id].window.end > edition.now]
    over = [id for _, id in reversed(starts) if notices[id].window.end <= edition.now]
    ids = [*ahead, *over][:NEAREST]
    own = [f"components/{c.id}/maintenance.ics" for c in edition.site.components]
    paths = [prefix + path for path in ("maintenance.ics", *own)]
    key = keys.of("maintenance.ics", keys.posts(ids))
    yield from together(key, paths, partial(_maintenance, edition, ids))
    yield from ready(_others(edition))


def _maintenance(edition: Edition, ids: Sequence[str]) -> dict[str, bytes]:
    """The announced work, whole and by component: of ``ids``, the nearest first, those that fit."""
    say, site = edition.words.gettext, edition.text(edition.site.name)
    notices = edition.assessment.notices
    made = ((id, _event(edition, id).to_ical()) for id in ids)
    nearest = dict(fitting(made, NEAREST, lambda event: len(event[1])))
    in_order = sorted(nearest, key=lambda id_: (notices[id_].window.start, id_))
    events = {id: nearest[id] for id in in_order}
    title = say("%(site)s: maintenance", site=site)
    files = {"maintenance.ics": (title, list(events.values()))}
    for component in edition.site.components:
        own = [event for id, event in events.items() if component.id in notices[id].components]
        name = f"{title}, {edition.text(component.name)}"
        files[f"components/{component.id}/maintenance.ics"] = (name, own)
    return _written(edition, files)


def _others(edition: Edition) -> dict[str, bytes]:
    """The agreed windows and the deadlines, which come and go with the day."""
    say, site = edition.words.gettext, edition.text(edition.site.name)
    found: dict[str, tuple[str, Iterable[Component]]] = {
        "windows.ics": (
            say("%(site)s: agreed maintenance windows", site=site),
            window_events(edition),
        ),
        "deadlines.ics": (say("%(site)s: deadlines", site=site), deadline_events(edition)),
    }
    files = {
        path: (title, [component.to_ical() for component in components])
        for path, (title, components) in found.items()
    }
    return _written(edition, files)


def _written(
    edition: Edition, files: Mapping[str, tuple[str, Sequence[bytes]]]
) -> dict[str, bytes]:
    prefix = edition.prefix
    return {
        prefix + path: _calendar(edition, prefix + path, name, found)
        for path, (name, found) in files.items()
    }


def _calendar(edition: Edition, path: str, name: str, components: Iterable[bytes]) -> bytes:
    """A calendar with its name, its address and how often to look again (RFC 7986).

    The components come written: several calendars hold the same one.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//Statusmark//Status page//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    calendar.add("x-wr-timezone", edition.site.zone_name)
    calendar.add("source", f"{edition.site.url}/{path}", parameters={"VALUE": "URI"})
    calendar.add("url", edition.address())
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT1H")
    empty: bytes = calendar.to_ical(sorted=False)
    return empty.removesuffix(END) + b"".join(components) + END


def _event(edition: Edition, id: str) -> Event:
    notice, post = edition.assessment.notices[id], edition.maintenance[id]
    title = post_view(edition, id).title or id
    cancelled = notice.verdict is NoticeVerdict.CANCELLED
    if cancelled:
        title = edition.words.gettext("Cancelled: %(title)s", title=title)
    known = [v for v in post.versions if v.published_at <= edition.now]
    said_at = written(edition.moments[id])[-1].at
    event = Event()
    event.add("uid", f"{id}@{edition.site.identity}")
    event.add("sequence", len(known) - 1)
    event.add("dtstamp", said_at)
    event.add("last-modified", said_at)
    event.add("created", notice.first_published_at)
    event.add("dtstart", notice.window.start)
    event.add("dtend", notice.window.end)
    event.add("summary", clean_text(title))
    event.add("description", _description(edition, id))
    event.add("url", edition.address(post_path(post)))
    event.add("categories", [edition.component_name(c) for c in notice.components])
    event.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    event.add("transp", "TRANSPARENT")
    return event


def _description(edition: Edition, id: str) -> str:
    """Components, the proof of notice, the words of the post and its address."""
    notice, post = edition.assessment.notices[id], edition.maintenance[id]
    proof, url = notice_view(edition, notice), edition.address(post_path(post))
    lines = [
        ", ".join(edition.component_name(c) for c in notice.components),
        f"{proof.verdict.text} ({proof.announced})" if proof.proven else proof.announced,
        plain_lines(feed_html(str(edition.summary(post)[0]), url))[:LONGEST].rstrip(),
        url,
    ]
    return clean_text("\n\n".join(line for line in lines if line))
