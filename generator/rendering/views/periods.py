"""Views of periods: the formula with its numbers, and the ledger."""

from __future__ import annotations

from fractions import Fraction

from generator.model.agreement import Base, Scope
from generator.rendering.edition import Edition
from generator.rendering.language.vocabulary import BASES, REASONS, VERDICTS
from generator.rendering.theme_api.periods import (
    ComponentFigureView,
    LedgerRowView,
    PeriodView,
)
from generator.rendering.views.agreement import agreement_name
from generator.rendering.views.closed_periods import published_view
from generator.rendering.views.components import period_name
from generator.rendering.views.posts import post_view
from generator.rules.judgements import (
    CreditOwed,
    ExtensionOwed,
    LedgerRow,
    PeriodResult,
    RemedyOwed,
    Verdict,
)


def period_view(edition: Edition, result: PeriodResult) -> PeriodView:
    """A period's result; made once per edition."""
    key = (result.period.label, result.tier)
    if key not in edition.period_views:
        edition.period_views[key] = _period(edition, result)
    return edition.period_views[key]


def _period(edition: Edition, result: PeriodResult) -> PeriodView:
    words = edition.words
    running = result.elapsed < result.total
    used = Fraction(0)
    if result.budget:
        used = result.downtime / result.budget
    elif result.downtime:
        used = Fraction(2)
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
        total=edition.words.minutes(result.total),
        elapsed=edition.words.minutes(result.elapsed),
        base=edition.words.minutes(result.base),
        excluded=edition.words.minutes(result.excluded),
        downtime=edition.words.minutes(result.downtime),
        downtime_length=words.duration(int(result.downtime * 60)),
        budget=edition.words.minutes(result.budget),
        budget_left=edition.words.minutes(abs(result.budget_left)),
        used=min(100, int(used * 100)),
        used_text=words.gettext("%(number)s%%", number=words.number(int(used * 100))),
        over=result.verdict is Verdict.BREACHED,
        agreed_base=_base(result) is Base.AGREED,
        remedy=_remedy(edition, result.remedy),
        components=_components(edition, result),
        ledger=tuple(_row(edition, row) for row in result.ledger),
        counted_sum=edition.words.minutes(sum((r.weighted_minutes for r in counted), Fraction(0))),
        excluded_sum=edition.words.minutes(sum((r.weighted_minutes for r in excused), Fraction(0))),
        published=published_view(edition, result),
        agreement=agreement_name(edition, result.agreement),
        platform=_platform(edition, result),
    )


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
    values = {
        "used": edition.words.minutes(result.downtime),
        "budget": edition.words.minutes(result.budget),
        "left": edition.words.minutes(abs(result.budget_left)),
    }
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
                length=words.duration(int(length * 60)),
            )


def _components(edition: Edition, result: PeriodResult) -> tuple[ComponentFigureView, ...]:
    words = edition.words
    return tuple(
        ComponentFigureView(
            name=edition.component_name(figures.id),
            path=f"components/{figures.id}/",
            downtime=edition.words.minutes(figures.downtime),
            excluded=edition.words.minutes(figures.excluded),
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
        minutes=edition.words.minutes(row.minutes),
        weight="" if row.weight == 1 else f"× {words.target(row.weight)}",
        counts=edition.words.minutes(row.weighted_minutes),
        counted=row.counted,
        reason=words.gettext(REASONS[row.reason]),
        basis=words.gettext(BASES[row.basis]),
        post=post_view(edition, row.id),
        source=edition.source(row.path),
    )
