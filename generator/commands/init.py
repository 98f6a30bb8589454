"""``statusmark init``: a new site in its own folder, with an agreement to start from."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import click

from generator.commands.shared.terminal import ends, say

PRESETS = Path(__file__).parents[1] / "presets"
DECLARED = re.compile(r"^  # Promises that .*\n  declared:\n(?:    - .*\n)+", re.MULTILINE)
"""Promises of a preset that no figures show: nobody gives them without having written them."""


def agreements() -> list[str]:
    """The names of the agreements to start from, which are the folders of presets."""
    return sorted(path.parent.name for path in PRESETS.glob("*/site.yaml"))


@click.command(name="init")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option(
    "--agreement",
    type=click.Choice(agreements()),
    default="saas-monthly",
    show_default=True,
    metavar="NAME",
    help=f"The agreement to start from: {', '.join(agreements())}.",
)
@click.pass_context
def command(ctx: click.Context, folder: Path, agreement: str) -> None:
    """Make a new site.

    DIR must be new or empty; a .git folder may be in it.

    \b
    statusmark init status
    statusmark init status --agreement cloud-compute
    """
    target = ctx.obj / folder
    with ends(
        OSError,
        lambda error: (
            f"cannot make {target}: {error.strerror or error}. Name a folder that you can write to."
        ),
    ):
        _check_empty(target.resolve())  # x/.. is this folder, even while there is no x
        shutil.copytree(PRESETS / agreement, target, dirs_exist_ok=True)
        place = target / "site.yaml"
        place.write_text(DECLARED.sub("", place.read_text("utf-8")), "utf-8")
        for name in ("incidents", "maintenance"):
            (target / name).mkdir(exist_ok=True)
    say(
        f"Made a site with the agreement '{agreement}' in {target}.\n"
        f"  1. cd {folder}\n"
        "  2. write your own names, components and promises into site.yaml\n"
        "  3. statusmark build\n"
        "Commit it to git: the history proves when maintenance was announced.\n"
    )


def _check_empty(target: Path) -> None:
    if target.is_dir() and all(path.name == ".git" for path in target.iterdir()):
        return
    if target.exists() or target.is_symlink():
        raise click.ClickException(f"{target} is not empty. Name a new or an empty folder.")
