"""What exists: a site, its agreement, its posts. Frozen values, built by ``reading`` and judged by ``rules``.

Instants end in ``_at`` and are UTC; ratios are exact fractions between 0 and 1; every object read
from a file carries its :class:`~generator.diagnostics.Location`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, tzinfo
from enum import Enum
from fractions import Fraction

from generator.diagnostics import Location
from generator.subscriptions import Mailings, MailSettings, NoticeBy, Subscription
from generator.timespan import PeriodKind, local_date

# --------------------------------------------------------------------------------------- words


class Level(Enum):
    """A component's impact level, in Atlassian Statuspage's vocabulary."""

    OPERATIONAL = "operational"
    DEGRADED_PERFORMANCE = "degraded_performance"
    PARTIAL_OUTAGE = "partial_outage"
    MAJOR_OUTAGE = "major_outage"
    UNDER_MAINTENANCE = "under_maintenance"

    def __init__(self, word: str) -> None:
        ranks = {"operational": 0, "degraded_performance": 1, "partial_outage": 2}
        self.rank: int = ranks.get(word, 3)
        """Severity from 0 to 3; maintenance ranks and weighs as a major outage."""


class Cause(Enum):
    """Who or what brought an incident about; an agreement may exclude all but ``own``."""

    OWN = "own"
    FORCE_MAJEURE = "force_majeure"
    CUSTOMER = "customer"
    THIRD_PARTY = "third_party"


class Status(Enum):
    """What an update of a timeline says; the value is the word in the heading."""

    INVESTIGATING = "Investigating"
    IDENTIFIED = "Identified"
    MONITORING = "Monitoring"
    UPDATE = "Update"
    ESCALATED = "Escalated"
    RESOLVED = "Resolved"
    POSTMORTEM = "Postmortem"
    SCHEDULED = "Scheduled"
    IN_PROGRESS = "In progress"
    VERIFYING = "Verifying"
    COMPLETED = "Completed"
    CANCELLED = "Cancelled"


INCIDENT_STATUSES = (
    Status.INVESTIGATING,
    Status.IDENTIFIED,
    Status.MONITORING,
    Status.UPDATE,
    Status.ESCALATED,
    Status.RESOLVED,
    Status.POSTMORTEM,
)
MAINTENANCE_STATUSES = (
    Status.SCHEDULED,
    Status.IN_PROGRESS,
    Status.VERIFYING,
    Status.UPDATE,
    Status.COMPLETED,
    Status.CANCELLED,
)

Levels = Mapping[str, Level]
"""Component id to level, in the order of the file."""

Text = Mapping[str, str]
"""Language tag to wording; a plain string in the file is the main language's."""


# --------------------------------------------------------------------------------------- agreement


class Scope(Enum):
    """When the platform counts as down: any component is, all are, or the mean of them."""

    ANY = "any"
    ALL = "all"
    MEAN = "mean"


class Base(Enum):
    """The denominator: the calendar period, or the period less its excused minutes."""

    CALENDAR = "calendar"
    AGREED = "agreed"


class Late(Enum):
    """What work with too little notice does: counts, counts until notice would be enough, is left out."""

    COUNT = "count"
    SHORTFALL = "shortfall"
    EXCLUDE = "exclude"


class Outside(Enum):
    """What well-announced work outside the agreed windows does."""

    COUNT = "count"
    EXCLUDE = "exclude"


class DaysEnd(Enum):
    """When a deadline in days falls due: at the day's end, or at the event's time of day."""

    MIDNIGHT = "midnight"
    SAME_TIME = "same-time"


class Unit(Enum):
    """What a limit is counted in: elapsed time, calendar days or business days."""

    ELAPSED = "elapsed"
    DAYS = "d"
    BUSINESS_DAYS = "bd"


@dataclass(frozen=True, slots=True)
class Limit:
    """A promised duration: ``60m``, ``4h@office``, ``5d``, ``2d@always``, ``5bd``.

    ``elapsed`` is set for Unit.ELAPSED, ``days`` for the two others. ``calendar`` is the name after
    ``@``; None means by the clock for elapsed time and the calendar ``business`` for days.
    ``text`` is the wording in the file.
    """

    unit: Unit
    text: str
    elapsed: timedelta = timedelta(0)
    days: int = 0
    calendar: str | None = None


@dataclass(frozen=True, slots=True)
class Calendar:
    """Working time: weekdays (Monday is 0), hours of the local day, days off.

    ``opens``/``closes`` bound the hours; ``closes`` None is the midnight that ends the day, and a
    closing time not after the opening one lies on the next day. ``holidays`` is ``PL`` or ``DE-BY``
    (country, region). ``zone`` None takes the agreement's.
    """

    name: str
    weekdays: frozenset[int] = frozenset(range(7))
    opens: time = time(0)
    closes: time | None = None
    holidays: str | None = None
    days_off: frozenset[date] = frozenset()
    zone: tzinfo | None = None
    zone_name: str | None = None
    text: str = ""


BUSINESS = Calendar("business", frozenset(range(5)), text="Mon-Fri")
ALWAYS = Calendar("always", text="Mon-Sun")


@dataclass(frozen=True, slots=True)
class Target:
    """What was promised: a ``ratio`` of the period or ``hours`` within it; exactly one is set."""

    text: str
    ratio: Fraction | None = None
    hours: Fraction | None = None


class Extend(Enum):
    """Proportional extension: by all downtime, or by what exceeds the budget."""

    ALL = "all"
    EXCESS = "excess"


class Rounding(Enum):
    """How started units of a remedy are counted."""

    UP = "up"
    DOWN = "down"


@dataclass(frozen=True, slots=True)
class CreditTable:
    """``{credit: {99.5%: 10%, 99%: 25%}}``: below the ratio, the credit (both exact fractions)."""

    steps: tuple[tuple[Fraction, Fraction], ...]


@dataclass(frozen=True, slots=True)
class Extension:
    """``{extend: all}`` or ``{extend: excess}``: the validity grows by that much downtime."""

    of: Extend


@dataclass(frozen=True, slots=True)
class PerUnit:
    """``{per: 1h, of: excess, round: up, extend: 12h}`` or ``credit: 2%``, limited by ``max``.

    For each ``per`` of downtime (all of it or the excess over the budget) ``extend`` or ``credit``
    is owed; exactly one of the two is set. ``maximum`` limits the credit (a ratio) or extension.
    """

    per: timedelta
    of: Extend
    rounding: Rounding
    extend: timedelta | None = None
    credit: Fraction | None = None
    maximum_credit: Fraction | None = None
    maximum_extension: timedelta | None = None


Remedy = CreditTable | Extension | PerUnit


@dataclass(frozen=True, slots=True)
class Availability:
    """The availability promise. ``weights`` has every level; ``min_outage`` drops shorter runs."""

    target: Target
    period: PeriodKind = PeriodKind.MONTH
    weights: Mapping[Level, Fraction] = field(
        default_factory=lambda: {level: Fraction(level.rank >= 2) for level in Level}
    )
    scope: Scope = Scope.ANY
    excluded: frozenset[Cause] = frozenset()
    base: Base = Base.CALENDAR
    min_outage: timedelta = timedelta(0)
    remedy: Remedy | None = None


@dataclass(frozen=True, slots=True)
class AgreedWindow:
    """``Sun 02:00-06:00``, ``Sat 23:00-Sun 06:00``, ``daily 02:00-04:00``; Monday is 0.

    ``weekday`` None is daily. ``end_days`` is how many days after the start's day the end lies.
    """

    text: str
    weekday: int | None
    starts: time
    ends: time
    end_days: int


@dataclass(frozen=True, slots=True)
class MaintenanceClass:
    """A kind of planned work. ``notice`` None is exempt; no ``windows`` means at any time.

    ``exempt_by_class`` is True where the class itself says ``notice: none`` (a post then needs a
    reason).
    """

    name: str
    notice: timedelta | None
    windows: tuple[AgreedWindow, ...] = ()
    exempt_by_class: bool = False


@dataclass(frozen=True, slots=True)
class MaintenanceTerms:
    """The rules for planned work. ``zone`` is the windows' clock.

    ``maximum`` limits the excused maintenance per period; what exceeds it counts.
    """

    classes: Mapping[str, MaintenanceClass]
    zone: tzinfo
    zone_name: str
    notice: timedelta | None = timedelta(hours=48)
    late: Late = Late.COUNT
    outside: Outside = Outside.COUNT
    maximum: timedelta | None = None
    notice_by: NoticeBy = NoticeBy.PUBLICATION


@dataclass(frozen=True, slots=True)
class Targets:
    """What a priority promises; None where it promises nothing."""

    confirm: Limit | None = None
    acknowledge: Limit | None = None
    update: timedelta | None = None
    resolve: Limit | None = None
    postmortem: Limit | None = None


ANY_PRIORITY = "any"


@dataclass(frozen=True, slots=True)
class Agreement:
    """A service-level agreement, or a tier's version of it (then ``tiers`` is empty).

    ``since`` None is from the beginning. ``overrides`` names the top-level keys a tier restates.
    ``declared`` are promises that cannot be checked and are shown as text.
    """

    zone: tzinfo
    zone_name: str
    maintenance: MaintenanceTerms
    availability: Availability | None = None
    calendars: Mapping[str, Calendar] = field(default_factory=dict)
    priorities: Mapping[str, Targets] = field(default_factory=dict)
    goals: frozenset[str] = frozenset()
    days_end: DaysEnd = DaysEnd.MIDNIGHT
    tiers: Mapping[str, Agreement] = field(default_factory=dict)
    overrides: frozenset[str] = frozenset()
    declared: tuple[Text, ...] = ()
    since: date | None = None
    location: Location = Location("site.yaml")

    def calendar(self, name: str) -> Calendar:
        """A calendar by name; ``business`` and ``always`` exist without being named."""
        if name in self.calendars:
            return self.calendars[name]
        return {"business": BUSINESS, "always": ALWAYS}[name]

    def targets(self, priority: str | None) -> Targets | None:
        """What a priority is promised; ``any`` serves those not named."""
        return self.priorities.get(priority or ANY_PRIORITY) or self.priorities.get(ANY_PRIORITY)


# --------------------------------------------------------------------------------------- site


@dataclass(frozen=True, slots=True)
class Component:
    """A part of the service. Not counted before ``since_at``; ``counted`` False is ``sla: false``."""

    id: str
    name: Text
    location: Location
    group: Text | None = None
    description: Text | None = None
    since_at: datetime | None = None
    target: Target | None = None
    counted: bool = True


@dataclass(frozen=True, slots=True)
class Link:
    """A custom link in the page's footer."""

    text: Text
    url: str


@dataclass(frozen=True, slots=True)
class Site:
    """site.yaml. ``languages[0]`` is the main language; ``agreements`` are sorted by ``since``.

    ``url`` has no trailing slash. ``stale_after`` is how old a page may be before it warns.
    ``repository`` is the base for links to files and commits.
    """

    name: Text
    url: str
    zone: tzinfo
    zone_name: str
    languages: tuple[str, ...]
    components: tuple[Component, ...]
    agreements: tuple[Agreement, ...]
    location: Location
    description: Text | None = None
    proof_since_at: datetime | None = None
    repository: str | None = None
    stale_after: timedelta = timedelta(hours=24)
    accent: str | None = None
    logo: str | None = None
    favicon: str | None = None
    links: tuple[Link, ...] = ()
    mail: MailSettings | None = None
    subscriptions: tuple[Subscription, ...] = ()

    @property
    def main_language(self) -> str:
        """The language of the posts' own files."""
        return self.languages[0]

    @property
    def counted_components(self) -> tuple[Component, ...]:
        """The components that the agreement covers."""
        return tuple(c for c in self.components if c.counted)

    def agreement_on(self, day: date) -> Agreement | None:
        """The agreement in force on a day."""
        found = None
        for agreement in self.agreements:
            if agreement.since is None or agreement.since <= day:
                found = agreement
        return found

    def agreement_at(self, instant: datetime) -> Agreement | None:
        """The agreement in force at an instant; before the first one, the first."""
        found = self.agreement_on(local_date(instant, self.zone))
        return found or next(iter(self.agreements), None)


# --------------------------------------------------------------------------------------- posts


@dataclass(frozen=True, slots=True)
class Update:
    """An entry of a timeline. ``text`` is Markdown; ``team`` is set for Escalated.

    ``key`` names the update within its post (``u-20261118t083100z``): stable while its time stays,
    so that feeds and anchors survive a mended typo.
    ``priority`` is the priority from this moment on, where the update changes it.
    """

    at: datetime
    status: Status
    text: str
    key: str
    location: Location
    team: str | None = None
    priority: str | None = None


@dataclass(frozen=True, slots=True)
class Translation:
    """A post's words in another language; ``texts`` by the instant of the update."""

    language: str
    title: str
    summary: str
    texts: Mapping[datetime, str]
    path: str


@dataclass(frozen=True, slots=True)
class Phase:
    """A stretch of exactly stated impact; ``end_at`` None lasts until the incident is resolved."""

    start_at: datetime
    end_at: datetime | None
    components: Levels
    cause: Cause
    third_party: str | None
    location: Location


@dataclass(frozen=True, slots=True)
class Incident:
    """incidents/**/ID.md as written; what is left out is derived in ``rules`` at the horizon.

    ``updates`` are sorted by time. ``places`` are the locations of the front matter's keys.
    """

    id: str
    path: str
    location: Location
    title: str
    summary: str
    started_at: datetime
    components: Levels
    updates: tuple[Update, ...] = ()
    priority: str | None = None
    reported_at: datetime | None = None
    acknowledged_at: datetime | None = None
    confirmed_at: datetime | None = None
    resolved_at: datetime | None = None
    cause: Cause = Cause.OWN
    third_party: str | None = None
    impact: tuple[Phase, ...] = ()
    aliases: tuple[str, ...] = ()
    audience: tuple[str, ...] = ()
    translations: Mapping[str, Translation] = field(default_factory=dict)
    places: Mapping[str, Location] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Announcement:
    """What a notice promises in one version of its file: a window for some components, or none.

    Two files that agree in all of this announce the same thing, however they are worded.
    """

    start_at: datetime
    end_at: datetime
    klass: str
    components: Levels
    cancelled_at: datetime | None = None
    published_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Version:
    """An announcement (None: a cancellation or deletion) and the instant it took effect.

    ``commit`` is the git commit that proves it; without one the time is ``declared`` by the file.
    ``mailed_at`` is when it had been e-mailed to so many ``addresses`` and ``lists``.
    """

    announcement: Announcement | None
    published_at: datetime
    commit: str | None = None
    declared: bool = False
    mailed_at: datetime | None = None
    addresses: int = 0
    lists: int = 0


@dataclass(frozen=True, slots=True)
class Maintenance:
    """maintenance/**/ID.md as written, and its ``versions`` as git tells them, in order of publication.

    ``announced`` is what the file says now; ``actual_*_at`` and ``cancelled_at`` are the keys alone,
    updates are evaluated in ``rules``.
    """

    id: str
    path: str
    location: Location
    title: str
    summary: str
    announced: Announcement
    updates: tuple[Update, ...] = ()
    actual_start_at: datetime | None = None
    actual_end_at: datetime | None = None
    late_acknowledged: bool = False
    reason: str | None = None
    aliases: tuple[str, ...] = ()
    audience: tuple[str, ...] = ()
    translations: Mapping[str, Translation] = field(default_factory=dict)
    versions: tuple[Version, ...] = ()
    places: Mapping[str, Location] = field(default_factory=dict)


Post = Incident | Maintenance


class Provenance(Enum):
    """Whether publication times were read from a full git history."""

    GIT = "git"
    DECLARED = "declared"


# --------------------------------------------------------------------------------------- closed


@dataclass(frozen=True, slots=True)
class Edit:
    """A change of a file after a period was closed: the commit and its time."""

    path: str
    commit: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ClosedRow:
    """A ledger row as it was published; ``weight`` in millionths."""

    id: str
    path: str
    component: str
    level: str
    start_at: datetime
    end_at: datetime
    weight: int
    counted: bool
    reason: str


@dataclass(frozen=True, slots=True)
class ClosedResult:
    """A period's figures as published, under the agreement or one tier.

    ``availability`` and ``target`` are millionths of a per cent, ``downtime``, ``excluded`` and
    ``remedy`` (of a per cent for a credit, of a minute for an extension) millionths of theirs: what
    the report prints, exactly.
    """

    tier: str | None
    availability: int | None
    target: int | None
    downtime: int
    excluded: int
    verdict: str
    remedy: tuple[str, int] | None
    rows: tuple[ClosedRow, ...]


@dataclass(frozen=True, slots=True)
class Publication:
    """What customers were told, when, and at which commit of the content (None: outside git).

    ``edits`` are the changes that made a correction necessary; the first publication has none.
    """

    published_at: datetime
    commit: str | None
    results: tuple[ClosedResult, ...]
    edits: tuple[Edit, ...] = ()


@dataclass(frozen=True, slots=True)
class ClosedPeriod:
    """ledger/LABEL.json: the first publication of a period, then its corrections."""

    label: str
    path: str
    publications: tuple[Publication, ...]

    @property
    def latest(self) -> Publication:
        """What was told last."""
        return self.publications[-1]


@dataclass(frozen=True, slots=True)
class Content:
    """Everything a site's files say. Posts are sorted by id, closed periods by label.

    ``edits`` are the changes after publication of the files that closed periods differ in;
    ``commits`` the last change of each file in the ledger, for links.
    """

    site: Site
    incidents: tuple[Incident, ...]
    maintenance: tuple[Maintenance, ...]
    provenance: Provenance = Provenance.DECLARED
    mailings: Mailings = field(default_factory=Mailings)
    closed: tuple[ClosedPeriod, ...] = ()
    edits: tuple[Edit, ...] = ()
    commits: Mapping[str, Edit] = field(default_factory=dict)
