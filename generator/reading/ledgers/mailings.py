"""The public ledger of mailings, ``ledger/mail.jsonl``: JSON lines that ``statusmark send`` writes.

It names no recipient. A line that cannot be read is a warning and proves nothing; the page is built
without it. What it says is joined to the notices' versions here, whoever reads the site.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from generator.diagnostics import Diagnostic, Location, Severity
from generator.model.content import Content, Version
from generator.model.mail import Mailing, Mailings, MailSettings
from generator.model.version_keys import announcement_keys, announcement_version
from generator.reading.guarded import DATA_LIMIT, read_guarded


def read_mailings(
    root: Path, settings: MailSettings | None
) -> tuple[Mailings, tuple[Diagnostic, ...]]:
    """What the ledger of the site in ``root`` says; empty where there is none."""
    if settings is None:
        return Mailings(), ()
    try:
        data = read_guarded(root / settings.ledger, DATA_LIMIT, inside=root)
    except FileNotFoundError:
        return Mailings(), ()
    except OSError as error:
        unread = Diagnostic(
            "bad-mail-ledger",
            f"the ledger of mailings cannot be read and proves nothing: {error.strerror}",
            "restore the file from git; only 'statusmark send' writes it",
            Location(settings.ledger),
            Severity.WARNING,
        )
        return Mailings(), (unread,)
    text = data.decode("utf-8", "replace")
    begun_at: datetime | None = None
    sent: list[Mailing] = []
    found: list[Diagnostic] = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        try:
            said = json.loads(line)
            if "begun" in said:
                begun_at = begun_at or _instant(said["begun"])
            else:
                sent.append(_mailing(said))
        except (ValueError, LookupError, TypeError, ArithmeticError, RecursionError):
            unread = Diagnostic(
                "bad-mail-ledger",
                "this line of the ledger of mailings cannot be read and proves nothing",
                "restore the file from git; only 'statusmark send' writes it",
                Location(settings.ledger, number),
                Severity.WARNING,
            )
            found.append(unread)
    return Mailings(begun_at, tuple(sent)), tuple(found)


def _mailing(said: dict[str, Any]) -> Mailing:
    return Mailing(
        event=str(said["event"]),
        version=str(said["version"]),
        first_at=_instant(said["first"]),
        last_at=_instant(said["last"]),
        lists=int(said["lists"]),
        addresses=int(said["addresses"]),
        news=bool(said.get("news", True)),
    )


def _instant(text: object) -> datetime:
    found = datetime.fromisoformat(str(text))
    if found.tzinfo is None:
        raise ValueError("no zone")
    return found.astimezone(UTC)


def join_mailings(root: Path, content: Content) -> tuple[Content, tuple[Diagnostic, ...]]:
    """The content whose notices know when each version of them was e-mailed, and to how many.

    The first run that reached anybody is the evidence; messages that were repeated later are not.
    What was published before the first run was told by other means: then publication counts.
    """
    mailings, found = read_mailings(root, content.site.mail)
    begun_at = mailings.begun_at
    first: dict[tuple[str, str], Mailing] = {}
    for mailing in mailings.sent:
        if mailing.news and mailing.addresses + mailing.lists:
            first.setdefault((mailing.event, mailing.version), mailing)
    if not first and not begun_at:
        return replace(content, mailings=mailings), found
    posts = []
    for post in content.maintenance:
        keys = announcement_keys(post)
        versions = tuple(_mailed(key, version, first, begun_at) for key, version in keys)
        proven = post.proven
        if proven is not None:
            again = announcement_keys(replace(post, versions=proven))
            proven = tuple(_mailed(key, version, first, begun_at) for key, version in again)
        posts.append(replace(post, versions=versions, proven=proven))
    return replace(content, maintenance=tuple(posts), mailings=mailings), found


def _mailed(
    key: str,
    version: Version,
    first: Mapping[tuple[str, str], Mailing],
    begun_at: datetime | None,
) -> Version:
    if version.announcement is None:
        return version
    mailing = first.get((key, announcement_version(version.announcement)))
    if mailing is None:
        if begun_at and version.published_at < begun_at:
            return replace(version, mailed_at=version.published_at)
        return version
    return replace(
        version, mailed_at=mailing.last_at, addresses=mailing.addresses, lists=mailing.lists
    )
