"""What texts cost that were made to cost much: processor seconds to read, render and spell them out.

    python benchmarks/prose.py

Each row repeats a few characters up to 2, 8, 32 and 128 KB. `tests/rendering/test_limits.py` holds the growth
of the same texts against their length.
"""

from __future__ import annotations

from time import process_time

from generator.reading.posts.comments import without_comments
from generator.rendering.prose.facts import facts_of
from generator.rendering.prose.markdown import render
from generator.rendering.prose.plain import plain_lines, plain_text

PASTE = '{"a": [1, 2, {"b": [3, [4, '
"""A file of JSON that was cut off."""

UNITS = (
    "[", "![", "[a][", "[a](", "[a](b", "![a](", "[a](<b", '[a](b "', "[[a](", "](", "[a]: b\n", "[^1]: b\n", "[^",
    "\t", " ", "\\", "a\n-\n", "# a\n", "- ", "1. ", "> ", "- - ", "- a\n", "  - a\n", ">a\nb\n", "> - a\n", PASTE,
    "`", "``a`", "```a\n", "~~~a\n", "*a **b ", "*a_", "~~a ~b ", "<", "<!--", "<!-- -->", "<br>", "</a ", "<https://a",
    "&amp", "http://a.b/", "http://a(", "http://a&b;", "http://a_b", "www.", "_www.", "www.a.b ", "a@", "a@b.c", ".a@",
    ")", "&b;", ";", ":a:", "|a", "|a|b|\n|-|-|\n", "|a|b\n",
)  # fmt: skip
STARTS = {")": "http://a", "&b;": "http://a", ";": "http://a", "|a|b\n": "|a|b\n|-|-\n"}
"""What stands before some of them, so that they are the end of an address, or rows of a table."""
SIZES = (2, 8, 32, 128)


def repeated(unit: str, length: int) -> str:
    """A text of about that many characters."""
    return STARTS.get(unit, "") + unit * (length // len(unit))


def read(text: str) -> None:
    """All that a check and a build do with a text."""
    text = without_comments(text).text
    html = render(text, 2)
    plain_lines(html)
    plain_text(html)
    facts_of(text)


def seconds(text: str) -> float:
    """Processor seconds of :func:`read`."""
    began = process_time()
    read(text)
    return process_time() - began


def main() -> None:
    read("")
    print(f"{'text':32}", *(f"{size:>4} KB" for size in SIZES))
    for unit in UNITS:
        measured = (f"{seconds(repeated(unit, size << 10)):7.2f}" for size in SIZES)
        print(f"{unit!r:32}", *measured, flush=True)


if __name__ == "__main__":
    main()
