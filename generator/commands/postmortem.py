"""``statusmark postmortem``: what happened and what will be done, with the day it is due."""

from __future__ import annotations

import click

from generator.authoring.duties import clock_text
from generator.authoring.templates import postmortem
from generator.commands.shared.loading import post_at, site_at
from generator.commands.shared.terminal import emit
from generator.commands.shared.update_command import Request, update_command
from generator.commands.shared.which_post import Wanted
from generator.commands.shared.writing import Workspace, given_text
from generator.model.levels import Status


@update_command("postmortem", Status.POSTMORTEM, Wanted.OWED_POSTMORTEM)
def command(request: Request) -> str:
    """Begin an incident's postmortem, and say when it is due.

    Without TEXT it has its two parts, empty: fill them in before you commit. TEXT is read from
    standard input if it is -.

    ID is the incident's id, or the end of it: sign-in for 2026-11-18-sign-in. Without it, the one
    incident whose postmortem is due is meant. One word is always taken for an ID: a TEXT without ID
    has a space in it.

    \b
    statusmark postmortem 2026-11-18-sign-in
    statusmark postmortem sign-in
    """
    workspace = request.workspace
    if request.text is None and workspace.commit:
        raise click.UsageError("an empty postmortem is not committed: write it, then commit.")

    if due := _due(workspace, request.path):
        emit(f"{due}\n")
    words = "" if request.text is None else given_text(request.text)
    return words or postmortem(workspace.site.main_language)


def _due(workspace: Workspace, path: str) -> str | None:
    """When the agreement wants it, as a sentence; None where it does not."""
    site = site_at(workspace.root, workspace.now_text, only=[path])
    post = post_at(site, path)
    answers = site.assessment.responses.get(post.id) if site.assessment and post else None
    measure = answers.plain.postmortem if answers else None
    if measure is None:
        return None
    when = clock_text(measure.due_at, site.now, workspace.site.zone)
    return f"the agreement wants it by {when} ({measure.limit.text} after the resolution)"
