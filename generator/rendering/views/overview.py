"""The start page: one sentence, since when, what is being done, what comes next."""

from __future__ import annotations

from collections.abc import Mapping

from generator.model.levels import Level, Status
from generator.rendering.edition import Edition
from generator.rendering.language.vocabulary import DOING, DOING_ELSE, OTHERS
from generator.rendering.theme_api.components import OverviewView
from generator.rendering.views.components import groups_view
from generator.rendering.views.headline import headline
from generator.rendering.views.incidents import incident_view
from generator.rendering.views.maintenance import maintenance_view
from generator.rendering.views.periods import period_view
from generator.rendering.views.posts import post_view
from generator.rendering.views.responses import next_due

RECENT = 8


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
