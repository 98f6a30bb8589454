"""What the schemas are made of."""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]

DIALECT = "https://json-schema.org/draft/2020-12/schema"
NUMBER: Json = {"type": "number"}
LENGTH: Json = {"type": "number", "minimum": 0}
COUNT: Json = {"type": "integer", "minimum": 0}
TEXT: Json = {"type": "string"}
NULLABLE: Json = {"type": ["string", "null"]}
FLAG: Json = {"type": "boolean"}
PERCENT: Json = {"type": ["number", "null"], "minimum": 0, "maximum": 100}
INSTANT: Json = {
    "type": "string",
    "pattern": r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$",
    "description": "UTC, RFC 3339",
}


def one_of(values: Any) -> Json:
    """The values of an enumeration."""
    return {"enum": [value.value for value in values]}


def object_of(required: Json, optional: Json | None = None) -> Json:
    """An object with these keys and, maybe, some more."""
    return {
        "type": "object",
        "properties": {**required, **(optional or {})},
        "required": list(required),
    }


def list_of(items: Json) -> Json:
    """An array."""
    return {"type": "array", "items": items}


def map_of(values: Json) -> Json:
    """An object whose keys are ids or names."""
    return {"type": "object", "additionalProperties": values}


def or_null(schema: Json) -> Json:
    """A value that may be null."""
    return {"anyOf": [schema, {"type": "null"}]}
