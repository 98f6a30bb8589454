"""The map of a site: which pages there are, and what each template is given."""

from __future__ import annotations

from collections.abc import Iterator

from generator.model.levels import Level
from generator.rendering.edition import Edition
from generator.rendering.embedding.page import embed_view
from generator.rendering.pages.agreement import agreement_pages
from generator.rendering.pages.json_ld import site_data
from generator.rendering.pages.page import Page
from generator.rendering.pages.posts import post_pages
from generator.rendering.theme_api.frame import LinkView
from generator.rendering.theme_api.pages import (
    ComponentPage,
    EmbedPage,
    HistoryPage,
    IndexPage,
    MissingPage,
    MonthPage,
    SubscribePage,
)
from generator.rendering.views.components import component_view
from generator.rendering.views.history import month_views, year_views
from generator.rendering.views.live import component_plan, live_view, overview_plan
from generator.rendering.views.mail_lists import mail_view
from generator.rendering.views.overview import overview_view


def pages_of(edition: Edition, broken: tuple[str, ...]) -> Iterator[Page]:
    """Every page of an edition but the digests; ``broken`` are the files of posts left out."""
    yield _index(edition, broken)
    yield from post_pages(edition)
    yield from _component_pages(edition)
    yield from _history_pages(edition)
    if edition.site.agreements:
        yield from agreement_pages(edition)
    say, name = edition.words.gettext, edition.text(edition.site.name)
    components = edition.site.components
    yield Page(
        SubscribePage(
            components=tuple(
                LinkView(edition.text(c.name), f"components/{c.id}/") for c in components
            ),
            mail=mail_view(edition),
        ),
        "subscribe",
        "subscribe/",
        say("Subscribe"),
        say("Ways to hear of incidents and maintenance at %(site)s", site=name),
    )
    yield Page(
        EmbedPage(embed_view(edition)),
        "embed",
        "embed/",
        say("On your own pages"),
        say("The state of %(site)s in other pages: a notice, badges, an error page", site=name),
    )
    yield Page(MissingPage(), "404", "404.html", say("There is no such page"), name)


def _index(edition: Edition, broken: tuple[str, ...]) -> Page:
    overview = overview_view(edition, broken)
    name = edition.text(edition.site.name)
    description = edition.text(edition.site.description)
    return Page(
        IndexPage(overview),
        "index",
        "",
        overview.headline,
        f"{overview.headline}. {name}{f': {description}' if description else ''}",
        live=live_view(edition, overview_plan(edition)),
        level=overview.level.slug,
        data=site_data(edition, overview.headline),
        icon=f"icon-{overview.level.slug.replace('_', '-')}.svg",
        card=edition.status.level,
        changed_at=edition.now,
    )


def _component_pages(edition: Edition) -> Iterator[Page]:
    for component in edition.site.components:
        view = component_view(edition, component, whole=True)
        yield Page(
            ComponentPage(view),
            "component",
            view.path,
            f"{view.name}: {view.level.text}",
            f"{view.name}: {view.level.text}. {view.bars.label}",
            live=live_view(edition, component_plan(edition, component.id)),
            level=view.level.slug,
            icon=f"icon-{view.level.slug.replace('_', '-')}.svg",
            card=Level(view.level.slug),
            changed_at=edition.now,
        )


def _history_pages(edition: Edition) -> Iterator[Page]:
    say, name = edition.words.gettext, edition.text(edition.site.name)
    months = month_views(edition)
    yield Page(
        HistoryPage(year_views(months)),
        "history",
        "history/",
        say("History"),
        say("All incidents and maintenance at %(site)s, by month", site=name),
    )
    for month in months:
        yield Page(
            MonthPage(month),
            "history",
            month.path,
            say("History: %(month)s", month=month.name),
            f"{month.name}: {month.summary}",
        )
