"""``statusmark plan``: is this window legal, which is the next that is, and what would it cost."""

from __future__ import annotations

import json
from datetime import datetime, timedelta, tzinfo
from fractions import Fraction
from typing import Any

import click

from generator.commands.shared.levels import parse_levels
from generator.commands.shared.loading import judged, site_at
from generator.commands.shared.options import now_option, read_instant
from generator.commands.shared.terminal import bad_value, emit, meant
from generator.model.content import Announcement, Content, Site
from generator.model.levels import Level
from generator.notation import Precision, amount, english, rfc3339
from generator.rendering.figures.numbers import number
from generator.rendering.figures.period_document import effect_document
from generator.rules.effects import effect_text
from generator.rules.planning import Plan, plan_work
from generator.rules.wording import duration_text, local_text, promise_text, spent_text
from generator.timespan import Span, minutes

SCHEMA = "statusmark/plan/1"


@click.command(name="plan")
@click.option("--start", required=True, metavar="TIME", help="When the window begins.")
@click.option("--end", required=True, metavar="TIME", help="When the window ends.")
@click.option(
    "--class",
    "klass",
    default="standard",
    show_default=True,
    metavar="NAME",
    help="The class of work, one of the agreement's.",
)
@click.option(
    "--components",
    required=True,
    metavar="ID[=LEVEL],…",
    help="What the work touches; without a level it is under_maintenance.",
)
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")
@now_option
@click.pass_context
def command(
    ctx: click.Context,
    start: str,
    end: str,
    klass: str,
    components: str,
    form: str,
    now_text: str | None,
) -> None:
    """Ask about planned work before you announce it.

    Says whether the window is legal if its notice were published now, the earliest legal
    alternatives, and what the month would look like if all of it counted. Nothing is written, and the
    exit code is 0 whatever the answer.

    \b
    statusmark plan --start "2026-12-06 02:00" --end "2026-12-06 04:00" --components api
    """
    assessment = judged(ctx, site_at(ctx.obj, now_text))
    content, now = assessment.content, assessment.now

    zone = content.site.zone
    start_at, end_at = read_instant(start, zone, "--start"), read_instant(end, zone, "--end")
    if end_at <= start_at:
        raise bad_value("--end", "the window ends before it begins.")
    klass = content.site.former.get(("class", klass), klass)
    announcement = Announcement(start_at, end_at, klass, _levels(components, content.site))
    plan = plan_work(content, now, announcement)
    if plan is None:
        raise bad_value("--class", _no_class(klass, content, start_at))
    if form == "json":
        document = json.dumps(_document(plan, now), ensure_ascii=False, indent=2)
        emit(f"{document}\n".encode())
    else:
        emit(_text(plan, content))


def _levels(text: str, site: Site) -> dict[str, Level]:
    found = parse_levels(site, [text], Level.UNDER_MAINTENANCE, "--components")
    return {
        id_: level
        for name, level in found.items()
        for id_ in ([c.id for c in site.components] if name == "all" else [name])
    }


def _no_class(klass: str, content: Content, at: datetime) -> str:
    agreement = content.site.agreement_at(at)
    if agreement is None:
        return "the site has no agreement, so every window is legal; add 'sla:' to site.yaml."
    return f"the agreement has no class '{klass}'; {meant(klass, agreement.maintenance.classes)}"


def _text(plan: Plan, content: Content) -> str:
    zone = content.site.zone
    levels = ", ".join(
        f"{id_} {level.value}" for id_, level in plan.announcement.components.items()
    )
    length = duration_text(plan.window.end - plan.window.start)
    lines = [
        f"{_window(plan.window, zone)} ({length}), class {plan.klass.name}: {levels}",
        _answer(plan),
    ]
    if plan.notice.reasons:
        reasons = (f"{english(amount(n))} {reason}" for reason, n in _counted(plan).items())
        lines.append(f"  would count as downtime: {', '.join(reasons)}")
    lines += [f"  overlaps '{id_}' on the same component" for id_ in plan.overlaps]
    if not plan.legal:
        lines.append("Earliest legal windows, if announced now:" if plan.alternatives else NOTHING)
        lines += [f"  {_window(a.window, zone)}  {a.klass}" for a in plan.alternatives]
    if plan.effects:
        lines.append("If all of it counted:")
        for effect in plan.effects:
            spent = spent_text(effect.after.downtime, effect.after.budget)
            lines.append(f"  {effect_text(effect)} ({spent} of downtime allowed)")
    else:
        lines.append("If all of it counted, no figure would change.")
    return "\n".join(lines) + "\n"


NOTHING = "No agreed window of the next three months is long enough."


def _answer(plan: Plan) -> str:
    notice = plan.klass.notice
    if plan.legal:
        if notice is None:
            return "Legal: work of this class needs no notice."
        required = f"{promise_text(notice)} are required"
        return f"Legal: announced now, the notice is {duration_text(plan.lead)}; {required}."
    faults = []
    if notice is not None and plan.lead < notice:
        faults.append(
            f"announced now, the notice is {duration_text(plan.lead, days=False)} and "
            f"{promise_text(notice)} are required"
        )
    if plan.notice.outside_window_seconds:
        outside = duration_text(timedelta(seconds=plan.notice.outside_window_seconds), Precision.UP)
        agreed = ", ".join(window.text for window in plan.klass.windows)
        faults.append(f"{outside} lie outside the agreed {agreed}")
    for_tier = f" for tier '{plan.tier}'" if plan.tier else ""
    return f"Not legal{for_tier}: {'; '.join(faults)}."


def _counted(plan: Plan) -> dict[str, Fraction]:
    found: dict[str, Fraction] = {}
    for span, reason in plan.notice.reasons:
        found[reason.value] = found.get(reason.value, 0) + minutes(span.seconds)
    return found


def _window(window: Span, zone: tzinfo) -> str:
    start, end = window.start.astimezone(zone), window.end.astimezone(zone)
    opening = f"{start:%a} {local_text(start, zone)}"
    if start.date() == end.date():
        return f"{opening}–{local_text(end, zone).partition(' ')[2]}"
    return f"{opening} – {end:%a} {local_text(end, zone)}"


def _document(plan: Plan, now: datetime) -> dict[str, Any]:
    notice = plan.klass.notice
    return {
        "schema": SCHEMA,
        "now": rfc3339(now),
        "start": rfc3339(plan.window.start),
        "end": rfc3339(plan.window.end),
        "class": plan.klass.name,
        "components": {id_: level.value for id_, level in plan.announcement.components.items()},
        "legal": plan.legal,
        "tier": plan.tier or None,
        "verdict": plan.notice.verdict.value,
        "lead_minutes": number(minutes(int(plan.lead.total_seconds()))),
        "notice_minutes": None if notice is None else number(minutes(int(notice.total_seconds()))),
        "outside_window_minutes": number(minutes(plan.notice.outside_window_seconds)),
        "counted": {reason: number(amount) for reason, amount in _counted(plan).items()},
        "overlaps": list(plan.overlaps),
        "alternatives": [
            {"class": a.klass, "start": rfc3339(a.window.start), "end": rfc3339(a.window.end)}
            for a in plan.alternatives
        ],
        "if_counted": [effect_document(effect) for effect in plan.effects],
    }
