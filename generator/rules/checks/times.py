"""Times that lie after now. Legal (a file may be written ahead), but mostly a slip of the date."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, tzinfo

from generator.diagnostics import Diagnostic, Location, Severity
from generator.model.content import Incident, Maintenance, Post
from generator.rules.judgements import Assessment
from generator.rules.wording import duration_text
from generator.timespan import offset_at, offset_text


def in_the_future(assessment: Assessment) -> Iterator[Diagnostic]:
    """Something that has happened, dated later than now (UTC)."""
    content, now = assessment.content, assessment.now
    for post in content.posts:
        stated = _incident(post) if isinstance(post, Incident) else _maintenance(post)
        for what, at, place in (*stated, *_updates(post)):
            if at is not None and at > now:
                yield _warning(what, at, now, content.site.zone, place)


Stated = tuple[str, datetime | None, Location]


def _incident(post: Incident) -> Iterator[Stated]:
    keys = {
        "started": post.started_at,
        "reported": post.reported_at,
        "confirmed": post.confirmed_at,
        "acknowledged": post.acknowledged_at,
        "resolved": post.resolved_at,
    }
    for key, at in keys.items():
        yield f"'{key}'", at, post.places.get(key, post.location)
    for phase in post.impact:
        yield "the phase's start", phase.start_at, phase.location
        yield "the phase's end", phase.end_at, phase.location


def _maintenance(post: Maintenance) -> Iterator[Stated]:
    keys = {
        "actual.start": post.actual_start_at,
        "actual.end": post.actual_end_at,
        "published": post.announced.published_at,
    }
    if "cancelled" in post.places:
        keys["cancelled"] = post.announced.cancelled_at
    for key, at in keys.items():
        yield f"'{key}'", at, post.places.get(key, post.location)


def _updates(post: Post) -> Iterator[Stated]:
    for update in post.updates:
        yield f"the update {update.status.value}", update.at, update.location


def _warning(what: str, at: datetime, now: datetime, zone: tzinfo, place: Location) -> Diagnostic:
    return Diagnostic(
        "future-time",
        f"{what} lies {duration_text(at - now)} in the future, at {_clock(at, zone)}; until then it is not known",
        f"check the date; now is {_clock(now, zone)}",
        place,
        Severity.WARNING,
    )


def _clock(at: datetime, zone: tzinfo) -> str:
    return f"{at.astimezone(zone):%Y-%m-%d %H:%M}{offset_text(offset_at(zone, at))}"
