"""Views of periods: the formula with its numbers, the ledger, what was published of a closed one."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from fractions import Fraction

from generator.model.agreement import Base, Scope
from generator.model.closed_periods import ClosedResult, Edit, Publication
from generator.notation import Precision, budget
from generator.rendering.edition import Edition
from generator.rendering.language.vocabulary import BASES, OTHERS, REASONS, VERDICTS
from generator.rendering.language.words import N_, Words
from generator.rendering.theme_api import periods as given
from generator.rendering.views.agreement import agreement_name
from generator.rendering.views.components import period_name
from generator.rendering.views.posts import post_view
from generator.rendering.views.remedies import owed_text
from generator.rendering.views.written import corrected, stated_text
from generator.rules.closed import as_told, edits_of, told_and_today
from generator.rules.deletions import deleted_in
from generator.rules.judgements import (
    LedgerRow,
    PeriodResult,
    Verdict,
)
from generator.rules.proof import counts_unproven, rests_on_declared
from generator.rules.told import MILLION
from generator.rules.written import row_late, terms_late

SENTENCES = {
    Verdict.MET: N_("%(used)s of downtime, %(budget)s allowed: the promise was kept."),
    Verdict.BREACHED: N_(
        "%(used)s of downtime, %(budget)s allowed: the promise was broken by %(left)s."
    ),
}
RUNNING = N_("%(used)s of downtime so far: %(share)s if nothing more happens, promised %(target)s.")
PLATFORM = {
    Scope.ANY: N_("Platform: minutes of several components at once count once"),
    Scope.ALL: N_("Platform: minutes in which all components were down"),
    Scope.MEAN: N_("Platform: the mean of its components"),
    Scope.EACH: N_("Promised for this component alone"),
}
"""How minutes of several components make minutes of the platform."""

SHORT = 7
"""So many digits of a commit are shown."""


def period_view(edition: Edition, result: PeriodResult) -> given.PeriodView:
    """A period's result, or the worst of those of its components; made once per edition.

    Of a closed one, what customers were told, with the correction.
    """
    result = result.worst
    key = (result.period.label, result.tier, result.component)
    if key not in edition.period_views:
        edition.period_views[key] = _told(edition, result)
    return edition.period_views[key]


def _told(edition: Edition, result: PeriodResult) -> given.PeriodView:
    told = as_told(edition.assessment, result)
    view = _period(edition, told[-1], whole=False)
    published = view.published
    if published is None:
        return view
    shares = [publication.availability for publication in published.publications]
    shown = corrected(edition, shares)
    now = published.changed and not result.unmeasured
    share = edition.words.percent(result.availability, result.target)
    return replace(view, figure=shown, availability=shown, said_now=share if now else "")


def files_view(edition: Edition, result: PeriodResult) -> given.PeriodView:
    """What the files say of a period, whatever was told, with its ledger, for its own page.

    Of one that nothing measures any more, what was told.
    """
    return _period(edition, result, whole=True)


def _period(edition: Edition, result: PeriodResult, *, whole: bool) -> given.PeriodView:
    words = edition.words
    running = result.elapsed < result.total
    spent, allowed, _ = map(words.parts, budget(result.downtime, result.budget))
    share = words.percent(result.availability, result.target)
    terms = result.agreement.availability
    sums = dict.fromkeys((True, False), Fraction(0))
    for row in result.ledger if whole else ():
        sums[row.counted] += row.weighted_minutes
    declared = rests_on_declared(edition.assessment, result) if whole else ()
    target = words.target(result.target) if result.target is not None else "–"
    sentence = _sentence(words, result, share, target)
    if counts_unproven(edition.assessment, result):
        sentence += f" ({words.gettext('not proven here')})"
    return given.PeriodView(
        path=f"sla/{result.period.label}/",
        name=_name(edition, result),
        tier=result.tier and edition.titled("tier", result.tier),
        running=running,
        start_at=result.period.span.start,
        end_at=result.period.span.end,
        figure=_budget_left(words, result) if running else share,
        availability=share,
        target=target,
        verdict=edition.word(VERDICTS, result.verdict),
        sentence=sentence,
        total=words.minutes(result.total, Precision.DOWN),
        elapsed=words.minutes(result.elapsed, Precision.DOWN),
        base=words.minutes(result.base, Precision.DOWN),
        excluded=words.minutes(result.excluded),
        downtime=spent,
        budget=allowed,
        used=min(100, result.used_percent),
        used_text=words.gettext("%(number)s%%", number=words.number(result.used_percent)),
        over=result.verdict is Verdict.BREACHED,
        agreed_base=terms is not None and terms.base is Base.AGREED,
        remedy=owed_text(words, result.remedy),
        components=() if result.component else _components(edition, result),
        ledger=tuple(_row(edition, result, row, declared) for row in result.ledger)
        if whole
        else (),
        counted_sum=words.minutes(sums[True], Precision.SECONDS),
        excluded_sum=words.minutes(sums[False], Precision.SECONDS),
        published=_published(edition, result),
        agreement=agreement_name(edition, result),
        unmeasured=result.unmeasured,
        platform=words.gettext(PLATFORM[terms.scope if terms else Scope.ANY]),
        remarks=tuple(_remarks(edition, result)),
    )


def _budget_left(words: Words, result: PeriodResult) -> str:
    """``71 of 216 min left``; what exceeds the budget once it is spent."""
    _, allowed, left = budget(result.downtime, result.budget)
    of = words.parts(allowed)
    if result.verdict is Verdict.BREACHED:
        return words.gettext(
            "%(left)s over the budget of %(budget)s", left=words.parts(left), budget=of
        )
    return words.gettext("%(left)s of %(budget)s left", left=words.share(left, allowed), budget=of)


def _sentence(words: Words, result: PeriodResult, share: str, target: str) -> str:
    """What there was of downtime, and what becomes of the promise."""
    used, allowed, left = map(words.parts, budget(result.downtime, result.budget))
    if result.elapsed < result.total:
        return words.gettext(RUNNING, used=used, share=share, target=target)
    return words.gettext(SENTENCES[result.verdict], used=used, budget=allowed, left=left)


def _name(edition: Edition, result: PeriodResult) -> str:
    name = period_name(edition, result)
    return f"{name} ({edition.component_name(result.component)})" if result.component else name


def _remarks(edition: Edition, result: PeriodResult) -> Iterator[str]:
    """What the figure counts that nothing here proves, and the posts whose minutes are gone."""
    words, assessment = edition.words, edition.assessment
    if counts_unproven(assessment, result):
        yield words.gettext("The downtime of work whose notice is not proven here counts.")
    if stated := stated_text(edition, terms_late(assessment, result)):
        yield words.gettext("The terms by which this is judged: %(stated)s", stated=stated)
    for post in deleted_in(assessment, result.period):
        what = f"{post.path} ({post.commit[:10]})" if post.path else words.gettext(OTHERS)
        day = words.day(post.deleted_at)
        yield words.gettext(
            "Deleted on %(date)s, after it had begun: %(post)s", date=day, post=what
        )


def _components(edition: Edition, result: PeriodResult) -> tuple[given.ComponentFigureView, ...]:
    words = edition.words
    return tuple(
        given.ComponentFigureView(
            name=edition.component_name(figures.id),
            path=f"components/{figures.id}/" if figures.id in edition.components else "",
            downtime=words.minutes(figures.downtime),
            excluded=words.minutes(figures.excluded),
            availability=words.percent(figures.availability, figures.target),
            target=words.target(figures.target) if figures.target is not None else None,
            verdict=edition.word(VERDICTS, figures.verdict) if figures.verdict else None,
        )
        for figures in result.components.values()
    )


def _row(
    edition: Edition, result: PeriodResult, row: LedgerRow, declared: Collection[str]
) -> given.LedgerRowView:
    words = edition.words
    post = edition.assessment.named.get(row.id or "")
    basis = words.gettext(BASES[row.basis])
    if row.id in declared:
        basis = f"{basis}; " + words.gettext("notice declared, not proven by git")
    if stated := stated_text(edition, row_late(edition.assessment, result, row)):
        basis = f"{basis}; {stated}"
    return given.LedgerRowView(
        start_at=row.span.start,
        end_at=row.span.end,
        component=edition.component_name(row.component),
        level=edition.level(row.level),
        weight="" if row.weight == 1 else f"× {words.target(row.weight)}",
        counts=words.minutes(row.weighted_minutes, Precision.SECONDS),
        counted=row.counted,
        reason=words.gettext(REASONS[row.reason]),
        basis=basis,
        post=post_view(edition, post.id) if post else None,
        source=edition.source(post.path) if post else None,
        others="" if post else row.path or words.gettext(OTHERS),
    )


def _published(edition: Edition, result: PeriodResult) -> given.PublishedView | None:
    """What was published of a period under the agreement or one tier; None where it is not closed."""
    content = edition.assessment.content
    found = told_and_today(edition.assessment, result)
    if found is None:
        return None
    told, comparison = found
    return given.PublishedView(
        publications=tuple(_publication(edition, p, r) for p, r in told),
        changed=comparison.changed,
        paths=comparison.paths,
        edits=_edits(edition, edits_of(comparison, content)),
    )


def _publication(
    edition: Edition, published: Publication, figures: ClosedResult
) -> given.PublicationView:
    words = edition.words
    return given.PublicationView(
        at=published.published_at,
        availability=words.percent(_ratio(figures.availability), _ratio(figures.target)),
        verdict=edition.word(VERDICTS, Verdict(figures.verdict)),
        commit=published.commit[:SHORT] if published.commit else None,
        href=edition.commit_address(published.commit),
        edits=_edits(edition, published.edits),
    )


def _ratio(millionths: int | None) -> Fraction | None:
    return None if millionths is None else Fraction(millionths, 100 * MILLION)


def _edits(edition: Edition, edits: Iterable[Edit]) -> tuple[given.EditView, ...]:
    return tuple(
        given.EditView(edit.at, edit.path, edit.commit[:SHORT], edition.commit_address(edit.commit))
        for edit in edits
    )
