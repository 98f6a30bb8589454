"""The notice for other pages: the page about it, its script, and ``embed.json``, which the script asks for.

The file holds every sentence in the language of the edition, so that the script only chooses by the clock.
"""

from __future__ import annotations

import json

from generator.model.levels import Level
from generator.notation import rfc3339
from generator.rendering.edition import Edition
from generator.rendering.theme.themes import Theme
from generator.rendering.theme_api.embedding import EmbedView
from generator.rendering.theme_api.frame import LinkView
from generator.rendering.views.posts import post_view

SCHEMA = "statusmark/embed/1"
SCRIPT = "embed/embed.js"


def embed_files(edition: Edition) -> dict[str, bytes]:
    """``embed.json`` of one language: open incidents, then work under way and to come."""
    say = edition.words.gettext
    incidents = [_incident(edition, id_) for id_ in edition.status.open_ids]
    planned = (*edition.status.active_ids, *edition.status.upcoming_ids)
    document = {
        "schema": SCHEMA,
        "language": edition.words.language,
        "level": edition.status.level.value,
        "label": say("Service status"),
        "hide": say("Hide"),
        "notices": incidents + [_work(edition, id_) for id_ in planned],
    }
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
    return {f"{edition.prefix}embed.json": f"{text}\n".encode()}


def _incident(edition: Edition, id_: str) -> dict[str, object]:
    facts, view = edition.status.incidents[id_], post_view(edition, id_)
    return {
        "id": id_,
        "level": view.level.slug,
        "components": list(facts.incident.components),
        "title": view.title or id_,
        "lang": view.lang or edition.words.language,
        "text": f"{view.state.text}. {view.components}.",
        "url": edition.address(view.path),
    }


def _work(edition: Edition, id_: str) -> dict[str, object]:
    """Work says ``soon`` before its window starts and ``text`` within it."""
    say, words = edition.words.gettext, edition.words
    view, notice = post_view(edition, id_), edition.assessment.notices[id_]
    window = notice.window
    what = f"{words.window(window.start, window.end)}. {view.components}."
    return {
        "id": id_,
        "level": Level.UNDER_MAINTENANCE.value,
        "components": list(notice.components),
        "title": view.title or id_,
        "lang": view.lang or words.language,
        "start": rfc3339(window.start),
        "end": rfc3339(window.end),
        "begun": id_ in edition.status.active_ids,
        "soon": say("Planned: %(window)s", window=what),
        "text": say("Under way: %(window)s", window=what),
        "url": edition.address(view.path),
    }


def embed_script(theme: Theme) -> dict[str, bytes]:
    """``embed.js`` under a name that stays."""
    return {"embed.js": theme.read(SCRIPT)}


def embed_view(edition: Edition) -> EmbedView:
    """How to show the notice and the badges on other pages."""
    site, status = edition.site, edition.status
    language = edition.words.language if edition.prefix else ""
    attribute = f' data-lang="{language}"' if language else ""
    states = [(edition.text(site.name), "overall", status.level)]
    states += [(edition.component_name(id), id, s.level) for id, s in status.components.items()]
    return EmbedView(
        language=language,
        tag=f'<script src="{site.url}/embed.js" defer{attribute}></script>',
        policy=f"script-src {site.origin}; connect-src {site.origin}",
        components=tuple(status.components),
        badges=tuple(
            LinkView(f"{name}: {edition.level(level).text}", id_) for name, id_, level in states
        ),
        error=f"{site.url}/error.html",
    )
