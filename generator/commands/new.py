"""``statusmark new``: an incident or a maintenance notice from a template."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TypeVar

import click

from generator.authoring.posts_on_disk import ids, slug, stem, unused
from generator.commands.shared.levels import complete_levels, parse_levels
from generator.commands.shared.options import now_option
from generator.commands.shared.terminal import meant
from generator.commands.shared.writing import (
    Desk,
    Sheet,
    commit_options,
    finish,
    given_text,
    on_terminal,
    open_desk,
    save,
)
from generator.commands.update import check_priority, status_word
from generator.model.levels import Cause, Level

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
@click.option("--status", default="Investigating", show_default=True, help="Of the first entry.")
@click.option("--text", help="The first entry's words; - reads them from standard input.")
@click.option("--summary", default="", help="What customers see, above the timeline.")
@TEMPLATE
@commit_options
@now_option
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
    from generator.authoring.changes import heading_time
    from generator.authoring.yaml_values import yaml_levels, yaml_text
    from generator.reading.tables.instants import show

    desk = open_desk(ctx, now_text)
    title = _asked(title, "TITLE", "What is wrong, in one line", _title)
    levels = _levels(desk, components, Level.MAJOR_OUTAGE)
    priority = _priority(desk, priority)
    word = status_word(status, Sheet("incidents/", b"", "", None), desk)
    began = desk.instant(started, "--started") if started else desk.now.replace(second=0)
    heard = desk.instant(reported, "--reported") if reported else None
    zone = desk.site.zone
    values = {
        "title": yaml_text(title),
        "priority": yaml_text(priority) if priority else "",
        "started": show(began, zone),
        "reported": show(heard, zone) if heard else "",
        "components": yaml_levels(levels),
        "cause": cause or "",
        "third_party": yaml_text(third_party) if third_party else "",
        "summary": summary,
        "now": heading_time(desk.now, None, zone),
        "status": word,
        "text": given_text(text),
    }
    path = _write(desk, "incident", title, began, template_name, values)
    finish(ctx, desk, path, done=f"{path}: {word}", commit=commit, push=push)


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
@commit_options
@now_option
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
    from generator.authoring.yaml_values import yaml_levels, yaml_text
    from generator.reading.tables.instants import show

    desk = open_desk(ctx, now_text)
    title = _asked(title, "TITLE", "What will be done, in one line", _title)
    begins = _asked(start, "--start", "Start, like 2026-12-06 02:00", _time(desk, "--start"))
    ends = _asked(end, "--end", "End", _time(desk, "--end", begins))
    classes = {n for a in desk.site.agreements for n in a.maintenance.classes} or {"standard"}
    if klass and klass not in classes:
        raise click.BadParameter(
            f"there is no class '{klass}'; {meant(klass, sorted(classes))}",
            param_hint="'--class'",
        )
    levels = _levels(desk, components, Level.UNDER_MAINTENANCE)
    zone = desk.site.zone
    values = {
        "title": yaml_text(title),
        "class": yaml_text(klass) if klass else "",
        "start": show(begins, zone),
        "end": show(ends, zone),
        "components": yaml_levels(levels),
        "late": "acknowledged" if acknowledge_late else "",
        "reason": yaml_text(reason) if reason else "",
        "summary": given_text(text),
    }
    path = _write(desk, "maintenance", title, begins, template_name, values)
    finish(ctx, desk, path, done=f"{path}: written", commit=commit, push=push)


def _title(text: str) -> str:
    found = " ".join(text.split())
    if not found:
        raise click.BadParameter("write a title.", param_hint="'TITLE'")
    return found


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


def _levels(desk: Desk, given: tuple[str, ...], default: Level) -> dict[str, Level]:
    known = ", ".join(component.id for component in desk.site.components)
    return _asked(
        ",".join(given) or None,
        "--component ID or --component ID=LEVEL",
        f"Components, like api={default.value} ({known})",
        lambda text: parse_levels(desk.site, [text], default, "--component"),
    )


def _priority(desk: Desk, given: str | None) -> str | None:
    """As given or asked for where the agreement has any; None for none."""
    agreement = desk.site.agreement_at(desk.now)
    known = list(agreement.priorities) if agreement else []

    def read(text: str) -> str | None:
        if text:
            check_priority(text, desk)
        return text or None

    if given is not None or not (known and on_terminal()):
        return read(given or "")
    question = f"Priority ({', '.join(known)}; empty for none)"
    answer: str | None = click.prompt(question, default="", show_default=False, value_proc=read)
    return answer


def _time(desk: Desk, option: str, after: datetime | None = None) -> Callable[[str], datetime]:
    def read(text: str) -> datetime:
        found = desk.instant(text, option)
        if after and found <= after:
            raise click.BadParameter(
                "the work would end before it starts.", param_hint=f"'{option}'"
            )
        return found

    return read


def _write(
    desk: Desk,
    kind: str,
    title: str,
    at: datetime,
    template_name: str | None,
    values: Mapping[str, str],
) -> str:
    """The new file's path; ids are the local date and the title, with a number if that is taken."""
    from generator.authoring.templates import TemplateError, filled, template

    day = at.astimezone(desk.site.zone)
    name = f"{day:%Y-%m-%d}-{slug(title) or kind}"
    known = ids(desk.root)
    taken = {*known, *(stem(path) for path in known.values())}
    folder = "incidents" if kind == "incident" else "maintenance"
    path = f"{folder}/{day:%Y}/{unused(name, taken)}.md"
    try:
        text = filled(template(desk.root, kind, template_name), values)
    except TemplateError as error:
        raise click.ClickException(f"{error}.") from error
    save(desk, path, text.encode(), values.get("text") or values.get("summary") or "")
    return path
