"""Front matter as other tools write it, and what its values mean; files of any encoding."""

from __future__ import annotations

import json
import os
import re
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from generator.reading.guarded import DATA_LIMIT, read_guarded
from generator.reading.yaml.document import ListNode, MapNode, Node, compose
from generator.reading.yaml.faults import Faults

Front = Mapping[str, Any]
"""Keys in small letters; values are texts, lists and mappings."""

OPENING = re.compile(r"(---|\+\+\+)[ \t]*(yaml|yml|toml|json)?[ \t]*\n", re.IGNORECASE)
CLOSINGS = {
    "---": re.compile(r"^---[ \t]*(?:\n|\Z)", re.MULTILINE),
    "+++": re.compile(r"^\+\+\+[ \t]*(?:\n|\Z)", re.MULTILINE),
}
PARSERS: Mapping[str, Callable[[str], Any]] = {"toml": tomllib.loads, "json": json.loads}
LINE = re.compile(r"^[ \t]*([A-Za-z_][\w-]*)[ \t]*[:=](?!//)[ \t]*(.*)$")
ITEM = re.compile(r"\s*-\s+(.+)")
QUOTED = re.compile(r"(\"|')(.*?)\1[ \t]*(?:#.*)?\Z")
HALF = re.compile(
    r"\\ud[89ab][0-9a-f]{2}(?!\\ud[c-f][0-9a-f]{2})|(?<!\\ud[89ab][0-9a-f]{2})\\ud[c-f][0-9a-f]{2}",
    re.IGNORECASE,
)
"""Half of a character that JSON writes as two, left over where a text was cut off."""
FOREIGN = re.compile("[\udc80-\udcff]+")
NO_UTF_8 = "it is not UTF-8; what is not is read as Windows-1252"


def text_of(file: Path) -> tuple[str, list[str]]:
    """A file's text with plain newlines, and notes of what was taken for granted. Raises OSError."""
    data = read_guarded(file, DATA_LIMIT)
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        text, notes = data.decode("utf-16", "replace"), ["it is UTF-16"]
    else:
        text = data.decode("utf-8-sig", "surrogateescape")
        notes = [NO_UTF_8] if FOREIGN.search(text) else []
        text = FOREIGN.sub(
            lambda m: m[0].encode("utf-8", "surrogateescape").decode("cp1252", "replace"), text
        )
    return text.replace("\r\n", "\n").replace("\r", "\n"), notes


def name_of(file: Path, source: Path) -> str:
    """What a file of a source is called in reports, also where its name is no text."""
    name = file.name if file == source else file.relative_to(source).as_posix()
    return os.fsencode(name).decode("utf-8", "replace")


def json_documents(file: Path) -> list[Any]:
    """The JSON documents of a file: one, or several behind each other as page after page is saved.

    Raises ValueError for anything else, and OSError.
    """
    text = HALF.sub(r"\\ufffd", text_of(file)[0]).strip()
    found: list[Any] = []
    decoder = json.JSONDecoder()
    while text or not found:
        value, end = decoder.raw_decode(text)
        found.append(value)
        text = text[end:].lstrip(" \t\n,")
    return found


def split_front(text: str) -> tuple[Front, str]:
    """Front matter (YAML, TOML or JSON, however untidy) and the body after it."""
    text = text.removeprefix("\ufeff").lstrip("\n")
    if text.startswith("{") and not text.startswith("{{"):
        try:
            values, end = json.JSONDecoder().raw_decode(text)
        except ValueError:
            return {}, text
        return _small(values), text[end:]
    opening = OPENING.match(text)
    if not opening:
        return {}, text
    closing = CLOSINGS[opening[1]].search(text, opening.end())
    if closing is None:
        end = _unclosed(text, opening.end())
        return _by_lines(text[opening.end() : end]), text[end:]
    front, body = text[opening.end() : closing.start()], text[closing.end() :]
    kind = (opening[2] or ("toml" if opening[1] == "+++" else "yaml")).lower()
    return values_of(kind, front), body


def _unclosed(text: str, at: int) -> int:
    """Where front matter that was never closed ends: before the first line that is none of it."""
    for line in text[at:].split("\n"):
        if not (line.startswith("#") or LINE.match(line) or ITEM.match(line)):
            break
        at += len(line) + 1
    return min(at, len(text))


def values_of(kind: str, text: str) -> Front:
    """The keys of a text in TOML, JSON or YAML; what cannot be read is read line by line, as far as that goes."""
    if kind in PARSERS:
        try:
            return _small(PARSERS[kind](text))
        except ValueError:
            return _by_lines(text)
    root = compose(text.replace("\t", "  "), 1, Faults(""))
    return _small(_plain(root)) if root is not None else _by_lines(text)


def _plain(node: Node) -> Any:
    if isinstance(node, MapNode):
        return {key.text: _plain(value) for key, value in node.entries}
    if isinstance(node, ListNode):
        return [_plain(item) for item in node.items]
    return node.text


def _small(values: Any) -> dict[str, Any]:
    """The keys in small letters; those that came from JSON or TOML are made texts."""
    if not isinstance(values, dict):
        return {}
    return {str(key).lower(): value for key, value in values.items()}


def _by_lines(text: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    last = ""
    for line in text.split("\n"):
        if match := LINE.match(line):
            last, value = match[1].lower(), _bare(match[2] or "")
            if value.startswith("[") and value.endswith("]"):
                found[last] = [w.strip().strip("\"'") for w in value[1:-1].split(",") if w.strip()]
            else:
                found[last] = value
        elif (item := ITEM.match(line)) and last:
            items = found[last] if isinstance(found.get(last), list) else []
            found[last] = [*items, _bare(item[1])]
    return found


def _bare(value: str) -> str:
    """A value without quotes and without the remark behind it."""
    value = value.strip()
    if quoted := QUOTED.match(value):
        return quoted[2]
    return re.split(r"(?:^|\s)#", value, maxsplit=1)[0].strip().strip("\"'")


def words_of(value: object) -> list[str]:
    """A list of texts, also from a single one, from comma-separated ones or from ``{name: …}``."""
    if value is None:
        return []
    if isinstance(value, Mapping):
        return [str(key) for key in value]
    if isinstance(value, list):
        names = [v.get("name", v.get("id", "")) if isinstance(v, Mapping) else v for v in value]
        return [str(name).strip() for name in names if name is not None and str(name).strip()]
    return [word.strip() for word in str(value).split(",") if word.strip()]


def truth(value: object) -> bool | None:
    """``true`` and ``false`` in any dress; None for neither."""
    word = str(value).strip().lower()
    return {
        "true": True, "yes": True, "1": True, "on": True, "false": False, "no": False, "0": False, "off": False,
    }.get(word)  # fmt: skip
