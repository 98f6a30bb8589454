"""The Markdown engine: CommonMark with GitHub's tables, strikethrough, task lists, alerts and bare addresses.

Raw HTML stays visible text, but for ``<br>``. What the engine would read in no proper time, or leave out
without a word, is refused: the text is shown as it was typed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_block import StateBlock, reference, table
from markdown_it.rules_block.table import escapedSplit, getLine
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

from generator.rendering.prose.addresses import link_bare_addresses

DEEPEST = 20
"""So many lists and quotes may be inside each other."""

LEVELS = 2 * DEEPEST + 2
"""The engine's levels for that: a list has one and its items another; the text in them comes last."""

MOST_OPEN = 100
"""So many brackets may be open at once in a paragraph."""

MOST_PARTS = 50_000
"""So many parts (the engine's tokens: five for an item of a list, three for a cell) blocks may have, and words in
them. Each costs some microseconds and some hundred bytes: a file of 1 MiB would need 12 seconds and 700 MB."""
MANY_PARTS = f"it has more than {MOST_PARTS:,} parts, such as items, cells or marks"

NESTING = ("bullet_list", "ordered_list", "blockquote", "alert_open", "alert_close")
BRACKET = re.compile(r"\]\(?|[\[)]")
BREAK = re.compile(r"<br[ ]*/?>", re.IGNORECASE)
BOXES = {True: "☑ ", False: "☐ "}
"""Ticked or not, in a task list: text, since mail, calendars and chat show it as well."""
WORDS = "words"
"""The key of an engine's environment under which the parts of blocks are counted."""
TOO_WIDE = "too wide"
"""The key of an engine's environment under which cells that no column shows are listed."""


class BeyondMarkdownError(Exception):
    """A text that is not read as Markdown; the message says why, as the end of a sentence."""


@cache
def _engine() -> MarkdownIt:
    """The process's one engine."""
    engine = MarkdownIt(
        "gfm-like2",
        {"html": False, "linkify": False, "maxNesting": LEVELS},
        renderer_cls=_Renderer,
    )
    engine.disable(["linkify"])
    engine.core.ruler.after("block", "limits", _refuse)
    everywhere = ["paragraph", "reference", "blockquote", "list"]
    engine.block.ruler.before("table", "parts", _count_blocks, {"alt": everywhere})
    engine.inline.ruler.before("text", "parts", _count_words)
    engine.block.ruler.at("reference", _reference, {"alt": []})
    engine.block.ruler.at("table", _table, {"alt": ["paragraph", "reference"]})
    engine.inline.ruler.before("autolink", "line-break", _line_break)
    link_bare_addresses(engine)
    return engine


def parse(text: str, env: EnvType) -> list[Token]:
    """A text's tokens; cells that no column shows are added to ``env[TOO_WIDE]``.

    Raises BeyondMarkdownError for a text that is better shown as it was typed, whatever the reason.
    """
    try:
        return _engine().parse(text, env)
    except BeyondMarkdownError:
        raise
    except Exception as error:  # a defect of the library breaks one text, not the page
        why = f"the Markdown library cannot read it ({type(error).__name__})"
        raise BeyondMarkdownError(why) from error


def to_html(text: str) -> str:
    """A text as HTML, not sanitised. Raises BeyondMarkdownError as :func:`parse` does."""
    env: EnvType = {}
    tokens = parse(text, env)
    return str(_engine().renderer.render(tokens, _engine().options, env))


def _refuse(state: StateCore) -> None:
    """After blocks were read and before what stands in them is: refuse what the limits forbid."""
    depth = 0
    for token in state.tokens:
        if token.type.startswith(NESTING):
            depth += token.nesting
            if depth > DEEPEST:
                raise BeyondMarkdownError(
                    f"lists or quotes are more than {DEEPEST} deep in each other"
                )
        if token.type == "inline" and _open_brackets(token.content) > MOST_OPEN:
            raise BeyondMarkdownError(f"more than {MOST_OPEN} brackets are open in one paragraph")


def _count_blocks(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Begins no block: asked at every line, it ends a text that grows too large."""
    del start, end, silent
    if len(state.tokens) > MOST_PARTS:
        raise BeyondMarkdownError(MANY_PARTS)
    return False


def _count_words(state: StateInline, silent: bool) -> bool:
    """The same in the words of blocks, all together."""
    del silent
    state.env[WORDS] = state.env.get(WORDS, 0) + 1
    if state.env[WORDS] > MOST_PARTS:
        raise BeyondMarkdownError(MANY_PARTS)
    return False


def _open_brackets(text: str) -> int:
    """How many brackets are open at most at one place of a paragraph."""
    if text.count("[") <= MOST_OPEN:
        return 0
    squares, rounds, most = 0, 0, 0
    for match in BRACKET.finditer(text):
        if match[0] == "[":
            squares += 1
        elif match[0] == ")":
            rounds = max(0, rounds - 1)
        else:
            squares, rounds = max(0, squares - 1), rounds + len(match[0]) - 1
        most = max(most, squares, rounds)
    return most


def _reference(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """A link's definition; a footnote (``[^1]: …``) is none, so that its words stay."""
    if state.src.startswith("[^", state.bMarks[start] + state.tShift[start]):
        return False
    return reference(state, start, end, silent)


def _table(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """A table; cells beyond its columns, which are shown nowhere, are noted."""
    if not table(state, start, end, silent):
        return False
    if not silent:
        columns = len(_cells(state, start))
        for line in range(start + 2, state.line):
            state.env.setdefault(TOO_WIDE, []).extend(_cells(state, line)[columns:])
    return True


def _cells(state: StateBlock, line: int) -> list[str]:
    cells = [cell.strip() for cell in escapedSplit(getLine(state, line).strip())]
    return cells[not cells[0] : len(cells) - (len(cells) > 1 and not cells[-1])]


def _line_break(state: StateInline, silent: bool) -> bool:
    """``<br>``, the only tag that is one: tables have no other way to break a line."""
    found = BREAK.match(state.src, state.pos, state.posMax)
    if not found:
        return False
    if not silent:
        state.push("hardbreak", "br", 0)
    state.pos = found.end()
    return True


class _Renderer(RendererHTML):
    """HTML with tags and attributes that the sanitiser knows."""

    def td_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        """A cell, with its column's side as an attribute."""
        if style := tokens[idx].attrGet("style"):
            tokens[idx].attrs = {"align": str(style).removeprefix("text-align:")}
        return self.renderToken(tokens, idx, options, env)

    th_open = td_open

    def list_item_open(
        self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType
    ) -> str:
        """An item, with a box as text where it is one of a task list."""
        html = self.renderToken(tokens, idx, options, env)
        checked = tokens[idx].meta.get("checked")
        return html if checked is None else html + BOXES[checked]

    def s_open(self, *_: object) -> str:
        """Text that no longer holds."""
        return "<del>"

    def s_close(self, *_: object) -> str:
        """The end of it."""
        return "</del>"

    def alert_open(self, *_: object) -> str:
        """A quote whose first line says what it is: note, tip, important, warning or caution."""
        return "<blockquote>\n"

    def alert_title_open(self, *_: object) -> str:
        """What it says it is."""
        return "<p><strong>"

    def alert_title_close(self, *_: object) -> str:
        """The end of it."""
        return "</strong></p>\n"

    def alert_close(self, *_: object) -> str:
        """The end of it."""
        return "</blockquote>\n"
