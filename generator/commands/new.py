"""``statusmark new``: an incident or a maintenance notice from a template."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TypeVar

import click

from generator.authoring.post_source import RefusedError
from generator.authoring.posts_on_disk import slug
from generator.authoring.templates import filled, template
from generator.authoring.typed import text_trouble, tidy, yaml_levels, yaml_text
from generator.authoring.write_post import create_post
from generator.commands.shared.levels import complete_levels, parse_levels
from generator.commands.shared.terminal import bad_value, unknown
from generator.commands.shared.writing import (
    Workspace,
    finish,
    given_text,
    on_terminal,
    open_workspace,
    refusals,
    writing_options,
)
from generator.commands.update import check_priority, status_word
from generator.model.levels import Cause, Level
from generator.reading.tables.instants import show

T = TypeVar("T")

COMPONENTS = click.option(
    "--component",
    "components",
    multiple=True,
    metavar="ID[=LEVEL]",
    shell_complete=complete_levels,
    help="What is hit, and how badly: api=partial_outage. More than once, or with commas.",
)
TEMPLATE = click.option(
    "--template", "template_name", metavar="NAME", help="Use templates/NAME.md of the site."
)


@click.group(name="new")
def command() -> None:
    """Write a new incident or maintenance notice.

    What is left out is asked for on a terminal. A site's own templates/incident.md and
    templates/maintenance.md are used instead of the built-in ones.

    \b
    statusmark new incident "Sign-in fails" --component api=major_outage --priority P1
    statusmark new maintenance "Database upgrade" --start "2026-12-06 02:00" --end "2026-12-06 04:00" --component api
    """


@command.command(name="incident")
@click.argument("title", required=False)
@COMPONENTS
@click.option("--priority", help="A priority of the agreement.")
@click.option("--started", metavar="TIME", help="When the impact began. [default: now]")
@click.option("--reported", metavar="TIME", help="The first alert or report, if not at the start.")
@click.option("--cause", type=click.Choice([c.value for c in Cause]), help="Whose fault it is.")
@click.option("--third-party", metavar="NAME", help="Who, if the cause is third_party.")
@click.option("--status", default="Investigating", show_default=True, help="Of the first update.")
@click.option("--text", help="The first update's text; - reads them from standard input.")
@click.option("--summary", default="", help="What customers see, above the timeline.")
@TEMPLATE
@writing_options
@click.pass_context
def incident(
    ctx: click.Context,
    title: str | None,
    components: tuple[str, ...],
    priority: str | None,
    started: str | None,
    reported: str | None,
    cause: str | None,
    third_party: str | None,
    status: str,
    text: str | None,
    summary: str,
    template_name: str | None,
    commit: bool,
    push: bool,
    now_text: str | None,
) -> None:
    """Write a new incident that begins now, or began at --started.

    \b
    statusmark new incident "Sign-in fails" --component api=major_outage --priority P1 --text "We are looking into it."
    """
    workspace = open_workspace(ctx, now_text, commit=commit, push=push)
    title = _asked(title, "TITLE", "What is wrong, in one line", _title)
    levels = _levels(workspace, components, Level.MAJOR_OUTAGE)
    priority = _priority(workspace, priority)
    word, team = status_word(status, "incidents/", workspace.site)
    heading = f"{word.value} {team}" if team else word.value
    began = workspace.instant(started, "--started") if started else workspace.now.replace(second=0)
    heard = workspace.instant(reported, "--reported") if reported else None
    zone = workspace.site.zone
    values = {
        "title": yaml_text(title),
        "priority": yaml_text(priority) if priority else "",
        "started": show(began, zone),
        "reported": show(heard, zone) if heard else "",
        "components": yaml_levels(levels),
        "cause": cause or "",
        "third_party": yaml_text(_line(third_party, "--third-party")) if third_party else "",
        "summary": tidy(summary),
        "now": show(workspace.now.replace(second=0, microsecond=0), zone),
        "status": heading,
        "text": given_text(text),
    }
    path = _write(workspace, "incident", title, began, template_name, values)
    finish(workspace, path, f"{path}: {heading}")


@command.command(name="maintenance")
@click.argument("title", required=False)
@COMPONENTS
@click.option("--start", metavar="TIME", help="The announced start.")
@click.option("--end", metavar="TIME", help="The announced end.")
@click.option("--class", "klass", metavar="NAME", help="A class of the agreement's maintenance.")
@click.option("--reason", help="Why it cannot be announced, for a class that needs no notice.")
@click.option(
    "--acknowledge-late", is_flag=True, help="The notice is too short, and it will count."
)
@click.option("--text", help="What changes for customers; - reads it from standard input.")
@TEMPLATE
@writing_options
@click.pass_context
def maintenance(
    ctx: click.Context,
    title: str | None,
    components: tuple[str, ...],
    start: str | None,
    end: str | None,
    klass: str | None,
    reason: str | None,
    acknowledge_late: bool,
    text: str | None,
    template_name: str | None,
    commit: bool,
    push: bool,
    now_text: str | None,
) -> None:
    """Announce planned work. If the notice is too short, the earliest legal start is named.

    \b
    statusmark new maintenance "Database upgrade" --start "2026-12-06 02:00" --end "2026-12-06 04:00" --component api=major_outage
    """
    workspace = open_workspace(ctx, now_text, commit=commit, push=push)
    title = _asked(title, "TITLE", "What will be done, in one line", _title)
    begins = _asked(start, "--start", "Start, like 2026-12-06 02:00", _time(workspace, "--start"))
    ends = _asked(end, "--end", "End", _time(workspace, "--end", begins))
    classes = {n for a in workspace.site.agreements for n in a.maintenance.classes} or {"standard"}
    if klass and klass not in classes:
        raise unknown("--class", "class", klass, sorted(classes))
    levels = _levels(workspace, components, Level.UNDER_MAINTENANCE)
    zone = workspace.site.zone
    values = {
        "title": yaml_text(title),
        "class": yaml_text(klass) if klass else "",
        "start": show(begins, zone),
        "end": show(ends, zone),
        "components": yaml_levels(levels),
        "late": "acknowledged" if acknowledge_late else "",
        "reason": yaml_text(_line(reason, "--reason")) if reason else "",
        "summary": given_text(text),
    }
    path = _write(workspace, "maintenance", title, begins, template_name, values)
    finish(workspace, path, f"{path}: written")


def _title(text: str) -> str:
    if not text.strip():
        raise bad_value("TITLE", "write a title.")
    return _line(text, "TITLE")


def _line(text: str, option: str) -> str:
    """A text in one line; UsageError for one that the shell gave in another encoding than UTF-8."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise bad_value(option, "it is not UTF-8.") from error
    return " ".join(text.split())


def _asked(given: str | None, name: str, question: str, read: Callable[[str], T]) -> T:
    """What was given, else the answer on a terminal, asked for until it can be read.

    UsageError where nobody can answer.
    """
    if given is not None:
        return read(given)
    if not on_terminal():
        raise click.UsageError(f"say {name}; it is asked for on a terminal only.")
    answer: T = click.prompt(question, value_proc=read)
    return answer


def _levels(workspace: Workspace, given: tuple[str, ...], default: Level) -> dict[str, Level]:
    known = ", ".join(component.id for component in workspace.site.components)
    return _asked(
        ",".join(given) or None,
        "--component ID or --component ID=LEVEL",
        f"Components, like api={default.value} ({known})",
        lambda text: parse_levels(workspace.site, [text], default, "--component"),
    )


def _priority(workspace: Workspace, given: str | None) -> str | None:
    """As given or asked for where the agreement has any; None for none."""
    agreement = workspace.site.agreement_at(workspace.now)
    known = list(agreement.priorities) if agreement else []

    def read(text: str) -> str | None:
        if text:
            check_priority(text, workspace.site)
        return text or None

    if given is not None or not (known and on_terminal()):
        return read(given or "")
    question = f"Priority ({', '.join(known)}; empty for none)"
    answer: str | None = click.prompt(question, default="", show_default=False, value_proc=read)
    return answer


def _time(
    workspace: Workspace, option: str, after: datetime | None = None
) -> Callable[[str], datetime]:
    def read(text: str) -> datetime:
        found = workspace.instant(text, option)
        if after and found <= after:
            raise bad_value(option, "the work would end before it starts.")
        return found

    return read


def _write(
    workspace: Workspace,
    kind: str,
    title: str,
    at: datetime,
    template_name: str | None,
    values: Mapping[str, str],
) -> str:
    """The new file's path; ids are the local date and the title, with a number if that is taken."""
    words = {key: values[key] for key in ("summary", "text") if values.get(key)}
    given = "\n\n".join(words.values())
    day = at.astimezone(workspace.site.zone)
    name = f"{day:%Y-%m-%d}-{slug(title) or kind}"
    folder = f"{'incidents' if kind == 'incident' else 'maintenance'}/{day:%Y}"
    with refusals(given):
        for text in words.values():
            if trouble := text_trouble(text):
                raise RefusedError(f"nothing was written: {trouble}.")
        filled_in = filled(template(workspace.root, kind, template_name), values)
        return create_post(workspace.root, workspace.names, folder, name, filled_in)
