"""What an engineer typed, as it can stand in a file: an update's text, and values of front matter."""

from __future__ import annotations

import json
from collections.abc import Mapping

from generator.authoring.edit import NEWLINE
from generator.diagnostics import Severity
from generator.model.levels import Level
from generator.reading.posts.timeline import split_body
from generator.reading.yaml.document import Scalar, compose
from generator.reading.yaml.faults import Faults

PROBE = "## 2026-01-01 00:00 Update"
"""A heading that is read as one, unless the text above it swallows it."""


def tidy(text: str) -> str:
    """The text as it is written: plain newlines, nothing empty around it."""
    return NEWLINE.sub("\n", text).strip()


def text_trouble(text: str) -> str | None:
    """Why a tidy text cannot stand under an update's heading as it is; None where it can."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return "the text has a byte that is not UTF-8"
    faults = Faults("")
    sections = split_body(f"{text}\n", 1, faults).sections
    lines = text.split("\n")
    if sections:
        line = lines[sections[0].line - 1]
        return f"the line '{line}' in the text would begin an update of its own; write '#{line}'"
    if not split_body(f"{text}\n\n{PROBE}\n", 1, Faults("")).sections:
        return (
            "the text opens a code block or a comment and does not close it, which would swallow later "
            "updates; add a line with ``` or --> where it ends"
        )
    found = next((d for d in faults.found if d.severity is Severity.ERROR), None)
    if found:
        line = lines[found.location.line - 1]
        return (
            f"the line '{line}' in the text would be taken for an update's heading; write '#{line}'"
        )
    return None


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
