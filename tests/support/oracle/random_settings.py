"""Random site.yaml: zones whose clocks change, components, agreements of every kind."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from support.oracle.grid import zone_named
from support.oracle.stories import Settings

ZONES = (
    "Europe/Warsaw",
    "Australia/Lord_Howe",
    "America/Havana",
    "Africa/Cairo",
    "Atlantic/Azores",
    "Asia/Kathmandu",
)
CLASSES = ("standard", "sunday", "emergency", "patch", "hotfix")
CAUSES = ("own", "force_majeure", "customer", "third_party")
DAY = 86400
LEVELS = (
    "degraded_performance",
    "partial_outage",
    "major_outage",
    "major_outage",
    "under_maintenance",
    "operational",
)


def scene(random: Random, zone: str) -> int:
    """An instant near which something happens to the calendar: a change of clocks, or a month's first."""
    year = random.choice([2025, 2026])
    day = datetime(year, 1, 20, tzinfo=UTC)
    found = [datetime(year, m, 1, tzinfo=UTC) for m in (1, 3, 4, 7, 10, 11)]
    for n in range(340):
        here, there = (
            (day + timedelta(days=d)).astimezone(zone_named(zone)).utcoffset() for d in (n, n + 1)
        )
        if here != there:
            found += [day + timedelta(days=n + 1)] * 6
    return int(random.choice(found).timestamp()) // 86400 * 86400


def settings(random: Random, zone: str, centre: int) -> Settings:
    ids = ["api", "web", "db"][: random.choice([1, 2, 2, 3])]
    components = []
    for id in ids:
        component: dict[str, Any] = {"id": id, "name": id.upper()}
        if random.random() < 0.15:
            component["since"] = day(random, centre)
        if random.random() < 0.12:
            component["until"] = (
                f"{datetime.fromtimestamp(centre, UTC) + timedelta(days=random.randint(-5, 30)):%Y-%m-%d}"
            )
            if component["until"] <= component.get("since", ""):
                del component["until"]
        if random.random() < 0.2:
            component["aliases"] = [f"old-{id}"]
        if random.random() < 0.2:
            component["target"] = random.choice(["99.9%", "98%"])
        components.append(component)
    if random.random() < 0.2:
        components.append({"id": "box", "name": "Box", "sla": False})
    proof_since = day(random, centre) if random.random() < 0.25 else None
    return Settings(zone, tuple(components), _agreements(random, zone, centre), proof_since)


def day(random: Random, centre: int) -> str:
    return (
        f"{datetime.fromtimestamp(centre, UTC) + timedelta(days=random.randint(-20, 20)):%Y-%m-%d}"
    )


def _agreements(random: Random, zone: str, centre: int) -> tuple[dict[str, Any], ...]:
    first: dict[str, Any] = {
        "availability": _availability(random),
        "maintenance": _maintenance(random),
        "priorities": _priorities(random),
        "calendars": {
            "office": {
                "days": "Mon-Fri",
                "hours": "09:00-17:00",
                "days_off": [day(random, centre)],
            },
            "business": {"days": "Mon-Fri", "holidays": "PL"},
        },
    }
    if random.random() < 0.15:
        first["timezone"] = random.choice([*ZONES, "+01:00"])
    if random.random() < 0.3:
        first["goals"] = random.sample(["resolve", "update", "acknowledge"], random.randint(1, 2))
    if random.random() < 0.3:
        first["days_end"] = random.choice(["midnight", "same-time"])
    if random.random() < 0.4:
        first["tiers"] = _tiers(random)
    if random.random() < 0.03:
        del first["availability"]
    if random.random() > 0.2:
        return (first,)
    when = datetime.fromtimestamp(centre, UTC) + timedelta(days=random.randint(-10, 35))
    when = when.replace(day=1) if random.random() < 0.5 else when
    second: dict[str, Any] = {"since": f"{when:%Y-%m-%d}", "inherit": True}
    for key, make in (("availability", _availability), ("maintenance", _maintenance)):
        if random.random() < 0.5:
            second[key] = make(random)
    kind = first.get("availability", {}).get("period")
    for entry in (first, second):
        if "availability" in entry:
            entry["availability"].pop("min_outage", None)
            entry["availability"].pop("period", None)
            if entry["availability"]["target"].endswith("h"):
                entry["availability"]["target"] = "99%"
            if kind:
                entry["availability"]["period"] = kind
    return (first, second)


def _availability(random: Random) -> dict[str, Any]:
    low = random.choice(["0", "0.3"])
    half = random.choice(["0.5", "1"])
    said: dict[str, Any] = {
        "target": random.choice(["99.5%", "99.9%", "99%", "95%", "99.95%"]),
        "scope": random.choice(["any", "any", "all", "mean", "each"]),
    }
    if random.random() < 0.5:
        said["counts"] = {"degraded_performance": low, "partial_outage": half, "major_outage": "1"}
    if random.random() < 0.6:
        said["excluded"] = random.sample(CAUSES[1:], random.randint(1, 3))
    if random.random() < 0.25:
        said["period"] = random.choice(["quarter", "year"])
    if random.random() < 0.2:
        said["base"] = "agreed"
    if random.random() < 0.25:
        said["min_outage"] = random.choice(["5m", "30m", "60m", "3h"])
    if random.random() < 0.5:
        said["remedy"] = random.choice(
            [
                {"credit": {"99.9%": "5%", "99.5%": "10%", "99%": "25%"}},
                {"extend": "all"},
                {"extend": "excess"},
                {"per": "1h", "of": "excess", "round": "up", "extend": "12h"},
                {"per": "30m", "of": "all", "round": "down", "credit": "2%", "max": "15%"},
            ]
        )
    if random.random() < 0.1:
        hours = {"quarter": "2150h", "year": "8700h"}.get(said.get("period", "month"), "660h")
        said["target"] = hours
    return said


def _maintenance(random: Random) -> dict[str, Any]:
    said: dict[str, Any] = {
        "notice": random.choice(["48h", "48h", "6h", "72h"]),
        "late": random.choice(["count", "count", "shortfall", "exclude"]),
        "outside": random.choice(["count", "exclude"]),
        "classes": {
            "standard": {},
            "sunday": {"windows": ["Sun 02:00-06:00", "Sat 23:00-Sun 06:00", "daily 23:00-01:30"]},
            "emergency": {"notice": "none"},
            "patch": {"notice": "none", "windows": ["Sun 02:00-06:00", "daily 00:00-04:15"]},
            "hotfix": {"notice": "0h"},
        },
    }
    if random.random() < 0.2:
        said["timezone"] = random.choice([*ZONES, "+01:00"])
    if random.random() < 0.15:
        said["max"] = random.choice(["1h", "2h", "6h"])
    if random.random() < 0.06:
        said["excused"] = False
    return said


def _priorities(random: Random) -> dict[str, Any]:
    limits = {
        "confirm": ["5m", "15m"],
        "acknowledge": ["10m", "1h", "2h@office", "1bd"],
        "update": ["30m", "60m", "4h"],
        "resolve": ["4h", "90m", "8h@office", "2d", "2d@always", "1bd", "3d@office"],
        "postmortem": ["5bd", "3d", "72h"],
    }
    found = {}
    for name in ("P1", "P2"):
        chosen = [k for k in limits if random.random() < 0.7]
        if chosen:
            found[name] = {k: random.choice(limits[k]) for k in chosen}
    if not found or random.random() < 0.3:
        found["any"] = {"resolve": random.choice(limits["resolve"]), "update": "2h"}
    return found


def _tiers(random: Random) -> dict[str, Any]:
    tier: dict[str, Any] = {}
    if random.random() < 0.4:
        tier["availability"] = {"target": random.choice(["99%", "99.99%"])}
        if random.random() < 0.3:
            tier["availability"]["scope"] = random.choice(["any", "all", "mean"])
    if random.random() < 0.4:
        tier["maintenance"] = {"notice": random.choice(["24h", "72h"])}
    if random.random() < 0.6 or not tier:
        tier["priorities"] = {"any": {"acknowledge": "1h", "resolve": "2d@always"}}
    return {"vip": tier}
