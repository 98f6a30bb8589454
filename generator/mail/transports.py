"""How a message leaves: an SMTP connection, or listmonk's HTTP API. One small interface for both.

A link is opened when it is first needed, takes one message at a time and says what became of it.
"""

from __future__ import annotations

import smtplib
import socket
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Protocol

from generator.mail.messages import Parcel, message_for
from generator.model.mail import Security, SmtpServer

TIMEOUT = 60.0
PORTS = {Security.STARTTLS: 587, Security.TLS: 465, Security.NONE: 25}


class Fate(Enum):
    """What became of a message: taken, refused for good, or not taken yet."""

    SENT = "sent"
    REFUSED = "refused"
    DEFERRED = "deferred"


@dataclass(frozen=True, slots=True)
class Outcome:
    """A message's fate and the server's words."""

    fate: Fate
    why: str = ""


class LostError(Exception):
    """The connection broke; what it was doing may be tried again."""


class ServerError(Exception):
    """The server will not work with us at all: sign-in, certificate, sender. The text says what to do."""


class Link(Protocol):
    """A connection. ``intent`` is called right before the server is given the message."""

    def deliver(self, parcel: Parcel, intent: Callable[[], None]) -> Outcome:
        """Hand over one message. Raises LostError or ServerError."""

    def close(self) -> None:
        """End the connection; never fails."""


# --------------------------------------------------------------------------------------- SMTP


class SmtpLink:
    """A connection to a mail server (RFC 5321), with TLS and a checked certificate unless forbidden."""

    def __init__(self, server: SmtpServer, sender: str, password: str | None) -> None:
        self.sender = sender
        self.smtp = _connected(server, password)

    def deliver(self, parcel: Parcel, intent: Callable[[], None]) -> Outcome:
        """Hand over one message to one address."""
        message = message_for(parcel.draft, parcel.recipient, parcel.at)
        try:
            return self._deliver(parcel.recipient.address, message, intent)
        except smtplib.SMTPDataError as error:
            return self._answer(error.smtp_code, error.smtp_error)
        except (smtplib.SMTPServerDisconnected, OSError) as error:
            raise LostError(str(error)) from error

    def _deliver(self, address: str, message: bytes, intent: Callable[[], None]) -> Outcome:
        code, words = self.smtp.mail(self.sender)
        if code != 250:
            outcome = self._answer(code, words)
            if outcome.fate is Fate.REFUSED:
                raise ServerError(f"the mail server refuses the sender: {outcome.why}")
            return outcome
        code, words = self.smtp.rcpt(address)
        if code not in {250, 251}:
            return self._answer(code, words)
        intent()
        code, words = self.smtp.data(message)
        if code != 250:
            return self._answer(code, words)
        return Outcome(Fate.SENT)

    def _answer(self, code: int, words: bytes | str) -> Outcome:
        text = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
        why = " ".join(f"{code} {text}".split())[:300]
        if code == 421:
            raise LostError(why)
        try:
            self.smtp.rset()
        except (smtplib.SMTPException, OSError):
            self.close()
        return Outcome(Fate.REFUSED if code >= 500 else Fate.DEFERRED, why)

    def close(self) -> None:
        """Say goodbye, if anybody listens."""
        try:
            self.smtp.quit()
        except (smtplib.SMTPException, OSError):
            self.smtp.close()


def _connected(server: SmtpServer, password: str | None) -> smtplib.SMTP:
    port = server.port or PORTS[server.security]
    context = ssl.create_default_context()
    try:
        if server.security is Security.TLS:
            smtp: smtplib.SMTP = smtplib.SMTP_SSL(
                server.host, port, timeout=TIMEOUT, context=context
            )
        else:
            smtp = smtplib.SMTP(server.host, port, timeout=TIMEOUT)
    except ssl.SSLError as error:
        raise ServerError(_certificate(server, error)) from error
    except socket.gaierror as error:
        if error.errno == socket.EAI_AGAIN:
            raise LostError(f"{server.host} cannot be looked up now: {error.strerror}") from error
        raise ServerError(
            f"there is no host {server.host} ({error.strerror}): see mail.smtp.host in site.yaml"
        ) from error
    except (smtplib.SMTPException, OSError) as error:
        raise LostError(f"{server.host}:{port} does not answer: {_said(error)}") from error
    try:
        if server.security is Security.STARTTLS:
            smtp.starttls(context=context)
        smtp.ehlo_or_helo_if_needed()
        if server.username and not smtp.has_extn("auth"):
            smtp.close()
            raise ServerError(
                f"{server.host}:{port} lets nobody sign in over this connection: take "
                "mail.smtp.username out, or choose another port or security in site.yaml"
            )
        if server.username:
            smtp.login(server.username, password or "")
    except ssl.SSLError as error:
        smtp.close()
        raise ServerError(_certificate(server, error)) from error
    except smtplib.SMTPAuthenticationError as error:
        smtp.close()
        raise ServerError(
            f"the mail server does not let '{server.username}' in: check the user name and "
            "STATUSMARK_SMTP_PASSWORD"
        ) from error
    except smtplib.SMTPNotSupportedError as error:
        smtp.close()
        raise ServerError(
            f"{server.host}:{port} offers no {server.security.value} ({_said(error)}): see mail.smtp.port "
            "and mail.smtp.security in site.yaml"
        ) from error
    except (smtplib.SMTPException, OSError) as error:
        smtp.close()
        raise LostError(_said(error)) from error
    return smtp


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
