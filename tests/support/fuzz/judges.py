"""What must hold of what the program made of a case: files well-formed and harmless, ledgers that add up."""

from __future__ import annotations

import csv
import io
import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Mapping
from datetime import datetime
from fractions import Fraction
from html import unescape

import icalendar
from support.pages import Page

from generator.rendering.prose.markdown import CODE_MARK, PICTURE_MARK, TABLE_MARK
from generator.rules.judgements import Assessment, PeriodResult

ADDRESSES = (
    "href",
    "src",
    "action",
    "srcset",
    "poster",
    "data",
    "formaction",
    "cite",
    "background",
)
SCHEME = re.compile(r"[\x00-\x20]*([a-z][a-z0-9+.-]*):", re.IGNORECASE)
SCHEMES = frozenset(("http", "https", "mailto", "webcal", "tel"))
FORBIDDEN = frozenset(("iframe", "object", "embed", "base", "applet", "frame", "form"))
OUR_MARKS = TABLE_MARK + CODE_MARK + PICTURE_MARK
"""They stand in fragments for words of the page's language, and in no page."""
ILLEGAL = re.compile(rf"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff{OUR_MARKS}]")


class WrongError(AssertionError):
    """What the program made is not as it must be."""


def hold(true: object, what: str) -> None:
    """Raises WrongError with the words unless it is true."""
    if not true:
        raise WrongError(what)


def harmless_html(html: str, where: str = "") -> Page:
    """Balanced HTML in which nothing runs, nothing is loaded in a frame, and no address is a program."""
    hold(not ILLEGAL.search(html), f"{where}: an illegal character")
    try:
        page = Page(html)
    except AssertionError as error:
        raise WrongError(f"{where}: {error}") from error
    for element in page.elements:
        hold(element.name not in FORBIDDEN, f"{where}: <{element.name}>")
        for name, value in element.attributes.items():
            hold(not name.startswith("on") and name != "srcdoc", f"{where}: {name}={value}")
            if name in ADDRESSES:
                scheme = SCHEME.match(unescape(value or ""))
                known = scheme is None or scheme[1].lower() in SCHEMES
                own = (value or "").startswith("data:image/svg+xml") and element.name == "link"
                hold(known or own, f"{where}: {name}={value}")
        if element.name == "script" and element.attributes.get("type") == "application/ld+json":
            strict_json(element.text, where)
        elif element.name in {"script", "style"}:
            hold("attack" not in element.text, f"{where}: words in <{element.name}>")
    return page


def harmless_prose(html: str) -> None:
    """The same of a text of a post, in which there is no script or style at all."""
    for element in harmless_html(re.sub(f"[{OUR_MARKS}]", "", html), "prose").elements:
        hold(element.name not in {"script", "style", "link", "meta", "svg", "input"}, element.name)
        hold(set(element.attributes) <= PROSE_ATTRIBUTES, f"{element.name} {element.attributes}")


PROSE_ATTRIBUTES = frozenset(
    [
        "href",
        "title",
        "src",
        "alt",
        "start",
        "class",
        "scope",
        "loading",
        "decoding",
        "rel",
        "role",
        "tabindex",
        "aria-label",
    ]
)


def strict_json(text: str | bytes, where: str) -> object:
    """JSON as RFC 8259 has it: no NaN, no key twice."""

    def once(pairs: list[tuple[str, object]]) -> dict[str, object]:
        found = dict(pairs)
        hold(len(found) == len(pairs), f"{where}: a key twice")
        return found

    def never(word: str) -> object:
        raise WrongError(f"{where}: {word}")

    try:
        return json.loads(text, object_pairs_hook=once, parse_constant=never)
    except ValueError as error:
        raise WrongError(f"{where}: {error}") from error


def well_formed(files: Mapping[str, bytes]) -> None:
    """Every file of a built site is what its name says."""
    for path, data in files.items():
        hold(".." not in path.split("/") and not path.startswith("/"), f"a file called {path}")
        kind = path.rpartition(".")[2]
        if kind in {"png", "ico", "woff2", "gz", "webp", "jpg"} or path.startswith("assets/"):
            continue
        try:
            text = data.decode()
        except UnicodeDecodeError as error:
            raise WrongError(f"{path}: {error}") from error
        if kind == "html":
            harmless_html(text, path)
        elif kind == "json":
            strict_json(text, path)
        elif kind in {"xml", "svg", "rss", "atom"}:
            _xml(text, path)
        elif kind == "ics":
            _calendar(data, path)
        elif kind == "csv":
            widths = {len(row) for row in csv.reader(io.StringIO(text, newline=""))}
            hold(len(widths) == 1, f"{path}: rows of {widths} cells")
        else:
            hold(not re.search(r"[\x00-\x08\x0e-\x1f]", text), f"{path}: a control character")


def _xml(text: str, path: str) -> None:
    try:
        tree = ET.fromstring(text)
    except ET.ParseError as error:
        raise WrongError(f"{path}: {error}") from error
    channel = tree.find("channel")  # an RSS channel's own description is plain text
    about = channel.find("description") if channel is not None else None
    for element in tree.iter():
        name = str(element.tag).rpartition("}")[2]
        hold(path.endswith(".svg") is False or name != "script", f"{path}: a script")
        if name in {"link", "url", "guid", "id"} and element.text:
            scheme = SCHEME.match(element.text)
            hold(
                scheme is None or scheme[1].lower() in {*SCHEMES, "tag", "urn"},
                f"{path}: {element.text}",
            )
        if name in {"content", "encoded", "description", "summary"} and element.text:
            html = element.get("type") == "html" or name in {"encoded", "description"}
            if html and "<" in element.text and element is not about:
                harmless_html(element.text, path)


def _calendar(data: bytes, path: str) -> None:
    lines = data.split(b"\r\n")
    hold(b"\n" not in b"".join(lines), f"{path}: a line feed alone")
    hold(all(len(line) <= 75 for line in lines), f"{path}: a line over 75 octets")
    try:
        calendar = icalendar.Calendar.from_ical(data)
    except ValueError as error:
        raise WrongError(f"{path}: {error}") from error
    for event in calendar.walk("VEVENT"):
        hold(event.get("UID") and not event.errors and "ATTACH" not in event, f"{path}: {event}")


def adds_up(assessment: Assessment) -> None:
    """Each component's counted rows, and its excused ones, lie apart and sum up to its figures."""
    for result in assessment.periods:
        for one in (result, *result.services):
            if not one.unmeasured:  # those are as they were told
                _adds_up(one)


def _adds_up(result: PeriodResult) -> None:
    where, down, base = result.period.label, result.downtime, result.base
    hold(0 <= down <= base <= result.total, f"{where}: {down} of {base} of {result.total}")
    if result.availability is not None and base:
        hold(result.availability == 1 - down / base, f"{where}: availability {result.availability}")
    counted: dict[str, Fraction] = dict.fromkeys(result.components, Fraction(0))
    last: dict[tuple[str, bool], datetime] = {}
    for row in sorted(result.ledger, key=lambda row: row.span):
        hold(row.span.start < row.span.end, f"{where}: an empty row")
        hold(0 < row.weight <= 1, f"{where}: a weight of {row.weight}")
        which = row.component, row.counted
        hold(last.get(which, row.span.start) <= row.span.start, f"{where}: rows overlap")
        last[which] = row.span.end
        if row.counted and row.component in counted:
            counted[row.component] += row.weighted_minutes
    for id_, figures in result.components.items():
        hold(figures.downtime == counted[id_], f"{where}: {id_} has {figures.downtime}")
    hold(down <= sum(counted.values(), Fraction(0)), f"{where}: more than its rows")
