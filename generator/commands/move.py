"""``statusmark move``: planned work at another time, and what that does to its notice."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import click

from generator.commands.shared.loading import site_at
from generator.commands.shared.options import now_option
from generator.commands.shared.terminal import emit
from generator.commands.shared.writing import (
    Desk,
    Sheet,
    commit_options,
    finish,
    on_terminal,
    open_desk,
    open_sheet,
    post_argument,
    refuse_broken,
    save_changes,
)
from generator.model.agreement import Agreement
from generator.model.content import Maintenance, Version
from generator.rules.judgements import Notice, NoticeVerdict


@click.command(name="move")
@post_argument
@click.option("--start", "start_text", metavar="TIME", help="The new start.")
@click.option(
    "--end",
    "end_text",
    metavar="TIME",
    help="The new end. [default: the work takes as long as before]",
)
@click.option("--acknowledge-late", is_flag=True, help="Write 'late: acknowledged': it will count.")
@click.option("--yes", is_flag=True, help="Do not ask; move even if the notice becomes too short.")
@commit_options
@now_option
@click.pass_context
def command(
    ctx: click.Context,
    post: str,
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
    its notice anew. A notice that would be too short is only written after a yes.

    \b
    statusmark move 2026-12-06-database --start "2026-12-13 02:00"
    statusmark move 2026-12-06-database --end "2026-12-06 03:00"
    """
    from generator.authoring.changes import move_changes
    from generator.authoring.edit import set_key
    from generator.reading.tables.instants import show

    if not start_text and not end_text:
        raise click.UsageError("say --start, --end or both.")
    desk = open_desk(ctx, now_text)
    sheet = open_sheet(desk, post)
    if sheet.incident:
        raise click.UsageError(f"'{post}' is an incident; only planned work can be moved.")
    if not isinstance(sheet.post, Maintenance):
        refuse_broken(ctx, desk, sheet)
    start, end = _window(desk, sheet.post, start_text, end_text)
    late = _say_effect(ctx, desk, sheet, start, end)
    if late and not (yes or acknowledge_late):
        if not on_terminal():
            emit("Nothing was changed. Say --acknowledge-late or --yes to go ahead.\n", err=True)
            ctx.exit(1)
        click.confirm("Move it all the same?", abort=True)
    elif not yes and on_terminal():
        click.confirm("Move it?", default=True, abort=True)
    zone = desk.site.zone
    changes = move_changes(sheet.text, show(start, zone), show(end, zone))
    if changes is not None and late and acknowledge_late and not sheet.post.late_acknowledged:
        added = set_key(sheet.text, "late", "acknowledged")
        changes += [added] if added else []
    save_changes(ctx, desk, sheet, changes)
    done = f"{sheet.path}: moved to {show(start, zone)}"
    finish(ctx, desk, sheet.path, done=done, commit=commit, push=push)


def _window(
    desk: Desk, post: Maintenance, start_text: str | None, end_text: str | None
) -> tuple[datetime, datetime]:
    said = post.announced
    start = desk.instant(start_text, "--start") if start_text else said.start_at
    end = desk.instant(end_text, "--end") if end_text else start + (said.end_at - said.start_at)
    if end <= start:
        raise click.UsageError("the work would end before it starts; say --end too.")
    return start, end


def _say_effect(
    ctx: click.Context, desk: Desk, sheet: Sheet, start: datetime, end: datetime
) -> bool:
    """Print what the notice is worth before and after; True where some of it would be too short."""
    site = site_at(desk.root, desk.now_text, only=[sheet.path])
    judged = site.assessment
    posts = judged.content.maintenance if judged else ()
    post = next((p for p in posts if p.path == sheet.path), None)
    if post is None:
        refuse_broken(ctx, desk, sheet)
    from generator.rules.notices import judge_notice

    moved = replace(
        post,
        announced=replace(post.announced, start_at=start, end_at=end),
        versions=(
            *(v for v in post.versions if v.published_at < site.now),
            Version(replace(post.announced, start_at=start, end_at=end), site.now),
        ),
    )
    before_terms, after_terms = (
        desk.site.agreement_at(at) for at in (post.announced.start_at, start)
    )
    if before_terms is None or after_terms is None:
        return False
    before = judge_notice(post, before_terms, site.now)
    after = judge_notice(moved, after_terms, site.now)
    if before:
        emit(f"before: {_sentence(before, before_terms, desk)}\n")
    if after is None:
        return False
    emit(f"after:  {_sentence(after, after_terms, desk)}\n")
    return after.verdict in {NoticeVerdict.LATE, NoticeVerdict.PARTLY_LATE}


def _sentence(notice: Notice, agreement: Agreement, desk: Desk) -> str:
    """A window and what its notice is worth: ``2026-12-06 02:00 to 04:00, announced 3 d ahead, ok``."""
    from generator.authoring.duties import clock_text
    from generator.rules.wording import duration_text, local_text, promise_text

    zone = desk.site.zone
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
    return f"{words}: {shown}; {promise_text(required)} are required"
