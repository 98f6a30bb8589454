"""Options that several commands have, and how their values are read."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from typing import Any, TypeVar

import click

Command = TypeVar("Command", bound=Callable[..., Any])


def now_option(command: Command) -> Command:
    """``--now TIME``, as text: a local time can only be read once the site's zone is known."""
    return click.option(
        "--now",
        "now_text",
        metavar="TIME",
        help="Judge as of this time (2026-11-20 14:05 in the site's zone, or with an offset). "
        "[default: the clock]",
    )(command)


def base_option(command: Command) -> Command:
    """``--base REF``: where publications are read from."""
    return click.option(
        "--base",
        metavar="REF",
        default="HEAD",
        help="Read publication times from this branch or commit; in a pull request, the target. "
        "[default: HEAD]",
    )(command)


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


def read_now(text: str | None, zone: tzinfo) -> datetime:
    """The instant to judge at: the one given, else the clock, read here and nowhere else."""
    if text is None:
        return datetime.now(UTC).replace(microsecond=0)
    return read_instant(text, zone, "--now")


def read_instant(text: str, zone: tzinfo, option: str) -> datetime:
    """A time of the command line; local times are in ``zone``. Raises UsageError where it is none."""
    from generator.reading.tables.instants import parse_instant
    from generator.reading.yaml.faults import Trouble

    found = parse_instant(text, zone)
    if isinstance(found, Trouble):
        raise click.BadParameter(f"{found.message}; {found.remedy}.", param_hint=f"'{option}'")
    return found


def audience_option(command: Command) -> Command:
    """``--audience NAME``: who will read what is made."""
    return click.option(
        "--audience",
        multiple=True,
        metavar="NAME",
        help="Whom it is for: posts whose audience: names another are left out. More than once for "
        "several names. [default: the public, without posts that have an audience]",
    )(command)
