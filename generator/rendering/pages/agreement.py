"""The pages of the agreement and of its periods."""

from __future__ import annotations

from collections.abc import Iterator

from generator.rendering.edition import Edition
from generator.rendering.pages.page import Page
from generator.rendering.theme_api.pages import AgreementPage, PeriodPage, YearPage
from generator.rendering.views.agreement import terms_views
from generator.rendering.views.live import live_view
from generator.rendering.views.period_pages import period_pages, year_pages
from generator.rendering.views.posts import post_view
from generator.rendering.views.responses import responses_of

LOOSE_RESPONSES = 50
"""So many incidents' responses are listed where no period's page would show them."""


def agreement_pages(edition: Edition) -> Iterator[Page]:
    """The agreement, each period, each year of months."""
    say, name = edition.words.gettext, edition.text(edition.site.name)
    pages, years = period_pages(edition), year_pages(edition)
    loose = () if pages else tuple(edition.assessment.responses)[-LOOSE_RESPONSES:]
    yield Page(
        AgreementPage(
            agreement=terms_views(edition),
            periods=pages,
            years=years,
            loose_responses=tuple(
                row for id in loose for row in responses_of(edition, id, post_view(edition, id))
            ),
        ),
        "agreement",
        "sla/",
        say("Service level"),
        say("What %(site)s promises, and what was kept", site=name),
        live=live_view(edition, {}),
        changed_at=edition.now,
    )
    for page in pages:
        yield Page(
            PeriodPage(page),
            "agreement",
            page.path,
            say("Service level in %(period)s", period=page.name),
            f"{page.name}: {page.results[0].availability}. {page.results[0].sentence}",
            live=None if page.computed_at else live_view(edition, {}),
            changed_at=edition.now if page.running else page.results[0].end_at,
        )
    for year in years:
        yield Page(
            YearPage(year),
            "agreement",
            year.path,
            say("Service level in %(period)s", period=year.label),
            f"{year.label}: {year.availability}",
            live=live_view(edition, {}) if year.running else None,
            changed_at=edition.now if year.running else None,
        )
