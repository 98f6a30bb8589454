"""Views of the pages of periods: one a period, and one for each year of months."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from generator.notation import Precision
from generator.rendering.edition import Edition
from generator.rendering.theme_api.frame import LinkView
from generator.rendering.theme_api.periods import PeriodPageView, YearMonthView, YearPageView
from generator.rendering.views.components import period_name
from generator.rendering.views.history import Neighbours, around
from generator.rendering.views.incidents import responses_to
from generator.rendering.views.maintenance import maintenance_view
from generator.rendering.views.periods import files_view, period_view
from generator.rules.closed import as_told
from generator.rules.judgements import PeriodResult, Verdict
from generator.timespan import PeriodKind, period_at


@dataclass(frozen=True, slots=True)
class PagePeriod:
    """A period before its page is made: its results by tier, the ids of its posts, its neighbours."""

    label: str
    results: tuple[PeriodResult, ...]
    notices: tuple[str, ...]
    responses: tuple[str, ...]
    neighbours: Neighbours

    @property
    def running(self) -> bool:
        """Whether it is not over yet."""
        return self.results[0].elapsed < self.results[0].total


def page_periods(edition: Edition) -> tuple[PagePeriod, ...]:
    """Every period, oldest first, with the notices and responses that fall into it."""
    by_label: dict[str, list[PeriodResult]] = {}
    for result in edition.assessment.periods:
        by_label.setdefault(result.period.label, []).append(result)
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
    links = [
        LinkView(period_name(edition, results[0]), f"sla/{label}/")
        for label, results in by_label.items()
    ]
    return tuple(
        PagePeriod(
            label,
            tuple(results),
            tuple(notices.get(label, ())),
            tuple(responses.get(label, ())),
            neighbours,
        )
        for (label, results), neighbours in zip(by_label.items(), around(links), strict=True)
    )


def period_page(edition: Edition, period: PagePeriod) -> PeriodPageView:
    """The page of a period."""
    previous, link, following = period.neighbours
    return PeriodPageView(
        label=period.label,
        path=link.href,
        name=link.text,
        running=period.running,
        computed_at=_computed_at(edition, period),
        lead=period_view(edition, period.results[0]),
        results=tuple(files_view(edition, p) for r in period.results for p in r.promises),
        notices=tuple(maintenance_view(edition, id) for id in period.notices),
        responses=responses_to(edition, period.responses),
        previous=previous,
        next=following,
    )


def _computed_at(edition: Edition, period: PagePeriod) -> datetime | None:
    """Since when a past period's figures are what they are (see PeriodPageView)."""
    commits, now = edition.assessment.content.commits, edition.assessment.now
    if period.running:
        return None
    paths = {row.path for result in period.results for row in result.ledger if row.path}
    if not paths <= commits.keys():
        return None
    changes = [at for path in paths if (at := commits[path].at) <= now]
    return max([period.results[0].period.span.end, *changes])


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


def page_years(edition: Edition) -> dict[int, list[PeriodResult]]:
    """The months of each year that has a page, oldest first: the agreement's own, not a tier's.

    A year that is itself a period has that page.
    """
    plain = [r for r in edition.assessment.periods if r.tier is None]
    taken = {result.period.label for result in plain}
    years: dict[int, list[PeriodResult]] = {}
    for result in plain:
        year = result.period.first_day.year
        if result.period.kind is PeriodKind.MONTH and str(year) not in taken:
            years.setdefault(year, []).append(result)
    return years


def year_page(edition: Edition, year: int, results: Sequence[PeriodResult]) -> YearPageView:
    """The page of a year: twelve rows and their sum."""
    words, assessment = edition.words, edition.assessment
    by_month = {result.period.first_day.month: result for result in results}
    told = [as_told(assessment, result)[-1] for result in results]
    base = sum((r.base for r in told), Fraction(0))
    downtime = sum((r.downtime for r in told), Fraction(0))
    verdicts = [as_told(assessment, p)[-1].verdict for r in results for p in r.promises]
    met, breached = verdicts.count(Verdict.MET), verdicts.count(Verdict.BREACHED)
    kept = words.ngettext("%(count)s promise kept", "%(count)s promises kept", met)
    broken = words.ngettext("%(count)s promise broken", "%(count)s promises broken", breached)
    months = []
    for month in range(1, 13):
        found = by_month.get(month)
        name = words.capital(words.locale.months["stand-alone"]["wide"][month])
        if found and found.worst.component:
            name += f" ({edition.component_name(found.worst.component)})"
        months.append(YearMonthView(name, period_view(edition, found) if found else None))
    summed = not any(r.for_each for r in results)
    return YearPageView(
        label=str(year),
        path=f"sla/{year}/",
        months=tuple(months),
        base=words.minutes(base, Precision.DOWN),
        downtime=words.minutes(downtime) if summed else "–",
        excluded=words.minutes(sum((r.excluded for r in told), Fraction(0))) if summed else "–",
        availability=words.percent((base - downtime) / base if base and summed else None),
        sentence=f"{kept}, {broken}",
        running=any(r.elapsed < r.total for r in results),
    )
