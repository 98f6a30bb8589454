"""Options that several commands have, and how their values are read."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from typing import Any, TypeVar

import click

from generator.commands.shared.terminal import bad_value
from generator.reading.tables.instants import parse_instant
from generator.reading.yaml.faults import Trouble

Command = TypeVar("Command", bound=Callable[..., Any])

now_option = click.option(
    "--now",
    "now_text",
    metavar="TIME",
    help="Judge as of this time (2026-11-20 14:05 in the site's zone, or with an offset). "
    "[default: the clock]",
)
"""As text: a local time can only be read once the site's zone is known."""

base_option = click.option(
    "--base",
    metavar="REF",
    default="HEAD",
    help="Read publication times from this branch or commit; in a pull request, the target. "
    "[default: HEAD]",
)

audience_option = click.option(
    "--audience",
    multiple=True,
    metavar="NAME",
    help="Whom it is for: posts whose audience: names another are left out. More than once for "
    "several names. [default: the public, without posts that have an audience]",
)


def public_option(help: str) -> Callable[[Command], Command]:
    """``--out DIR``: the folder that the site is published to."""
    return click.option(
        "--out",
        type=click.Path(path_type=Path),
        default="public",
        show_default=True,
        metavar="DIR",
        help=help,
    )


def format_option(*forms: str, help: str) -> Callable[[Command], Command]:
    """``--format``: the first of the forms, unless another one is asked for."""
    return click.option(
        "--format",
        "form",
        type=click.Choice(forms),
        default=forms[0],
        show_default=True,
        help=help,
    )


def site_folder(root: Path) -> Path:
    """The site's folder. Raises ClickException with a remedy where there is no site in it."""
    if (root / "site.yaml").is_file():
        return root
    for name in ("site.yml", "Site.yaml", "site.yaml.txt"):
        if (root / name).is_file():
            raise click.ClickException(f"rename {name} in {root.absolute()} to site.yaml.")
    where = root.absolute() if root.exists() else f"{root} (which does not exist)"
    raise click.ClickException(
        f"there is no site.yaml in {where}. Go to the folder of your status site, name it with "
        "'statusmark -C DIR …', or make a new site with 'statusmark init DIR'."
    )


def root_of(ctx: click.Context) -> Path:
    """The site's folder, as the shell's completion knows it before any command runs."""
    return Path(ctx.find_root().params.get("root") or ".")


def read_now(text: str | None, zone: tzinfo) -> datetime:
    """The instant to judge at: the one given, else the clock, read here and nowhere else."""
    if text is None:
        return datetime.now(UTC).replace(microsecond=0)
    return read_instant(text, zone, "--now")


def read_instant(text: str, zone: tzinfo, option: str) -> datetime:
    """A time of the command line; local times are in ``zone``. Raises UsageError where it is none."""
    found = parse_instant(text, zone)
    if isinstance(found, Trouble):
        raise bad_value(option, f"{found.message}; {found.remedy}.")
    return found
