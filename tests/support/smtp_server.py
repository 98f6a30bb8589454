"""A real SMTP server on loopback with mailboxes, which refuses, delays and interrupts as it is told."""

# ruff: noqa: N802, ARG002 - aiosmtpd calls these by its own names

from __future__ import annotations

import email
import email.policy
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller


@dataclass
class MailServer:
    """``boxes`` holds what each address got. ``refuse`` and ``later`` answer RCPT with 550 and 451.

    ``on_step`` is called with the name of each step (mail, rcpt, data, taken).
    """

    port: int = 0
    boxes: dict[str, list[bytes]] = field(default_factory=dict)
    refuse: set[str] = field(default_factory=set)
    later: dict[str, int] = field(default_factory=dict)
    on_step: Callable[[str], str | None] = lambda _: None
    guard: threading.Lock = field(default_factory=threading.Lock)

    async def handle_MAIL(self, server, session, envelope, address, options):
        """The sender."""
        if answer := self.on_step("mail"):
            return answer
        envelope.mail_from = address
        return "250 ok"

    async def handle_RCPT(self, server, session, envelope, address, options):
        """A recipient."""
        if answer := self.on_step("rcpt"):
            return answer
        if address in self.refuse:
            return "550 5.1.1 no such user"
        if self.later.get(address, 0):
            self.later[address] -= 1
            return "451 4.7.1 greylisted, try again later"
        envelope.rcpt_tos.append(address)
        return "250 ok"

    async def handle_DATA(self, server, session, envelope):
        """A message; it is in the mailbox before the answer is given."""
        if answer := self.on_step("data"):
            return answer
        with self.guard:
            for address in envelope.rcpt_tos:
                self.boxes.setdefault(address, []).append(envelope.content)
        return self.on_step("taken") or "250 ok"

    def read(self, address: str) -> list[EmailMessage]:
        """A mailbox's messages, parsed; a message with a defect is a failure."""
        found = []
        for data in self.boxes.get(address, []):
            message: Any = email.message_from_bytes(data, policy=email.policy.default)
            assert not message.defects
            assert not any(part.defects for part in message.walk())
            found.append(message)
        return found

    def lines(self, address: str) -> list[str]:
        """The first line of each message: its state and title."""
        return [text_of(message).splitlines()[0] for message in self.read(address)]

    def ids(self, address: str) -> list[str]:
        """The Message-IDs, in order."""
        return [str(message["message-id"]) for message in self.read(address)]


def text_of(message: EmailMessage) -> str:
    """The text part."""
    part = message.get_body(("plain",))
    assert part is not None
    return str(part.get_content())


def html_of(message: EmailMessage) -> str:
    """The HTML part."""
    part = message.get_body(("html",))
    assert part is not None
    return str(part.get_content())


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running(mail_server: MailServer) -> Iterator[MailServer]:
    """The server, listening."""
    mail_server.port = free_port()
    controller = Controller(
        mail_server, hostname="127.0.0.1", port=mail_server.port, ready_timeout=20
    )
    controller.start()
    try:
        yield mail_server
    finally:
        controller.stop()
