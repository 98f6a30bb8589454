"""Times as people and other tools write them. What reads two ways is no time: nothing is guessed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from generator.timespan import EARLIEST, LATEST

OFFSETS = {
    "Z": 0, "UTC": 0, "GMT": 0, "WET": 0, "WEST": 1, "CET": 1, "CEST": 2, "MEZ": 1, "MESZ": 2, "EET": 2,
    "EEST": 3, "MSK": 3, "JST": 9, "KST": 9, "AEST": 10, "AEDT": 11, "EST": -5, "EDT": -4, "CDT": -5,
    "MST": -7, "MDT": -6, "PST": -8, "PDT": -7,
}  # fmt: skip
"""Abbreviations that mean one offset only; CST, IST and BST do not."""
CLOCK = (
    r"(?P<hour>\d{1,2})[:h.](?P<minute>\d\d)(?::(?P<second>\d\d)(?:[.,]\d+)?)?"
    r"(?:[ \t]*(?P<half>[AaPp])\.?[Mm]\b\.?)?"
)
ZONE = rf"[ \t]*(?P<zone>[+-](?:0\d|1[0-4])(?::?[0-5]\d)?(?=Z?\b)|(?:{'|'.join(OFFSETS)}|z)\b(?![/-]))?"
MOMENT = re.compile(
    r"(?P<year>\d{4})(?P<sep>[-/.])(?P<month>\d{1,2})(?P=sep)(?P<day>\d{1,2})(?!\d)"
    rf"(?:(?:[Tt_]|[ \t,]+(?:at[ \t]+)?){CLOCK}{ZONE})?"
)
"""A time in the order of ISO 8601, wherever it stands."""
LATER = rf"(?:(?:[ \t,]|at\b|um\b|alle\b|à\b|-)*{CLOCK}{ZONE})?"
COMPACT = re.compile(
    r"(?P<year>\d{4})(?P<month>\d\d)(?P<day>\d\d)"
    r"(?:[Tt ](?P<hour>\d\d)(?P<minute>\d\d)(?P<second>\d\d)?(?P<half>(?!))?" + ZONE + r")?\Z"
)
DOTTED = re.compile(r"(?P<day>\d{1,2})\.[ \t]*(?P<month>\d{1,2})\.[ \t]*(?P<year>\d{4})" + LATER)
SLASHED = re.compile(r"(\d{1,2})[/-](\d{1,2})[/-](?P<year>\d{4})" + LATER)
NAMED = re.compile(
    r"(?:[^\W\d_]{2,10}\.?,?[ \t]+)?(?:(?P<day>\d{1,2})(?:st|nd|rd|th|\.|º)?[ \t]+(?:de[ \t]+)?(?P<name>[^\W\d_]{3,10})"
    r"|(?P<name2>[^\W\d_]{3,10})\.?[ \t]+(?P<day2>\d{1,2})(?:st|nd|rd|th)?)"
    r"\.?,?[ \t]+(?:de[ \t]+)?(?P<year>\d{4})" + LATER
)
MONTHS = (
    "jan january januar jänner janvier gennaio gen enero ene stycznia",
    "feb february februar février fév febbraio febrero lutego",
    "mar march märz mär mars marzo marca",
    "apr april avril avr aprile abril abr kwietnia",
    "may mai maggio mag mayo maja",
    "jun june juni juin giugno giu junio czerwca",
    "jul july juli juillet juil luglio lug julio lipca",
    "aug august août aoû agosto ago sierpnia",
    "sep sept september septembre settembre set septiembre września",
    "oct october oktober okt octobre ottobre ott octubre października",
    "nov november novembre noviembre listopada",
    "dec december dezember dez décembre déc dicembre dic diciembre grudnia",
)
BY_MONTH = {name: number for number, names in enumerate(MONTHS, 1) for name in names.split()}
EPOCH = re.compile(r"1\d{9}(?:\d{3})?(?:\.\d+)?")


def moment(value: object) -> datetime | None:
    """The time that a value is or begins with: aware with an offset, else naive; None for none or an impossible one."""
    if isinstance(value, datetime):
        return _bounded(value)
    if isinstance(value, date):
        return _bounded(datetime.combine(value, time()))
    words = str(value or "").strip().strip("\"'").strip()
    if EPOCH.fullmatch(words):
        whole = int(words.partition(".")[0])
        return datetime.fromtimestamp(whole / 1000 if whole > 10**10 else whole, UTC)
    for form in (MOMENT, COMPACT, DOTTED, SLASHED, NAMED):
        if match := form.match(words):
            return read(match)
    return None


def first_moment(values: Mapping[str, Any], keys: Iterable[str]) -> datetime | None:
    """The first of several values that is a time."""
    return next((at for key in keys if (at := moment(values.get(key)))), None)


def read(match: re.Match[str]) -> datetime | None:
    """What a match of one of the forms says; None for a day or an hour that is none."""
    found = match.groupdict()
    if match.re is SLASHED:
        day, month = int(match[1]), int(match[2])
        if month > 12 or day == month:
            day, month = month, day
        elif day <= 12:
            return None
    elif match.re is NAMED:
        month = BY_MONTH.get((found["name"] or found["name2"]).lower(), 0)
        day = int(found["day"] or found["day2"])
    else:
        day, month = int(found["day"]), int(found["month"])
    hour = int(found.get("hour") or 0)
    if half := found.get("half"):
        hour = hour % 12 + (12 if half in "pP" else 0)
    try:
        midnight = datetime(int(found["year"]), month, day)
        clock = time(
            hour % 24, int(found.get("minute") or 0), min(int(found.get("second") or 0), 59)
        )
    except ValueError:
        return None
    if hour > 24 or (hour == 24 and clock != time()) or _bounded(midnight) is None:
        return None
    at = datetime.combine(midnight, clock) + timedelta(days=hour // 24)
    zone = found.get("zone")
    return _bounded(at.replace(tzinfo=UTC) - _offset(zone) if zone else at)


def _bounded(at: datetime) -> datetime | None:
    """The time, in UTC where it is aware; None where it is too early or too late to be meant."""
    if not EARLIEST.year < at.year < LATEST.year - 1:
        return None
    return at if at.tzinfo is None else at.astimezone(UTC)


def _offset(zone: str) -> timedelta:
    if zone.upper() in OFFSETS:
        return timedelta(hours=OFFSETS[zone.upper()])
    sign = -1 if zone[0] == "-" else 1
    return sign * timedelta(hours=int(zone[1:3]), minutes=int(zone[3:].strip(":") or 0))
