"""``statusmark next``: when a rebuild would change the site, or mail falls due."""

from __future__ import annotations

import click

from generator.commands.shared.terminal import base_option, draw, emit, load, now_option
from generator.drawing import has_errors
from generator.notation import rfc3339

SCHEMA = "statusmark/next/1"


@click.command(name="next")
@now_option
@base_option
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="A line of text, or JSON.",
)
@click.pass_context
def command(ctx: click.Context, now_text: str | None, base: str, form: str) -> None:
    """Print the next moment at which a rebuild would change the site or mail falls due, and why.

    For a scheduler: until then the site is right without a rebuild and there is nothing to send.
    Exits with 1 only if site.yaml cannot be used.

    \b
    statusmark next
    statusmark next --format json --now 2026-11-20T14:05+01:00
    """
    loaded = load(ctx.obj, now_text, base)
    if loaded.content is None:
        draw([d for d in loaded.diagnostics if has_errors([d])], ctx.obj, err=True)
        ctx.exit(1)
    from generator.rules.ahead import next_ahead
    from generator.rules.assessment import assess

    found = next_ahead(assess(loaded.content, loaded.now))
    at = rfc3339(found[0].at)
    if form == "json":
        import json

        document = {
            "schema": SCHEMA,
            "now": rfc3339(loaded.now),
            "at": at,
            "changes": [{"what": ahead.what, "id": ahead.id} for ahead in found],
        }
        emit(json.dumps(document, indent=2, ensure_ascii=False) + "\n")
        return
    emit(f"{at}  {'; '.join(dict.fromkeys(ahead.what for ahead in found))}\n")
