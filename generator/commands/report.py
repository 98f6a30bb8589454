"""``statusmark report``: the figures, for people and for machines."""

from __future__ import annotations

import click

from generator.commands.shared.loading import judged, site_at
from generator.commands.shared.options import base_option, format_option, now_option
from generator.commands.shared.terminal import emit
from generator.rendering.figures.report import report_csv, report_json
from generator.rendering.figures.report_text import report_text


@click.command(name="report")
@format_option("text", "json", "csv", help="text and json hold everything, csv holds the ledger.")
@click.option(
    "--period",
    metavar="PERIOD",
    help="Only this period: 2026-10, 2026-Q4 or 2026, as the agreement measures. [default: all]",
)
@now_option
@base_option
@click.pass_context
def command(
    ctx: click.Context, form: str, period: str | None, now_text: str | None, base: str
) -> None:
    """Show the figures: availability, notices, responses.

    Verdicts do not change the exit code; it is 1 only if the files cannot be read.

    \b
    statusmark report --period 2026-10
    statusmark report --format csv > ledger.csv
    """
    limits = (period, "--period") if period else None
    assessment = judged(ctx, site_at(ctx.obj, now_text, base, period=limits, written=True))
    if form == "text":
        emit(report_text(assessment))
    else:
        emit((report_json if form == "json" else report_csv)(assessment).encode())
