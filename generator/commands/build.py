"""``statusmark build``: files in, a finished site out, all of it or nothing."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import click

from generator.build import build_site, findings
from generator.commands.shared.loading import left_out, site_at, stop
from generator.commands.shared.options import (
    audience_option,
    base_option,
    now_option,
    public_option,
)
from generator.commands.shared.terminal import draw, ends, plural, say, stage
from generator.diagnostics import Diagnostic
from generator.disk.publish import Published, PublishError, publish
from generator.drawing import has_errors
from generator.rendering.figures.report_text import month_line
from generator.rules.judgements import Assessment

NOTHING = "Nothing was published: fix this first."
FIX = "Nothing was published. Fix the errors, or publish what is valid with --keep-going."


@click.command(name="build")
@public_option("The folder to publish to; it is replaced as a whole.")
@now_option
@base_option
@audience_option
@click.option(
    "--keep-going",
    is_flag=True,
    help="Publish what is valid even if there are errors; the page says which posts are missing.",
)
@click.pass_context
def command(
    ctx: click.Context,
    out: Path,
    now_text: str | None,
    base: str,
    keep_going: bool,
    audience: tuple[str, ...],
) -> None:
    """Build the site.

    With errors in the files nothing is published and the exit code is 1.

    \b
    statusmark build
    statusmark build --out /var/www/status --now 2026-11-20T14:05+01:00
    """
    site = site_at(ctx.obj, now_text, base, audience=audience, written=True)
    if site.assessment is None:
        stop(ctx, site.root, site.diagnostics, NOTHING)
    stage("checking")
    found = [d for d in findings(site) if not (now_text and _is_later_history(d))]
    failed = has_errors(found)
    if any(has_errors([d]) and d.location.path.startswith("theme/") for d in found):
        stop(ctx, site.root, found, NOTHING)
    if failed and not keep_going:
        stop(ctx, site.root, found, FIX)
    draw(found, site.root, err=True)
    from generator.disk import build_cache
    from generator.rendering.reuse.unchanged import Unchanged
    from generator.rendering.theme.themes import ThemeError

    target = site.root / out
    before = build_cache.read_kept(site.root)
    fragments = dict(before.fragments)
    unchanged = Unchanged(before.pages, partial(build_cache.published_file, target))
    try:
        stage("making the pages")
        files = build_site(site, fragments, unchanged)
    except ThemeError as error:
        stop(ctx, site.root, [error.diagnostic], NOTHING)
    stage(f"publishing {plural(len(files), 'file')}")
    with ends(PublishError):
        published = publish(files, target, site.root)
    used = build_cache.used_fragments(site.assessment, fragments)
    build_cache.write_kept(site.root, before, build_cache.BuildCache(used, unchanged.found))
    say(_summary(site.assessment, published, target) + left_out(site))
    ctx.exit(1 if failed else 0)


def _is_later_history(found: Diagnostic) -> bool:
    """Whether it says no more than that commits follow, as they do on any instant before today."""
    return found.code == "committed-in-the-future" and found.location.path == "site.yaml"


def _summary(assessment: Assessment, published: Published, target: Path) -> str:
    """Where the site is, what it holds and how the promise stands."""
    content, now = assessment.content, assessment.now
    unresolved = sum(facts.open for facts in assessment.incidents.values())
    page = (target / "index.html").resolve()
    files = published.written + published.unchanged
    changes = (
        f"{published.written} written, {published.unchanged} unchanged, {published.removed} removed"
    )
    incidents = f"{plural(len(content.incidents), 'incident')}, {unresolved} open"
    notices = plural(len(content.maintenance), "maintenance notice")
    lines = [
        f"Published {plural(files, 'file')} to {target} ({changes})",
        f"  {plural(len(content.posts), 'post')}: {incidents}; {notices}",
    ]
    lines += [
        f"  {month_line(result, now)}"
        for period in assessment.periods
        if now in period.period.span and period.tier is None
        for result in period.promises
    ]
    lines.append(f"  {page.as_uri()}")
    return "\n".join(lines) + "\n"
