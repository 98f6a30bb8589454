"""Statuspage's components: ours as they are, our groups as components that hold others."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from generator.model.content import Component
from generator.model.levels import Level, Text
from generator.notation import rfc3339_milliseconds
from generator.rendering.edition import Edition
from generator.rules.status import worst
from generator.timespan import local_date

Json = dict[str, Any]


def api_components(edition: Edition, created_at: datetime) -> list[Json]:
    """Each group, then what it holds. What has no ``since`` was created with the page."""
    ids = group_ids(edition)
    members: dict[str, list[Json]] = {}
    for position, component in enumerate(edition.site.current(edition.now), 1):
        group = ids.get(_main(edition, component.group))
        one = _component(edition, component, position, group, created_at)
        members.setdefault(group or component.id, []).append(one)
    names = {
        ids[_main(edition, c.group)]: c.group for c in edition.site.current(edition.now) if c.group
    }
    found: list[Json] = []
    for position, (group, inside) in enumerate(members.items(), 1):
        if group in names:
            found.append(_group(edition, group, names[group], position, inside))
        found += inside
    return found


def group_ids(edition: Edition) -> dict[str, str]:
    """A group's name in the main language → its id; the dot keeps it apart from components' ids."""
    found: dict[str, str] = {}
    for component in edition.site.current(edition.now):
        name = _main(edition, component.group)
        if name and name not in found:
            ascii_name = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
            slug = re.sub(r"[^a-z0-9]+", "-", ascii_name.lower()).strip("-") or "other"
            id, number = f"group.{slug}", 1
            while id in found.values():
                number += 1
                id = f"group.{slug}.{number}"
            found[name] = id
    return found


def _main(edition: Edition, text: Text | None) -> str:
    words = text or {}
    return words.get(edition.site.main_language) or next(iter(words.values()), "")


def _component(
    edition: Edition,
    component: Component,
    position: int,
    group: str | None,
    created_at: datetime,
) -> Json:
    state, since = edition.status.components[component.id], component.since_at
    born_at = since or created_at
    return {
        "id": component.id,
        "name": edition.text(component.name),
        "status": state.level.value,
        "created_at": rfc3339_milliseconds(born_at),
        "updated_at": rfc3339_milliseconds(max(state.since_at or born_at, born_at)),
        "position": position,
        "description": edition.text(component.description) or None,
        "showcase": component.counted,
        "start_date": f"{local_date(since, edition.site.zone)}" if since else None,
        "group_id": group,
        "page_id": edition.site.identity,
        "group": False,
        "only_show_if_degraded": False,
    }


def _group(
    edition: Edition, id: str, name: Text | None, position: int, inside: Sequence[Json]
) -> Json:
    return {
        "id": id,
        "name": edition.text(name),
        "status": worst(Level(one["status"]) for one in inside).value,
        "created_at": min(one["created_at"] for one in inside),
        "updated_at": max(one["updated_at"] for one in inside),
        "position": position,
        "description": None,
        "showcase": False,
        "start_date": None,
        "group_id": None,
        "page_id": edition.site.identity,
        "group": True,
        "only_show_if_degraded": False,
        "components": [one["id"] for one in inside],
    }
