"""What the Markdown engine made of texts, so that a build asks it only for what it has never seen.

What is kept is sanitised each time it is used: a store that somebody else has written to shows other
words at worst, never other markup.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.metadata import version

from generator.rendering.prose.markdown import converted, shown

REVISION = 5
"""Raised whenever the engine makes other HTML of the same text, so that stored fragments are forgotten."""

SUMMARY_HEADING, UPDATE_HEADING = 2, 4
"""Where a text's own headings begin. The outline of a post's page: title 1, timeline 2, an update 3."""

MANY = 500
"""So many new fragments are held before they are stored."""


@cache
def _engine() -> str:
    return f"{REVISION} markdown {version('markdown')}"


def fragment_key(text: str) -> str:
    """The name under which a fragment is kept: a digest of text, engine and version."""
    data = f"{_engine()}\n{text}".encode("utf-8", "surrogatepass")
    return hashlib.blake2b(data, digest_size=16).hexdigest()


def _none(key: str) -> None:
    del key


@dataclass(frozen=True, slots=True)
class Fragments:
    """The engine's HTML of texts by :func:`fragment_key`.

    ``stored`` gives one of an earlier build, ``store`` keeps new ones for the next; without it they stay
    in ``made`` for as long as the process lives.
    """

    stored: Callable[[str], str | None] = _none
    store: Callable[[Mapping[str, str]], None] | None = None
    made: dict[str, str] = field(default_factory=dict)

    def of(self, text: str, heading: int) -> str:
        """A text as safe markup, whose own headings start at level ``heading``."""
        key = fragment_key(text)
        html = self.made.get(key)
        if html is None:
            html = self.stored(key)
        if html is None:
            html = self.made[key] = converted(text)
            if self.store and len(self.made) >= MANY:
                self.keep()
        return shown(html, heading)

    def keep(self) -> None:
        """Store what is new."""
        if self.store and self.made:
            self.store(self.made)
            self.made.clear()
