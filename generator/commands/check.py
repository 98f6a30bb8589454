"""``statusmark check``: every mistake of every file, and notices that come too late."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from generator.build import HEAD, Prepared, findings
from generator.commands.shared.loading import site_at
from generator.commands.shared.options import base_option, now_option, site_folder
from generator.commands.shared.terminal import bad_value, draw, emit, notices_text, plural, say
from generator.diagnostics import Diagnostic
from generator.drawing import (
    draw_github,
    draw_github_notices,
    draw_json,
    has_errors,
    in_order,
    unaccepted,
)
from generator.model.content import Content
from generator.reading.site import SITE_FILE

if TYPE_CHECKING:
    from generator.rules.effects import Effect


@click.command(name="check")
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@base_option
@now_option
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "github"]),
    help="text for people, json for programs, github for annotations in a pull request. "
    "[default: text; github under GitHub Actions]",
)
@click.option(
    "--ledgers",
    is_flag=True,
    help="Recompute all closed periods at their commits, not the newest alone.",
)
@click.pass_context
def command(
    ctx: click.Context,
    files: tuple[Path, ...],
    base: str,
    now_text: str | None,
    form: str | None,
    ledgers: bool,
) -> None:
    """Find mistakes in the site's files, and notices that come too late.

    Also says what changes that are not committed yet (with --base: not on that branch) do to the
    month. With FILES only what is wrong in these is shown and counts. Exits with 1 if there are
    errors.

    \b
    statusmark check
    statusmark check maintenance/2026/2026-12-06-database.md
    statusmark check --base origin/main
    statusmark check --ledgers
    """
    root: Path = ctx.obj
    form = form or ("github" if os.environ.get("GITHUB_ACTIONS") == "true" else "text")
    wanted = _named(files, site_folder(root))
    posts = [
        n for n in wanted if n.startswith(("incidents/", "maintenance/")) and n.endswith(".md")
    ]
    few = bool(wanted) and len(posts) == len(wanted)
    site = site_at(root, now_text, base, only=wanted if few else None)
    theme = not wanted or any(name.startswith("theme") for name in wanted)
    found = findings(site, strict=True, theme=theme)
    if ledgers or not wanted or any(name.startswith("ledger") for name in wanted):
        from generator.commands.shared.earlier import not_reproduced

        found = in_order([*found, *not_reproduced(site, every=ledgers)])
    if files:
        found = tuple(d for d in found if _concerns(d, wanted, site))
    effects = () if files else effects_of_changes(site)
    if form == "json":
        documents = []
        if effects:
            from generator.rendering.figures.period_document import effect_document

            documents = [effect_document(effect) for effect in effects]
        emit(draw_json(found, documents).encode())
    elif form == "github":
        emit(draw_github(found, _folder(root)))
    elif unaccepted(found):
        draw(found, root, err=False, warnings=None)
    elif site.content:
        incidents = plural(len(site.content.incidents), "incident")
        notices = notices_text(site.content)
        what = ", ".join(wanted) if files else f"{incidents}, {notices}"
        known = f" ({plural(len(found), 'warning')} accepted)" if found else ""
        say(f"No mistakes found: {what}{known}.\n")
    _say(effects, base, form)
    ctx.exit(1 if has_errors(found) else 0)


def _say(effects: Sequence[Effect], base: str, form: str) -> None:
    """What the changes do to the figures, in a sentence for each period."""
    if not effects or form == "json":
        return
    from generator.rules.effects import effect_text

    texts = [effect_text(effect) for effect in effects]
    if form == "github":
        emit(draw_github_notices("effect", texts))
        return
    what = "not committed yet" if base == HEAD else f"not on {base}"
    emit("".join([f"Changes that are {what}:\n", *(f"  {text}\n" for text in texts)]))


def _named(files: Sequence[Path], root: Path) -> tuple[str, ...]:
    """The files as paths in the site. Raises UsageError for one that is not there."""
    top = root.resolve()
    named = []
    for file in files:
        place = (root / file).resolve()
        if not place.exists():
            raise bad_value("FILES", f"there is no {root / file}.")
        if not place.is_relative_to(top):
            raise bad_value("FILES", f"{file} is not in the site {top}.")
        named.append(place.relative_to(top).as_posix())
    return tuple(named)


def _concerns(found: Diagnostic, wanted: Sequence[str], site: Prepared) -> bool:
    """Whether a finding is in one of the files or folders, or kept them from being checked at all."""
    path = found.location.path
    if any(path == name or path.startswith(f"{name}/") or name == "." for name in wanted):
        return True
    return path == SITE_FILE and site.everything is None


def _folder(root: Path) -> str:
    """Where the site lies in the repository that GitHub shows, with a slash at the end; often empty."""
    workspace = Path(os.environ.get("GITHUB_WORKSPACE") or ".").resolve()
    place = root.resolve()
    if place == workspace or not place.is_relative_to(workspace):
        return ""
    return place.relative_to(workspace).as_posix() + "/"


def effects_of_changes(site: Prepared) -> tuple[Effect, ...]:
    """The periods that the changes move, at the same instant; none where nothing changed.

    Compared with ``HEAD``, or, where the base names a target, with the commit the branch left it at.
    Files with errors say nothing reliable, so there are no effects then.
    """
    if site.everything is None or site.content is None or site.failed:
        return ()
    from generator.reading.git.commands import GitError
    from generator.rules.effects import effects

    try:
        before = _before(site, site.content)
    except GitError:
        return ()
    return effects(before, site.content, site.now) if before else ()


def _before(site: Prepared, content: Content) -> Content | None:
    """The content before the changes; None where there are none or the old state cannot be read."""
    from generator.commands.shared.earlier import content_at, files_that_count
    from generator.reading.git.changes import changed_files, fork_of

    commit = site.base if site.base == HEAD else fork_of(site.root, site.base)
    changed = changed_files(site.root, commit, files_that_count(content))
    return content_at(site, content, commit, site.now, changed) if changed else None
