"""The lines with which an update's text may begin: ``priority:``, a change of it, and ``next:``, a promise."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

from generator.model.levels import Status
from generator.reading.tables.fields import Context, read_instant, unknown
from generator.reading.tables.instants import show
from generator.reading.yaml.faults import Place, Trouble
from generator.timespan import local_candidates

KEY_LINE = re.compile(r"\s*(priority|next):[ \t]*(.*?)[ \t]*(?:\n|$)")
CLOCK = re.compile(r"\d\d:\d\d(?::\d\d)?")


class KeyLine(NamedTuple):
    """What such a line says, and where."""

    value: str
    place: Place


def key_lines(text: str, first_line: int) -> tuple[dict[str, KeyLine], str]:
    """The lines by their key, each once, and the text after them; ``first_line`` is the text's own."""
    found: dict[str, KeyLine] = {}
    end = 0
    while (match := KEY_LINE.match(text, end)) and match[1] not in found:
        start, end = match.start(2), match.end()
        place = Place(first_line + text.count("\n", 0, start), start - text.rfind("\n", 0, start))
        found[match[1]] = KeyLine(match[2].strip("\"'"), place)
    return found, text[end:].strip("\n").rstrip()


def priority(keys: Mapping[str, KeyLine], context: Context) -> str | None:
    """The priority to which an update changes; an unknown one is noted."""
    key = keys.get("priority")
    value = context.former.get(("priority", key.value), key.value) if key else None
    if key and context.priorities is not None and value not in context.priorities:
        context.faults.trouble(
            key.place, unknown("priority", key.value, sorted(context.priorities))
        )
    return value


def next_at(
    keys: Mapping[str, KeyLine], at: datetime, status: Status, context: Context
) -> datetime | None:
    """When an update of ``at`` promises the next one; a promise that cannot be is noted."""
    key = keys.get("next")
    promised = _instant(key, at, context) if key else None
    if key is None or promised is None:
        return None
    if status is Status.RESOLVED:
        trouble = Trouble(
            "bad-next", "a resolved incident promises no next update", "remove the line"
        )
    elif promised <= at:
        when = show(promised, context.zone)
        trouble = Trouble(
            "bad-next",
            f"the next update is promised for {when}, not after this one",
            "give a later time",
        )
    else:
        return promised
    context.faults.trouble(key.place, trouble)
    return None


def _instant(key: KeyLine, at: datetime, context: Context) -> datetime | None:
    """The promised instant: of a time alone, the first such one of the site's clocks after ``at``."""
    text = key.value
    if CLOCK.fullmatch(text):
        text = f"{at.astimezone(context.zone):%Y-%m-%d} {text}"
        try:
            wall = datetime.fromisoformat(text)
        except ValueError:
            return read_instant(text, key.place, context)  # which notes why it is none
        days = (local_candidates(wall + timedelta(n), context.zone) for n in range(3))
        return next((found for day in days for found in sorted(day) if found > at), None)
    return read_instant(text, key.place, context)
