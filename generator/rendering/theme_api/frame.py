"""What a theme may see around every page; see :mod:`generator.rendering.theme_api.components`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup

from generator.rendering.theme_api.posts import LinkView


@dataclass(frozen=True, slots=True)
class SiteView:
    """The frame of every page. ``logo`` and ``icon`` are names for the function ``asset``."""

    name: str
    description: str
    zone_name: str
    logo: str | None
    icon: str
    links: tuple[LinkView, ...]
    has_periods: bool
    has_agreement: bool


@dataclass(frozen=True, slots=True)
class LiveView:
    """What a page that depends on the time carries for the script.

    ``plan`` is JSON: element id → list of [instant, level, text], the announced changes.
    """

    now: datetime
    stale_after: int
    plan: str


@dataclass(frozen=True, slots=True)
class PageView:
    """One page. ``alternates`` are (language, absolute address) of all its languages.

    ``data`` is its JSON-LD, empty where there is none.
    """

    kind: str
    path: str
    title: str
    description: str
    language: str
    canonical: str
    alternates: tuple[tuple[str, str], ...]
    languages: tuple[LinkView, ...]
    live: LiveView | None
    level: str
    data: Markup


@dataclass(frozen=True, slots=True)
class FeedView:
    """A feed or calendar. ``type`` is its media type; ``found`` puts it into every page's footer."""

    title: str
    path: str
    type: str
    text: str
    found: bool = False
