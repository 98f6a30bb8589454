"""``statusmark resolve``: the incident is over."""

from __future__ import annotations

from generator.commands.shared.update_command import Request, update_command
from generator.commands.shared.which_post import Wanted
from generator.commands.shared.writing import given_text
from generator.model.levels import Status


@update_command("resolve", Status.RESOLVED, Wanted.OPEN_INCIDENT)
def command(request: Request) -> str:
    """Say that an incident is over.

    Adds a Resolved update. An impact that was open ends with it. TEXT is read from standard input if
    it is -.

    ID is the incident's id, or the end of it: sign-in for 2026-11-18-sign-in. Without it, the one
    incident that is open is meant. One word is always taken for an ID: a TEXT without ID has a space
    in it.

    \b
    statusmark resolve 2026-11-18-sign-in "The pool limit was raised." --at "2026-11-18 10:40"
    statusmark resolve "The pool limit was raised."
    """
    return given_text(request.text)
