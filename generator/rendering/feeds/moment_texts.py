"""A moment in the words of a language: as markup, and as the items of feeds have it."""

from __future__ import annotations

import re
from datetime import datetime
from html import escape

from markupsafe import Markup

from generator.model.content import Incident
from generator.model.levels import Status
from generator.rendering.edition import Edition
from generator.rendering.language.vocabulary import STATUSES
from generator.rendering.prose.placing import feed_html
from generator.rendering.views.maintenance import maintenance_view
from generator.rules.moments import Moment, Origin

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
"""Statuspage's months, which scripts look for; no locale's abbreviations."""


def status_text(edition: Edition, moment: Moment) -> str:
    """The moment's word in the edition's language: ``Investigating``, ``Moved``."""
    if moment.origin is Origin.MOVED:
        say = edition.words.gettext
        return say("Moved") if moment.moved_from else say("Changed")
    if moment.is_bulletin:
        return edition.words.gettext("Announcement")
    return edition.words.gettext(STATUSES[moment.status])


def moment_html(edition: Edition, moment: Moment) -> Markup:
    """What was published, as safe markup in the edition's language; never empty."""
    say, post = edition.words.gettext, moment.post
    if moment.update:
        html, _ = edition.update_text(post, moment.update)
        if moment.update.team:
            html = _paragraph(edition.titled("calendar", moment.update.team)) + html
        html = html or _paragraph(f"{status_text(edition, moment)}.")
        if at := moment.update.next_at:
            by = edition.words.clock(at, zone=True)
            if edition.words.local(at).date() != edition.words.local(moment.at).date():
                by = edition.words.zoned(at)
            html += _paragraph(f"{say('Next update by')} {by}.")
        return html
    if moment.announcement:
        window = edition.words.window(moment.announcement.start_at, moment.announcement.end_at)
        names = edition.component_names(moment.announcement.components)
        sentence = _paragraph(f"{window}. {names}.")
        if before := moment.moved_from:
            window = edition.words.window(before.start_at, before.end_at)
            sentence += _paragraph(say("It was announced for %(window)s before.", window=window))
        return sentence + edition.summary(post)[0]
    if moment.origin is Origin.OPENED:
        names = edition.component_names(post.components if isinstance(post, Incident) else {})
        return edition.summary(post)[0] or _paragraph(f"{names or edition.title(post)[0]}.")
    match moment.status:
        case Status.RESOLVED:
            return _paragraph(say("This incident has been resolved."))
        case Status.IN_PROGRESS:
            return _paragraph(say("The scheduled maintenance is in progress."))
        case Status.COMPLETED:
            return _paragraph(say("The scheduled maintenance has been completed."))
        case _:
            return _paragraph(say("The scheduled maintenance has been cancelled."))


def _paragraph(text: str) -> Markup:
    return Markup("<p>{}</p>").format(text)


def history_html(edition: Edition, moments: tuple[Moment, ...], url: str) -> str:
    """The timeline, newest first; for planned work its window before, for an incident its summary after."""
    post, parts = moments[0].post, []
    if not isinstance(post, Incident):
        view = maintenance_view(edition, post.id)
        notice = view.notice
        said = f"{notice.verdict.text}, {notice.announced}" if notice.proven else notice.announced
        said = ". ".join((said, *view.will_count))
        parts.append(
            f"<p><strong>{escape(view.window, quote=False)}</strong> {escape(said, quote=False)}</p>"
        )
    parts += [moment_markup(edition, m, url) for m in reversed(moments)]
    if isinstance(post, Incident) and moments[0].update:
        parts.append(feed_html(str(edition.summary(post)[0]), url))
    return "\n".join(part for part in parts if part)


def moment_markup(edition: Edition, moment: Moment, url: str) -> str:
    """A moment in the shape that scripts written for Statuspage's history know.

    ``<p><small>Mar <var data-var='date'>29</var>, <var data-var='time'>05:10</var> UTC</small><br>
    <strong>Resolved</strong> - text</p>`` on one line; further paragraphs follow.
    """
    html = feed_html(str(moment_html(edition, moment)), url)
    first = re.match(r"<p>(.*?)</p>\s*", html, flags=re.DOTALL)
    text, rest = (first[1], html[first.end() :]) if first else ("", html)
    word = escape(status_text(edition, moment), quote=False)
    head = f"<p><small>{_stamp(edition, moment.at)}</small><br><strong>{word}</strong> - {text}</p>"
    return f"{head}\n{rest}".rstrip()


def _stamp(edition: Edition, at: datetime) -> str:
    day = f"<var data-var='date'>{at.day}</var>"
    time = f"<var data-var='time'>{at:%H:%M}</var> UTC"
    if edition.words.language.split("-")[0] == "en":
        return f"{MONTHS[at.month - 1]} {day}, {time}"
    return f"{day} {edition.words.day(at.date(), 'MMM')}, {time}"
