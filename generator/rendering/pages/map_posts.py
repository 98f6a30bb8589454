"""The pages of components, of posts, and of the months in which they happened."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import partial

from generator.model.content import Component
from generator.model.levels import Level
from generator.rendering.edition import Edition, post_path
from generator.rendering.keys import Keys
from generator.rendering.outputs import ALWAYS
from generator.rendering.pages.frame import Page, PlannedPage
from generator.rendering.pages.json_ld import article_data, maintenance_data
from generator.rendering.theme_api import pages as given
from generator.rendering.theme_api.frame import LinkView
from generator.rendering.views.announcements import announcement_view
from generator.rendering.views.components import component_view
from generator.rendering.views.history import (
    ListPage,
    component_year_view,
    component_years,
    history_months,
    month_period,
    month_view,
    year_views,
)
from generator.rendering.views.incidents import incident_view
from generator.rendering.views.live import Plan, live_view, window_plan
from generator.rendering.views.maintenance import maintenance_view
from generator.rules.status import Progress


def component_pages(edition: Edition, keys: Keys, plan: Plan) -> Iterator[PlannedPage]:
    """A page for each component, and one for each of its years."""
    every, level = component_years(edition), edition.status.level.value
    for component in edition.site.components:
        years = every[component.id]
        links = [year.link for year in reversed(years) if year.part == 1]
        make = partial(_component, edition, component, plan, links)
        yield PlannedPage(f"components/{component.id}/", ALWAYS, make, edition.now)
        for year in years:
            key = keys.of(level, year, keys.posts(year.posts))
            yield PlannedPage(
                year.link.href, key, partial(_component_year, edition, component, year)
            )


def _component_year(edition: Edition, component: Component, year: ListPage) -> Page:
    view = component_year_view(edition, component, year)
    return Page(
        given.ComponentYearPage(view), view.path, view.title, f"{view.title}. {view.summary}"
    )


def _component(
    edition: Edition, component: Component, plan: Plan, years: Sequence[LinkView]
) -> Page:
    view = component_view(edition, component, whole=True, years=years)
    title, own = f"{view.name}: {view.level.text}", view.anchor
    return Page(
        given.ComponentPage(view),
        view.path,
        title,
        f"{title}. {view.bars.label}",
        live=live_view(edition, {own: plan[own]} if own in plan else {}),
        level=view.level.slug,
        icon=f"icon-{view.level.slug.replace('_', '-')}.svg",
        card=Level(view.level.slug),
    )


def post_pages(edition: Edition, keys: Keys) -> Iterator[PlannedPage]:
    """A page for each incident, each announcement and each maintenance notice."""
    for id, facts in edition.assessment.bulletins.items():
        changed_at = max([facts.incident.started_at, *(update.at for update in facts.updates)])
        make = partial(_announcement, edition, id, changed_at)
        yield PlannedPage(post_path(facts.incident), keys.page(id), make, changed_at)
    for id, facts in edition.status.incidents.items():
        changed_at = max(
            [
                facts.resolved_at or facts.incident.started_at,
                *(update.at for update in facts.updates),
            ]
        )
        make = partial(_incident, edition, id, changed_at)
        yield PlannedPage(post_path(facts.incident), keys.page(id), make, changed_at)
    for id in edition.status.progress:
        make = partial(_maintenance, edition, id)
        yield PlannedPage(post_path(edition.maintenance[id]), keys.page(id), make)


def _incident(edition: Edition, id: str, changed_at: datetime) -> Page:
    view = incident_view(edition, id)
    level = view.post.level.slug
    return Page(
        given.IncidentPage(view),
        view.post.path,
        view.post.title,
        view.excerpt or f"{view.post.state.text}: {view.post.components}",
        live=live_view(edition, {}) if view.open else None,
        level=level if view.open else "past",
        data=article_data(edition, view, changed_at),
        card=Level(level),
    )


def _announcement(edition: Edition, id: str, changed_at: datetime) -> Page:
    view = announcement_view(edition, id)
    return Page(
        given.AnnouncementPage(view),
        view.post.path,
        view.post.title,
        view.excerpt or view.post.state.text,
        data=article_data(edition, view, changed_at),
    )


def _maintenance(edition: Edition, id: str) -> Page:
    work, progress = maintenance_view(edition, id), edition.status.progress[id]
    ahead = progress in {Progress.SCHEDULED, Progress.IN_PROGRESS}
    return Page(
        given.MaintenancePage(work),
        work.post.path,
        work.post.title,
        f"{work.window}. {work.excerpt or work.post.components}",
        live=live_view(edition, window_plan(edition, (id,))) if ahead else None,
        level="under_maintenance" if progress is Progress.IN_PROGRESS else "past",
        data=maintenance_data(edition, work),
        card=Level.UNDER_MAINTENANCE,
    )


def history_pages(edition: Edition, keys: Keys) -> Iterator[PlannedPage]:
    """A page for each month in which something happened, and the list of them."""
    months, level = history_months(edition), edition.status.level.value
    key = keys.of(level, months)
    yield PlannedPage("history/", key, partial(_history, edition, months))
    for month in months:
        period = month_period(edition, month.label)
        told = keys.period([period]) if period else None
        key = keys.of(level, month, keys.posts(month.posts), told)
        yield PlannedPage(month.link.href, key, partial(_month, edition, month))


def _history(edition: Edition, months: Sequence[ListPage]) -> Page:
    say, name = edition.words.gettext, edition.text(edition.site.name)
    return Page(
        given.HistoryPage(year_views(edition, months)),
        "history/",
        say("History"),
        say("All incidents and maintenance at %(site)s, by month", site=name),
    )


def _month(edition: Edition, month: ListPage) -> Page:
    view = month_view(edition, month)
    title = edition.words.gettext("History: %(month)s", month=view.name)
    return Page(given.MonthPage(view), view.path, title, f"{view.name}: {view.summary}")
