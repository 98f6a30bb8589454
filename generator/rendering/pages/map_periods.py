"""The pages of the agreement, of its periods, and of the monthly digests."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from generator.rendering.edition import Edition
from generator.rendering.keys import Keys
from generator.rendering.outputs import ALWAYS
from generator.rendering.pages.frame import Page, PlannedPage
from generator.rendering.theme_api import pages as given
from generator.rendering.theme_api.frame import LinkView
from generator.rendering.views.agreement import terms_views
from generator.rendering.views.digests import digest_line, digest_page, digest_path
from generator.rendering.views.incidents import responses_to
from generator.rendering.views.live import live_view
from generator.rendering.views.period_pages import (
    PagePeriod,
    page_periods,
    page_years,
    period_page,
    year_page,
)
from generator.rendering.views.periods import period_view
from generator.rules.digests import Digest
from generator.rules.judgements import PeriodResult

LOOSE_RESPONSES = 50
"""So many incidents' responses are listed where no period's page would show them."""


def agreement_pages(edition: Edition, keys: Keys) -> Iterator[PlannedPage]:
    """The agreement, each period, each year of months."""
    now, level = edition.now, edition.status.level.value
    periods, years = page_periods(edition), page_years(edition)
    yield PlannedPage("sla/", ALWAYS, partial(_agreement, edition, periods, years), now)
    own: dict[str, str] = {}
    for period in periods:
        told = keys.period(period.results, (*period.notices, *period.responses))
        waits = now if period.running else None
        own[period.label] = keys.of(level, period.neighbours, told, waits)
        changed_at = now if period.running else period.results[0].period.span.end
        make = partial(_period, edition, period)
        yield PlannedPage(f"sla/{period.label}/", own[period.label], make, changed_at)
    for year, results in years.items():
        running = any(r.elapsed < r.total for r in results)
        key = keys.of(year, [own[r.period.label] for r in results])
        make = partial(_year, edition, year, results)
        yield PlannedPage(f"sla/{year}/", key, make, now if running else None)


def _agreement(
    edition: Edition, periods: Sequence[PagePeriod], years: dict[int, list[PeriodResult]]
) -> Page:
    say, name = edition.words.gettext, edition.text(edition.site.name)
    loose = () if periods else tuple(edition.assessment.responses)[-LOOSE_RESPONSES:]
    values = given.AgreementPage(
        terms_views(edition),
        tuple(
            period_view(edition, promise)
            for period in reversed(periods)
            for result in period.results
            for promise in result.promises
        ),
        tuple(LinkView(str(year), f"sla/{year}/") for year in years),
        responses_to(edition, loose),
    )
    title = say("What %(site)s promises, and what was kept", site=name)
    return Page(values, "sla/", say("Service level"), title, live=live_view(edition, {}))


def _period(edition: Edition, period: PagePeriod) -> Page:
    view = period_page(edition, period)
    result = view.lead
    return Page(
        given.PeriodPage(view),
        view.path,
        edition.words.gettext("Service level in %(period)s", period=view.name),
        f"{result.name}: {result.figure}. {result.sentence}",
        live=live_view(edition, {}) if view.running else None,
    )


def _year(edition: Edition, year: int, results: Sequence[PeriodResult]) -> Page:
    view = year_page(edition, year, results)
    return Page(
        given.YearPage(view),
        view.path,
        edition.words.gettext("Service level in %(period)s", period=view.label),
        f"{view.label}: {view.availability}",
        live=live_view(edition, {}) if view.running else None,
    )


def digest_pages(edition: Edition, keys: Keys, digests: Sequence[Digest]) -> Iterator[PlannedPage]:
    """A page for each month in which something happened, newest first, and the list of them."""
    level, told = edition.status.level.value, [keys.digest(digest) for digest in digests]
    yield PlannedPage("digests/", keys.of(level, told), partial(_digests, edition, digests))
    for digest, key in zip(digests, told, strict=True):
        make, end_at = partial(_digest, edition, digest), digest.period.span.end
        changed_at = min(end_at, edition.now)
        yield PlannedPage(digest_path(digest), keys.of(level, key), make, changed_at)


def _digests(edition: Edition, digests: Sequence[Digest]) -> Page:
    say, name = edition.words.gettext, edition.text(edition.site.name)
    return Page(
        given.DigestsPage(tuple(digest_line(edition, digest) for digest in digests)),
        "digests/",
        say("Digests"),
        say("Each month at %(site)s, on one page", site=name),
    )


def _digest(edition: Edition, digest: Digest) -> Page:
    view = digest_page(edition, digest)
    title = f"{view.kind}: {view.name}"
    return Page(given.DigestPage(view), view.path or "", title, title)
