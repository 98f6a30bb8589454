"""Letters as bytes for the wire: one message a recipient (RFC 5322, 2045, 2047, 2369, 2919, 3834, 8058).

Headers and body are encoded once per letter; what differs from reader to reader is put in afterwards:
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
from generator.mail.letters import LEAVE, Letter
from generator.mail.recipients import Channel, Recipient
from generator.model.mail import MailSettings

CRLF = b"\r\n"


@dataclass(frozen=True, slots=True)
class Draft:
    """A letter encoded for many readers: ``pieces`` of the body, text where a way out is missing.

    ``head`` are the headers that all share; ``key`` and ``thread`` name the message.
    """

    head: bytes
    pieces: tuple[bytes | str, ...]
    key: str
    thread: str | None
    host: str
    settings: MailSettings


@dataclass(frozen=True, slots=True)
class Parcel:
    """A message on its way: its reader, its words, its encoded form and its date."""

    recipient: Recipient
    letter: Letter
    draft: Draft
    at: datetime


def draft_of(letter: Letter, group: Group, settings: MailSettings, host: str) -> Draft:
    """A letter with everything that does not depend on its reader."""
    boundary = "=_" + digest_of_words(letter.text, letter.html)
    pieces: list[bytes | str] = []
    for subtype, content in (("plain", letter.text), ("html", letter.html)):
        head = (
            f"--{boundary}\r\nContent-Type: text/{subtype}; charset=utf-8\r\n"
            "Content-Transfer-Encoding: quoted-printable\r\n\r\n"
        )
        pieces += [head.encode(), *_pieces(content), CRLF]
    pieces.append(f"--{boundary}--\r\n".encode())
    return Draft(
        head=_shared_head(letter, settings, boundary),
        pieces=tuple(_joined(pieces)),
        key=group.key,
        thread=group.thread,
        host=host,
        settings=settings,
    )


def message_for(draft: Draft, recipient: Recipient, at: datetime) -> bytes:
    """The message for one reader, dated ``at``. The same arguments give the same bytes."""
    head = [f"Date: {format_datetime(at)}", f"Message-ID: {message_id(draft, recipient)}"]
    if recipient.channel is not Channel.LISTMONK:
        head.append(f"To: {recipient.address}")
    if draft.thread:
        root = _name(draft, draft.thread, recipient)
        head += [f"In-Reply-To: {root}", f"References: {root}"]
    way_out = ""
    if recipient.channel is Channel.DIRECT:
        lines, way_out = _ways_out(draft, recipient)
        head += lines
    body = (
        piece if isinstance(piece, bytes) else _encoded(piece.replace(LEAVE, way_out))
        for piece in draft.pieces
    )
    return b"".join(("\r\n".join(head).encode("ascii"), CRLF, draft.head, CRLF, *body))


def message_id(draft: Draft, recipient: Recipient) -> str:
    """The message's name: from the event and the recipient alone, so that a repeat is recognised."""
    return _name(draft, draft.key, recipient)


def _name(draft: Draft, key: str, recipient: Recipient) -> str:
    words = f"{draft.host} {key} {recipient.id}".encode()
    domain = draft.settings.sender.rpartition("@")[2]
    return f"<{hashlib.blake2b(words, digest_size=14).hexdigest()}@{domain}>"


def _ways_out(draft: Draft, recipient: Recipient) -> tuple[list[str], str]:
    """Headers by which a reader leaves, and the address for the foot of the message."""
    settings = draft.settings
    answers = quote(settings.reply_to or settings.sender, safe="@")
    by_mail = f"mailto:{answers}?subject=leave%20{recipient.token}"
    list_id = f"List-Id: <status.{draft.host}>"
    if settings.unsubscribe is None:
        return [list_id, f"List-Unsubscribe: <{by_mail}>"], by_mail
    by_web = f"{settings.unsubscribe}?t={recipient.token}"
    lines = [
        list_id,
        f"List-Unsubscribe: <{by_web}>,\r\n <{by_mail}>",
        "List-Unsubscribe-Post: List-Unsubscribe=One-Click",
    ]
    return lines, by_web


# --------------------------------------------------------------------------------------- encoding


def _shared_head(letter: Letter, settings: MailSettings, boundary: str) -> bytes:
    answers = [f"Reply-To: {settings.reply_to}"] if settings.reply_to else []
    lines = [
        f"From: {_display(letter.site_name)} <{settings.sender}>",
        *answers,
        f"Subject: {_words('Subject', letter.subject)}",
        "Auto-Submitted: auto-generated",
        f"Content-Language: {letter.language}",
        "MIME-Version: 1.0",
        f'Content-Type: multipart/alternative; boundary="{boundary}"',
    ]
    return "\r\n".join(lines).encode("ascii") + CRLF


def _words(name: str, text: str) -> str:
    """A header's text: as it is, or whole in encoded words (RFC 2047), so that no space is lost."""
    if text.isascii():
        return text
    return Header(text, "utf-8", header_name=name, maxlinelen=75).encode(linesep="\r\n")


def _display(name: str) -> str:
    """A display name, quoted where it is plain (RFC 5322 3.2.4)."""
    if not name.isascii():
        return _words("From", name) + "\r\n"
    return '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _pieces(content: str) -> list[bytes | str]:
    """The content encoded, but for the lines with the way out, which stay text."""
    found: list[bytes | str] = []
    run: list[str] = []
    for line in content.split("\n"):
        if LEAVE in line:
            found += [_encoded("\n".join(run) + "\n") if run else b"", line + "\n"]
            run = []
        else:
            run.append(line)
    return [*found, _encoded("\n".join(run))]


def _encoded(text: str) -> bytes:
    """Quoted-printable with CRLF; a line that begins with From is safe from mailbox files."""
    encoded = quopri.encodestring(text.encode())
    encoded = re.sub(rb"(?m)^From ", b"=46rom ", encoded)
    encoded = re.sub(rb"(?m)^\.", b"=2E", encoded)
    return encoded.replace(b"\n", CRLF)


def _joined(pieces: list[bytes | str]) -> list[bytes | str]:
    """Neighbouring bytes as one piece."""
    found: list[bytes | str] = []
    for piece in pieces:
        if isinstance(piece, bytes) and found and isinstance(found[-1], bytes):
            found[-1] += piece
        else:
            found.append(piece)
    return found
