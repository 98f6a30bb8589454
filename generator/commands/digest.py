"""``statusmark digest``: what would be sent, without sending it."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from generator.commands.shared.loading import stop
from generator.commands.shared.mail import judged, settings_of
from generator.commands.shared.options import base_option, format_option, now_option, read_instant
from generator.commands.shared.terminal import bad_value, emit, ends, plural
from generator.disk.whole_file import write_whole
from generator.rendering.theme.themes import ThemeError
from generator.rules.audience import shown_to
from generator.rules.digests import period_labelled
from generator.rules.judgements import Assessment
from generator.rules.notifications import notifications

if TYPE_CHECKING:
    from generator.mail.digest_preview import Preview

UNKNOWN_SINCE = timedelta(days=7)


@click.command(name="digest")
@format_option("text", "eml", "html", "json", help="eml and html need --out.")
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Write one file for each message into this folder. [default: print]",
)
@click.option(
    "--since",
    "since_text",
    metavar="TIME",
    help="News since then. [default: the last sending in the ledger, else the last seven days]",
)
@click.option(
    "--period",
    metavar="PERIOD",
    help="Only the digest of this month (2026-11), week (2026-W47) or day (2026-11-20).",
)
@now_option
@base_option
@click.pass_context
def command(
    ctx: click.Context,
    form: str,
    out: Path | None,
    since_text: str | None,
    period: str | None,
    now_text: str | None,
    base: str,
) -> None:
    """Show the messages that would be sent since the last sending.

    Sends nothing and looks at no outbox: the same commit and the same --now give the same bytes.

    \b
    statusmark digest
    statusmark digest --period 2026-11 --format eml --out mails
    """
    if out is None and form in {"eml", "html"}:
        raise click.UsageError(f"--format {form} makes several files: name a folder with --out")
    root: Path = ctx.obj
    assessment, _ = judged(ctx, now_text, base)
    site, now = assessment.content.site, assessment.now
    settings = settings_of(site.mail)
    from generator.mail.digest_preview import due_groups, period_group, previews, previews_json
    from generator.mail.message_text import writer_of

    events = notifications(assessment, settings.reminder)
    since: datetime | None = None
    if period is None:
        if since_text:
            since = read_instant(since_text, site.zone, "--since")
        else:
            since = _last_sending(assessment)
        groups = due_groups(events, site, now, since)
    else:
        found = period_labelled(period, site.zone)
        if found is None or found.span.start > now:
            raise bad_value(
                "--period",
                f"'{period}' is no period up to now; write 2026-11, 2026-W47 or 2026-11-20.",
            )
        groups = (period_group(events, found),)
    try:
        shown = list(
            previews(
                lambda a: writer_of(shown_to(assessment, a), root), groups, site, settings, now
            )
        )
    except ThemeError as error:
        stop(ctx, root, [error.diagnostic])
    if form == "json":
        _put(out, {"digest.json": previews_json(shown, since, now).encode()})
    else:
        suffix = "txt" if form == "text" else form
        _put(out, {f"{one.name}.{suffix}": _bytes(one, form) for one in shown})
    if out is None and form == "text" and not shown:
        emit("There is nothing to send.\n")


OWN = "https://…"
"""Stands for each reader's own address to leave by."""


def _bytes(one: Preview, form: str) -> bytes:
    from generator.mail.message_text import LEAVE

    match form:
        case "eml":
            return one.eml
        case "html":
            return one.text.html.replace(LEAVE, OWN).encode()
        case _:
            text = one.text.text.replace(LEAVE, OWN)
            return f"To: {one.to}\nSubject: {one.text.subject}\n\n{text}".encode()


def _last_sending(assessment: Assessment) -> datetime:
    """The last sending that the public ledger knows of."""
    mailings = assessment.content.mailings
    times = [mailing.last_at for mailing in mailings.sent]
    times += [mailings.begun_at] if mailings.begun_at else []
    return max(times, default=assessment.now - UNKNOWN_SINCE)


def _put(out: Path | None, files: dict[str, bytes]) -> None:
    if out is None:
        emit(b"\n\n".join(files.values()))
        return
    with ends(OSError, lambda error: f"{out} cannot be written: {error.strerror}"):
        out.mkdir(parents=True, exist_ok=True)
        for name, data in files.items():
            write_whole(out / name, data, durable=False)
    emit(f"{plural(len(files), 'file')} written to {out}\n")
