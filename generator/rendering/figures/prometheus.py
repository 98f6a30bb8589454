"""Prometheus' text format (version 0.0.4)."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

Sample = tuple[dict[str, str], Fraction | int]
"""Labels and a value."""


def family(name: str, help_text: str, samples: Iterable[Sample]) -> str:
    """One metric; nothing at all where it has no samples."""
    lines = [_sample(f"statusmark_{name}", labels, value) for labels, value in samples]
    if not lines:
        return ""
    head = f"# HELP statusmark_{name} {help_text}\n# TYPE statusmark_{name} gauge\n"
    return head + "\n".join(lines) + "\n"


def _sample(name: str, labels: dict[str, str], value: Fraction | int) -> str:
    inside = ",".join(f'{label}="{_escaped(text)}"' for label, text in labels.items())
    number = str(value) if isinstance(value, int) else repr(float(value))
    return f"{name}{{{inside}}} {number}" if inside else f"{name} {number}"


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
