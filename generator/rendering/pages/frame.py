"""What all pages of one language have in common, and what it makes of one of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

import jinja2
from babel import Locale

from generator.model.levels import Level
from generator.notation import rfc3339
from generator.rendering.edition import Edition
from generator.rendering.language.locales import language_name
from generator.rendering.pages.hosting import policy
from generator.rendering.pages.json_ld import json_ld
from generator.rendering.pages.when import when_in
from generator.rendering.theme.assets import Assets
from generator.rendering.theme_api.frame import (
    EveryPage,
    FeedView,
    LinkView,
    LiveView,
    PageView,
    SiteView,
)
from generator.rendering.theme_api.functions import When
from generator.rendering.theme_api.pages import MissingPage, PageValues
from generator.rendering.views.components import BARS_VIEW_BOX
from generator.rendering.views.subscribe import feed_views, form_targets

FOLDERS = {
    "component_year": "component",
    "month": "history",
    "period": "agreement",
    "year": "agreement",
    "digest": "digests",
}
"""The kinds of pages that count as part of another one's."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page with all that it shows. ``level`` colours it; ``data`` is JSON-LD.

    ``path`` is within the edition. ``card`` is the state in its picture, None the service's own.
    """

    values: PageValues
    path: str
    title: str
    description: str
    live: LiveView | None = None
    level: str = "neutral"
    icon: str | None = None
    card: Level | None = None
    data: Mapping[str, object] | None = None

    @property
    def kind(self) -> str:
        """What part of the site it belongs to, for the navigation."""
        name = self.values.template.removesuffix(".html")
        return FOLDERS.get(name, name)

    @property
    def missing(self) -> bool:
        """Whether it is what servers answer in place of any page: it cannot know where it is shown."""
        return isinstance(self.values, MissingPage)


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


@dataclass(frozen=True, slots=True)
class Frame:
    """What the pages of an edition share. ``paths`` are those of assets by name."""

    edition: Edition
    site: SiteView
    feeds: tuple[FeedView, ...]
    paths: Mapping[str, str]
    own_icon: str | None
    policy: str
    locale: str
    when: When

    def asset(self, name: str) -> str:
        """The path of an asset in the site. Raises UndefinedError for one that the theme has not."""
        if name not in self.paths:
            raise jinja2.UndefinedError(f"there is no 'theme/assets/{name}'")
        return self.paths[name]


def frame_of(edition: Edition, assets: Assets) -> Frame:
    """The frame of an edition's pages."""
    site = edition.site
    logo, own_icon = (
        f"site:{own}" if f"site:{own}" in assets.paths else None
        for own in (site.logo, site.favicon)
    )
    return Frame(
        edition=edition,
        site=SiteView(
            name=edition.text(site.name),
            description=edition.text(site.description),
            zone_name=site.zone_name,
            logo=logo,
            icon=own_icon or "icon.svg",
            links=tuple(LinkView(edition.text(link.text), link.url) for link in site.links),
            has_agreement=bool(site.agreements),
        ),
        feeds=feed_views(edition),
        paths=assets.paths,
        own_icon=own_icon,
        policy=policy(header=False, forms=form_targets(site)),
        locale=_open_graph_locale(edition.words.locale),
        when=when_in(edition.words),
    )


def page_file(edition: Edition, path: str) -> str:
    """Where a page's file lies in the site, by its path within the edition."""
    return edition.prefix + (f"{path}index.html" if path.endswith("/") or not path else path)


def upwards(edition: Edition, page: Page) -> str:
    """The way from a page to the root of the site: relative, but for the page of missing pages."""
    if page.missing:
        return f"{edition.site.base_path}/"
    return "../" * page_file(edition, page.path).count("/")


def every_page(frame: Frame, page: Page) -> EveryPage:
    """What a page's template is given beside its own values."""
    edition = frame.edition
    site, level = edition.site, page.card or edition.status.level
    up = upwards(edition, page)
    home = f"{up}{edition.prefix}" if page.missing else "../" * page.path.count("/")

    return EveryPage(
        site=frame.site,
        page=_page_view(edition, page, up),
        feeds=frame.feeds,
        to=lambda path: f"{home}{path}" or "./",
        once=lambda path: up + path,
        absolute_to=edition.address,
        webcal=lambda path: "webcal:" + edition.address(path).partition(":")[2],
        asset=lambda name: up + frame.asset(name),
        absolute=lambda name: f"{site.url}/{frame.asset(name)}",
        when=frame.when,
        iso=rfc3339,
        words=edition.words,
        icon=frame.own_icon or page.icon or "icon.svg",
        card=f"card-{level.value.replace('_', '-')}.png",
        card_text=f"{edition.level(level).text}: {page.title}",
        policy=frame.policy,
        locale=frame.locale,
        view_box=BARS_VIEW_BOX,
    )


def _page_view(edition: Edition, page: Page, up: str) -> PageView:
    site, language = edition.site, edition.words.language
    address = "" if page.missing else page.path
    main = (site.main_language, site.address(page.path))
    others = [(tag, site.address(page.path, tag)) for tag in site.languages[1:]]
    return PageView(
        kind=page.kind,
        path=page.path,
        title=page.title,
        description=page.description,
        language=language,
        canonical=edition.address(address),
        alternates=(main, *others, ("x-default", main[1])),
        languages=tuple(
            LinkView(
                language_name(tag),
                f"{up}{site.prefix(tag)}{address}" or "./",
                lang=tag,
                current=tag == language,
            )
            for tag in site.languages
        ),
        live=page.live,
        level=page.level,
        data=json_ld(page.data),
    )


def _open_graph_locale(locale: Locale) -> str:
    """``pl_PL``; the language alone where no country is known."""
    territory = locale.territory or {"pl": "PL"}.get(locale.language, "")
    return f"{locale.language}_{territory}" if territory else str(locale.language)
