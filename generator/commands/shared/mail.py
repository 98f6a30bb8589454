"""What ``digest``, ``send`` and ``subscribers`` share: settings, credentials, judged content."""

from __future__ import annotations

import os
from pathlib import Path

import click

from generator.commands.shared.loading import site_at, stop
from generator.commands.shared.terminal import draw, ends
from generator.drawing import has_errors
from generator.model.mail import MailSettings
from generator.rules.judgements import Assessment

KEY = "STATUSMARK_MAIL_KEY"
SMTP_PASSWORD = "STATUSMARK_SMTP_PASSWORD"  # noqa: S105 - the name of a variable
LISTMONK_TOKEN = "STATUSMARK_LISTMONK_TOKEN"  # noqa: S105 - the name of a variable


def judged(
    ctx: click.Context, now_text: str | None, base: str, *, keep_going: bool = False
) -> tuple[Assessment, tuple[str, ...]]:
    """The site's judgements, and the files of posts that had to be left out.

    Ends the command where there are errors; with ``keep_going`` only where they are not in posts,
    since a mistake in a post costs that post alone, but one in site.yaml could cost a whole list.
    """
    site = site_at(ctx.obj, now_text, base)
    errors = [d for d in site.diagnostics if has_errors([d])]
    spared = site.broken if keep_going else ()
    if site.assessment is None or any(d.location.path not in spared for d in errors):
        stop(ctx, site.root, site.diagnostics, "Nothing was sent: fix this first.")
    draw(errors, site.root, err=True)
    return site.assessment, site.broken


def settings_of(settings: MailSettings | None) -> MailSettings:
    """The settings. Raises ClickException where site.yaml has none."""
    if settings is None:
        raise click.ClickException(
            "site.yaml does not say how mail is sent. Add at least\n\n"
            "    mail:\n      from: status@example.com\n      smtp: {host: mail.example.com}\n"
        )
    return settings


def credential(name: str) -> str | None:
    """A secret from the environment, or from the file that NAME_FILE names; None where neither is set."""
    if value := os.environ.get(name):
        return value
    if path := os.environ.get(f"{name}_FILE"):
        with ends((OSError, ValueError), lambda e: f"{name}_FILE: {path} cannot be read: {e}"):
            return Path(path).read_text(encoding="utf-8").strip()
    return None


def needed(name: str, why: str) -> str:
    """A secret that must be there."""
    if value := credential(name):
        return value
    raise click.ClickException(f"{why}: set {name}, or {name}_FILE to a file that holds it.")
