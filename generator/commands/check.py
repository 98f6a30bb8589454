"""``statusmark check``: every mistake of every file, and notices that come too late."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from generator.commands.shared.changes import BUILT_BRANCH, effects_of_changes
from generator.commands.shared.terminal import (
    Loaded,
    base_option,
    draw,
    emit,
    load,
    now_option,
    plural,
    say,
    site_folder,
)
from generator.diagnostics import Diagnostic
from generator.drawing import (
    draw_github,
    draw_github_notices,
    draw_json,
    has_errors,
    in_order,
)

if TYPE_CHECKING:
    from generator.rules.effects import Effect

FORMATS = ("text", "json", "github")


@click.command(name="check")
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@base_option
@now_option
@click.option(
    "--format",
    "form",
    type=click.Choice(FORMATS),
    help="text for people, json for programs, github for annotations in a pull request. "
    "[default: text; github under GitHub Actions]",
)
@click.pass_context
def command(
    ctx: click.Context, files: tuple[Path, ...], base: str, now_text: str | None, form: str | None
) -> None:
    """Find mistakes in the site's files, and notices that come too late.

    Also says what changes that are not committed yet (with --base: not on that branch) do to the
    month. With FILES only what is wrong in these is shown and counts. Exits with 1 if there are
    errors.

    \b
    statusmark check
    statusmark check maintenance/2026/2026-12-06-database.md
    statusmark check --base origin/main
    """
    root: Path = ctx.obj
    form = form or ("github" if os.environ.get("GITHUB_ACTIONS") == "true" else "text")
    wanted = _named(files, site_folder(root))
    few = bool(wanted) and all(map(_is_post, wanted))
    loaded = load(root, now_text, base, wanted if few else None)
    found = in_order([*loaded.diagnostics, *_judged(loaded, few), *_theme(root, wanted)])
    if files:
        found = tuple(d for d in found if _concerns(d, wanted, loaded))
    effects = () if files else effects_of_changes(root, loaded, base)
    if form == "json":
        emit(draw_json(found, _documents(effects)).encode())
    elif form == "github":
        emit(draw_github(found, _folder(root)))
    elif found:
        draw(found, root, err=False)
    elif loaded.content:
        incidents = plural(len(loaded.content.incidents), "incident")
        notices = plural(len(loaded.content.maintenance), "maintenance notice")
        what = ", ".join(wanted) if files else f"{incidents}, {notices}"
        say(f"No mistakes found: {what}.\n")
    _say(effects, base, form)
    ctx.exit(1 if has_errors(found) else 0)


def _documents(effects: Sequence[Effect]) -> list[dict[str, Any]]:
    if not effects:
        return []
    from generator.rendering.figures.effects_json import effect_document

    return [effect_document(effect) for effect in effects]


def _say(effects: Sequence[Effect], base: str, form: str) -> None:
    """What the changes do to the figures, in a sentence for each period."""
    if not effects or form == "json":
        return
    from generator.rules.effects import effect_text

    texts = [effect_text(effect) for effect in effects]
    if form == "github":
        emit(draw_github_notices("effect", texts))
        return
    what = "not committed yet" if base == BUILT_BRANCH else f"not on {base}"
    emit("".join([f"Changes that are {what}:\n", *(f"  {text}\n" for text in texts)]))


def _is_post(path: str) -> bool:
    """Whether a path can only be that of a post or a translation."""
    return path.startswith(("incidents/", "maintenance/")) and path.endswith(".md")


def _judged(loaded: Loaded, few: bool) -> tuple[Diagnostic, ...]:
    if loaded.content is None or loaded.refused:
        return ()
    if few:
        from generator.rules.checks import posts
        from generator.rules.judge import Judge

        return posts.run_checks(Judge(loaded.content, loaded.now, checked_only=True).posts())
    from generator.rules.assessment import assess
    from generator.rules.checks.all import run_checks

    return run_checks(assess(loaded.content, loaded.now))


def _theme(root: Path, wanted: Sequence[str]) -> tuple[Diagnostic, ...]:
    """What is wrong with the site's own theme; looked at only where there is one and it is meant."""
    if not (root / "theme").is_dir() or (wanted and not any(w.startswith("theme") for w in wanted)):
        return ()
    if (root / "theme").resolve() == (Path(__file__).parents[2] / "theme").resolve():
        return ()
    from generator.build import check_theme

    return check_theme(root)


def _named(files: Sequence[Path], root: Path) -> tuple[str, ...]:
    """The files as paths in the site. Raises UsageError for one that is not there."""
    top = root.resolve()
    named = []
    for file in files:
        place = (root / file).resolve()
        if not place.exists():
            raise click.BadParameter(f"there is no {root / file}.", param_hint="'FILES'")
        if not place.is_relative_to(top):
            raise click.BadParameter(f"{file} is not in the site {top}.", param_hint="'FILES'")
        named.append(place.relative_to(top).as_posix())
    return tuple(named)


def _concerns(found: Diagnostic, wanted: Sequence[str], loaded: Loaded) -> bool:
    """Whether a finding is in one of the files or folders, or kept them from being checked at all."""
    path = found.location.path
    if any(path == name or path.startswith(f"{name}/") or name == "." for name in wanted):
        return True
    return path == "site.yaml" and (loaded.content is None or loaded.refused)


def _folder(root: Path) -> str:
    """Where the site lies in the repository that GitHub shows, with a slash at the end; often empty."""
    workspace = Path(os.environ.get("GITHUB_WORKSPACE") or ".").resolve()
    place = root.resolve()
    if place == workspace or not place.is_relative_to(workspace):
        return ""
    return place.relative_to(workspace).as_posix() + "/"
