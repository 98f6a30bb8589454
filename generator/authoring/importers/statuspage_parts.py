"""Statuspage's components: groups, and names that several groups have in common told apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from generator.authoring.importers.records import Part


class Parts(NamedTuple):
    """The components of a page, and what each is called here by its id there."""

    parts: tuple[Part, ...]
    names: Mapping[str, str]


def components(document: Any) -> list[dict[str, Any]]:
    """The components that a page or a post lists, or that are a list themselves."""
    items = document.get("components") if isinstance(document, dict) else document
    listed = [c for c in items if isinstance(c, dict)] if isinstance(items, list) else []
    if items is document:
        listed = [c for c in listed if is_component(c)]
    return [c for c in listed if isinstance(c.get("name"), str) and c["name"]]


def is_component(item: Mapping[str, Any]) -> bool:
    """Whether an entry of a bare list is a component and no post."""
    return "group_id" in item and "incident_updates" not in item


def parts_of(listed: Iterable[Mapping[str, Any]], others: Iterable[Mapping[str, Any]]) -> Parts:
    """A page's components, named with their group where the name alone is that of several.

    ``others`` are those that posts name: no part of the page, but all there is where that is not given.
    """
    page = {str(c.get("id") or c["name"]): c for c in listed}
    every = {str(c.get("id") or c["name"]): c for c in others} | page
    groups = {id_: str(c["name"]) for id_, c in every.items() if c.get("group")}
    single = {id_: c for id_, c in every.items() if not c.get("group")}
    seen = Counter(str(c["name"]) for c in (page or every).values() if not c.get("group"))
    shared = {name for name, times in seen.items() if times > 1}
    names = {}
    for id_, c in single.items():
        group = groups.get(str(c.get("group_id") or ""))
        names[id_] = f"{group} - {c['name']}" if group and c["name"] in shared else str(c["name"])
    parts = {
        names[id_]: Part(
            names[id_], groups.get(str(c.get("group_id") or "")), c.get("description") or None
        )
        for id_, c in page.items()
        if id_ in names
    }
    return Parts(tuple(parts.values()), names)


def renamed(post: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    """A post with its components called as the page's."""
    made = dict(post)
    made["components"] = [
        {**c, "name": names.get(str(c.get("id")), c["name"])} for c in components(post)
    ]
    updates = post.get("incident_updates")
    made["incident_updates"] = [
        {**update, "affected_components": _affected(update, names)}
        for update in (updates if isinstance(updates, list) else [])
        if isinstance(update, dict)
    ]
    return made


def _affected(update: Mapping[str, Any], names: Mapping[str, str]) -> list[dict[str, Any]]:
    listed = update.get("affected_components")
    return [
        {**c, "name": names.get(str(c.get("code")), c.get("name"))}
        for c in (listed if isinstance(listed, list) else [])
        if isinstance(c, dict)
    ]
