"""What a page carries for the script: its instant, and the announced changes after it."""

from __future__ import annotations

import json

from generator.notation import rfc3339
from generator.rendering.edition import Edition
from generator.rendering.language.vocabulary import LEVELS
from generator.rendering.theme_api.frame import LiveView
from generator.rendering.views.overview import headline, present_headline

Plan = dict[str, list[tuple[str, str, str]]]
"""Element id → its changes: instant, level (or state), text."""


def live_view(edition: Edition, plan: Plan) -> LiveView:
    """The build's instant and a page's plan as JSON."""
    text = json.dumps(plan, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return LiveView(edition.now, int(edition.site.stale_after.total_seconds()), text)


def overview_plan(edition: Edition) -> Plan:
    """The changes of the headline, the components and the windows."""
    plan: Plan = {}
    before = {id: state.level for id, state in edition.status.components.items()}
    shown = (edition.status.level, present_headline(edition))
    for change in edition.status.changes:
        at = rfc3339(change.at)
        after = (change.level, headline(edition, change.components, change.level))
        if after != shown:
            plan.setdefault("state", []).append((at, after[0].value, after[1]))
            shown = after
        for id, level in change.components.items():
            if level is not before[id]:
                word = edition.words.gettext(LEVELS[level])
                plan.setdefault(f"c-{id}", []).append((at, level.value, word))
        before = dict(change.components)
    return plan | window_plan(edition, (*edition.status.active_ids, *edition.status.upcoming_ids))


def window_plan(edition: Edition, ids: tuple[str, ...]) -> Plan:
    """The changes of announced windows: they begin, they end."""
    say = edition.words.gettext
    plan: Plan = {}
    for id in ids:
        window = edition.assessment.notices[id].window
        moments = [
            (rfc3339(at), level, text)
            for at, level, text in (
                (window.start, "in_progress", say("Window open")),
                (window.end, "completed", say("Window over")),
            )
            if at > edition.now
        ]
        if moments:
            plan[f"w-{id}"] = moments
    return plan
