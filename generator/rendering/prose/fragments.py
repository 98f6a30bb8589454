"""What the Markdown engine made of texts, so that a build asks it only for what it has never seen.

What is kept is sanitised each time it is used: a store that somebody else has written to shows other
words at worst, never other markup.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.metadata import version
from pathlib import Path

from generator.rendering.prose.engine import Reading
from generator.rendering.prose.markdown import converted, shown

SUMMARY_HEADING, UPDATE_HEADING = 2, 4
"""Where a text's own headings begin. The outline of a post's page: title 1, timeline 2, an update 3."""

MANY = 500
"""So many new fragments are held before they are stored."""


@cache
def _engine() -> str:
    """The engine: the library's version and the text of this package, which is a part of it."""
    own = sorted(Path(__file__).parent.glob("*.py"))
    return (
        f"{version('markdown')} {hashlib.blake2b(b''.join(map(Path.read_bytes, own))).hexdigest()}"
    )


def fragment_key(text: str) -> str:
    """The name under which a fragment is kept: a digest of text, engine and version."""
    data = f"{_engine()}\n{text}".encode("utf-8", "surrogatepass")
    return hashlib.blake2b(data, digest_size=16).hexdigest()


def _none(key: str) -> None:
    del key


@dataclass(frozen=True, slots=True)
class Fragments:
    """What the engine made of texts, by :func:`fragment_key`.

    ``stored`` gives what an earlier build kept, as JSON, ``store`` keeps what is new for the next; without it
    that stays in ``made`` for as long as the process lives.
    """

    stored: Callable[[str], str | None] = _none
    store: Callable[[Mapping[str, str]], None] | None = None
    made: dict[str, Reading] = field(default_factory=dict)

    def of(self, text: str, heading: int) -> str:
        """A text as safe markup, whose own headings start at level ``heading``."""
        return shown(self.read(text).html, heading)

    def read(self, text: str) -> Reading:
        """What the engine makes of a text."""
        key = fragment_key(text)
        found = self.made.get(key) or _reading(self.stored(key))
        if found is None:
            found = self.made[key] = converted(text)
            if self.store and len(self.made) >= MANY:
                self.keep()
        return found

    def keep(self) -> None:
        """Store what is new."""
        if self.store and self.made:
            self.store({key: json.dumps(made) for key, made in self.made.items()})
            self.made.clear()


def _reading(text: str | None) -> Reading | None:
    """What was kept; None for anything else."""
    try:
        html, cells, beyond = json.loads(text or "")
    except (ValueError, TypeError, RecursionError):
        return None
    return (
        Reading(str(html), tuple(map(str, cells)), str(beyond)) if isinstance(cells, list) else None
    )
