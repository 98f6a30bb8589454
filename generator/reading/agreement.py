"""The agreement: ``sla`` in site.yaml, dated agreements, and tiers merged over them.

Merging happens on the nodes of the file, so that a faulty value is reported where it was typed,
whichever tier it came through.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, time, timedelta
from fractions import Fraction
from itertools import pairwise
from typing import Any

from generator.model.agreement import (
    MEASURES,
    Agreement,
    Availability,
    Calendar,
    CreditTable,
    Extend,
    Extension,
    MaintenanceClass,
    MaintenanceTerms,
    PerUnit,
    Remedy,
    Rounding,
    Targets,
    named,
)
from generator.model.levels import Level
from generator.reading.tables.fields import DATE, Context, pick, read_fields, wrong_shape
from generator.reading.tables.key_slips import respelt
from generator.reading.tables.scalars import NamedZone, Nothing, parse_bool, parse_ratio
from generator.reading.tables.sla import SLA, TIER
from generator.reading.yaml.document import ListNode, MapNode, Node, Scalar, inner, plain
from generator.reading.yaml.faults import Faults, Placed, Trouble
from generator.timespan import PeriodKind

DEFAULT_NOTICE = timedelta(hours=48)
LONGEST_HOURS = {PeriodKind.MONTH: 745, PeriodKind.QUARTER: 2209, PeriodKind.YEAR: 8784}
"""Hours of the longest period of each kind: October, the fourth quarter, a leap year."""
WORKDAYS = frozenset(range(5))
ALL_DAYS = frozenset(range(7))
BUILT_IN_CALENDARS = ("business", "always")
REPLACED = "remedy"
"""The mapping that a tier, or a later agreement, replaces whole instead of merging into it."""
OWN_KEYS = frozenset({"since", "inherit"})
"""What no agreement inherits."""


def read_agreements(
    node: Node, context: Context, zone: NamedZone, *, zoned: bool = True
) -> tuple[Agreement, ...]:
    """All agreements of a site, the earliest first; ``zone`` is the site's, ``zoned`` whether it is stated.

    Each inherits from the one before, as a tier does from its agreement, unless it says ``inherit: false``.
    """
    items: list[MapNode] = []
    for item in node.items if isinstance(node, ListNode) else (node,):
        if not isinstance(item, MapNode):
            wrong_shape(item, "an agreement", context.faults, "write sla: {availability: …}")
            continue
        items.append(respelt(item, SLA, context.faults))
    items.sort(key=_since)
    found: list[tuple[Agreement, MapNode]] = []
    before: MapNode | None = None
    for item in items:
        said = item.get("inherit")
        whole = item
        if before is not None and not (isinstance(said, Scalar) and parse_bool(said.text) is False):
            kept = tuple(e for e in before.entries if e[0].text not in OWN_KEYS)
            whole = merged(before._replace(entries=kept), item)
            if said is None:
                _name_inherited(before, item, context)
        if not (zoned or whole.get("timezone")):
            context.faults.error(
                item,
                "missing-key",
                "'timezone' is missing: an agreement's months and days are cut by a clock that is named",
                "add timezone: Europe/Warsaw at the top of site.yaml",
            )
        found.append((_read_agreement(whole, context, zone), whole))
        before = whole
    for (earlier, _), (later, place) in pairwise(found):
        if earlier.since == later.since:
            context.faults.error(
                place,
                "agreement-twice",
                f"two agreements begin on {later.since}" if later.since else "two have no since",
                "give each agreement its own since: date",
            )
    _check_aliases(found, context)
    return tuple(agreement for agreement, _ in found)


def merged(base: MapNode, over: MapNode) -> MapNode:
    """The mapping with another's entries put over it, deeply; lists and remedies are replaced."""
    result = {key.text: (key, value) for key, value in base.entries}
    for key, value in over.entries:
        before = base.get(key.text)
        if isinstance(before, MapNode) and isinstance(value, MapNode) and key.text != REPLACED:
            value = merged(before, value)  # noqa: PLW2901
        result[key.text] = (key, value)
    return MapNode(over.line, over.column, tuple(result.values()))


def _since(node: MapNode) -> date:
    said = node.get("since")
    return (DATE.read(said, Context(Faults(""))) if said else None) or date.min


def _name_inherited(before: MapNode, over: MapNode, context: Context) -> None:
    """Warns of what an agreement takes from the one before it without saying that it inherits."""
    inherited, changed = _differences(before, over)
    if inherited:
        since = _since(over)
        changes = f"changes {', '.join(changed)} and " if changed else ""
        context.faults.warning(
            over,
            "agreement-inherits",
            f"the agreement of {since} {changes}inherits {', '.join(inherited)} from the one before",
            "write 'inherit: true' beside 'since:' if that is right; with 'inherit: false' it begins afresh",
        )


def _differences(before: MapNode, over: MapNode, above: str = "") -> tuple[list[str], list[str]]:
    """The keys that a mapping inherits from another, and those in which it differs: ``availability.target``."""
    inherited, changed = [], []
    for key, value in before.entries:
        name, own = above + key.text, over.get(key.text)
        if name in OWN_KEYS:
            continue
        if own is None:
            inherited.append(name)
        elif isinstance(own, MapNode) and isinstance(value, MapNode) and key.text != REPLACED:
            deeper = _differences(value, own, f"{name}.")
            inherited += deeper[0]
            changed += deeper[1]
        elif plain(own) != plain(value):
            changed.append(name)
    known = {key.text for key, _ in before.entries} | OWN_KEYS
    changed += [above + key.text for key, _ in over.entries if key.text not in known]
    return inherited, changed


def _read_agreement(node: MapNode, context: Context, zone: NamedZone) -> Agreement:
    values = read_fields(node, SLA, replace(context, calendars=_calendar_names(node)))
    agreement = _built(values, node, context, zone)
    tiers_node = node.get("tiers")
    if tiers_node is None:
        return agreement
    if not isinstance(tiers_node, MapNode):
        if isinstance(tiers_node, Scalar) and not tiers_node.text:
            return agreement  # noted as a key without a value
        wrong_shape(tiers_node, "a table of tiers", context.faults, "write tiers: {name: {…}}")
        return agreement
    shared = node._replace(entries=tuple(e for e in node.entries if e[0].text in TIER.by_key))
    tiers = {}
    for name, tier_node in tiers_node.entries:
        if not isinstance(tier_node, MapNode):
            wrong_shape(tier_node, "a tier", context.faults, "write the keys that differ")
            continue
        own = respelt(tier_node, TIER, context.faults)
        whole = merged(shared, own)
        names = replace(context, calendars=_calendar_names(whole))
        tier = _built(read_fields(whole, TIER, names), whole, names, zone)
        overrides = frozenset(key.text for key, _ in own.entries)
        tiers[name.text] = replace(tier, overrides=overrides, since=agreement.since)
    return replace(agreement, tiers=tiers)


def _calendar_names(node: MapNode) -> frozenset[str]:
    calendars = node.get("calendars")
    named = [key.text for key, _ in calendars.entries] if isinstance(calendars, MapNode) else []
    return frozenset((*BUILT_IN_CALENDARS, *named))


def _built(
    values: Mapping[str, Any], node: MapNode, context: Context, zone: NamedZone
) -> Agreement:
    own_zone = values.get("timezone", zone)
    availability = None
    if "availability" in values:
        availability = _availability(values["availability"], inner(node, "availability"), context)
    calendars = values.get("calendars", {})
    if "always" in calendars:
        context.faults.error(
            _key_place(node, "calendars", "always"),
            "reserved-calendar",
            "'always' is built in and means every hour of every day",
            "choose another name",
        )
    return Agreement(
        zone=own_zone[0],
        zone_name=own_zone[1],
        maintenance=_maintenance(values.get("maintenance", {}), own_zone),
        availability=availability,
        calendars={name: _calendar(name, raw) for name, raw in calendars.items()},
        priorities={name: _targets(raw) for name, raw in values.get("priorities", {}).items()},
        goals=frozenset(values.get("goals", ())),
        title=values.get("name"),
        aliases=values.get("aliases", ()),
        **pick(values, "days_end", "declared", "since"),
        location=context.faults.location(node),
        stated={key.text: plain(value) for key, value in node.entries},
    )


def _targets(values: Mapping[str, Any]) -> Targets:
    measures = {name: limit for name, limit in values.items() if name in MEASURES}
    return Targets(**measures, title=values.get("name"), aliases=values.get("aliases", ()))


def _check_aliases(found: Iterable[tuple[Agreement, MapNode]], context: Context) -> None:
    """Notes a former key that is another's, or a key, in whatever agreement or tier."""
    every = [(node, name, one) for agreement, node in found for name, one in named([agreement])]
    known, owners = {name for _, name, _ in every}, dict[tuple[str, str], str]()
    for node, (kind, key), one in every:
        for alias in () if isinstance(one, Calendar) else one.aliases:
            name = (kind, alias)
            other = alias if name in known else owners.setdefault(name, key)
            if other != key:
                above = {"class": ("maintenance", "classes"), "priority": ("priorities",)}
                context.faults.error(
                    _key_place_in(inner(node, *above.get(kind, ("tiers",))), key),
                    "duplicate-alias",
                    f"'{alias}', a former key of the {kind} '{key}', is also one of '{other}'",
                    "rename that one, too, in each agreement and tier, or remove the alias",
                )


def _key_place(node: MapNode, outer: str, key: str) -> Placed:
    return _key_place_in(inner(node, outer), key)


def _key_place_in(found: Node, key: str) -> Placed:
    entries = found.entries if isinstance(found, MapNode) else ()
    return next((name for name, _ in entries if name.text == key), found)


def _availability(values: Mapping[str, Any], node: Node, context: Context) -> Availability:
    counts: Mapping[str, Fraction] = values.get("counts", {})
    major = counts.get("major_outage", Fraction(1))
    partial = counts.get("partial_outage", Fraction(1))
    degraded = counts.get("degraded_performance", Fraction(0))
    if not degraded <= partial <= major and "counts" in values:
        context.faults.error(
            inner(node, "counts"),
            "falling-weights",
            "a worse level weighs less than a better one: degraded_performance "
            f"{degraded}, partial_outage {partial}, major_outage {major}",
            "make the weights rise from degraded_performance to major_outage "
            "(left out, they are 0, 1 and 1)",
        )
    target, period = values.get("target"), values.get("period", PeriodKind.MONTH)
    if target and target.hours is not None and target.hours > LONGEST_HOURS[period]:
        context.faults.error(
            inner(node, "target"),
            "bad-target",
            f"{target.text} are more than the {LONGEST_HOURS[period]} h that the longest "
            f"{period.value} has",
            "promise fewer hours, or write period: year beside it",
        )
    weights = {
        Level.OPERATIONAL: Fraction(0),
        Level.DEGRADED_PERFORMANCE: degraded,
        Level.PARTIAL_OUTAGE: partial,
        Level.MAJOR_OUTAGE: major,
        Level.UNDER_MAINTENANCE: major,
    }
    remedy = None
    if "remedy" in values:
        remedy = _remedy(values["remedy"], inner(node, "remedy"), context)
    return Availability(
        weights=weights,
        excluded=frozenset(values.get("excluded", ())),
        remedy=remedy,
        **pick(values, "target", "period", "scope", "base", "min_outage"),
    )


def _remedy(values: Mapping[str, Any], place: Node, context: Context) -> Remedy | None:
    """One of the three remedies, told apart by their keys."""
    credit, extend = values.get("credit"), values.get("extend")
    keys = {key.text for key, _ in place.entries} if isinstance(place, MapNode) else set()
    if keys - set(values):
        return None  # one of its values is faulty, which was noted
    if keys == {"credit"} and isinstance(credit, dict) and isinstance(place, MapNode):
        return _credit_table(credit, place, context)
    if keys == {"extend"} and isinstance(extend, Extend):
        return Extension(extend)
    amount = credit if "credit" in keys else extend
    paid_in_time = isinstance(amount, timedelta)
    maximum = values.get("max")
    if (
        "per" not in keys
        or len(keys & {"credit", "extend"}) != 1
        or not isinstance(amount, Fraction | timedelta)
        or (maximum is not None and paid_in_time and not isinstance(maximum, timedelta | Fraction))
        or (maximum is not None and not paid_in_time and isinstance(maximum, timedelta))
        or values["per"] <= timedelta(0)
    ):
        context.faults.error(
            place,
            "bad-remedy",
            "these keys together are no remedy",
            "write {credit: {99.5%: 10%}}, {extend: all}, {extend: excess}, "
            "{per: 1h, extend: 12h} or {per: 1h, credit: 2%, max: 100%}",
        )
        return None
    return PerUnit(
        per=values["per"],
        of=values.get("of", Extend.ALL),
        rounding=values.get("round", Rounding.UP),
        extend=amount if isinstance(amount, timedelta) else None,
        credit=amount if isinstance(amount, Fraction) else None,
        maximum_credit=maximum if isinstance(maximum, Fraction) else None,
        maximum_extension=maximum if isinstance(maximum, timedelta) else None,
    )


def _credit_table(
    credit: Mapping[str, Fraction], place: MapNode, context: Context
) -> CreditTable | None:
    steps = []
    for below, owed in credit.items():
        ratio = parse_ratio(below)
        if isinstance(ratio, Trouble):
            context.faults.trouble(_key_place(place, "credit", below), ratio)
            return None
        steps.append((ratio, owed))
    return CreditTable(tuple(sorted(steps)))


def _maintenance(values: Mapping[str, Any], zone: NamedZone) -> MaintenanceTerms:
    notice = _notice(values.get("notice", DEFAULT_NOTICE))
    windows_zone, windows_name = values.get("timezone", zone)
    classes = {
        name: MaintenanceClass(
            name,
            _notice(raw["notice"]) if "notice" in raw else notice,
            raw.get("windows", ()),
            raw.get("notice") is Nothing.NONE,
            raw.get("name"),
            raw.get("aliases", ()),
        )
        for name, raw in values.get("classes", {"standard": {}}).items()
    }
    return MaintenanceTerms(
        classes=classes,
        zone=windows_zone,
        zone_name=windows_name,
        notice=notice,
        maximum=values.get("max"),
        **pick(values, "late", "outside", "notice_by", "excused"),
    )


def _notice(value: timedelta | Nothing) -> timedelta | None:
    return None if isinstance(value, Nothing) else value


def _calendar(name: str, values: Mapping[str, Any]) -> Calendar:
    default = WORKDAYS if name == "business" else ALL_DAYS
    days = frozenset[int]().union(*values["days"]) if "days" in values else default
    opens, closes = values.get("hours", (time(0), None))
    zone, zone_name = values.get("timezone", (None, None))
    return Calendar(
        name=name,
        weekdays=days,
        opens=opens,
        closes=closes,
        holidays=values.get("holidays"),
        days_off=frozenset(values.get("days_off", ())),
        zone=zone,
        zone_name=zone_name,
        text=_wording(days, opens, closes),
        title=values.get("name"),
    )


def _wording(days: frozenset[int], opens: time, closes: time | None) -> str:
    """``Mon-Fri 09:00-17:00``."""
    names = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
    parts: list[str] = []
    for first in sorted(days):
        if first - 1 in days:
            continue
        last = first
        while last + 1 in days:
            last += 1
        parts.append(names[first] if first == last else f"{names[first]}-{names[last]}")
    if opens == time(0) and closes is None:
        return ", ".join(parts)
    return f"{', '.join(parts)} {opens:%H:%M}-{f'{closes:%H:%M}' if closes else '24:00'}"
