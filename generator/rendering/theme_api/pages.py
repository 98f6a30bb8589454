"""What each template of a page is given: :class:`.frame.EveryPage`, and values of its own.

``template`` is the file below ``theme/templates/``. Two stand apart and are given no more than their own:
:class:`MovedPage` and :class:`ErrorPage`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from markupsafe import Markup

from generator.rendering.theme_api.components import ComponentView, ComponentYearView, OverviewView
from generator.rendering.theme_api.embedding import EmbedView, ErrorView, MailView
from generator.rendering.theme_api.frame import LinkView, SiteView
from generator.rendering.theme_api.functions import WordsView
from generator.rendering.theme_api.history import DigestLineView, DigestView, MonthView, YearView
from generator.rendering.theme_api.periods import (
    PeriodPageView,
    PeriodView,
    TermsView,
    YearPageView,
)
from generator.rendering.theme_api.posts import (
    AnnouncementView,
    IncidentView,
    MaintenanceView,
    ResponseView,
)


@dataclass(frozen=True, slots=True)
class IndexPage:
    """The start page."""

    template: ClassVar[str] = "index.html"
    overview: OverviewView


@dataclass(frozen=True, slots=True)
class IncidentPage:
    """An incident."""

    template: ClassVar[str] = "incident.html"
    post: IncidentView


@dataclass(frozen=True, slots=True)
class AnnouncementPage:
    """An announcement that is no incident."""

    template: ClassVar[str] = "announcement.html"
    post: AnnouncementView


@dataclass(frozen=True, slots=True)
class MaintenancePage:
    """A maintenance notice."""

    template: ClassVar[str] = "maintenance.html"
    post: MaintenanceView


@dataclass(frozen=True, slots=True)
class ComponentPage:
    """A component."""

    template: ClassVar[str] = "component.html"
    component: ComponentView


@dataclass(frozen=True, slots=True)
class ComponentYearPage:
    """A year of a component, a hundred posts a page."""

    template: ClassVar[str] = "component_year.html"
    year: ComponentYearView


@dataclass(frozen=True, slots=True)
class HistoryPage:
    """The index of the history."""

    template: ClassVar[str] = "history.html"
    years: tuple[YearView, ...]


@dataclass(frozen=True, slots=True)
class MonthPage:
    """A month of the history, a hundred posts a page."""

    template: ClassVar[str] = "month.html"
    month: MonthView


@dataclass(frozen=True, slots=True)
class AgreementPage:
    """The agreement and its periods; ``loose_responses`` are listed where no period is measured.

    ``periods`` come newest first and without their ledgers; ``years`` are those that have a page.
    """

    template: ClassVar[str] = "agreement.html"
    agreement: tuple[TermsView, ...]
    periods: tuple[PeriodView, ...]
    years: tuple[LinkView, ...]
    loose_responses: tuple[ResponseView, ...]


@dataclass(frozen=True, slots=True)
class PeriodPage:
    """A period: a month, a quarter or a year."""

    template: ClassVar[str] = "period.html"
    period: PeriodPageView


@dataclass(frozen=True, slots=True)
class YearPage:
    """A year of monthly periods."""

    template: ClassVar[str] = "year.html"
    year: YearPageView


@dataclass(frozen=True, slots=True)
class DigestsPage:
    """The list of monthly digests."""

    template: ClassVar[str] = "digests.html"
    digests: tuple[DigestLineView, ...]


@dataclass(frozen=True, slots=True)
class DigestPage:
    """A month's digest."""

    template: ClassVar[str] = "digest.html"
    digest: DigestView


@dataclass(frozen=True, slots=True)
class SubscribePage:
    """Ways to follow the site; ``mail`` where there is something to join."""

    template: ClassVar[str] = "subscribe.html"
    components: tuple[LinkView, ...]
    mail: MailView | None


@dataclass(frozen=True, slots=True)
class EmbedPage:
    """How to show the state on other pages."""

    template: ClassVar[str] = "embed.html"
    embed: EmbedView


@dataclass(frozen=True, slots=True)
class MissingPage:
    """What a server answers where there is no page."""

    template: ClassVar[str] = "404.html"


PageValues = (
    IndexPage
    | IncidentPage
    | AnnouncementPage
    | MaintenancePage
    | ComponentPage
    | ComponentYearPage
    | HistoryPage
    | MonthPage
    | AgreementPage
    | PeriodPage
    | YearPage
    | DigestsPage
    | DigestPage
    | SubscribePage
    | EmbedPage
    | MissingPage
)
"""The values of a page's own."""


@dataclass(frozen=True, slots=True)
class MovedPage:
    """A former address of a post or component, which leads to it.

    ``lang`` is the title's, if not the page's; ``target``, ``canonical`` and ``icon`` are addresses.
    """

    template: ClassVar[str] = "moved.html"
    site: SiteView
    title: str
    lang: str | None
    target: str
    canonical: str
    icon: str
    policy: str
    words: WordsView


@dataclass(frozen=True, slots=True)
class ErrorPage:
    """A page for other servers' errors that needs no other file.

    ``versions`` are its languages; ``icon`` and ``canonical`` addresses; ``style`` is the text of
    ``theme/error/style.css``.
    """

    template: ClassVar[str] = "error.html"
    versions: tuple[ErrorView, ...]
    policy: str
    canonical: str
    icon: str
    style: Markup
    words: WordsView
