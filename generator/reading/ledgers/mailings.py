"""The public ledger of mailings, ``ledger/mail.jsonl``: JSON lines that ``statusmark send`` writes.

It names no recipient. A line that cannot be read is a warning and proves nothing; the page is built
without it.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from generator.diagnostics import Diagnostic, Location, Severity
from generator.model.mail import Mailing, Mailings, MailSettings


def read_mailings(
    root: Path, settings: MailSettings | None
) -> tuple[Mailings, tuple[Diagnostic, ...]]:
    """What the ledger of the site in ``root`` says; empty where there is none."""
    if settings is None:
        return Mailings(), ()
    place = root / settings.ledger
    try:
        text = place.read_bytes().decode("utf-8", "replace")
    except OSError:
        return Mailings(), ()
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
        except (ValueError, KeyError, TypeError):
            found.append(
                Diagnostic(
                    "bad-mail-ledger",
                    "this line of the ledger of mailings cannot be read and proves nothing",
                    "restore the file from git; only 'statusmark send' writes it",
                    Location(settings.ledger, number),
                    Severity.WARNING,
                )
            )
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
