"""The report as tables for people: local times, figures floored as on the page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from fractions import Fraction
from math import ceil

from generator.model.closed_periods import ClosedResult, Publication
from generator.model.content import Content, Provenance
from generator.notation import MOST_PLACES, Precision, amount, cut, english, length, places
from generator.rendering.figures.numbers import plain
from generator.rules.closed import told_and_today
from generator.rules.effects import VERDICTS, whose_text
from generator.rules.judgements import (
    Assessment,
    Cadence,
    CreditOwed,
    ExtensionOwed,
    Measure,
    Notice,
    NoticeVerdict,
    PeriodResult,
    Verdict,
)
from generator.rules.told import MILLION
from generator.rules.wording import duration_text, left_text, promise_text, spent_text

PLACES = 3
Row = tuple[str, str, str, str, str]
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
    blocks += [_period(result, assessment) for result in assessment.periods]
    if assessment.notices:
        blocks.append(_notices(assessment))
    if assessment.responses:
        blocks.append(_all_responses(assessment))
    return "\n\n".join(blocks) + "\n"


def percent(ratio: Fraction | None, target: Fraction | None = None, least: int = PLACES) -> str:
    """``99.463%``, cut and never rounded up; a dash where there is nothing to measure."""
    if ratio is None:
        return "–"
    return f"{plain(Fraction(cut(ratio * 100, places(ratio, target, least))))}%"


def month_line(result: PeriodResult, now: datetime) -> str:
    """``2026-10: 99.463% (target 99.5%), breached; 240 of 223 min of the budget used``.

    While it runs ``2026-11: 71 of 216 min left, within budget; 99.664% if nothing more happens (target 99.5%)``.
    """
    name = f"{result.period.label}{whose_text(result)}"
    share = percent(result.availability, result.target)
    target = f"(target {percent(result.target, least=MOST_PLACES)})"
    verdict = result.verdict.value
    if now >= result.period.span.end:
        spent = spent_text(result.downtime, result.budget)
        return f"{name}: {share} {target}, {verdict}; {spent} of the budget used"
    if result.verdict is Verdict.ON_TRACK:
        verdict = VERDICTS[Verdict.ON_TRACK]
    left = left_text(result.downtime, result.budget)
    return f"{name}: {left}, {verdict}; {share} if nothing more happens {target}"


def _period(result: PeriodResult, assessment: Assessment) -> str:
    lines = [line for promise in result.promises for line in _promise(promise, assessment)]
    lines += _ledger(result, assessment.content)
    return "\n".join(lines)


def _promise(result: PeriodResult, assessment: Assessment) -> list[str]:
    lines = [month_line(result, assessment.now)]
    if found := told_and_today(assessment, result):
        lines.append(f"  {_told(found[0], assessment.content)}")
    if result.unmeasured:
        lines.append("  no agreement measures it any more: this is what was published")
    match result.remedy:
        case CreditOwed(ratio):
            lines.append(f"  owed: a credit of {percent(ratio, least=MOST_PLACES)}")
        case ExtensionOwed(minutes):
            lines.append(
                f"  owed: an extension of {english(length(ceil(minutes * 60), Precision.SECONDS))}"
            )
        case None:
            pass
    return lines


def _told(told: Sequence[tuple[Publication, ClosedResult]], content: Content) -> str:
    """``published 2026-11-02 09:00: 99.731%; corrected 2026-11-09 11:00: 99.597%``."""
    parts: list[str] = []
    for publication, figures in told:
        share = None
        if figures.availability is not None:
            share = Fraction(figures.availability, 100 * MILLION)
        word = "corrected" if parts else "published"
        parts.append(f"{word} {_time(publication.published_at, content)}: {percent(share)}")
    return "; ".join(parts)


def _ledger(result: PeriodResult, content: Content) -> list[str]:
    """The components' figures and the ledger."""
    main = content.site.main_language
    names = {c.id: c.name.get(main, c.id) for c in content.site.components}
    rows = [("component", "availability", "downtime", "excused")]
    rows += [
        (
            names.get(id_, id_),
            percent(figures.availability, figures.target),
            english(amount(figures.downtime)),
            english(amount(figures.excluded)),
        )
        for id_, figures in result.components.items()
    ]
    lines = _table(rows, right=(1, 2, 3))
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
    return lines


def _notices(assessment: Assessment) -> str:
    rows = [("notice", "starts", "published", "ahead", "verdict")]
    for id_, notice in assessment.notices.items():
        rows += _notice(id_, notice, assessment.content)
    return "\n".join(["Planned maintenance", *_table(rows)])


def _notice(id_: str, notice: Notice, content: Content) -> Iterator[Row]:
    """A notice and, where there are several, the parts of its window."""

    def row(
        name: str, start: datetime, published: datetime, lead: timedelta, word: NoticeVerdict
    ) -> Row:
        ahead = duration_text(lead, days=not word.shortfall)
        return name, _time(start, content), _time(published, content), ahead, word.value

    start, published = notice.window.start, notice.first_published_at
    lead = start - published
    if notice.parts:
        shortest = min(notice.parts, key=lambda part: part.lead)
        published, lead = shortest.published_at, shortest.lead
    yield row(id_, start, published, lead, notice.verdict)
    if len(notice.parts) > 1:
        for number, part in enumerate(notice.parts, 1):
            yield row(
                f"  part {number}", part.span.start, part.published_at, part.lead, part.verdict
            )
    for tier, judged in notice.tiers.items():
        yield row(f"  tier {tier}", start, published, lead, judged.verdict)


def _all_responses(assessment: Assessment) -> str:
    rows: list[tuple[str, ...]] = [("incident", "priority", "promise", "due", "done", "verdict")]
    for id_, responses in assessment.responses.items():
        for tier, response in responses.by_tier:
            for name, measure in response.measures:
                promise = f"{name} ({tier})" if tier else name
                told = _measured(measure, assessment.content)
                rows.append((id_, responses.priority or "–", promise, *told))
    return "\n".join(["Responses", *_table(rows)])


def _measured(measure: Measure | Cadence, content: Content) -> tuple[str, str, str]:
    verdict = measure.verdict.value + (" (goal)" if measure.goal else "")
    if isinstance(measure, Cadence):
        gap = f"longest gap {duration_text(measure.longest_gap, Precision.UP)}"
        return promise_text(measure.limit), gap, verdict
    exact = measure.by_seconds
    done = _time(measure.at, content, seconds=exact) if measure.at else "–"
    return _time(measure.due_at, content, seconds=exact), done, verdict


def _time(instant: datetime, content: Content, *, seconds: bool = False) -> str:
    local = instant.astimezone(content.site.zone)
    return f"{local:%Y-%m-%d %H:%M:%S}" if seconds else f"{local:%Y-%m-%d %H:%M}"


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
