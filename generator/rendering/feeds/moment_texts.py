"""A moment in the words of a language."""

from __future__ import annotations

from markupsafe import Markup, escape

from generator.model.content import Incident, Post
from generator.model.levels import Status
from generator.rendering.edition import Edition
from generator.rendering.language.vocabulary import STATUSES
from generator.rules.moments import Moment, Origin


def status_text(edition: Edition, moment: Moment) -> str:
    """The moment's word in the edition's language: ``Investigating``, ``Moved``."""
    if moment.origin is Origin.MOVED:
        return edition.words.gettext("Changed")
    return edition.words.gettext(STATUSES[moment.status])


def moment_html(edition: Edition, post: Post, moment: Moment) -> Markup:
    """What was published, as safe markup in the edition's language; never empty."""
    say = edition.words.gettext
    if moment.update:
        html, _ = edition.update_text(post, moment.update)
        if moment.update.team:
            html = _paragraph(moment.update.team) + html
        return html or _paragraph(f"{status_text(edition, moment)}.")
    if moment.announcement:
        window = edition.words.window(moment.announcement.start_at, moment.announcement.end_at)
        zone = edition.words.zone_name(moment.announcement.start_at)
        names = edition.component_names(moment.announcement.components)
        sentence = _paragraph(f"{window} {zone}. {names}.")
        return sentence + edition.summary(post)[0]
    if moment.origin is Origin.OPENED:
        names = edition.component_names(post.components if isinstance(post, Incident) else {})
        return edition.summary(post)[0] or _paragraph(f"{names}.")
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
    return Markup("<p>") + escape(text) + Markup("</p>")
