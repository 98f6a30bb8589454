"""Atlassian Statuspage's public API v2 as static files, for clients written for Statuspage.

Strict clients refuse time stamps without milliseconds, incidents without updates, and updates that
are not newest first. Descriptions are Statuspage's English sentences, on which clients match.
``page.updated_at`` is the last change of the data, not the time of the build: an unchanged state gives
unchanged bytes.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from generator.model.content import Maintenance, Post
from generator.model.levels import Level
from generator.notation import rfc3339_milliseconds
from generator.rendering.edition import Edition, post_path
from generator.rendering.feeds.moment_texts import moment_html
from generator.rendering.prose.plain import plain_lines
from generator.rendering.statuspage.components import (
    Json,
    api_components,
)
from generator.rendering.views.posts import post_view
from generator.rules.moments import OVER, Moment, listed, over_since, written
from generator.rules.status import peak_level, worst
from generator.timespan import EARLIEST

LISTED = 50
"""Statuspage lists so many incidents, and so do we."""

IMPACTS = {
    Level.OPERATIONAL: "none",
    Level.UNDER_MAINTENANCE: "maintenance",
    Level.DEGRADED_PERFORMANCE: "minor",
    Level.PARTIAL_OUTAGE: "major",
    Level.MAJOR_OUTAGE: "critical",
}


def api_files(edition: Edition) -> dict[str, bytes]:
    """The eight documents by path."""
    return {
        f"api/v2/{name}.json": _bytes(document) for name, document in documents(edition).items()
    }


def whole_history(edition: Edition) -> Json:
    """Everything in one document, with all posts: for those who move to another page."""
    found = documents(edition, limit=None)
    return found["summary"] | found["incidents"] | found["scheduled-maintenances"]


def documents(edition: Edition, limit: int | None = LISTED) -> dict[str, Json]:
    """The documents by name; lists of all posts have at most ``limit``."""
    status, notices = edition.status, edition.assessment.notices
    page, created_at = _page(edition)
    components = api_components(edition, created_at)
    api = _Api(edition, components)
    started = {id: facts.incident.started_at for id, facts in status.incidents.items()}
    incidents = _newest_first(started)
    planned = _newest_first({id: notice.window.start for id, notice in notices.items()})
    waiting = [id for id in planned if api.state(id) == "scheduled"]
    active = [id for id in planned if api.state(id) in {"in_progress", "verifying"}]
    unresolved = api.incidents(id for id in incidents if api.state(id) not in OVER)
    state = {"status": page_status(edition)}
    found: dict[str, Json] = {
        "summary": {
            "components": components,
            "incidents": unresolved,
            "scheduled_maintenances": api.maintenances([*waiting, *active]),
            **state,
        },
        "status": state,
        "components": {"components": components},
        "incidents": {"incidents": api.incidents(incidents[:limit])},
        "incidents/unresolved": {"incidents": unresolved},
        "scheduled-maintenances": {"scheduled_maintenances": api.maintenances(planned[:limit])},
        "scheduled-maintenances/upcoming": {"scheduled_maintenances": api.maintenances(waiting)},
        "scheduled-maintenances/active": {"scheduled_maintenances": api.maintenances(active)},
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
    moments = [listed(found) for found in edition.assessment.moments.values()]
    created_at = min((written(m)[0].at for m in moments), default=EARLIEST)
    changes = [s.since_at for s in edition.status.components.values() if s.since_at]
    changed_at = max([m[-1].at for m in moments] + changes, default=created_at)
    page = {
        "id": edition.site.host,
        "name": edition.text(edition.site.name),
        "url": edition.site.url,
        "time_zone": edition.site.zone_name,
        "updated_at": rfc3339_milliseconds(min(changed_at, edition.now)),
    }
    return page, created_at


def _bytes(document: Json) -> bytes:
    return (json.dumps(document, ensure_ascii=False) + "\n").encode()


@dataclass(frozen=True, slots=True)
class _Api:
    """Everything is looked up in one edition, whose words are used for names and texts."""

    edition: Edition
    components: list[Json]

    def state(self, id: str) -> str:
        return self.edition.assessment.moments[id][-1].state

    def incidents(self, ids: Iterable[str]) -> list[Json]:
        found = []
        for id in ids:
            facts = self.edition.status.incidents[id]
            one = self._event(facts.incident, IMPACTS[peak_level(facts)])
            one["started_at"] = rfc3339_milliseconds(facts.incident.started_at)
            resolved_at = facts.resolved_at
            one["resolved_at"] = rfc3339_milliseconds(resolved_at) if resolved_at else None
            found.append(one)
        return found

    def maintenances(self, ids: Iterable[str]) -> list[Json]:
        found = []
        for id in ids:
            notice = self.edition.assessment.notices[id]
            one = self._event(self.edition.maintenance[id], "maintenance")
            one["started_at"] = one["created_at"]
            over_at = over_since(self.edition.assessment.moments[id])
            one["resolved_at"] = rfc3339_milliseconds(over_at) if over_at else None
            one["scheduled_for"] = rfc3339_milliseconds(notice.window.start)
            one["scheduled_until"] = rfc3339_milliseconds(notice.window.end)
            found.append(one)
        return found

    def _event(self, post: Post, impact: str) -> Json:
        """What incidents and maintenance have in common."""
        edition, moments = self.edition, listed(self.edition.assessment.moments[post.id])
        touched = self._touched(post)
        monitored = [m.at for m in moments if m.state == "monitoring"]
        return {
            "id": post.id,
            "name": post_view(edition, post.id).title or post.id,
            "status": moments[-1].state,
            "created_at": rfc3339_milliseconds(written(moments)[0].at),
            "updated_at": rfc3339_milliseconds(moments[-1].at),
            "monitoring_at": rfc3339_milliseconds(monitored[0]) if monitored else None,
            "resolved_at": None,
            "impact": impact,
            "shortlink": edition.address(post_path(post)),
            "started_at": None,
            "page_id": edition.site.host,
            "incident_updates": self._updates(post, moments),
            "components": [one for one in self.components if one["id"] in touched],
            "reminder_intervals": None,
        }

    def _touched(self, post: Post) -> list[str]:
        if isinstance(post, Maintenance):
            return list(self.edition.assessment.notices[post.id].components)
        found = dict.fromkeys(post.components)
        for impact in self.edition.status.incidents[post.id].impacts:
            found.update(dict.fromkeys(impact.levels))
        return list(found)

    def _updates(self, post: Post, moments: Sequence[Moment]) -> list[Json]:
        before = dict.fromkeys(self._touched(post), Level.OPERATIONAL)
        found = []
        for moment in moments:
            after = {id: self._level_at(post, id, moment) for id in before}
            found.append(self._update(post, moment, before, after))
            before = after
        return found[::-1]

    def _level_at(self, post: Post, id: str, moment: Moment) -> Level:
        """A component's level from a moment on, as far as this post touches it."""
        if isinstance(post, Maintenance):
            running = moment.state in {"in_progress", "verifying"}
            level = self.edition.assessment.notices[post.id].components.get(id)
            return level if running and level else Level.OPERATIONAL
        facts = self.edition.status.incidents[post.id]
        return worst(
            impact.levels[id]
            for impact in facts.impacts
            if id in impact.levels
            and (moment.at in impact.span or (impact.ongoing and impact.span.end == moment.at))
        )

    def _update(
        self, post: Post, moment: Moment, before: dict[str, Level], after: dict[str, Level]
    ) -> Json:
        at = rfc3339_milliseconds(moment.at)
        return {
            "id": f"{post.id}.{moment.name}",
            "status": moment.state,
            "body": plain_lines(str(moment_html(self.edition, post, moment))),
            "incident_id": post.id,
            "created_at": at,
            "updated_at": at,
            "display_at": at,
            "affected_components": [
                {
                    "code": id,
                    "name": self.edition.component_name(id),
                    "old_status": before[id].value,
                    "new_status": after[id].value,
                }
                for id in before
            ],
            "deliver_notifications": True,
            "custom_tweet": None,
            "tweet_id": None,
        }
