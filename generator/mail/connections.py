"""How a message leaves: an SMTP connection, or listmonk's HTTP API. One small interface for both.

A connection is opened when it is first needed, takes one message at a time and says what became of it.
"""

from __future__ import annotations

import smtplib
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import Enum
from typing import Protocol

from generator.mail.encoding import OutgoingMessage
from generator.mail.masking import without_addresses
from generator.model.mail import Security, SmtpServer

TIMEOUT = 60.0
"""Seconds that a server may take for an answer."""

AFTER_THE_DOT = 600.0
"""Seconds that it may take to answer a whole message, which it may deliver meanwhile (RFC 5321 4.5.3.2.6)."""

PORTS = {Security.STARTTLS: 587, Security.TLS: 465, Security.NONE: 25}


class Result(Enum):
    """What became of a message: taken, refused for good, not taken yet, or given over without an answer."""

    SENT = "sent"
    REFUSED = "refused"
    DEFERRED = "deferred"
    UNANSWERED = "unanswered"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a message, and the server's words."""

    result: Result
    why: str = ""


class LostError(Exception):
    """The connection broke; what it was doing may be tried again."""


class ServerError(Exception):
    """The server will not work with us at all: sign-in, certificate, sender. The text says what to do."""


class Connection(Protocol):
    """A connection. ``begin`` is called right before the server is given the message."""

    def deliver(self, message: OutgoingMessage, begin: Callable[[], None]) -> Outcome:
        """Hand over one message. Raises LostError or ServerError."""

    def close(self) -> None:
        """End the connection; never fails."""


class SmtpConnection:
    """A connection to a mail server (RFC 5321), with TLS and a checked certificate unless forbidden."""

    def __init__(self, server: SmtpServer, sender: str, password: str | None) -> None:
        self.sender, self.recipient = sender, ""
        self.smtp = _connected(server, password)

    def deliver(self, message: OutgoingMessage, begin: Callable[[], None]) -> Outcome:
        """Hand over one message to one address."""
        self.recipient = message.recipient.address
        try:
            return self._deliver(message.to_bytes(), begin)
        except (smtplib.SMTPServerDisconnected, OSError) as error:
            raise LostError(without_addresses(str(error), self.recipient)) from error

    def _deliver(self, message: bytes, begin: Callable[[], None]) -> Outcome:
        code, words = self.smtp.mail(self.sender)
        if code != 250:
            outcome = self._answer(code, words)
            if outcome.result is Result.REFUSED:
                raise ServerError(f"the mail server refuses the sender: {outcome.why}")
            return outcome
        code, words = self.smtp.rcpt(self.recipient)
        if code not in {250, 251}:
            return self._answer(code, words)
        begin()
        return self._data(message)

    def _data(self, message: bytes) -> Outcome:
        """Give the message. Without an answer to all of it nobody knows whether the server has taken it."""
        code, words = self.smtp.docmd("data")
        if code != 354:
            return self._answer(code, words)
        self.smtp.send(message.replace(b"\r\n.", b"\r\n..") + b".\r\n")
        sock = self.smtp.sock
        try:
            if sock is not None:
                sock.settimeout(AFTER_THE_DOT)
            code, words = self.smtp.getreply()
            if sock is not None:
                sock.settimeout(TIMEOUT)
        except (smtplib.SMTPServerDisconnected, OSError) as error:
            why = f"the connection broke after the whole message: {_said(error)}"
            return Outcome(Result.UNANSWERED, without_addresses(why, self.recipient))
        return Outcome(Result.SENT) if code == 250 else self._answer(code, words)

    def _answer(self, code: int, words: bytes | str) -> Outcome:
        text = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
        why = without_addresses(" ".join(f"{code} {text}".split())[:300], self.recipient)
        if code == 421:
            raise LostError(why)
        try:
            self.smtp.rset()
        except (smtplib.SMTPException, OSError):
            self.close()
        return Outcome(Result.REFUSED if code >= 500 else Result.DEFERRED, why)

    def close(self) -> None:
        """Say goodbye, if anybody listens."""
        try:
            self.smtp.quit()
        except (smtplib.SMTPException, OSError):
            self.smtp.close()


def _connected(server: SmtpServer, password: str | None) -> smtplib.SMTP:
    port = server.port or PORTS[server.security]
    place = f"{server.host}:{port}"
    context = ssl.create_default_context()
    with _explained(server, f"{place} does not answer: "):
        smtp: smtplib.SMTP = (
            smtplib.SMTP_SSL(server.host, port, timeout=TIMEOUT, context=context)
            if server.security is Security.TLS
            else smtplib.SMTP(server.host, port, timeout=TIMEOUT)
        )
    try:
        with _explained(server):
            if server.security is Security.STARTTLS:
                smtp.starttls(context=context)
            smtp.ehlo_or_helo_if_needed()
            if server.username:
                _sign_in(smtp, place, server.username, password or "")
    except (LostError, ServerError):
        smtp.close()
        raise
    return smtp


def _sign_in(smtp: smtplib.SMTP, place: str, username: str, password: str) -> None:
    if not smtp.has_extn("auth"):
        raise ServerError(
            f"{place} lets nobody sign in over this connection: take mail.smtp.username out, or choose "
            "another port or security in site.yaml"
        )
    smtp.login(username, password)


@contextmanager
def _explained(server: SmtpServer, lost: str = "") -> Iterator[None]:
    """What smtplib raises as ServerError with a remedy, or as LostError, whose text begins with ``lost``."""
    try:
        yield
    except ssl.SSLError as error:
        raise ServerError(_certificate(server, error)) from error
    except socket.gaierror as error:
        if error.errno == socket.EAI_AGAIN:
            raise LostError(f"{server.host} cannot be looked up now: {error.strerror}") from error
        raise ServerError(
            f"there is no host {server.host} ({error.strerror}): see mail.smtp.host in site.yaml"
        ) from error
    except smtplib.SMTPAuthenticationError as error:
        raise ServerError(
            f"the mail server does not let '{server.username}' in: check the user name and "
            "STATUSMARK_SMTP_PASSWORD"
        ) from error
    except smtplib.SMTPNotSupportedError as error:
        port = server.port or PORTS[server.security]
        raise ServerError(
            f"{server.host}:{port} offers no {server.security.value} ({_said(error)}): see mail.smtp.port "
            "and mail.smtp.security in site.yaml"
        ) from error
    except (smtplib.SMTPException, OSError) as error:
        raise LostError(f"{lost}{_said(error)}") from error


def _said(error: Exception) -> str:
    """An error's words without numbers for programs."""
    return ((isinstance(error, OSError) and error.strerror) or str(error)).rstrip(".")


def _certificate(server: SmtpServer, error: ssl.SSLError) -> str:
    if error.reason == "WRONG_VERSION_NUMBER":
        return (
            f"{server.host} does not speak TLS on this port from the start: write security: starttls, "
            "or another port, in site.yaml"
        )
    return (
        f"the connection to {server.host} is not safe: {error.reason or error}. "
        "The certificate must be valid for that name; a private authority's goes into SSL_CERT_FILE"
    )
