"""``statusmark resolve``: the incident is over."""

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
    wants_incident,
)
from generator.levels import Status


@click.command(name="resolve")
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
    """Say that an incident is over.

    Adds a Resolved entry. An impact that was open ends with it. TEXT is read from standard input if
    it is -.

    \b
    statusmark resolve 2026-11-18-sign-in "The pool limit was raised." --at "2026-11-18 10:40"
    """
    from generator.authoring.changes import Entry, entry_change

    desk = open_desk(ctx, now_text)
    sheet = open_sheet(desk, post)
    wants_incident(sheet, post)
    at = desk.instant(at_text, "--at") or desk.now
    words = given_text(text)
    entry = Entry(at, Status.RESOLVED.value, words)
    save_changes(
        ctx, desk, sheet, [entry_change(sheet.text, sheet.post, entry, desk.site.zone)], words
    )
    finish(ctx, desk, sheet.path, done=f"{sheet.path}: Resolved", commit=commit, push=push)
