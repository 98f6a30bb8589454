"""When may planned work happen, and what would it do? The earliest legal starts under an agreement."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice

from generator.diagnostics import Location
from generator.model.agreement import Agreement, MaintenanceClass
from generator.model.content import Announcement, Content, Maintenance, Version
from generator.model.levels import Levels
from generator.rules.calendars import legal_windows
from generator.rules.effects import Effect, labels_of, paired, results_of, supposed
from generator.rules.judge import Judge
from generator.rules.judgements import Notice, NoticeVerdict
from generator.rules.notices import judge_notice
from generator.timespan import Span, Spans

OFFERED = 3
NOWHERE = Location("")


@dataclass(frozen=True, slots=True)
class Alternative:
    """A legal window for the same work, and the class it would have."""

    klass: str
    window: Span


@dataclass(frozen=True, slots=True)
class Plan:
    """Work that is thought about, judged as if its notice were published now and kept to exactly.

    ``lead`` is the shortest of its parts (from now to the start where there are none). ``effects`` say
    what the periods would look like if all of it counted. ``overlaps`` are the ids of announced work on
    the same components. ``tier`` is the one whose terms are the hardest to keep: all but ``window``,
    ``overlaps`` and ``effects`` is by these; empty where it is the agreement's.
    """

    window: Span
    announcement: Announcement
    klass: MaintenanceClass
    notice: Notice
    lead: timedelta
    alternatives: tuple[Alternative, ...]
    overlaps: tuple[str, ...]
    effects: tuple[Effect, ...]
    tier: str = ""

    @property
    def legal(self) -> bool:
        """Whether the notice is long enough and the window an agreed one."""
        in_time = self.notice.verdict in {NoticeVerdict.OK, NoticeVerdict.EXEMPT}
        return in_time and not self.notice.outside_window_seconds


def plan_work(content: Content, now: datetime, announcement: Announcement) -> Plan | None:
    """What would become of a notice published now; None where no agreement has its class."""
    window = Span(announcement.start_at, announcement.end_at)
    agreement = content.site.agreement_at(window.start)
    klass = agreement.maintenance.classes.get(announcement.klass) if agreement else None
    if agreement is None or klass is None:
        return None
    judge = Judge(content, max(now, window.end))
    plain = judge.verdict(_post(announcement, now))
    if plain is None:
        return None
    every = {"": plain, **plain.tiers}
    tier, notice = max(
        every.items(), key=lambda one: (one[1].verdict.shortfall, one[1].outside_window_seconds)
    )
    agreement = agreement.terms(tier)
    klass = agreement.maintenance.classes.get(announcement.klass, klass)
    return Plan(
        window=window,
        announcement=announcement,
        klass=klass,
        notice=notice,
        lead=min((part.lead for part in notice.parts), default=window.start - now),
        alternatives=tuple(_alternatives(agreement, klass, window.end - window.start, now)),
        overlaps=tuple(_overlaps(content, now, window, announcement.components)),
        effects=tuple(_effects(content, now, window, announcement.components)),
        tier=tier,
    )


def _post(announcement: Announcement, now: datetime) -> Maintenance:
    version = Version(announcement, now, mailed_at=now)
    return Maintenance("", "", NOWHERE, "", "", announcement, versions=(version,))


def _alternatives(
    agreement: Agreement, klass: MaintenanceClass, length: timedelta, now: datetime
) -> Iterator[Alternative]:
    """The first legal windows of the class, then the first of each other one that needs notice."""
    terms = agreement.maintenance
    for window in islice(legal_windows(terms, klass, length, now), OFFERED):
        yield Alternative(klass.name, window)
    for other in terms.classes.values():
        if other.name != klass.name and not other.exempt_by_class:
            for window in islice(legal_windows(terms, other, length, now), 1):
                yield Alternative(other.name, window)


def _overlaps(content: Content, now: datetime, window: Span, levels: Levels) -> Iterator[str]:
    for post in content.maintenance:
        agreement = content.site.agreement_at(post.announced.start_at)
        notice = judge_notice(post, agreement, now) if agreement else None
        if notice is None or notice.cancelled_at or not notice.window.clip(window):
            continue
        if notice.components.keys() & levels.keys():
            yield post.id


def _effects(content: Content, now: datetime, window: Span, levels: Levels) -> Iterator[Effect]:
    facts = supposed(Spans([window]), levels)
    for label in labels_of(content, window):
        before = results_of(content, now, label)
        after = results_of(content, now, label, (facts,))
        yield from (effect for effect in paired(before, after) if effect.changed)
