"""What other pages and servers show of this site: the script of the notice, its page, the error page."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote

import jinja2
from markupsafe import Markup

from generator.model.levels import Level
from generator.rendering.edition import Edition
from generator.rendering.theme.cards import FIELDS
from generator.rendering.theme.themes import Theme, render_page
from generator.rendering.theme_api.components import LinkView

SCRIPT, ERROR_STYLE = "embed/embed.js", "error/style.css"
SIGN = "M2 16h4v6H2zM8 16h4v6H8zM14 4h4v18h-4zM20 16h2v6h-2z"


@dataclass(frozen=True, slots=True)
class EmbedView:
    """The page about notices and badges. ``language`` is set where it is not the main one.

    ``tag`` and ``policy`` are to be copied; ``badges`` name the file without its ending.
    """

    language: str
    tag: str
    policy: str
    components: tuple[str, ...]
    badges: tuple[LinkView, ...]
    error: str


@dataclass(frozen=True, slots=True)
class ErrorView:
    """The error page in one language; ``href`` is the status page."""

    language: str
    site: str
    title: str
    text: str
    link: str
    href: str


def elsewhere_files(theme: Theme) -> dict[str, bytes]:
    """``embed.js`` under a name that stays."""
    path = theme.find(SCRIPT)
    return {"embed.js": path.read_bytes()} if path else {}


def embed_view(edition: Edition) -> EmbedView:
    """The page that tells how to have the notice."""
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


# --------------------------------------------------------------------------------------- error.html


def _style(theme: Theme) -> str:
    path = theme.find(ERROR_STYLE)
    return path.read_text(encoding="utf-8") if path else ""


def error_style_hash(theme: Theme) -> str:
    """The hash by which a content security policy allows the error page's style (CSP level 3)."""
    digest = hashlib.sha256(_style(theme).encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


def error_page(env: jinja2.Environment, theme: Theme, editions: Sequence[Edition]) -> bytes:
    """A page for 502 and 503 that needs no other file, in all languages of the site."""
    site = editions[0].site
    colour = "#{:02x}{:02x}{:02x}".format(*FIELDS[Level.PARTIAL_OUTAGE])
    sign = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24">'
        f'<path fill="{colour}" d="{SIGN}"/></svg>'
    )
    rules = {
        "default-src": "'none'",
        "style-src": error_style_hash(theme),
        "img-src": "data:",
        "base-uri": "'none'",
        "form-action": "'none'",
    }
    values = {
        "words": editions[0].words,
        "versions": [_error_view(edition) for edition in editions],
        "policy": "; ".join(f"{name} {value}" for name, value in rules.items()),
        "canonical": f"{site.url}/error.html",
        "icon": f"data:image/svg+xml,{quote(sign)}",
        "style": Markup(_style(theme)),  # noqa: S704 - the theme's own file
    }
    return render_page(env, theme, "error.html", values)


def _error_view(edition: Edition) -> ErrorView:
    say = edition.words.gettext
    return ErrorView(
        language=edition.words.language,
        site=edition.text(edition.site.name),
        title=say("Something is not working on our side"),
        text=say("It is not your fault. Please try again in a few minutes."),
        link=say("See what is known and when it will work again"),
        href=edition.address(),
    )
