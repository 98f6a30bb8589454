"""All files that programs read, in the two steps in which the press asks for them."""

from __future__ import annotations

from collections.abc import Sequence

from generator.rendering.calendars.files import calendar_files
from generator.rendering.edition import Edition
from generator.rendering.embedding.badges import badge_files
from generator.rendering.embedding.notice_json import embed_files
from generator.rendering.feeds.events_json import events_file
from generator.rendering.feeds.items import history_lines, update_entries
from generator.rendering.feeds.json_feed import json_feed_files
from generator.rendering.feeds.rss_atom import NEWEST, feed_files
from generator.rendering.figures.metrics import metrics_text
from generator.rendering.figures.period_files import period_files
from generator.rendering.pages.markdown_copies import twin_files
from generator.rendering.reuse.unchanged import Keep
from generator.rendering.schemas import schema_files
from generator.rendering.statuspage.api import api_files


def edition_files(edition: Edition, keep: Keep) -> dict[str, bytes]:
    """Feeds, calendars, badges, the embedded notice and plain texts in one language, by path."""
    history, updates = history_lines(edition), update_entries(edition, NEWEST)
    return {
        **feed_files(edition, history, updates, keep),
        **json_feed_files(edition, history, updates),
        **calendar_files(edition),
        **badge_files(edition),
        **embed_files(edition),
        **twin_files(edition),
    }


def site_files(editions: Sequence[Edition]) -> dict[str, bytes]:
    """What a site has once: API, events, figures, metrics, schemas; by path.

    Programs are spoken to in English where the site has an English edition, else in the main language.
    """
    edition = next((e for e in editions if e.words.language.split("-")[0] == "en"), editions[0])
    return {
        **api_files(edition),
        **period_files(edition.assessment),
        **schema_files(edition.site),
        "events.json": events_file(edition),
        "metrics": metrics_text(edition.assessment, edition.status),
    }
