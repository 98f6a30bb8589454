"""``statusmark move``: planned work at another time, and what that does to its notice."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import click

from generator.authoring.changes import Revision, move_window
from generator.authoring.duties import clock_text
from generator.authoring.post_source import PostSource, is_incident, unchanged, unreadable
from generator.authoring.write_post import read_source, revise_post
from generator.commands.shared.loading import post_at, site_at, stop
from generator.commands.shared.terminal import emit
from generator.commands.shared.which_post import Wanted, complete_ids, path_of
from generator.commands.shared.writing import (
    Workspace,
    finish,
    on_terminal,
    open_workspace,
    refusals,
    writing_options,
)
from generator.model.agreement import Agreement
from generator.model.content import Maintenance, Version
from generator.reading.tables.instants import show
from generator.rules.judge import Judge
from generator.rules.judgements import Notice
from generator.rules.wording import duration_text, local_text, promise_text


@click.command(name="move")
@click.argument("post", metavar="[ID]", required=False, shell_complete=complete_ids)
@click.option("--start", "start_text", metavar="TIME", help="The new start.")
@click.option(
    "--end",
    "end_text",
    metavar="TIME",
    help="The new end. [default: the work takes as long as before]",
)
@click.option("--acknowledge-late", is_flag=True, help="Write 'late: acknowledged': it will count.")
@click.option("--yes", is_flag=True, help="Do not ask; move even if the notice becomes too short.")
@writing_options
@click.pass_context
def command(
    ctx: click.Context,
    post: str | None,
    start_text: str | None,
    end_text: str | None,
    acknowledge_late: bool,
    yes: bool,
    commit: bool,
    push: bool,
    now_text: str | None,
) -> None:
    """Move planned work to another time.

    First it is said what this does to the notice: shortening never hurts, every other minute needs
    its notice anew. A notice that would be too short is only written after a yes. Cancelled work is not
    moved, and a window that has begun keeps its start: announce such work anew.

    ID is the notice's id, or the end of it: database for 2026-12-06-database. Without it, the one
    notice that is not over is meant.

    \b
    statusmark move 2026-12-06-database --start "2026-12-13 02:00"
    statusmark move database --end "2026-12-06 03:00"
    """
    if not start_text and not end_text:
        raise click.UsageError("say --start, --end or both.")
    workspace = open_workspace(ctx, now_text, commit=commit, push=push)
    root, names, now, zone = workspace.root, workspace.names, workspace.now, workspace.site.zone
    path = path_of(workspace, post, Wanted.WORK_NOT_OVER)
    if is_incident(path):
        raise click.UsageError(f"{path} is an incident; only planned work can be moved.")
    with refusals():
        source = read_source(root, names, path)
        if not isinstance(source.post, Maintenance):
            raise unreadable(source)
        shown = source.post.announced
        start, end = _window(workspace, source.post, start_text, end_text)
        move_window(source, start, end, now, zone)
    late = _say_effect(workspace, path, start, end)
    if late and not (yes or acknowledge_late):
        if not on_terminal():
            emit("Nothing was changed. Say --acknowledge-late or --yes to go ahead.\n", err=True)
            ctx.exit(1)
        click.confirm("Move it all the same?", abort=True)
    elif not yes and on_terminal():
        click.confirm("Move it?", default=True, abort=True)

    def moved(found: PostSource) -> Revision:
        if isinstance(found.post, Maintenance) and found.post.announced != shown:
            raise unchanged(path, "somebody changed its announcement meanwhile; look at it again")
        late_now = late and acknowledge_late
        return move_window(found, start, end, now, zone, acknowledge_late=late_now)

    with refusals():
        revise_post(root, names, path, moved)
    finish(workspace, path, f"{path}: moved to {show(start, zone)}")


def _window(
    workspace: Workspace, post: Maintenance, start_text: str | None, end_text: str | None
) -> tuple[datetime, datetime]:
    said = post.announced
    start = workspace.instant(start_text, "--start") if start_text else said.start_at
    length = said.end_at - said.start_at
    end = workspace.instant(end_text, "--end") if end_text else start + length
    if end <= start:
        raise click.UsageError("the work would end before it starts; say --end too.")
    return start, end


def _say_effect(workspace: Workspace, path: str, start: datetime, end: datetime) -> bool:
    """Print what the notice is worth before and after; True where some of it would be too short."""
    site = site_at(workspace.root, workspace.now_text, only=[path])
    post = post_at(site, path)
    if site.assessment is None or not isinstance(post, Maintenance):
        stop(workspace.ctx, workspace.root, site.diagnostics, f"{path} was not changed.")
    announced = replace(post.announced, start_at=start, end_at=end)
    earlier = (v for v in post.versions if v.published_at < site.now)
    moved = replace(post, announced=announced, versions=(*earlier, Version(announced, site.now)))
    before_terms = workspace.site.agreement_at(post.announced.start_at)
    after_terms = workspace.site.agreement_at(start)
    if before_terms is None or after_terms is None:
        return False
    content = site.assessment.content
    before = Judge(content, site.now).verdict(post)
    after = Judge(content, site.now).verdict(moved)
    if before:
        emit(f"before: {_sentence(before, before_terms, workspace)}\n")
    if after is None:
        return False
    emit(f"after:  {_sentence(after, after_terms, workspace)}\n")
    return after.worst[1].verdict.shortfall > 0


def _sentence(notice: Notice, agreement: Agreement, workspace: Workspace) -> str:
    """A window and what its notice is worth: ``2026-12-06 02:00 to 04:00, announced 3 d ahead, ok``.

    The worst of all tiers counts, and is named.
    """
    tier, notice = notice.worst
    agreement = agreement.terms(tier)
    zone = workspace.site.zone
    window = notice.window
    klass = agreement.maintenance.classes.get(notice.klass)
    required = klass.notice if klass else agreement.maintenance.notice
    words = f"{local_text(window.start, zone)} to {clock_text(window.end, window.start, zone)}"
    if required is None:
        return f"{words}, no notice needed"
    parts = [
        f"{clock_text(part.span.start, window.start, zone)} announced "
        f"{duration_text(max(part.lead, timedelta(0)), days=part.lead >= required)} ahead ({part.verdict.value})"
        for part in notice.parts
    ]
    shown = "; ".join(parts) or "never announced before it begins (late)"
    for_tier = f" for tier '{tier}'" if tier else ""
    return f"{words}: {shown}; {promise_text(required)} are required{for_tier}"
