"""The map of a site: which pages there are, and what each template is given."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from generator.model.levels import Level
from generator.rendering.edition import Edition
from generator.rendering.embedding.page_and_error import embed_view
from generator.rendering.pages.json_ld import incident_data, maintenance_data, site_data
from generator.rendering.theme_api.components import LinkView, LiveView
from generator.rendering.views.agreement import terms_views
from generator.rendering.views.components import component_view
from generator.rendering.views.history import month_views, year_views
from generator.rendering.views.mail_lists import mail_view
from generator.rendering.views.overview import (
    component_plan,
    live_view,
    overview_plan,
    overview_view,
    window_plan,
)
from generator.rendering.views.periods import period_pages, year_pages
from generator.rendering.views.posts import incident_view, maintenance_view, post_view
from generator.rendering.views.responses import responses_of
from generator.rules.status import Progress

LOOSE_RESPONSES = 50
"""So many incidents' responses are listed where no period's page would show them."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page to be made. ``level`` colours it; ``changed_at`` is for the sitemap, ``data`` is JSON-LD.

    ``card`` is the state in its picture, None the service's own.
    """

    template: str
    kind: str
    path: str
    title: str
    description: str
    values: dict[str, Any]
    live: LiveView | None = None
    level: str = "neutral"
    icon: str | None = None
    card: Level | None = None
    changed_at: datetime | None = None
    data: Mapping[str, object] | None = None


def pages_of(edition: Edition, broken: tuple[str, ...]) -> Iterator[Page]:
    """Every page of an edition."""
    yield _index(edition, broken)
    yield from _posts(edition)
    yield from _component_pages(edition)
    yield from _history(edition)
    if edition.site.agreements:
        yield from _agreement(edition)
    say, name = edition.words.gettext, edition.text(edition.site.name)
    yield Page(
        "subscribe.html",
        "subscribe",
        "subscribe/",
        say("Subscribe"),
        say("Ways to hear of incidents and maintenance at %(site)s", site=name),
        {
            "mail": mail_view(edition),
            "components": tuple(
                LinkView(edition.text(c.name), f"components/{c.id}/")
                for c in edition.site.components
            ),
        },
    )
    yield Page(
        "embed.html",
        "embed",
        "embed/",
        say("On your own pages"),
        say("The state of %(site)s in other pages: a notice, badges, an error page", site=name),
        {"embed": embed_view(edition)},
    )
    yield Page("404.html", "404", "404.html", say("There is no such page"), name, {})


def _index(edition: Edition, broken: tuple[str, ...]) -> Page:
    overview = overview_view(edition, broken)
    name = edition.text(edition.site.name)
    description = edition.text(edition.site.description)
    return Page(
        "index.html",
        "index",
        "",
        overview.headline,
        f"{overview.headline}. {name}{f': {description}' if description else ''}",
        {"overview": overview},
        live=live_view(edition, overview_plan(edition)),
        level=overview.level.slug,
        data=site_data(edition, overview.headline),
        icon=f"icon-{overview.level.slug.replace('_', '-')}.svg",
        card=edition.status.level,
        changed_at=edition.now,
    )


def _posts(edition: Edition) -> Iterator[Page]:
    for id, facts in edition.status.incidents.items():
        view = incident_view(edition, id)
        times = [u.at for u in facts.updates] + [facts.resolved_at or facts.incident.started_at]
        yield Page(
            "incident.html",
            "incident",
            view.post.path,
            view.post.title,
            view.excerpt or f"{view.post.state.text}: {view.post.components}",
            {"post": view},
            live=live_view(edition, {}) if view.open else None,
            level=view.post.level.slug if view.open else "past",
            data=incident_data(edition, view, max(times)),
            card=Level(view.post.level.slug),
            changed_at=max(times),
        )
    for id, progress in edition.status.progress.items():
        work = maintenance_view(edition, id)
        ahead = progress in {Progress.SCHEDULED, Progress.IN_PROGRESS}
        yield Page(
            "maintenance.html",
            "maintenance",
            work.post.path,
            work.post.title,
            f"{work.window}. {work.excerpt or work.post.components}",
            {"post": work},
            live=live_view(edition, window_plan(edition, (id,))) if ahead else None,
            level="under_maintenance" if progress is Progress.IN_PROGRESS else "past",
            card=Level.UNDER_MAINTENANCE,
            data=maintenance_data(edition, work),
        )


def _component_pages(edition: Edition) -> Iterator[Page]:
    for component in edition.site.components:
        view = component_view(edition, component, whole=True)
        yield Page(
            "component.html",
            "component",
            view.path,
            f"{view.name}: {view.level.text}",
            f"{view.name}: {view.level.text}. {view.bars.label}",
            {"component": view},
            live=live_view(edition, component_plan(edition, component.id)),
            level=view.level.slug,
            icon=f"icon-{view.level.slug.replace('_', '-')}.svg",
            card=Level(view.level.slug),
            changed_at=edition.now,
        )


def _history(edition: Edition) -> Iterator[Page]:
    say, name = edition.words.gettext, edition.text(edition.site.name)
    months = month_views(edition)
    yield Page(
        "history.html",
        "history",
        "history/",
        say("History"),
        say("All incidents and maintenance at %(site)s, by month", site=name),
        {"years": year_views(months)},
    )
    for month in months:
        yield Page(
            "month.html",
            "history",
            month.path,
            say("History: %(month)s", month=month.name),
            f"{month.name}: {month.summary}",
            {"month": month},
        )


def _agreement(edition: Edition) -> Iterator[Page]:
    say, name = edition.words.gettext, edition.text(edition.site.name)
    pages, years = period_pages(edition), year_pages(edition)
    loose = () if pages else tuple(edition.assessment.responses)[-LOOSE_RESPONSES:]
    yield Page(
        "agreement.html",
        "agreement",
        "sla/",
        say("Service level"),
        say("What %(site)s promises, and what was kept", site=name),
        {
            "periods": pages,
            "years": years,
            "agreement": terms_views(edition),
            "loose_responses": [
                r for id in loose for r in responses_of(edition, id, post_view(edition, id))
            ],
        },
        live=live_view(edition, {}),
        changed_at=edition.now,
    )
    for page in pages:
        yield Page(
            "period.html",
            "agreement",
            page.path,
            say("Service level in %(period)s", period=page.name),
            f"{page.name}: {page.results[0].availability}. {page.results[0].sentence}",
            {"period": page},
            live=None if page.computed_at else live_view(edition, {}),
            changed_at=edition.now if page.running else page.results[0].end_at,
        )
    for year in years:
        yield Page(
            "year.html",
            "agreement",
            year.path,
            say("Service level in %(period)s", period=year.label),
            f"{year.label}: {year.availability}",
            {"year": year},
            live=live_view(edition, {}) if year.running else None,
            changed_at=edition.now if year.running else None,
        )
