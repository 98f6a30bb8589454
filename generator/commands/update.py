"""``statusmark update``: one more update in a post's timeline."""

from __future__ import annotations

import click

from generator.authoring.changes import NewUpdate
from generator.authoring.post_source import is_incident, statuses
from generator.commands.shared.levels import complete_levels, parse_levels
from generator.commands.shared.terminal import bad_value, meant, unknown
from generator.commands.shared.which_post import (
    Wanted,
    id_status_and_text,
    path_of,
    plain_status,
    words_argument,
)
from generator.commands.shared.writing import (
    at_option,
    given_text,
    open_workspace,
    write_update,
    writing_options,
)
from generator.model.agreement import Agreement
from generator.model.content import Site
from generator.model.levels import Level, Status

WANTED = {
    Status.POSTMORTEM.value: Wanted.OWED_POSTMORTEM,
    Status.SCHEDULED.value: Wanted.WORK_NOT_OVER,
    Status.IN_PROGRESS.value: Wanted.WORK_NOT_OVER,
    Status.CANCELLED.value: Wanted.WORK_NOT_OVER,
    Status.VERIFYING.value: Wanted.WORK_IN_PROGRESS,
    Status.COMPLETED.value: Wanted.WORK_IN_PROGRESS,
    Status.UPDATE.value: Wanted.UNDER_WAY,
}
"""Which post a status is for where none is named; the others are for the open incident."""


@click.command(name="update")
@words_argument("[ID] STATUS [TEXT|-]", status=True)
@click.option(
    "--impact",
    multiple=True,
    metavar="ID=LEVEL",
    shell_complete=complete_levels,
    help="What the impact is from now on: api=degraded_performance. More than once, or with commas.",
)
@click.option("--priority", help="The priority from now on.")
@at_option
@writing_options
@click.pass_context
def command(
    ctx: click.Context,
    words: tuple[str, ...],
    impact: tuple[str, ...],
    priority: str | None,
    at_text: str | None,
    commit: bool,
    push: bool,
    now_text: str | None,
) -> None:
    """Add an update to a post's timeline.

    STATUS is Investigating, Identified, Monitoring, Update, "Escalated TEAM" or Resolved for an
    incident; Scheduled, "In progress", Verifying, Update, Completed or Cancelled for planned work.
    TEXT is read from standard input if it is -. Then the file is checked, and the next duty printed.

    ID is the post's id, or the end of it: sign-in for 2026-11-18-sign-in. Without it, the one incident
    that is open is meant, or the one work in progress. One word is always taken for an ID or a STATUS:
    a TEXT without ID has a space in it.

    \b
    statusmark update 2026-11-18-sign-in identified "The pool is exhausted."
    statusmark update identified "The pool is exhausted."
    statusmark update sign-in monitoring --impact api=degraded_performance < /dev/null
    """
    said = id_status_and_text(words)
    workspace = open_workspace(ctx, now_text, commit=commit, push=push)
    site = workspace.site
    levels = parse_levels(site, impact, Level.MAJOR_OUTAGE, "--impact")
    if "all" in levels:
        levels = {component.id: levels["all"] for component in site.components} | levels
        del levels["all"]
    if priority:
        check_priority(priority, site)
    path = path_of(workspace, said.post, _wanted(said.status, incident=bool(levels or priority)))
    if (levels or priority) and not is_incident(path):
        raise click.UsageError(
            f"{path} is planned work: it has no priority, and it announced its impact."
        )
    status, team = status_word(said.status, path, site)
    new = NewUpdate(workspace.at(at_text), status, "", team, priority)
    write_update(workspace, path, new, lambda: given_text(said.text), levels)


def _wanted(status: str, *, incident: bool) -> Wanted:
    """Which post a status is for, in a command that names none."""
    found = WANTED.get(plain_status(status).capitalize(), Wanted.OPEN_INCIDENT)
    return Wanted.OPEN_INCIDENT if incident and found is Wanted.UNDER_WAY else found


def status_word(given: str, path: str, site: Site) -> tuple[Status, str | None]:
    """A status, and the team of an escalation; UsageError with the nearest word for none of the post's."""
    allowed = statuses(path)
    plain = plain_status(given)
    by_word = {status.value.lower(): status for status in allowed}
    first, _, team = given.strip().partition(" ")
    if first.lower() == "escalated" and Status.ESCALATED in allowed:
        teams = {name for agreement in _every_agreement(site) for name in agreement.calendars}
        if team.strip() not in teams:
            why = f"name the team, which is a calendar of the agreement; {meant(team, teams)}"
            raise bad_value("STATUS", why)
        return Status.ESCALATED, team.strip()
    if plain in by_word:
        return by_word[plain], None
    raise bad_value("STATUS", f"there is no status '{given}' here; {meant(plain, by_word)}")


def check_priority(priority: str, site: Site) -> None:
    """UsageError for a priority that the agreement does not have."""
    known = dict.fromkeys(p for agreement in _every_agreement(site) for p in agreement.priorities)
    if priority not in known:
        raise unknown("--priority", "priority", priority, known)


def _every_agreement(site: Site) -> list[Agreement]:
    """The site's agreements over time, with those of their tiers."""
    return [one for top in site.agreements for one in (top, *top.tiers.values())]
