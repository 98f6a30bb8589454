"""What a theme may see around every page: words, links, the site, the page, its feeds, the functions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup

from generator.rendering.theme_api.functions import Iso, OfName, OfPath, When, WordsView


@dataclass(frozen=True, slots=True)
class Word:
    """A state: ``slug`` for classes and marks, ``text`` for people."""

    slug: str
    text: str


@dataclass(frozen=True, slots=True)
class LinkView:
    """A link to elsewhere, or to a page in another language (``lang``)."""

    text: str
    href: str
    lang: str | None = None
    current: bool = False


@dataclass(frozen=True, slots=True)
class SourceView:
    """The file a post is written in; ``href`` where a repository is known, ``commit`` its last one."""

    path: str
    href: str | None
    commit: LinkView | None = None


@dataclass(frozen=True, slots=True)
class SiteView:
    """The frame of every page. ``logo`` and ``icon`` are names for the function ``asset``."""

    name: str
    description: str
    zone_name: str
    logo: str | None
    icon: str
    links: tuple[LinkView, ...]
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


@dataclass(frozen=True, slots=True)
class EveryPage:
    """What every page's template is given beside its own values."""

    site: SiteView
    """the site"""

    page: PageView
    """the page"""

    feeds: tuple[FeedView, ...]
    """feeds and calendars"""

    to: OfPath
    """the address of a page in this language, relative to this one: ``to("history/")``, ``to(post.path)``"""

    once: OfPath
    """the address of a file that exists once for all languages: ``once("events.json")``"""

    absolute_to: OfPath
    """what ``to`` gives in full, with the site's address"""

    webcal: OfPath
    """a calendar's address that opens the calendar program"""

    asset: OfName
    """the address of a file in ``theme/assets/``"""

    absolute: OfName
    """the same in full, with the site's address"""

    when: When
    """a ``<time>``; ``form`` is ``full``, ``short``, ``clock``, ``zoned`` (with the zone's name) or ``window`` (with ``end``)"""

    iso: Iso
    """an instant for machines"""

    words: WordsView
    """the language"""

    icon: str
    """the page's icon, a name for ``asset``"""

    card: str
    """the picture that chats show for the page, a name for ``asset`` and ``absolute``"""

    card_text: str
    """what ``card`` shows, in words"""

    policy: str
    """the content security policy"""

    locale: str
    """the language for Open Graph: ``pl_PL``"""

    view_box: str
    """the coordinates of the bars of a BarsView"""
