"""When what a post says was written: the commits since which its file says it (contract 9)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

Fact = tuple[str, datetime | None]
"""A key of a post's front matter (``impact``, ``actual.start``) or the status of a heading, with its time.

A key of an incident has its present value, whatever it is; the time is None then.
"""


@dataclass(frozen=True, slots=True)
class Writing:
    """When a post's facts were published as they are now, without a break since.

    ``first_at`` is that of all that ``later`` does not name; None where no commit tells. ``entries`` are
    when its updates (by their keys), ``opened`` and ``resolved`` were first published, whatever became of
    them since; what is not named there came with the first version, at ``first_at``.
    """

    first_at: datetime | None = None
    later: Mapping[Fact, datetime | None] = field(default_factory=dict)
    entries: Mapping[str, datetime | None] = field(default_factory=dict)

    def at(self, fact: Fact) -> datetime | None:
        """When a fact was written."""
        return self.later.get(fact, self.first_at)

    def entry_at(self, name: str) -> datetime | None:
        """When an entry was first published."""
        return self.entries.get(name, self.first_at)


UNWRITTEN = Writing()
"""Of a post that no commit has."""
