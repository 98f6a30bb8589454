"""What old versions of site.yaml said that decides how old notices are read: its zone and ``proof_since``.

Their lines are looked for; a whole reading of each old version would be slow.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, tzinfo

from generator.reading.tables.fields import BEGINNING, Context
from generator.reading.tables.scalars import parse_zone
from generator.reading.yaml.document import Scalar, compose
from generator.reading.yaml.faults import Faults
from generator.reading.yaml.text import decode


def read_zone(data: bytes) -> tzinfo | None:
    """The zone of local times; None where it cannot be told."""
    said = _value(data, "timezone")
    zone = parse_zone(said) if said else (UTC, "UTC")
    return zone[0] if len(zone) == 2 else None


def read_proof_since(data: bytes) -> datetime | None:
    """From when git proves notices; None where no such day is stated."""
    said, zone = _value(data, "proof_since"), read_zone(data)
    if said is None or zone is None:
        return None
    return BEGINNING.read(Scalar(1, 1, said, False), Context(Faults(""), zone))


def _value(data: bytes, key: str) -> str | None:
    """The value of a key of the top level."""
    text = decode(data, Faults(""))
    if text is None:
        return None
    if text.lstrip().startswith("{"):
        root = compose(text, 1, Faults(""))
        node = root.get(key) if root else None
        return node.text if isinstance(node, Scalar) else None
    match = re.search(
        rf"^[\"']?{key}[\"']?[ \t]*:[ \t]+(?:\"([^\"\n]*)\"|'([^'\n]*)'|([^\s#][^#\n]*))",
        text,
        re.MULTILINE,
    )
    return next(group for group in match.groups() if group).strip() if match else None
