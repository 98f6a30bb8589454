"""The first look: one sentence, since when, what is being done, what comes next; and its plan of changes."""

from __future__ import annotations

import json
from collections.abc import Mapping

from generator.model.levels import Level, Status
from generator.notation import rfc3339
from generator.rendering.edition import Edition
from generator.rendering.language.vocabulary import DOING, DOING_ELSE, LEVELS, OTHERS
from generator.rendering.language.words import Words
from generator.rendering.theme_api.components import LiveView, OverviewView
from generator.rendering.views.components import groups_view
from generator.rendering.views.periods import period_view
from generator.rendering.views.posts import incident_view, maintenance_view, post_view
from generator.rendering.views.responses import next_due

RECENT = 8
NAMED = 3
"""More components than this are counted in the headline, not named."""


def headline(edition: Edition, levels: Mapping[str, Level], level: Level, *, open_: bool) -> str:
    """Whether things work, in one sentence."""
    words, say = edition.words, edition.words.gettext
    if level is Level.OPERATIONAL:
        if open_:
            return say("All systems are working; we are watching an incident")
        return say("All systems are working")
    ids = tuple(id for id, found in levels.items() if found is level)
    if len(ids) == len(levels) > 1:
        return _all_headline(words, level)
    if len(ids) > NAMED:
        return _count_headline(words, level, len(ids))
    names = words.join([edition.component_name(id) for id in ids])
    return _named_headline(words, level, names, len(ids))


def _all_headline(words: Words, level: Level) -> str:
    match level:
        case Level.MAJOR_OUTAGE:
            return words.gettext("All systems are down")
        case Level.PARTIAL_OUTAGE:
            return words.gettext("All systems are partly down")
        case Level.DEGRADED_PERFORMANCE:
            return words.gettext("All systems are slow or limited")
        case _:
            return words.gettext("Planned maintenance is under way on all systems")


def _named_headline(words: Words, level: Level, names: str, count: int) -> str:
    match level:
        case Level.MAJOR_OUTAGE:
            return words.ngettext("%(names)s is down", "%(names)s are down", count, names=names)
        case Level.PARTIAL_OUTAGE:
            return words.ngettext(
                "%(names)s is partly down", "%(names)s are partly down", count, names=names
            )
        case Level.DEGRADED_PERFORMANCE:
            return words.ngettext(
                "%(names)s is slow or limited", "%(names)s are slow or limited", count, names=names
            )
        case _:
            return words.gettext("Planned maintenance is under way: %(names)s", names=names)


def _count_headline(words: Words, level: Level, count: int) -> str:
    match level:
        case Level.MAJOR_OUTAGE:
            return words.ngettext("%(count)s system is down", "%(count)s systems are down", count)
        case Level.PARTIAL_OUTAGE:
            return words.ngettext(
                "%(count)s system is partly down", "%(count)s systems are partly down", count
            )
        case Level.DEGRADED_PERFORMANCE:
            return words.ngettext(
                "%(count)s system is slow or limited",
                "%(count)s systems are slow or limited",
                count,
            )
        case _:
            return words.ngettext(
                "Planned maintenance is under way on %(count)s system",
                "Planned maintenance is under way on %(count)s systems",
                count,
            )


# --------------------------------------------------------------------------------------- overview


def overview_view(edition: Edition, broken: tuple[str, ...]) -> OverviewView:
    """The start page; files of posts with errors that may not be named are empty in ``broken``."""
    status, words = edition.status, edition.words
    levels = {id: state.level for id, state in status.components.items()}
    dues = [due for id in status.open_ids if (due := next_due(edition, id))]
    next_due_at = min(dues, default=None)
    working = status.level is Level.OPERATIONAL
    return OverviewView(
        level=edition.level(status.level),
        headline=headline(edition, levels, status.level, open_=bool(status.open_ids)),
        since=words.gettext("No trouble since")
        if working and not status.open_ids
        else words.gettext("Since"),
        since_at=status.since_at,
        doing=_doing(edition),
        next_due_at=next_due_at,
        overdue=next_due_at is not None and next_due_at <= edition.now,
        more=_more(edition, levels),
        incidents=tuple(incident_view(edition, id) for id in status.open_ids),
        active=tuple(maintenance_view(edition, id) for id in status.active_ids),
        upcoming=tuple(maintenance_view(edition, id) for id in status.upcoming_ids),
        groups=groups_view(edition),
        period=period_view(edition, edition.current) if edition.current else None,
        recent=tuple(post_view(edition, id) for id in _recent(edition)),
        missing=words.ngettext(
            "%(count)s post is missing because its file has errors",
            "%(count)s posts are missing because their files have errors",
            len(broken),
        )
        if broken
        else "",
        missing_files=tuple(filter(None, broken)),
    )


def _doing(edition: Edition) -> str:
    """What is being done, by the latest word on the worst open incident."""
    status = edition.status
    worst = [state for state in status.components.values() if state.level is status.level]
    if status.level is not Level.OPERATIONAL and not any(state.posts for state in worst):
        return f"{edition.words.capital(edition.words.gettext(OTHERS))}."
    if not status.open_ids:
        return ""
    facts = edition.status.incidents[edition.status.open_ids[0]]
    said = [u.status for u in reversed(facts.updates) if u.status in DOING]
    if not facts.updates:
        return edition.words.gettext(DOING[Status.INVESTIGATING])
    return edition.words.gettext(DOING[said[0]] if said else DOING_ELSE)


def _more(edition: Edition, levels: Mapping[str, Level]) -> str:
    """How many other components are affected less than the worst."""
    worst = edition.status.level
    others = [level for level in levels.values() if level not in {worst, Level.OPERATIONAL}]
    if not others:
        return ""
    return edition.words.ngettext(
        "%(count)s more component is affected.",
        "%(count)s more components are affected.",
        len(others),
    )


def _recent(edition: Edition) -> list[str]:
    """The latest finished posts, newest first."""
    status, notices = edition.status, edition.assessment.notices
    shown_above = {*status.open_ids, *status.active_ids, *status.upcoming_ids}
    begun = {id: facts.incident.started_at for id, facts in status.incidents.items()}
    begun |= {id: notice.window.start for id, notice in notices.items()}
    past = [id for id, at in begun.items() if id not in shown_above and at <= edition.now]
    return sorted(past, key=lambda id_: (begun[id_], id_), reverse=True)[:RECENT]


# --------------------------------------------------------------------------------------- plan


def live_view(edition: Edition, plan: Mapping[str, list[tuple[str, str, str]]]) -> LiveView:
    """A page's moment of truth and the announced changes after it."""
    text = json.dumps(plan, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return LiveView(
        edition.now,
        int(edition.site.stale_after.total_seconds()),
        text,
    )


def overview_plan(edition: Edition) -> dict[str, list[tuple[str, str, str]]]:
    """Element id → (instant, level, text) for the headline, the components and the windows."""
    plan: dict[str, list[tuple[str, str, str]]] = {}
    open_ = bool(edition.status.open_ids)
    before = {id: state.level for id, state in edition.status.components.items()}
    shown = (edition.status.level, headline(edition, before, edition.status.level, open_=open_))
    for change in edition.status.changes:
        at = rfc3339(change.at)
        after = (
            change.level,
            headline(edition, change.components, change.level, open_=open_),
        )
        if after != shown:
            plan.setdefault("state", []).append((at, after[0].value, after[1]))
            shown = after
        for id, level in change.components.items():
            if level is not before[id]:
                word = edition.words.gettext(LEVELS[level])
                plan.setdefault(f"c-{id}", []).append((at, level.value, word))
        before = dict(change.components)
    return plan | window_plan(edition, (*edition.status.active_ids, *edition.status.upcoming_ids))


def window_plan(edition: Edition, ids: tuple[str, ...]) -> dict[str, list[tuple[str, str, str]]]:
    """The changes of announced windows: they begin, they end."""
    say, plan = edition.words.gettext, {}
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


def component_plan(edition: Edition, id: str) -> dict[str, list[tuple[str, str, str]]]:
    """The announced changes of one component's page."""
    changes, level = [], edition.status.components[id].level
    for change in edition.status.changes:
        if change.components[id] is not level:
            level = change.components[id]
            word = edition.words.gettext(LEVELS[level])
            changes.append((rfc3339(change.at), level.value, word))
    return {f"c-{id}": changes} if changes else {}
