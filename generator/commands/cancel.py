"""``statusmark cancel``: planned work that will not be done."""

from __future__ import annotations

import click

from generator.commands.shared.entry_command import Draft, entry_command
from generator.commands.shared.writing import given_text
from generator.model.content import Maintenance
from generator.model.levels import Status


@entry_command("cancel", Status.CANCELLED)
def command(draft: Draft) -> str:
    """Call planned work off.

    The file stays, so that page, feeds and calendars tell of it. To announce the work anew, write a
    new notice. TEXT is read from standard input if it is -.

    \b
    statusmark cancel 2026-12-06-database "The vendor's update is not ready."
    """
    if draft.sheet.incident:
        raise click.UsageError(
            f"'{draft.name}' is an incident. Say 'statusmark resolve {draft.name}'."
        )
    if isinstance(draft.sheet.post, Maintenance) and draft.sheet.post.announced.cancelled_at:
        raise click.ClickException(f"{draft.sheet.path} is cancelled already.")
    return given_text(draft.text)
