"""Every file of a site as bytes, by path."""

from __future__ import annotations

from collections.abc import Callable, MutableMapping, Sequence
from datetime import datetime
from pathlib import Path

from generator.rendering.calendars.files import calendar_files
from generator.rendering.edition import Edition, editions
from generator.rendering.embedding.badges import badge_files
from generator.rendering.embedding.error_page import error_page, error_style_hash
from generator.rendering.embedding.notice import embed_files, embed_script
from generator.rendering.feeds.channels import NEWEST
from generator.rendering.feeds.events_json import events_file
from generator.rendering.feeds.items import history_lines, update_items
from generator.rendering.feeds.json_feed import json_feed_files
from generator.rendering.feeds.rss_atom import digest_feed, feed_files
from generator.rendering.figures.metrics import metrics_text
from generator.rendering.figures.report import period_files
from generator.rendering.pages.frame import frame_of
from generator.rendering.pages.hosting import (
    headers_file,
    redirects_file,
    robots_txt,
    sitemap_files,
)
from generator.rendering.pages.making import PageMaker
from generator.rendering.pages.map import pages_of
from generator.rendering.pages.markdown_copies import markdown_files
from generator.rendering.prose.fragments import prose_of, render_missing
from generator.rendering.reuse.fingerprint import Fingerprints
from generator.rendering.reuse.unchanged import Keep, Unchanged, program_key
from generator.rendering.schemas.files import schema_files
from generator.rendering.statuspage.api import api_files
from generator.rendering.theme.assets import published_assets
from generator.rendering.theme.checks import checked_environment
from generator.rendering.theme.themes import TEMPLATES, Theme
from generator.rendering.views.digests import month_digests
from generator.rendering.views.subscribe import form_targets
from generator.rules.judgements import Assessment


def render_site(
    assessment: Assessment,
    root: Path,
    broken: tuple[str, ...],
    fragments: MutableMapping[str, str],
    unchanged: Unchanged,
) -> dict[str, bytes]:
    """All files of the site, by path. Raises ThemeError for a mistake in the site's theme."""
    site, theme = assessment.content.site, Theme.of(root)
    env = checked_environment(theme, TEMPLATES)
    assets = published_assets(theme, site, root)
    maker, program = PageMaker(theme, env, unchanged), program_key(theme)
    fragments.update(render_missing(prose_of(assessment), fragments))
    made = editions(assessment, theme, root, assets, fragments)
    files: dict[str, bytes] = {}
    addresses: list[tuple[str, datetime | None]] = []
    for edition in made:
        digests = month_digests(edition)
        pages = list(pages_of(edition, broken, digests))
        frame, prints = frame_of(edition, assets), Fingerprints()
        key = frame.key(prints, program)
        files |= maker.files(frame, pages, key, prints)
        keep = _keep(unchanged, edition, key, prints)
        files |= edition_files(edition, keep) | digest_feed(edition, digests, keep)
        addresses += [(edition.address(p.path), p.changed_at) for p in pages if not p.missing]
    files |= site_files(made) | assets.files | embed_script(theme)
    files["error.html"] = error_page(env, theme, made)
    files["_headers"] = headers_file(
        form_targets(site), (error_style_hash(theme),), site.languages[1:]
    )
    if redirects := redirects_file(made):
        files["_redirects"] = redirects
    files["robots.txt"] = robots_txt(site.url)
    files |= sitemap_files(site, addresses)
    return files


def _keep(unchanged: Unchanged, edition: Edition, key: str, prints: Fingerprints) -> Keep:
    """A function that makes a file only if it is not published yet, made from the same."""

    def keep(path: str, values: object, make: Callable[[], bytes]) -> bytes:
        return unchanged.file(
            path, prints.of((key, edition.site.url, edition.site.identity, values)), make
        )

    return keep


def edition_files(edition: Edition, keep: Keep) -> dict[str, bytes]:
    """Feeds, calendars, badges, the embedded notice and plain texts in one language, by path."""
    history, updates = history_lines(edition), update_items(edition, NEWEST)
    return {
        **feed_files(edition, history, updates, keep),
        **json_feed_files(edition, history, updates),
        **calendar_files(edition),
        **badge_files(edition),
        **embed_files(edition),
        **markdown_files(edition),
    }


def site_files(made: Sequence[Edition]) -> dict[str, bytes]:
    """What a site has once: API, events, figures, metrics, schemas; by path.

    Programs are spoken to in English where the site has an English edition, else in the main language.
    """
    edition = next((e for e in made if e.words.language.split("-")[0] == "en"), made[0])
    metrics = metrics_text(edition.assessment, edition.status)
    return {
        **api_files(edition),
        **period_files(edition.assessment),
        **schema_files(edition.site),
        "events.json": events_file(edition),
        "metrics": metrics,
        "metrics.txt": metrics,
        ".nojekyll": b"",
    }
