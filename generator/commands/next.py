"""``statusmark next``: when a rebuild would change the site, or mail falls due."""

from __future__ import annotations

import json

import click

from generator.commands.shared.loading import site_at, stop
from generator.commands.shared.options import base_option, format_option, now_option
from generator.commands.shared.terminal import emit
from generator.drawing import has_errors
from generator.notation import rfc3339
from generator.rules.ahead import next_ahead
from generator.rules.closed import asks_to_close

SCHEMA = "statusmark/next/1"


@click.command(name="next")
@now_option
@base_option
@format_option("text", "json", help="A line of text, or JSON.")
@click.pass_context
def command(ctx: click.Context, now_text: str | None, base: str, form: str) -> None:
    """Print the next moment at which a rebuild would change the site or mail falls due, and why.

    For a scheduler: until then the site is right without a rebuild and there is nothing to send.
    Periods that are over and not closed are named on standard error. Posts with errors are left out. Exits with 1 if site.yaml or the history cannot be used.

    \b
    statusmark next
    statusmark next --format json --now 2026-11-20T14:05+01:00
    """
    site = site_at(ctx.obj, now_text, base)
    if site.assessment is None:
        stop(ctx, site.root, [d for d in site.diagnostics if has_errors([d])])
    emit(asks_to_close(site.assessment), err=True)
    found = next_ahead(site.assessment)
    at = rfc3339(found[0].at)
    if form == "json":
        document = {
            "schema": SCHEMA,
            "now": rfc3339(site.now),
            "at": at,
            "changes": [{"what": ahead.what, "id": ahead.id} for ahead in found],
        }
        emit(f"{json.dumps(document, indent=2, ensure_ascii=False)}\n".encode())
        return
    local = found[0].at.astimezone(site.assessment.content.site.zone).isoformat()
    emit(f"{local}  {'; '.join(dict.fromkeys(ahead.what for ahead in found))}\n")
