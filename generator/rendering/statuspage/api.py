"""Atlassian Statuspage's public API v2 as static files, for clients written for Statuspage.

Strict clients refuse time stamps without milliseconds, incidents without updates, and updates that
are not newest first. Descriptions are Statuspage's English sentences, on which clients match.
``page.updated_at`` is the last change of the data, not the time of the build: an unchanged state gives
unchanged bytes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from generator.model.levels import Level
from generator.notation import json_line, rfc3339_milliseconds
from generator.rendering.bounds import fitting
from generator.rendering.edition import Edition
from generator.rendering.statuspage.components import Json, api_components
from generator.rendering.statuspage.posts import ApiPosts
from generator.rules.moments import OVER, listed, written
from generator.rules.status import worst
from generator.timespan import EARLIEST

LISTED = 50
"""Statuspage lists so many incidents, and so do we, as far as they fit into one file."""


def api_files(edition: Edition) -> dict[str, bytes]:
    """The eight documents by path."""
    return {f"api/v2/{name}.json": json_line(one) for name, one in documents(edition).items()}


def whole_history(edition: Edition) -> Json:
    """Everything in one document, with all posts: for those who move to another page."""
    found = documents(edition, whole=True)
    return found["summary"] | found["incidents"] | found["scheduled-maintenances"]


def documents(edition: Edition, *, whole: bool = False) -> dict[str, Json]:
    """The documents by name; lists of all posts have the newest ones, or ``whole`` all of them."""
    status, notices = edition.status, edition.assessment.notices
    page, created_at = _page(edition)
    components = api_components(edition, created_at)
    posts = ApiPosts(edition, components)
    started = {id: facts.incident.started_at for id, facts in status.incidents.items()}
    incidents = _newest_first(started)
    planned = _newest_first({id: notice.window.start for id, notice in notices.items()})
    waiting = [id for id in planned if posts.state(id) == "scheduled"]
    active = [id for id in planned if posts.state(id) in {"in_progress", "verifying"}]
    unresolved = [*posts.incidents(id for id in incidents if posts.state(id) not in OVER)]

    def listed_of(found: Iterable[Json]) -> list[Json]:
        return [*found] if whole else fitting(found, LISTED, lambda one: len(json_line(one)))

    state = {"status": page_status(edition)}
    found: dict[str, Json] = {
        "summary": {
            "components": components,
            "incidents": unresolved,
            "scheduled_maintenances": [*posts.maintenances([*waiting, *active])],
            **state,
        },
        "status": state,
        "components": {"components": components},
        "incidents": {"incidents": listed_of(posts.incidents(incidents))},
        "incidents/unresolved": {"incidents": unresolved},
        "scheduled-maintenances": {
            "scheduled_maintenances": listed_of(posts.maintenances(planned))
        },
        "scheduled-maintenances/upcoming": {
            "scheduled_maintenances": [*posts.maintenances(waiting)]
        },
        "scheduled-maintenances/active": {"scheduled_maintenances": [*posts.maintenances(active)]},
    }
    return {name: {"page": page, **document} for name, document in found.items()}


def page_status(edition: Edition) -> Json:
    """Statuspage's blended state of all components: an indicator and its sentence."""
    levels = [state.level for state in edition.status.components.values()]
    down = levels.count(Level.MAJOR_OUTAGE)
    if down and down * 2 >= len(levels):
        return {"indicator": "critical", "description": "Major Service Outage"}
    if down:
        return {"indicator": "major", "description": "Partial System Outage"}
    match worst(levels):
        case Level.PARTIAL_OUTAGE:
            return {"indicator": "minor", "description": "Minor Service Outage"}
        case Level.DEGRADED_PERFORMANCE:
            return {"indicator": "minor", "description": "Partially Degraded Service"}
        case Level.UNDER_MAINTENANCE:
            return {"indicator": "maintenance", "description": "Service Under Maintenance"}
        case _:
            return {"indicator": "none", "description": "All Systems Operational"}


def _newest_first(times: Mapping[str, datetime]) -> list[str]:
    return sorted(times, key=lambda name: (times[name], name), reverse=True)


def _page(edition: Edition) -> tuple[Json, datetime]:
    """The page, and since when there is one: its first post."""
    moments = [listed(found) for found in edition.moments.values()]
    created_at = min((written(m)[0].at for m in moments), default=EARLIEST)
    changes = [s.since_at for s in edition.status.components.values() if s.since_at]
    changed_at = max([m[-1].at for m in moments] + changes, default=created_at)
    page = {
        "id": edition.site.identity,
        "name": edition.text(edition.site.name),
        "url": edition.site.url,
        "time_zone": edition.site.zone_name,
        "updated_at": rfc3339_milliseconds(min(changed_at, edition.now)),
    }
    return page, created_at
