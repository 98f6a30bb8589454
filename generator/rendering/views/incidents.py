"""Views of incidents, and of responses: what an incident was promised, and what it got."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from generator.model.agreement import Limit
from generator.model.levels import Cause, Level
from generator.notation import Precision
from generator.rendering.edition import Edition
from generator.rendering.language.vocabulary import CAUSES, GOAL_MISSED, MEASURES, RESPONSES
from generator.rendering.prose.markdown import clean_text
from generator.rendering.prose.plain import plain_text
from generator.rendering.theme_api.frame import Word
from generator.rendering.theme_api.posts import (
    AffectedView,
    IncidentView,
    PhaseView,
    PostView,
    ResponseView,
)
from generator.rendering.views.posts import EXCERPT, affected_views, post_view, update_view
from generator.rendering.views.written import stated_text
from generator.rules.checks.incidents import SILENCE
from generator.rules.facts import IncidentFacts
from generator.rules.judgements import Cadence, Measure, ResponseVerdict
from generator.rules.status import is_excused, worst
from generator.rules.written import measure_late


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
        priority=facts.priority and edition.titled("priority", facts.priority),
        open=facts.open,
        started_at=incident.started_at,
        reported_at=facts.reported_at,
        acknowledged_at=facts.acknowledged_at,
        resolved_at=facts.resolved_at,
        next_due_at=next_due(edition, id),
        silence=silence_text(edition, id),
        cause=_cause(edition, facts),
        exact=bool(incident.impact),
        excused=bool(facts.impacts)
        and all(is_excused(edition.site, impact) for impact in facts.impacts),
        summary=summary,
        summary_lang=summary_lang,
        excerpt=plain_text(str(last_words), EXCERPT),
        components=tuple(_affected_now(edition, facts, levels))
        if facts.open and levels
        else affected_views(edition, levels or incident.components),
        phases=_phases(edition, facts),
        updates=updates,
        latest=updates[0] if updates else None,
        responses=tuple(_responses(edition, id)),
        source=edition.source(incident.path),
    )


def _affected_now(
    edition: Edition, facts: IncidentFacts, peaks: Mapping[str, Level]
) -> Iterator[AffectedView]:
    """How components fare now in an open incident, and until when it was worse."""
    for id, peak in peaks.items():
        found = [(impact, impact.levels[id]) for impact in facts.impacts if id in impact.levels]
        level = worst(level for impact, level in found if impact.ongoing)
        (view,) = affected_views(edition, {id: level})
        if level is not peak:
            until_at = max(impact.span.end for impact, level in found if level is peak)
            view = replace(view, before=edition.level(peak), until_at=until_at)
        yield view


def _cause(edition: Edition, facts: IncidentFacts) -> str:
    incident = facts.incident
    if incident.cause is Cause.OWN:
        return ""
    word = edition.words.gettext(CAUSES[incident.cause])
    return f"{word}: {clean_text(incident.third_party)}" if incident.third_party else word


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


def next_due(edition: Edition, id: str) -> datetime | None:
    """When the next update of an open incident was promised; the earliest of all tiers."""
    facts, responses = edition.status.incidents.get(id), edition.assessment.responses.get(id)
    promised_at = facts.promised_at if facts else None
    return promised_at or (responses.next_update_at if responses else None)


def silence_text(edition: Edition, id: str) -> str:
    """``No update for 2 days``, of an open incident of which nobody wrote what was due; mostly empty."""
    facts, due_at = edition.status.incidents[id], next_due(edition, id)
    last = max((u.at for u in facts.updates), default=facts.incident.started_at)
    late = due_at <= edition.now if due_at else edition.now - last > SILENCE
    if not (facts.open and late):
        return ""
    silent = edition.words.length(edition.now - last)
    return edition.words.gettext("No update for %(length)s", length=silent)


def responses_to(edition: Edition, ids: Iterable[str]) -> tuple[ResponseView, ...]:
    """What several incidents were promised and got, each row with its post."""
    return tuple(row for id in ids for row in _responses(edition, id, post_view(edition, id)))


def _responses(edition: Edition, id: str, post: PostView | None = None) -> Iterator[ResponseView]:
    responses = edition.assessment.responses.get(id)
    if responses is None:
        return
    for tier, response in responses.by_tier:
        for name, measure in response.measures:
            stated = stated_text(edition, measure_late(edition.assessment, id, name, measure))
            shown = _response(edition, name, measure, tier, responses.priority, post)
            yield replace(shown, stated=stated) if stated else shown


def _response(
    edition: Edition,
    name: str,
    measure: Measure | Cadence,
    tier: str | None,
    priority: str | None,
    post: PostView | None,
) -> ResponseView:
    words = edition.words
    verdict = edition.word(RESPONSES, measure.verdict)
    if measure.goal and measure.verdict is ResponseVerdict.MISSED:
        verdict = Word("goal-missed", words.gettext(GOAL_MISSED))
    if isinstance(measure, Cadence):
        promise = promise_text(edition, measure.limit)
        gap = words.length(measure.longest_gap, Precision.UP)
        note = words.gettext("longest gap %(gap)s", gap=gap)
        if measure.violations:
            note += "; " + words.ngettext(
                "%(count)s gap too long", "%(count)s gaps too long", measure.violations
            )
        due_at, at, exact = measure.next_due_at, None, False
    else:
        limit = promise_text(edition, measure.limit)
        promise = words.gettext("within %(limit)s", limit=limit)
        note = ""
        due_at, at, exact = measure.due_at, measure.at, measure.by_seconds
    return ResponseView(
        name=words.gettext(MEASURES[name]),
        promise=promise,
        due_at=due_at,
        at=at,
        note=note,
        verdict=verdict,
        tier=tier and edition.titled("tier", tier),
        priority=priority and edition.titled("priority", priority),
        post=post,
        exact=exact,
    )


def promise_text(edition: Edition, limit: Limit | timedelta) -> str:
    """A promised duration in words: ``4h@office`` → ``4 h (office)``, ``5bd`` → ``5 business days``.

    One that comes again and again is ``every 2 h``.
    """
    words = edition.words
    if isinstance(limit, timedelta):
        return words.gettext("every %(limit)s", limit=words.length(limit, Precision.SECONDS))
    amount, _, calendar = limit.text.partition("@")
    number = int("".join(c for c in amount if c.isdigit()) or 0)
    match "".join(c for c in amount if c.isalpha()):
        case "bd":
            shown = words.ngettext("%(count)s business day", "%(count)s business days", number)
        case "d":
            shown = words.ngettext("%(count)s day", "%(count)s days", number)
        case "h":
            shown = words.length(timedelta(hours=number), Precision.SECONDS)
        case "m":
            shown = words.length(timedelta(minutes=number), Precision.SECONDS)
        case _:
            shown = words.length(number, Precision.SECONDS)
    if calendar == "always":
        return words.gettext("%(limit)s (days off included)", limit=shown)
    return f"{shown} ({edition.titled('calendar', calendar)})" if calendar else shown
