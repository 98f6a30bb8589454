"""JSON Schemas (draft 7) of site.yaml and of a post's front matter, from the tables that read them."""

from __future__ import annotations

from collections.abc import Mapping

from generator.reading.site import SITE
from generator.reading.tables.fields import Table
from generator.reading.tables.posts import INCIDENT, MAINTENANCE

DRAFT = "http://json-schema.org/draft-07/schema#"
"""The draft that editors' YAML support reads."""

TABLES: Mapping[str, Table] = {"site": SITE, "incident": INCIDENT, "maintenance": MAINTENANCE}


def schema(name: str) -> dict[str, object]:
    """The schema of ``site`` (site.yaml) or of the front matter of an ``incident`` or ``maintenance``."""
    table = TABLES[name]
    return {"$schema": DRAFT, "title": f"Statusmark: {table.what}", **table.schema()}
