"""``statusmark import``: a whole history from another tool; every post arrives or is named."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta, tzinfo
from pathlib import Path

import click

from generator.authoring.commit import CommitError
from generator.authoring.edit import apply, plain_text
from generator.authoring.importers.components import components_change, proposal
from generator.authoring.importers.dated_commits import check_ready, commit_history
from generator.authoring.importers.import_posts import Arrived, Names, arrive
from generator.authoring.importers.markdown_posts import read_cstate, read_markdown, read_statusfy
from generator.authoring.importers.proof_since import proof_since_change
from generator.authoring.importers.records import Found, Named, SourceError
from generator.authoring.importers.settling import naive_times, settled
from generator.authoring.importers.statuspage import read_statuspage
from generator.authoring.importers.upptime import read_upptime
from generator.authoring.posts_on_disk import ids
from generator.commands.shared.options import now_option
from generator.commands.shared.terminal import bad_value, emit, ends, plural, stage
from generator.commands.shared.writing import Workspace, on_terminal, open_workspace
from generator.disk.lock import locked
from generator.disk.whole_file import ChangedError, change_whole, clear_left_overs, write_whole
from generator.drawing import harmless
from generator.reading.tables.scalars import parse_zone
from generator.reading.yaml.faults import Trouble
from generator.timespan import local_date

IMPORTERS = {
    "cstate": read_cstate,
    "statuspage": read_statuspage,
    "upptime": read_upptime,
    "statusfy": read_statusfy,
    "markdown": read_markdown,
}
"""The reader of each tool that can be moved in from."""
SHOWN = 20
"""How many of the named posts are listed unless --all asks for each."""

PROOF = (
    "{verb} proof_since: {day} to site.yaml: work that starts before is judged by the 'published:' of "
    "its file, and git proves the rest.\n"
)


@click.command(name="import")
@click.argument("tool", type=click.Choice(list(IMPORTERS)))
@click.argument("source", type=click.Path(path_type=Path))
@click.option(
    "--timezone",
    "zone_name",
    metavar="ZONE",
    help="The zone of times that do not say theirs (Europe/Berlin, +01:00). Never guessed.",
)
@click.option("--class", "klass", metavar="NAME", help="The class of moved-in planned work.")
@click.option("--history", is_flag=True, help="Commit each post at the time of its original.")
@click.option("--dry-run", is_flag=True, help="Say what would be done, write nothing.")
@click.option(
    "--no-components",
    is_flag=True,
    help="Only propose new components, do not add them to site.yaml.",
)
@click.option("--all", "show_all", is_flag=True, help="List every note, however many there are.")
@now_option
@click.pass_context
def command(
    ctx: click.Context,
    tool: str,
    source: Path,
    zone_name: str | None,
    klass: str | None,
    history: bool,
    dry_run: bool,
    no_components: bool,
    show_all: bool,
    now_text: str | None,
) -> None:
    """Move in from cState, Statuspage, Upptime, Statusfy or a folder of Markdown files.

    SOURCE is a folder or a file. Every post arrives, or is named with the reason. A second run writes
    nothing twice. Unknown components are added to site.yaml, for you to look over.

    \b
    statusmark import cstate ../old-page --timezone Europe/Berlin --dry-run
    statusmark import statuspage incidents.json --history
    """
    workspace = open_workspace(ctx, now_text)
    if not source.exists():
        raise click.ClickException(f"there is no {source}.")
    stage(f"reading {source}")
    with ends(SourceError):
        found = IMPORTERS[tool](source)
    zone = _zone(found, zone_name)
    records = [settled(record, zone) for record in found.records]
    names = Names.of(workspace.site, found.parts, klass or _class(workspace))
    arrived, named = arrive(records, names, ids(workspace.root), workspace.now)
    if history and not dry_run:
        with ends(CommitError, "--history: {}.".format):
            check_ready(workspace.root)
    if not dry_run:
        _write(workspace, arrived, names, propose=no_components)
    since = _proof_since(workspace, arrived)
    if since and not dry_run:
        _write_proof_since(workspace, since)
    _tell(arrived, [*found.named, *named], show_all=show_all, dry_run=dry_run)
    if names.new:
        proposed = no_components or dry_run
        what = "New components, for" if proposed else "Added to the components of"
        emit(f"{what} site.yaml:\n{proposal(names.new)}")
    if since:
        emit(PROOF.format(verb="Would add" if dry_run else "Added", day=since))
    if history and arrived and not dry_run:
        with ends(CommitError, "the posts are written, but git refused: {}".format):
            number = commit_history(workspace.root, arrived)
        emit(
            f"Made {plural(number, 'commit')} with the original dates, for readers of the history. "
            "Look over site.yaml and commit it.\n"
        )


def _zone(found: Found, zone_name: str | None) -> tzinfo | None:
    """The zone for naive times; asked for on a terminal, a usage error elsewhere."""
    naive = naive_times(found.records)
    if not naive:
        return None
    if zone_name is None:
        source, at = naive[0]
        number = plural(len(naive), "time")
        words = f"{number} do not say their zone ({source}: {at:%Y-%m-%d %H:%M})"
        if not on_terminal():
            how = "say it with --timezone, like --timezone Europe/Berlin."
            raise click.UsageError(f"{words}; {how}")
        zone_name = click.prompt(harmless(f"{words}. Which is it, like Europe/Berlin or UTC?"))
    result = parse_zone(str(zone_name))
    if isinstance(result, Trouble):
        raise bad_value("--timezone", f"{result.message}; {result.remedy}.")
    return result[0]


def _class(workspace: Workspace) -> str | None:
    """The class for planned work where there is none called standard: one that asks for notice, if any."""
    classes = {n: c for a in workspace.site.agreements for n, c in a.maintenance.classes.items()}
    if not classes or "standard" in classes:
        return None
    asking = [name for name, c in classes.items() if not c.exempt_by_class]
    return next(iter(asking or classes))


def _write(
    workspace: Workspace, arrived: Sequence[Arrived], names: Names, *, propose: bool
) -> None:
    try:
        if names.new and not propose:
            place = (workspace.root / "site.yaml").resolve()
            data = place.read_bytes()
            change = components_change(plain_text(data), names.new)
            if change:
                change_whole(place, data, apply(data, [change]))
        for folder in {(workspace.root / post.path).parent for post in arrived}:
            with locked(folder):
                clear_left_overs(folder)
        with click.progressbar(arrived, label="Writing", hidden=not on_terminal()) as posts:
            for post in posts:
                write_whole(workspace.root / post.path, post.text.encode(), durable=False)
    except ChangedError as error:
        raise click.ClickException(
            "somebody changed site.yaml meanwhile; nothing was written. Run the import again."
        ) from error
    except OSError as error:
        raise click.ClickException(
            f"cannot write {error.filename}: {error.strerror}. Run the import again when that is fixed; "
            "what is written already is not written twice."
        ) from error


def _tell(
    arrived: Sequence[Arrived], named: Sequence[Named], *, show_all: bool, dry_run: bool
) -> None:
    incidents = sum(post.path.startswith("incidents/") for post in arrived)
    verb = "Would write" if dry_run else "Wrote"
    emit(
        f"{verb} {plural(incidents, 'incident')} and "
        f"{plural(len(arrived) - incidents, 'maintenance notice')}.\n"
    )
    noted = [(f"{p.source} -> {p.path}", note) for p in arrived for note in p.notes]
    _list(f"{plural(len(named), 'entry')} not moved in:".replace("entrys", "entries"),
          [(n.source, n.reason) for n in named], show_all=True)  # fmt: skip
    _list(f"{plural(len(noted), 'note')}:", noted, show_all=show_all)


def _list(heading: str, rows: Sequence[tuple[str, str]], *, show_all: bool) -> None:
    if not rows:
        return
    shown = rows if show_all else rows[:SHOWN]
    lines = [heading, *(f"  {source}: {reason}" for source, reason in shown)]
    if len(shown) < len(rows):
        lines.append(f"  and {len(rows) - len(shown)} more; --all lists them")
    emit("\n".join(lines) + "\n")


def _proof_since(workspace: Workspace, arrived: Sequence[Arrived]) -> date | None:
    """The day from which git proves notice; None where site.yaml says one, or nothing arrived."""
    if workspace.site.proof_since_at or not arrived:
        return None
    return local_date(workspace.now, workspace.site.zone) + timedelta(days=1)


def _write_proof_since(workspace: Workspace, day: date) -> None:
    """Adds ``proof_since`` to site.yaml. Raises ClickException where that cannot be done."""
    place = (workspace.root / "site.yaml").resolve()
    try:
        data = place.read_bytes()
        change = proof_since_change(plain_text(data), day)
        if change is None:
            raise click.ClickException(f"add this line to site.yaml: proof_since: {day}")
        change_whole(place, data, apply(data, [change]))
    except (OSError, ChangedError) as error:
        message = f"the posts are written, but not site.yaml ({error}); add proof_since: {day}"
        raise click.ClickException(message) from error
