"""Single values as text: durations, limits, percentages, days, hours, agreed windows.

Each ``parse_`` function returns the value or a :class:`~generator.reading.yaml.faults.Trouble`; none
raises. Exact fractions throughout, no floats.
"""

from __future__ import annotations

import re
from datetime import time, timedelta, tzinfo
from difflib import get_close_matches
from enum import Enum
from fractions import Fraction

from generator.model.agreement import AgreedWindow, Limit, LimitUnit, Target
from generator.reading.yaml.faults import Trouble
from generator.timespan import zone_of

ID = re.compile(r"[a-z0-9][a-z0-9-]*", re.ASCII)
LONGEST_ID = 200
"""Files named after an id get endings, and a name may have 255 octets on most systems."""
RESERVED_IDS = {"all": "every component in posts", "overall": "the whole site in badges"}
DURATION = re.compile(r"(\d{1,6})([smh])", re.ASCII)
LIMIT = re.compile(r"(\d{1,6})(s|m|h|d|bd)(?:@(\S+))?", re.ASCII)
NUMBER = r"\d{1,9}(?:\.\d{1,9})?"
CLOCK = r"([01]\d|2[0-4]):([0-5]\d)"
WINDOW = re.compile(rf"([A-Za-z]+) {CLOCK} ?[-–] ?(?:([A-Za-z]+) )?{CLOCK}", re.ASCII)
HOURS = re.compile(rf"{CLOCK} ?[-–] ?{CLOCK}", re.ASCII)
OFFSET = re.compile(r"(?:GMT|UTC)? ?([+-])(\d{1,2}):?([0-5]\d)?", re.ASCII | re.IGNORECASE)
BELOW = r"(?!/)(?!(?:.*/)?\.\.(?:/|$))"
"""How a path begins that leads nowhere but below the folder it is relative to."""
UNITS = {"s": "seconds", "m": "minutes", "h": "hours"}
DAY_NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def parse_id(text: str) -> str | Trouble:
    """An identifier of small letters, digits and hyphens, short enough for a file's name."""
    if ID.fullmatch(text):
        if len(text) <= LONGEST_ID:
            return text
        said = f"an id of {len(text)} characters is longer than {LONGEST_ID}: '{text[:20]}…'"
        return Trouble("bad-id", said, "shorten it: files are named after it")
    better = re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")
    return Trouble(
        "bad-id",
        f"'{text}' cannot be an id: small letters, digits and hyphens only",
        f"write {better}" if better else "write something like api-1",
    )


def parse_component_id(text: str) -> str | Trouble:
    """A component's id, which is none of the words that stand for several components."""
    if text not in RESERVED_IDS:
        return parse_id(text)
    said = f"'{text}' cannot be a component's id: it stands for {RESERVED_IDS[text]}"
    return Trouble("bad-id", said, f"choose another, such as {text}-services")


def parse_bool(text: str) -> bool | Trouble:
    """``true`` or ``false``; YAML's ``yes`` and ``no`` too."""
    word = text.lower()
    if word in ("true", "yes"):
        return True
    if word in ("false", "no"):
        return False
    return Trouble("bad-value", f"'{text}' is neither true nor false", "write true or false")


def parse_url(text: str) -> str | Trouble:
    """An http(s) address without a trailing slash, an international host in ASCII (RFC 3490)."""
    if trouble := userinfo(text):
        return trouble
    found = re.fullmatch(r"(https?://)((?![^/]*\.\.)[^\s/?#\"'<>,]+)((?:/[^\s?#\"'<>]*)?)", text)
    scheme, host, path = found.groups() if found else ("", "", "")
    if host and (ascii_host := in_ascii(host)):
        return f"{scheme}{ascii_host}{path}".rstrip("/")
    return Trouble(
        "bad-url", f"'{text}' is not a web address", "write it like https://status.example.com"
    )


def parse_site_url(text: str) -> str | Trouble:
    """The address of a site: that of a folder, since all other addresses are made by adding to it."""
    url = parse_url(text)
    if isinstance(url, Trouble):
        return url
    scheme, _, rest = url.partition("://")
    host, *parts = rest.split("/")
    plain = [part for part in parts if part not in {"", "."}]
    if plain and plain[-1].startswith("index.htm"):
        plain.pop()
    if plain == parts and ".." not in parts:
        return url
    whole = "/".join((host, *(part for part in plain if part != "..")))
    said = f"'{text}' is not the address of a folder"
    return Trouble("bad-url", said, f"write it like {scheme}://{whole}")


def userinfo(text: str) -> Trouble | None:
    """What is wrong with a web address that holds a user name or password; None for one without."""
    match = re.match(r"(https?://)[^/?#]*@", text)
    if match is None:
        return None
    told = "the address holds a user name or password, and addresses are published"
    return Trouble("bad-url", told, f"write it without: {match[1]}{text[match.end() :]}")


def parse_identity(text: str) -> str | Trouble:
    """``HOST[/PATH]``, by which a site is known wherever it is published."""
    host, slash, path = text.rstrip("/").partition("/")
    name = in_ascii(host.lower()) if re.fullmatch(r"(?!.*\.\.)[\w.-]+", host) else None
    if name and re.fullmatch(r"[^\s/?#\"'<>@][^\s?#\"'<>@]*" if slash else "", path):
        return f"{name}{slash}{path}"
    remedy = "write a host, and a path where it had one: status.example.com/eu"
    return Trouble("bad-value", f"'{text}' is not the identity of a site", remedy)


def in_ascii(host: str) -> str | None:
    """A host's name as the network writes it (RFC 3490); None for one that has no such form."""
    try:
        return host if host.isascii() else host.encode("idna").decode("ascii")
    except UnicodeError:
        return None


NamedZone = tuple[tzinfo, str]
"""A time zone and the name under which the file knows it."""


def parse_zone(text: str) -> NamedZone | Trouble:
    """A zone and its name: IANA, or a fixed offset ``+01:00``."""
    if zone := zone_of(text):
        return zone, text
    from zoneinfo import available_timezones  # noqa: PLC0415 - slow, and only for the mistaken

    names = {name.lower(): name for name in sorted(available_timezones())}
    near = get_close_matches(text.lower(), names, n=1)
    offset = OFFSET.fullmatch(text)
    if offset:
        remedy = f"write {offset[1]}{offset[2]:0>2}:{offset[3] or '00'}"
        remedy += ", or an IANA name like Europe/Warsaw, whose clocks change"
    elif text.upper() == "Z":
        remedy = "write UTC"
    elif near:
        remedy = f"did you mean '{names[near[0]]}'?"
    else:
        remedy = "write an IANA name like Europe/Warsaw, or a fixed offset like +01:00"
    return Trouble("unknown-timezone", f"there is no time zone '{text}'", remedy)


def parse_duration(text: str) -> timedelta | Trouble:
    """Elapsed time: ``90s``, ``60m``, ``4h``."""
    if match := DURATION.fullmatch(text):
        return timedelta(**{UNITS[match[2]]: int(match[1])})
    if match := re.fullmatch(r"(\d+) ?d(ays?)?", text):
        remedy = f"write {int(match[1]) * 24}h"
    elif match := re.fullmatch(r"(\d+) ?(s|sec|m|min|h|hours?|minutes?|seconds?)", text):
        remedy = f"write {match[1]}{match[2][0]}"
    elif re.fullmatch(r"\d+", text):
        remedy = f"say of what: {text}h, {text}m or {text}s"
    else:
        remedy = "write seconds, minutes or hours: 90s, 60m, 4h"
    return Trouble("bad-duration", f"'{text}' is not a length of time", remedy)


class Nothing(Enum):
    """``none``, said where a length of time could stand."""

    NONE = "none"


def parse_duration_or_none(text: str) -> timedelta | Nothing | Trouble:
    """Elapsed time, or ``none``."""
    return Nothing.NONE if text == "none" else parse_duration(text)


def parse_limit(text: str) -> Limit | Trouble:
    """A promised duration: ``60m``, ``4h@office``, ``5d``, ``2d@always``, ``5bd``."""
    match = LIMIT.fullmatch(text)
    if not match:
        spoken = re.fullmatch(r"(\d+) ?([smhdb])[a-z ]*", text)
        unit = "bd" if spoken and spoken[2] == "b" else spoken and spoken[2]
        return Trouble(
            "bad-duration",
            f"'{text}' is not a time limit",
            f"write {spoken[1]}{unit}"
            if spoken
            else f"say of what: {text}h, {text}m, {text}d or {text}bd"
            if re.fullmatch(r"\d+", text)
            else "write it like 60m, 4h, 4h@office, 5d, 2d@always or 5bd",
        )
    count, unit, calendar = int(match[1]), match[2], match[3]
    if unit in UNITS:
        elapsed = timedelta(**{UNITS[unit]: count})
        return Limit(LimitUnit.ELAPSED, text, elapsed=elapsed, calendar=calendar)
    return Limit(LimitUnit(unit), text, days=count, calendar=calendar)


def parse_ratio(text: str) -> Fraction | Trouble:
    """A percentage as an exact fraction of 1: ``99.5%``."""
    if match := re.fullmatch(rf"({NUMBER}) ?%", text, re.ASCII):
        ratio = Fraction(match[1]) / 100
        if ratio <= 1:
            return ratio
        return Trouble("bad-percentage", f"{text} is more than 100 %", "check the number")
    dotted = text.replace(",", ".").rstrip("% ")
    right = re.fullmatch(NUMBER, dotted, re.ASCII)
    remedy = f"write {dotted}%" if right else "write it like 99.5%"
    return Trouble("bad-percentage", f"'{text}' is not a percentage", remedy)


def parse_target(text: str) -> Target | Trouble:
    """What is promised: ``99.5%`` of the period or ``8700h`` within it."""
    if match := re.fullmatch(rf"({NUMBER}) ?h", text, re.ASCII):
        return Target(text, hours=Fraction(match[1]))
    ratio = parse_ratio(text)
    if isinstance(ratio, Trouble):
        hours = re.fullmatch(r"\d+", text) and int(text) > 100
        remedy = f"write {text}h" if hours else f"{ratio.remedy} or 8700h"
        return Trouble("bad-target", f"'{text}' is neither a percentage nor hours", remedy)
    return Target(text, ratio=ratio)


def parse_weight(text: str) -> Fraction | Trouble:
    """The weight of a minute between 0 and 1: ``0.3`` or ``30%``."""
    if text.endswith("%"):
        return parse_ratio(text)
    if re.fullmatch(NUMBER, text, re.ASCII) and Fraction(text) <= 1:
        return Fraction(text)
    return Trouble("bad-weight", f"'{text}' is not a weight from 0 to 1", "write it like 0.5")


def parse_weekday(text: str) -> int | None:
    """Monday is 0; short and long English names."""
    word = text.strip().lower()
    return next((n for n, name in enumerate(DAY_NAMES) if word in (name, name[:3])), None)


def parse_weekdays(text: str) -> frozenset[int] | Trouble:
    """``Mon-Fri``, ``Mon, Wed, Sat-Sun``."""
    found: set[int] = set()
    for part in re.split(r"[, ]+", re.sub(r" *[-–] *", "-", text.strip())):
        ends = [parse_weekday(word) for word in part.split("-")]
        first, last = ends[0], ends[-1]
        if len(ends) > 2 or first is None or last is None:
            return Trouble(
                "bad-days", f"'{part}' is not a day of the week", "write days like Mon-Fri or Sat"
            )
        found |= {(first + n) % 7 for n in range((last - first) % 7 + 1)}
    return frozenset(found)


def parse_hours(text: str) -> tuple[time, time | None] | Trouble:
    """``09:00-17:00``; None for the midnight that ends the day."""
    match = HOURS.fullmatch(text)
    if not match or not _clocks(match[1], match[2], match[3], match[4]) or match[1] == "24":
        padded = _padded(text)
        right = padded != text and not isinstance(parse_hours(padded), Trouble)
        remedy = f"write {padded}" if right else "write them like 09:00-17:00"
        return Trouble("bad-hours", f"'{text}' are not hours of a day", remedy)
    closes = None if match[3] == "24" else time(int(match[3]), int(match[4]))
    return time(int(match[1]), int(match[2])), closes


def parse_agreed_window(text: str) -> AgreedWindow | Trouble:
    """``Sun 02:00-06:00``, ``Sat 23:00-Sun 06:00`` or ``daily 02:00-04:00``.

    An end that is not after its start is the next day's, or with a day named the next such day's.
    """
    match = WINDOW.fullmatch(text)
    padded = _padded(text)
    right = padded != text and not isinstance(parse_agreed_window(padded), Trouble)
    trouble = Trouble(
        "bad-window",
        f"'{text}' is not an agreed window",
        f"write {padded}"
        if right
        else "write it like Sun 02:00-06:00, Sat 23:00-Sun 06:00 or daily 02:00-04:00",
    )
    if not match or match[2] == "24" or not _clocks(match[2], match[3], match[5], match[6]):
        return trouble
    daily = match[1].lower() == "daily"
    weekday = None if daily else parse_weekday(match[1])
    last = parse_weekday(match[4]) if match[4] else None
    if (weekday is None and not daily) or (match[4] and (last is None or daily)):
        return trouble
    starts = time(int(match[2]), int(match[3]))
    over = match[5] == "24"
    ends = time(0) if over else time(int(match[5]), int(match[6]))
    days = 0 if weekday is None or last is None else (last - weekday) % 7
    if not over and ends <= starts and days == 0:
        days = 7 if match[4] else 1
    return AgreedWindow(text, weekday, starts, ends, days + over)


def _padded(text: str) -> str:
    """The same with clock faces of two digits for the hours and two for the minutes."""
    return re.sub(
        r"(?<![\d:])(\d{1,2})(?::(\d\d))?(?![\d:])", lambda m: f"{m[1]:0>2}:{m[2] or '00'}", text
    )


def _clocks(*parts: str) -> bool:
    """Whether no clock goes past 24:00."""
    return all(h != "24" or m == "00" for h, m in zip(parts[::2], parts[1::2], strict=True))
