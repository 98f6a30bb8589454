"""``statusmark postmortem``: what happened and what will be done, with the day it is due."""

from __future__ import annotations

import sys

import click

from generator.commands.shared.entry_command import Draft, entry_command
from generator.commands.shared.loading import site_at
from generator.commands.shared.terminal import emit
from generator.commands.shared.writing import Desk, wants_incident
from generator.model.levels import Status


@entry_command("postmortem", Status.POSTMORTEM)
def command(draft: Draft) -> str:
    """Begin an incident's postmortem, and say when it is due.

    Without TEXT it has its two parts, empty: fill them in before you commit. TEXT is read from
    standard input if it is -.

    \b
    statusmark postmortem 2026-11-18-sign-in
    """
    from generator.authoring.templates import postmortem

    desk, sheet = draft.desk, draft.sheet
    incident = wants_incident(sheet, draft.name)
    if incident and any(u.status is Status.POSTMORTEM for u in incident.updates):
        raise click.ClickException(f"{sheet.path} has a postmortem already; edit it there.")
    if draft.text is None and draft.committed:
        raise click.UsageError("an empty postmortem is not committed: write it, then commit.")
    if due := _due(desk, sheet.path):
        emit(f"{due}\n")
    words = sys.stdin.read() if draft.text == "-" else draft.text
    return (words or postmortem(desk.site.main_language)).strip()


def _due(desk: Desk, path: str) -> str | None:
    """When the agreement wants it, and what follows from the resolution being open."""
    from generator.authoring.duties import clock_text

    site = site_at(desk.root, desk.now_text, only=[path])
    if site.assessment is None:
        return None
    assessment = site.assessment
    post = next((post for post in assessment.content.incidents if post.path == path), None)
    answers = assessment.responses.get(post.id) if post else None
    measure = answers.plain.postmortem if answers else None
    if measure is None:
        return None
    when = clock_text(measure.due_at, site.now, desk.site.zone)
    return f"the agreement wants it by {when} ({measure.limit.text} after the resolution)"
