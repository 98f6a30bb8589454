"""Bare addresses in running text: the extended autolinks of GitHub Flavored Markdown, 6.9.

``https://…``, ``http://…`` and ``www.…`` are read before emphasis, so that ``__init__.py`` in an address
keeps its underscores; mail addresses when the rest has been read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

SCHEME = re.compile(r"(?<![a-z0-9])https?\Z", re.IGNORECASE)
HOST = re.compile(r"[\w-]+(?:\.[\w-]+)*")
LONGEST_HOST = 253
REST = re.compile(r"[^\s<]*")
MAIL = re.compile(
    r"(?<![A-Za-z0-9._+-])((?:mailto:)?)([A-Za-z0-9._+-]{1,64}@[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]++)++)"
    r"(?<![_-])"
)
MARKS = "?!.,:*_~'\""
"""Signs at an address's end that belong to the sentence around it."""


def link_bare_addresses(engine: MarkdownIt) -> None:
    """Teaches an engine the rules of this module."""
    engine.inline.terminator_re = re.compile(
        rf"{engine.inline.terminator_re.pattern}|(?<![^\s*_~(])www\.", re.IGNORECASE
    )
    engine.inline.ruler.before("text", "bare-address", _address)
    engine.core.ruler.after("inline", "mail-address", _mail)


def _address(state: StateInline, silent: bool) -> bool:
    sign = state.src[state.pos]
    if sign not in ":wW" or state.linkLevel > 0:
        return False
    return _web(state, silent) if sign == ":" else _www(state, silent)


def _web(state: StateInline, silent: bool) -> bool:
    if not state.src.startswith("://", state.pos):
        return False
    before = SCHEME.search(state.pending[-6:])
    end = _end(state, state.pos + len("://")) if before else 0
    if not before or not end:
        return False
    address = before[0] + state.src[state.pos : end]
    return _linked(state, silent, before[0], address, address)


def _www(state: StateInline, silent: bool) -> bool:
    if not state.src.startswith("www.", state.pos):
        return False
    if state.pos and state.src[state.pos - 1] not in " \t\n*_~(":
        return False
    end = _end(state, state.pos + len("www."))
    address = state.src[state.pos : end]
    return bool(end) and _linked(state, silent, "", address, f"http://{address}")


def _end(state: StateInline, start: int) -> int:
    """Where an address ends whose host begins at ``start``; 0 where there is no host.

    The last two labels of a host have no underscore.
    """
    text = state.src
    host = HOST.match(text, start, min(start + LONGEST_HOST, state.posMax))
    if not host or "_" in "".join(host[0].split(".")[-2:]):
        return 0
    rest = REST.match(text, host.end(), state.posMax)
    end = rest.end() if rest else host.end()
    unopened = text.count(")", start, end) - text.count("(", start, end)
    while end > host.start():
        sign = text[end - 1]
        if sign == ";":
            entity = text.rfind("&", max(start, end - 33), end)
            end = entity if entity >= 0 and text[entity + 1 : end - 1].isalnum() else end - 1
        elif sign in MARKS or (sign == ")" and unopened > 0):
            unopened -= sign == ")"
            end -= 1
        else:
            return end
    return 0


def _linked(state: StateInline, silent: bool, before: str, address: str, target: str) -> bool:
    """Put a link in place of an address of which ``before`` is already taken for text."""
    if silent:
        state.pos += len(address) - len(before)
        return True
    if before:
        state.pending = state.pending[: -len(before)]
    state.push("link_open", "a", 1).attrs = {"href": state.md.normalizeLink(target)}
    state.push("text", "", 0).content = address
    state.push("link_close", "a", -1)
    state.pos += len(address) - len(before)
    return True


def _mail(state: StateCore) -> None:
    """Links in place of the mail addresses of a text whose other parts were read."""
    for block in state.tokens:
        if block.type == "inline" and block.children and "@" in block.content:
            found: list[Token] = []
            links = 0
            for token in block.children:
                links += token.nesting if token.tag == "a" else 0
                linked = token.type == "text" and not links and "@" in token.content
                found += _with_mail(token) if linked else [token]
            block.children = found


def _with_mail(text: Token) -> Iterator[Token]:
    """A text's tokens with its mail addresses as links."""
    done = 0
    for match in MAIL.finditer(text.content):
        yield Token("text", "", 0, content=text.content[done : match.start()])
        yield Token("link_open", "a", 1, attrs={"href": f"mailto:{match[2]}"})
        yield Token("text", "", 0, content=match[0])
        yield Token("link_close", "a", -1)
        done = match.end()
    yield Token("text", "", 0, content=text.content[done:])
