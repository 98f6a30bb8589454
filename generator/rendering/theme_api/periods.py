"""What a theme may see of the agreement and its periods: the terms, the formula with its numbers, the ledger, what was published."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from generator.rendering.theme_api.frame import LinkView, SourceView, Word
from generator.rendering.theme_api.posts import MaintenanceView, PostView, ResponseView


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
    dates: str
    rules: tuple[tuple[str, str], ...]
    measures: tuple[str, ...]
    priorities: tuple[PriorityView, ...]
    teams: tuple[TeamView, ...]
    declared: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LedgerRowView:
    """A span of downtime in the ledger; ``others`` instead of a post for another audience, or of one that is gone."""

    start_at: datetime
    end_at: datetime
    component: str
    level: Word
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
    """A closed period as it was published; ``edits`` are the changes that led to a correction."""

    at: datetime
    availability: str
    verdict: Word
    commit: str | None
    href: str | None
    edits: tuple[EditView, ...]


@dataclass(frozen=True, slots=True)
class PublishedView:
    """A closed period: its publications, oldest first, and whether the files say something else now.

    Then ``paths`` are the files that differ and ``edits`` the commits that changed them since.
    """

    publications: tuple[PublicationView, ...]
    changed: bool
    paths: tuple[str, ...]
    edits: tuple[EditView, ...]


@dataclass(frozen=True, slots=True)
class PeriodView:
    """A period under the agreement or one tier, with the numbers of its formula.

    ``name`` names the component, too, where it is promised for itself.
    ``figure`` is what is read first: while it runs what is left of the budget, then the availability, which is
    that of the whole period if nothing more happens. ``used`` is how much of the budget is spent, from 0 to 100, for drawing. ``published`` is set where
    the period was closed. ``agreement`` says since or until when the agreement holds, if it is dated;
    ``platform`` how the components' minutes make the platform's. ``said_now`` is what the files say, where that is not
    what was told, and ``unmeasured`` is where they say nothing any more. ``remarks`` are what the figure rests on
    that nothing proves, and posts that were deleted.
    """

    path: str
    name: str
    tier: str | None
    running: bool
    start_at: datetime
    end_at: datetime
    figure: str
    availability: str
    target: str
    verdict: Word
    sentence: str
    total: str
    elapsed: str
    base: str
    excluded: str
    downtime: str
    budget: str
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
    said_now: str = ""
    unmeasured: bool = False
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PeriodPageView:
    """A period's page: its results by tier, its notices and responses, its neighbours.

    Where each component is promised for itself, each has a result; ``lead`` is the worst, that the page
    begins with. ``results`` are what the files say, ``lead`` is as customers were told it, where the
    period is closed.

    ``computed_at`` of a past period is its end, or the last change of a file in its ledger: since then
    the figures are what they are. None where git does not tell.
    """

    label: str
    path: str
    name: str
    running: bool
    lead: PeriodView
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
    """Twelve months of one year and the sum of those that have begun; ``sentence`` counts the promises kept and broken."""

    label: str
    path: str
    months: tuple[YearMonthView, ...]
    base: str
    downtime: str
    excluded: str
    availability: str
    sentence: str
    running: bool
