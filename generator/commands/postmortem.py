"""``statusmark postmortem``: what happened and what will be done, with the day it is due."""

from __future__ import annotations

import sys

import click

from generator.commands.common import emit, load, now_option
from generator.commands.writing import (
    Desk,
    at_option,
    commit_options,
    finish,
    open_desk,
    open_sheet,
    post_argument,
    save_changes,
    wants_incident,
)
from generator.levels import Status


@click.command(name="postmortem")
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
    """Begin an incident's postmortem, and say when it is due.

    Without TEXT it has its two parts, empty: fill them in before you commit. TEXT is read from
    standard input if it is -.

    \b
    statusmark postmortem 2026-11-18-sign-in
    """
    from generator.authoring.changes import Entry, entry_change
    from generator.authoring.skeletons import postmortem

    desk = open_desk(ctx, now_text)
    sheet = open_sheet(desk, post)
    incident = wants_incident(sheet, post)
    if incident and any(u.status is Status.POSTMORTEM for u in incident.updates):
        raise click.ClickException(f"{sheet.path} has a postmortem already; edit it there.")
    if text is None and (commit or push):
        raise click.UsageError("an empty postmortem is not committed: write it, then commit.")
    if due := _due(desk, sheet.path):
        emit(f"{due}\n")
    at = desk.instant(at_text, "--at") or desk.now
    words = sys.stdin.read() if text == "-" else text
    words = (words or postmortem(desk.site.main_language)).strip()
    entry = Entry(at, Status.POSTMORTEM.value, words)
    save_changes(
        ctx, desk, sheet, [entry_change(sheet.text, sheet.post, entry, desk.site.zone)], words
    )
    finish(ctx, desk, sheet.path, done=f"{sheet.path}: Postmortem", commit=commit, push=push)


def _due(desk: Desk, path: str) -> str | None:
    """When the agreement wants it, and what follows from the resolution being open."""
    from generator.authoring.duties import clock_text
    from generator.rules.assessment import assess

    loaded = load(desk.root, desk.now_text, "HEAD", [path])
    if loaded.content is None or loaded.refused:
        return None
    assessment = assess(loaded.content, loaded.now)
    post = next((post for post in loaded.content.incidents if post.path == path), None)
    answers = assessment.responses.get(post.id) if post else None
    measure = answers.plain.postmortem if answers else None
    if measure is None:
        return None
    when = clock_text(measure.due_at, loaded.now, desk.site.zone)
    return f"the agreement wants it by {when} ({measure.limit.text} after the resolution)"
