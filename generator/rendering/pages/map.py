"""The map of a site: which pages there are, and what each template is given."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from generator.model.levels import Level
from generator.rendering.edition import Edition
from generator.rendering.embedding.notice import embed_view
from generator.rendering.pages.frame import Page
from generator.rendering.pages.json_ld import article_data, maintenance_data, site_data
from generator.rendering.theme_api import pages as given
from generator.rendering.theme_api.frame import LinkView
from generator.rendering.theme_api.history import DigestView
from generator.rendering.views.agreement import terms_views
from generator.rendering.views.announcements import announcement_view
from generator.rendering.views.components import component_view
from generator.rendering.views.history import component_years, month_views, year_views
from generator.rendering.views.incidents import incident_view, responses_to
from generator.rendering.views.live import Plan, live_view, overview_plan, window_plan
from generator.rendering.views.maintenance import maintenance_view
from generator.rendering.views.overview import overview_view
from generator.rendering.views.period_pages import period_pages, year_pages
from generator.rendering.views.subscribe import mail_view
from generator.rules.status import Progress

LOOSE_RESPONSES = 50
"""So many incidents' responses are listed where no period's page would show them."""


def pages_of(
    edition: Edition, broken: tuple[str, ...], digests: Sequence[DigestView]
) -> Iterator[Page]:
    """Every page of an edition; ``broken`` are the files of posts left out."""
    plan = overview_plan(edition)
    yield _index(edition, broken, plan)
    yield from _post_pages(edition)
    yield from _component_pages(edition, plan)
    yield from _history_pages(edition)
    if edition.site.agreements:
        yield from _agreement_pages(edition)
    say, name = edition.words.gettext, edition.text(edition.site.name)
    components = tuple(
        LinkView(edition.text(c.name), f"components/{c.id}/") for c in edition.site.components
    )
    yield Page(
        given.SubscribePage(components, mail_view(edition)),
        "subscribe/",
        say("Subscribe"),
        say("Ways to hear of incidents and maintenance at %(site)s", site=name),
    )
    yield Page(
        given.EmbedPage(embed_view(edition)),
        "embed/",
        say("On your own pages"),
        say("The state of %(site)s in other pages: a notice, badges, an error page", site=name),
    )
    yield Page(given.MissingPage(), "404.html", say("There is no such page"), name)
    if digests:
        yield from _digest_pages(edition, digests)


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
        changed_at=edition.now,
    )


def _component_pages(edition: Edition, plan: Plan) -> Iterator[Page]:
    years = component_years(edition)
    for component in edition.site.components:
        view = component_view(edition, component, whole=True, years=years[component.id])
        title, own = f"{view.name}: {view.level.text}", view.anchor
        yield Page(
            given.ComponentPage(view),
            view.path,
            title,
            f"{title}. {view.bars.label}",
            live=live_view(edition, {own: plan[own]} if own in plan else {}),
            level=view.level.slug,
            icon=f"icon-{view.level.slug.replace('_', '-')}.svg",
            card=Level(view.level.slug),
            changed_at=edition.now,
        )
        for year in years[component.id]:
            yield Page(
                given.ComponentYearPage(year),
                year.path,
                year.title,
                f"{year.title}. {year.summary}",
            )


def _post_pages(edition: Edition) -> Iterator[Page]:
    """A page for each incident, each announcement and each maintenance notice."""
    for id, facts in edition.assessment.bulletins.items():
        said = announcement_view(edition, id)
        changed_at = max([facts.incident.started_at, *(update.at for update in facts.updates)])
        yield Page(
            given.AnnouncementPage(said),
            said.post.path,
            said.post.title,
            said.excerpt or said.post.state.text,
            data=article_data(edition, said, changed_at),
            changed_at=changed_at,
        )
    for id, facts in edition.status.incidents.items():
        view = incident_view(edition, id)
        level, ended_at = view.post.level.slug, facts.resolved_at or facts.incident.started_at
        changed_at = max([ended_at, *(update.at for update in facts.updates)])
        yield Page(
            given.IncidentPage(view),
            view.post.path,
            view.post.title,
            view.excerpt or f"{view.post.state.text}: {view.post.components}",
            live=live_view(edition, {}) if view.open else None,
            level=level if view.open else "past",
            data=article_data(edition, view, changed_at),
            card=Level(level),
            changed_at=changed_at,
        )
    for id, progress in edition.status.progress.items():
        work = maintenance_view(edition, id)
        ahead = progress in {Progress.SCHEDULED, Progress.IN_PROGRESS}
        yield Page(
            given.MaintenancePage(work),
            work.post.path,
            work.post.title,
            f"{work.window}. {work.excerpt or work.post.components}",
            live=live_view(edition, window_plan(edition, (id,))) if ahead else None,
            level="under_maintenance" if progress is Progress.IN_PROGRESS else "past",
            data=maintenance_data(edition, work),
            card=Level.UNDER_MAINTENANCE,
        )


def _history_pages(edition: Edition) -> Iterator[Page]:
    say, months = edition.words.gettext, month_views(edition)
    yield Page(
        given.HistoryPage(year_views(months)),
        "history/",
        say("History"),
        say(
            "All incidents and maintenance at %(site)s, by month",
            site=edition.text(edition.site.name),
        ),
    )
    for month in months:
        title = say("History: %(month)s", month=month.name)
        yield Page(given.MonthPage(month), month.path, title, f"{month.name}: {month.summary}")


def _agreement_pages(edition: Edition) -> Iterator[Page]:
    """The agreement, each period, each year of months."""
    say, name, live = edition.words.gettext, edition.text(edition.site.name), live_view(edition, {})
    periods, years = period_pages(edition), year_pages(edition)
    loose = () if periods else tuple(edition.assessment.responses)[-LOOSE_RESPONSES:]
    yield Page(
        given.AgreementPage(terms_views(edition), periods, years, responses_to(edition, loose)),
        "sla/",
        say("Service level"),
        say("What %(site)s promises, and what was kept", site=name),
        live=live,
        changed_at=edition.now,
    )
    for period in periods:
        result = period.lead
        yield Page(
            given.PeriodPage(period),
            period.path,
            say("Service level in %(period)s", period=period.name),
            f"{result.name}: {result.figure}. {result.sentence}",
            live=None if period.computed_at else live,
            changed_at=edition.now if period.running else result.end_at,
        )
    for year in years:
        yield Page(
            given.YearPage(year),
            year.path,
            say("Service level in %(period)s", period=year.label),
            f"{year.label}: {year.availability}",
            live=live if year.running else None,
            changed_at=edition.now if year.running else None,
        )


def _digest_pages(edition: Edition, digests: Sequence[DigestView]) -> Iterator[Page]:
    """A page for each month in which something happened, newest first, and the list of them."""
    say, name = edition.words.gettext, edition.text(edition.site.name)
    yield Page(
        given.DigestsPage(tuple(digests)),
        "digests/",
        say("Digests"),
        say("Each month at %(site)s, told in one page", site=name),
    )
    for view in digests:
        title, changed_at = f"{view.kind}: {view.name}", min(view.end_at, edition.now)
        yield Page(given.DigestPage(view), view.path or "", title, title, changed_at=changed_at)
