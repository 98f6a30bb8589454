"""The keys of ``sla``: one table for each of its mappings, as they stand in site.yaml."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction

from generator.model import agreement
from generator.model.agreement import MEASURES, Base, Extend, Limit, Outside
from generator.model.levels import Cause
from generator.model.mail import NoticeBy
from generator.reading.tables import scalars
from generator.reading.tables.fields import (
    DATE,
    TEXTS,
    WORDS,
    Context,
    Field,
    Kind,
    Table,
    list_of,
    mapping_of,
    nested,
    one_of,
    scalar,
    unknown,
)
from generator.reading.tables.scalars import parse_duration, parse_ratio
from generator.reading.yaml.document import Node, Scalar
from generator.reading.yaml.faults import Trouble
from generator.timespan import PeriodKind


def _measure(text: str) -> str | Trouble:
    return text if text in MEASURES else unknown("measure", text, MEASURES)


def _holidays(text: str) -> str | Trouble:
    from generator.reading.tables.holiday_codes import parse_holidays  # noqa: PLC0415 - slow to load

    return parse_holidays(text)


def _read_limit(node: Node, context: Context) -> Limit | None:
    limit = _LIMIT_TEXT.read(node, context)
    known = context.calendars
    if limit and limit.calendar and known is not None and limit.calendar not in known:
        context.faults.trouble(node, unknown("calendar", limit.calendar, sorted(known)))
        return None
    return limit


def _read_credit(node: Node, context: Context) -> Fraction | dict[str, Fraction] | None:
    if isinstance(node, Scalar):
        return RATIO.read(node, context)
    return mapping_of(RATIO, "a table of credits").read(node, context)


def _extend(text: str) -> Extend | timedelta | Trouble:
    if text in {member.value for member in Extend}:
        return Extend(text)
    duration = parse_duration(text)
    if isinstance(duration, Trouble):
        return Trouble("bad-value", f"'{text}' is no extension", "write all, excess or like 12h")
    return duration


def _maximum(text: str) -> Fraction | timedelta | Trouble:
    return parse_ratio(text) if text.endswith("%") else parse_duration(text)


BOOL = scalar(scalars.parse_bool, type="boolean")
DURATION = scalar(parse_duration, pattern="^[0-9]+[smh]$")
DURATION_OR_NONE = scalar(scalars.parse_duration_or_none)
RATIO = scalar(parse_ratio, pattern="^[0-9.]+ ?%$")
ZONE = scalar(scalars.parse_zone)
TARGET = scalar(scalars.parse_target)
_LIMIT_TEXT = scalar(scalars.parse_limit)
LIMIT: Kind[Limit] = Kind(_read_limit, {"type": "string", "examples": ["4h", "4h@office", "5bd"]})
CREDIT: Kind[Fraction | dict[str, Fraction]] = Kind(_read_credit, {"type": ["object", "string"]})
DAYS = Kind(list_of(scalar(scalars.parse_weekdays)).read, {"type": ["string", "array"]})
WEIGHT = Kind(scalar(scalars.parse_weight).read, {"type": ["string", "number"]})
EXCLUDED = list_of(one_of(c for c in Cause if c is not Cause.OWN))
WINDOWS = list_of(scalar(scalars.parse_agreed_window))

NAME = Field("name", TEXTS, "what people read in place of the key", "{en: Round the clock}")
FORMER = Field("aliases", list_of(WORDS), "keys that it had before", "[old-name]")

REMEDY = Table(
    "a remedy",
    (
        Field("credit", CREDIT, "credit below a ratio, or for each unit", "{99.5%: 10%}"),
        Field("extend", scalar(_extend), "all, excess, or a length for each unit", "all"),
        Field("per", DURATION, "the unit of downtime that is paid for", "1h"),
        Field("of", one_of(Extend), "all downtime, or the excess over the budget", "excess"),
        Field("round", one_of(agreement.Rounding), "how started units count", "up"),
        Field("max", scalar(_maximum), "the most that is owed in a period", "100%"),
    ),
)

COUNTS = Table(
    "counts",
    (
        Field("major_outage", WEIGHT, "weight of a minute of major outage", "1"),
        Field("partial_outage", WEIGHT, "weight of a minute of partial outage", "1"),
        Field("degraded_performance", WEIGHT, "weight of a degraded minute", "0"),
    ),
)

AVAILABILITY = Table(
    "availability",
    (
        Field("target", TARGET, "percentage, or hours in the period", "99.5%", required=True),
        Field("period", one_of(PeriodKind), "what the target is measured over", "month"),
        Field("counts", nested(COUNTS), "weight of a minute by level", "{partial_outage: 0.5}"),
        Field("scope", one_of(agreement.Scope), "when the platform is down", "any"),
        Field("excluded", EXCLUDED, "causes that do not count", "[force_majeure]"),
        Field("base", one_of(Base), "whether excused minutes leave the denominator", "calendar"),
        Field("min_outage", DURATION, "shorter outages do not count", "5m"),
        Field("remedy", nested(REMEDY), "what is owed for a breach", "{extend: all}"),
    ),
)

CLASS = Table(
    "a maintenance class",
    (
        Field("notice", DURATION_OR_NONE, "time between announcement and start", "48h"),
        Field("windows", WINDOWS, "when such work may be done", "[Sun 02:00-06:00]"),
        NAME,
        FORMER,
    ),
)

CLASSES = mapping_of(nested(CLASS), "a table of classes")

MAINTENANCE = Table(
    "maintenance",
    (
        Field("notice", DURATION_OR_NONE, "time between announcement and start, or none", "48h"),
        Field("late", one_of(agreement.Late), "what work with too little notice does", "count"),
        Field("outside", one_of(Outside), "what work outside the agreed windows does", "count"),
        Field("notice_by", one_of(NoticeBy), "what counts as notice", "publication"),
        Field("timezone", ZONE, "the windows' clock", "Europe/Warsaw"),
        Field(
            "classes", CLASSES, "kinds of planned work", "{standard: {windows: [Sun 02:00-06:00]}}"
        ),
        Field("max", DURATION, "the most that is excused in a period", "8h"),
        Field("excused", BOOL, "false: planned work counts like any other downtime", "false"),
    ),
    inside={"windows": "classes.standard"},
)

CALENDAR = Table(
    "a calendar",
    (
        Field("days", DAYS, "working days", "Mon-Fri"),
        Field("hours", scalar(scalars.parse_hours), "working hours of a day", "09:00-17:00"),
        Field("holidays", scalar(_holidays), "country, or country and region", "PL"),
        Field("days_off", list_of(DATE), "further days off", "[2026-12-31]"),
        Field("timezone", ZONE, "the calendar's own clock", "America/New_York"),
        NAME,
    ),
)

ANSWERS = ("ack", "response", "respond", "reaction", "react", "first_response")

PRIORITY = Table(
    "a priority",
    (
        Field("confirm", LIMIT, "report to automatic receipt", "2m"),
        Field("acknowledge", LIMIT, "report to first update", "1h", also=ANSWERS),
        Field("update", DURATION, "longest gap between updates", "60m"),
        Field("resolve", LIMIT, "report to resolution", "4h", also=("fix", "repair", "resolution")),
        Field(
            "postmortem", LIMIT, "resolution to postmortem", "5bd", also=("rca", "review", "report")
        ),
        NAME,
        FORMER,
    ),
)

CALENDARS = mapping_of(nested(CALENDAR), "a table of calendars")
PRIORITIES = mapping_of(nested(PRIORITY), "a table of priorities")

_SHARED = (
    Field("timezone", ZONE, "where months and days are cut", "Europe/Warsaw"),
    Field("availability", nested(AVAILABILITY), "the availability promise", "{target: 99.5%}"),
    Field("maintenance", nested(MAINTENANCE), "the rules for planned work", "{notice: 48h}"),
    Field(
        "calendars",
        CALENDARS,
        "working time by name",
        "{office: {days: Mon-Fri, hours: 09:00-17:00}}",
    ),
    Field("priorities", PRIORITIES, "response times by priority", "{P1: {acknowledge: 1h}}"),
    Field("goals", list_of(scalar(_measure, enum=list(MEASURES))), "aimed at only", "[resolve]"),
    Field("days_end", one_of(agreement.DaysEnd), "when a deadline in days falls due", "midnight"),
    Field("declared", list_of(TEXTS), "promises shown as text", "[Daily backups]"),
)

INSIDE = {field.key: "maintenance" for field in MAINTENANCE.fields}
INSIDE |= {field.key: "availability" for field in AVAILABILITY.fields}
TIER = Table("a tier", (*_SHARED, NAME, FORMER), INSIDE)


def _any(node: Node, _: Context) -> Node:
    """Tiers are read after they were merged over the agreement."""
    return node


SLA = Table(
    "sla",
    (
        *_SHARED,
        Field(
            "tiers",
            Kind(_any, {"type": "object", "additionalProperties": TIER.schema()}),
            "what other contracts restate",
            "{vip: {priorities: {any: {acknowledge: 1h}}}}",
        ),
        Field("since", DATE, "the first day of this agreement", "2026-01-01"),
        Field("inherit", BOOL, "false: nothing is taken from the agreement before", "false"),
    ),
    INSIDE,
)
