"""The report as tables for people: local times, figures floored as on the page."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from fractions import Fraction
from math import ceil

from generator.model.content import Component, Content, Provenance
from generator.notation import Precision, amount, english, length
from generator.rendering.figures.numbers import plain
from generator.rules.judgements import (
    Assessment,
    Cadence,
    CreditOwed,
    ExtensionOwed,
    Notice,
    NoticeVerdict,
    PeriodResult,
    Response,
    Responses,
)
from generator.rules.wording import duration_text, promise_text, spent_text

PLACES = 3
PROVENANCE = {
    Provenance.GIT: "publication times proven by git",
    Provenance.DECLARED: "publication times declared, not proven",
}


def report_text(assessment: Assessment) -> str:
    """Periods with their ledgers, notices and responses; times in the site's zone."""
    content = assessment.content
    zone = content.site.zone_name
    head = (
        f"{content.site.name[content.site.main_language]}, as of {_time(assessment.now, content)} "
        f"({zone}); {PROVENANCE[content.provenance]}"
    )
    blocks = [head]
    blocks += [_period(result, content, assessment.now) for result in assessment.periods]
    if assessment.notices:
        blocks.append(_notices(assessment))
    if assessment.responses:
        blocks.append(_all_responses(assessment))
    return "\n\n".join(blocks) + "\n"


def percent(ratio: Fraction | None, places: int = PLACES) -> str:
    """``99.463%``, floored and never rounded up; a dash where there is nothing to measure."""
    if ratio is None:
        return "–"
    floored = ratio * 100 * 10**places // 1
    return f"{plain(Fraction(floored, 10**places))}%"


def month_line(result: PeriodResult, now: datetime) -> str:
    """``2026-11 so far: 99.731% (target 99.5%), on-track; 76 of 216 min of the budget used``."""
    running = now < result.period.span.end
    figure = result.availability_to_date if running else result.availability
    so_far = " so far" if running else ""
    tier = f" ({result.tier})" if result.tier else ""
    return (
        f"{result.period.label}{tier}{so_far}: {percent(figure)} (target {percent(result.target, 6)}), "
        f"{result.verdict.value}; {spent_text(result.downtime, result.budget)} of the budget used"
    )


def _period(result: PeriodResult, content: Content, now: datetime) -> str:
    lines = [month_line(result, now)]
    match result.remedy:
        case CreditOwed(ratio):
            lines.append(f"  owed: a credit of {percent(ratio, 6)}")
        case ExtensionOwed(minutes):
            lines.append(
                f"  owed: an extension of {english(length(ceil(minutes * 60), Precision.UP))}"
            )
        case None:
            pass
    names = {c.id: _name(c, content) for c in content.site.components}
    rows = [("component", "availability", "downtime", "excused")]
    rows += [
        (
            names.get(id_, id_),
            percent(result.component_to_date(figures)),
            english(amount(figures.downtime)),
            english(amount(figures.excluded)),
        )
        for id_, figures in result.components.items()
    ]
    lines += _table(rows, right=(1, 2, 3))
    if result.ledger:
        ledger = [("from", "to", "length", "component", "level", "counts", "why", "post")]
        ledger += [
            (
                _time(row.span.start, content),
                _time(row.span.end, content),
                english(amount(row.minutes, Precision.SECONDS)),
                row.component,
                row.level.value,
                f"× {plain(row.weight)}" if row.counted else "no",
                row.reason.value,
                row.path or "–",
            )
            for row in result.ledger
        ]
        lines += ["", *_table(ledger, right=(2,))]
    return "\n".join(lines)


def _name(component: Component, content: Content) -> str:
    return component.name.get(content.site.main_language, component.id)


def _notices(assessment: Assessment) -> str:
    rows = [("notice", "starts", "published", "ahead", "verdict")]
    for id_, notice in assessment.notices.items():
        rows += _notice(id_, notice, assessment.content)
    return "\n".join(["Planned maintenance", *_table(rows)])


def _notice(id_: str, notice: Notice, content: Content) -> list[tuple[str, str, str, str, str]]:
    short = notice.verdict in {NoticeVerdict.LATE, NoticeVerdict.PARTLY_LATE}
    first = (
        id_,
        _time(notice.window.start, content),
        _time(notice.first_published_at, content),
        duration_text(notice.window.start - notice.first_published_at, days=not short),
        notice.verdict.value,
    )
    if len(notice.parts) < 2:
        return [first]
    return [
        first,
        *(
            (
                f"  part {number}",
                _time(part.span.start, content),
                _time(part.published_at, content),
                duration_text(part.lead, days=not short),
                part.verdict.value,
            )
            for number, part in enumerate(notice.parts, 1)
        ),
    ]


def _all_responses(assessment: Assessment) -> str:
    rows: list[tuple[str, ...]] = [("incident", "priority", "promise", "due", "done", "verdict")]
    for id_, responses in assessment.responses.items():
        rows += _responses(id_, responses, assessment.content)
    return "\n".join(["Responses", *_table(rows)])


def _responses(id_: str, responses: Responses, content: Content) -> list[tuple[str, ...]]:
    return [
        (id_, responses.priority or "–", f"{name} ({tier})" if tier else name, *row)
        for tier, response in responses.by_tier
        for name, *row in _measures(response, content)
    ]


def _measures(response: Response, content: Content) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = []
    for name, measure in response.measures:
        if isinstance(measure, Cadence):
            done = f"longest gap {duration_text(measure.longest_gap, Precision.UP)}"
            due = promise_text(measure.limit)
        else:
            done = _time(measure.at, content) if measure.at else "–"
            due = _time(measure.due_at, content)
        goal = " (goal)" if measure.goal else ""
        rows.append((name, due, done, measure.verdict.value + goal))
    return rows


def _time(instant: datetime, content: Content) -> str:
    return f"{instant.astimezone(content.site.zone):%Y-%m-%d %H:%M}"


def _table(rows: Sequence[tuple[str, ...]], right: tuple[int, ...] = ()) -> list[str]:
    """Columns as wide as their widest cell, two spaces apart, indented by two."""
    widths = [max(len(cell) for cell in column) for column in zip(*rows, strict=True)]
    lines = []
    for row in rows:
        cells = [
            cell.rjust(width) if index in right else cell.ljust(width)
            for index, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        lines.append("  " + "  ".join(cells).rstrip())
    return lines
