"""Updates inside a body: ``{{< track TIME >}}``, ``::: update``, headings and bold lines with a time."""

from __future__ import annotations

import re
from collections.abc import Iterator

from generator.authoring.importers.markup import markdown
from generator.authoring.importers.records import Entry
from generator.authoring.importers.values import MOMENT, moment, status_of
from generator.levels import Status

TRACK = re.compile(r"\{\{[<%]\s*track\s+[\"'`“]?([^\"'`”>%]*)[\"'`”]?\s*[>%]\}\}")
CONTAINER = re.compile(
    r"^:::[ \t]*update[ \t]+([^|\n]*)\|?([^\n]*)\n(.*?)^:::[ \t]*$", re.MULTILINE | re.DOTALL
)
STAMPED = re.compile(
    r"^(?:#{1,6}[ \t]+|[*_]{2,3}|\[)(?=[^\n]*?\d{4}-\d\d-\d\d[ T]\d\d:\d\d)([^\n]+)$", re.MULTILINE
)
MARKED = re.compile(
    r"\s*(?:#{1,6}[ \t]+(?P<heading>[^\n]{2,40}?)[ \t#]*(?:\n|\Z)"
    r"|(?P<sign>[*_]{1,3})(?P<strong>[^*_\n]{2,40}?)(?P=sign)[ \t]*[:–—-]*[ \t]*"
    r"|(?P<plain>[^\W\d_][^\n:*]{2,30}?)[ \t]*:[ \t]+)"
)


def timeline(body: str, *, planned: bool) -> tuple[str, tuple[Entry, ...]]:
    """A body's text that belongs to no update, and its updates in the order of the text."""
    if CONTAINER.search(body):
        found = [
            Entry(
                moment(m[2]), status_of(m[1], planned=planned) or Status.UPDATE, _kept(m, planned)
            )
            for m in CONTAINER.finditer(body)
        ]
        return markdown(CONTAINER.sub("\n\n", body)), tuple(found)
    if TRACK.search(body):
        return _tracked(body, planned)
    if STAMPED.search(body):
        return _stamped(body, planned)
    return markdown(body), ()


def _kept(match: re.Match[str], planned: bool) -> str:
    """A container's text, with its title where that is no status."""
    title = match[1].strip()
    head = "" if status_of(title, planned=planned) else f"**{title}**\n\n"
    return markdown(head + match[3])


def marked(text: str, *, planned: bool) -> tuple[Status | None, str]:
    """The status that a text begins with (``**Resolved** - …``), and the text without it."""
    match = MARKED.match(text)
    word = match and (match["heading"] or match["strong"] or match["plain"])
    status = status_of(word, planned=planned) if word else None
    return (status, text[match.end() :]) if match and status else (None, text)


def _tracked(body: str, planned: bool) -> tuple[str, tuple[Entry, ...]]:
    tracks = list(TRACK.finditer(body))
    leading = sum(not body[: t.start()].rpartition("\n")[2].strip(" \t>*_-") for t in tracks)
    if leading * 2 > len(tracks) and _text_behind(body, tracks[0]):
        ends = [*(t.start() for t in tracks[1:]), len(body)]
        pieces = [(t, body[t.end() : end]) for t, end in zip(tracks, ends, strict=True)]
        rest = [body[: tracks[0].start()]]
    else:
        starts = [0, *(t.end() for t in tracks[:-1])]
        pieces = [(t, body[start : t.start()]) for t, start in zip(tracks, starts, strict=True)]
        rest = [body[tracks[-1].end() :]]
        before, first = _before_last_mark(pieces[0][1], planned)
        rest.insert(0, before)
        pieces[0] = (pieces[0][0], first)
    entries = [entry for track, text in pieces for entry in _entries(track, text, planned)]
    return markdown("\n\n".join(part.strip() for part in rest if part.strip())), tuple(entries)


def _text_behind(body: str, track: re.Match[str]) -> bool:
    return bool(body[track.end() :].partition("\n")[0].strip())


def _before_last_mark(text: str, planned: bool) -> tuple[str, str]:
    """The paragraphs of the first update's text that stand before its status."""
    paragraphs = re.split(r"\n[ \t]*\n", text)
    for number, paragraph in enumerate(paragraphs):
        if number and marked(paragraph, planned=planned)[0]:
            if marked(paragraphs[0], planned=planned)[0]:
                break
            return "\n\n".join(paragraphs[:number]), "\n\n".join(paragraphs[number:])
    return "", text


def _entries(track: re.Match[str], text: str, planned: bool) -> Iterator[Entry]:
    """The update that a time belongs to, and those in the same piece of text that have none."""
    pieces: list[str] = []
    for paragraph in re.split(r"\n[ \t]*\n", text.strip()):
        if not pieces or marked(paragraph, planned=planned)[0]:
            pieces.append(paragraph)
        else:
            pieces[-1] += f"\n\n{paragraph}"
    for number, piece in enumerate(pieces or [""]):
        status, rest = marked(piece, planned=planned)
        last = number == len(pieces) - 1 or not pieces
        at = moment(track[1]) if last else None
        lost = f"\n\n({track[1].strip()})" if last and at is None and track[1].strip() else ""
        words = rest.strip(" \t\n-–—") + lost
        yield Entry(at, status or Status.UPDATE, markdown(words))


def _stamped(body: str, planned: bool) -> tuple[str, tuple[Entry, ...]]:
    stamps = list(STAMPED.finditer(body))
    ends = [*(s.start() for s in stamps[1:]), len(body)]
    entries = []
    for stamp, end in zip(stamps, ends, strict=True):
        when = MOMENT.search(stamp[1])
        head = stamp[1].strip("*_[]# \t")
        words = MOMENT.sub(" ", head, count=1).strip(" \t-–—:|()·*_")
        word, colon, inline = words.partition(":")
        status = status_of(words, planned=planned)
        text = body[stamp.end() : end]
        if status is None and colon and (status := status_of(word, planned=planned)):
            text = f"{inline.strip(' *_')}\n{text}"
        elif status is None and words:
            text = f"**{words}**\n{text}"
        entries.append(
            Entry(moment(when[0]) if when else None, status or Status.UPDATE, markdown(text))
        )
    return markdown(body[: stamps[0].start()]), tuple(entries)
