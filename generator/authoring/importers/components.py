"""New components in site.yaml: proposed as text, and added behind those that are there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from generator.authoring.edit import Replacement, add_item, column
from generator.authoring.importers.records import OriginalComponent
from generator.authoring.typed import yaml_text
from generator.reading.yaml.document import extents


def proposal(new: Mapping[str, OriginalComponent], indent: str = "  ") -> str:
    """The lines of the components, as they stand in site.yaml."""
    lines = []
    for id_, part in new.items():
        lines.append(f"{indent}- id: {id_}\n")
        lines += [f"{indent}  {key}: {yaml_text(text)}\n" for key, text in _texts(part)]
    return "".join(lines)


def _texts(part: OriginalComponent) -> Iterator[tuple[str, str]]:
    """The keys of a component beside its id; those without a text are left out, but for the name."""
    yield "name", part.name
    if part.group:
        yield "group", part.group
    if part.description:
        yield "description", part.description


def components_change(text: str, new: Mapping[str, OriginalComponent]) -> Replacement | None:
    """The change that adds them to site.yaml's text; None where that cannot be read."""
    root = extents(text)
    listed = root.get("components") if root else None
    if listed is None or listed.kind != "list":
        return None
    if listed.flow:
        items = []
        for id_, part in new.items():
            rest = "".join(f", {key}: {_in_braces(words)}" for key, words in _texts(part))
            items.append(f"{{id: {id_}{rest}}}")
        return add_item(text, listed, ", ".join(items))
    last = listed.items[-1]
    indent = " " * column(text, text.rindex("-", 0, last.start))
    line_end = text.find("\n", last.end)
    if line_end < 0:
        return Replacement(len(text), len(text), "\n" + proposal(new, indent))
    return Replacement(line_end + 1, line_end + 1, proposal(new, indent))


def _in_braces(text: str) -> str:
    plain = yaml_text(text)
    return plain if plain.startswith('"') else f'"{plain}"'
