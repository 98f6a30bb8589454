"""What the rules conclude: plain frozen results that reports and pages only print.

Figures are exact: seconds as integers, minutes and ratios as fractions.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum
from fractions import Fraction
from functools import cached_property
from math import ceil
from typing import Any

from generator.model.agreement import MEASURES, Agreement, Limit, Scope
from generator.model.content import Content, Post, Proof, Provenance
from generator.model.levels import Level
from generator.rules.facts import Basis, IncidentFacts
from generator.rules.moments import Moment
from generator.rules.post_moments import incident_moments, work_moments
from generator.timespan import Period, Span, Spans, minutes


class NoticeVerdict(Enum):
    """Whether planned work was announced in time."""

    OK = "ok"
    LATE = "late"
    PARTLY_LATE = "partly-late"
    EXEMPT = "exempt"
    CANCELLED = "cancelled"

    @property
    def shortfall(self) -> int:
        """How much notice is missing: 0 none, 1 for a part of the window, 2 for all of it."""
        return {NoticeVerdict.PARTLY_LATE: 1, NoticeVerdict.LATE: 2}.get(self, 0)


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of an announced window with one publication. ``verdict`` is OK, LATE or EXEMPT.

    ``published_at`` is from when it counts as notice. ``mailed_at`` is when it had been e-mailed to
    so many ``addresses`` and ``lists``; None without evidence. ``proof`` is the strongest evidence with
    which the verdict still holds.
    """

    span: Span
    published_at: datetime
    verdict: NoticeVerdict
    commit: str | None
    proof: Proof = Proof.NONE
    mailed_at: datetime | None = None
    addresses: int = 0
    lists: int = 0

    @property
    def lead(self) -> timedelta:
        """Elapsed time from publication to the part's start."""
        return self.span.start - self.published_at

    @property
    def declared(self) -> bool:
        """Whether no commit published it, or its verdict holds only by what the files declare."""
        return self.commit is None or self.proof is not Proof.GIT


@dataclass(frozen=True, slots=True)
class Notice:
    """The judgement of one maintenance post at the horizon.

    ``window`` is the last announced one. ``begins_at`` and ``ends_at`` are those of the work, also to
    come, unless it is cancelled; ``ends_at`` None is until somebody says so. ``work`` is when it was
    under way (as far as it is known now); ``excused`` the stretches of it that do not count;
    ``reasons`` why the rest does. ``first_published_at`` is when anybody could first read of it.
    ``expected`` is which of the announced minutes will count, and why, were the work done as announced; none
    once it is over. ``begun_at`` is when work is stated to have begun. ``beyond`` are levels that were stated of a window
    after it had begun, and that are worse than announced.

    ``told`` is what the last version rests on.
    ``since_at`` is from when the file's times of work are those of this window; None where it is the first.
    ``earlier`` are the windows before the last one that had begun when further work was announced: each
    judged by itself, ``parts``, ``verdict`` and the seconds of the last one being those of all.
    ``tiers`` are the judgements by the terms of each tier whose maintenance differs.
    """

    id: str
    window: Span
    klass: str
    components: Mapping[str, Level]
    verdict: NoticeVerdict
    parts: tuple[Part, ...]
    first_published_at: datetime
    cancelled_at: datetime | None
    begins_at: datetime
    ends_at: datetime | None
    work: Span | None
    work_basis: Basis
    excused: Spans
    reasons: tuple[tuple[Span, Reason], ...]
    outside_window_seconds: int
    unannounced_seconds: int
    expected: tuple[tuple[Span, Reason], ...] = ()
    begun_at: datetime | None = None
    since_at: datetime | None = None
    told: Proof = Proof.NONE
    beyond: Mapping[str, Level] = field(default_factory=dict)
    earlier: tuple[Notice, ...] = ()
    tiers: Mapping[str, Notice] = field(default_factory=dict)

    @property
    def worst(self) -> tuple[str, Notice]:
        """The worst judgement of the agreement's (``""``) and the tiers', with the tier's name."""
        every = {"": self, **self.tiers}
        return max(every.items(), key=lambda one: one[1].verdict.shortfall)

    @property
    def proof(self) -> Proof:
        """The weakest that a part rests on; that of the last version where there is none."""
        return min((part.proof for part in self.parts), key=lambda p: p.rank, default=self.told)

    @property
    def windows(self) -> tuple[Notice, ...]:
        """The work in each window, the earliest first."""
        return (*self.earlier, self)

    @property
    def levels(self) -> Mapping[str, Level]:
        """What the work does to its components, levels beyond the announced ones included."""
        return {**self.components, **self.beyond}


class Reason(Enum):
    """Why a ledger row counts, or why it is excused."""

    OUTAGE = "outage"
    LATE_NOTICE = "late_notice"
    UNANNOUNCED = "unannounced"
    OUTSIDE_WINDOW = "outside_window"
    OVERRUN = "overrun"
    EARLY_START = "early_start"
    BEYOND_ANNOUNCED = "beyond_announced"
    OVER_MAXIMUM = "over_maximum"
    PLANNED = "planned"
    MAINTENANCE = "maintenance"
    FORCE_MAJEURE = "force_majeure"
    CUSTOMER = "customer"
    THIRD_PARTY = "third_party"
    MIN_OUTAGE = "min_outage"


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """A stretch of one component's downtime, counted or excused, and the file it came from.

    ``id`` and ``path`` are None where the post is for another audience.
    """

    id: str | None
    path: str | None
    component: str
    level: Level
    span: Span
    weight: Fraction
    counted: bool
    reason: Reason
    basis: Basis

    @property
    def minutes(self) -> Fraction:
        """Length in minutes, not weighted."""
        return minutes(self.span.seconds)

    @property
    def weighted_minutes(self) -> Fraction:
        """What the row adds to its component's figure."""
        return self.minutes * self.weight


class UnknownPeriodError(ValueError):
    """A period was asked for that is none, or that no agreement measures; the words say which are."""


class Verdict(Enum):
    """The state of a period's promise."""

    MET = "met"
    BREACHED = "breached"
    ON_TRACK = "on-track"


@dataclass(frozen=True, slots=True)
class CreditOwed:
    """A credit as an exact ratio of the fee."""

    ratio: Fraction


@dataclass(frozen=True, slots=True)
class ExtensionOwed:
    """An extension of the service's validity."""

    minutes: Fraction


RemedyOwed = CreditOwed | ExtensionOwed


@dataclass(frozen=True, slots=True)
class ComponentFigures:
    """A component's period: minutes weighted, ``availability`` None where nothing was agreed."""

    id: str
    downtime: Fraction
    excluded: Fraction
    availability: Fraction | None
    target: Fraction | None
    verdict: Verdict | None


@dataclass(frozen=True, slots=True)
class PeriodResult:
    """One period under one agreement or tier. Minutes are fractions, ratios 0..1.

    ``base`` is the denominator in minutes (``total`` or, with an agreed base, less ``excluded``).

    Where each component is promised for itself, ``services`` are its components' own results, each with
    its ``component``; the figures beside them are those of the one with the least left of its budget.
    An ``unmeasured`` one is closed and measured by no agreement any more: its figures are as they were told.
    """

    period: Period
    tier: str | None
    agreement: Agreement
    total: Fraction
    elapsed: Fraction
    base: Fraction
    downtime: Fraction
    excluded: Fraction
    availability: Fraction | None
    availability_to_date: Fraction | None
    target: Fraction | None
    budget: Fraction
    verdict: Verdict
    remedy: RemedyOwed | None
    components: Mapping[str, ComponentFigures]
    ledger: tuple[LedgerRow, ...]
    component: str | None = None
    services: tuple[PeriodResult, ...] = ()
    unmeasured: bool = False

    @property
    def for_each(self) -> bool:
        """Whether nothing is promised of the platform, but each component for itself."""
        terms = self.agreement.availability
        return self.component is None and terms is not None and terms.scope is Scope.EACH

    @property
    def promises(self) -> tuple[PeriodResult, ...]:
        """What is judged: the platform, or each component that is promised for itself."""
        return self.services if self.for_each else (self,)

    @property
    def worst(self) -> PeriodResult:
        """The promise with the least left of its budget."""
        return min(self.promises, key=lambda promise: promise.budget_left, default=self)

    @property
    def budget_left(self) -> Fraction:
        """Minutes of downtime still allowed; negative once the promise is broken."""
        return self.budget - self.downtime

    @property
    def used_percent(self) -> int:
        """How much of the budget is spent: cut, but above 100 as soon as it is exceeded; 200 of none."""
        if self.budget <= 0:
            return 200 if self.downtime else 0
        used = self.downtime / self.budget * 100
        return ceil(used) if used > 100 else int(used)


class ResponseVerdict(Enum):
    """Whether a response came in time; at the limit exactly is met."""

    MET = "met"
    MISSED = "missed"
    PENDING = "pending"


@dataclass(frozen=True, slots=True)
class Measure:
    """A response with a deadline. ``goal`` True: aimed at, never called a breach."""

    limit: Limit
    due_at: datetime
    at: datetime | None
    verdict: ResponseVerdict
    goal: bool

    @property
    def by_seconds(self) -> bool:
        """Whether it came in the very minute in which it was due, so that seconds decide."""
        if self.at is None or self.at <= self.due_at:
            return False
        return self.at.replace(second=0) == self.due_at.replace(second=0)

    @property
    def next_due_at(self) -> datetime | None:
        """The deadline while nothing has been done; None afterwards."""
        return self.due_at if self.at is None else None


@dataclass(frozen=True, slots=True)
class Cadence:
    """The updates of an incident: the longest gap so far and how many gaps were too long.

    ``next_due_at`` and ``kept_until`` are set while the incident is open: when the next update was
    promised, by the newest one or else by the limit; and when the limit is broken without any. ``begun``
    is whether the first gap has: it waits for the acknowledgement, or for when that is due.
    """

    limit: timedelta
    longest_gap: timedelta
    violations: int
    next_due_at: datetime | None
    verdict: ResponseVerdict
    goal: bool
    kept_until: datetime | None = None
    begun: bool = True


@dataclass(frozen=True, slots=True)
class Response:
    """What an incident was promised and got, under the agreement or one tier. None: not promised or not begun."""

    confirm: Measure | None = None
    acknowledge: Measure | None = None
    update: Cadence | None = None
    resolve: Measure | None = None
    postmortem: Measure | None = None

    @property
    def promised(self) -> tuple[tuple[str, Measure | Cadence], ...]:
        """All that is owed or done, by its key, in the order of an incident's course."""
        return tuple((name, found) for name in MEASURES if (found := getattr(self, name)))

    @property
    def measures(self) -> tuple[tuple[str, Measure | Cadence], ...]:
        """The same, less a wait for updates that has not begun."""
        return tuple((n, m) for n, m in self.promised if isinstance(m, Measure) or m.begun)


@dataclass(frozen=True, slots=True)
class Responses:
    """An incident's responses under the agreement and per tier; ``priority`` is the one in force now."""

    priority: str | None
    plain: Response
    tiers: Mapping[str, Response]

    @property
    def by_tier(self) -> tuple[tuple[str | None, Response], ...]:
        """The agreement's response (None), then each tier's."""
        return ((None, self.plain), *self.tiers.items())

    @property
    def next_update_at(self) -> datetime | None:
        """When the next update of an open incident was promised: the earliest of all tiers."""
        cadences = [response.update for _, response in self.by_tier if response.update]
        return min((c.next_due_at for c in cadences if c.next_due_at), default=None)


@dataclass(frozen=True, slots=True)
class Disruption:
    """What one post did to one component, up to the horizon; ``ongoing`` where it has not ended.

    ``planned`` is True for maintenance. ``id`` is None where the post is for another audience.
    ``excused`` is an incident whose cause the agreement excludes.
    """

    span: Span
    level: Level
    id: str | None
    planned: bool
    ongoing: bool
    excused: bool = False


@dataclass(frozen=True, slots=True)
class Unseen:
    """What posts for other audiences do to the components: without words, but no less down.

    ``disruptions`` are by component; ``windows`` are announced and not over.
    """

    disruptions: Mapping[str, tuple[Disruption, ...]]
    windows: tuple[tuple[Span, Mapping[str, Level]], ...]


NOTHING_UNSEEN = Unseen({}, ())


@dataclass(frozen=True)
class Assessment:
    """Everything the rules conclude about a site at one instant.

    ``incidents``, ``notices``, ``responses`` and ``bulletins`` (announcements that are no incident) are by post id; notices not yet published and
    incidents that have not started are absent. ``periods`` ascend; a tier's follow the plain one of
    the same period. ``unseen`` is what was left out for its readers (see
    :mod:`generator.rules.audience`).
    """

    content: Content
    now: datetime
    periods: tuple[PeriodResult, ...]
    incidents: Mapping[str, IncidentFacts]
    notices: Mapping[str, Notice]
    responses: Mapping[str, Responses]
    unseen: Unseen = NOTHING_UNSEEN
    bulletins: Mapping[str, IncidentFacts] = field(default_factory=dict)

    @cached_property
    def named(self) -> Mapping[str, Post]:
        """Each post by its id and its former ones."""
        return {name: p for p in self.content.posts for name in (*p.aliases, p.id)}

    @cached_property
    def compared(self) -> dict[tuple[str, str | None, str | None], Any]:
        """What :func:`generator.rules.closed.told_and_today` has found, by period, tier and component."""
        return {}

    @cached_property
    def unproven(self) -> tuple[str, ...]:
        """The ids of past notices of which nothing here tells when they were published."""
        if self.content.provenance is not Provenance.DECLARED:
            return ()
        settled = {NoticeVerdict.EXEMPT, NoticeVerdict.CANCELLED}
        return tuple(
            id
            for id, notice in self.notices.items()
            if notice.window.start <= self.now
            and notice.verdict not in settled
            and notice.proof is Proof.NONE
        )

    @cached_property
    def moments(self) -> Mapping[str, tuple[Moment, ...]]:
        """What happened to each post, by its id, oldest first; incidents before maintenance."""
        written = {**self.incidents, **self.bulletins}
        found = {id: incident_moments(facts) for id, facts in written.items()}
        for post in self.content.maintenance:
            if notice := self.notices.get(post.id):
                found[post.id] = work_moments(post, notice, self.now)
        return found
