"""The public ledger of mailings: what went out when, and to how many. It names no recipient.

``send`` appends to it from the outbox; git keeps it, and the build reads it as evidence.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from generator.disk.growing_file import open_growing
from generator.mail.outbox import Outbox, OutboxError
from generator.notation import rfc3339
from generator.reading.guarded import DATA_LIMIT, read_guarded


def has_begun(path: Path) -> bool:
    """Whether anything was ever sent from this site, by what its ledger says."""
    try:
        return b'"begun"' in read_guarded(path, DATA_LIMIT)
    except OSError:
        return False


def publish_ledger(outbox: Outbox, path: Path, root: Path) -> None:
    """Append what the ledger does not know yet; no link in the site's folder ``root`` is followed.

    Killed in between, the next run may write a line again: readers take the first. Raises OutboxError.
    """
    state = outbox.state
    rows: list[dict[str, Any]] = []
    if state.begun_at and not has_begun(path):
        rows.append({"begun": rfc3339(state.begun_at)})
    for (event, news), tally in state.tallies.items():
        seen = state.events.get(event)
        row: dict[str, Any] = {
            "event": event,
            "version": seen.version if seen else "",
            "first": rfc3339(tally.first_at),
            "last": rfc3339(tally.last_at),
            "lists": tally.lists,
            "addresses": tally.addresses,
        }
        rows.append(row if news else {**row, "news": False})
    if not rows:
        return
    try:
        with os.fdopen(open_growing(path, root, 0o666), "a+b") as file:
            size = file.seek(0, os.SEEK_END)
            torn = size > 0 and os.pread(file.fileno(), 1, size - 1) != b"\n"
            text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
            file.write((("\n" if torn else "") + text).encode())
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise OutboxError(f"the ledger {path} cannot be written: {error.strerror}") from error
    if state.tallies:
        outbox.append({"r": "published"})
