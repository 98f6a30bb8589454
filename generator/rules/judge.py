"""What each post is judged to be: notices in time or late, responses met or missed. No periods yet."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property

from generator.model.agreement import Agreement
from generator.model.content import Content, Maintenance
from generator.rules.facts import IncidentFacts, incident_facts
from generator.rules.judgements import Assessment, Notice, Responses
from generator.rules.notices import joined, judge_windows
from generator.rules.responses import judge_responses


@dataclass(frozen=True)
class Judge:
    """Judges each post once, at one instant; several periods and pages ask for a notice."""

    content: Content
    now: datetime
    judged: dict[tuple[int, str], tuple[Notice, ...]] = field(default_factory=dict)

    def _windows(self, post: Maintenance, agreement: Agreement) -> tuple[Notice, ...]:
        key = (id(agreement.maintenance), post.id)
        if key not in self.judged:
            self.judged[key] = judge_windows(post, agreement, self.now)
        return self.judged[key]

    def notice(self, post: Maintenance, agreement: Agreement) -> Notice | None:
        """The judgement by the terms of one agreement; None before its publication."""
        windows = self._windows(post, agreement)
        return joined(windows) if windows else None

    def verdict(self, post: Maintenance) -> Notice | None:
        """A notice of which each window is judged by the terms that held at its start, whatever is agreed later.

        With the judgements by the terms of each tier whose maintenance differs; None before its publication.
        """
        site = self.content.site
        windows = self._windows(post, site.agreements[0]) if site.agreements else ()
        terms = [site.agreement_at(w.window.start) or site.agreements[0] for w in windows]
        if not terms:
            return None

        def by(tier: str) -> Notice:
            own = [self._windows(post, agreed.tiers.get(tier, agreed)) for agreed in terms]
            return joined([judged[number] for number, judged in enumerate(own)])

        tiers = {name: by(name) for name in terms[-1].maintenance_tiers}
        return replace(by(""), tiers=tiers) if tiers else by("")

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
            if notice := self.verdict(post):
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
