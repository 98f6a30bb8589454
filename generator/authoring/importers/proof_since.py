"""``proof_since`` in site.yaml, written when posts move in."""

from __future__ import annotations

from datetime import date

from generator.authoring.edit import Replacement
from generator.reading.yaml.document import extents


def proof_since_change(text: str, day: date) -> Replacement | None:
    """The change that adds the key to site.yaml's text, before its components; None where it cannot be read."""
    root = extents(text)
    if root is None:
        return None
    if root.flow:
        at = root.end - 1
        return Replacement(at, at, f", proof_since: {day}")
    end = "" if not text or text.endswith("\n") else "\n"
    return Replacement(len(text), len(text), f"{end}proof_since: {day}\n")
