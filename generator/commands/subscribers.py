"""``statusmark subscribers``: the private address file of a small team."""

from __future__ import annotations

from hmac import compare_digest
from pathlib import Path

import click

from generator.commands.shared.loading import stop
from generator.commands.shared.mail import KEY, needed, settings_of
from generator.commands.shared.options import site_folder
from generator.commands.shared.terminal import emit, ends, plural
from generator.disk.lock import locked
from generator.mail.recipients import leave_token
from generator.mail.subscribers import (
    BIGGEST_SENSIBLE,
    Subscriber,
    UnsafeFileError,
    check_private,
    parse_subscribers,
    read_subscribers,
    subscribers_text,
    write_subscribers,
)
from generator.model.content import Site
from generator.reading.content import read_names


@click.group(name="subscribers")
def command() -> None:
    """Who gets mail: the private address file that site.yaml names as mail.subscribers.

    \b
    statusmark subscribers list
    statusmark subscribers add anna@example.com --language pl --component api
    statusmark subscribers import people.csv
    statusmark subscribers remove anna@example.com
    """


@command.command(name="list")
@click.pass_context
def list_(ctx: click.Context) -> None:
    """Print everybody, as CSV that 'import' reads."""
    site, path = _opened(ctx)
    emit(subscribers_text(_people(ctx, path, site)))


@command.command()
@click.argument("address")
@click.option("--language", metavar="TAG", default="", help="[default: the site's main language]")
@click.option(
    "--component", "components", metavar="ID", multiple=True, help="Only about this; repeat it."
)
@click.option(
    "--frequency",
    type=click.Choice(["instant", "daily", "weekly", "monthly"]),
    default="instant",
    show_default=True,
    help="At once, or in digests.",
)
@click.pass_context
def add(
    ctx: click.Context, address: str, language: str, components: tuple[str, ...], frequency: str
) -> None:
    """Add somebody who asked for it, or change what they get."""
    site, path = _opened(ctx)
    line = f"address,language,components,frequency\n{address},{language},{' '.join(components)},{frequency}\n"
    found, faults = parse_subscribers(line, "the command line", site)
    if faults:
        raise click.BadParameter(f"{faults[0].message}; {faults[0].remedy}.")
    with locked(path.parent):
        people = [one for one in _people(ctx, path, site) if one.address.lower() != address.lower()]
        _write(path, [*people, *found])
    emit(f"{found[0].address} is notified from the next run on.\n")


@command.command()
@click.argument("address", required=False)
@click.option("--token", help="Instead of the address: the token of the link in a message.")
@click.pass_context
def remove(ctx: click.Context, address: str | None, token: str | None) -> None:
    """Take somebody off."""
    if (address is None) == (token is None):
        raise click.UsageError("name an address, or a token with --token")
    site, path = _opened(ctx)
    secret = needed(KEY, "tokens are signed") if token is not None else ""

    def leaves(one: Subscriber) -> bool:
        if token is None:
            return one.address.lower() == str(address).lower()
        return compare_digest(leave_token(one.address, secret).encode(), token.encode())

    with locked(path.parent):
        people = _people(ctx, path, site)
        kept = [one for one in people if not leaves(one)]
        if len(kept) == len(people):
            raise click.ClickException(f"nobody in {path} is meant by that.")
        _write(path, kept)
    emit(f"Removed; {plural(len(kept), 'subscriber')} left.\n")


@command.command(name="import")
@click.argument("source", type=click.Path(path_type=Path))
@click.pass_context
def import_(ctx: click.Context, source: Path) -> None:
    """Add everybody in a CSV file with a column 'address'; those who are there already stay as they are."""
    if not source.is_file():
        raise click.ClickException(f"there is no file {source}.")
    site, path = _opened(ctx)
    found, faults = read_subscribers(source, site)
    if faults:
        stop(ctx, source.parent, faults, "Nothing was imported: fix this first.")
    with locked(path.parent):
        people = _people(ctx, path, site)
        known = {one.address.lower() for one in people}
        fresh = [one for one in found if one.address.lower() not in known]
        _write(path, [*people, *fresh])
    emit(f"{plural(len(fresh), 'subscriber')} added, {len(found) - len(fresh)} known before.\n")
    if len(people) + len(fresh) > BIGGEST_SENSIBLE:
        emit(
            f"These are more than {BIGGEST_SENSIBLE}: a list server handles that better, see docs/mail.md.\n",
            err=True,
        )


def _opened(ctx: click.Context) -> tuple[Site, Path]:
    """The site and the path of its address file, which must lie in a private place."""
    root = site_folder(ctx.find_root().obj)
    reading = read_names(root)
    if reading.site is None:
        stop(ctx, root, reading.diagnostics)
    settings = settings_of(reading.site.mail)
    if settings.subscribers is None:
        raise click.ClickException(
            "site.yaml names no address file. Add mail.subscribers with a path outside the site, "
            "such as ../private/subscribers.csv"
        )
    path = root / settings.subscribers
    with ends(UnsafeFileError):
        check_private(path, root, (root / "public",))
    return reading.site, path


def _people(ctx: click.Context, path: Path, site: Site) -> tuple[Subscriber, ...]:
    """Everybody in the file; a faulty file ends the command, since writing would lose its lines."""
    people, faults = read_subscribers(path, site)
    if faults:
        stop(ctx, path.parent, faults)
    return people


def _write(path: Path, people: list[Subscriber]) -> None:
    with ends(OSError, lambda error: f"{path} cannot be written: {error.strerror}"):
        write_subscribers(path, people)
