"""What exists: a site, its agreement, its posts. Frozen values, built by ``reading`` and judged by ``rules``.

Instants end in ``_at`` and are UTC; ratios are exact fractions between 0 and 1; every object read
from a file carries its :class:`~generator.diagnostics.Location`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, tzinfo
from enum import Enum
from html import unescape
from urllib.parse import urlsplit

from generator.diagnostics import Location
from generator.model.agreement import Agreement, Target, former_keys
from generator.model.closed_periods import ClosedPeriod, Edit
from generator.model.levels import REOPENING, Cause, Levels, Status, Text
from generator.model.mail import Mailings, MailSettings, Subscription
from generator.model.writing import UNWRITTEN, Writing
from generator.timespan import EARLIEST, LATEST, Span, local_date

HEADINGS = re.compile(
    r"^ {0,3}#{1,6}(?:[ \t][^\n]*)?$|^ {0,3}[^\s<][^\n]*\n {0,3}(?:=+|-+)[ \t]*$", re.MULTILINE
)
"""The headings of a text: what a postmortem has before anybody has written it."""


@dataclass(frozen=True, slots=True)
class Component:
    """A part of the service. Not counted before ``since_at``, nor counted and current from ``until_at`` on.

    ``counted`` False is ``sla: false``. ``aliases`` are ids that it had before.
    """

    id: str
    name: Text
    location: Location
    group: Text | None = None
    description: Text | None = None
    since_at: datetime | None = None
    until_at: datetime | None = None
    target: Target | None = None
    counted: bool = True
    aliases: tuple[str, ...] = ()

    @property
    def life(self) -> Span:
        """When it is part of the service."""
        return Span(self.since_at or EARLIEST, self.until_at or LATEST)


@dataclass(frozen=True, slots=True)
class Link:
    """A custom link in the page's footer."""

    text: Text
    url: str


@dataclass(frozen=True, slots=True)
class ProofSettings:
    """What site.yaml says of the history: ``proof``. Commits are abbreviated to 7 digits or more.

    ``branches`` are the names of the published branch; ``wrong_clock`` commits whose times are not
    believed; ``published_parent`` says of merges which parent was published. ``places`` are where each
    commit is named.
    """

    branches: tuple[str, ...] = ("main", "master")
    wrong_clock: tuple[str, ...] = ()
    published_parent: Mapping[str, int] = field(default_factory=dict)
    places: Mapping[str, Location] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Site:
    """site.yaml. ``languages[0]`` is the main language; ``agreements`` are sorted by ``since``.

    ``url`` has no trailing slash. ``stale_after`` is how old a page may be before it warns.
    ``repository`` is the base for links to files and commits. ``stated_identity`` is ``identity``.
    """

    name: Text
    url: str
    zone: tzinfo
    zone_name: str
    languages: tuple[str, ...]
    components: tuple[Component, ...]
    agreements: tuple[Agreement, ...]
    location: Location
    description: Text | None = None
    proof_since_at: datetime | None = None
    proof: ProofSettings = field(default_factory=ProofSettings)
    repository: str | None = None
    stated_identity: str | None = None
    stale_after: timedelta = timedelta(hours=24)
    accent: str | None = None
    logo: str | None = None
    favicon: str | None = None
    links: tuple[Link, ...] = ()
    mail: MailSettings | None = None
    subscriptions: tuple[Subscription, ...] = ()

    @property
    def main_language(self) -> str:
        """The language of the posts' own files."""
        return self.languages[0]

    @property
    def identity(self) -> str:
        """``HOST[/PATH]``, which names the site in lasting ids: as stated, else that of its address."""
        parts = urlsplit(self.url)
        return self.stated_identity or f"{parts.hostname or 'localhost'}{parts.path}"

    @property
    def origin(self) -> str:
        """``https://status.example.com``, with the port where one is stated."""
        parts = urlsplit(self.url)
        return f"{parts.scheme}://{parts.netloc}"

    @property
    def base_path(self) -> str:
        """The folder on the host, ``/status``; empty for a site at the root."""
        return urlsplit(self.url).path

    def prefix(self, language: str) -> str:
        """The folder of a language's pages: ``pl/``, nothing for the main one."""
        return "" if language == self.main_language else f"{language}/"

    def address(self, path: str = "", language: str | None = None) -> str:
        """The absolute address of a page or file, in a language where it has several."""
        return f"{self.url}/{self.prefix(language or self.main_language)}{path}"

    @property
    def renamed(self) -> Mapping[str, str]:
        """What each former id of a component has become."""
        return {alias: c.id for c in self.components for alias in c.aliases}

    @property
    def former(self) -> Mapping[tuple[str, str], str]:
        """What each former key of a class, priority or tier has become, by its kind and that key."""
        return former_keys(self.agreements)

    def current(self, now: datetime) -> tuple[Component, ...]:
        """The components that have not been given up."""
        return tuple(c for c in self.components if c.until_at is None or now < c.until_at)

    def agreement_on(self, day: date) -> Agreement | None:
        """The agreement in force on a day."""
        latest_first = reversed(self.agreements)
        return next((a for a in latest_first if a.since is None or a.since <= day), None)

    def agreement_at(self, instant: datetime) -> Agreement | None:
        """The agreement in force at an instant; before the first one, the first."""
        found = self.agreement_on(local_date(instant, self.zone))
        return found or next(iter(self.agreements), None)


@dataclass(frozen=True, slots=True)
class Update:
    """An entry of a timeline. ``text`` is Markdown; ``team`` is set for Escalated.

    ``key`` names the update within its post (``u-20261118t083100z``): stable while its time stays,
    so that feeds and anchors survive a corrected typo.
    ``priority`` is the priority from this moment on, where the update changes it; ``next_at`` is when
    it promises the next update.
    """

    at: datetime
    status: Status
    text: str
    key: str
    location: Location
    team: str | None = None
    priority: str | None = None
    next_at: datetime | None = None

    @property
    def is_empty_postmortem(self) -> bool:
        """Whether it is a postmortem that holds no letter or digit, but headings, bullets and lines at most."""
        text = unescape(HEADINGS.sub("", self.text))
        return self.status is Status.POSTMORTEM and not any(map(str.isalnum, text))


def started_at(updates: Iterable[Update]) -> datetime | None:
    """When work began, by its updates: the first In progress."""
    return next((u.at for u in updates if u.status is Status.IN_PROGRESS), None)


def completed_at(updates: Iterable[Update]) -> datetime | None:
    """The last Completed update, unless work went on after it."""
    found = None
    for update in updates:
        if update.status is Status.COMPLETED:
            found = update.at
        elif update.status in {Status.IN_PROGRESS, Status.VERIFYING}:
            found = None
    return found


@dataclass(frozen=True, slots=True)
class Translation:
    """A post's words in another language; ``texts`` by the instant of the update."""

    language: str
    title: str
    summary: str
    texts: Mapping[datetime, str]
    path: str


def resolution_of(updates: Iterable[Update]) -> Update | None:
    """The last Resolved update, unless a working status follows it."""
    found = None
    for update in updates:
        if update.status is Status.RESOLVED:
            found = update
        elif update.status in REOPENING:
            found = None
    return found


@dataclass(frozen=True, slots=True)
class Phase:
    """A stretch of exactly stated impact; ``end_at`` None lasts until the incident is resolved."""

    start_at: datetime
    end_at: datetime | None
    components: Levels
    cause: Cause
    third_party: str | None
    location: Location


AT_WORK = frozenset({Status.INVESTIGATING, Status.IDENTIFIED, Status.MONITORING, Status.RESOLVED})
"""What an incident's updates say, and no bulletin's."""
BULLETIN_SHOWN = timedelta(days=7)
"""So long a bulletin is on the front page, unless it says until when."""


@dataclass(frozen=True, slots=True)
class Incident:
    """incidents/**/ID.md as written; what is left out is derived in ``rules`` at the horizon.

    ``updates`` are sorted by time. ``places`` are the locations of the front matter's keys. With ``tiers``
    it is measured against these tiers' promises alone; ``shown_until_at`` and ``pinned`` are a bulletin's;
    ``accept`` are the codes of warnings that stay.
    """

    id: str
    path: str
    location: Location
    title: str
    summary: str
    started_at: datetime
    components: Levels
    updates: tuple[Update, ...] = ()
    priority: str | None = None
    reported_at: datetime | None = None
    acknowledged_at: datetime | None = None
    confirmed_at: datetime | None = None
    resolved_at: datetime | None = None
    cause: Cause = Cause.OWN
    third_party: str | None = None
    impact: tuple[Phase, ...] = ()
    tiers: tuple[str, ...] = ()
    shown_until_at: datetime | None = None
    pinned: bool = False
    aliases: tuple[str, ...] = ()
    audience: tuple[str, ...] = ()
    accept: tuple[str, ...] = ()
    translations: Mapping[str, Translation] = field(default_factory=dict)
    places: Mapping[str, Location] = field(default_factory=dict)

    @property
    def is_bulletin(self) -> bool:
        """Whether it is no incident but an announcement: it affects nothing, and nobody works on it."""
        levels = [
            *self.components.values(),
            *(v for p in self.impact for v in p.components.values()),
        ]
        at_work = any(update.status in AT_WORK or update.priority for update in self.updates)
        return not (self.priority or any(level.rank for level in levels) or at_work)

    @property
    def off_front_at(self) -> datetime:
        """When a bulletin leaves the front page."""
        return self.shown_until_at or self.started_at + BULLETIN_SHOWN

    @property
    def began_at(self) -> datetime:
        """Its start, or its first phase's, if that is earlier."""
        return min([self.started_at, *(phase.start_at for phase in self.impact)])


@dataclass(frozen=True, slots=True)
class Announcement:
    """What a notice promises in one version of its file: a window for some components, or none.

    Two files that agree in all of this announce the same thing, however they are worded.
    """

    start_at: datetime
    end_at: datetime
    klass: str
    components: Levels
    cancelled_at: datetime | None = None
    published_at: datetime | None = None


class Proof(Enum):
    """What a publication rests on, the weakest first: nothing, the file's word, a commit."""

    NONE = "none"
    DECLARED = "declared"
    GIT = "git"

    @property
    def rank(self) -> int:
        """Its strength, from 0."""
        return list(Proof).index(self)


@dataclass(frozen=True, slots=True)
class Version:
    """An announcement (None: a cancellation or deletion) and the instant it took effect.

    ``commit`` is the git commit that brought it; ``proof`` is what the time rests on.
    ``mailed_at`` is when it had been e-mailed to so many ``addresses`` and ``lists``.
    """

    announcement: Announcement | None
    published_at: datetime
    commit: str | None = None
    proof: Proof = Proof.NONE
    mailed_at: datetime | None = None
    addresses: int = 0
    lists: int = 0


@dataclass(frozen=True, slots=True)
class StatedTimes:
    """When the work in one window began and ended, as last stated; ``declared`` by the key ``actual``."""

    start_at: datetime | None = None
    end_at: datetime | None = None
    declared: bool = False


@dataclass(frozen=True, slots=True)
class Maintenance:
    """maintenance/**/ID.md as written, and its ``versions`` as git tells them, in order of publication.

    ``proven`` are the versions as git alone tells them; None: the same. ``begun`` are the times of the
    work in windows before the last one. ``announced`` is what the file says now; ``actual_*_at`` and ``cancelled_at`` are the keys alone,
    updates are evaluated in ``rules``.
    """

    id: str
    path: str
    location: Location
    title: str
    summary: str
    announced: Announcement
    updates: tuple[Update, ...] = ()
    actual_start_at: datetime | None = None
    actual_end_at: datetime | None = None
    late_acknowledged: bool = False
    reason: str | None = None
    aliases: tuple[str, ...] = ()
    audience: tuple[str, ...] = ()
    accept: tuple[str, ...] = ()
    translations: Mapping[str, Translation] = field(default_factory=dict)
    versions: tuple[Version, ...] = ()
    proven: tuple[Version, ...] | None = None
    begun: tuple[StatedTimes, ...] = ()
    places: Mapping[str, Location] = field(default_factory=dict)

    @property
    def actual(self) -> tuple[datetime | None, datetime | None]:
        """When the work began and ended by the keys alone."""
        return self.actual_start_at, self.actual_end_at


Post = Incident | Maintenance


@dataclass(frozen=True, slots=True)
class DeletedPost:
    """A post whose file a commit deleted after it had begun; its minutes went with it.

    ``id`` and ``path`` are None where the post was for another audience.
    """

    id: str | None
    path: str | None
    commit: str
    deleted_at: datetime
    began_at: datetime
    ended_at: datetime | None
    audience: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Turned:
    """A merge that names the published branch as what was merged, and what the other parent would prove.

    ``followed`` is the parent taken as published; ``versions`` those of each notice by its id, were it
    the other one.
    """

    commit: str
    followed: int
    versions: Mapping[str, tuple[Version, ...]]


class Provenance(Enum):
    """Whether publication times were read from a full git history."""

    GIT = "git"
    DECLARED = "declared"


@dataclass(frozen=True, slots=True)
class Content:
    """Everything a site's files say. Posts are sorted by id, closed periods by label.

    ``edits`` are the changes after publication of the files that closed periods differ in;
    ``bulletins`` are the posts in incidents/ that are none. ``changes`` are all that commits made, newest first; ``deleted`` are posts that are gone, ``turned`` merges that may be read in two ways;
    ``commits`` the last change of each file in the ledger, for links. ``writings`` are when posts were
    written, by id, and ``terms`` each state of site.yaml with since when its terms stood, newest first;
    both empty unless they were asked for.
    """

    site: Site
    incidents: tuple[Incident, ...]
    maintenance: tuple[Maintenance, ...]
    provenance: Provenance = Provenance.DECLARED
    mailings: Mailings = field(default_factory=Mailings)
    closed: tuple[ClosedPeriod, ...] = ()
    edits: tuple[Edit, ...] = ()
    changes: tuple[Edit, ...] = ()
    deleted: tuple[DeletedPost, ...] = ()
    turned: tuple[Turned, ...] = ()
    commits: Mapping[str, Edit] = field(default_factory=dict)
    writings: Mapping[str, Writing] = field(default_factory=dict)
    terms: tuple[tuple[datetime | None, Site], ...] = ()
    bulletins: tuple[Incident, ...] = ()

    def writing(self, id: str | None) -> Writing:
        """When a post was written."""
        return self.writings.get(id or "", UNWRITTEN)

    @property
    def posts(self) -> tuple[Post, ...]:
        """Every post: the incidents, the bulletins, then the maintenance."""
        return (*self.incidents, *self.bulletins, *self.maintenance)
