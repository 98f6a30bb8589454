"""What a theme may see: frozen views, already in the page's language. This module is the theme's API.

Texts are ready to print (figures cut, names translated); instants are UTC datetimes for the template
function ``when``; ``path`` is an address within the site for the function ``to``; ``html`` is safe
markup. ``lang`` is set where a text is not in the page's language, else None.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from markupsafe import Markup


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
    """One page. ``alternates`` are (language, absolute address) of all its languages."""

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


@dataclass(frozen=True, slots=True)
class PostView:
    """A post in a list. ``end_at`` None has not ended; ``planned`` is maintenance."""

    id: str
    path: str
    title: str
    lang: str | None
    planned: bool
    level: Word
    state: Word
    day: date
    start_at: datetime
    end_at: datetime | None
    length: str
    components: str


@dataclass(frozen=True, slots=True)
class UpdateView:
    """An entry of a timeline; ``anchor`` is its id on the post's page."""

    anchor: str
    at: datetime
    status: Word
    team: str | None
    priority: str | None
    html: Markup
    lang: str | None


@dataclass(frozen=True, slots=True)
class AffectedView:
    """A component that a post touches, and how; ``spans`` are (start, end, level) of an incident."""

    name: str
    path: str | None
    level: Word


@dataclass(frozen=True, slots=True)
class PhaseView:
    """A stretch of an incident's exact impact."""

    start_at: datetime
    end_at: datetime
    length: str
    components: tuple[AffectedView, ...]
    cause: str


@dataclass(frozen=True, slots=True)
class ResponseView:
    """A promised response: what, within which time, due when, done when, kept or not.

    ``post`` is set in lists over several incidents.
    """

    name: str
    promise: str
    due_at: datetime | None
    at: datetime | None
    note: str
    verdict: Word
    tier: str | None
    priority: str | None
    post: PostView | None = None


@dataclass(frozen=True, slots=True)
class SourceView:
    """The file a post is written in; ``href`` where a repository is known, ``commit`` its last one."""

    path: str
    href: str | None
    commit: LinkView | None = None


@dataclass(frozen=True, slots=True)
class IncidentView:
    """An incident's page. ``next_due_at`` is when the next update was promised."""

    post: PostView
    priority: str | None
    open: bool
    started_at: datetime
    reported_at: datetime | None
    acknowledged_at: datetime | None
    resolved_at: datetime | None
    next_due_at: datetime | None
    cause: str
    exact: bool
    summary: Markup
    summary_lang: str | None
    excerpt: str
    components: tuple[AffectedView, ...]
    phases: tuple[PhaseView, ...]
    updates: tuple[UpdateView, ...]
    latest: UpdateView | None
    responses: tuple[ResponseView, ...]
    source: SourceView


@dataclass(frozen=True, slots=True)
class PartView:
    """A stretch of a notice with one publication and its proof."""

    start_at: datetime
    end_at: datetime
    published_at: datetime
    lead: str
    verdict: Word
    proof: str
    commit: str | None
    href: str | None


@dataclass(frozen=True, slots=True)
class NoticeView:
    """Whether planned work was announced in time. ``announced`` says how far ahead, ``lead`` is the bare time."""

    verdict: Word
    lead: str
    announced: str
    required: str
    parts: tuple[PartView, ...]


@dataclass(frozen=True, slots=True)
class CountedView:
    """A stretch of work that counts as downtime, and why."""

    start_at: datetime
    end_at: datetime
    length: str
    reason: str


@dataclass(frozen=True, slots=True)
class MaintenanceView:
    """A maintenance post's page."""

    post: PostView
    start_at: datetime
    end_at: datetime
    window: str
    work_start_at: datetime | None
    work_end_at: datetime | None
    cancelled_at: datetime | None
    klass: str
    reason: str | None
    notice: NoticeView
    counted: tuple[CountedView, ...]
    summary: Markup
    summary_lang: str | None
    excerpt: str
    components: tuple[AffectedView, ...]
    updates: tuple[UpdateView, ...]
    source: SourceView


@dataclass(frozen=True, slots=True)
class DayView:
    """A day on which something was wrong; ``index`` counts from the oldest bar."""

    index: int
    date: date
    text: str
    level: Word
    length: str
    posts: tuple[PostView, ...]


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
    """A stretch of downtime in the ledger."""

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
    post: PostView
    source: SourceView


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
    the period was closed.
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


@dataclass(frozen=True, slots=True)
class PeriodPageView:
    """A period's page: its results by tier, its notices and responses, its neighbours."""

    label: str
    path: str
    name: str
    running: bool
    results: tuple[PeriodView, ...]
    notices: tuple[MaintenanceView, ...]
    responses: tuple[ResponseView, ...]
    previous: LinkView | None
    next: LinkView | None


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
    """An agreement in words, for one tier or all customers."""

    tier: str | None
    since: date | None
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


@dataclass(frozen=True, slots=True)
class FeedView:
    """A way to subscribe."""

    title: str
    path: str
    type: str
    text: str
