"""What YAML's complaint means to somebody who typed a title and three times.

A YAML parser says where it gave up, which is often a line below the slip, and why in its own words.
Real status repositories show a handful of slips again and again; each is looked for by name first.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from generator.reading.yaml.faults import Place, Trouble

NOT_PRINTABLE = re.compile("[^\t\n\r -~\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
KEY = re.compile(r"( *)(?:- +)*(['\"]?[\w .-]+['\"]?):(?: |$)")
SPECIAL = re.compile(r"( *(?:- +)*(?:[\w-]+: +)?)([*@`%&!|>\]}])(.*)")
DASH = re.compile(r"( +)-(?: |$)")
CROWDED = re.compile(r"( *(?:- +)*[A-Za-z_-]+:)(?=[^\s:/])")


class Complaint(NamedTuple):
    """Where a YAML parser gave up and why; lines and columns from 0, ``opened`` is what it was in."""

    problem: str
    line: int
    column: int
    opened: tuple[int, int] | None = None


def explain(text: str, complaint: Complaint) -> tuple[Place, Trouble]:
    """The likeliest slip behind a complaint, with its place in ``text`` (lines from 1)."""
    lines = text.split("\n")
    number = min(complaint.line, len(lines) - 1)
    for looked_for in (
        _tab,
        _special,
        _crowded_dash,
        _closed_twice,
        _leading_dash,
        _leading_space,
        _colon,
        _crowded,
        _opened,
        _no_colon,
    ):
        if found := looked_for(lines, number, complaint):
            return found
    while number and not lines[number].strip():
        number -= 1
    column = complaint.column + 1 if number == complaint.line else 1
    return Place(number + 1, column), Trouble(
        "yaml-syntax",
        f"this is not valid YAML: {complaint.problem}",
        "write one 'key: value' a line; put texts with special characters in double quotes",
    )


Found = tuple[Place, Trouble] | None


def _tab(lines: list[str], number: int, _: Complaint) -> Found:
    for at in (number, number - 1):
        indent = lines[at][: len(lines[at]) - len(lines[at].lstrip())] if at >= 0 else ""
        if "\t" in indent:
            return Place(at + 1, indent.index("\t") + 1), Trouble(
                "tab-indentation",
                "the line is indented with a tab, which YAML does not allow",
                "indent with spaces",
            )
    return None


def _special(lines: list[str], number: int, complaint: Complaint) -> Found:
    match = SPECIAL.fullmatch(lines[number])
    if not match or not match[1].strip() or complaint.column < len(match[1]):
        return None
    value = (match[2] + match[3]).rstrip()
    return Place(number + 1, len(match[1]) + 1), unquoted(value)


def unquoted(value: str) -> Trouble:
    """A value that begins with a character that means something to YAML."""
    quoted = value.replace("\\", "\\\\").replace('"', '\\"')
    return Trouble(
        "unquoted-value",
        f"a value that begins with '{value[0]}' means something else in YAML",
        f'put it in double quotes: "{quoted}"',
    )


def _leading_space(lines: list[str], number: int, complaint: Complaint) -> Found:
    """A key that stands further right than its siblings, as un-commenting leaves it."""
    if complaint.opened and "quoted" in complaint.problem:
        return None
    indents = {len(m[1]) for line in lines[:number] if (m := KEY.match(line))}
    for at in range(number, -1, -1):
        match = KEY.match(lines[at])
        if not match:
            continue
        above = next((lines[i] for i in range(at - 1, -1, -1) if lines[i].strip()), "")
        deeper = len(match[1]) > len(above) - len(above.lstrip())
        parent = re.sub(r"\s+#.*", "", above).rstrip().endswith((":", "|", ">", ",", "{", "["))
        stray = at == number and len(match[1]) not in indents and not deeper
        if match[1] and ((deeper and not parent) or stray):
            count = len(match[1])
            return Place(at + 1, 1), Trouble(
                "leading-space",
                f"there {'is a space' if count == 1 else f'are {count} spaces'} before '{match[2]}'",
                "begin it in the same column as the keys above and below",
            )
        if at < number and not match[1]:
            break
    return None


def _crowded_dash(lines: list[str], number: int, _: Complaint) -> Found:
    """An item of a list without a space behind its -."""
    for at in (number, number - 1):
        if at >= 0 and (match := re.match(r"( *)-(?=[\w{\[])(.*)", lines[at])):
            return Place(at + 1, len(match[1]) + 2), Trouble(
                "missing-space", "there is no space after the -", f"write - {match[2].strip()}"
            )
    return None


def _closed_twice(lines: list[str], number: int, complaint: Complaint) -> Found:
    """A closing bracket or brace that nothing opened."""
    sign = lines[number][complaint.column : complaint.column + 1]
    opening = {"}": "{", "]": "["}.get(sign)
    before = lines[number][: complaint.column]
    if opening is None or before.count(opening) != before.count(sign):
        return None
    return Place(number + 1, complaint.column + 1), Trouble(
        "yaml-syntax", f"this {sign} closes nothing that was opened", "delete it"
    )


def _leading_dash(lines: list[str], number: int, complaint: Complaint) -> Found:
    """An item of a list that stands further right, or left, than those above it."""
    match = DASH.match(lines[number])
    if "expected '-' indicator" not in complaint.problem or not match:
        return None
    count = len(match[1])
    return Place(number + 1, 1), Trouble(
        "leading-space",
        f"there {'is a space' if count == 1 else f'are {count} spaces'} before this item's -, "
        "more than before the one above",
        "begin each - in the same column",
    )


def _colon(lines: list[str], number: int, complaint: Complaint) -> Found:
    line = lines[number]
    match = KEY.match(line)
    if "mapping values" not in complaint.problem or not match or complaint.column < match.end():
        return None
    value = line[match.end() :].strip()
    quoted = value.replace("\\", "\\\\").replace('"', '\\"')
    return Place(number + 1, complaint.column + 1), Trouble(
        "unquoted-colon",
        "a colon and a space inside a value make YAML see a second key",
        f"put the pairs in braces: {{{value}}}"
        if match[2] == "components"
        else f'put the value in double quotes: "{quoted}"',
    )


def _crowded(lines: list[str], number: int, _: Complaint) -> Found:
    for at in (number - 1, number):
        if at >= 0 and (match := CROWDED.match(lines[at])):
            return Place(at + 1, match.end() + 1), Trouble(
                "missing-space",
                f"there is no space after '{match[1].strip()}'",
                f"write {match[1].strip()} {lines[at][match.end() :].strip()}",
            )
    return None


def _opened(lines: list[str], _: int, complaint: Complaint) -> Found:
    if not complaint.opened:
        return None
    line, column = complaint.opened
    sign = lines[line][column : column + 1] if line < len(lines) else ""
    what = {"[": "list", "{": "braces", '"': "quote", "'": "quote"}.get(sign)
    if not what or (what == "quote" and "end of stream" not in complaint.problem):
        return None
    closing = {"[": "]", "{": "}"}.get(sign, sign)
    return Place(line + 1, column + 1), Trouble(
        "not-closed",
        f"the {what} opened here with {sign} {'are' if what == 'braces' else 'is'} never closed",
        f"add the closing {closing}; between entries put commas"
        if sign in "[{"
        else f"add the closing {closing}",
    )


def _no_colon(lines: list[str], _: int, complaint: Complaint) -> Found:
    if "could not find expected ':'" not in complaint.problem or not complaint.opened:
        return None
    line, column = complaint.opened
    text = lines[line].strip() if line < len(lines) else ""
    return Place(line + 1, column + 1), Trouble(
        "missing-colon",
        f"'{text}' has no colon",
        "write key: value; a text that goes on over lines is indented or in double quotes",
    )
