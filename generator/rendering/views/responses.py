"""Views of responses: what an incident was promised, and what it got."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from generator.notation import Precision
from generator.rendering.edition import Edition
from generator.rendering.language.vocabulary import GOAL_MISSED, MEASURES, RESPONSES
from generator.rendering.theme_api.frame import Word
from generator.rendering.theme_api.posts import PostView, ResponseView
from generator.rules.judgements import Cadence, Measure, ResponseVerdict


def next_due(edition: Edition, id: str) -> datetime | None:
    """When the next update of an open incident was promised; the earliest of all tiers."""
    responses = edition.assessment.responses.get(id)
    return responses.next_update_at if responses else None


def responses_of(edition: Edition, id: str, post: PostView | None = None) -> Iterator[ResponseView]:
    """What an incident was promised and got; with its ``post`` where several incidents are listed."""
    responses = edition.assessment.responses.get(id)
    if responses is None:
        return
    for tier, response in responses.by_tier:
        for name, measure in response.measures:
            yield _response(edition, name, measure, tier, responses.priority, post)


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
        promise = words.gettext(
            "every %(limit)s", limit=words.length(measure.limit, Precision.SECONDS)
        )
        note = words.gettext(
            "longest gap %(gap)s", gap=words.length(measure.longest_gap, Precision.UP)
        )
        if measure.violations:
            note += "; " + words.ngettext(
                "%(count)s gap too long", "%(count)s gaps too long", measure.violations
            )
        due_at, at = measure.next_due_at, None
    else:
        promise = words.gettext("within %(limit)s", limit=limit_text(edition, measure.limit.text))
        note = ""
        due_at, at = measure.due_at, measure.at
    return ResponseView(
        name=words.gettext(MEASURES[name]),
        promise=promise,
        due_at=due_at,
        at=at,
        note=note,
        verdict=verdict,
        tier=tier,
        priority=priority,
        post=post,
    )


def limit_text(edition: Edition, text: str) -> str:
    """A promised duration in words: ``4h@office`` → ``4 h (office)``, ``5bd`` → ``5 business days``."""
    words = edition.words
    amount, _, calendar = text.partition("@")
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
    return f"{shown} ({calendar})" if calendar else shown
