"""What of a text the Markdown engine is spared: nesting and unclosed brackets that it would need minutes for.

Such a text is shown as it was typed; its post, and all others, are published all the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape

DEEPEST = 20
"""So many lists and quotes may be inside each other."""

MOST = 2 * 10**6
"""So many characters may be passed while ends of brackets are looked for; about a quarter of a second."""

FENCE = re.compile(r"^(`{3,}+|~{3,}+)[^\n]*\n", re.MULTILINE)
MARKERS = re.compile(r"^(?:[ \t]*(?:>|(?:[-*+]|\d{1,9}[.)])(?=[ \t]|$)))+", re.MULTILINE)
RULE = re.compile(r"[-*_ \t]*$", re.MULTILINE)
MARKER = re.compile(r">|\S+")
SIGN = re.compile(r"\\.|\[|\]\(?|\)", re.DOTALL)
HEADING = re.compile(r"^[ ]{0,3}(?:#|[-=*_]+[ ]*$)", re.MULTILINE)
RUN = re.compile(r"\\{100,}")
HEADINGS_ARE_CHEAPER, FENCES_ARE_CHEAPER, RUNS_ARE_CHEAPER = 32, 100, 1000


def beyond_markdown(text: str) -> str:
    """Why a text is not read as Markdown, as the end of a sentence; empty where it is."""
    text, passed = _without_fences(text)
    if any(depth > DEEPEST for depth in _depths(text)):
        return f"lists or quotes are more than {DEEPEST} deep in each other"
    if len(text) ** 2 < MOST:
        return ""
    for block in re.split(r"\n[ \t]*\n", text):
        passed += _passed(block)
        passed += sum(len(run) ** 2 for run in RUN.findall(block)) // RUNS_ARE_CHEAPER
        passed += len(HEADING.findall(block)) * len(block) // HEADINGS_ARE_CHEAPER
        if passed > MOST:
            return "too many brackets are open, or too many headings follow each other"
    return ""


def _without_fences(text: str) -> tuple[str, int]:
    """The text less its blocks in fences, and how many characters were passed for ends that are not there."""
    kept, done, passed = [], 0, 0
    endless: set[str] = set()
    for match in FENCE.finditer(text):
        sign, start = match[1], match.start()
        if start < done:
            continue
        end = None
        if sign not in endless:
            end = re.compile(rf"^{sign}[ ]*$", re.MULTILINE).search(text, match.end())
        if end:
            kept.append(text[done:start])
            done = end.end()
        else:
            endless.add(sign)
            passed += (len(text) - start) // FENCES_ARE_CHEAPER
    return "".join([*kept, text[done:]]), passed


def _depths(text: str) -> Iterator[int]:
    """How deep each line's lists and quotes are, by its markers and its indentation."""
    for match in MARKERS.finditer(text):
        if RULE.match(text, match.start()):
            continue
        width = len(match[0].expandtabs(4)) - len(match[0].expandtabs(4).lstrip())
        yield width // 4 + len(MARKER.findall(match[0]))


def _passed(block: str) -> int:
    """How many characters lie between the brackets and their ends, those in each other counted again."""
    passed, opened, targets = 0, [], []
    for match in SIGN.finditer(block):
        sign, at = match[0], match.start()
        if sign == "[":
            opened.append(at)
        elif sign[0] == "]":
            passed += at - opened.pop() if opened else 0
            targets += [at] if sign == "](" else []
        elif sign == ")" and targets:
            passed += at - targets.pop()
    return passed + sum(len(block) - at for at in (*opened, *targets))


def as_typed(text: str) -> str:
    """A text as HTML with its paragraphs and lines, and nothing else."""
    paragraphs = (part.strip("\n") for part in re.split(r"\n[ \t]*\n", text))
    return "\n".join(
        f"<p>{escape(part, quote=False).replace(chr(10), '<br>' + chr(10))}</p>"
        for part in paragraphs
        if part.strip()
    )
