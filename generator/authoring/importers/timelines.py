"""Updates inside a body: ``{{< track TIME >}}``, ``::: update``, headings and lines with a time.

A body is either text with times between, or it is no timeline at all. What stands before the first
update, in comments, or (where the newest update stands first) behind the last, is the summary.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from generator.authoring.importers.markup import PROTECTED, markdown
from generator.authoring.importers.records import OriginalUpdate
from generator.authoring.importers.statuses import status_of
from generator.authoring.importers.times import MOMENT, moment, read
from generator.model.levels import Status

TRACK = re.compile(r"\{\{[<%]\s*track\s+[\"'`“]?([^\"'`”>%{\n]{0,80})[\"'`”]?\s*/?[>%]\}\}")
CONTAINER = re.compile(
    r"^:::+[ \t]*update\b[ \t]*([^|\n]*)\|?([^\n]*)(?:\n(.*?))??"
    r"(?:^:::+[ \t]*(?:\n|\Z)|(?=^:::+[ \t]*update\b)|\Z)",
    re.MULTILINE | re.DOTALL,
)
ASIDE = re.compile(rf"{PROTECTED.pattern}|(?P<comment><!--)", re.MULTILINE | re.DOTALL)
STAMPED = re.compile(
    r"^(?P<mark>#{1,6}[ \t]+|[*_]{2,3}|\\?\[)?(?P<before>[^\n]*?)(?P<time>"
    + MOMENT.pattern
    + r")(?P<after>[^\n]*)$",
    re.MULTILINE,
)
MARKED = re.compile(
    r"\s*(?:#{1,6}[ \t]+(?P<heading>[^\n]{2,40}?)[ \t#]*(?:\n|\Z)"
    r"|(?P<sign>[*_]{1,3})(?P<strong>[^*_\n]{2,40}?)(?P=sign)[ \t]*[:.,!–—-]*[ \t]*"
    r"|(?P<plain>[^\W\d_][^\n:*]{2,30}?)[ \t]*:[ \t]+)"
)
NUMBERED = re.compile(r"(.+?)[ \t]+(?:#?\d+|one|two|three|four|five|six|seven)", re.IGNORECASE)
MARK_ALONE = re.compile(
    r"[ \t]*(?:#{1,6}[ \t]+[^\n]{2,40}|[*_]{1,3}[^*_\n]{2,40}[*_]{1,3})[ \t:–—-]*"
)
GAP = re.compile(r"[ \t]*(?:\\|(?:-[ \t]*){3,}|(?:\*[ \t]*){3,}|(?:_[ \t]*){3,})?[ \t]*")
"""Lines that only keep others apart: empty ones, rules, lone backslashes."""
FENCE = re.compile(r"[ \t]{0,3}(`{3,}|~{3,})")

Pieces = tuple[str, list[OriginalUpdate]]
"""The text that belongs to no update, and the updates with their texts as they were typed."""


def timeline(body: str, *, planned: bool) -> tuple[str, tuple[OriginalUpdate, ...]]:
    """A body's text that belongs to no update, and its updates in the order of the text."""
    shown, hidden = _apart(body)
    if CONTAINER.search(shown):
        rest, updates = _contained(shown, planned)
    elif TRACK.search(shown):
        rest, updates = _tracked(shown, planned)
    else:
        rest, updates = _stamped(shown, planned)
    summary = markdown("\n\n".join([rest, *hidden]))
    return summary, tuple(replace(e, text=markdown(_trimmed(e.text))) for e in updates)


def _apart(body: str) -> tuple[str, list[str]]:
    """A body without its comments, and these; what stands in code is none."""
    shown, hidden, at, start = [], [], 0, 0
    while match := ASIDE.search(body, at):
        at = match.end()
        if match["comment"]:
            end = body.find("-->", at)
            if end < 0:
                break
            at = end + len("-->")
            shown.append(body[start : match.start()])
            hidden.append(body[match.start() : at])
            start = at
    return "".join([*shown, body[start:]]), hidden


def marked(text: str, *, planned: bool) -> tuple[Status | None, str]:
    """The status that a text begins with (``**Resolved** - …``), and the text without it."""
    match = MARKED.match(text)
    word = match and (match["heading"] or match["strong"] or match["plain"])
    if not match or not word:
        return None, text
    if status := status_of(word, planned=planned):
        return status, text[match.end() :]
    numbered = NUMBERED.fullmatch(word.strip(" .:!-–—"))
    if numbered and status_of(numbered[1], planned=planned) is Status.UPDATE:
        return Status.UPDATE, f"**{word}**\n\n{text[match.end() :].lstrip()}"
    return None, text


def _trimmed(text: str) -> str:
    """The text without gaps, dashes and line breaks around it."""
    lines = text.split("\n")
    while lines and GAP.fullmatch(lines[0]):
        lines.pop(0)
    while lines and GAP.fullmatch(lines[-1]):
        lines.pop()
    return re.sub(r"[ \t]*\\\Z", "", "\n".join(lines)).rstrip()


def _blocks(text: str, planned: bool) -> list[tuple[Status | None, str]]:
    """The text cut before each line that begins with a status, with these; gaps between are dropped."""
    lines = text.split("\n")
    starts, fence = [0], ""
    for number, line in enumerate(lines):
        if found := FENCE.match(line):
            fence = found[1] if not fence else "" if found[1].startswith(fence) else fence
        elif (
            number
            and not fence
            and GAP.fullmatch(lines[number - 1])
            and marked("\n".join(lines[number : number + 2]), planned=planned)[0]
        ):
            starts.append(number)
    pieces = ["\n".join(lines[a:b]) for a, b in zip(starts, [*starts[1:], len(lines)], strict=True)]
    return [marked(piece, planned=planned) for piece in map(_trimmed, pieces) if piece]


def _contained(body: str, planned: bool) -> Pieces:
    """``::: update TITLE | TIME`` to ``:::``; a title that is no status, and a time that is none, stay."""
    updates = []
    for match in CONTAINER.finditer(body):
        title, when, text = match[1].strip(), match[2].strip(), match[3] or ""
        status, at = status_of(title, planned=planned), moment(when)
        head = f"**{title}**\n\n" if title and not status else ""
        lost = f"\n\n({when})" if when and not at else ""
        updates.append(OriginalUpdate(at, status or Status.UPDATE, f"{head}{text.strip()}{lost}"))
    return _trimmed(CONTAINER.sub("\n\n", body)), updates


def _tracked(body: str, planned: bool) -> Pieces:
    """``{{< track TIME >}}``, at the end of each update or, on most lines, at the beginning."""
    tracks = list(TRACK.finditer(body))
    lines = [(body.rfind("\n", 0, t.start()) + 1, t) for t in tracks]
    leads = [_leads(body[start : t.start()], body[t.end() :]) for start, t in lines]
    if sum(leads) * 2 > len(tracks):
        cuts = [start if leads[n] else t.start() for n, (start, t) in enumerate(lines)]
        ends = [*cuts[1:], len(body)]
        pieces = [
            body[cut : t.start()].rstrip() + " " + body[t.end() : end].lstrip(" \t")
            for cut, t, end in zip(cuts, tracks, ends, strict=True)
        ]
        updates = [
            update
            for track, piece in zip(tracks, pieces, strict=True)
            for update in _timed(track, _blocks(piece, planned), at=0)
        ]
        return _trimmed(body[: cuts[0]]), updates
    starts = [0, *(t.end() for t in tracks[:-1])]
    pieces = [body[start : t.start()] for start, t in zip(starts, tracks, strict=True)]
    first = _blocks(pieces[0], planned)
    summary = [first.pop(0)[1]] if len(first) > 1 and first[0][0] is None else []
    updates = list(_timed(tracks[0], first))
    for track, piece in zip(tracks[1:], pieces[1:], strict=True):
        updates += _timed(track, _blocks(piece, planned))
    tail = _blocks(body[tracks[-1].end() :], planned)
    if tail and tail[0][0] is None:
        text = tail.pop(0)[1]
        if _oldest_first(updates) or (summary and len(tracks) == 1):
            updates[-1] = replace(updates[-1], text=f"{updates[-1].text}\n\n{text}")
        else:
            summary.append(text)
    updates += [OriginalUpdate(None, status or Status.UPDATE, text) for status, text in tail]
    return "\n\n".join(text for text in summary if text), updates


def _leads(before: str, behind: str) -> bool:
    """Whether a time stands before its text, alone on its line so far or behind a mere status."""
    if not before.strip(" \t>*_-"):
        return bool(behind.partition("\n")[0].strip())
    return bool(MARK_ALONE.fullmatch(before) and behind.partition("\n")[0].strip())


def _oldest_first(updates: list[OriginalUpdate]) -> bool:
    known = [update.at.replace(tzinfo=None) for update in updates if update.at]
    return len(known) > 1 and known[0] <= known[-1]


def _timed(
    track: re.Match[str], blocks: list[tuple[Status | None, str]], *, at: int = -1
) -> Iterator[OriginalUpdate]:
    """The updates of a piece of text: the first (0) or last (-1) has its time, the others have none."""
    blocks = blocks or [(None, "")]
    told = track[1].strip()
    when = moment(told)
    lost = f"\n\n({told})" if told and when is None else ""
    for number, (status, text) in enumerate(blocks):
        mine = number == at % len(blocks)
        words = text.strip(" \t\n-–—") + (lost if mine else "")
        yield OriginalUpdate(when if mine else None, status or Status.UPDATE, words)


def _stamped(body: str, planned: bool) -> Pieces:
    """Headings, bold lines and lines of their own with a full time."""
    code = [match.span() for match in PROTECTED.finditer(body)]
    stamps = [
        stamp
        for stamp in STAMPED.finditer(body)
        if _is_stamp(stamp, planned) and not any(a <= stamp.start() < b for a, b in code)
    ]
    if not stamps:
        return body, []
    updates = []
    for stamp, end in zip(stamps, [*(s.start() for s in stamps[1:]), len(body)], strict=True):
        at, label = read(stamp), _label(f"{stamp['before']} {stamp['after']}")
        lost = "" if at else f"\n\n({stamp['time']})"
        word, _, inline = label.partition(":")
        status = status_of(label, planned=planned)
        head = ""
        if status is None and label:
            status = status_of(word, planned=planned)
            head = f"{_label(inline)}\n" if status else f"**{label}**\n"
        text = head + body[stamp.end() : end] + lost
        updates.append(OriginalUpdate(at, status or Status.UPDATE, _trimmed(text)))
    return _trimmed(body[: stamps[0].start()]), updates


def _is_stamp(stamp: re.Match[str], planned: bool) -> bool:
    """Whether a line with a time is an update's heading, and not a sentence that names a time."""
    mark, before, after = stamp["mark"] or "", _label(stamp["before"]), _label(stamp["after"])
    if stamp["hour"] is None:
        return False
    if mark.startswith("#"):
        return True
    if before and not status_of(before, planned=planned):
        return False
    return bool(mark) or not after or (not before and bool(status_of(after, planned=planned)))


def _label(text: str) -> str:
    return text.strip(" \t-–—:|()[]\\·*_#")
