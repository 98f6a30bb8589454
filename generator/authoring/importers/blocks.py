"""Lists and tables as CommonMark allows them, set as the page's stricter Markdown reads them.

GitHub and Hugo let a list or a table follow a paragraph at once and nest by two spaces; here each
stands after an empty line and nests by four. Only white space changes, and ``1)`` to ``1.``.
"""

from __future__ import annotations

import re

ITEM = re.compile(r"([ \t]*)([-*+]|\d{1,9}[.)])([ \t]+)(?=\S)")
RULE = re.compile(r"[ \t]*([-*_])(?:[ \t]*\1){2,}[ \t]*")
FENCE = re.compile(r"[ \t]*(`{3,}|~{3,})")
ROW = re.compile(r"[ \t]*\|?[ \t]*:?-{2,}:?[ \t]*(?:\|[ \t]*:?-{2,}:?[ \t]*)+\|?[ \t]*")
STEP = "    "
CODE = 4
"""Columns from which a line outside lists is code."""


def spaced(text: str) -> str:
    """The text with lists and tables apart from what stands before them, nested in even steps."""
    lines = text.split("\n")
    out: list[str] = []
    columns: list[int] = []
    fence = ""
    for line, after in zip(lines, [*lines[1:], ""], strict=True):
        before = out[-1] if out else ""
        mark = FENCE.match(line)
        if fence or mark:
            fence = _fence(fence, mark[1] if mark else "")
            out.append(line)
        elif not line.strip():
            out.append(line)
        elif (item := ITEM.match(line)) and not RULE.fullmatch(line):
            out += _item(line, item, columns, before)
        else:
            out += [""] if before.strip() and "|" in line and ROW.fullmatch(after) else []
            out.append(_rest(line, columns, before))
    return "\n".join(out)


def _fence(opened: str, mark: str) -> str:
    """The fence of the code block that is open behind a line with a mark or none."""
    if not opened:
        return mark
    return "" if mark.startswith(opened) else opened


def _item(line: str, item: re.Match[str], columns: list[int], before: str) -> list[str]:
    """An item of a list, after an empty line where it begins one."""
    indent, inside = len(item[1].expandtabs(CODE)), bool(columns)
    while columns and indent < columns[-1]:
        columns.pop()
    sign = item[2].replace(")", ".")
    follows = before.strip() and not ITEM.match(before)
    if not inside and (indent >= CODE or (follows and sign not in {"-", "*", "+", "1."})):
        return [line]
    gap = [""] if follows and (not inside or before.startswith(" ")) else []
    made = f"{STEP * len(columns)}{sign} {line[item.end() :]}"
    columns.append(indent + len(item[2]) + 1)
    return [*gap, made]


def _rest(line: str, columns: list[int], before: str) -> str:
    """A line that is no item: indented with the item that it belongs to, or the end of the list."""
    plain = line.expandtabs(CODE)
    indent = len(plain) - len(plain.lstrip())
    if columns and indent >= columns[0]:
        while indent < columns[-1]:
            columns.pop()
        more = indent - columns[-1]
        return STEP * len(columns) + " " * (more if more >= CODE else 0) + plain.lstrip()
    if not before.strip():
        columns.clear()
    return line
