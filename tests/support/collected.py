"""Figures as people read them, taken out of pages, texts and calendars, and what they may say of a value."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from fractions import Fraction
from math import ceil, floor

from lxml import html

UNITS = {"s": 1, "min": 60, "h": 3600, "day": 86400, "days": 86400}
LENGTH = re.compile(r"(-?[\d,]+) (s|min|h|days?)\b")


@dataclass(frozen=True)
class Cell:
    """A cell of a table: its words, the instants, verdicts and links in it."""

    words: str
    times: tuple[str, ...]
    verdicts: tuple[str, ...]
    links: tuple[str, ...]


def tables(page: bytes) -> list[list[dict[str, Cell]]]:
    """Each table of a page as rows by the names of their columns."""
    found = []
    for table in html.document_fromstring(page.decode()).iter("table"):
        heads = [_words(th) for th in table.xpath("./thead/tr/th")]
        rows = [tr.xpath("./th|./td") for tr in table.xpath("./tbody/tr")]
        found.append([dict(zip(heads, map(_cell, row), strict=False)) for row in rows])
    return found


def tables_with(page: bytes, *columns: str) -> list[list[dict[str, Cell]]]:
    """The tables that have these columns and a row at least."""
    return [rows for rows in tables(page) if rows and set(columns) <= set(rows[0])]


def table_with(page: bytes, *columns: str) -> list[dict[str, Cell]]:
    """The rows of all such tables."""
    return [row for rows in tables_with(page, *columns) for row in rows]


def terms_with(page: bytes, term: str) -> list[dict[str, Cell]]:
    """Descriptions by their terms, of each list of a page that has a term."""
    lists = html.document_fromstring(page.decode()).xpath("//dl")
    found = [{_words(dt): _cell(dt.getnext()) for dt in one.iter("dt")} for one in lists]
    return [one for one in found if term in one]


def elements(page: bytes, xpath: str) -> list[Cell]:
    return [_cell(element) for element in html.document_fromstring(page.decode()).xpath(xpath)]


def _words(element) -> str:
    return " ".join(element.text_content().split())


def _cell(element) -> Cell:
    return Cell(
        _words(element),
        tuple(t.get("datetime") for t in element.iter("time")),
        tuple(
            next(w for w in e.get("class").split() if w != "verdict")
            for e in element.xpath(".//*[contains(concat(' ', @class, ' '), ' verdict ')]")
        ),
        tuple(a.get("href") for a in element.iter("a")),
    )


def seconds(text: str) -> tuple[int, int]:
    """A length in seconds, and how exact it is: to the second, the minute or the hour."""
    parts = LENGTH.findall(text)
    assert parts, text
    whole = sum(abs(int(n.replace(",", ""))) * UNITS[unit] for n, unit in parts)
    exact = 1 if parts[-1][1] == "s" else 3600 if parts[0][1].startswith("day") else 60
    return (-whole if text.lstrip().startswith("-") else whole), exact


def is_suffered(text: str, minutes: float | Fraction) -> bool:
    """Whether a text says so long a downtime or silence: rounded up to what it shows."""
    said, exact = seconds(text)
    value = round(Fraction(minutes) * 60)
    return said == ceil(Fraction(value, exact)) * exact


def is_had(text: str, minutes: float | Fraction) -> bool:
    """Whether a text says so long a lead or rest of a budget: rounded down to what it shows."""
    said, exact = seconds(text)
    value = round(Fraction(minutes) * 60)
    return said == floor(Fraction(value, exact)) * exact


def is_share(text: str, percent: float | None) -> bool:
    """Whether a text says so great a share: cut, never rounded, after as many places as it shows."""
    if percent is None:
        return not re.search(r"\d", text)
    number = re.match(r"[\d.]+", text)[0]
    places = len(number.partition(".")[2])
    scale = 10 ** max(places, 2)
    return Fraction(number) == Fraction(floor(Fraction(str(percent)) * scale), scale)


def instant(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def id_of(link: str) -> str:
    """The post that a link leads to."""
    return link.rstrip("/").rpartition("/")[2]
