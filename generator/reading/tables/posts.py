"""The keys of a post's front matter: one table for each of its mappings."""

from __future__ import annotations

from enum import Enum

from generator.model.levels import Cause, Level, Levels
from generator.reading.tables.fields import (
    INSTANT,
    WORDS,
    Context,
    Field,
    Kind,
    Table,
    empty_value,
    list_of,
    nested,
    one_of,
    scalar,
    unknown,
    wrong_shape,
)
from generator.reading.tables.scalars import parse_id
from generator.reading.tables.sla import BOOL
from generator.reading.yaml.document import ListNode, MapNode, Node, Scalar, is_empty

ALL = "all"
LEVEL = one_of(Level)


class LateNotice(Enum):
    """What a notice may say about being late."""

    ACKNOWLEDGED = "acknowledged"


def levels(default: Level) -> Kind[Levels]:
    """``components``: levels by id, a list of ids at the default level, or ``all``."""

    def read(node: Node, context: Context) -> Levels | None:
        entries: list[tuple[Node, Level | None]]
        if isinstance(node, MapNode):
            if _only_names(node):
                _note_only_names(node, default, context)
                return None
            entries = [(key, _level(key, value, context)) for key, value in node.entries]
        elif isinstance(node, ListNode):
            if any(isinstance(item, MapNode) for item in node.items):
                _listed_levels(node, default, context)
                return None
            entries = [(item, default) for item in node.items]
        elif node.text == ALL:
            entries = [(node, default)]
        else:
            each = ", ".join(f"{id.strip()}: {default.value}" for id in node.text.split(","))
            remedy = f"write [{node.text}] or {{{each}}}"
            wrong_shape(node, "a list", context.faults, remedy)
            return None
        return _expanded(entries, context)

    named = {"type": "object", "additionalProperties": LEVEL.schema}
    return Kind(
        read, {"anyOf": [named, {"type": "array", "items": {"type": "string"}}, {"const": ALL}]}
    )


def _only_names(node: MapNode) -> bool:
    """Whether braces hold a list: ``{api, web}``."""
    first = node.entries[0][0] if node.entries else node
    return (node.line, node.column) != (first.line, first.column) and all(
        isinstance(value, Scalar) and not value.text and ":" not in key.text
        for key, value in node.entries
    )


def _note_only_names(node: MapNode, default: Level, context: Context) -> None:
    names = [key.text for key, _ in node.entries]
    context.faults.error(
        node,
        "wrong-shape",
        f"braces hold a level for each component, and here {'are' if len(names) > 1 else 'is'} "
        f"only {' and '.join(names)}",
        f"write [{', '.join(names)}], or {{{', '.join(f'{n}: {default.value}' for n in names)}}}",
    )


def _listed_levels(node: ListNode, default: Level, context: Context) -> None:
    """Note components with their levels that are the items of a list."""
    pairs: list[str] = []
    for item in node.items:
        entries = item.entries if isinstance(item, MapNode) else ((item, None),)
        for name, level in entries:
            known = isinstance(level, Scalar) and level.text
            word = name.text if isinstance(name, Scalar) else "ID"
            pairs.append(f"{word}: {known or default.value}")
    remedy = f"write {{{', '.join(pairs)}}}, or leave out the - before each"
    wrong_shape(node, "a level for each component", context.faults, remedy)


def _level(key: Scalar, value: Node, context: Context) -> Level | None:
    if is_empty(value):
        name, colon, level = key.text.partition(":")
        if colon:
            context.faults.error(
                key,
                "missing-space",
                f"'{key.text}' is one word to YAML",
                f"put a space after the colon: {name}: {level}",
            )
        else:
            empty_value(key, context.faults)
        return None
    return LEVEL.read(value, context)


def _expanded(entries: list[tuple[Node, Level | None]], context: Context) -> Levels | None:
    """The levels by component; None where a name or a level is faulty (and noted)."""
    found: dict[str, Level] = {}
    whole = True
    for at, level in entries:
        name = context.renamed.get(at.text, at.text) if isinstance(at, Scalar) else None
        if name is None:
            wrong_shape(at, "a component's id", context.faults, "write [api, dashboard]")
        elif name == ALL and len(entries) > 1:
            context.faults.error(
                at,
                "all-and-more",
                "'all' stands beside other components",
                "write {all: LEVEL} alone, or name each component",
            )
        elif level is None and (name == ALL or ":" in name):
            pass
        elif name == ALL and level is not None:
            found.update((component, level) for component in context.components or ())
            continue
        elif context.strict and context.components is not None and name not in context.components:
            context.faults.trouble(at, unknown("component", name, context.components))
        elif level is not None:
            found[name] = level
            continue
        whole = False
    return found if whole else None


ID = scalar(parse_id)
IDS = list_of(ID)


def _one_of_names(what: str, names: str) -> Kind[str]:
    """A word that must be among the context's names of a kind; a former one is read as the present one."""

    def read(node: Node, context: Context) -> str | None:
        said = WORDS.read(node, context)
        word = said and context.former.get((what, said), said)
        known = getattr(context, names)
        if word is not None and known is not None and word not in known:
            context.faults.trouble(node, unknown(what, word, sorted(known)))
            return None
        return word

    return Kind(read, WORDS.schema)


PRIORITY = _one_of_names("priority", "priorities")
CLASS = _one_of_names("class", "classes")
TIERS = list_of(_one_of_names("tier", "tiers"))


def _read_title(node: Node, context: Context) -> str | None:
    if not isinstance(node, MapNode):
        return WORDS.read(node, context)
    wrong_shape(
        node,
        "a title",
        context.faults,
        f"write it in {next(iter(context.languages), 'the main language')}; "
        "other languages have files of their own, like NAME.pl.md",
    )
    return None


ACCEPTABLE = (
    "acknowledgement-overdue",
    "bad-heading",
    "beyond-markdown",
    "clock-contradicts",
    "committed-in-the-future",
    "dead-link",
    "far-from-file-date",
    "forgotten-work",
    "future-time",
    "id-changed",
    "impact-still-posted",
    "long-incident",
    "long-window",
    "lost-cell",
    "missing-picture",
    "not-an-announcement",
    "notice-used-again",
    "offset-not-in-zone",
    "open-comment",
    "outside-agreed-window",
    "overlapping-windows",
    "phase-after-resolution",
    "phase-far-from-incident",
    "postmortem-incomplete",
    "postmortem-overdue",
    "priority-without-impact",
    "repair-of-open-incident",
    "resolved-and-open",
    "resolved-twice",
    "short-notice",
    "shown-otherwise",
    "silent-incident",
    "text-cut-short",
    "third-party-without-cause",
    "unclassified",
    "update-before-start",
    "update-overdue",
)
"""The codes of all warnings about a single post, which its ``accept`` may name."""


def _read_accepted(node: Node, context: Context) -> str | None:
    code = WORDS.read(node, context)
    if code is not None and context.strict and code not in ACCEPTABLE:
        context.faults.trouble(node, unknown("warning", code, ACCEPTABLE))
        return None
    return code


ACCEPTED = Kind(_read_accepted, {"enum": list(ACCEPTABLE)})
ONE_TITLE = Kind(_read_title, WORDS.schema)
TITLE = Field("title", ONE_TITLE, "what it is about, in one line", "Sign-in fails", required=True)
COMMON = (
    Field("id", ID, "its id, if not the file's name", "2026-11-18-login"),
    Field("aliases", IDS, "ids it had before", "[old-name]"),
    Field("audience", list_of(WORDS), "which pages show it", "[internal]"),
    Field("accept", list_of(ACCEPTED), "warnings that are known and stay", "[postmortem-overdue]"),
)

BEGINNINGS = ("start", "started", "from", "begin", "began", "begins", "beginning")
ENDS = ("end", "ended", "ends", "until", "to", "finished")
OUTAGES = levels(Level.MAJOR_OUTAGE)
DOWN = "{api: major_outage}"
AFFECTED = ("affected", "affects", "systems", "services", "affected_components")

PHASE = Table(
    "a phase of the impact",
    (
        Field("from", INSTANT, "when it began", "2026-11-18 08:31", required=True, also=BEGINNINGS),
        Field("to", INSTANT, "when it ended", "2026-11-18 09:40", also=ENDS),
        Field("components", OUTAGES, "what was hit", DOWN, required=True, also=AFFECTED),
        Field("cause", one_of(Cause), "who brought it about, if not as above", "third_party"),
        Field("third_party", WORDS, "the third party's name", "Example Payments"),
    ),
)

PHASES = Kind(lambda node, _: node, {"type": "array", "items": PHASE.schema()})

INCIDENT = Table(
    "an incident",
    (
        TITLE,
        Field(
            "started",
            INSTANT,
            "when the impact began",
            "2026-11-18 09:12",
            required=True,
            also=(*BEGINNINGS, "date", "created_at", "started_at"),
        ),
        Field(
            "components", OUTAGES, "what is hit, and how badly", DOWN, required=True, also=AFFECTED
        ),
        Field("priority", PRIORITY, "a key of sla.priorities", "P1", also=("severity", "prio")),
        Field(
            "reported", INSTANT, "first alert or report, if not at the start", "2026-11-18 09:15"
        ),
        Field("acknowledged", INSTANT, "first answer, if not the first update", "2026-11-18 09:20"),
        Field("confirmed", INSTANT, "automatic receipt", "2026-11-18 09:16"),
        Field(
            "resolved",
            INSTANT,
            "the end, if not the Resolved update",
            "2026-11-18 10:40",
            also=(*ENDS, "resolved_at", "resolvedwhen", "closed"),
        ),
        Field("cause", one_of(Cause), "who brought it about", "own"),
        Field("third_party", WORDS, "the third party's name", "Example Payments"),
        Field("impact", PHASES, "exact phases", "[…]"),
        Field("tiers", TIERS, "the tiers whose measures arise, if not all", "[chat]"),
        Field(
            "shown_until", INSTANT, "when an announcement leaves the front page", "2026-12-24 12:00"
        ),
        Field("pinned", BOOL, "true: an announcement stays first until then", "true"),
        *COMMON,
    ),
)

ACTUAL = Table(
    "the actual times",
    (
        Field("start", INSTANT, "when work began", "2026-12-06 02:05", also=BEGINNINGS),
        Field("end", INSTANT, "when work ended", "2026-12-06 03:40", also=ENDS),
    ),
)

FROM = (*BEGINNINGS, "scheduled_for")
UNTIL = (*ENDS, "scheduled_until", "resolved")
WORK = levels(Level.UNDER_MAINTENANCE)

MAINTENANCE = Table(
    "planned maintenance",
    (
        TITLE,
        Field(
            "start", INSTANT, "the announced start", "2026-12-06 02:00", required=True, also=FROM
        ),
        Field("end", INSTANT, "the announced end", "2026-12-06 04:00", required=True, also=UNTIL),
        Field("components", WORK, "what the work may do", "[api]", required=True, also=AFFECTED),
        Field("class", CLASS, "a key of sla.maintenance.classes", "standard"),
        Field("published", INSTANT, "when it was announced elsewhere", "2026-12-01 12:00"),
        Field("actual", nested(ACTUAL), "times of the work itself", "{start: 2026-12-06 02:05}"),
        Field("cancelled", INSTANT, "when it was called off", "2026-12-04 12:00"),
        Field(
            "late",
            one_of(LateNotice),
            "acknowledged: short notice, and it will count",
            "acknowledged",
        ),
        Field("reason", WORDS, "why it could not be announced", "Security fix"),
        *COMMON,
    ),
)
