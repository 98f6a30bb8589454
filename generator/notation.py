"""How instants are written for programs: RFC 3339 in UTC, its one variant, and the form that keys have."""

from __future__ import annotations

from datetime import UTC, datetime

PUNCTUATION = str.maketrans("", "", "-:")


def rfc3339(instant: datetime) -> str:
    """``2026-11-20T13:05:00Z``; fractions of a second are cut."""
    return f"{_seconds(instant)}Z"


def rfc3339_milliseconds(instant: datetime) -> str:
    """``2026-11-20T13:05:00.000Z``, for strict clients of Statuspage's API."""
    return f"{_seconds(instant)}.000Z"


def basic_format(instant: datetime) -> str:
    """``20261120T130500Z``: ISO 8601's basic format, for names and keys."""
    return rfc3339(instant).translate(PUNCTUATION)


def _seconds(instant: datetime) -> str:
    return instant.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds")
