"""The body of a post: its summary and the updates under ``## TIME STATUS`` headings.

A level-2 heading that begins like a time, or that says no more than a status and perhaps a time, is
meant as an update and must be right; any other heading is prose of the update it stands in. Code
blocks and comments hold no headings.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from operator import attrgetter
from typing import NamedTuple

from generator.diagnostics import Location, did_you_mean
from generator.model.content import Update
from generator.model.levels import Status
from generator.notation import basic_format
from generator.reading.posts.comments import Uncommented, without_comments
from generator.reading.posts.key_lines import key_lines, next_at, priority
from generator.reading.tables.fields import Context, read_instant, unknown
from generator.reading.tables.instants import parse_instant
from generator.reading.yaml.faults import Faults, Place, Trouble

MARKS = re.compile(r"\n {0,3}(?:(?P<heading>##)(?!#)|(?P<fence>`{3,}(?=[^`\n]*(?:\n|\Z))|~{3,}))")
HEADING = re.compile(
    r"## +(\d{4}-\d\d-\d\d[ T]\d\d:\d\d(?::\d\d)?(?: ?(?:[Zz]|[+-]\d\d:\d\d)(?![\d:]))?)(?=[ –·—]|$)"
    r"[ –·—]*(.*)",
    re.ASCII,
)
STRAY = re.compile(r"(\S+ \S+?)[:;,.|](?= |$)")
LIKE_TIME = re.compile(
    r"\d{4}-|\d{4}[./]\d|\d{1,2}:\d\d|\d{1,2}[./-]\d{1,2}[./-]\d|y{2,4}-|\d[\d./-]*[ t]\d\d?:\d\d",
    re.IGNORECASE,
)
DATED = re.compile(r"\d{4}-\d\d-\d\d[ t]\d\d:\d\d|\d{4}-\d\d|\d:\d\d")
DAY_LENGTH = len("2026-11-18")
EXAMPLE = "2026-11-18 09:31"
FENCE = re.compile(r"^ {0,3}(?:`{3}|~{3})", re.MULTILINE)
SWALLOWED = re.compile(r"^## +\d{4}-\d\d-\d\d[ T]\d\d:\d\d", re.MULTILINE)
STATUSES = "|".join(status.value for status in Status)
MISSED = re.compile(
    r"^(?: {0,3}(?:#(?!#)|#{3,6}|\*\*|(?=\d{4}-[^\n]+\n {0,3}-{2,}[ \t]*$))"
    r"|(?: {0,3}\t| {4})[ \t]*##(?!#)"
    rf"|(?P<bare> {{0,3}}(?:[-*+] )?(?=\d{{4}}-[^\n]+?(?:{STATUSES})[.!]?[ \t]*$)))[ \t]*"
    rf"(?P<time>\d{{4}}-\d\d-\d\d[ T]\d\d:\d\d\S*)[ –·—]+(?P<status>{STATUSES})\b",
    re.MULTILINE | re.IGNORECASE,
)
"""An update's heading of another level, in bold, underlined, indented like code, or a line without
any sign of a heading: it is prose, but hardly meant so."""
NAMES_OF_DAYS = re.compile(
    r"\b(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?\b"
    r"|\b(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\b|\b(?:at|on|am|pm|cest|cet|utc)\b"
)
CLOCK = re.compile(r"\d\d?:\d\d")
BY_WORD = {status.value.lower(): status for status in Status}
COURSE = (
    *(Status.INVESTIGATING, Status.IDENTIFIED, Status.MONITORING, Status.RESOLVED),
    *(Status.SCHEDULED, Status.IN_PROGRESS, Status.VERIFYING, Status.COMPLETED),
)
"""The statuses of an incident, then those of planned work, in the order in which they follow."""


class Section(NamedTuple):
    """The text under an update's heading, with the heading's two halves; nothing is judged yet."""

    line: int
    time: str
    time_column: int
    status: str
    status_column: int
    text: str


class Body(NamedTuple):
    """A post's text before its first update, and its updates in the order of the file."""

    summary: str
    sections: tuple[Section, ...]


def split_body(body: str, first_line: int, faults: Faults) -> Body:
    """A body cut at its update headings; faulty headings are noted and cut nothing.

    Comments are no part of it.
    """
    whole = without_comments(body)
    if whole.unclosed is not None:
        _note_unclosed(body, whole, first_line, faults)
    if not whole.cuts:
        return _split(whole.text, first_line, faults)
    inner = Faults(faults.path)
    found = _split(whole.text, 0, inner)
    for diagnostic in inner.found:
        line = first_line + whole.original(diagnostic.location.line)
        faults.found.append(replace(diagnostic, location=replace(diagnostic.location, line=line)))
    lines = (first_line + whole.original(section.line) for section in found.sections)
    sections = (s._replace(line=line) for s, line in zip(found.sections, lines, strict=True))
    return found._replace(sections=tuple(sections))


def _note_unclosed(body: str, whole: Uncommented, first_line: int, faults: Faults) -> None:
    """An error where updates are below, else a warning: what follows is published nowhere."""
    swallowed = body.split("\n", whole.unclosed or 0)[-1]
    note = faults.error if SWALLOWED.search(swallowed) else faults.warning
    what = "swallows the updates" if SWALLOWED.search(swallowed) else "hides the text"
    note(
        Place(first_line + (whole.unclosed or 0), 1),
        "not-closed",
        f"the comment that begins here never ends and {what} below",
        "add a line with --> where it ends",
    )


def _split(body: str, first_line: int, faults: Faults) -> Body:
    cuts: list[tuple[int, re.Match[str]]] = []
    for start, end, line in _headings(body, first_line, faults):
        if match := HEADING.match(body, start, end):
            cuts.append((line, match))
        elif fault := _faulty(body[start:end]):
            column = end - start - len(body[start:end].lstrip("# ")) + 1
            faults.trouble(Place(line, column), fault)
    _note_missed(body, first_line, faults)
    sections = []
    until = len(body)
    for line, match in reversed(cuts):
        time_column, status_column = (match.start(half) - match.start() + 1 for half in (1, 2))
        status = match[2].rstrip("# \t")
        text = body[match.end() + 1 : until]
        sections.append(Section(line, match[1], time_column, status, status_column, text))
        until = match.start()
    return Body(_trimmed(body[:until]), tuple(reversed(sections)))


def _note_missed(body: str, first_line: int, faults: Faults) -> None:
    """Warn of lines that look like an update's heading and are not, so that no resolution gets lost."""
    counted, fences, line = 0, 0, first_line
    headed: dict[str, bool] = {}
    for match in MISSED.finditer(body):
        between = body[counted : match.start()]
        counted = match.start()
        fences += len(FENCE.findall(between))
        line += between.count("\n")
        status = BY_WORD[match["status"].lower()].value
        if match["bare"] is not None and status not in headed:
            heading = rf"^## .*{status}"
            headed[status] = bool(re.search(heading, body, re.MULTILINE | re.IGNORECASE))
        if fences % 2 or (match["bare"] is not None and headed[status]):
            continue  # code, or a list of what the headings say already
        faults.warning(
            Place(line, 1),
            "bad-heading",
            f"'{match[0].strip()}' is not read as an update, only as text",
            f"if it is one, write ## {match['time'].rstrip('*:')} {status}",
        )


def _trimmed(text: str) -> str:
    """The text without empty lines around it; the first line keeps its indentation."""
    return text.strip("\n").rstrip()


def _headings(body: str, first_line: int, faults: Faults) -> Iterator[tuple[int, int, int]]:
    """The level-2 headings outside code blocks: beginning, end and line of each."""
    position, counted, line = 0, 0, first_line - 1
    body = "\n" + body  # so that every line, the first too, follows a newline
    while match := MARKS.search(body, position):
        kind = match.lastgroup
        start = match.start(kind or 0)
        line += body.count("\n", counted, start)
        counted = start
        if kind == "heading":
            position = body.find("\n", start)
            if position < 0:
                position = len(body)
            yield start - 1, position - 1, line
            continue
        sign = match["fence"]
        closing = re.compile(rf"^ {{0,3}}{sign[0]}{{{len(sign)},}}[ \t]*$", re.MULTILINE)
        found = closing.search(body, match.end())
        if found is None:
            if SWALLOWED.search(body, match.end()):
                faults.error(
                    Place(line, 1),
                    "not-closed",
                    "the code block that begins here never ends and swallows the updates below",
                    f"add a line with {sign} where it ends",
                )
            return
        position = found.end()


def _faulty(line: str) -> Trouble | None:
    """What is wrong with a heading that is no update's; None where it is prose."""
    content = line[2:].strip("\u00a0 \t#")
    if LIKE_TIME.match(content):
        tidy = STRAY.sub(r"\1", " ".join(content.split()))
        odd_space = line[2:3] in ("\t", "\u00a0")
        if (odd_space or tidy != content) and HEADING.fullmatch(f"## {tidy}"):
            odd = "the sign behind the time" if STRAY.match(content) else "the kind of space"
            return Trouble(
                "bad-heading", f"{odd} keeps this from being an update", f"write ## {tidy}"
            )
        trouble = parse_instant(_time_of(content), UTC)
        if isinstance(trouble, Trouble):
            return trouble
        return Trouble(
            "bad-heading", f"'{line.strip()}' is not read as an update", f"write ## {content}"
        )
    word = content.lower()
    letters = " ".join(re.findall(r"[^\W\d_]+", NAMES_OF_DAYS.sub("", word)))
    alone = BY_WORD.get(letters) if CLOCK.search(word) or not re.search(r"\d", word) else None
    status = alone or next((s for w, s in BY_WORD.items() if re.match(rf"{w}\b", word)), None)
    dated = DATED.search(word)
    escalated = word.startswith("escalated ") and len(word.split()) == 2
    if status and (alone or dated or escalated):
        clock = dated[0] if dated and len(dated[0]) > DAY_LENGTH else EXAMPLE
        words = status.value if dated or alone else content
        return Trouble(
            "heading-without-time",
            f"'{line.strip()}' does not begin with its time",
            f"write ## {clock} {words}",
        )
    return None


def _time_of(content: str) -> str:
    """The words at a heading's beginning that were meant as its time."""
    words = content.split()
    whole = len(words) == 1 or re.match(r"\S*\d[Tt]\d|\d+:", words[0])
    used = 1 if whole or not words[1][:1].isalnum() else 2
    if words[used:] and re.match(r"[+-]\d|[Zz]$", words[used]):
        used += 1
    return " ".join(words[:used])


def read_updates(
    sections: Sequence[Section], allowed: Sequence[Status], context: Context
) -> tuple[Update, ...]:
    """The updates by time; those with a fault (noted) are left out.

    Those of one time stand as in the file, or the other way round in a file written newest first.
    """
    found: list[Update] = []
    path = context.faults.path
    for section in sections:
        at = read_instant(section.time, Place(section.line, section.time_column), context)
        status, team = _status(section, allowed, context)
        keys, text = key_lines(section.text, section.line + 1)
        changed = priority(keys, context)
        if at is not None and status is not None:
            promised = next_at(keys, at, status, context)
            update = Update(
                at, status, text, "", Location(path, section.line), team, changed, promised
            )
            found.append(update)
    if newest_first(found):
        found.reverse()
    found.sort(key=attrgetter("at"))
    updates = []
    seen: Counter[datetime] = Counter()
    for update in found:
        seen[update.at] += 1
        again = f"-{seen[update.at]}" if seen[update.at] > 1 else ""
        updates.append(replace(update, key=update_key(update.at) + again))
    return tuple(updates)


def newest_first(updates: Sequence[Update]) -> bool:
    """Whether a file's headings run from the newest to the oldest.

    Their times decide, and where all are equal, the statuses of the first and the last one.
    """
    if len({update.at for update in updates}) > 1:
        return updates[0].at > updates[-1].at
    ends = [COURSE.index(u.status) for u in (*updates[:1], *updates[-1:]) if u.status in COURSE]
    return len(ends) == 2 and ends[0] > ends[1]


def update_key(at: datetime) -> str:
    """What names an update within its post: ``u-20261118t083100z``."""
    return f"u-{basic_format(at).lower()}"


def _status(
    section: Section, allowed: Sequence[Status], context: Context
) -> tuple[Status | None, str | None]:
    """A heading's status, and the team of an escalation."""
    status = BY_WORD.get(section.status.lower())
    if status in allowed and status is not Status.ESCALATED:
        return status, None
    place = Place(section.line, section.status_column)
    word, _, team = section.status.partition(" ")
    if word.lower() == "escalated" and Status.ESCALATED in allowed:
        return _escalation(team.strip(), place, context)
    words = ", ".join(s.value for s in allowed)
    if not section.status:
        message, remedy = "the heading has a time but no status", f"add one of {words}"
    elif status:
        post = "an incident" if Status.RESOLVED in allowed else "planned maintenance"
        message, remedy = f"'{status.value}' is not a status of {post}", f"use one of: {words}"
    else:
        message, remedy = _unknown_status(section.status, allowed)
    context.faults.error(place, "unknown-status", message, remedy)
    return None, None


def _unknown_status(text: str, allowed: Sequence[Status]) -> tuple[str, str]:
    words = [status.value for status in allowed]
    for word in words:
        if re.match(rf"{word}\b", text, re.IGNORECASE):
            rest = text[len(word) :].lstrip(" :.,-–—")
            message = f"'{rest}' stands behind the status {word}"
            return message, "write it on the line below the heading"
        if text.strip(" -:|*_.!").lower() == word.lower():
            return f"there are signs around the status: '{text}'", f"write {word} alone"
    return f"there is no status '{text}'", did_you_mean(text, words)


def _escalation(team: str, place: Place, context: Context) -> tuple[Status | None, str | None]:
    known = context.calendars
    if not team:
        context.faults.error(
            place,
            "unknown-team",
            "the escalation names no team",
            "write Escalated and a calendar's name",
        )
    elif known is not None and team not in known:
        context.faults.trouble(place, unknown("team", team, sorted(known)))
    else:
        return Status.ESCALATED, team
    return None, None
