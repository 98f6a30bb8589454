"""``statusmark cancel``: planned work that will not be done."""

from __future__ import annotations

from generator.commands.shared.update_command import Request, update_command
from generator.commands.shared.which_post import Wanted
from generator.commands.shared.writing import given_text
from generator.model.levels import Status


@update_command("cancel", Status.CANCELLED, Wanted.WORK_NOT_OVER)
def command(request: Request) -> str:
    """Call planned work off.

    The file stays, so that page, feeds and calendars show it as cancelled. To announce the work anew,
    write a new notice. TEXT is read from standard input if it is -.

    ID is the notice's id, or the end of it: database for 2026-12-06-database. Without it, the one
    notice that is not over is meant. One word is always taken for an ID: a TEXT without ID has a space
    in it.

    \b
    statusmark cancel 2026-12-06-database "The vendor's update is not ready."
    statusmark cancel "The vendor's update is not ready."
    """
    return given_text(request.text)
