"""Values as they are typed into front matter: times, texts, components with their levels."""

from __future__ import annotations

import json
from collections.abc import Mapping

from generator.model.levels import Level
from generator.reading.yaml.document import Scalar, compose
from generator.reading.yaml.faults import Faults


def yaml_text(text: str) -> str:
    """A text in one line as YAML: plain where that reads back as typed, else in double quotes."""
    line = " ".join(text.split())
    faults = Faults("")
    node = compose(f"key: {line}\n", 1, faults)
    value = node.get("key") if node and not faults.found else None
    if isinstance(value, Scalar) and value.text == line and line and not value.quoted:
        return line
    return json.dumps(line, ensure_ascii=False)


def yaml_levels(levels: Mapping[str, Level]) -> str:
    """``{api: major_outage, web: partial_outage}``."""
    return "{" + ", ".join(f"{id_}: {level.value}" for id_, level in levels.items()) + "}"
