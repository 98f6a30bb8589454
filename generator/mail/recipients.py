"""Who gets messages: lists and single people, one kind of value for all."""

from __future__ import annotations

import hmac
from base64 import urlsafe_b64encode
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from sys import intern
from urllib.parse import quote

from generator.model.mail import Frequency, Subscription


class MailChannel(Enum):
    """How a recipient is reached: a person's or a list's address by SMTP, or listmonk's API."""

    DIRECT = "direct"
    LIST = "list"
    LISTMONK = "listmonk"


@dataclass(frozen=True, slots=True)
class Recipient:
    """A person or a list. ``id`` is all that ledgers know of it; ``token`` lets a person leave.

    No ``components`` means all. ``audience`` are the names whose posts it gets beside those for
    everybody. ``address`` is a listmonk list's number for that channel.
    """

    id: str
    address: str
    language: str
    frequency: Frequency
    components: tuple[str, ...]
    channel: MailChannel
    token: str = ""
    audience: tuple[str, ...] = ()

    @property
    def list_leave_address(self) -> str:
        """Where a reader of an announcement list writes to leave it, as list servers have it; empty for others."""
        local, _, domain = self.address.partition("@")
        return f"{local}-leave@{domain}" if self.channel is MailChannel.LIST else ""

    @property
    def wishes(self) -> str:
        """Frequency, components and (with an @) audience, as the outbox keeps them."""
        names = (f"@{quote(name, safe='')}" for name in sorted(self.audience))
        return " ".join((self.frequency.value, *sorted(self.components), *names))


def recipient_id(address: str, secret: str) -> str:
    """An address's name in ledgers: keyed, so that nobody without the secret can test a guess."""
    digest = hmac.digest(secret.encode(), address.lower().encode(), "sha256")
    return intern(digest.hex()[:20])


def leave_token(address: str, secret: str) -> str:
    """What proves that somebody who wants to leave got a message: signed, and says nothing else."""
    digest = hmac.digest(secret.encode(), b"leave\0" + address.lower().encode(), "sha256")
    return urlsafe_b64encode(digest[:16]).decode().rstrip("=")


def list_recipients(subscriptions: Iterable[Subscription]) -> tuple[Recipient, ...]:
    """The lists of site.yaml. Their names are public, so their ids need no secret."""
    return tuple(
        Recipient(
            recipient_id(f"{one.address or f'listmonk:{one.listmonk}'} {one.language}", ""),
            one.address or str(one.listmonk),
            one.language,
            one.frequency,
            one.components,
            MailChannel.LIST if one.address else MailChannel.LISTMONK,
            audience=one.audience,
        )
        for one in subscriptions
    )
