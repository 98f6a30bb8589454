"""Writes docs/errors.md from the catalogue tests/errors/ and from tools/error_meanings.txt.

Run it after a change of either: ``python tools/errors_page.py``. A test fails while the page is out
of date (``STATUSMARK_REWRITE=1`` rewrites it, too).
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "errors.md"
CATALOGUE = ROOT / "tests" / "errors"
MEANINGS = ROOT / "tools" / "error_meanings.txt"

INTRODUCTION = """\
# Errors

`statusmark check` and `statusmark build` name every mistake of every file in one run. Each message has four
parts: the place (`path:line:column`), a code, a sentence, and a remedy.

```text
{example}```

A **warning** says so after its code and stops nothing. An **error** makes `check` and `build` end with exit
code 1. `build --keep-going` publishes what is valid, says on the page which posts are missing, and still ends
with 1. Other exit codes: 0 all is fine, 2 the command was not understood, 3 a fault of ours.

`--format json` gives the same to programs, and `--format github` to pull requests (chosen by itself in GitHub
Actions).

This page is made from the catalogue `tests/errors/`, which holds the smallest site for each mistake.
"""
FIRST = "unknown-component.near-miss"


@dataclass(frozen=True)
class Entry:
    """A code, what it means, and an example of what is printed."""

    code: str
    meaning: str
    example: str


def entries() -> dict[str, list[Entry]]:
    """The entries under the heading of each group, in the order of the meanings."""
    groups: dict[str, list[Entry]] = {}
    lines = [line for line in MEANINGS.read_text("utf-8").splitlines() if line]
    for number, line in enumerate(lines):
        if line.startswith("== "):
            groups[line.removeprefix("== ")] = []
        elif not line.startswith(("#", "  ")):
            code, _, meaning = line.partition(": ")
            example = _from_catalogue(code) or _as_written(code, lines[number + 1 : number + 3])
            groups[list(groups)[-1]].append(Entry(code, meaning, example))
    return groups


def page() -> str:
    """docs/errors.md as it should be."""
    example = (CATALOGUE / FIRST / "expected.txt").read_text("utf-8").partition("\n\n")[0] + "\n"
    parts = [INTRODUCTION.format(example=example)]
    for group, found in entries().items():
        parts.append(f"## {group}\n")
        parts += [f"### {e.code}\n\n{e.meaning}\n\n```text\n{e.example}\n```\n" for e in found]
    return "\n".join(parts)


def _from_catalogue(code: str) -> str:
    """The first finding of the code's first case, with its source line, caret and remedy."""
    cases = sorted(c for c in CATALOGUE.iterdir() if c.name.partition(".")[0] == code)
    if not cases:
        return ""
    block = (cases[0] / "expected.txt").read_text("utf-8").partition("\n\n")[0]
    return "\n".join(line.rstrip() for line in block.splitlines())


def _as_written(code: str, lines: list[str]) -> str:
    """The example that the meanings give for a code without a case."""
    message, remedy = lines
    if not message.startswith("  e.g. ") or not remedy.startswith("  remedy "):
        raise ValueError(f"{MEANINGS.name}: {code} has neither a case nor an example")
    return (
        f"{code}: {message.removeprefix('  e.g. ')}\n  remedy: {remedy.removeprefix('  remedy ')}"
    )


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    print(f"wrote {PAGE.relative_to(ROOT)}")
