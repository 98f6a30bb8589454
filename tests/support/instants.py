"""The instant at which tests look at things, and how they write others."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from generator.reading.tables.instants import parse_instant

WARSAW = ZoneInfo("Europe/Warsaw")

NOW = datetime(2026, 11, 20, 13, 5, tzinfo=UTC)
"""A Friday, 14:05 in Warsaw."""

STORY = datetime(2026, 12, 6, 1, 40, tzinfo=UTC)
"""A Sunday, 02:40 in Warsaw: the repository's own site tells its story as of then (the Makefile's NOW)."""

NOW_TEXT = NOW.isoformat()
AT_NOW = ("--now", NOW_TEXT)
"""The same for commands."""


def local(text: str) -> datetime:
    """The instant of a time by Warsaw's clock (or with an offset)."""
    found = parse_instant(text, WARSAW)
    assert isinstance(found, datetime), found
    return found
