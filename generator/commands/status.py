"""``statusmark status``: what visitors see now, and what is due next."""

from __future__ import annotations

import click

from generator.authoring.status_text import glance
from generator.commands.shared.loading import site_at
from generator.commands.shared.options import base_option, now_option
from generator.commands.shared.terminal import draw, emit


@click.command(name="status")
@now_option
@base_option
@click.pass_context
def command(ctx: click.Context, now_text: str | None, base: str) -> None:
    """Show what visitors see now, and what is due next.

    Exits with 1 if there are errors in the files; posts that have some are left out.

    \b
    statusmark status
    """
    site = site_at(ctx.obj, now_text, base)
    draw([d for d in site.diagnostics if site.failed], site.root, err=True)
    if site.assessment is not None:
        emit(glance(site.assessment))
    ctx.exit(1 if site.failed else 0)
