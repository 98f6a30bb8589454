"""``events.json``."""

from __future__ import annotations

from generator.model.levels import Level, Status
from generator.rendering.feeds.events_json import SCHEMA
from generator.rendering.schemas.parts import (
    DIALECT,
    INSTANT,
    TEXT,
    Json,
    list_of,
    object_of,
    one_of,
    or_null,
)
from generator.rules.moments import UNWRITTEN, Origin


def events_schema() -> Json:
    """What ``events.json`` holds."""
    component = object_of({"id": TEXT, "name": TEXT, "level": one_of(Level)})
    origins = [origin.value for origin in Origin if origin not in UNWRITTEN]
    event = object_of(
        {
            "id": {**TEXT, "description": "never changes"},
            "type": {"enum": ["incident", "maintenance"]},
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
