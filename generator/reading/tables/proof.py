"""``proof`` in site.yaml: what the history is not to be believed about, and which branch is published."""

from __future__ import annotations

import re
from typing import Any

from generator.diagnostics import Location
from generator.model.content import ProofSettings
from generator.reading.tables.fields import (
    WORDS,
    Context,
    Field,
    Kind,
    Table,
    list_of,
    mapping_of,
    nested,
    scalar,
)
from generator.reading.yaml.document import Node
from generator.reading.yaml.faults import Trouble

COMMIT_PATTERN = r"[0-9a-fA-F]{7,64}"


def parse_commit(text: str) -> str | Trouble:
    """A commit's id, abbreviated to seven digits or more."""
    if re.fullmatch(COMMIT_PATTERN, text):
        return text.lower()
    return Trouble(
        "bad-commit",
        f"'{text}' is not a commit",
        "write seven digits of its id or more, as 'git log' shows them"
        if re.fullmatch(r"[0-9a-fA-F]{1,6}", text)
        else "write its id as 'git log' shows it, like 3f9c2ab",
    )


def _parse_parent(text: str) -> int | Trouble:
    if text in ("1", "2"):
        return int(text)
    remedy = "write 1, or 2 where the published branch was merged into another"
    return Trouble("bad-value", f"'{text}' is not the number of a parent", remedy)


def _placed(node: Node, context: Context) -> tuple[str, Location] | None:
    read = _COMMIT.read(node, context)
    return None if read is None else (read, context.faults.location(node))


_COMMIT = scalar(parse_commit, pattern=f"^{COMMIT_PATTERN}$")
_PLACED: Kind[Any] = Kind(_placed, _COMMIT.schema)
_PARENT: Kind[int] = Kind(scalar(_parse_parent).read, {"enum": [1, 2, "1", "2"]})

PROOF = Table(
    "the proof of notices",
    (
        Field("branch", WORDS, "the branch that is published", "main"),
        Field(
            "wrong_clock",
            list_of(_PLACED),
            "commits that were made with a wrong clock",
            "[3f9c2ab]",
        ),
        Field(
            "published_parent",
            mapping_of(_PARENT, "commits with the number of the published parent", _PLACED),
            "which parent of a merge was published",
            "{3f9c2ab: 2}",
        ),
    ),
)


def _read(node: Node, context: Context) -> ProofSettings | None:
    values = nested(PROOF).read(node, context)
    if values is None:
        return None
    wrong: tuple[tuple[str, Location], ...] = values.get("wrong_clock", ())
    parents: dict[tuple[str, Location], int] = values.get("published_parent", {})
    return ProofSettings(
        (values["branch"],) if "branch" in values else ProofSettings().branches,
        tuple(commit for commit, _ in wrong),
        {commit: parent for (commit, _), parent in parents.items()},
        dict((*wrong, *parents)),
    )


PROOF_KIND: Kind[ProofSettings] = Kind(_read, PROOF.schema())
