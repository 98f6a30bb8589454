"""What a theme may see: frozen views, already in the page's language. This module is the theme's API.

Texts are ready to print (figures cut, names translated); instants are UTC datetimes for the template
function ``when``; ``path`` is an address within the site for the function ``to``; ``html`` is safe
markup. ``lang`` is set where a text is not in the page's language, else None.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from generator.rendering.theme_api.frame import FeedView, LiveView, PageView, SiteView
from generator.rendering.theme_api.posts import (
    AffectedView,
    CountedView,
    IncidentView,
    LinkView,
    MaintenanceView,
    NoticeView,
    PartView,
    PhaseView,
    PostView,
    ResponseView,
    SourceView,
    UpdateView,
    Word,
)

__all__ = [
    "AffectedView",
    "BarsView",
    "ComponentFigureView",
    "ComponentView",
    "CountedView",
    "DayListView",
    "DayView",
    "EditView",
    "FeedView",
    "FigureView",
    "GroupView",
    "IncidentView",
    "LedgerRowView",
    "LinkView",
    "LiveView",
    "MaintenanceView",
    "MonthView",
    "NoticeView",
    "OverviewView",
    "PageView",
    "PartView",
    "PeriodPageView",
    "PeriodView",
    "PhaseView",
    "PostView",
    "PriorityView",
    "PublicationView",
    "PublishedView",
    "ResponseView",
    "SiteView",
    "SourceView",
    "TeamView",
    "TermsView",
    "UpdateView",
    "Word",
    "YearView",
]


@dataclass(frozen=True, slots=True)
class DayView:
    """A day on which something was wrong; ``index`` counts from the oldest bar.

    ``others`` says that posts for other audiences had a part in it; mostly empty.
    """

    index: int
    date: date
    text: str
    level: Word
    length: str
    posts: tuple[PostView, ...]
    others: str


@dataclass(frozen=True, slots=True)
class BarsView:
    """The last 90 days: one drawn path per level, and the days that were not quiet.

    ``label`` says how many days were bad, ``short`` without saying of how many.
    """

    shapes: tuple[tuple[str, str], ...]
    count: int
    first: date
    last: date
    label: str
    short: str
    days: tuple[DayView, ...]


@dataclass(frozen=True, slots=True)
class FigureView:
    """A component's availability in one period."""

    period: str
    path: str
    availability: str
    downtime: str
    target: str | None
    verdict: Word | None


@dataclass(frozen=True, slots=True)
class ComponentView:
    """A component: its state, its bars, its figures; newest period first."""

    id: str
    anchor: str
    path: str
    name: str
    group: str
    description: str
    level: Word
    since_at: datetime | None
    born_at: datetime | None
    counted: bool
    bars: BarsView
    current: FigureView | None
    figures: tuple[FigureView, ...] = ()
    posts: tuple[PostView, ...] = ()
    upcoming: tuple[PostView, ...] = ()


@dataclass(frozen=True, slots=True)
class GroupView:
    """Components under one heading; ``name`` may be empty."""

    name: str
    components: tuple[ComponentView, ...]


@dataclass(frozen=True, slots=True)
class OverviewView:
    """The first look: one sentence, since when, what is being done, what comes next."""

    level: Word
    headline: str
    since: str
    since_at: datetime | None
    doing: str
    next_due_at: datetime | None
    overdue: bool
    more: str
    incidents: tuple[IncidentView, ...]
    active: tuple[MaintenanceView, ...]
    upcoming: tuple[MaintenanceView, ...]
    groups: tuple[GroupView, ...]
    period: PeriodView | None
    recent: tuple[PostView, ...]
    missing: str
    missing_files: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LedgerRowView:
    """A stretch of downtime in the ledger; ``others`` instead of a post for another audience."""

    start_at: datetime
    end_at: datetime
    component: str
    level: Word
    minutes: str
    weight: str
    counts: str
    counted: bool
    reason: str
    basis: str
    post: PostView | None
    source: SourceView | None
    others: str


@dataclass(frozen=True, slots=True)
class ComponentFigureView:
    """A component's row on a period's page."""

    name: str
    path: str
    downtime: str
    excluded: str
    availability: str
    target: str | None
    verdict: Word | None


@dataclass(frozen=True, slots=True)
class EditView:
    """A change of a file: when, in which commit, linked where a repository is known."""

    at: datetime
    path: str
    commit: str
    href: str | None


@dataclass(frozen=True, slots=True)
class PublicationView:
    """What customers were told of a closed period; ``edits`` are what a correction came from."""

    at: datetime
    availability: str
    downtime: str
    verdict: Word
    commit: str | None
    href: str | None
    edits: tuple[EditView, ...]


@dataclass(frozen=True, slots=True)
class PublishedView:
    """A closed period: what was told, oldest first, and whether the files say something else now.

    Then ``paths`` are the files that differ and ``edits`` the commits that changed them since.
    """

    publications: tuple[PublicationView, ...]
    changed: bool
    paths: tuple[str, ...]
    edits: tuple[EditView, ...]


@dataclass(frozen=True, slots=True)
class PeriodView:
    """A period under the agreement or one tier, with the numbers of its formula.

    ``used`` is how much of the budget is spent, from 0 to 100, for drawing. ``published`` is set where
    the period was closed. ``agreement`` says since or until when the agreement holds, if it is dated;
    ``platform`` how the components' minutes make the platform's.
    """

    label: str
    path: str
    name: str
    tier: str | None
    running: bool
    start_at: datetime
    end_at: datetime
    availability: str
    target: str
    verdict: Word
    sentence: str
    total: str
    elapsed: str
    base: str
    excluded: str
    downtime: str
    downtime_length: str
    budget: str
    budget_left: str
    used: int
    used_text: str
    over: bool
    agreed_base: bool
    remedy: str | None
    components: tuple[ComponentFigureView, ...]
    ledger: tuple[LedgerRowView, ...]
    counted_sum: str
    excluded_sum: str
    published: PublishedView | None = None
    agreement: str = ""
    platform: str = ""


@dataclass(frozen=True, slots=True)
class PeriodPageView:
    """A period's page: its results by tier, its notices and responses, its neighbours.

    ``computed_at`` of a past period is its end, or the last change of a file in its ledger: since then
    the figures are what they are. None where git does not tell.
    """

    label: str
    path: str
    name: str
    running: bool
    results: tuple[PeriodView, ...]
    notices: tuple[MaintenanceView, ...]
    responses: tuple[ResponseView, ...]
    previous: LinkView | None
    next: LinkView | None
    computed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class YearMonthView:
    """A month of a year's page; ``period`` None where nothing is measured (yet)."""

    name: str
    period: PeriodView | None


@dataclass(frozen=True, slots=True)
class YearPageView:
    """Twelve months of one year and their sum; ``sentence`` counts the promises kept and broken."""

    label: str
    path: str
    months: tuple[YearMonthView, ...]
    elapsed: str
    downtime: str
    excluded: str
    availability: str
    sentence: str
    running: bool


@dataclass(frozen=True, slots=True)
class PriorityView:
    """A priority's promises, one text per measure; empty where nothing is promised."""

    name: str
    promises: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TeamView:
    """A team's hours; ``on_duty`` is whether they are working now."""

    name: str
    hours: str
    on_duty: bool


@dataclass(frozen=True, slots=True)
class TermsView:
    """An agreement in words, for one tier or all customers. ``dates`` says since and until when."""

    tier: str | None
    since: date | None
    dates: str
    rules: tuple[tuple[str, str], ...]
    measures: tuple[str, ...]
    priorities: tuple[PriorityView, ...]
    teams: tuple[TeamView, ...]
    declared: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DayListView:
    """The posts of one day; ``anchor`` is the day's id on the page."""

    date: date
    anchor: str
    text: str
    posts: tuple[PostView, ...]


@dataclass(frozen=True, slots=True)
class MonthView:
    """A month of the history."""

    label: str
    path: str
    name: str
    incidents: int
    maintenance: int
    summary: str
    days: tuple[DayListView, ...]
    period: PeriodView | None
    previous: LinkView | None
    next: LinkView | None


@dataclass(frozen=True, slots=True)
class YearView:
    """A year of the history's index."""

    year: int
    months: tuple[MonthView, ...]
