"""How commands get a site: prepared as everywhere, or the command ends with what is wrong."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import NoReturn

import click

from generator.build import HEAD, Prepared, prepare
from generator.commands.shared.options import read_now, site_folder
from generator.commands.shared.terminal import bad_value, draw, emit, plural, stage
from generator.diagnostics import Diagnostic
from generator.model.content import Post
from generator.reading.site import SITE_FILE
from generator.rules.judgements import Assessment, UnknownPeriodError

CONTENT = (SITE_FILE, "incidents", "maintenance")
"""What the figures of a site are made of."""


def site_at(
    root: Path,
    now_text: str | None,
    base: str = HEAD,
    *,
    audience: Sequence[str] | None = None,
    only: Sequence[str] | None = None,
    period: tuple[str, str] | None = None,
    written: bool = False,
) -> Prepared:
    """The site, prepared (see :func:`generator.build.prepare`). ClickException where there is none.

    ``period`` is the one that alone is judged, and the option that named it: UsageError where nobody
    measures it.
    """
    asked, option = period or (None, "")
    try:
        return prepare(
            site_folder(root),
            partial(read_now, now_text),
            base=base,
            audience=audience,
            only=only,
            period=asked,
            written=written,
            progress=stage,
        )
    except UnknownPeriodError as error:
        raise bad_value(option, f"{error}.") from None


def judged(ctx: click.Context, site: Prepared) -> Assessment:
    """The site's judgements. Ends the command where files or history have errors."""
    if site.assessment is None or site.failed:
        stop(ctx, site.root, site.diagnostics)
    return site.assessment


def post_at(site: Prepared, path: str) -> Post | None:
    """The post of a file; None where it could not be read or judged."""
    posts = site.assessment.content.posts if site.assessment else ()
    return next((post for post in posts if post.path == path), None)


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
    number = len(whole.posts) - len(shown.posts)
    return f"  {plural(number, 'post')} for other audiences left out\n" if number else ""
