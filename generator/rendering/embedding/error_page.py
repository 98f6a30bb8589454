"""``error.html``: a page for other servers' errors 502 and 503, in all languages of the site."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from urllib.parse import quote

import jinja2
from markupsafe import Markup

from generator.model.levels import Level
from generator.rendering.edition import Edition
from generator.rendering.theme.colours import FIELDS
from generator.rendering.theme.templates import given, render_page
from generator.rendering.theme.themes import Theme
from generator.rendering.theme_api.embedding import ErrorView
from generator.rendering.theme_api.pages import ErrorPage

ERROR_STYLE = "error/style.css"
SIGN = "M2 16h4v6H2zM8 16h4v6H8zM14 4h4v18h-4zM20 16h2v6h-2z"


def _style(theme: Theme) -> str:
    return theme.read(ERROR_STYLE).decode("utf-8", "replace")


def error_style_hash(theme: Theme) -> str:
    """The hash by which a content security policy allows the error page's style (CSP level 3)."""
    digest = hashlib.sha256(_style(theme).encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


def error_page(env: jinja2.Environment, theme: Theme, editions: Sequence[Edition]) -> bytes:
    """The page, which needs no other file; ``editions`` has the main language first."""
    site = editions[0].site
    sign = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24">'
        f'<path fill="{FIELDS[Level.PARTIAL_OUTAGE]}" d="{SIGN}"/></svg>'
    )
    rules = {
        "default-src": "'none'",
        "style-src": error_style_hash(theme),
        "img-src": "data:",
        "base-uri": "'none'",
        "form-action": "'none'",
    }
    values = ErrorPage(
        versions=tuple(_error_view(edition) for edition in editions),
        policy="; ".join(f"{name} {value}" for name, value in rules.items()),
        canonical=f"{site.url}/error.html",
        icon=f"data:image/svg+xml,{quote(sign)}",
        style=Markup(_style(theme)),  # noqa: S704 - the theme's own file
        words=editions[0].words,
    )
    return render_page(env, theme, values.template, given(values))


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
