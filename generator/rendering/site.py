"""The press: every page of every language as bytes, by path."""

from __future__ import annotations

from collections.abc import Callable, MutableMapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from itertools import chain
from pathlib import Path
from typing import Any

import jinja2
from babel import Locale
from markupsafe import Markup

from generator.model.content import Site
from generator.notation import rfc3339
from generator.rendering.edition import Edition, post_path
from generator.rendering.embedding.page_and_error import (
    elsewhere_files,
    error_page,
    error_style_hash,
)
from generator.rendering.language.words import Words, language_name, time_tag
from generator.rendering.machine import edition_files, site_files
from generator.rendering.material import editions, prose_of, published_assets
from generator.rendering.pages.digests import digest_feed, digest_pages
from generator.rendering.pages.hosting import headers_file, policy, robots_txt, sitemap_xml
from generator.rendering.pages.json_ld import json_ld
from generator.rendering.pages.map import Page, pages_of
from generator.rendering.pages.redirects import moved, redirects_file
from generator.rendering.prose.markdown import render_missing
from generator.rendering.reuse.fingerprint import Fingerprints
from generator.rendering.reuse.two_processes import in_two
from generator.rendering.reuse.unchanged import Reprint, digest, press_key
from generator.rendering.theme.themes import Assets, Theme, environment, render_page
from generator.rendering.theme_api.components import LinkView, PageView, SiteView
from generator.rendering.views.components import BARS_VIEW_BOX
from generator.rendering.views.feed_list import feed_views
from generator.rendering.views.mail_lists import form_targets
from generator.rules.judgements import Assessment


@dataclass(frozen=True, slots=True)
class Press:
    """What all pages of a build share."""

    site: Site
    env: jinja2.Environment
    theme: Theme
    assets: Assets
    reprint: Reprint
    key: str
    files: dict[str, bytes] = field(default_factory=dict)
    mapped: list[tuple[str, datetime | None]] = field(default_factory=list)


def render_site(
    assessment: Assessment,
    root: Path,
    broken: tuple[str, ...],
    fragments: MutableMapping[str, str],
    reprint: Reprint,
) -> dict[str, bytes]:
    """All files that people read, by path. Raises ThemeError for a mistake in the site's theme."""
    site, theme = assessment.content.site, Theme.of(root)
    assets = published_assets(theme, site, root)
    press = Press(site, environment(theme), theme, assets, reprint, press_key(theme))
    fragments.update(render_missing(prose_of(assessment), fragments))
    made = tuple(editions(assessment, theme, root, press.assets, fragments))
    for edition in made:
        _print_edition(press, edition, broken)
    files = press.files | site_files(made) | press.assets.files | elsewhere_files(theme)
    files["error.html"] = error_page(press.env, theme, made)
    files["_headers"] = headers_file(
        form_targets(site), (error_style_hash(theme),), site.languages[1:]
    )
    if redirects := redirects_file(made):
        files["_redirects"] = redirects
    files["robots.txt"] = robots_txt(site.url)
    files["sitemap.xml"] = sitemap_xml(press.mapped)
    return files


# --------------------------------------------------------------------------------------- an edition


def _print_edition(press: Press, edition: Edition, broken: tuple[str, ...]) -> None:
    shared = _shared(press, edition) | {"feeds": feed_views(edition)}
    prints = Fingerprints()
    key = _edition_key(press, edition, shared, prints)
    jobs = [
        _job(press, edition, page, shared, key, prints)
        for page in chain(pages_of(edition, broken), digest_pages(edition))
    ]
    missing = []
    for job in jobs:
        data = press.reprint.page(job.file, job.key)
        if data is None:
            missing.append(job)
        else:
            press.files[job.file] = data
    rooted = f' src="{edition.site.base_path}/assets/'.encode()

    def printed(job: Job) -> bytes:
        data = render_page(press.env, press.theme, job.template, job.values)
        # pictures in posts know no page
        return data.replace(rooted, f' src="{job.up}assets/'.encode())

    for name in sorted({job.template for job in missing}):
        press.env.get_template(name)  # compiled once, before there are two processes
    press.files.update(zip((job.file for job in missing), in_two(printed, missing), strict=True))
    for job in jobs:
        press.reprint.found[job.file] = (job.key, digest(press.files[job.file]))
    _print_moved(press, edition, shared)

    def keep(path: str, values: object, make: Callable[[], bytes]) -> bytes:
        return press.reprint.file(path, prints.of((key, edition.site.url, values)), make)

    press.files.update(edition_files(edition, keep))
    press.files.update(digest_feed(edition))


def _edition_key(
    press: Press, edition: Edition, shared: dict[str, Any], prints: Fingerprints
) -> str:
    """A digest of all that pages of an edition share."""
    said = {name: value for name, value in shared.items() if name not in {"words", "when", "iso"}}
    zone = edition.words.zone
    return prints.of((press.key, edition.words.language, str(zone), said))


def _shared(press: Press, edition: Edition) -> dict[str, Any]:
    """What every template of an edition is given."""
    words, site, assets = edition.words, edition.site, press.assets

    @lru_cache(maxsize=4096)
    def when(at: datetime, form: str = "full", end: datetime | None = None) -> Markup:
        """A ``<time>``; with ``end`` a window of two."""
        match form:
            case "window" if end is not None:
                return _window(words, at, end)
            case "clock":
                return time_tag(at, words.clock(at), "clock")
            case "zoned":
                return time_tag(at, f"{words.full(at)} {words.zone_name(at)}", "full")
            case "short":
                return time_tag(at, words.short(at), "short")
            case _:
                return time_tag(at, words.full(at), "full")

    logo = f"site:{site.logo}" if f"site:{site.logo}" in assets.paths else None
    own_icon = f"site:{site.favicon}" if f"site:{site.favicon}" in assets.paths else None
    return {
        "words": words,
        "when": when,
        "iso": rfc3339,
        "asset_paths": assets.paths,
        "policy": policy(header=False, forms=form_targets(site)),
        "view_box": BARS_VIEW_BOX,
        "locale": _open_graph_locale(words.locale),
        "own_icon": own_icon,
        "site": SiteView(
            name=edition.text(site.name),
            description=edition.text(site.description),
            zone_name=site.zone_name,
            logo=logo,
            icon=own_icon or "icon.svg",
            links=tuple(LinkView(edition.text(link.text), link.url) for link in site.links),
            has_periods=bool(edition.assessment.periods),
            has_agreement=bool(site.agreements),
        ),
    }


def _open_graph_locale(locale: Locale) -> str:
    """``pl_PL``; the language alone where no country is known."""
    territory = locale.territory or {"pl": "PL"}.get(locale.language, "")
    return f"{locale.language}_{territory}" if territory else str(locale.language)


def _window(words: Words, start: datetime, end: datetime) -> Markup:
    first, last = words.local(start).date(), words.local(end).date()
    opening = time_tag(start, f"{words.day(first, 'full')}, {words.clock(start)}", "window")
    if first == last:
        return opening + "–" + time_tag(end, words.clock(end), "clock")
    closing = f"{words.day(last, 'full')}, {words.clock(end)}"
    return opening + " – " + time_tag(end, closing, "window")


# --------------------------------------------------------------------------------------- a page


@dataclass(frozen=True, slots=True)
class Job:
    """A page to be printed; ``key`` says what it is made from."""

    template: str
    file: str
    up: str
    values: dict[str, Any]
    key: str


def _job(
    press: Press,
    edition: Edition,
    page: Page,
    shared: dict[str, Any],
    edition_key: str,
    prints: Fingerprints,
) -> Job:
    prefix = edition.prefix
    site, words = press.site, edition.words
    missing = page.kind == "404"
    file = prefix + (page.path if missing else f"{page.path}index.html")
    up = f"{site.base_path}/" if missing else "../" * file.count("/")
    home = f"{up}{prefix}" if missing else "../" * page.path.count("/")
    paths: dict[str, str] = shared["asset_paths"]

    def to(path: str) -> str:
        return f"{home}{path}" or "./"

    def asset(name: str) -> str:
        if name not in paths:
            raise jinja2.UndefinedError(f"there is no 'theme/assets/{name}'")
        return up + paths[name]

    def absolute(name: str) -> str:
        return f"{site.url}/{paths[name]}"

    def once(path: str) -> str:
        return up + path

    def absolute_to(path: str) -> str:
        return edition.address(path)

    icon = shared["own_icon"] or page.icon or "icon.svg"
    level = page.card or edition.status.level
    view = PageView(
        kind=page.kind,
        path=page.path,
        title=page.title,
        description=page.description,
        language=words.language,
        canonical=absolute_to("" if missing else page.path),
        alternates=_alternates(site, page.path),
        languages=_languages(site, words.language, "" if missing else page.path, up),
        live=page.live,
        level=page.level,
        data=json_ld(page.data),
    )
    if not missing:
        press.mapped.append((absolute_to(page.path), page.changed_at))
    values = {
        **shared,
        **page.values,
        "to": to,
        "asset": asset,
        "once": once,
        "absolute": absolute,
        "absolute_to": absolute_to,
        "webcal": lambda path: "webcal:" + absolute_to(path).partition(":")[2],
        "icon": icon,
        "card": f"card-{level.value.replace('_', '-')}.png",
        "card_text": f"{edition.level(level).text}: {page.title}",
        "page": view,
    }
    key = prints.of((edition_key, page.template, file, icon, level, view, page.values))
    return Job(page.template, file, up, values, key)


def _print_moved(press: Press, edition: Edition, shared: dict[str, Any]) -> None:
    """A page for each former address, which leads on to the post."""
    for old, post in moved(edition):
        file = f"{edition.prefix}{old}index.html"
        path, (title, lang) = post_path(post), edition.title(post)
        target = {
            "title": title or post.id,
            "lang": lang,
            "up": "../" * file.count("/"),
            "target": f"../../{path}",
            "canonical": edition.address(path),
        }
        press.files[file] = render_page(press.env, press.theme, "moved.html", shared | target)


def _alternates(site: Site, path: str) -> tuple[tuple[str, str], ...]:
    main = site.address(path)
    others = [(tag, site.address(path, tag)) for tag in site.languages[1:]]
    return ((site.main_language, main), *others, ("x-default", main))


def _languages(site: Site, current: str, path: str, up: str) -> tuple[LinkView, ...]:
    return tuple(
        LinkView(
            language_name(tag),
            f"{up}{site.prefix(tag)}{path}" or "./",
            lang=tag,
            current=tag == current,
        )
        for tag in site.languages
    )
