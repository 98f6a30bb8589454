"""``statusmark send``: notify everybody once of what is new to them."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from generator.commands.shared.loading import stop
from generator.commands.shared.mail import (
    KEY,
    LISTMONK_TOKEN,
    SMTP_PASSWORD,
    credential,
    judged,
    needed,
    settings_of,
)
from generator.commands.shared.options import base_option, now_option, public_option, read_instant
from generator.commands.shared.terminal import draw, emit, ends, plural
from generator.mail.due import News, new_records, news_of, tasks_of
from generator.mail.masking import masked_address
from generator.mail.outbox import Outbox, OutboxError, open_outbox
from generator.mail.public_ledger import has_begun
from generator.mail.recipients import MailChannel, Recipient, list_recipients
from generator.mail.subscribers import (
    UnsafeFileError,
    check_private,
    people_recipients,
    read_subscribers,
)
from generator.model.content import Site
from generator.model.mail import MailSettings
from generator.rendering.theme.themes import ThemeError
from generator.rules.audience import shown_to
from generator.rules.judgements import Assessment
from generator.rules.notifications import notifications

if TYPE_CHECKING:
    from generator.mail.connections import Connection
    from generator.mail.sending import Delivery, Report

UNREADABLE = "this line of the address file is left out"
SAY_WHY = "'statusmark subscribers list' says what is wrong with it; this log may be read by others"


@click.command(name="send")
@click.option(
    "--dry-run", is_flag=True, help="Say what would be sent to whom; send and record nothing."
)
@click.option(
    "--since",
    "since_text",
    metavar="TIME",
    help="In the very first run: news from this time on is sent. [default: nothing older than now]",
)
@click.option(
    "--begin-anew",
    is_flag=True,
    help="The outbox is lost for good: begin with a new one; nothing older than now is sent.",
)
@public_option("The published folder, in which the address file must not lie.")
@click.option(
    "--keep-going",
    is_flag=True,
    help="Send what is valid even if posts have errors; the exit code is still 1.",
)
@now_option
@base_option
@click.pass_context
def command(
    ctx: click.Context,
    dry_run: bool,
    since_text: str | None,
    begin_anew: bool,
    out: Path,
    keep_going: bool,
    now_text: str | None,
    base: str,
) -> None:
    """Send the news by e-mail: each subscriber gets each event once.

    The first run sends nothing: what there is by then counts as known. Exit code 1 if something
    could not be delivered; run it again. Without mail: in site.yaml there is nothing to do.

    \b
    statusmark send --dry-run
    statusmark send
    """
    root: Path = ctx.obj
    assessment, broken = judged(ctx, now_text, base, keep_going=keep_going)
    site = assessment.content.site
    if site.mail is None and not site.subscriptions:
        emit("site.yaml has no mail: nothing is sent.\n")
        ctx.exit(1 if broken else 0)
    settings = settings_of(site.mail)
    since = read_instant(since_text, site.zone, "--since") if since_text else None
    recipients, whole = _recipients(root, site, settings, root / out)
    from generator.mail.sending import send_news

    news = news_of(site, settings, notifications(assessment, settings.reminder), assessment.now)
    ledger = root / settings.ledger
    try:
        with ends(OutboxError), open_outbox(root / settings.outbox, root, time.monotonic) as outbox:
            begun = outbox.state.begun_at is not None
            if not begun and has_begun(ledger) and not begin_anew:
                raise click.ClickException(
                    f"mail was sent from this site before ({settings.ledger} says so), but the outbox "
                    f"{settings.outbox} is not there. Without it everybody could be notified twice. Bring "
                    "it back; if it is lost for good, say --begin-anew."
                )
            _check_gone(root, settings, outbox)
            if dry_run:
                _dry_run(outbox, recipients, news, since)
                ctx.exit(0 if whole and not broken else 1)
            delivery = _delivery(root, assessment, settings)
            report = send_news(delivery, outbox, recipients, news, ledger, root, since, whole=whole)
    except ThemeError as error:
        stop(ctx, root, [error.diagnostic], "Fix this first. The next run goes on from here.")
    emit(_summary(report, first=not begun, known=len(news.events)))
    _complain(report)
    failed = report.stopped or report.refused or report.deferred or broken or not whole
    ctx.exit(1 if failed else 0)


def _recipients(
    root: Path, site: Site, settings: MailSettings, out: Path
) -> tuple[tuple[Recipient, ...], bool]:
    """Everybody who gets mail, and whether all of the address file could be read."""
    found, whole = list_recipients(site.subscriptions), True
    if settings.subscribers is not None:
        path = root / settings.subscribers
        with ends(UnsafeFileError):
            check_private(path, root, (out,))
        people, faults = read_subscribers(path, site)
        if faults:
            shown = [replace(one, message=UNREADABLE, remedy=SAY_WHY) for one in faults]
            draw(shown, root, err=True)
            whole = False
        if people:
            found += people_recipients(people, needed(KEY, "subscribers' links are signed"))
    return found, whole


def _check_gone(root: Path, settings: MailSettings, outbox: Outbox) -> None:
    """An address file that was there and is gone would make everybody leave, and miss what comes."""
    if settings.subscribers is None or (root / settings.subscribers).exists():
        return
    count = sum(not joins[-1].is_list for joins in outbox.state.joins.values())
    if count:
        raise click.ClickException(
            f"the address file {settings.subscribers} is not there; the last run found "
            f"{plural(count, 'subscriber')} in it. Bring it back; if nobody wants mail any more, "
            "leave an empty file."
        )


def _delivery(root: Path, assessment: Assessment, settings: MailSettings) -> Delivery:
    from generator.mail.message_text import writer_of
    from generator.mail.sending import Delivery

    return Delivery(
        writer=lambda audience: writer_of(shown_to(assessment, audience), root),
        settings=settings,
        identity=assessment.content.site.identity,
        connect=_connector(settings),
        now=lambda: datetime.now(UTC),
        sleep=time.sleep,
        connections=settings.smtp.connections if settings.smtp else 1,
    )


def _connector(settings: MailSettings) -> Callable[[MailChannel], Connection]:
    from generator.mail.connections import ServerError, SmtpConnection
    from generator.mail.listmonk import ListmonkConnection

    password = credential(SMTP_PASSWORD)
    token = credential(LISTMONK_TOKEN)

    def connect(channel: MailChannel) -> Connection:
        if channel is MailChannel.LISTMONK:
            if settings.listmonk is None or token is None:
                raise ServerError(
                    "a subscription names a listmonk list: mail.listmonk in site.yaml and "
                    f"{LISTMONK_TOKEN} must be set"
                )
            return ListmonkConnection(settings.listmonk, settings, token)
        if settings.smtp is None:
            raise ServerError("site.yaml names no mail server: add mail.smtp with its host")
        if settings.smtp.username and password is None:
            raise ServerError(f"mail.smtp.username is set, but {SMTP_PASSWORD} is not")
        return SmtpConnection(settings.smtp, settings.sender, password)

    return connect


def _dry_run(
    outbox: Outbox, recipients: Sequence[Recipient], news: News, since: datetime | None
) -> None:
    for record in new_records(outbox.state, recipients, news, since):
        outbox.take(record)
    count = 0
    for task in tasks_of(outbox.state, recipients, news):
        what = ", ".join(event.key for event in task.group.events) or task.group.key
        emit(f"{task.recipient.channel.value} {_masked(task.recipient)}: {what}\n")
        count += 1
    emit(f"{plural(count, 'message')} would be sent to {plural(len(recipients), 'recipient')}.\n")


def _masked(recipient: Recipient) -> str:
    """A recipient as it may stand in a build's log; lists are public."""
    return masked_address(recipient.address) if recipient.token else recipient.address


def _summary(report: Report, *, first: bool, known: int) -> str:
    line = f"{plural(report.sent, 'message')} sent"
    if report.refused:
        line += f", {len(report.refused)} refused"
    if report.deferred:
        line += f", {len(report.deferred)} to be tried again"
    lines = [f"{line}."]
    if first:
        lines.append(
            f"This was the first run: {plural(known, 'event')} of earlier times count as known. "
            "From now on news is sent."
        )
    return "\n".join(lines) + "\n"


def _complain(report: Report) -> None:
    for recipient, why in report.refused:
        emit(f"refused: {_masked(recipient)}: {why}\n", err=True)
    if report.stopped:
        emit(f"Stopped: {report.stopped}. The next run goes on from here.\n", err=True)
        return
    for recipient, why in report.deferred:
        emit(f"not taken yet: {_masked(recipient)}: {why}\n", err=True)
