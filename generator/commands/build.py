"""``statusmark build``: files in, a finished site out, all of it or nothing."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import click

from generator.build import findings, plan_site
from generator.commands.shared.loading import left_out, site_at, stop
from generator.commands.shared.options import (
    audience_option,
    base_option,
    now_option,
    public_option,
)
from generator.commands.shared.terminal import draw, ends, notices_text, plural, say, stage
from generator.diagnostics import Diagnostic
from generator.disk.output_folder import PublishError
from generator.disk.publish import Published, publish
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
@click.option(
    "--jobs",
    type=click.IntRange(1, 256),
    metavar="N",
    help="How many processes make the pages; as many as there are processors, unless stated.",
)
@click.option(
    "--verify",
    is_flag=True,
    help="Read every published file: one that was changed by hand is made anew.",
)
@click.pass_context
def command(
    ctx: click.Context,
    out: Path,
    now_text: str | None,
    base: str,
    keep_going: bool,
    jobs: int | None,
    verify: bool,
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
    from generator.disk.build_cache import build_cache
    from generator.disk.processes import processors
    from generator.rendering.prose.fragments import Fragments
    from generator.rendering.theme.themes import ThemeError

    target = site.root / out
    with closing(build_cache(site.root)) as cache:
        fragments = Fragments(cache.fragment, cache.keep_fragments)
        stage("checking")
        found = [
            d
            for d in findings(site, fragments=fragments)
            if not (now_text and _is_later_history(d))
        ]
        failed = has_errors(found)
        if any(has_errors([d]) and d.location.path.startswith("theme/") for d in found):
            stop(ctx, site.root, found, NOTHING)
        if failed and not keep_going:
            stop(ctx, site.root, found, FIX)
        draw(found, site.root, err=True)
        try:
            stage("making the pages")
            plan = plan_site(site, fragments)
            stage(f"publishing {plural(len(plan.outputs), 'file')}")
            with ends(PublishError):
                jobs = jobs or processors()
                published = publish(plan, target, site.root, cache, jobs=jobs, verify=verify)
        except ThemeError as error:
            stop(ctx, site.root, [error.diagnostic], NOTHING)
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
    notices = notices_text(content)
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
