"""The report: ``statusmark report --format json``, ``sla/PERIOD.json``."""

from __future__ import annotations

from generator.model.content import Proof, Provenance
from generator.model.levels import Level
from generator.rendering.figures.report import SCHEMA
from generator.rendering.schemas.parts import (
    COUNT,
    DIALECT,
    FLAG,
    INSTANT,
    LENGTH,
    NULLABLE,
    NUMBER,
    PERCENT,
    TEXT,
    Json,
    list_of,
    map_of,
    object_of,
    one_of,
    or_null,
)
from generator.rules.facts import Basis
from generator.rules.judgements import NoticeVerdict, Reason, ResponseVerdict, Verdict

WRITTEN = {
    **or_null(INSTANT),
    "description": "when what it rests on was committed last; null: no commit tells",
}

LATER = frozenset({"verdict", "terms_written", "ledger"})
"""What older editions of ledgers did not have, or had otherwise."""


def report_schema() -> Json:
    """What ``statusmark report --format json`` prints and ``sla/PERIOD.json`` holds."""
    return {
        "$schema": DIALECT,
        "title": "Statusmark report",
        "description": "Minutes and percentages are exact decimals with up to 6 places.",
        **object_of(
            {
                "schema": {"const": SCHEMA},
                "now": {**INSTANT, "description": "What is later than this is unknown"},
                "timezone": {**TEXT, "description": "Where months are cut"},
                "provenance": one_of(Provenance),
                "periods": list_of(_period()),
                "notices": map_of(_notice()),
                "responses": map_of(_responses()),
            }
        ),
    }


def _period() -> Json:
    figures = {
        "downtime_minutes": {**LENGTH, "description": "counted, weighted"},
        "excluded_minutes": {**LENGTH, "description": "excused, weighted"},
        "availability_percent": PERCENT,
    }
    remedy = {
        "anyOf": [
            {"type": "null"},
            object_of({"credit_percent": LENGTH}),
            object_of({"extension_minutes": LENGTH}),
        ]
    }
    component = object_of(
        figures,
        {
            "target_percent": PERCENT,
            "verdict": one_of(Verdict),
            "budget_minutes": LENGTH,
            "budget_left_minutes": NUMBER,
            "remedy": remedy,
        },
    )
    of_each = {**LENGTH, "type": ["number", "null"], "description": "null with scope: each"}
    keys = {
        "period": {"type": "string", "pattern": r"^\d{4}(-(0[1-9]|1[0-2])|-Q[1-4])?$"},
        "tier": NULLABLE,
        "start": INSTANT,
        "end": INSTANT,
        "total_minutes": {**LENGTH, "description": "T: elapsed time of the calendar period"},
        "elapsed_minutes": LENGTH,
        **figures,
        "downtime_minutes": of_each,
        "excluded_minutes": of_each,
        "availability_to_date_percent": PERCENT,
        "target_percent": {"type": ["number", "null"]},
        "verdict": {**or_null(one_of(Verdict)), "description": "null: closed, measured no more"},
        "budget_minutes": of_each,
        "budget_left_minutes": {"type": ["number", "null"]},
        "remedy": remedy,
        "terms_written": {
            **or_null(INSTANT),
            "description": "when the terms that judge it were committed; null: no commit tells",
        },
        "components": map_of(component),
        "ledger": list_of(_row()),
    }
    return object_of(
        keys,
        {
            "published": _published(keys),
            "deleted": {
                **list_of(object_of({"id": NULLABLE, "file": NULLABLE, "commit": TEXT})),
                "description": "posts deleted after they began; null: for another audience",
            },
        },
    )


def _published(period: Json) -> Json:
    """What was published of a closed period, whole; not there for one that is not closed."""
    objects = {"type": "object", "description": "of the report, as it was told; from edition 2 on"}
    told = object_of(
        {
            "at": INSTANT,
            "commit": {**NULLABLE, "description": "what the content was at"},
            "edition": COUNT,
            "verdict": one_of((Verdict.MET, Verdict.BREACHED)),
        },
        {
            **{key: value for key, value in period.items() if key not in LATER},
            "agreement": {"type": "object", "description": "the agreement that judged, as stated"},
            "notices": objects,
            "responses": objects,
        },
    )
    changed = {**FLAG, "description": "the figures or verdicts differ from what was told last"}
    more = {"corrections": list_of(told), "changed": changed}
    return {
        **told,
        "properties": {**told["properties"], **more},
        "required": [*told["required"], *more],
    }


def _row() -> Json:
    return object_of(
        {
            "id": {**NULLABLE, "description": "the post; null where it is for another audience"},
            "file": NULLABLE,
            "component": TEXT,
            "level": one_of(Level),
            "start": INSTANT,
            "end": INSTANT,
            "minutes": LENGTH,
            "weight": {"type": "number", "minimum": 0, "maximum": 1},
            "counted": FLAG,
            "reason": one_of(Reason),
            "basis": one_of(Basis),
            "written": WRITTEN,
        }
    )


def _notice() -> Json:
    part = object_of(
        {
            "start": INSTANT,
            "end": INSTANT,
            "published": INSTANT,
            "lead_minutes": NUMBER,
            "verdict": one_of((NoticeVerdict.OK, NoticeVerdict.LATE, NoticeVerdict.EXEMPT)),
            "proof": {
                **one_of(Proof),
                "description": "the strongest evidence with which the verdict still holds",
            },
        },
        {
            "declared": {
                "const": True,
                "description": "no commit published it, or its verdict holds only by what the files declare",
            }
        },
    )
    judged = {
        "verdict": one_of(NoticeVerdict),
        "outside_window_minutes": LENGTH,
        "unannounced_minutes": LENGTH,
        "parts": list_of(part),
    }
    return object_of(judged, {"tiers": map_of(object_of(judged))})


def _responses() -> Json:
    goal = {"goal": {"const": True, "description": "aimed at; missing it is no breach"}}
    verdict = {"verdict": one_of(ResponseVerdict)}
    written = {"written": WRITTEN}
    measure = object_of({"due": INSTANT, "at": or_null(INSTANT), **verdict, **written}, goal)
    update = object_of(
        {"longest_gap_minutes": LENGTH, "violations": COUNT, **verdict, **written}, goal
    )
    measures = {
        "confirm": measure,
        "acknowledge": measure,
        "update": update,
        "resolve": measure,
        "postmortem": measure,
    }
    return object_of(
        {"priority": NULLABLE, "tier": {"type": "null"}},
        {**measures, "tiers": map_of(object_of({}, measures))},
    )
