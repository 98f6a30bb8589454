"""Statuspage's incidents and scheduled maintenances, with their updates."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from generator.model.content import Maintenance, Post
from generator.model.levels import Level
from generator.notation import rfc3339_milliseconds
from generator.rendering.edition import Edition, post_path
from generator.rendering.feeds.moment_texts import moment_html
from generator.rendering.prose.placing import feed_html
from generator.rendering.prose.plain import plain_lines
from generator.rendering.statuspage.components import Json
from generator.rendering.views.posts import post_view
from generator.rules.moments import Moment, listed, over_since, written
from generator.rules.status import peak_level, worst

IMPACTS = {
    Level.OPERATIONAL: "none",
    Level.UNDER_MAINTENANCE: "maintenance",
    Level.DEGRADED_PERFORMANCE: "minor",
    Level.PARTIAL_OUTAGE: "major",
    Level.MAJOR_OUTAGE: "critical",
}


@dataclass(frozen=True, slots=True)
class ApiPosts:
    """The posts of one edition, whose words are used for names and texts."""

    edition: Edition
    components: list[Json]

    def state(self, id: str) -> str:
        """A post's state in Statuspage's words."""
        return self.edition.moments[id][-1].state

    def incidents(self, ids: Iterable[str]) -> Iterator[Json]:
        """Incidents, each with all its updates."""
        for id in ids:
            facts = self.edition.status.incidents[id]
            one = self._event(facts.incident, IMPACTS[peak_level(facts)])
            one["started_at"] = rfc3339_milliseconds(facts.incident.started_at)
            resolved_at = facts.resolved_at
            one["resolved_at"] = rfc3339_milliseconds(resolved_at) if resolved_at else None
            yield one

    def maintenances(self, ids: Iterable[str]) -> Iterator[Json]:
        """Scheduled maintenances, each with all its updates."""
        for id in ids:
            notice = self.edition.assessment.notices[id]
            one = self._event(self.edition.maintenance[id], "maintenance")
            one["started_at"] = one["created_at"]
            over_at = over_since(self.edition.moments[id])
            one["resolved_at"] = rfc3339_milliseconds(over_at) if over_at else None
            one["scheduled_for"] = rfc3339_milliseconds(notice.window.start)
            one["scheduled_until"] = rfc3339_milliseconds(notice.window.end)
            yield one

    def _event(self, post: Post, impact: str) -> Json:
        """What incidents and maintenance have in common."""
        edition, moments = self.edition, listed(self.edition.moments[post.id])
        touched = edition.touched(post)
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
            "page_id": edition.site.identity,
            "incident_updates": self._updates(post, moments),
            "components": [one for one in self.components if one["id"] in touched],
            "reminder_intervals": None,
        }

    def _updates(self, post: Post, moments: Sequence[Moment]) -> list[Json]:
        before = dict.fromkeys(self.edition.touched(post), Level.OPERATIONAL)
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

    def _html(self, post: Post, moment: Moment) -> str:
        """What was said then, with absolute addresses."""
        url = self.edition.address(post_path(post))
        return feed_html(str(moment_html(self.edition, moment)), url)

    def _update(
        self, post: Post, moment: Moment, before: dict[str, Level], after: dict[str, Level]
    ) -> Json:
        at = rfc3339_milliseconds(moment.at)
        return {
            "id": f"{post.id}.{moment.name}",
            "status": moment.state,
            "body": plain_lines(self._html(post, moment)),
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
