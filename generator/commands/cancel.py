"""``statusmark cancel``: planned work that will not be done."""

from __future__ import annotations

import click

from generator.commands.common import now_option
from generator.commands.writing import (
    at_option,
    commit_options,
    finish,
    given_text,
    open_desk,
    open_sheet,
    post_argument,
    save_changes,
)
from generator.levels import Status
from generator.model import Maintenance


@click.command(name="cancel")
@post_argument
@click.argument("text", metavar="[TEXT|-]", required=False)
@at_option
@commit_options
@now_option
@click.pass_context
def command(
    ctx: click.Context,
    post: str,
    text: str | None,
    at_text: str | None,
    commit: bool,
    push: bool,
    now_text: str | None,
) -> None:
    """Call planned work off.

    The file stays, so that page, feeds and calendars tell of it. To announce the work anew, write a
    new notice. TEXT is read from standard input if it is -.

    \b
    statusmark cancel 2026-12-06-database "The vendor's update is not ready."
    """
    from generator.authoring.changes import Entry, entry_change

    desk = open_desk(ctx, now_text)
    sheet = open_sheet(desk, post)
    if sheet.incident:
        raise click.UsageError(f"'{post}' is an incident. Say 'statusmark resolve {post}'.")
    if isinstance(sheet.post, Maintenance) and sheet.post.announced.cancelled_at:
        raise click.ClickException(f"{sheet.path} is cancelled already.")
    at = desk.instant(at_text, "--at") or desk.now
    words = given_text(text)
    entry = Entry(at, Status.CANCELLED.value, words)
    save_changes(
        ctx, desk, sheet, [entry_change(sheet.text, sheet.post, entry, desk.site.zone)], words
    )
    finish(ctx, desk, sheet.path, done=f"{sheet.path}: Cancelled", commit=commit, push=push)
