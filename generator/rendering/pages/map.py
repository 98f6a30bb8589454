"""The map of a site: which pages there are, what each is made from, and what its template is given."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from generator.model.content import Component
from generator.model.levels import Level
from generator.rendering.edition import Edition, post_path
from generator.rendering.embedding.notice import embed_view
from generator.rendering.keys import Keys
from generator.rendering.outputs import ALWAYS
from generator.rendering.pages.frame import Page
from generator.rendering.pages.json_ld import article_data, maintenance_data, site_data
from generator.rendering.theme_api import pages as given
from generator.rendering.theme_api.frame import LinkView
from generator.rendering.views.agreement import terms_views
from generator.rendering.views.announcements import announcement_view
from generator.rendering.views.components import component_view
from generator.rendering.views.digests import digest_line, digest_page, digest_path
from generator.rendering.views.history import (
    ListPage,
    component_year_view,
    component_years,
    history_months,
    month_period,
    month_view,
    year_views,
)
from generator.rendering.views.incidents import incident_view, responses_to
from generator.rendering.views.live import Plan, live_view, overview_plan, window_plan
from generator.rendering.views.maintenance import maintenance_view
from generator.rendering.views.overview import overview_view
from generator.rendering.views.period_pages import (
    PagePeriod,
    page_periods,
    page_years,
    period_page,
    year_page,
)
from generator.rendering.views.periods import period_view
from generator.rendering.views.subscribe import mail_view
from generator.rules.digests import Digest
from generator.rules.judgements import PeriodResult
from generator.rules.status import Progress

LOOSE_RESPONSES = 50
"""So many incidents' responses are listed where no period's page would show them."""


@dataclass(frozen=True, slots=True)
class PlannedPage:
    """A page of an edition: its path, its key (see :class:`~generator.rendering.outputs.Output`), and how it is made.

    ``changed_at`` is for the sitemap; ``listed`` is whether the page is in it.
    """

    path: str
    key: str
    page: Callable[[], Page]
    changed_at: datetime | None = None
    listed: bool = True


def pages_of(
    edition: Edition, keys: Keys, broken: tuple[str, ...], digests: Sequence[Digest]
) -> Iterator[PlannedPage]:
    """Every page of an edition; ``broken`` are the files of posts left out."""
    plan = overview_plan(edition)
    yield PlannedPage("", ALWAYS, partial(_index, edition, broken, plan), edition.now)
    yield from _post_pages(edition, keys)
    yield from _component_pages(edition, keys, plan)
    yield from _history_pages(edition, keys)
    if edition.site.agreements:
        yield from _agreement_pages(edition, keys)
    states = [(id, state.level.value) for id, state in edition.status.components.items()]
    key = keys.of(edition.status.level.value, states)
    yield PlannedPage("subscribe/", key, partial(_subscribe, edition))
    yield PlannedPage("embed/", key, partial(_embed, edition))
    yield PlannedPage("404.html", key, partial(_missing, edition), listed=False)
    if digests:
        yield from _digest_pages(edition, keys, digests)


def _index(edition: Edition, broken: tuple[str, ...], plan: Plan) -> Page:
    overview = overview_view(edition, broken)
    name = edition.text(edition.site.name)
    description = edition.text(edition.site.description)
    return Page(
        given.IndexPage(overview),
        "",
        overview.headline,
        f"{overview.headline}. {name}{f': {description}' if description else ''}",
        live=live_view(edition, plan),
        level=overview.level.slug,
        data=site_data(edition, overview.headline),
        icon=f"icon-{overview.level.slug.replace('_', '-')}.svg",
    )


def _component_pages(edition: Edition, keys: Keys, plan: Plan) -> Iterator[PlannedPage]:
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


def _post_pages(edition: Edition, keys: Keys) -> Iterator[PlannedPage]:
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


def _history_pages(edition: Edition, keys: Keys) -> Iterator[PlannedPage]:
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


def _agreement_pages(edition: Edition, keys: Keys) -> Iterator[PlannedPage]:
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


def _digest_pages(edition: Edition, keys: Keys, digests: Sequence[Digest]) -> Iterator[PlannedPage]:
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
        say("Each month at %(site)s, told in one page", site=name),
    )


def _digest(edition: Edition, digest: Digest) -> Page:
    view = digest_page(edition, digest)
    title = f"{view.kind}: {view.name}"
    return Page(given.DigestPage(view), view.path or "", title, title)


def _subscribe(edition: Edition) -> Page:
    say, name = edition.words.gettext, edition.text(edition.site.name)
    components = tuple(
        LinkView(edition.text(c.name), f"components/{c.id}/") for c in edition.site.components
    )
    return Page(
        given.SubscribePage(components, mail_view(edition)),
        "subscribe/",
        say("Subscribe"),
        say("Ways to hear of incidents and maintenance at %(site)s", site=name),
    )


def _embed(edition: Edition) -> Page:
    say, name = edition.words.gettext, edition.text(edition.site.name)
    return Page(
        given.EmbedPage(embed_view(edition)),
        "embed/",
        say("On your own pages"),
        say("The state of %(site)s in other pages: a notice, badges, an error page", site=name),
    )


def _missing(edition: Edition) -> Page:
    say, name = edition.words.gettext, edition.text(edition.site.name)
    return Page(given.MissingPage(), "404.html", say("There is no such page"), name)
