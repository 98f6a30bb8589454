"""Tables of keys: what a mapping may hold, how each value is read, and one line about it.

The same tables read the files, suggest the key that was meant, and describe the format for editors.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, tzinfo
from enum import Enum
from typing import Any, Generic, TypeVar

from generator.diagnostics import did_you_mean
from generator.reading.posts.comments import without_comments
from generator.reading.tables.instants import offset_trouble, parse_date, parse_instant
from generator.reading.tables.key_slips import respelt, unknown_key
from generator.reading.yaml.document import ListNode, MapNode, Node, Scalar, is_empty
from generator.reading.yaml.faults import Faults, Placed, Trouble
from generator.timespan import local_midnight

T = TypeVar("T")
E = TypeVar("E", bound=Enum)


@dataclass(slots=True)
class Context:
    """What a value's meaning depends on: whose file it is in, and what its names refer to.

    A set of names is None where it is not known (site.yaml is broken there), and ``languages`` are
    empty: then nothing is checked against it. ``renamed`` are former ids of components, ``former`` former keys of
    the agreement by their kind. ``exempt`` are, by the first day
    of each agreement, the classes that say ``notice: none``. ``strict`` False is for old versions of
    files, whose components may have gone since.
    """

    faults: Faults
    zone: tzinfo = UTC
    languages: tuple[str, ...] = ("en",)
    components: tuple[str, ...] | None = None
    renamed: Mapping[str, str] = field(default_factory=dict)
    former: Mapping[tuple[str, str], str] = field(default_factory=dict)
    priorities: frozenset[str] | None = None
    classes: frozenset[str] | None = None
    calendars: frozenset[str] | None = None
    tiers: frozenset[str] | None = None
    exempt: tuple[tuple[date | None, frozenset[str]], ...] = ()
    strict: bool = True

    def of(self, faults: Faults) -> Context:
        """The same for another file."""
        return replace(self, faults=faults)


@dataclass(frozen=True, slots=True)
class Kind(Generic[T]):
    """A kind of value: how it is read (None: a fault was noted) and its JSON Schema."""

    read: Callable[[Node, Context], T | None]
    schema: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Field:
    """A key: the kind of its value, what it is for, and a value to show as example.

    ``also`` are words for it in other tools, with which it is recognised when it is misnamed.
    """

    key: str
    kind: Kind[Any]
    doc: str
    example: str = ""
    required: bool = False
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """The keys of one kind of mapping; ``what`` names it in messages ("an incident").

    ``inside`` are keys that belong deeper, with where they belong: ``sla``, ``classes.standard``.
    """

    what: str
    fields: tuple[Field, ...]
    inside: Mapping[str, str] = field(default_factory=dict)
    by_key: Mapping[str, Field] = field(init=False)
    elsewhere: Mapping[str, str] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_key", {f.key: f for f in self.fields})
        words = {word: f.key for f in self.fields for word in f.also}
        object.__setattr__(self, "elsewhere", words)

    def schema(self) -> Mapping[str, object]:
        """The table as a JSON Schema object."""
        return {
            "type": "object",
            "additionalProperties": False,
            "required": [f.key for f in self.fields if f.required],
            "properties": {f.key: {**f.kind.schema, "description": f.doc} for f in self.fields},
        }


def read_fields(node: MapNode, table: Table, context: Context) -> dict[str, Any]:
    """The values of a mapping's keys, those left out that are absent or faulty (and noted).

    A missing required key is not complained about where a misspelt one was found that means it.
    """
    values: dict[str, Any] = {}
    faults = context.faults
    by_key = table.by_key
    meant = set()
    for key, value in respelt(node, table, faults).entries:
        known = by_key.get(key.text)
        if known is None:
            meant.add(unknown_key(key, value, table, faults))
        elif is_empty(value):
            empty_value(key, faults)
            values[key.text] = None
        else:
            values[key.text] = known.kind.read(value, context)
    for missing in table.fields:
        if missing.required and missing.key not in values and missing.key not in meant:
            faults.error(
                node,
                "missing-key",
                f"{table.what} needs '{missing.key}': {missing.doc}",
                f"add a line like {missing.key}: {missing.example}",
            )
    return {key: value for key, value in values.items() if value is not None}


def empty_value(key: Scalar, faults: Faults) -> None:
    """Note a key without a value."""
    faults.error(
        key,
        "empty-value",
        f"'{key.text}' has no value",
        "write one after the colon, or remove the line (a value that begins with # needs quotes)",
    )


def wrong_shape(node: Node, wanted: str, faults: Faults, remedy: str) -> None:
    """Note that a value has the wrong shape: a list where a word is wanted, and so on."""
    found = {Scalar: "a single value", ListNode: "a list", MapNode: "keys of its own"}[type(node)]
    faults.error(node, "wrong-shape", f"{wanted} is wanted here, not {found}", remedy)


def scalar(parse: Callable[[str], T | Trouble], **schema: object) -> Kind[T]:
    """A single value, read by a function from text."""

    def read(node: Node, context: Context) -> T | None:
        if not isinstance(node, Scalar):
            wrong_shape(
                node,
                "a single value",
                context.faults,
                "write it behind the colon; if a key of its own follows below, "
                "remove the spaces before that",
            )
            return None
        result = parse(node.text)
        if isinstance(result, Trouble):
            context.faults.trouble(node, result)
            return None
        return result

    return Kind(read, {"type": "string", **schema})


def _words(text: str) -> str | Trouble:
    words = without_comments(text).text.split()
    return " ".join(words) or Trouble("empty-value", "the text is empty", "write one")


TEXT = scalar(str)
WORDS = scalar(_words, minLength=1)
"""A text in one line, without comments; runs of spaces and line breaks become one space."""


def matching(pattern: str, trouble: Trouble) -> Kind[str]:
    """A text that matches a pattern as a whole; else the trouble, with the text for ``{}``."""
    whole = re.compile(pattern)

    def parse(text: str) -> str | Trouble:
        if whole.fullmatch(text):
            return text
        return trouble._replace(message=trouble.message.format(text))

    return scalar(parse)


def one_of(members: Iterable[E]) -> Kind[E]:
    """A word of an enumeration, or of some of its members."""
    by_word: dict[str, E] = {str(member.value): member for member in members}

    def parse(text: str) -> E | Trouble:
        if text in by_word:
            return by_word[text]
        return Trouble(
            "unknown-value", f"'{text}' is none of the words for this", did_you_mean(text, by_word)
        )

    return scalar(parse, enum=list(by_word))


def unknown(what: str, word: str, known: Iterable[str]) -> Trouble:
    """A word that is none of those that are known here."""
    remedy = did_you_mean(word, known)
    if remedy.startswith("none"):
        remedy = "none is defined; define it in site.yaml, or leave it out"
    return Trouble(f"unknown-{what}", f"there is no {what} '{word}'", remedy)


def nested(table: Table) -> Kind[dict[str, Any]]:
    """A mapping with the keys of a table, as a dictionary of the values."""

    def read(node: Node, context: Context) -> dict[str, Any] | None:
        if not isinstance(node, MapNode):
            example = ", ".join(f"{f.key}: {f.example}" for f in table.fields[:2] if f.example)
            wrong_shape(node, table.what, context.faults, f"write {{{example}}}")
            return None
        values = read_fields(node, table, context)
        complete = all(f.key in values for f in table.fields if f.required)
        return values if complete else None

    return Kind(read, table.schema())


def pick(values: Mapping[str, Any], *keys: str) -> dict[str, Any]:
    """Those of the keys that have values, for what has defaults of its own."""
    return {key: values[key] for key in keys if key in values}


def list_of(kind: Kind[T]) -> Kind[tuple[T, ...]]:
    """A list; a single value stands for a list of one."""

    def read(node: Node, context: Context) -> tuple[T, ...] | None:
        items = node.items if isinstance(node, ListNode) else (node,)
        found = [kind.read(item, context) for item in items]
        return tuple(item for item in found if item is not None)

    return Kind(read, {"anyOf": [{"type": "array", "items": kind.schema}, kind.schema]})


def mapping_of(kind: Kind[T], what: str, names: Kind[str] = WORDS) -> Kind[dict[str, T]]:
    """A mapping with free names as keys and values of one kind."""

    def read(node: Node, context: Context) -> dict[str, T] | None:
        if not isinstance(node, MapNode):
            wrong_shape(node, what, context.faults, "write {name: value}")
            return None
        found = {}
        for key, value in node.entries:
            name = names.read(key, context)
            if key.text.endswith(":"):
                context.faults.error(
                    key,
                    "yaml-syntax",
                    f"there are two colons behind '{key.text.rstrip(': ')}'",
                    "write one",
                )
            if is_empty(value):
                empty_value(key, context.faults)
                continue
            read_value = kind.read(value, context)
            if name is not None and read_value is not None:
                found[name] = read_value
        return found

    return Kind(read, {"type": "object", "additionalProperties": kind.schema})


def _read_instant(node: Node, context: Context) -> datetime | None:
    text = TEXT.read(node, context)
    return None if text is None else read_instant(text, node, context)


def read_instant(text: str, at: Placed, context: Context) -> datetime | None:
    """The instant of a text that stands at a place; None (and the fault noted) where it is none."""
    result = parse_instant(text, context.zone)
    if isinstance(result, Trouble):
        context.faults.trouble(at, result)
        return None
    if trouble := offset_trouble(text, result, context.zone):
        context.faults.warning(at, *trouble)
    return result


INSTANT: Kind[datetime] = Kind(_read_instant, {"type": "string", "examples": ["2026-11-18 09:12"]})
"""A point in time; local times are the site's."""

DATE: Kind[date] = scalar(parse_date, format="date")


def _read_beginning(node: Node, context: Context) -> datetime | None:
    if isinstance(node, Scalar) and len(node.text) > len("2026-11-18"):
        return _read_instant(node, context)
    day = DATE.read(node, context)
    return local_midnight(day, context.zone) if day else None


BEGINNING: Kind[datetime] = Kind(_read_beginning, {"type": "string", "examples": ["2026-11-18"]})
"""A date for its local midnight, or a time."""


def _read_texts(node: Node, context: Context) -> Mapping[str, str] | None:
    """Wording by language; a plain string is the main language's."""
    main = next(iter(context.languages), "")
    if isinstance(node, Scalar):
        text = WORDS.read(node, context)
        return None if text is None else {main: text}
    if not isinstance(node, MapNode):
        wrong_shape(node, "a text", context.faults, "write one text, or one for each language")
        return None
    found = {}
    before = context.faults.errors
    for key, value in node.entries:
        if context.languages and key.text not in context.languages:
            context.faults.error(
                key,
                "unknown-language",
                f"'{key.text}' is not one of the site's languages ({', '.join(context.languages)})",
                "add it to languages in site.yaml, or remove this text",
            )
            continue
        text = WORDS.read(value, context)
        if text is None:
            return None
        found[key.text] = text
    if main and main not in found:
        if context.faults.errors == before:
            context.faults.error(
                node,
                "missing-language",
                f"the text in the main language ({main}) is missing",
                f"add {main}: to it",
            )
        return None
    return {lang: found[lang] for lang in context.languages if lang in found}


TEXTS: Kind[Mapping[str, str]] = Kind(
    _read_texts,
    {"anyOf": [{"type": "string"}, {"type": "object", "additionalProperties": {"type": "string"}}]},
)
"""A text, or one for each language."""
