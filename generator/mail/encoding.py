"""Messages as bytes for the wire: one for each recipient (RFC 5322, 2045, 2047, 2369, 2919, 3834, 8058).

Headers and body are encoded once per text; what differs from reader to reader is put in afterwards:
To, Message-ID, the thread and the way out. Nothing that a file says can end a header line.
"""

from __future__ import annotations

import hashlib
import quopri
import re
from dataclasses import dataclass
from datetime import datetime
from email.header import Header
from email.utils import format_datetime
from urllib.parse import quote

from generator.mail.groups import Group, digest_of_words
from generator.mail.message_text import LEAVE, MessageText
from generator.mail.recipients import MailChannel, Recipient
from generator.model.mail import MailSettings

CRLF = b"\r\n"
LONGEST_PLAIN = 120
"""Characters of a header that stay in one line; the line itself may have 998 (RFC 5322 2.1.1)."""


@dataclass(frozen=True, slots=True)
class EncodedMessage:
    """A message encoded for many readers: ``pieces`` of the body, text where a way out is missing.

    ``head`` are the headers that all share.
    """

    text: MessageText
    group: Group
    head: bytes
    pieces: tuple[bytes | str, ...]
    identity: str
    settings: MailSettings


@dataclass(frozen=True, slots=True)
class OutgoingMessage:
    """A message to one recipient, dated ``at``."""

    encoded: EncodedMessage
    recipient: Recipient
    at: datetime

    @property
    def id(self) -> str:
        """The Message-ID: from the event and the recipient alone, so that a repeat is recognised."""
        return self._id(self.encoded.group.key)

    def to_bytes(self) -> bytes:
        """The message with its headers. The same message gives the same bytes."""
        recipient, encoded = self.recipient, self.encoded
        head = [f"Date: {format_datetime(self.at)}", f"Message-ID: {self.id}"]
        if recipient.channel is not MailChannel.LISTMONK:
            head.append(f"To: {recipient.address}")
        if thread := encoded.group.thread:
            root = self._id(thread)
            head += [f"In-Reply-To: {root}", f"References: {root}"]
        way_out = ""
        if recipient.channel is MailChannel.DIRECT:
            lines, way_out = self._ways_out()
            head += lines
        body = (
            piece if isinstance(piece, bytes) else _encoded(piece.replace(LEAVE, way_out))
            for piece in encoded.pieces
        )
        return b"".join(("\r\n".join(head).encode("ascii"), CRLF, encoded.head, CRLF, *body))

    def _id(self, key: str) -> str:
        words = f"{self.encoded.identity} {key} {self.recipient.id}".encode()
        domain = self.encoded.settings.sender.rpartition("@")[2]
        return f"<{hashlib.blake2b(words, digest_size=14).hexdigest()}@{domain}>"

    def _ways_out(self) -> tuple[list[str], str]:
        """Headers by which a reader leaves, and the address for the foot of the message."""
        settings, token = self.encoded.settings, self.recipient.token
        answers = quote(settings.reply_to or settings.sender, safe="@")
        by_mail = f"mailto:{answers}?subject=leave%20{token}"
        list_id = f"List-Id: <status.{self.encoded.identity.partition('/')[0]}>"
        if settings.unsubscribe is None:
            return [list_id, f"List-Unsubscribe: <{by_mail}>"], by_mail
        by_web = f"{settings.unsubscribe}?t={token}"
        lines = [
            list_id,
            f"List-Unsubscribe: <{by_web}>,\r\n <{by_mail}>",
            "List-Unsubscribe-Post: List-Unsubscribe=One-Click",
        ]
        return lines, by_web


def encode(
    text: MessageText, group: Group, settings: MailSettings, identity: str
) -> EncodedMessage:
    """A message with everything that does not depend on its reader."""
    boundary = "=_" + digest_of_words(text.text.replace(LEAVE, ""), text.html.replace(LEAVE, ""))
    pieces: list[bytes | str] = []
    for subtype, content in (("plain", text.text), ("html", text.html)):
        head = (
            f"--{boundary}\r\nContent-Type: text/{subtype}; charset=utf-8\r\n"
            "Content-Transfer-Encoding: quoted-printable\r\n\r\n"
        )
        ways_out = re.split(rf"(.*{re.escape(LEAVE)}.*\n)", content)
        pieces.append(head.encode())
        pieces += [line if LEAVE in line else _encoded(line) for line in ways_out]
        pieces.append(CRLF)
    pieces.append(f"--{boundary}--\r\n".encode())
    return EncodedMessage(
        text, group, _shared_head(text, settings, boundary), tuple(pieces), identity, settings
    )


def _shared_head(text: MessageText, settings: MailSettings, boundary: str) -> bytes:
    answers = [f"Reply-To: {settings.reply_to}"] if settings.reply_to else []
    lines = [
        f"From: {_display(text.site_name)} <{settings.sender}>",
        *answers,
        f"Subject: {_header('Subject', text.subject)}",
        "Auto-Submitted: auto-generated",
        f"Content-Language: {text.language}",
        "MIME-Version: 1.0",
        f'Content-Type: multipart/alternative; boundary="{boundary}"',
    ]
    return "\r\n".join(lines).encode("ascii") + CRLF


def _header(name: str, text: str) -> str:
    """A header's text: as it is, or whole in encoded words (RFC 2047), so that no space is lost.

    What would not fit into its line, or could be taken for an encoded word, is encoded, too.
    """
    if text.isascii() and "=?" not in text and len(text) <= LONGEST_PLAIN:
        return text
    return Header(text, "utf-8", header_name=name, maxlinelen=75).encode(linesep="\r\n")


def _display(name: str) -> str:
    """A display name, quoted where it is plain (RFC 5322 3.2.4)."""
    shown = _header("From", name)
    if shown != name:
        return shown + "\r\n"
    return '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _encoded(text: str) -> bytes:
    """Quoted-printable with CRLF; a line that begins with From is safe from mailbox files."""
    encoded = quopri.encodestring(text.encode())
    encoded = re.sub(rb"(?m)^From ", b"=46rom ", encoded)
    encoded = re.sub(rb"(?m)^\.", b"=2E", encoded)
    return encoded.replace(b"\n", CRLF)
