"""JSON Schemas (draft 2020-12) of what we write for machines, published with every site.

They describe contract ``statusmark/report/1``, ``statusmark/check/1`` and ``statusmark/events/1``: new
keys may be added, so readers should ignore those they do not know.
"""

from __future__ import annotations

import json

from generator.model.content import Site
from generator.model.levels import Level, Status
from generator.rendering.feeds.events_json import SCHEMA
from generator.rendering.schemas.parts import (
    DIALECT,
    INSTANT,
    LENGTH,
    NULLABLE,
    NUMBER,
    PERCENT,
    TEXT,
    Json,
    list_of,
    object_of,
    one_of,
    or_null,
)
from generator.rendering.schemas.report import report_schema
from generator.rules.judgements import Verdict
from generator.rules.moments import UNWRITTEN, Origin

CHECK = "statusmark/check/1"


def schema_files(site: Site) -> dict[str, bytes]:
    """``schema/report.json``, ``schema/check.json`` and ``schema/events.json``."""
    schemas = {"report": report_schema(), "check": check_schema(), "events": events_schema()}
    return {
        f"schema/{name}.json": _bytes({"$id": f"{site.url}/schema/{name}.json", **schema})
        for name, schema in schemas.items()
    }


def _bytes(schema: Json) -> bytes:
    return (json.dumps(schema, ensure_ascii=False, indent=1) + "\n").encode()


def check_schema() -> Json:
    """What ``statusmark check --format json`` prints."""
    finding = object_of(
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
        **object_of(
            {"schema": {"const": CHECK}, "diagnostics": list_of(finding)},
            {
                "accepted": {
                    **list_of(finding),
                    "description": "warnings that posts accept; only if there are any",
                },
                "effects": {
                    **list_of(_effect()),
                    "description": "of changes; only if there are any",
                },
            },
        ),
    }


def _effect() -> Json:
    """A period before and after a change."""
    figures = object_of(
        {
            "availability_percent": PERCENT,
            "downtime_minutes": LENGTH,
            "excluded_minutes": LENGTH,
            "budget_left_minutes": NUMBER,
            "verdict": one_of(Verdict),
        }
    )
    service = {"component": {**TEXT, "description": "that is promised for itself"}}
    return object_of(
        {"period": TEXT, "tier": NULLABLE, "before": figures, "after": figures}, service
    )


def events_schema() -> Json:
    """What ``events.json`` holds."""
    component = object_of({"id": TEXT, "name": TEXT, "level": one_of(Level)})
    origins = [origin.value for origin in Origin if origin not in UNWRITTEN]
    event = object_of(
        {
            "id": {**TEXT, "description": "never changes"},
            "type": {"enum": ["incident", "announcement", "maintenance"]},
            "event": {"enum": origins, "description": "an update, or what was told without one"},
            "at": INSTANT,
            "status": one_of(Status),
            "status_text": {**TEXT, "description": "in the file's language"},
            "post": TEXT,
            "title": TEXT,
            "url": TEXT,
            "impact": one_of(Level),
            "components": list_of(component),
            "window": or_null(object_of({"start": INSTANT, "end": INSTANT})),
            "text": {**TEXT, "description": "plain, with line feeds"},
            "html": {**TEXT, "description": "sanitised, absolute addresses"},
        }
    )
    return {
        "$schema": DIALECT,
        "title": "Statusmark events",
        "description": "Oldest first; new ones are added at the end, the oldest drop out.",
        **object_of(
            {
                "schema": {"const": SCHEMA},
                "page": object_of({"name": TEXT, "url": TEXT}),
                "language": TEXT,
                "events": list_of(event),
            }
        ),
    }
