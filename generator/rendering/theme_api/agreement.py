"""What a theme may see of the agreement."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class PriorityView:
    """A priority's promises, one text per measure; empty where nothing is promised."""

    name: str
    promises: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TeamView:
    """A team's hours; ``on_duty`` is whether they are working now."""

    name: str
    hours: str
    on_duty: bool


@dataclass(frozen=True, slots=True)
class TermsView:
    """An agreement in words, for one tier or all customers. ``dates`` says since and until when."""

    tier: str | None
    since: date | None
    dates: str
    rules: tuple[tuple[str, str], ...]
    measures: tuple[str, ...]
    priorities: tuple[PriorityView, ...]
    teams: tuple[TeamView, ...]
    declared: tuple[str, ...]
