"""The findings in one file, collected while it is read: one fault, one diagnostic."""

from __future__ import annotations

from typing import NamedTuple, Protocol

from generator.diagnostics import Diagnostic, Location, Severity


class Place(NamedTuple):
    """A line and a column, both counted from 1."""

    line: int
    column: int


class Placed(Protocol):
    """Anything that knows where in its file it stands."""

    @property
    def line(self) -> int:
        """Line, from 1."""

    @property
    def column(self) -> int:
        """Column in characters, from 1."""


class Trouble(NamedTuple):
    """What is wrong with a text, before anybody knows where it stands."""

    code: str
    message: str
    remedy: str


class Faults:
    """Collects the diagnostics of the file at ``path`` (relative to the site, with slashes)."""

    __slots__ = ("found", "path")

    def __init__(self, path: str) -> None:
        self.path = path
        self.found: list[Diagnostic] = []

    def location(self, at: Placed) -> Location:
        """A place as a location in this file."""
        return Location(self.path, at.line, at.column)

    def error(self, at: Placed, code: str, message: str, remedy: str) -> None:
        """Note an error."""
        self.found.append(Diagnostic(code, message, remedy, self.location(at)))

    def trouble(self, at: Placed, trouble: Trouble) -> None:
        """Note trouble with the text at a place as an error."""
        self.error(at, *trouble)

    def warning(self, at: Placed, code: str, message: str, remedy: str) -> None:
        """Note a warning."""
        self.found.append(Diagnostic(code, message, remedy, self.location(at), Severity.WARNING))

    @property
    def errors(self) -> int:
        """How many errors were noted; warnings do not count."""
        return sum(d.severity is Severity.ERROR for d in self.found)
