"""A change of a post that was not made."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from generator.authoring.post_source import PostSource
    from generator.diagnostics import Diagnostic


class RefusedError(Exception):
    """Nothing was written; the text is a sentence that says why, and what to do.

    ``findings`` are mistakes that a reader finds, in a file whose text is ``source``.
    """

    def __init__(
        self, message: str, findings: Sequence[Diagnostic] = (), source: str | None = None
    ) -> None:
        super().__init__(message)
        self.findings = tuple(findings)
        self.source = source


def unchanged(
    path: str, why: str, findings: Sequence[Diagnostic] = (), source: str | None = None
) -> RefusedError:
    """The refusal of a change, with the end of the sentence that says why."""
    return RefusedError(f"{path} was not changed: {why}.", findings, source)


def unreadable(source: PostSource) -> RefusedError:
    """The refusal to change a file in the way of its mistakes."""
    return unchanged(source.path, "fix its mistakes first", source.errors, source.text)
