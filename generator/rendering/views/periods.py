"""Views of periods: the formula with its numbers, and the ledger."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from fractions import Fraction
from math import ceil

from generator.model.agreement import Base, Scope
from generator.notation import Precision, budget
from generator.rendering.edition import Edition
from generator.rendering.language.vocabulary import BASES, OTHERS, REASONS, VERDICTS
from generator.rendering.theme_api.periods import (
    ComponentFigureView,
    LedgerRowView,
    PeriodView,
)
from generator.rendering.views.agreement import agreement_name
from generator.rendering.views.closed_periods import published_view
from generator.rendering.views.components import period_name
from generator.rendering.views.posts import post_view
from generator.rules.deletions import deleted_in
from generator.rules.judgements import (
    CreditOwed,
    ExtensionOwed,
    LedgerRow,
    PeriodResult,
    RemedyOwed,
    Verdict,
)
from generator.rules.proof import counts_unproven, rests_on_declared


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
    spent, allowed, left = budget(result.downtime, result.budget)
    shown = result.availability_to_date if running else result.availability
    counted = [row for row in result.ledger if row.counted]
    excused = [row for row in result.ledger if not row.counted]
    declared = rests_on_declared(edition.assessment, result)
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
        ledger=tuple(_row(edition, row, declared) for row in result.ledger),
        counted_sum=words.minutes(
            sum((r.weighted_minutes for r in counted), Fraction(0)), Precision.SECONDS
        ),
        excluded_sum=words.minutes(
            sum((r.weighted_minutes for r in excused), Fraction(0)), Precision.SECONDS
        ),
        published=published_view(edition, result),
        agreement=agreement_name(edition, result.agreement),
        platform=_platform(edition, result),
        remarks=tuple(_remarks(edition, result)),
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


def _remarks(edition: Edition, result: PeriodResult) -> Iterator[str]:
    """What the figure counts that nothing here proves, and the posts whose minutes are gone."""
    words, assessment = edition.words, edition.assessment
    if counts_unproven(assessment, result):
        yield words.gettext("The downtime of work whose notice is not proven here counts.")
    for post in deleted_in(assessment, result.period):
        what = f"{post.path} ({post.commit[:10]})" if post.path else words.gettext(OTHERS)
        day = words.day(post.deleted_at)
        yield words.gettext(
            "Deleted on %(date)s, after it had begun: %(post)s", date=day, post=what
        )


def _sentence(edition: Edition, result: PeriodResult) -> str:
    said = _verdict_sentence(edition, result)
    if counts_unproven(edition.assessment, result):
        unproven = edition.words.gettext("not proven here")
        return f"{said} ({unproven})"
    return said


def _verdict_sentence(edition: Edition, result: PeriodResult) -> str:
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


def _row(edition: Edition, row: LedgerRow, declared: Collection[str]) -> LedgerRowView:
    words = edition.words
    basis = words.gettext(BASES[row.basis])
    if row.id in declared:
        basis = f"{basis}; " + words.gettext("notice declared, not proven by git")
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
        basis=basis,
        post=post_view(edition, row.id) if row.id else None,
        source=edition.source(row.path) if row.path else None,
        others="" if row.id else words.gettext(OTHERS),
    )
