"""New components in site.yaml: proposed as text, and added behind those that are there."""

from __future__ import annotations

from collections.abc import Mapping

from generator.authoring.edit import Replacement
from generator.authoring.importers.records import Part
from generator.authoring.yaml_values import yaml_text
from generator.reading.yaml.document import extents


def proposal(new: Mapping[str, Part], indent: str = "  ") -> str:
    """The lines of the components, as they stand in site.yaml."""
    lines = []
    for id_, part in new.items():
        lines += [f"{indent}- id: {id_}", f"{indent}  name: {yaml_text(part.name)}"]
        if part.group:
            lines.append(f"{indent}  group: {yaml_text(part.group)}")
        if part.description:
            lines.append(f"{indent}  description: {yaml_text(part.description)}")
    return "".join(f"{line}\n" for line in lines)


def components_change(text: str, new: Mapping[str, Part]) -> Replacement | None:
    """The change that adds them to site.yaml's text; None where that cannot be read."""
    root = extents(text)
    listed = root.get("components") if root else None
    if listed is None or listed.kind != "list":
        return None
    if listed.flow:
        items = [
            f"{{id: {id_}, name: {_in_braces(part.name)}"
            + (f", group: {_in_braces(part.group)}" if part.group else "")
            + (f", description: {_in_braces(part.description)}" if part.description else "")
            + "}"
            for id_, part in new.items()
        ]
        at = listed.items[-1].end if listed.items else listed.end - 1
        return Replacement(at, at, (", " if listed.items else "") + ", ".join(items))
    last = listed.items[-1]
    dash = text.rindex("-", 0, last.start)
    indent = " " * (dash - (text.rfind("\n", 0, dash) + 1))
    line_end = text.find("\n", last.end)
    if line_end < 0:
        return Replacement(len(text), len(text), "\n" + proposal(new, indent))
    return Replacement(line_end + 1, line_end + 1, proposal(new, indent))


def _in_braces(text: str) -> str:
    plain = yaml_text(text)
    return plain if plain.startswith('"') else f'"{plain}"'
