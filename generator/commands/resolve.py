"""``statusmark resolve``: the incident is over."""

from __future__ import annotations

from generator.commands.shared.entry_command import Draft, entry_command
from generator.commands.shared.writing import given_text, wants_incident
from generator.model.levels import Status


@entry_command("resolve", Status.RESOLVED)
def command(draft: Draft) -> str:
    """Say that an incident is over.

    Adds a Resolved entry. An impact that was open ends with it. TEXT is read from standard input if
    it is -.

    \b
    statusmark resolve 2026-11-18-sign-in "The pool limit was raised." --at "2026-11-18 10:40"
    """
    wants_incident(draft.sheet, draft.name)
    return given_text(draft.text)
