"""Findings: ``statusmark check --format json``."""

from __future__ import annotations

from generator.rendering.schemas.parts import (
    DIALECT,
    LENGTH,
    NUMBER,
    PERCENT,
    TEXT,
    Json,
    list_of,
    object_of,
    one_of,
)
from generator.rules.judgements import Verdict

CHECK = "statusmark/check/1"


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
            {"effects": {**list_of(_effect()), "description": "of changes; only if there are any"}},
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
    tier = {"type": ["string", "null"]}
    return object_of({"period": TEXT, "tier": tier, "before": figures, "after": figures})
