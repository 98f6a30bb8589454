"""News of one post as a theme sees it: what happened, the facts as they stand, the texts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from markupsafe import Markup

from generator.mail.groups import Group
from generator.model.content import Incident, Maintenance, Post
from generator.rendering.edition import Edition, post_path
from generator.rendering.prose.fragments import SUMMARY_HEADING, UPDATE_HEADING
from generator.rendering.prose.placing import mail_html
from generator.rendering.prose.plain import plain_lines, plain_text, wrap_lines
from generator.rendering.theme_api.mail import PostMessageView, PostNewsView
from generator.rendering.theme_api.posts import AffectedView, IncidentView, MaintenanceView
from generator.rendering.views.digests import event_word
from generator.rendering.views.incidents import incident_view
from generator.rendering.views.maintenance import maintenance_view
from generator.rules.judgements import NoticeVerdict
from generator.rules.moments import Moment, MomentKind
from generator.rules.notifications import ROOTS

NEWS_HEADING = 3
"""The outline of a message: its title is 1, an event 2."""


def post_message(edition: Edition, group: Group, limit: int | None) -> PostMessageView:
    """A group's news. Texts longer than ``limit`` characters of HTML are cut."""
    id = group.post_id or ""
    post: Post = edition.incidents.get(id) or edition.maintenance[id]
    url = edition.address(post_path(post))
    last = _headline(group)
    if isinstance(post, Incident) and post.is_bulletin:
        level = "operational"
        facts = iter([(edition.words.gettext("Published"), _instant(edition, post.started_at))])
    elif isinstance(post, Incident):
        view = incident_view(edition, post.id)
        level, facts = view.post.level.slug, _incident_facts(edition, view)
        if last.kind in {MomentKind.RESOLVED, MomentKind.POSTMORTEM}:
            level = "operational"
    else:
        earlier = _earlier_window(edition, post) if last.kind is MomentKind.CHANGED else ""
        level = "under_maintenance"
        facts = _work_facts(edition, maintenance_view(edition, post.id), earlier)
    news = [_news(edition, event, post, url, limit) for event in reversed(group.events)]
    return PostMessageView(
        title=edition.title(post)[0],
        state=event_word(edition, last),
        level=level,
        facts=tuple((name, value) for name, value in facts if value),
        news=tuple([item for item in news if item.text] or news[:1]),
        url=url,
    )


def _headline(group: Group) -> Moment:
    """The event that a message is about: the last one that changes something.

    A notice that changed before anybody heard of it is simply announced.
    """
    plain = {MomentKind.PLANNED, MomentKind.WORK_UPDATED, MomentKind.UPDATED}
    changes = [event for event in group.events if event.kind not in plain]
    if group.events[-1].kind is MomentKind.UPDATED or not changes:
        return group.events[-1]
    root = next((event for event in group.events if event.kind in ROOTS), None)
    return root if root and changes[-1].kind is MomentKind.CHANGED else changes[-1]


def _incident_facts(edition: Edition, view: IncidentView) -> Iterator[tuple[str, str]]:
    say = edition.words.gettext
    yield say("Affected"), _affected(edition, view.components)
    yield say("Began"), _instant(edition, view.started_at)
    if view.resolved_at:
        yield say("Ended"), _instant(edition, view.resolved_at)
        yield say("Lasted"), view.post.length
    elif view.next_due_at:
        yield say("Next update by"), _instant(edition, view.next_due_at)


def _work_facts(edition: Edition, view: MaintenanceView, earlier: str) -> Iterator[tuple[str, str]]:
    """``earlier`` is the window that this one replaces, if it is news that it does."""
    words, say = edition.words, edition.words.gettext
    yield say("When"), words.capital(view.window)
    yield say("Previously"), words.capital(earlier)
    yield say("May affect"), _affected(edition, view.components)
    if view.cancelled_at:
        yield say("Cancelled on"), _instant(edition, view.cancelled_at)
        return
    notice = view.notice
    said = f"{notice.announced} ({notice.required})" if notice.required else notice.announced
    late = notice.verdict.slug in {NoticeVerdict.LATE.value, NoticeVerdict.PARTLY_LATE.value}
    yield say("Notice"), f"{said}: {notice.verdict.text}" if late else said
    yield say("Availability"), "; ".join(view.will_count)


def _affected(edition: Edition, components: tuple[AffectedView, ...]) -> str:
    return edition.words.join(
        [
            f"{row.name} ({row.level.text.lower()})" if row.level.text else row.name
            for row in components
        ]
    )


def _earlier_window(edition: Edition, post: Maintenance) -> str:
    """The window announced before the present one, where that was another."""
    windows = [
        (version.announcement.start_at, version.announcement.end_at)
        for version in post.versions
        if version.announcement and version.published_at <= edition.now
    ]
    changed = len(windows) > 1 and windows[-2] != windows[-1]
    return edition.words.window(*windows[-2]) if changed else ""


def _instant(edition: Edition, at: datetime) -> str:
    return f"{edition.words.full(at)} {edition.words.zone_name(at)}"


def _news(edition: Edition, event: Moment, post: Post, url: str, limit: int | None) -> PostNewsView:
    html, heading = Markup(""), NEWS_HEADING
    if event.update is not None:
        (html, _), heading = edition.update_text(post, event.update), UPDATE_HEADING
    elif event.kind in ROOTS | {MomentKind.REMINDER, MomentKind.CHANGED}:
        (html, _), heading = edition.summary(post), SUMMARY_HEADING
    text = mail_html(str(html), url, edition.words.gettext("Picture"), NEWS_HEADING - heading)
    if limit is not None and len(text) > limit:
        text = str(Markup("<p>{}</p>").format(plain_text(text, limit)))
    return PostNewsView(
        word=event_word(edition, event),
        when=_instant(edition, event.at),
        html=Markup(text),  # noqa: S704 - prose is sanitised
        text=wrap_lines(plain_lines(text)),
    )
