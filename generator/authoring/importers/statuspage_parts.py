"""Statuspage's components: groups, and names that several groups have in common told apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from generator.authoring.importers.records import OriginalComponent


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


def parts_of(
    listed: Iterable[Mapping[str, Any]], others: Iterable[Mapping[str, Any]]
) -> tuple[Iterable[OriginalComponent], Mapping[str, str]]:
    """A page's components, and what each is called here by its id there.

    Components are named with their group where the name alone is that of several.
    ``others`` are those that posts name: no part of the page, but all there is where that is not given.
    """
    page = {str(c.get("id") or c["name"]): c for c in listed}
    every = {str(c.get("id") or c["name"]): c for c in others} | page
    groups = {id_: str(c["name"]) for id_, c in every.items() if c.get("group")}
    above = {id_: groups.get(str(c.get("group_id") or "")) for id_, c in every.items()}
    seen = Counter(str(c["name"]) for c in (page or every).values() if not c.get("group"))
    shared = {name for name, times in seen.items() if times > 1}
    names = {
        id_: f"{above[id_]} - {c['name']}" if above[id_] and c["name"] in shared else str(c["name"])
        for id_, c in every.items()
        if not c.get("group")
    }
    parts = {
        names[id_]: OriginalComponent(names[id_], above[id_], c.get("description") or None)
        for id_, c in page.items()
        if id_ in names
    }
    return parts.values(), names


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
