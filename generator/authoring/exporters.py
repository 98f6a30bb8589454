"""Moving out: everything a site says, as JSON lines of the model or as Statuspage's documents."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime, timedelta
from enum import Enum
from pathlib import Path
from typing import Any

from generator.diagnostics import Location
from generator.model.content import Content
from generator.notation import rfc3339
from generator.rendering.edition import editions
from generator.rendering.prose.fragments import Fragments
from generator.rendering.statuspage.api import whole_history
from generator.rendering.theme.assets import published_assets
from generator.rendering.theme.themes import Theme
from generator.rules.judgements import Assessment

SCHEMA = "statusmark/export/1"
LEFT_OUT = frozenset({"location", "places", "zone"})
"""Where things stand in our files, and objects that have a name beside them."""


def export_jsonl(content: Content) -> str:
    """One line of JSON for the site and one for each post: every field of the model, times in UTC."""
    lines = [{"type": "site", "schema": SCHEMA, **_plain(content.site)}]
    lines += [{"type": "incident", **_plain(incident)} for incident in content.incidents]
    lines += [{"type": "announcement", **_plain(bulletin)} for bulletin in content.bulletins]
    lines += [{"type": "maintenance", **_plain(notice)} for notice in content.maintenance]
    return "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)


def export_statuspage(assessment: Assessment, root: Path) -> str:
    """All posts in one document with the fields of Statuspage's public API v2."""
    theme, site = Theme.of(root), assessment.content.site
    assets = published_assets(theme, site, root)
    edition = next(iter(editions(assessment, theme, root, assets, Fragments())))
    return json.dumps(whole_history(edition), ensure_ascii=False, indent=1) + "\n"


def _plain(value: object) -> Any:
    """A value of the model as JSON has it; fractions as text, so that nothing is rounded."""
    match value:
        case None | bool() | int() | str():
            return value
        case Enum():
            return value.value
        case datetime():
            return rfc3339(value)
        case timedelta():
            return f"{int(value.total_seconds())}s"
        case date():
            return value.isoformat()
        case Location():
            return value.path
        case Mapping():
            return {str(_plain(key)): _plain(item) for key, item in value.items()}
        case frozenset():
            return sorted((_plain(item) for item in value), key=str)
        case tuple() | list():
            return [_plain(item) for item in value]
        case _ if is_dataclass(value):
            return {
                f.name: _plain(getattr(value, f.name))
                for f in fields(value)
                if f.name not in LEFT_OUT
            }
        case _:
            return str(value)
