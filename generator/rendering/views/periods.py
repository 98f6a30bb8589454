"""Views of periods: the formula with its numbers, the ledger, and a year of months."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from fractions import Fraction
from math import ceil

from generator.model.agreement import Base, Scope
from generator.notation import Precision, budget
from generator.rendering.edition import Edition
from generator.rendering.language.vocabulary import BASES, OTHERS, REASONS, VERDICTS
from generator.rendering.theme_api.components import (
    ComponentFigureView,
    LedgerRowView,
    LinkView,
    PeriodPageView,
    PeriodView,
    YearMonthView,
    YearPageView,
)
from generator.rendering.views.agreement import agreement_name
from generator.rendering.views.closed_periods import published_view
from generator.rendering.views.components import period_name
from generator.rendering.views.posts import maintenance_view, post_view
from generator.rendering.views.responses import responses_of
from generator.rules.judgements import (
    CreditOwed,
    ExtensionOwed,
    LedgerRow,
    PeriodResult,
    RemedyOwed,
    Verdict,
)
from generator.timespan import PeriodKind, period_at


def period_view(edition: Edition, result: PeriodResult) -> PeriodView:
    """A period's result; made once per edition."""
    key = (result.period.label, result.tier)
    found = edition.cache.get(key)
    if not isinstance(found, PeriodView):
        found = edition.cache[key] = _period(edition, result)
    return found


def _period(edition: Edition, result: PeriodResult) -> PeriodView:
    words = edition.words
    running = result.elapsed < result.total
    used = Fraction(0)
    if result.budget:
        used = result.downtime / result.budget
    elif result.downtime:
        used = Fraction(2)
    spent, allowed, left = budget(result.downtime, result.budget)
    shown = result.availability_to_date if running else result.availability
    counted = [row for row in result.ledger if row.counted]
    excused = [row for row in result.ledger if not row.counted]
    return PeriodView(
        label=result.period.label,
        path=f"sla/{result.period.label}/",
        name=period_name(edition, result),
        tier=result.tier,
        running=running,
        start_at=result.period.span.start,
        end_at=result.period.span.end,
        availability=words.percent(shown) if shown is not None else "–",
        target=words.target(result.target) if result.target is not None else "–",
        verdict=edition.word(VERDICTS, result.verdict),
        sentence=_sentence(edition, result),
        total=words.minutes(result.total, Precision.DOWN),
        elapsed=words.minutes(result.elapsed, Precision.DOWN),
        base=words.minutes(result.base, Precision.DOWN),
        excluded=words.minutes(result.excluded),
        downtime=words.parts(spent),
        downtime_length=words.length(ceil(result.downtime * 60), Precision.UP),
        budget=words.parts(allowed),
        budget_left=words.parts(left),
        used=min(100, int(used * 100)),
        used_text=words.gettext("%(number)s%%", number=words.number(int(used * 100))),
        over=result.verdict is Verdict.BREACHED,
        agreed_base=_base(result) is Base.AGREED,
        remedy=_remedy(edition, result.remedy),
        components=_components(edition, result),
        ledger=tuple(_row(edition, row) for row in result.ledger),
        counted_sum=words.minutes(
            sum((r.weighted_minutes for r in counted), Fraction(0)), Precision.SECONDS
        ),
        excluded_sum=words.minutes(
            sum((r.weighted_minutes for r in excused), Fraction(0)), Precision.SECONDS
        ),
        published=published_view(edition, result),
        agreement=agreement_name(edition, result.agreement),
        platform=_platform(edition, result),
    )


def _computed_at(edition: Edition, results: Sequence[PeriodResult]) -> datetime | None:
    """Since when a past period's figures are what they are (see PeriodPageView)."""
    commits, now = edition.assessment.content.commits, edition.assessment.now
    if results[0].elapsed < results[0].total:
        return None
    paths = {row.path for result in results for row in result.ledger if row.path}
    if not paths <= commits.keys():
        return None
    changes = [at for path in paths if (at := commits[path].at) <= now]
    return max([results[0].period.span.end, *changes])


def _base(result: PeriodResult) -> Base:
    availability = result.agreement.availability
    return availability.base if availability else Base.CALENDAR


def _platform(edition: Edition, result: PeriodResult) -> str:
    """How minutes of several components make minutes of the platform."""
    say = edition.words.gettext
    availability = result.agreement.availability
    match availability.scope if availability else Scope.ANY:
        case Scope.ANY:
            return say("Platform: minutes of several components at once count once")
        case Scope.ALL:
            return say("Platform: minutes in which all components were down")
        case Scope.MEAN:
            return say("Platform: the mean of its components")


def _sentence(edition: Edition, result: PeriodResult) -> str:
    words = edition.words
    names, parts = ("used", "budget", "left"), budget(result.downtime, result.budget)
    values = {name: words.parts(part) for name, part in zip(names, parts, strict=True)}
    match result.verdict:
        case Verdict.MET:
            return words.gettext(
                "%(used)s of downtime, %(budget)s allowed: the promise was kept.", **values
            )
        case Verdict.BREACHED:
            return words.gettext(
                "%(used)s of downtime, %(budget)s allowed: the promise was broken by %(left)s.",
                **values,
            )
        case Verdict.ON_TRACK:
            return words.gettext(
                "%(used)s of downtime so far, %(budget)s allowed: %(left)s left.", **values
            )


def _remedy(edition: Edition, remedy: RemedyOwed | None) -> str | None:
    words = edition.words
    match remedy:
        case None:
            return None
        case CreditOwed(ratio):
            return words.gettext(
                "A credit of %(credit)s of the fee is owed.", credit=words.target(ratio)
            )
        case ExtensionOwed(length):
            return words.gettext(
                "The service's validity is extended by %(length)s.",
                length=words.length(ceil(length * 60), Precision.UP),
            )


def _components(edition: Edition, result: PeriodResult) -> tuple[ComponentFigureView, ...]:
    words = edition.words
    return tuple(
        ComponentFigureView(
            name=edition.component_name(figures.id),
            path=f"components/{figures.id}/",
            downtime=words.minutes(figures.downtime),
            excluded=words.minutes(figures.excluded),
            availability=words.percent(shown)
            if (shown := result.component_to_date(figures)) is not None
            else "–",
            target=words.target(figures.target) if figures.target is not None else None,
            verdict=edition.word(VERDICTS, figures.verdict) if figures.verdict else None,
        )
        for figures in result.components.values()
    )


def _row(edition: Edition, row: LedgerRow) -> LedgerRowView:
    words = edition.words
    return LedgerRowView(
        start_at=row.span.start,
        end_at=row.span.end,
        component=edition.component_name(row.component),
        level=edition.level(row.level),
        minutes=words.minutes(row.minutes, Precision.SECONDS),
        weight="" if row.weight == 1 else f"× {words.target(row.weight)}",
        counts=words.minutes(row.weighted_minutes, Precision.SECONDS),
        counted=row.counted,
        reason=words.gettext(REASONS[row.reason]),
        basis=words.gettext(BASES[row.basis]),
        post=post_view(edition, row.id) if row.id else None,
        source=edition.source(row.path) if row.path else None,
        others="" if row.id else words.gettext(OTHERS),
    )


# --------------------------------------------------------------------------------------- pages


def period_pages(edition: Edition) -> tuple[PeriodPageView, ...]:
    """One page per period, oldest first, with the notices and responses that fall into it."""
    by_label: dict[str, list[PeriodResult]] = {}
    for result in edition.assessment.periods:
        by_label.setdefault(result.period.label, []).append(result)
    labels = list(by_label)
    notices = _by_period(
        by_label, {id: n.window.start for id, n in edition.assessment.notices.items()}
    )
    incidents = edition.status.incidents
    responses = _by_period(
        by_label,
        {
            id: incidents[id].reported_at or incidents[id].incident.started_at
            for id in edition.assessment.responses
        },
    )
    pages = []
    for index, label in enumerate(labels):
        results = by_label[label]
        pages.append(
            PeriodPageView(
                label=label,
                path=f"sla/{label}/",
                name=period_name(edition, results[0]),
                running=results[0].elapsed < results[0].total,
                computed_at=_computed_at(edition, results),
                results=tuple(period_view(edition, r) for r in results),
                notices=tuple(maintenance_view(edition, id) for id in notices.get(label, [])),
                responses=tuple(
                    row
                    for id in responses.get(label, [])
                    for row in responses_of(edition, id, post_view(edition, id))
                ),
                previous=_neighbour(edition, by_label, labels, index - 1),
                next=_neighbour(edition, by_label, labels, index + 1),
            )
        )
    return tuple(pages)


def _neighbour(
    edition: Edition, by_label: Mapping[str, list[PeriodResult]], labels: list[str], index: int
) -> LinkView | None:
    if not 0 <= index < len(labels):
        return None
    return LinkView(period_name(edition, by_label[labels[index]][0]), f"sla/{labels[index]}/")


def _by_period(
    by_label: Mapping[str, list[PeriodResult]], instants: Mapping[str, datetime]
) -> dict[str, list[str]]:
    """Post ids by the period that their instant falls into, each in order of time."""
    found: dict[str, list[str]] = {}
    kinds = {(results[0].period.kind, results[0].agreement.zone) for results in by_label.values()}
    for id, at in sorted(instants.items(), key=lambda item: (item[1], item[0])):
        for kind, zone in kinds:
            label = period_at(kind, at, zone).label
            if label in by_label:
                found.setdefault(label, []).append(id)
    return found


# --------------------------------------------------------------------------------------- years


def year_pages(edition: Edition) -> tuple[YearPageView, ...]:
    """A page for each year of months: twelve rows and their sum, oldest year first.

    The months are the agreement's own, not a tier's. A year that is itself a period has that page.
    """
    plain = [r for r in edition.assessment.periods if r.tier is None]
    taken = {result.period.label for result in plain}
    years: dict[int, list[PeriodResult]] = {}
    for result in plain:
        if result.period.kind is PeriodKind.MONTH:
            years.setdefault(result.period.first_day.year, []).append(result)
    return tuple(_year(edition, y, found) for y, found in years.items() if str(y) not in taken)


def _year(edition: Edition, year: int, results: Sequence[PeriodResult]) -> YearPageView:
    words = edition.words
    by_month = {result.period.first_day.month: result for result in results}
    elapsed = sum((r.elapsed for r in results), Fraction(0))
    downtime = sum((r.downtime for r in results), Fraction(0))
    kept = words.ngettext(
        "%(count)s promise kept",
        "%(count)s promises kept",
        sum(r.verdict is Verdict.MET for r in results),
    )
    broken = words.ngettext(
        "%(count)s promise broken",
        "%(count)s promises broken",
        sum(r.verdict is Verdict.BREACHED for r in results),
    )
    months = []
    for month in range(1, 13):
        found = by_month.get(month)
        name = words.capital(words.locale.months["stand-alone"]["wide"][month])
        months.append(YearMonthView(name, period_view(edition, found) if found else None))
    return YearPageView(
        label=str(year),
        path=f"sla/{year}/",
        months=tuple(months),
        elapsed=words.minutes(elapsed, Precision.DOWN),
        downtime=words.minutes(downtime),
        excluded=words.minutes(sum((r.excluded for r in results), Fraction(0))),
        availability=words.percent((elapsed - downtime) / elapsed) if elapsed else "–",
        sentence=f"{kept}, {broken}",
        running=any(r.elapsed < r.total for r in results),
    )
