"""``statusmark status``: what visitors see now, and what is due next."""

from __future__ import annotations

import click

from generator.commands.shared.terminal import base_option, draw, emit, load, now_option
from generator.drawing import has_errors


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
    loaded = load(ctx.obj, now_text, base)
    failed = has_errors(loaded.diagnostics)
    draw([d for d in loaded.diagnostics if failed], ctx.obj, err=True)
    if loaded.content is not None:
        from generator.authoring.status_text import glance
        from generator.rules.assessment import assess

        emit(glance(assess(loaded.content, loaded.now)))
    ctx.exit(1 if failed else 0)
