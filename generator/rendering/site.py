"""Every file of a site, planned: what it is made from, and how."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

from generator.rendering.calendars.files import calendar_outputs
from generator.rendering.edition import Edition, editions
from generator.rendering.embedding.badges import badge_files
from generator.rendering.embedding.error_page import error_page, error_style_hash
from generator.rendering.embedding.notice import embed_files, embed_script
from generator.rendering.feeds.events_json import events_file
from generator.rendering.feeds.items import history_lines, update_lines
from generator.rendering.feeds.json_feed import json_feeds
from generator.rendering.feeds.rss_atom import digest_feed, feed_outputs
from generator.rendering.figures.metrics import metrics_text
from generator.rendering.figures.report import period_outputs
from generator.rendering.keys import Keys, digest_of, program_key, site_key
from generator.rendering.outputs import ALWAYS, Output, Plan, ready
from generator.rendering.pages.frame import PlannedPage, frame_of
from generator.rendering.pages.hosting import (
    headers_file,
    redirects_file,
    robots_txt,
    sitemap_files,
)
from generator.rendering.pages.making import PageMaker
from generator.rendering.pages.map import pages_of
from generator.rendering.pages.markdown_copies import markdown_outputs
from generator.rendering.prose.fragments import Fragments
from generator.rendering.schemas.files import schema_files
from generator.rendering.statuspage.api import api_files
from generator.rendering.theme.assets import published_assets
from generator.rendering.theme.checks import checked_environment
from generator.rendering.theme.themes import TEMPLATES, Theme
from generator.rendering.views.digests import month_digests
from generator.rendering.views.subscribe import form_targets
from generator.rules.digests import Digest
from generator.rules.judgements import Assessment


def plan_of(
    assessment: Assessment, root: Path, broken: tuple[str, ...], fragments: Fragments
) -> Plan:
    """All files of the site. Raises ThemeError for a mistake in the site's theme."""
    site, theme = assessment.content.site, Theme.of(root)
    maker = PageMaker(theme, checked_environment(theme, TEMPLATES))
    assets = published_assets(theme, site, root)
    made = editions(assessment, theme, root, assets, fragments)
    shared = program_key(theme), site_key(site), dict(assets.paths)
    keys = [Keys(edition, digest_of(shared, edition.words.language)) for edition in made]
    digests = month_digests(assessment)
    pages = [tuple(pages_of(e, k, broken, digests)) for e, k in zip(made, keys, strict=True)]
    found: list[Output] = []
    for edition, its, planned in zip(made, keys, pages, strict=True):
        frame = frame_of(edition, assets)
        found += (maker.output(frame, page) for page in planned)
        found += maker.moved(frame)
        found += data_outputs(edition, its, digests)
    found += site_data(made, keys)
    found += ready(assets.files | embed_script(theme) | _hosting(made, pages, theme))
    key = digest_of([its.shared for its in keys])
    found.append(Output("error.html", key, partial(error_page, maker.env, theme, made)))
    return Plan(tuple(found), maker.compile, fragments.keep)


def data_outputs(edition: Edition, keys: Keys, digests: Sequence[Digest]) -> Iterator[Output]:
    """Feeds, calendars, badges, the embedded notice and plain texts in one language."""
    history, updates = history_lines(edition), update_lines(edition)
    yield from feed_outputs(edition, keys, history, updates)
    yield from json_feeds(edition, keys, history, updates)
    yield from digest_feed(edition, keys, digests)
    yield from calendar_outputs(edition, keys)
    yield from ready(badge_files(edition) | embed_files(edition))
    yield from markdown_outputs(edition, keys)


def site_data(made: Sequence[Edition], keys: Sequence[Keys]) -> Iterator[Output]:
    """What a site has once: API, events, figures, metrics, schemas.

    Programs are spoken to in English where the site has an English edition, else in the main language.
    """
    number = next((n for n, e in enumerate(made) if e.words.language.split("-")[0] == "en"), 0)
    edition = made[number]
    yield from period_outputs(edition.assessment, keys[number])
    yield from ready(api_files(edition) | schema_files(edition.site))
    yield Output("events.json", ALWAYS, partial(events_file, edition))
    metrics = metrics_text(edition.assessment, edition.status)
    yield from ready({"metrics": metrics, "metrics.txt": metrics, ".nojekyll": b""})


def _hosting(
    made: Sequence[Edition], pages: Sequence[Sequence[PlannedPage]], theme: Theme
) -> dict[str, bytes]:
    """What web servers and crawlers read."""
    site = made[0].site
    found = {
        "_headers": headers_file(
            form_targets(site), (error_style_hash(theme),), site.languages[1:]
        ),
        "robots.txt": robots_txt(site.url),
    }
    found |= sitemap_files(
        site,
        (
            (edition.address(page.path), page.changed_at)
            for edition, planned in zip(made, pages, strict=True)
            for page in planned
            if page.listed
        ),
    )
    if redirects := redirects_file(made):
        found["_redirects"] = redirects
    return found
