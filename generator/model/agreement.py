"""The service-level agreement: promises, calendars, terms for planned work, remedies.

Ratios are exact fractions between 0 and 1, lengths of time elapsed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, time, timedelta, tzinfo
from enum import Enum
from fractions import Fraction

from generator.diagnostics import Location
from generator.model.levels import Cause, Level, Text
from generator.model.mail import NoticeBy
from generator.timespan import PeriodKind


class Scope(Enum):
    """When the platform counts as down: any component is, all are, or the mean of them.

    EACH promises each component for itself, and nothing of a platform.
    """

    ANY = "any"
    ALL = "all"
    MEAN = "mean"
    EACH = "each"


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


class LimitUnit(Enum):
    """What a limit is counted in: elapsed time, calendar days or business days."""

    ELAPSED = "elapsed"
    DAYS = "d"
    BUSINESS_DAYS = "bd"


@dataclass(frozen=True, slots=True)
class Limit:
    """A promised duration: ``60m``, ``4h@office``, ``5d``, ``2d@always``, ``5bd``.

    ``elapsed`` is set for LimitUnit.ELAPSED, ``days`` for the two others. ``calendar`` is the name after
    ``@``; None means by the clock for elapsed time and the calendar ``business`` for days.
    ``text`` is the wording in the file.
    """

    unit: LimitUnit
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
    title: Text | None = field(default=None, compare=False)


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
    title: Text | None = field(default=None, compare=False)
    aliases: tuple[str, ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class MaintenanceTerms:
    """The rules for planned work. ``zone`` is the windows' clock.

    ``maximum`` limits the excused maintenance per period; what exceeds it counts. Where ``excused`` is
    False, all of it counts.
    """

    classes: Mapping[str, MaintenanceClass]
    zone: tzinfo
    zone_name: str
    notice: timedelta | None = timedelta(hours=48)
    late: Late = Late.COUNT
    outside: Outside = Outside.COUNT
    maximum: timedelta | None = None
    excused: bool = True
    notice_by: NoticeBy = NoticeBy.PUBLICATION


@dataclass(frozen=True, slots=True)
class Targets:
    """What a priority promises; None where it promises nothing."""

    confirm: Limit | None = None
    acknowledge: Limit | None = None
    update: timedelta | None = None
    resolve: Limit | None = None
    postmortem: Limit | None = None
    title: Text | None = field(default=None, compare=False)
    aliases: tuple[str, ...] = field(default=(), compare=False)


MEASURES = ("confirm", "acknowledge", "update", "resolve", "postmortem")
"""The promises of a priority by their keys, in the order of an incident's course."""

ANY_PRIORITY = "any"


@dataclass(frozen=True, slots=True)
class Agreement:
    """A service-level agreement, or a tier's version of it (then ``tiers`` is empty).

    ``since`` None is from the beginning. ``overrides`` names the top-level keys a tier restates.
    ``declared`` are promises that cannot be checked and are shown as text. ``stated`` are its keys as
    they were typed, those inherited and the tiers included. ``title`` is what people read in place of a
    tier's key (classes, calendars and priorities have one, too), ``aliases`` its former keys.
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
    title: Text | None = field(default=None, compare=False)
    aliases: tuple[str, ...] = field(default=(), compare=False)
    stated: Mapping[str, object] = field(default_factory=dict, compare=False)

    @property
    def maintenance_tiers(self) -> dict[str, Agreement]:
        """The tiers whose rules for planned work are not those of the agreement."""
        return {n: t for n, t in self.tiers.items() if t.maintenance != self.maintenance}

    @property
    def document(self) -> dict[str, object]:
        """What a closed period keeps of it."""
        return {"timezone": self.zone_name, **self.stated}

    def terms(self, tier: str) -> Agreement:
        """The agreement as a tier has it; itself for ``""``."""
        return self.tiers[tier] if tier else self

    def calendar(self, name: str) -> Calendar:
        """A calendar by name; ``business`` and ``always`` exist without being named."""
        return self.calendars.get(name) or {"business": BUSINESS, "always": ALWAYS}[name]

    def targets(self, priority: str | None) -> Targets | None:
        """What a priority is promised; ``any`` serves those not named."""
        return self.priorities.get(priority or ANY_PRIORITY) or self.priorities.get(ANY_PRIORITY)


Named = MaintenanceClass | Calendar | Targets | Agreement
"""What has a key in an agreement, and may have a name that people read in its place."""


def named(agreements: Iterable[Agreement]) -> Iterator[tuple[tuple[str, str], Named]]:
    """All that has a key, by its kind (class, calendar, priority, tier) and key, the newest agreement's last."""
    for agreement in agreements:
        for key, tier in agreement.tiers.items():
            yield ("tier", key), tier
        for terms in (*agreement.tiers.values(), agreement):
            yield from ((("class", key), one) for key, one in terms.maintenance.classes.items())
            yield from ((("calendar", key), one) for key, one in terms.calendars.items())
            yield from ((("priority", key), one) for key, one in terms.priorities.items())


def former_keys(agreements: Iterable[Agreement]) -> Mapping[tuple[str, str], str]:
    """The present keys of classes, priorities and tiers by their kind and former key."""
    known = dict(named(agreements))
    former = {
        (kind, alias): key
        for (kind, key), one in known.items()
        if not isinstance(one, Calendar)
        for alias in one.aliases
    }
    return {name: key for name, key in former.items() if name not in known}
