"""JSON Schemas (draft 2020-12) of what we write for machines, published with every site.

They describe contract ``statusmark/report/1``, ``statusmark/check/1`` and ``statusmark/events/1``: new
keys may be added, so readers should ignore those they do not know.
"""

from __future__ import annotations

import json
from typing import Any

from generator.model.content import Provenance, Site
from generator.model.levels import Level, Status
from generator.rendering.feeds.events_json import SCHEMA as EVENTS
from generator.rendering.figures.report import SCHEMA as REPORT
from generator.rules.facts import Basis
from generator.rules.judgements import NoticeVerdict, Reason, ResponseVerdict, Verdict
from generator.rules.moments import UNWRITTEN, Origin

Json = dict[str, Any]

DIALECT = "https://json-schema.org/draft/2020-12/schema"
CHECK = "statusmark/check/1"

NUMBER: Json = {"type": "number"}
LENGTH: Json = {"type": "number", "minimum": 0}
COUNT: Json = {"type": "integer", "minimum": 0}
TEXT: Json = {"type": "string"}
FLAG: Json = {"type": "boolean"}
PERCENT: Json = {"type": ["number", "null"], "minimum": 0, "maximum": 100}
INSTANT: Json = {
    "type": "string",
    "pattern": r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$",
    "description": "UTC, RFC 3339",
}


def schema_files(site: Site) -> dict[str, bytes]:
    """``schema/report.json``, ``schema/check.json`` and ``schema/events.json``."""
    schemas = {"report": report_schema(), "check": check_schema(), "events": events_schema()}
    return {
        f"schema/{name}.json": _bytes({"$id": f"{site.url}/schema/{name}.json", **schema})
        for name, schema in schemas.items()
    }


def _bytes(schema: Json) -> bytes:
    return (json.dumps(schema, ensure_ascii=False, indent=1) + "\n").encode()


def _enum(values: Any) -> Json:
    return {"enum": [value.value for value in values]}


def _object(required: Json, optional: Json | None = None) -> Json:
    return {
        "type": "object",
        "properties": {**required, **(optional or {})},
        "required": list(required),
    }


def _list(items: Json) -> Json:
    return {"type": "array", "items": items}


def _map(values: Json) -> Json:
    return {"type": "object", "additionalProperties": values}


def _or_null(schema: Json) -> Json:
    return {"anyOf": [schema, {"type": "null"}]}


# --------------------------------------------------------------------------------------- report


def report_schema() -> Json:
    """What ``statusmark report --format json`` prints and ``sla/PERIOD.json`` holds."""
    return {
        "$schema": DIALECT,
        "title": "Statusmark report",
        "description": "Minutes and percentages are exact decimals with up to 6 places.",
        **_object(
            {
                "schema": {"const": REPORT},
                "now": {**INSTANT, "description": "What is later than this is unknown"},
                "timezone": {**TEXT, "description": "Where months are cut"},
                "provenance": _enum(Provenance),
                "periods": _list(_period()),
                "notices": _map(_notice()),
                "responses": _map(_responses()),
            }
        ),
    }


def _period() -> Json:
    figures = {
        "downtime_minutes": {**LENGTH, "description": "counted, weighted"},
        "excluded_minutes": {**LENGTH, "description": "excused, weighted"},
        "availability_percent": PERCENT,
    }
    component = _object(
        figures, {"target_percent": {**PERCENT, "maximum": 100}, "verdict": _enum(Verdict)}
    )
    remedy = {
        "anyOf": [
            {"type": "null"},
            _object({"credit_percent": LENGTH}),
            _object({"extension_minutes": LENGTH}),
        ]
    }
    return _object(
        {
            "period": {"type": "string", "pattern": r"^\d{4}(-(0[1-9]|1[0-2])|-Q[1-4])?$"},
            "tier": {"type": ["string", "null"]},
            "start": INSTANT,
            "end": INSTANT,
            "total_minutes": {**LENGTH, "description": "T: elapsed time of the calendar period"},
            "elapsed_minutes": LENGTH,
            **figures,
            "availability_to_date_percent": PERCENT,
            "target_percent": {"type": ["number", "null"]},
            "verdict": _enum(Verdict),
            "budget_minutes": LENGTH,
            "budget_left_minutes": NUMBER,
            "remedy": remedy,
            "components": _map(component),
            "ledger": _list(_row()),
        },
        {"published": _published()},
    )


def _published() -> Json:
    """What customers were told of a closed period; not there for one that is not closed."""
    told = {
        "at": INSTANT,
        "commit": {"type": ["string", "null"], "description": "what the content was at"},
        "availability_percent": PERCENT,
        "downtime_minutes": LENGTH,
        "verdict": _enum((Verdict.MET, Verdict.BREACHED)),
    }
    changed = {**FLAG, "description": "the figures or the ledger differ from what was told last"}
    return _object({**told, "corrections": _list(_object(told)), "changed": changed})


def _row() -> Json:
    return _object(
        {
            "id": {**TEXT, "description": "the post"},
            "file": TEXT,
            "component": TEXT,
            "level": _enum(Level),
            "start": INSTANT,
            "end": INSTANT,
            "minutes": LENGTH,
            "weight": {"type": "number", "minimum": 0, "maximum": 1},
            "counted": FLAG,
            "reason": _enum(Reason),
            "basis": _enum(Basis),
        }
    )


def _notice() -> Json:
    part = _object(
        {
            "start": INSTANT,
            "end": INSTANT,
            "published": INSTANT,
            "lead_minutes": NUMBER,
            "verdict": _enum((NoticeVerdict.OK, NoticeVerdict.LATE, NoticeVerdict.EXEMPT)),
        },
        {"declared": {"const": True, "description": "not proven by a commit"}},
    )
    return _object(
        {
            "verdict": _enum(NoticeVerdict),
            "outside_window_minutes": LENGTH,
            "unannounced_minutes": LENGTH,
            "parts": _list(part),
        }
    )


def _responses() -> Json:
    goal = {"goal": {"const": True, "description": "aimed at; missing it is no breach"}}
    verdict = {"verdict": _enum(ResponseVerdict)}
    measure = _object({"due": INSTANT, "at": _or_null(INSTANT), **verdict}, goal)
    update = _object({"longest_gap_minutes": LENGTH, "violations": COUNT, **verdict}, goal)
    measures = {
        "confirm": measure,
        "acknowledge": measure,
        "update": update,
        "resolve": measure,
        "postmortem": measure,
    }
    return _object(
        {"priority": {"type": ["string", "null"]}, "tier": {"type": "null"}},
        {**measures, "tiers": _map(_object({}, measures))},
    )


# --------------------------------------------------------------------------------------- check, events


def check_schema() -> Json:
    """What ``statusmark check --format json`` prints."""
    finding = _object(
        {
            "path": TEXT,
            "line": {"type": "integer", "minimum": 1},
            "column": {"type": "integer", "minimum": 1},
            "code": {"type": "string", "pattern": "^[a-z0-9]+(-[a-z0-9]+)*$"},
            "severity": {"enum": ["error", "warning"]},
            "message": TEXT,
            "remedy": TEXT,
        }
    )
    return {
        "$schema": DIALECT,
        "title": "Statusmark findings",
        **_object(
            {"schema": {"const": CHECK}, "diagnostics": _list(finding)},
            {"effects": {**_list(_effect()), "description": "of changes; only if there are any"}},
        ),
    }


def _effect() -> Json:
    """A period before and after a change."""
    figures = _object(
        {
            "availability_percent": PERCENT,
            "downtime_minutes": LENGTH,
            "excluded_minutes": LENGTH,
            "budget_left_minutes": NUMBER,
            "verdict": _enum(Verdict),
        }
    )
    tier = {"type": ["string", "null"]}
    return _object({"period": TEXT, "tier": tier, "before": figures, "after": figures})


def events_schema() -> Json:
    """What ``events.json`` holds."""
    component = _object({"id": TEXT, "name": TEXT, "level": _enum(Level)})
    written = [origin.value for origin in Origin if origin not in UNWRITTEN]
    event = _object(
        {
            "id": {**TEXT, "description": "never changes"},
            "type": {"enum": ["incident", "maintenance"]},
            "event": {"enum": written, "description": "an update, or what was told without one"},
            "at": INSTANT,
            "status": _enum(Status),
            "status_text": {**TEXT, "description": "in the file's language"},
            "post": TEXT,
            "title": TEXT,
            "url": TEXT,
            "impact": _enum(Level),
            "components": _list(component),
            "window": _or_null(_object({"start": INSTANT, "end": INSTANT})),
            "text": {**TEXT, "description": "plain, with line feeds"},
            "html": {**TEXT, "description": "sanitised, absolute addresses"},
        }
    )
    return {
        "$schema": DIALECT,
        "title": "Statusmark events",
        "description": "Oldest first; new ones are added at the end, the oldest drop out.",
        **_object(
            {
                "schema": {"const": EVENTS},
                "page": _object({"name": TEXT, "url": TEXT}),
                "language": TEXT,
                "events": _list(event),
            }
        ),
    }
