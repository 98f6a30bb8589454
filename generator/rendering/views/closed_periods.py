"""Views of closed periods: what was published, and whether the files say the same today."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from generator.model.closed_periods import ClosedResult, Edit, Publication
from generator.rendering.edition import Edition
from generator.rendering.language.vocabulary import VERDICTS
from generator.rendering.theme_api.periods import EditView, PublicationView, PublishedView
from generator.rules.closed import MILLION, compare, edits_of
from generator.rules.judgements import PeriodResult, Verdict

SHORT = 7
"""So many digits of a commit are shown."""


def published_view(edition: Edition, result: PeriodResult) -> PublishedView | None:
    """What was published of a period under the agreement or one tier; None where it is not closed."""
    content = edition.assessment.content
    closed = next((c for c in content.closed if c.label == result.period.label), None)
    published = [(p, r) for p in closed.publications for r in p.results] if closed else []
    published = [(p, r) for p, r in published if r.tier == result.tier]
    if closed is None or not published:
        return None
    comparison = compare(closed, published[-1][1], result)
    return PublishedView(
        publications=tuple(_publication(edition, p, r) for p, r in published),
        changed=comparison.changed,
        paths=comparison.paths,
        edits=_edits(edition, edits_of(comparison, content.edits)),
    )


def _publication(
    edition: Edition, published: Publication, figures: ClosedResult
) -> PublicationView:
    share = figures.availability
    return PublicationView(
        at=published.published_at,
        availability="–"
        if share is None
        else edition.words.percent(Fraction(share, 100 * MILLION)),
        downtime=edition.words.minutes(Fraction(figures.downtime, MILLION)),
        verdict=edition.word(VERDICTS, Verdict(figures.verdict)),
        commit=published.commit[:SHORT] if published.commit else None,
        href=_commit(edition, published.commit),
        edits=_edits(edition, published.edits),
    )


def _edits(edition: Edition, edits: Iterable[Edit]) -> tuple[EditView, ...]:
    return tuple(
        EditView(edit.at, edit.path, edit.commit[:SHORT], _commit(edition, edit.commit))
        for edit in edits
    )


def _commit(edition: Edition, commit: str | None) -> str | None:
    repository = edition.site.repository
    return f"{repository}/commit/{commit}" if repository and commit else None
