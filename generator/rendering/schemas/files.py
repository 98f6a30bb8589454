"""JSON Schemas (draft 2020-12) of what we write for machines, published with every site.

They describe contract ``statusmark/report/1``, ``statusmark/check/1`` and ``statusmark/events/1``: new
keys may be added, so readers should ignore those they do not know.
"""

from __future__ import annotations

import json

from generator.model.content import Site
from generator.rendering.schemas.check import check_schema
from generator.rendering.schemas.events import events_schema
from generator.rendering.schemas.parts import Json
from generator.rendering.schemas.report import report_schema


def schema_files(site: Site) -> dict[str, bytes]:
    """``schema/report.json``, ``schema/check.json`` and ``schema/events.json``."""
    schemas = {"report": report_schema(), "check": check_schema(), "events": events_schema()}
    return {
        f"schema/{name}.json": _bytes({"$id": f"{site.url}/schema/{name}.json", **schema})
        for name, schema in schemas.items()
    }


def _bytes(schema: Json) -> bytes:
    return (json.dumps(schema, ensure_ascii=False, indent=1) + "\n").encode()
