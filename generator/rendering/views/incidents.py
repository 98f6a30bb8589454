"""Views of incidents."""

from __future__ import annotations

from generator.model.levels import Cause, Level
from generator.notation import Precision
from generator.rendering.edition import Edition
from generator.rendering.language.vocabulary import CAUSES
from generator.rendering.prose.plain import plain_text
from generator.rendering.theme_api.posts import IncidentView, PhaseView
from generator.rendering.views.posts import EXCERPT, affected_views, post_view, update_view
from generator.rendering.views.responses import next_due, responses_of
from generator.rules.facts import IncidentFacts
from generator.rules.status import worst


def incident_view(edition: Edition, id: str) -> IncidentView:
    """An incident; updates newest first."""
    facts = edition.status.incidents[id]
    incident = facts.incident
    summary, summary_lang = edition.summary(incident)
    updates = tuple(update_view(edition, incident, u) for u in reversed(facts.updates))
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
        components=affected_views(edition, levels or incident.components),
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
            components=affected_views(edition, impact.levels),
            cause="" if impact.cause is Cause.OWN else edition.words.gettext(CAUSES[impact.cause]),
        )
        for impact in facts.impacts
    )
