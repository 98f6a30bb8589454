"""``statusmark update``: one more entry at the end of a post's timeline."""

from __future__ import annotations

import click

from generator.commands.shared.levels import complete_levels, parse_levels
from generator.commands.shared.options import now_option
from generator.commands.shared.terminal import meant
from generator.commands.shared.writing import (
    Desk,
    Sheet,
    at_option,
    commit_options,
    finish,
    given_text,
    open_desk,
    open_sheet,
    post_argument,
    refuse_broken,
    save_changes,
    wants_incident,
)
from generator.model.levels import INCIDENT_STATUSES, MAINTENANCE_STATUSES, Level, Status


@click.command(name="update")
@post_argument
@click.argument("status", metavar="STATUS")
@click.argument("text", metavar="[TEXT|-]", required=False)
@click.option(
    "--impact",
    multiple=True,
    metavar="ID=LEVEL",
    shell_complete=complete_levels,
    help="What the impact is from now on: api=degraded_performance. More than once, or with commas.",
)
@click.option("--priority", help="The priority from now on.")
@at_option
@commit_options
@now_option
@click.pass_context
def command(
    ctx: click.Context,
    post: str,
    status: str,
    text: str | None,
    impact: tuple[str, ...],
    priority: str | None,
    at_text: str | None,
    commit: bool,
    push: bool,
    now_text: str | None,
) -> None:
    """Add an entry to a post's timeline.

    STATUS is Investigating, Identified, Monitoring, Update, "Escalated TEAM" or Resolved for an
    incident; Scheduled, "In progress", Verifying, Update, Completed or Cancelled for planned work.
    TEXT is read from standard input if it is -. Then the file is checked, and the next duty printed.

    \b
    statusmark update 2026-11-18-sign-in identified "The pool is exhausted."
    statusmark update 2026-11-18-sign-in monitoring --impact api=degraded_performance < /dev/null
    """
    from generator.authoring.changes import Entry, entry_change, impact_changes

    desk = open_desk(ctx, now_text)
    sheet = open_sheet(desk, post)
    word = status_word(status, sheet, desk)
    levels = parse_levels(desk.site, impact, Level.MAJOR_OUTAGE, "--impact")
    if priority:
        check_priority(priority, desk)
    at = desk.at(at_text)
    changes = []
    if levels:
        incident = wants_incident(sheet, post)
        found = incident and impact_changes(sheet.text, incident, at, levels, desk.site.zone)
        if not found:
            refuse_broken(ctx, desk, sheet)
        changes += found
    words = given_text(text)
    entry = Entry(at, word, words, priority)
    changes.append(entry_change(sheet.text, sheet.post, entry, desk.site.zone))
    save_changes(ctx, desk, sheet, changes, words)
    finish(ctx, desk, sheet.path, done=f"{sheet.path}: {word}", commit=commit, push=push)


def status_word(given: str, sheet: Sheet, desk: Desk) -> str:
    """A status as a heading has it; UsageError with the nearest word for one that there is not."""
    allowed = INCIDENT_STATUSES if sheet.incident else MAINTENANCE_STATUSES
    plain = given.strip().lower().replace("_", " ").replace("-", " ")
    by_word = {status.value.lower(): status.value for status in allowed}
    first, _, team = given.strip().partition(" ")
    if first.lower() == "escalated" and sheet.incident:
        teams = {name for agreement in desk.site.agreements for name in agreement.calendars}
        teams |= {
            name
            for agreement in desk.site.agreements
            for tier in agreement.tiers.values()
            for name in tier.calendars
        }
        if team.strip() not in teams:
            raise click.BadParameter(
                f"name the team, which is a calendar of the agreement; {meant(team, teams)}",
                param_hint="'STATUS'",
            )
        return f"{Status.ESCALATED.value} {team.strip()}"
    if plain in by_word:
        return by_word[plain]
    near = meant(plain, by_word)
    raise click.BadParameter(f"there is no status '{given}' here; {near}", param_hint="'STATUS'")


def check_priority(priority: str, desk: Desk) -> None:
    """UsageError for a priority that the agreement does not have."""
    every = [a for top in desk.site.agreements for a in (top, *top.tiers.values())]
    known = dict.fromkeys(name for agreement in every for name in agreement.priorities)
    if priority not in known:
        raise click.BadParameter(
            f"there is no priority '{priority}'; {meant(priority, known)}",
            param_hint="'--priority'",
        )
