"""Views of posts in lists, and what incidents and maintenance have in common."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from generator.model.content import Incident, Post, Update
from generator.model.levels import Level, Status
from generator.notation import Precision
from generator.rendering.edition import Edition, post_path
from generator.rendering.language.vocabulary import PROGRESS, STATUSES
from generator.rendering.theme_api.frame import Word
from generator.rendering.theme_api.posts import AffectedView, PostView, UpdateView
from generator.rules.facts import Basis, IncidentFacts
from generator.rules.status import Progress, overran_by, peak_level, worst
from generator.timespan import Span

EXCERPT = 200
"""Characters of a post's first words."""


def post_view(edition: Edition, id: str) -> PostView:
    """A post for a list; made once per edition."""
    if id not in edition.post_views:
        incident, bulletin = edition.status.incidents.get(id), edition.assessment.bulletins.get(id)
        if incident:
            made = _incident_line(edition, incident)
        elif bulletin:
            made = _announcement_line(edition, bulletin.incident)
        else:
            made = _maintenance_line(edition, id)
        edition.post_views[id] = made
    return edition.post_views[id]


def listed_at(edition: Edition, id: str) -> datetime:
    """The instant by which a post is listed: when the incident began, or the work."""
    facts = edition.status.incidents.get(id) or edition.assessment.bulletins.get(id)
    return facts.incident.started_at if facts else _shown(edition, id).start


def filed_on(edition: Edition, id: str) -> date:
    """The local day under which a post is listed."""
    return edition.words.local(listed_at(edition, id)).date()


def _shown(edition: Edition, id: str) -> Span:
    """When work took place, once it is over; the announced window before."""
    notice = edition.assessment.notices[id]
    over = edition.status.progress[id] is Progress.COMPLETED
    return notice.work if notice.work and over else notice.window


def _incident_line(edition: Edition, facts: IncidentFacts) -> PostView:
    incident, words = facts.incident, edition.words
    title, lang = edition.title(incident)
    if facts.open:
        status = facts.updates[-1].status if facts.updates else Status.INVESTIGATING
        state = Word("open", words.gettext(STATUSES[status]))
    else:
        state = Word("resolved", words.gettext(STATUSES[Status.RESOLVED]))
    return PostView(
        id=incident.id,
        path=post_path(incident),
        title=title,
        lang=lang,
        planned=False,
        level=edition.level(peak_level(facts)),
        state=state,
        day=filed_on(edition, incident.id),
        start_at=incident.started_at,
        end_at=facts.resolved_at,
        length="" if facts.open else words.length(facts.span.seconds, Precision.UP),
        components=edition.component_names(edition.touched(incident)),
    )


def _announcement_line(edition: Edition, post: Incident) -> PostView:
    title, lang = edition.title(post)
    return PostView(
        id=post.id,
        path=post_path(post),
        title=title,
        lang=lang,
        planned=False,
        level=edition.level(Level.OPERATIONAL),
        state=Word("announcement", edition.words.gettext("Announcement")),
        day=edition.words.local(post.started_at).date(),
        start_at=post.started_at,
        end_at=None,
        length="",
        components="",
        announcement=True,
    )


def _maintenance_line(edition: Edition, id: str) -> PostView:
    post, notice = edition.maintenance[id], edition.assessment.notices[id]
    title, lang = edition.title(post)
    progress = edition.status.progress[id]
    shown = _shown(edition, id)
    state = edition.word(PROGRESS, progress)
    if progress is Progress.COMPLETED and notice.work_basis is Basis.ANNOUNCED:
        state = Word(state.slug, edition.words.gettext("Window over"))
    if late := overran_by(notice, edition.now):
        said = edition.words.gettext("%(length)s over the end", length=edition.words.length(late))
        state = Word(state.slug, said)
    level = worst(notice.components.values()) if notice.reasons else Level.UNDER_MAINTENANCE
    return PostView(
        id=id,
        path=post_path(post),
        title=title,
        lang=lang,
        planned=True,
        level=edition.level(level),
        state=state,
        day=filed_on(edition, id),
        start_at=shown.start,
        end_at=shown.end,
        length=edition.words.length(shown.seconds),
        components=edition.component_names(notice.components),
    )


def affected_views(edition: Edition, levels: Mapping[str, Level]) -> tuple[AffectedView, ...]:
    """Components and how they are affected; one that is no longer listed has no page."""
    return tuple(
        AffectedView(
            edition.component_name(id),
            f"components/{id}/" if id in edition.components else None,
            edition.level(level),
        )
        for id, level in levels.items()
    )


def update_view(edition: Edition, post: Post, update: Update) -> UpdateView:
    """An update of a post, in this language where it is translated."""
    html, lang = edition.update_text(post, update)
    slug = update.status.value.lower().replace(" ", "_")
    return UpdateView(
        anchor=update.key,
        at=update.at,
        status=Word(slug, edition.words.gettext(STATUSES[update.status])),
        team=update.team and edition.titled("calendar", update.team),
        priority=update.priority and edition.titled("priority", update.priority),
        html=html,
        lang=lang,
        next_at=update.next_at,
    )
