"""What each post is judged to be: notices in time or late, responses met or missed. No periods yet."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property

from generator.model.agreement import Agreement
from generator.model.content import Content, Maintenance
from generator.rules.facts import IncidentFacts, incident_facts
from generator.rules.judgements import Assessment, Notice, Responses
from generator.rules.notices import judge_notice
from generator.rules.responses import judge_responses


@dataclass(frozen=True)
class Judge:
    """Judges each post once, at one instant; several periods and pages ask for a notice."""

    content: Content
    now: datetime
    judged: dict[tuple[int, str], Notice | None] = field(default_factory=dict)

    def notice(self, post: Maintenance, agreement: Agreement) -> Notice | None:
        """The judgement by the terms of one agreement; None before its publication."""
        key = (id(agreement.maintenance), post.id)
        if key not in self.judged:
            self.judged[key] = judge_notice(post, agreement, self.now)
        return self.judged[key]

    def notice_by_tier(self, post: Maintenance, agreement: Agreement) -> Notice | None:
        """The same, with the judgements by the terms of each tier whose maintenance differs."""
        notice = self.notice(post, agreement)
        tiers = {
            name: judged
            for name, tier in agreement.maintenance_tiers.items()
            if (judged := self.notice(post, tier))
        }
        return replace(notice, tiers=tiers) if notice and tiers else notice

    def works(self, agreement: Agreement) -> list[tuple[Maintenance, Notice]]:
        """The work in every window of every known notice, judged by the terms of one agreement."""
        return [
            (post, window)
            for post in self.content.maintenance
            if (notice := self.notice(post, agreement))
            for window in notice.windows
        ]

    @cached_property
    def incidents(self) -> dict[str, IncidentFacts]:
        """What is known of each incident that has begun, by id."""
        return {i.id: f for i in self.content.incidents if (f := incident_facts(i, self.now))}

    @cached_property
    def bulletins(self) -> dict[str, IncidentFacts]:
        """The same of announcements that are no incident."""
        return {i.id: f for i in self.content.bulletins if (f := incident_facts(i, self.now))}

    def posts(self) -> Assessment:
        """Every post by the agreement that held at its time; no periods."""
        site = self.content.site
        notices: dict[str, Notice] = {}
        responses: dict[str, Responses] = {}
        for post in self.content.maintenance:
            agreement = site.agreement_at(post.announced.start_at)
            if agreement and (notice := self.notice_by_tier(post, agreement)):
                notices[post.id] = notice
        for id_, facts in self.incidents.items():
            agreement = site.agreement_at(facts.reported_at or facts.incident.started_at)
            if agreement and (answer := judge_responses(facts, agreement, self.now)):
                responses[id_] = answer
        return Assessment(
            self.content,
            self.now,
            (),
            self.incidents,
            notices,
            responses,
            bulletins=self.bulletins,
        )
