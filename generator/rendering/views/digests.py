"""Views of news: an event in a line, a post's events, a digest. Pages and mail share them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import timedelta

from markupsafe import Markup

from generator.model.mail import Frequency
from generator.rendering.bounds import LINES
from generator.rendering.edition import Edition
from generator.rendering.language.vocabulary import STATUSES
from generator.rendering.language.words import N_
from generator.rendering.prose.plain import plain_text
from generator.rendering.theme_api.history import (
    DigestLineView,
    DigestView,
    DowntimeView,
    NewsView,
    NotifiedView,
)
from generator.rendering.views.maintenance import maintenance_view
from generator.rendering.views.periods import period_view
from generator.rendering.views.posts import post_view
from generator.rules.digests import Digest, DigestPeriod, digest_of, digest_period
from generator.rules.judgements import Assessment
from generator.rules.moments import Moment, MomentKind, Origin
from generator.rules.notifications import notifications

EVENTS = {
    MomentKind.OPENED: N_("New incident"),
    MomentKind.UPDATED: N_("Update"),
    MomentKind.RESOLVED: N_("Resolved"),
    MomentKind.POSTMORTEM: N_("Postmortem"),
    MomentKind.ANNOUNCED: N_("Maintenance announced"),
    MomentKind.CHANGED: N_("Announcement changed"),
    MomentKind.PLANNED: N_("Scheduled"),
    MomentKind.WORK_UPDATED: N_("Update"),
    MomentKind.REMINDER: N_("Reminder"),
    MomentKind.STARTED: N_("The announced window has begun"),
    MomentKind.DONE: N_("The announced window has ended"),
    MomentKind.CANCELLED: N_("Cancelled"),
}

DIGESTS = {
    Frequency.DAILY: N_("Daily digest"),
    Frequency.WEEKLY: N_("Weekly digest"),
    Frequency.MONTHLY: N_("Monthly digest"),
}

EXCERPT = 280
HEADING = re.compile(r"<h([1-6])\b.*?</h\1>", re.DOTALL)
"""Would run into the sentence after it, where a text becomes one line."""


def event_word(edition: Edition, event: Moment) -> str:
    """What an event is called: the update's own word where somebody wrote one or stated the time."""
    if event.update is not None or event.origin is Origin.ACTUAL:
        return edition.words.gettext(STATUSES[event.status])
    if event.is_bulletin:
        return edition.words.gettext("Announcement")
    if event.moved_from and event.kind is MomentKind.CHANGED:
        return edition.words.gettext("Maintenance moved")
    return edition.words.gettext(EVENTS[event.kind])


def period_words(edition: Edition, period: DigestPeriod) -> str:
    """``november 2026``, ``16–22 November 2026`` or ``friday, 20 november 2026``: within a sentence."""
    words = edition.words
    match period.frequency:
        case Frequency.MONTHLY:
            return words.day(period.first_day, "yMMMM")
        case Frequency.WEEKLY:
            last = period.first_day + timedelta(days=6)
            return f"{words.day(period.first_day)} – {words.day(last)}"
        case Frequency.DAILY | Frequency.INSTANT:
            return words.day(period.first_day, "full")


def digest_view(edition: Edition, digest: Digest) -> DigestView:
    """A digest in an edition's language."""
    period = digest.period
    return DigestView(
        kind=edition.words.gettext(DIGESTS[period.frequency]),
        name=digest_name(edition, digest),
        path=digest_path(digest) if period.frequency is Frequency.MONTHLY else None,
        end_at=period.span.end,
        results=tuple(period_view(edition, result) for result in digest.results),
        downtime=tuple(
            DowntimeView(edition.component_name(id), edition.words.minutes(minutes))
            for id, minutes in digest.downtime.items()
        ),
        happened=_notified(edition, digest.events),
        late=_notified(edition, digest.late),
        upcoming=tuple(maintenance_view(edition, id) for id in digest.upcoming),
    )


def month_digests(assessment: Assessment) -> tuple[Digest, ...]:
    """A digest of each month in which something happened, newest first: of each post what happened last."""
    by_month: dict[DigestPeriod, dict[str, Moment]] = {}
    for event in notifications(assessment):
        month = digest_period(Frequency.MONTHLY, event.at, assessment.content.site.zone)
        last = by_month.setdefault(month, {})
        if event.kind is not MomentKind.REMINDER:
            last[event.post.id] = event
    return tuple(
        digest_of(assessment, month, [*by_month[month].values()])
        for month in sorted(by_month, key=lambda month: month.label, reverse=True)
    )


def digest_page(edition: Edition, digest: Digest) -> DigestView:
    """A month's digest as its page shows it."""
    newest = sorted(digest.events, key=lambda event: event.at, reverse=True)[:LINES]
    view = digest_view(edition, replace(digest, events=tuple(newest)))
    return replace(view, whole=len(digest.events) <= LINES)


def digest_line(edition: Edition, digest: Digest) -> DigestLineView:
    """A month's digest in the list of them."""
    return DigestLineView(
        path=digest_path(digest),
        name=digest_name(edition, digest),
        results=tuple(period_view(edition, result) for result in digest.results),
    )


def digest_path(digest: Digest) -> str:
    """Where a month's digest has its page."""
    return f"digests/{digest.period.label}/"


def digest_name(edition: Edition, digest: Digest) -> str:
    """``November 2026``."""
    return edition.words.capital(period_words(edition, digest.period))


def _notified(edition: Edition, events: Sequence[Moment]) -> tuple[NotifiedView, ...]:
    """The posts of these events, the latest first, each with its news."""
    by_post: dict[str, list[Moment]] = {}
    for event in sorted(events, key=lambda event: event.at, reverse=True):
        by_post.setdefault(event.post.id, []).append(event)
    return tuple(
        NotifiedView(post_view(edition, id), tuple(_news(edition, rows)))
        for id, rows in by_post.items()
    )


def _news(edition: Edition, events: Iterable[Moment]) -> Iterable[NewsView]:
    for event in events:
        post = event.post
        if event.update is not None:
            html, foreign = edition.update_text(post, event.update)
        elif event.kind in {MomentKind.OPENED, MomentKind.ANNOUNCED}:
            html, foreign = edition.summary(post)
        else:
            html, foreign = Markup(), None
        excerpt = plain_text(HEADING.sub("", str(html)), EXCERPT)
        yield NewsView(event.at, event_word(edition, event), excerpt, foreign)
