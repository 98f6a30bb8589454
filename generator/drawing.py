"""Diagnostics drawn: as text with the source line and a caret, as JSON, as GitHub annotations.

Everything here is pure: (diagnostics) → text. Whatever comes from files is made harmless for a
terminal first, so that no file name or source line can move the cursor or change colours.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict
from functools import cache

from generator.diagnostics import Diagnostic, Location, Severity

WIDEST = 100
"""Longest piece of a source line that is shown, in characters."""

CONTROL = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)
"""What moves a terminal's cursor, changes its state, or turns the direction of what follows."""

RESET = "\x1b[0m"
BOLD = "\x1b[1m"
DIM = "\x1b[2m"
COLOURS = {Severity.ERROR: "\x1b[1;31m", Severity.WARNING: "\x1b[1;33m"}
REMEDY_COLOUR = "\x1b[32m"


def in_order(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Sorted by place, then code; the same finding twice is one."""
    return tuple(sorted(dict.fromkeys(diagnostics), key=lambda d: (d.location, d.code, d.message)))


def has_errors(diagnostics: Iterable[Diagnostic]) -> bool:
    """Whether anything among them stops publication."""
    return any(d.severity is Severity.ERROR for d in diagnostics)


def unaccepted(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Those that people are to see."""
    return tuple(d for d in diagnostics if not d.accepted)


def count_line(diagnostics: Sequence[Diagnostic]) -> str:
    """``2 errors, 1 warning in 2 files``; empty for none."""
    if not diagnostics:
        return ""
    numbers = Counter(d.severity for d in diagnostics)
    counts = [_plural(numbers[kind], kind.value) for kind in Severity if numbers[kind]]
    return f"{', '.join(counts)} in {_plural(len({d.location.path for d in diagnostics}), 'file')}"


def draw_text(
    diagnostics: Sequence[Diagnostic],
    read_source: Callable[[str], str | None],
    color: bool = False,
    warnings: int | None = None,
) -> str:
    """For people: ``path:line:col: code: message``, the source line with a caret, the remedy.

    ``read_source`` returns a file's text by its path in the site, or None where it cannot be read.
    The last line counts. At most so many ``warnings`` are drawn, and all errors. Empty for no diagnostics.
    """
    seen = unaccepted(diagnostics)
    if not seen:
        return ""
    wanted = len(seen) if warnings is None else warnings
    left = {id(d) for d in [d for d in seen if d.severity is Severity.WARNING][wanted:]}
    source = cache(lambda path: _lines(read_source(path)))
    blocks = [_block(d, source(d.location.path), color) for d in seen if id(d) not in left]
    total = count_line(seen)
    if left:
        total += f"; {len(left)} more: statusmark check"
    blocks.append(f"{BOLD}{total}{RESET}" if color else total)
    return "\n".join(blocks) + "\n"


def draw_json(
    diagnostics: Sequence[Diagnostic], effects: Sequence[Mapping[str, object]] = ()
) -> str:
    """For machines: the schema ``statusmark/check/1``; ``accepted`` and ``effects`` only if there are any."""
    document: dict[str, object] = {
        "schema": "statusmark/check/1",
        "diagnostics": [_document(d) for d in unaccepted(diagnostics)],
    }
    if accepted := [_document(d) for d in diagnostics if d.accepted]:
        document["accepted"] = accepted
    if effects:
        document["effects"] = list(effects)
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _document(found: Diagnostic) -> dict[str, object]:
    return {
        **asdict(found.location),
        "code": found.code,
        "severity": found.severity.value,
        "message": found.message,
        "remedy": found.remedy,
    }


def draw_github(diagnostics: Sequence[Diagnostic], folder: str = "") -> str:
    """For GitHub Actions: one workflow command a finding, shown beside the line in the pull request.

    ``folder`` is where the site lies in the repository (``""`` or ``status/``). The last line counts.
    """
    lines, seen = [], unaccepted(diagnostics)
    for d in seen:
        at = d.location
        place = f"file={_property(folder + at.path)},line={at.line},col={at.column}"
        text = f"{d.message}\n{d.remedy}" if d.remedy else d.message
        lines.append(f"::{d.severity.value} {place},title={_property(d.code)}::{_data(text)}")
    if lines:
        lines.append(count_line(seen))
    return "".join(line + "\n" for line in lines)


def draw_github_notices(title: str, texts: Iterable[str]) -> str:
    """Sentences that belong to no line, shown on the run's page."""
    return "".join(f"::notice title={_property(title)}::{_data(text)}\n" for text in texts)


def _block(found: Diagnostic, source: list[str], color: bool) -> str:
    def paint(style: str, text: str) -> str:
        return f"{style}{text}{RESET}" if color else text

    at, accent = found.location, COLOURS[found.severity]
    place = paint(BOLD, f"{_line(at.path)}:{at.line}:{at.column}")
    warning = "warning: " if found.severity is Severity.WARNING else ""
    lines = [f"{place}: {paint(accent, found.code)}: {warning}{_line(found.message)}"]
    if snippet := _snippet(at, source):
        text, caret = snippet
        margin = " " * len(str(at.line))
        lines.append(f"  {paint(DIM, str(at.line))} | {text}")
        lines.append(f"  {margin} | {paint(accent, caret)}")
    if found.remedy:
        lines.append(f"  {paint(REMEDY_COLOUR, 'remedy:')} {_line(found.remedy)}")
    return "\n".join(lines) + "\n"


def _snippet(at: Location, source: list[str]) -> tuple[str, str] | None:
    """The source line, cut around the column where it is long, and the caret line below it."""
    if not 1 <= at.line <= len(source):
        return None
    line = source[at.line - 1]
    column = min(max(at.column, 1), len(line) + 1) - 1
    first = max(0, column - WIDEST * 2 // 3) if len(line) > WIDEST else 0
    piece = line[first : first + WIDEST]
    before = "…" if first else ""
    after = "…" if first + WIDEST < len(line) else ""
    if not piece.strip():
        return None
    padding = "".join(_blank(c) for c in before + line[first:column])
    return f"{before}{_line(piece)}{after}", f"{padding}^"


def _blank(character: str) -> str:
    """White space as wide as the character is drawn."""
    if character == "\t":
        return "\t"
    if unicodedata.combining(character):
        return ""
    return "  " if unicodedata.east_asian_width(character) in "WF" else " "


def harmless(text: str) -> str:
    """Text that a terminal shows and does not obey: control characters become visible marks.

    Tabs and line feeds stay, and spaces and joiners of any kind.
    """
    return text if text.isprintable() else CONTROL.sub(lambda match: _mark(match[0]), text)


def _line(text: str) -> str:
    """Harmless text on one line, in which all that is invisible has a mark: it may be the mistake."""
    if text.isprintable():
        return text
    return "".join(c if c == "\t" or c.isprintable() else _mark(c) for c in text)


def _mark(character: str) -> str:
    code = ord(character)
    if code < 0x20:
        return chr(0x2400 + code)
    return "\u2421" if code == 0x7F else "\ufffd"


def _lines(text: str | None) -> list[str]:
    """Lines as YAML and editors count them: LF, CRLF and CR end one; nothing else does."""
    if text is None:
        return []
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def _plural(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
