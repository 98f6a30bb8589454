"""The start page: one sentence, since when, what is being done, what comes next."""

from __future__ import annotations

from collections.abc import Mapping

from generator.model.levels import Level, Status
from generator.rendering.edition import Edition
from generator.rendering.language.vocabulary import DOING, DOING_ELSE, OTHERS
from generator.rendering.theme_api.components import OverviewView
from generator.rendering.views.announcements import front_page_announcements
from generator.rendering.views.components import groups_view
from generator.rendering.views.incidents import incident_view, next_due, silence_text
from generator.rendering.views.maintenance import maintenance_view
from generator.rendering.views.periods import period_view
from generator.rendering.views.posts import post_view
from generator.rules.status import overran_by
from generator.timespan import LATEST

NAMED = 3
"""More components than this are counted in the headline, not named."""

RECENT = 8


def overview_view(edition: Edition, broken: tuple[str, ...]) -> OverviewView:
    """The start page; files of posts with errors that may not be named are empty in ``broken``."""
    status, words = edition.status, edition.words
    levels = {id: state.level for id, state in status.components.items()}
    waiting = [
        (next_due(edition, id) or LATEST, silence_text(edition, id)) for id in status.open_ids
    ]
    next_due_at, silence = min(waiting, key=lambda one: (one[0], not one[1]), default=(LATEST, ""))
    quiet = status.level is Level.OPERATIONAL and not status.open_ids
    return OverviewView(
        level=edition.level(status.level),
        headline=present_headline(edition),
        since=words.gettext("No trouble since") if quiet else words.gettext("Since"),
        since_at=status.since_at,
        doing=_doing(edition),
        next_due_at=next_due_at if next_due_at < LATEST else None,
        silence=silence,
        more=_more(edition, levels),
        announcements=front_page_announcements(edition),
        incidents=tuple(incident_view(edition, id) for id in status.open_ids),
        active=tuple(maintenance_view(edition, id) for id in status.active_ids),
        upcoming=tuple(maintenance_view(edition, id) for id in status.upcoming_ids),
        cancelled=tuple(maintenance_view(edition, id) for id in status.cancelled_ids),
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


def _more(edition: Edition, levels: Mapping[str, Level]) -> str:
    """The components that are affected less than the headline's: few are named, many counted."""
    words, quiet = edition.words, {edition.status.level, Level.OPERATIONAL}
    ids = [id for id, level in levels.items() if level not in quiet]
    if not ids:
        return ""
    if len(ids) > NAMED:
        return words.ngettext(
            "%(count)s more component is affected.",
            "%(count)s more components are affected.",
            len(ids),
        )
    names = words.join([edition.component_name(id) for id in ids])
    return words.ngettext(
        "%(names)s is affected too.", "%(names)s are affected too.", len(ids), names=names
    )


def present_headline(edition: Edition) -> str:
    """How things are now; work that runs over its announced end is named as what it is."""
    status, notices = edition.status, edition.assessment.notices
    levels = {id: state.level for id, state in status.components.items()}
    worst = [id for id, level in levels.items() if level is status.level]
    causes = {post for id in worst for post in status.components[id].posts}
    late = [overran_by(notices[id], edition.now) for id in causes if id in notices]
    if status.level is Level.OPERATIONAL or len(late) < len(causes) or not all(late) or not late:
        return headline(edition, levels, status.level)
    words = edition.words
    names = words.join([edition.component_name(id) for id in worst[:NAMED]])
    if len(worst) > NAMED:
        names = words.ngettext("%(count)s component", "%(count)s components", len(worst))
    return words.gettext(
        "Planned maintenance is running %(length)s over: %(names)s",
        length=words.length(max(late)),
        names=names,
    )


def headline(edition: Edition, levels: Mapping[str, Level], level: Level) -> str:
    """Whether things work, in one sentence."""
    words = edition.words
    if level is Level.OPERATIONAL:
        if edition.status.open_ids:
            return words.gettext("All systems are working; we are watching an incident")
        return words.gettext("All systems are working")
    ids = [id for id, found in levels.items() if found is level]
    names, count = words.join([edition.component_name(id) for id in ids]), len(ids)
    say, ngettext = words.gettext, words.ngettext
    match level:
        case Level.MAJOR_OUTAGE:
            of_all = say("All systems are down")
            counted = ngettext("%(count)s system is down", "%(count)s systems are down", count)
            named = ngettext("%(names)s is down", "%(names)s are down", count, names=names)
        case Level.PARTIAL_OUTAGE:
            of_all = say("All systems are partly down")
            counted = ngettext(
                "%(count)s system is partly down", "%(count)s systems are partly down", count
            )
            named = ngettext(
                "%(names)s is partly down", "%(names)s are partly down", count, names=names
            )
        case Level.DEGRADED_PERFORMANCE:
            of_all = say("All systems are slow or limited")
            counted = ngettext(
                "%(count)s system is slow or limited",
                "%(count)s systems are slow or limited",
                count,
            )
            named = ngettext(
                "%(names)s is slow or limited", "%(names)s are slow or limited", count, names=names
            )
        case _:
            of_all = say("Planned maintenance is under way on all systems")
            counted = ngettext(
                "Planned maintenance is under way on %(count)s system",
                "Planned maintenance is under way on %(count)s systems",
                count,
            )
            named = say("Planned maintenance is under way: %(names)s", names=names)
    if count == len(levels) > 1:
        return of_all
    return counted if count > NAMED else named


def _doing(edition: Edition) -> str:
    """What is being done, by the latest word on the worst open incident."""
    status = edition.status
    worst = [state for state in status.components.values() if state.level is status.level]
    if status.level is not Level.OPERATIONAL and not any(state.posts for state in worst):
        return f"{edition.words.capital(edition.words.gettext(OTHERS))}."
    if not status.open_ids:
        return ""
    facts = status.incidents[status.open_ids[0]]
    said = [u.status for u in reversed(facts.updates) if u.status in DOING]
    if not facts.updates:
        return edition.words.gettext(DOING[Status.INVESTIGATING])
    return edition.words.gettext(DOING[said[0]] if said else DOING_ELSE)


def _recent(edition: Edition) -> list[str]:
    """The latest finished posts, newest first."""
    status, notices = edition.status, edition.assessment.notices
    shown_above = {*status.open_ids, *status.active_ids, *status.upcoming_ids}
    shown_above |= {*status.cancelled_ids}
    begun = {id: facts.incident.started_at for id, facts in status.incidents.items()}
    begun |= {id: notice.window.start for id, notice in notices.items()}
    past = [id for id, at in begun.items() if id not in shown_above and at <= edition.now]
    return sorted(past, key=lambda id_: (begun[id_], id_), reverse=True)[:RECENT]
