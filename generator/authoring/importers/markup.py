"""Bodies of other tools as Markdown that is safe to stand under an update's heading here.

HTML that people write in posts becomes Markdown, headings step down below ours, blocks that were never
closed are closed. Words are never dropped; what has no counterpart stays as it was typed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from generator.reading.posts.timeline import split_body
from generator.reading.yaml.faults import Faults

NAMES = (
    "p|br|a|b|strong|i|em|u|s|del|ul|ol|li|code|pre|h1|h2|h3|h4|h5|h6|blockquote|img|hr|"
    "div|span|table|thead|tbody|tr|td|th|small|sub|sup|font|center|section|article|header|footer|details|summary"
)
TAG = re.compile(
    rf"<(/?)({NAMES})((?:\s+(?:[\w:@.-]+\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s\"'<>]+)"
    r"|open|nowrap|noshade|reversed|hidden|disabled))*)\s*/?>",
    re.IGNORECASE,
)
"""A tag that is meant as one: words in angle brackets that are no attributes stay words."""
PROTECTED = re.compile(
    r"(^ {0,3}(`{3,}+|~{3,}+).*?^ {0,3}\2[`~]*[ \t]*$|`[^`\n]+`)", re.MULTILINE | re.DOTALL
)
ATTRIBUTE = re.compile(r"([\w-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))")
HEADING = re.compile(r"^( {0,3})##(?!#)", re.MULTILINE)
TIDIED = (
    (re.compile(r"<pre\b[^>]*>\s*<code\b[^>]*>", re.IGNORECASE), "<pre>"),
    (re.compile(r"</code>\s*</pre>", re.IGNORECASE), "</pre>"),
    (re.compile(r"<(b|strong|i|em|code)>(\s*)</\1>", re.IGNORECASE), r"\2"),
    (re.compile(r"(<(?:b|strong|i|em)>)(\s+)", re.IGNORECASE), r"\2\1"),
    (re.compile(r"(?<!\s)(\s+)(</(?:b|strong|i|em)>)", re.IGNORECASE), r"\2\1"),
    (re.compile(rf"\n[ \t]+(?=</?(?:{NAMES})\b)", re.IGNORECASE), "\n"),
)
"""What HTML allows and Markdown does not: code twice, emphasis of spaces or of nothing, indented tags."""
SIGNS = {
    name: signs
    for names, signs in (
        ("br", ("  \n", "  \n")),
        ("b strong", ("**", "**")),
        ("i em", ("*", "*")),
        ("code", ("`", "`")),
        ("pre", ("\n```\n", "\n```\n")),
        ("hr", ("\n\n* * *\n\n", "\n\n* * *\n\n")),
        ("h1 h2 h3 h4 h5 h6", ("\n\n### ", "\n\n")),
        ("td th", ("", " | ")),
        ("blockquote", ("\n\n> ", "\n\n")),
        ("p table", ("\n\n", "\n\n")),
        ("div tr section article details", ("\n", "\n")),
    )
    for name in names.split()
}
"""What stands in Markdown where a tag opens and where it closes."""
DEEPEST = 8
"""How far lists in lists are indented."""
PROBE = "## 2001-01-01 00:00 Update"


def markdown(text: str) -> str:
    """A body as Markdown, harmless to the timeline it will stand in."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "").strip()
    if TAG.search(text):
        text = "".join(
            piece if PROTECTED.fullmatch(piece) else _without_tags(piece) for piece in _pieces(text)
        ).strip()
    return _contained(text)


def _replaced(text: str, by: Iterable[tuple[re.Pattern[str], str]]) -> str:
    for pattern, new in by:
        text = pattern.sub(new, text)
    return text


def _pieces(text: str) -> list[str]:
    """The text cut into code and the rest."""
    pieces, at = [], 0
    for match in PROTECTED.finditer(text):
        pieces += [text[at : match.start()], match[0]]
        at = match.end()
    return [piece for piece in (*pieces, text[at:]) if piece]


def _without_tags(text: str) -> str:
    lists: list[str] = []
    links: list[str] = []

    def replaced(match: re.Match[str]) -> str:
        closing, name = bool(match[1]), match[2].lower()
        given = {key.lower(): a or b or c for key, a, b, c in ATTRIBUTE.findall(match[3])}
        match name:
            case "img":
                return f"![{given.get('alt', '')}]({given.get('src', '')})"
            case "a" if closing:
                return f"]({links.pop()})" if links else ""
            case "a":
                links.append(given.get("href", ""))
                return "["
            case "ul" | "ol" if closing:
                if lists:
                    lists.pop()
                return "\n\n"
            case "ul" | "ol":
                lists.append(name)
                return "\n\n" if len(lists) == 1 else ""
            case "li":
                sign = "1. " if lists and lists[-1] == "ol" else "- "
                return "" if closing else "\n" + "    " * min(len(lists) - 1, DEEPEST) + sign
            case _:
                return SIGNS.get(name, ("", ""))[closing]

    plain = TAG.sub(replaced, _replaced(text, TIDIED))
    while links:
        plain += f"]({links.pop()})"
    return re.sub(r"\n{3,}", "\n\n", plain)


def _contained(text: str) -> str:
    """The text with nothing in it that would be read as, or swallow, an update of ours."""
    if not text:
        return ""
    text = "".join(
        piece if PROTECTED.fullmatch(piece) else HEADING.sub(r"\1###", piece)
        for piece in _pieces(text)
    )
    if re.match(r"\s*priority:", text):
        text = text.replace("priority:", "Priority:", 1)
    if stands_alone(text):
        return text
    for closing in ("\n```", "\n~~~", "\n-->", "\n````"):
        if stands_alone(text + closing):
            return text + closing
    return "\n".join(f"> {line}".rstrip() for line in text.split("\n"))


def stands_alone(text: str) -> bool:
    """Whether an update that follows the text would be seen, and nothing in the text be taken for one."""
    faults = Faults("")
    body = split_body(f"{text}\n\n{PROBE}\nx", 1, faults)
    return not faults.found and len(body.sections) == 1 and body.sections[0].text.strip() == "x"
