"""Who is told by e-mail, how it is sent, and what was sent: the words for it.

Frozen values like those of ``model``, which holds them: settings come from site.yaml, mailings from
the public ledger that ``send`` writes and git keeps.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from generator.diagnostics import Location


class Frequency(Enum):
    """How often somebody is told: at once, or in a digest of a day, a week or a month."""

    INSTANT = "instant"
    DAILY = "daily"
    WEEKLY = "weekly"
    MONTHLY = "monthly"


class NoticeBy(Enum):
    """What counts as notice of planned work: its publication, or the later of that and the e-mail."""

    PUBLICATION = "publication"
    EMAIL = "email"


class Security(Enum):
    """How the connection to the mail server is protected."""

    STARTTLS = "starttls"
    TLS = "tls"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Subscription:
    """A list that anybody may join: an announcement list's ``address``, or a listmonk list.

    No ``components`` means all. ``audience`` are the names whose posts it gets beside those for
    everybody. ``form`` is the public uuid of a listmonk list, for the form on the subscribe page.
    Exactly one of ``address`` and ``listmonk`` is set.
    """

    language: str
    location: Location
    frequency: Frequency = Frequency.INSTANT
    components: tuple[str, ...] = ()
    audience: tuple[str, ...] = ()
    address: str | None = None
    listmonk: int | None = None
    form: str | None = None


@dataclass(frozen=True, slots=True)
class SmtpServer:
    """Where messages are handed over. The password is never in a file of the site."""

    host: str
    port: int | None = None
    security: Security = Security.STARTTLS
    username: str | None = None
    connections: int = 1


@dataclass(frozen=True, slots=True)
class ListmonkServer:
    """A listmonk installation: its address without a trailing slash, and the name of the API user.

    ``template`` is the id of a template that adds nothing but a footer; None is listmonk's default.
    """

    url: str
    username: str = "statusmark"
    template: int | None = None


@dataclass(frozen=True, slots=True)
class MailSettings:
    """``mail:`` of site.yaml. Paths are relative to the site's folder.

    ``sender`` is the From address. ``subscribers`` is the private address file. ``unsubscribe`` is an
    https endpoint that takes one-click POSTs. ``reminder`` None sends none. News older than
    ``max_age`` about posts that are over is recorded, not sent.
    """

    sender: str
    reply_to: str | None = None
    smtp: SmtpServer | None = None
    listmonk: ListmonkServer | None = None
    subscribers: str | None = None
    unsubscribe: str | None = None
    outbox: str = ".statusmark/outbox.jsonl"
    ledger: str = "ledger/mail.jsonl"
    reminder: timedelta | None = timedelta(hours=24)
    max_age: timedelta = timedelta(days=7)
    empty_digests: bool = False
    location: Location = Location("site.yaml")


@dataclass(frozen=True, slots=True)
class Mailing:
    """One line of the public ledger: an event that went out in one run.

    ``version`` digests what the event said. ``lists`` and ``addresses`` count who took it between
    ``first_at`` and ``last_at``. ``news`` is False for an event that a later one of the same message
    had already overtaken: such a message is no evidence for it.
    """

    event: str
    version: str
    first_at: datetime
    last_at: datetime
    lists: int
    addresses: int
    news: bool = True


@dataclass(frozen=True, slots=True)
class Mailings:
    """The public ledger. ``begun_at`` is the first run; what was published before needs no e-mail."""

    begun_at: datetime | None = None
    sent: tuple[Mailing, ...] = ()
