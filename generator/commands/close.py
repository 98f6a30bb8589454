"""``statusmark close``: a period's result as customers are told it, written down for good."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import click

from generator.build import with_commits
from generator.commands.shared.earlier import files_that_count
from generator.commands.shared.loading import judged, site_at
from generator.commands.shared.options import now_option
from generator.commands.shared.terminal import emit, ends
from generator.disk.whole_file import ChangedError, change_whole
from generator.model.closed_periods import ClosedPeriod
from generator.model.content import Content
from generator.notation import rfc3339
from generator.reading.git.commands import GitError, run_git
from generator.reading.ledgers.closed_periods import SCHEMA
from generator.rendering.figures.report import publication
from generator.rendering.figures.report_text import month_line
from generator.rules.assessment import periods_begin
from generator.rules.closed import comparisons, edits_of, over_and_open
from generator.rules.judgements import Assessment, PeriodResult
from generator.rules.wording import local_text


@click.command(name="close")
@click.argument("period", metavar="[PERIOD]", required=False)
@click.option("--due", is_flag=True, help="Close all periods that are over and not closed.")
@click.option(
    "--correct", is_flag=True, help="Add a correction to a period that was closed before."
)
@now_option
@click.pass_context
def command(
    ctx: click.Context, period: str | None, due: bool, correct: bool, now_text: str | None
) -> None:
    """Write down a finished period's result: what customers are told.

    The figures go to ledger/PERIOD.json, with the time and the commit they were computed at. Commit
    the file. If a post is changed later, the page shows both figures and 'check' says so.

    \b
    statusmark close 2026-10
    statusmark close 2026-10 --correct
    statusmark close --due
    """
    if (period is not None) == due or (due and correct):
        raise click.UsageError("name a period, or say --due alone.")
    if period is not None:
        _close(ctx, period, correct, now_text)
        return
    assessment = judged(ctx, site_at(ctx.obj, now_text))
    periods = over_and_open(assessment)
    for one in periods:
        _close(ctx, one.label, False, rfc3339(assessment.now))
    if not periods:
        emit("Nothing to close: no period is over and open.\n")


def _close(ctx: click.Context, period: str, correct: bool, now_text: str | None) -> None:
    root: Path = ctx.obj
    site = site_at(root, now_text, period=(period, "PERIOD"), written=True)
    assessment = judged(ctx, site)
    now = assessment.now
    for found in site.diagnostics:
        if found.code == "ledger-altered" and f"ledger/{period}.json" in found.message:
            raise click.ClickException(f"{found.message}. First {found.remedy}.")
    closed = next((c for c in assessment.content.closed if c.label == period), None)
    _check_possible(period, assessment, closed, correct)
    commit = _commit(root, assessment.content)
    before: bytes | None = None
    measured = tuple(result for result in assessment.periods if not result.unmeasured)
    if not measured:
        raise click.ClickException(f"no agreement measures {period} any more: it stays as told.")
    assessment = replace(assessment, periods=measured)
    if closed is None:
        document = {"schema": SCHEMA, "period": period, **publication(assessment, period, commit)}
        document["corrections"] = []
        what = "Closed"
    else:
        changes = _changes(assessment, closed)
        if changes is None:
            emit(f"Nothing to correct: the files say of {period} what was published.\n")
            return
        before = (root / closed.path).read_bytes()
        document = json.loads(before)
        correction = publication(assessment, period, commit)
        document["corrections"].append({**correction, "changes": changes})
        what = "Corrected"
    path = f"ledger/{period}.json"
    _write(root / path, before, f"{json.dumps(document, ensure_ascii=False, indent=2)}\n")
    emit(_summary(what, measured, now, path))


def _check_possible(
    period: str, assessment: Assessment, closed: ClosedPeriod | None, correct: bool
) -> None:
    """Raises ClickException with a remedy for what cannot be closed or corrected."""
    zone = assessment.content.site.zone
    ends_at = max((r.period.span.end for r in assessment.periods), default=None)
    if ends_at is None:
        raise click.ClickException("the agreement promises no availability: there is no period.")
    if ends_at > assessment.now:
        raise click.ClickException(
            f"{period} is not over: it ends at {local_text(ends_at, zone)}. Close it after that."
        )
    if closed and not correct:
        told_at = local_text(closed.latest.published_at, zone)
        raise click.ClickException(
            f"{period} was published at {told_at}, in {closed.path}. It stays; "
            "'--correct' adds a correction to it."
        )
    if correct and not closed:
        raise click.ClickException(f"{period} is not closed yet. Leave out '--correct'.")
    begin = periods_begin(
        assessment.content,
        [*assessment.incidents.values(), *assessment.bulletins.values()],
        assessment.notices.values(),
        assessment.now,
    )
    if ends_at <= begin:
        raise click.ClickException(
            f"{period} is before the first period: nothing is known from before "
            f"{local_text(begin, zone)} (the first post, or 'since' of a component or agreement)."
        )


def _commit(root: Path, content: Content) -> str | None:
    """The commit that the content is at; None outside git. Raises ClickException for loose changes."""
    counting = files_that_count(content)
    try:
        commit = run_git(root, "rev-parse", "--verify", "--quiet", "HEAD").decode().strip()
        changed = run_git(root, "status", "--porcelain", "--untracked-files=all", "--", *counting)
    except GitError:
        return None
    if changed.strip():
        raise click.ClickException(
            "there are changes that are not committed, so no commit would stand for the figures. "
            f"Commit {', '.join(counting)} first."
        )
    return commit


def _changes(assessment: Assessment, closed: ClosedPeriod) -> list[dict[str, str]] | None:
    """The edits that made the closed period differ; None where nothing differs."""
    alone = replace(assessment, content=replace(assessment.content, closed=(closed,)))
    explained = with_commits(alone)
    found = [c for c in comparisons(explained) if c.changed]
    if not found:
        return None
    edits = dict.fromkeys(e for c in found for e in edits_of(c, explained.content))
    return [{"file": e.path, "commit": e.commit, "at": rfc3339(e.at)} for e in edits]


def _write(place: Path, before: bytes | None, text: str) -> None:
    """Raises ClickException, also where the ledger is not what it was when it was read."""
    try:
        with ends(OSError, lambda error: f"cannot write {place}: {error.strerror or error}."):
            change_whole(place, before, text.encode())
    except ChangedError:
        raise click.ClickException(
            f"{place} was changed meanwhile by somebody else; nothing was written. Look at it, then "
            "run this again."
        ) from None


def _summary(what: str, results: Iterable[PeriodResult], now: datetime, path: str) -> str:
    promises = [promise for result in results for promise in result.promises]
    lines = [f"{what} {month_line(promise, now)}" for promise in promises]
    lines.append(f"Wrote {path}; commit it: git add {path} && git commit -m 'Close {path[7:-5]}'")
    return "\n".join(lines) + "\n"
