"""``statusmark build``: files in, a finished site out, all of it or nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from generator.commands.shared.terminal import (
    base_option,
    draw,
    emit,
    load,
    now_option,
    plural,
    say,
    shown_to,
    stage,
    with_commits,
)
from generator.diagnostics import Diagnostic, Severity
from generator.drawing import has_errors, in_order

if TYPE_CHECKING:
    from generator.disk.publish import Published
    from generator.model.content import Content
    from generator.rules.judgements import Assessment

SHORT_NOTICE = "short-notice"
"""Fails ``check`` alone: a page that is not rebuilt is worse than a notice that comes too late."""

NOTHING = "Nothing was published: mend this first."
MEND = "Nothing was published. Mend the errors, or publish what is valid with --keep-going."


@click.command(name="build")
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    default="public",
    show_default=True,
    metavar="DIR",
    help="The folder to publish to; it is replaced as a whole.",
)
@now_option
@base_option
@click.option(
    "--audience",
    metavar="NAME",
    help="Leave out posts whose audience: does not name this one, as if they were not there.",
)
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
    audience: str | None,
) -> None:
    """Build the site.

    With errors in the files nothing is published and the exit code is 1.

    \b
    statusmark build
    statusmark build --out /var/www/status --now 2026-11-20T14:05+01:00
    """
    root: Path = ctx.obj
    loaded = load(root, now_text, base)
    content = loaded.content and shown_to(loaded.content, audience)
    if content is None or loaded.refused:
        _stop(ctx, loaded.diagnostics, root, NOTHING)
    from generator.build import ThemeError, build_site, check_theme
    from generator.rules.assessment import assess
    from generator.rules.checks.all import run_checks

    stage("checking")
    theme = check_theme(root)
    judged = assess(content, loaded.now)
    checked = map(_lenient, run_checks(judged))
    found = in_order([*loaded.diagnostics, *checked, *theme])
    failed = has_errors(found)
    if has_errors(theme):
        _stop(ctx, found, root, NOTHING)
    if failed and not keep_going:
        _stop(ctx, found, root, MEND)
    draw(found, root, err=True)
    from generator.disk.build_cache import (
        Leavings,
        published_file,
        read_kept,
        used_fragments,
        write_kept,
    )
    from generator.disk.publish import PublishError, publish
    from generator.rendering.reuse.unchanged import Reprint

    kept, broken = without_broken(content, found)
    assessment = with_commits(root, assess(kept, loaded.now) if broken else judged, base)
    target = root / out
    before = read_kept(root)
    fragments = dict(before.fragments)
    reprint = Reprint(before.pages, partial(published_file, target))
    try:
        stage("making the pages")
        files = build_site(assessment, root, broken, fragments, reprint)
        stage(f"publishing {plural(len(files), 'file')}")
        published = publish(files, target, root)
    except ThemeError as error:
        _stop(ctx, [error.diagnostic], root, NOTHING)
    except PublishError as error:
        raise click.ClickException(f"{error}.") from error
    write_kept(root, before, Leavings(used_fragments(assessment, fragments), reprint.found))
    say(_summary(assessment, published, target))
    ctx.exit(1 if failed else 0)


def _stop(ctx: click.Context, found: Sequence[Diagnostic], root: Path, sentence: str) -> NoReturn:
    draw(found, root, err=True)
    emit(f"{sentence}\n", err=True)
    ctx.exit(1)


def without_broken(
    content: Content, found: Sequence[Diagnostic]
) -> tuple[Content, tuple[str, ...]]:
    """The content less the posts that have errors, and these posts' files."""
    broken = _broken(found)
    return _without(content, broken), broken


def _broken(found: Sequence[Diagnostic]) -> tuple[str, ...]:
    """The posts' files that have errors, sorted."""
    paths = {d.location.path for d in found if d.severity is Severity.ERROR}
    return tuple(sorted(path for path in paths if path.startswith(("incidents/", "maintenance/"))))


def _without(content: Content, broken: Sequence[str]) -> Content:
    """The content less the posts of these files; a broken translation leaves its post whole."""
    return replace(
        content,
        incidents=tuple(post for post in content.incidents if post.path not in broken),
        maintenance=tuple(post for post in content.maintenance if post.path not in broken),
    )


def _lenient(found: Diagnostic) -> Diagnostic:
    return replace(found, severity=Severity.WARNING) if found.code == SHORT_NOTICE else found


def _summary(assessment: Assessment, published: Published, target: Path) -> str:
    """Where the site is, what it holds and how the promise stands."""
    from generator.rendering.figures.report_text import month_line

    content, now = assessment.content, assessment.now
    unresolved = sum(facts.open for facts in assessment.incidents.values())
    posts = len(content.incidents) + len(content.maintenance)
    page = (target / "index.html").resolve()
    files = published.written + published.unchanged
    changes = (
        f"{published.written} written, {published.unchanged} unchanged, {published.removed} removed"
    )
    incidents = f"{plural(len(content.incidents), 'incident')}, {unresolved} open"
    notices = plural(len(content.maintenance), "maintenance notice")
    lines = [
        f"Published {plural(files, 'file')} to {target} ({changes})",
        f"  {plural(posts, 'post')}: {incidents}; {notices}",
    ]
    lines += [
        f"  {month_line(result, now)}"
        for result in assessment.periods
        if now in result.period.span and result.tier is None
    ]
    lines.append(f"  {page.as_uri()}")
    return "\n".join(lines) + "\n"
