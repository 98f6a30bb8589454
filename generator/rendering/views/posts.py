"""Views of incidents and maintenance."""

from __future__ import annotations

from collections.abc import Mapping

from generator.model.content import Post, Update
from generator.model.levels import Cause, Level, Status
from generator.notation import Precision
from generator.rendering.edition import Edition, post_path
from generator.rendering.language.vocabulary import (
    CAUSES,
    PROGRESS,
    REASONS,
    STATUSES,
)
from generator.rendering.prose.markdown import plain_text
from generator.rendering.theme_api.components import (
    AffectedView,
    CountedView,
    IncidentView,
    MaintenanceView,
    PhaseView,
    PostView,
    UpdateView,
    Word,
)
from generator.rendering.views.notices import notice_view
from generator.rendering.views.responses import next_due, responses_of
from generator.rules.facts import Basis, IncidentFacts
from generator.rules.status import Progress, peak_level, worst
from generator.timespan import minutes

EXCERPT = 200


def post_view(edition: Edition, id: str) -> PostView:
    """A post for a list; made once per edition."""
    found = edition.cache.get(id)
    if not isinstance(found, PostView):
        facts = edition.status.incidents.get(id)
        found = _incident_line(edition, facts) if facts else _maintenance_line(edition, id)
        edition.cache[id] = found
    return found


def _incident_line(edition: Edition, facts: IncidentFacts) -> PostView:
    incident, words = facts.incident, edition.words
    title, lang = edition.title(incident)
    if facts.open:
        last = next((u for u in reversed(facts.updates)), None)
        status = last.status if last else Status.INVESTIGATING
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
        day=words.local(incident.started_at).date(),
        start_at=incident.started_at,
        end_at=facts.resolved_at,
        length="" if facts.open else words.length(facts.span.seconds, Precision.UP),
        components=edition.component_names(incident.components),
    )


def _maintenance_line(edition: Edition, id: str) -> PostView:
    post, notice = edition.maintenance[id], edition.assessment.notices[id]
    title, lang = edition.title(post)
    progress = edition.status.progress[id]
    shown = notice.work if notice.work and progress is Progress.COMPLETED else notice.window
    level = Level.UNDER_MAINTENANCE
    if notice.reasons:
        level = worst(notice.components.values())
    return PostView(
        id=id,
        path=post_path(post),
        title=title,
        lang=lang,
        planned=True,
        level=edition.level(level),
        state=edition.word(PROGRESS, progress),
        day=edition.words.local(shown.start).date(),
        start_at=shown.start,
        end_at=shown.end,
        length=edition.words.length(shown.seconds),
        components=edition.component_names(notice.components),
    )


# --------------------------------------------------------------------------------------- shared


def _affected(edition: Edition, levels: Mapping[str, Level]) -> tuple[AffectedView, ...]:
    return tuple(
        AffectedView(
            edition.component_name(id),
            f"components/{id}/" if id in edition.components else None,
            edition.level(level),
        )
        for id, level in levels.items()
    )


def _update(edition: Edition, post: Post, update: Update) -> UpdateView:
    html, lang = edition.update_text(post, update)
    return UpdateView(
        anchor=update.key,
        at=update.at,
        status=Word(
            update.status.value.lower().replace(" ", "_"),
            edition.words.gettext(STATUSES[update.status]),
        ),
        team=update.team,
        priority=update.priority,
        html=html,
        lang=lang,
    )


# --------------------------------------------------------------------------------------- incidents


def incident_view(edition: Edition, id: str) -> IncidentView:
    """An incident; updates newest first."""
    facts = edition.status.incidents[id]
    incident = facts.incident
    summary, summary_lang = edition.summary(incident)
    updates = tuple(_update(edition, incident, u) for u in reversed(facts.updates))
    levels: dict[str, Level] = {}
    for impact in facts.impacts or ():
        for component, level in impact.levels.items():
            levels[component] = worst((level, levels.get(component, Level.OPERATIONAL)))
    last_words = summary or (updates[-1].html if updates else "")
    return IncidentView(
        post=post_view(edition, id),
        priority=facts.priority,
        open=facts.open,
        started_at=incident.started_at,
        reported_at=facts.reported_at,
        acknowledged_at=facts.acknowledged_at,
        resolved_at=facts.resolved_at,
        next_due_at=next_due(edition, id),
        cause=_cause(edition, facts),
        exact=bool(incident.impact),
        summary=summary,
        summary_lang=summary_lang,
        excerpt=plain_text(str(last_words), EXCERPT),
        components=_affected(edition, levels or incident.components),
        phases=_phases(edition, facts),
        updates=updates,
        latest=updates[0] if updates else None,
        responses=tuple(responses_of(edition, id)),
        source=edition.source(incident.path),
    )


def _cause(edition: Edition, facts: IncidentFacts) -> str:
    incident = facts.incident
    if incident.cause is Cause.OWN:
        return ""
    word = edition.words.gettext(CAUSES[incident.cause])
    return f"{word}: {incident.third_party}" if incident.third_party else word


def _phases(edition: Edition, facts: IncidentFacts) -> tuple[PhaseView, ...]:
    if not facts.incident.impact:
        return ()
    return tuple(
        PhaseView(
            start_at=impact.span.start,
            end_at=impact.span.end,
            length=edition.words.length(impact.span.seconds, Precision.UP),
            components=_affected(edition, impact.levels),
            cause="" if impact.cause is Cause.OWN else edition.words.gettext(CAUSES[impact.cause]),
        )
        for impact in facts.impacts
    )


# --------------------------------------------------------------------------------------- maintenance


def maintenance_view(edition: Edition, id: str) -> MaintenanceView:
    """A maintenance post; updates newest first."""
    post, notice = edition.maintenance[id], edition.assessment.notices[id]
    words = edition.words
    summary, summary_lang = edition.summary(post)
    known = [u for u in post.updates if u.at <= edition.now]
    updates = tuple(_update(edition, post, u) for u in reversed(known))
    stated = notice.work is not None and notice.work_basis is not Basis.ANNOUNCED
    progress = edition.status.progress[id]
    first_words = summary or (updates[-1].html if updates else "")
    return MaintenanceView(
        post=post_view(edition, id),
        start_at=notice.window.start,
        end_at=notice.window.end,
        window=words.window(notice.window.start, notice.window.end),
        work_start_at=notice.work.start if notice.work and stated else None,
        work_end_at=notice.work.end
        if notice.work and stated and progress is Progress.COMPLETED
        else None,
        cancelled_at=notice.cancelled_at,
        klass=notice.klass,
        reason=post.reason,
        reason_lang=edition.foreign if post.reason else None,
        notice=notice_view(edition, notice),
        counted=tuple(
            CountedView(
                span.start,
                span.end,
                words.minutes(minutes(span.seconds), Precision.SECONDS),
                words.gettext(REASONS[reason]),
            )
            for span, reason in notice.reasons
        ),
        summary=summary,
        summary_lang=summary_lang,
        excerpt=plain_text(str(first_words), EXCERPT),
        components=_affected(edition, notice.components),
        updates=updates,
        source=edition.source(post.path),
    )
