"""The lasting names in the outbox, the public ledger and the messages, as lines of text to compare."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from support.smtp_server import MailServer, text_of


class SentMail:
    """Reads what each sending adds to the outbox, the ledger and the mailboxes."""

    def __init__(self, root: Path, mail_server: MailServer) -> None:
        self.outbox = root / ".statusmark/outbox.jsonl"
        self.ledger = root / "ledger/mail.jsonl"
        self.mail_server = mail_server
        self.read = {self.outbox: 0, self.ledger: 0}

    def news(self, now: str) -> Iterator[str]:
        """What was added since the last call, by a sending at ``now``.

        The ledger is dated by the machine's clock; it is given the story's time, as evidence for it.
        """
        yield from self._outbox_lines()
        old, rows = self.read[self.ledger], _rows(self.ledger)
        for row in rows[old:]:
            row |= {key: now for key in ("first", "last") if key in row}
            yield "  ".join(("ledger", *(f"{k}={v}" for k, v in row.items() if v != now)))
        self.ledger.write_text("".join(f"{json.dumps(row)}\n" for row in rows), "utf-8")
        self.read[self.ledger] = len(rows)
        for address in sorted(self.mail_server.boxes):
            yield from self._messages(address)

    def _outbox_lines(self) -> Iterator[str]:
        """The records without their times; of a message's fate only its recipients."""
        reached: dict[str, list[str]] = {}
        rows = _rows(self.outbox)
        for row in rows[self.read[self.outbox] :]:
            match row.pop("r"):
                case "begun":
                    yield f"begun  {row['at']}"
                case "event" | "join" | "leave" as kind:
                    yield "  ".join((kind, *(f"{key}={row[key]}" for key in row)))
                case "group":
                    stale = ("stale:", *row["stale"]) if "stale" in row else ()
                    yield "  ".join(("group", row["g"], row["key"], *row["events"], *stale))
                case "sent":
                    reached.setdefault(row["g"], []).append(row["to"][:6])
                case "try" | "published":
                    pass
                case kind:
                    yield f"{kind}  {row['g']}  {row['to'][:6]}"
        self.read[self.outbox] = len(rows)
        for group, recipients in reached.items():
            yield f"sent  {group}  to {' '.join(sorted(recipients))}"

    def _messages(self, address: str) -> Iterator[str]:
        """What is in a mailbox, which is empty then."""
        for message in self.mail_server.read(address):
            first = text_of(message).splitlines()[0]
            name, thread = message["message-id"], message["in-reply-to"] or "-"
            yield f"{address}  {name}  {thread}  {message['subject']}  {first}"
        self.mail_server.boxes[address].clear()


def _rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]
