"""``statusmark export``: everything, for another tool or for a program of your own."""

from __future__ import annotations

from pathlib import Path

import click

from generator.commands.shared.loading import judged, site_at
from generator.commands.shared.options import base_option, now_option
from generator.commands.shared.terminal import emit, ends
from generator.disk.whole_file import write_whole


@click.command(name="export")
@click.argument("form", metavar="FORM", type=click.Choice(["jsonl", "statuspage"]))
@click.option("--out", type=click.Path(path_type=Path), metavar="FILE", help="[default: print it]")
@now_option
@base_option
@click.pass_context
def command(
    ctx: click.Context, form: str, out: Path | None, now_text: str | None, base: str
) -> None:
    """Move out: write everything as jsonl or in Statuspage's format.

    jsonl has one line for the site and one for each post, with every field and with the publications
    that git proves. statuspage is one document with the fields of Statuspage's public API.

    \b
    statusmark export jsonl
    statusmark export statuspage --out history.json
    """
    assessment = judged(ctx, site_at(ctx.obj, now_text, base))
    from generator.authoring.exporters import export_jsonl, export_statuspage

    if form == "jsonl":
        text = export_jsonl(assessment.content)
    else:
        text = export_statuspage(assessment, ctx.obj)
    if out is None:
        emit(text.encode())
        return
    with ends(OSError, lambda error: f"cannot write {out}: {error.strerror}."):
        write_whole(ctx.obj / out, text.encode())
