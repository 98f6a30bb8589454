"""The map of a site: which pages there are, what each is made from, and what its template is given."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from generator.rendering.edition import Edition
from generator.rendering.embedding.notice import embed_view
from generator.rendering.keys import Keys
from generator.rendering.outputs import ALWAYS
from generator.rendering.pages.frame import Page, PlannedPage
from generator.rendering.pages.json_ld import site_data
from generator.rendering.pages.map_periods import agreement_pages, digest_pages
from generator.rendering.pages.map_posts import component_pages, history_pages, post_pages
from generator.rendering.theme_api import pages as given
from generator.rendering.theme_api.frame import LinkView
from generator.rendering.views.live import Plan, live_view, overview_plan
from generator.rendering.views.overview import overview_view
from generator.rendering.views.subscribe import mail_view
from generator.rules.digests import Digest


def pages_of(
    edition: Edition, keys: Keys, broken: tuple[str, ...], digests: Sequence[Digest]
) -> Iterator[PlannedPage]:
    """Every page of an edition; ``broken`` are the files of posts left out."""
    plan = overview_plan(edition)
    yield PlannedPage("", ALWAYS, partial(_index, edition, broken, plan), edition.now)
    yield from post_pages(edition, keys)
    yield from component_pages(edition, keys, plan)
    yield from history_pages(edition, keys)
    if edition.site.agreements:
        yield from agreement_pages(edition, keys)
    states = [(id, state.level.value) for id, state in edition.status.components.items()]
    key = keys.of(edition.status.level.value, states)
    yield PlannedPage("subscribe/", key, partial(_subscribe, edition))
    yield PlannedPage("embed/", key, partial(_embed, edition))
    yield PlannedPage("404.html", key, partial(_missing, edition), listed=False)
    if digests:
        yield from digest_pages(edition, keys, digests)


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
    return Page(given.MissingPage(), "404.html", say("This page does not exist"), name)
