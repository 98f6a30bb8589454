"""The page that says how to show the state elsewhere, and the script for it."""

from __future__ import annotations

from generator.rendering.edition import Edition
from generator.rendering.theme.themes import Theme
from generator.rendering.theme_api.embedding import EmbedView
from generator.rendering.theme_api.frame import LinkView

SCRIPT = "embed/embed.js"


def embed_script(theme: Theme) -> dict[str, bytes]:
    """``embed.js`` under a name that stays."""
    path = theme.find(SCRIPT)
    return {"embed.js": path.read_bytes()} if path else {}


def embed_view(edition: Edition) -> EmbedView:
    """How to show the notice and the badges on other pages."""
    site, status = edition.site, edition.status
    language = edition.words.language if edition.prefix else ""
    attribute = f' data-lang="{language}"' if language else ""
    states = [(edition.text(site.name), "overall", status.level)]
    states += [(edition.text(c.name), c.id, status.components[c.id].level) for c in site.components]
    return EmbedView(
        language=language,
        tag=f'<script src="{site.url}/embed.js" defer{attribute}></script>',
        policy=f"script-src {site.origin}; connect-src {site.origin}",
        components=tuple(c.id for c in site.components),
        badges=tuple(
            LinkView(f"{name}: {edition.level(level).text}", id_) for name, id_, level in states
        ),
        error=f"{site.url}/error.html",
    )
