"""How commands get a site: prepared as everywhere, or the command ends with what is wrong."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, tzinfo
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from generator.build import HEAD, Prepared, prepare
from generator.commands.shared.options import read_now, site_folder
from generator.commands.shared.terminal import draw, emit, plural, stage
from generator.rules.judgements import UnknownPeriodError

if TYPE_CHECKING:
    from generator.diagnostics import Diagnostic
    from generator.rules.judgements import Assessment


def site_at(
    root: Path,
    now_text: str | None,
    base: str = HEAD,
    *,
    audience: Sequence[str] | None = None,
    only: Sequence[str] | None = None,
    period: tuple[str, str] | None = None,
) -> Prepared:
    """The site, prepared (see :func:`generator.build.prepare`). ClickException where there is none.

    ``period`` is the one that alone is judged, and the option that named it: UsageError where nobody
    measures it.
    """
    asked, option = period or (None, "")
    try:
        return prepare(
            site_folder(root),
            clock(now_text),
            base=base,
            audience=audience,
            only=only,
            period=asked,
            progress=stage,
        )
    except UnknownPeriodError as error:
        raise click.BadParameter(f"{error}.", param_hint=f"'{option}'") from None


def clock(now_text: str | None) -> Callable[[tzinfo], datetime]:
    """The instant to judge at, once the site's zone is known."""
    return lambda zone: read_now(now_text, zone)


def judged(ctx: click.Context, site: Prepared) -> Assessment:
    """The site's judgements. Ends the command where files or history have errors."""
    if site.assessment is None or site.failed:
        stop(ctx, site.root, site.diagnostics)
    return site.assessment


def stop(
    ctx: click.Context, root: Path, found: Sequence[Diagnostic], sentence: str = ""
) -> NoReturn:
    """Say what is wrong, and what follows from it; exit code 1."""
    draw(found, root, err=True)
    if sentence:
        emit(f"{sentence}\n", err=True)
    ctx.exit(1)


def left_out(site: Prepared) -> str:
    """A line that says how many posts are for other audiences; nothing where there are none."""
    if site.everything is None or site.assessment is None:
        return ""
    whole, shown = site.everything.content, site.assessment.content
    number = len(whole.incidents) + len(whole.maintenance)
    number -= len(shown.incidents) + len(shown.maintenance)
    return f"  {plural(number, 'post')} for other audiences left out\n" if number else ""
