"""What a theme may see of incidents and maintenance."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from markupsafe import Markup

from generator.rendering.theme_api.frame import SourceView, Word


@dataclass(frozen=True, slots=True)
class PostView:
    """A post in a list. ``end_at`` None has not ended; ``planned`` is maintenance.

    ``announcement`` is one that is no incident: it has no components, no length and no end.
    """

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
    announcement: bool = False


@dataclass(frozen=True, slots=True)
class UpdateView:
    """An entry of a timeline; ``anchor`` is its id on the post's page, ``next_at`` when it promised the next."""

    anchor: str
    at: datetime
    status: Word
    team: str | None
    priority: str | None
    html: Markup
    lang: str | None
    next_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class AffectedView:
    """A component that a post affects, and how; ``path`` is None for one that is no longer listed.

    Of an open incident ``level`` is the present one, and ``before`` a worse one, until ``until_at``. Of planned
    work it is ``under_maintenance`` with words for what will be; none where it was cancelled.
    """

    name: str
    path: str | None
    level: Word
    before: Word | None = None
    until_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class PhaseView:
    """A span of an incident's exact impact."""

    start_at: datetime
    end_at: datetime
    length: str
    components: tuple[AffectedView, ...]
    cause: str


@dataclass(frozen=True, slots=True)
class ResponseView:
    """A promised response: what, within which time, due when, done when, kept or not.

    ``post`` is set in lists over several incidents. ``stated`` says when it was written, where that was late;
    ``exact`` is where seconds decide, which are then shown.
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
    stated: str = ""
    exact: bool = False


@dataclass(frozen=True, slots=True)
class IncidentView:
    """An incident's page. ``next_due_at`` is when the next update was promised.

    ``excused`` is where the agreement excludes all that caused it. ``silence`` says for how long there was none, where one is overdue or a week has passed without a word.
    """

    post: PostView
    priority: str | None
    open: bool
    started_at: datetime
    reported_at: datetime | None
    acknowledged_at: datetime | None
    resolved_at: datetime | None
    next_due_at: datetime | None
    silence: str
    cause: str
    exact: bool
    excused: bool
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
    """A part of a notice's window with one publication and its proof."""

    start_at: datetime
    end_at: datetime
    published_at: datetime
    lead: str
    verdict: Word
    proof: str
    commit: str | None
    href: str | None
    mailed: str = ""


@dataclass(frozen=True, slots=True)
class VersionView:
    """What a version of a notice announced, and what proves when; without a window it was a cancellation."""

    published_at: datetime
    start_at: datetime | None
    end_at: datetime | None
    components: str
    proof: str
    commit: str | None
    href: str | None


@dataclass(frozen=True, slots=True)
class AnnouncementView:
    """The page of an announcement that is no incident. ``pinned``: first on the front page."""

    post: PostView
    pinned: bool
    summary: Markup
    summary_lang: str | None
    excerpt: str
    updates: tuple[UpdateView, ...]
    source: SourceView


@dataclass(frozen=True, slots=True)
class NoticeView:
    """Whether planned work was announced in time. ``announced`` says how far ahead, ``lead`` is the bare time.

    Of cancelled work ``announced`` says how long before its start that was.

    ``proven`` is False for past work of which nothing here tells when it was announced: then the verdict
    says so, and there are no parts.
    """

    verdict: Word
    lead: str
    announced: str
    required: str
    parts: tuple[PartView, ...]
    mailed: str = ""
    proven: bool = True


@dataclass(frozen=True, slots=True)
class CountedView:
    """A span of work that counts as downtime, and why."""

    start_at: datetime
    end_at: datetime
    length: str
    reason: str


@dataclass(frozen=True, slots=True)
class MaintenanceView:
    """A maintenance post's page. ``versions`` are all that was announced, oldest first.

    ``will_count`` are sentences on the minutes that will count as downtime, of work that is not over.
    ``moved_from_at`` and ``moved_until_at`` are the window announced before, where the start was another.
    """

    post: PostView
    start_at: datetime
    end_at: datetime
    moved_from_at: datetime | None
    moved_until_at: datetime | None
    window: str
    work_start_at: datetime | None
    work_end_at: datetime | None
    cancelled_at: datetime | None
    klass: str
    reason: str | None
    reason_lang: str | None
    notice: NoticeView
    versions: tuple[VersionView, ...]
    will_count: tuple[str, ...]
    counted: tuple[CountedView, ...]
    summary: Markup
    summary_lang: str | None
    excerpt: str
    components: tuple[AffectedView, ...]
    updates: tuple[UpdateView, ...]
    source: SourceView
