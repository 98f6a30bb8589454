"""The outbox: an append-only file of JSON lines that says what was sent to whom.

It is what makes sending idempotent. Every message has two lines: an intent before the server is given
it and the outcome after. A run that is killed between the two leaves the only case that SMTP itself
leaves open; the next run sends that message again, with the same Message-ID. Recipients appear by
their keyed digest alone.

Lines reach the system at once (a killed process loses none) and the disk at least every
SYNC_SECONDS (a machine that loses power may repeat what it sent since). The file is locked while
it is used, so two runs never send at once.

Records, by ``r``: ``begun`` the first run; ``event`` a piece of news was first seen, with its
version; ``join``, ``leave`` a recipient and its wishes; ``group`` the events of a message; ``try``,
``sent``, ``refused``, ``deferred`` what became of a message. Their order in the file is what counts, not their
times. ``published`` says that the public ledger knows everything above it.

What is kept of a recipient in memory is two entries in dictionaries: recipients with the same history
share the values.
"""

from __future__ import annotations

import fcntl
import json
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from sys import intern
from typing import Any

from generator.disk.growing_file import open_growing

SYNC_SECONDS = 1.0
UNREADABLE = (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError)
"""What reading a line raises that none of ours is."""

OWN_FOLDER = ".statusmark"
"""The folder of the default: git is told to leave it alone, whatever the site's own .gitignore says."""

BEGINNING = b'{"r":"begun",'
FOREIGN = (
    "mail.outbox in site.yaml names a file that is no outbox: it is left alone; name a new file"
)
LINE = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


@dataclass(frozen=True, slots=True)
class Seen:
    """An event's place in the outbox: the how many-th was seen. ``same_as`` is an earlier name of it.

    ``old`` news is about what was long over when it was first seen; it is not sent.
    """

    index: int
    version: str
    same_as: str | None = None
    old: bool = False


@dataclass(frozen=True, slots=True)
class Join:
    """How many events had been seen when a recipient came or changed its wishes; whether it is a list."""

    index: int
    wishes: str
    is_list: bool = False


@dataclass(frozen=True, slots=True)
class RecordedGroup:
    """A group as recorded: its key, its events, the components of a digest, and overtaken events."""

    key: str
    events: tuple[str, ...]
    components: tuple[str, ...] = ()
    stale: tuple[str, ...] = ()


@dataclass(slots=True)
class Tally:
    """What the public ledger does not know yet of an event: when it went out, and to how many."""

    first_at: datetime
    last_at: datetime
    news: bool
    lists: int = 0
    addresses: int = 0


@dataclass(frozen=True, slots=True)
class Deferred:
    """A message that the server would not take yet: how often, and not to be tried before."""

    attempts: int
    next_at: datetime


@dataclass(slots=True)
class State:
    """What the lines add up to. ``joins`` are a recipient's since it last left, oldest first.

    ``notified`` are the groups that a recipient is done with; ``open`` those begun and not finished.
    """

    begun_at: datetime | None = None
    events: dict[str, Seen] = field(default_factory=dict)
    joins: dict[str, tuple[Join, ...]] = field(default_factory=dict)
    groups: dict[str, RecordedGroup] = field(default_factory=dict)
    notified: dict[str, frozenset[str]] = field(default_factory=dict)
    open: dict[str, dict[str, None]] = field(default_factory=dict)
    refused: dict[str, dict[str, str]] = field(default_factory=dict)
    deferred: dict[str, dict[str, Deferred]] = field(default_factory=dict)
    tallies: dict[tuple[str, bool], Tally] = field(default_factory=dict)


class OutboxError(Exception):
    """The outbox cannot be used; the text says why and what to do."""


class Outbox:
    """An open, locked outbox. Use :func:`open_outbox`."""

    def __init__(self, descriptor: int, monotonic: Callable[[], float]) -> None:
        self.descriptor = descriptor
        self.monotonic = monotonic
        self.state = State()
        self._joins: dict[tuple[Join, ...], tuple[Join, ...]] = {}
        self._notified: dict[tuple[frozenset[str], str], frozenset[str]] = {}
        self._guard = threading.Lock()
        self._synced = monotonic()

    def append(self, record: dict[str, Any]) -> None:
        """Write one line and take it into account. Safe to call from several threads.

        Raises OutboxError where the disk takes no more; then no part of the line stays.
        """
        line = LINE.encode(record).encode() + b"\n"
        with self._guard:
            end = os.lseek(self.descriptor, 0, os.SEEK_END)
            try:
                while line:
                    line = line[os.write(self.descriptor, line) :]
            except OSError as error:
                os.ftruncate(self.descriptor, end)
                raise _unwritten(error) from error
            self.take(record)
            if self.monotonic() - self._synced >= SYNC_SECONDS:
                self.sync()

    def sync(self) -> None:
        """See that all lines are on the disk. Raises OutboxError."""
        try:
            os.fsync(self.descriptor)
        except OSError as error:
            raise _unwritten(error) from error
        self._synced = self.monotonic()

    def load(self) -> None:
        """Read the lines there are; an unfinished last one, of a killed run, is cut off.

        A file without a record of ours is none of ours, and stays as it is.
        """
        with os.fdopen(os.dup(self.descriptor), "rb") as stream:
            stream.seek(0)
            whole = 0
            for number, line in enumerate(stream, 1):
                if not line.endswith(b"\n"):
                    if not whole and not line.startswith(BEGINNING[: len(line)]):
                        raise OutboxError(FOREIGN)
                    break
                try:
                    self.take(json.loads(line))
                except UNREADABLE as error:
                    unreadable = (
                        f"line {number} of the outbox cannot be read; restore the file from a copy"
                    )
                    raise OutboxError(unreadable if whole else FOREIGN) from error
                whole += len(line)
        os.ftruncate(self.descriptor, whole)
        os.lseek(self.descriptor, 0, os.SEEK_END)

    def take(self, record: dict[str, Any]) -> None:
        """Take a record into account without writing it."""
        state = self.state
        match record["r"]:
            case "begun":
                state.begun_at = state.begun_at or instant(record["at"])
            case "event":
                old = record.get("old", False)
                seen = Seen(len(state.events) + 1, record["v"], record.get("same"), old)
                state.events.setdefault(record["key"], seen)
            case "join":
                join = Join(len(state.events), record["wishes"], record.get("list", False))
                joins = (*state.joins.get(record["to"], ()), join)
                state.joins[intern(record["to"])] = self._joins.setdefault(joins, joins)
            case "leave":
                state.joins.pop(record["to"], None)
            case "group":
                state.groups[record["g"]] = RecordedGroup(
                    record["key"],
                    tuple(record["events"]),
                    tuple(record.get("components", ())),
                    tuple(record.get("stale", ())),
                )
            case "published":
                state.tallies.clear()
            case outcome:
                self._outcome(outcome, record["g"], intern(record["to"]), record)

    def _outcome(self, outcome: str, group: str, to: str, record: dict[str, Any]) -> None:
        state = self.state
        match outcome:
            case "try":
                state.open.setdefault(to, {})[group] = None
                return
            case "sent":
                self._finish(to, group)
                self._count(state.groups[group], instant(record["at"]), record.get("list", False))
            case "refused":
                state.refused.setdefault(to, {})[group] = record["why"]
            case "deferred":
                later = Deferred(record["n"], instant(record["next"]))
                state.deferred.setdefault(to, {})[group] = later
                _forget(state.open, to, group)
                return
            case _:
                raise ValueError(outcome)
        _forget(state.open, to, group)
        _forget(state.deferred, to, group)

    def _finish(self, to: str, group: str) -> None:
        """A group more that a recipient got; recipients who got the same share one set."""
        before = self.state.notified.get(to, frozenset())
        if (before, group) not in self._notified:
            self._notified[before, group] = before | {group}
        self.state.notified[to] = self._notified[before, group]

    def _count(self, group: RecordedGroup, at: datetime, is_list: bool) -> None:
        for event in group.events:
            news = event not in group.stale
            tally = self.state.tallies.setdefault((event, news), Tally(at, at, news))
            tally.last_at = max(tally.last_at, at)
            tally.lists += is_list
            tally.addresses += not is_list


@contextmanager
def open_outbox(path: Path, root: Path, monotonic: Callable[[], float]) -> Iterator[Outbox]:
    """The outbox at ``path``, made if there is none, locked until the block ends.

    ``root`` is the site's folder, in which no link is followed. Waits for another run to end. Raises
    OutboxError where the file cannot be used.
    """
    try:
        begins = path.parent.name == OWN_FOLDER and not path.parent.exists()
        descriptor = open_growing(path, root, 0o600)
        if begins:
            (path.parent / ".gitignore").write_text("*\n", "ascii")
    except OSError as error:
        raise OutboxError(f"the outbox {path} cannot be opened: {error.strerror}") from error
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        outbox = Outbox(descriptor, monotonic)
        outbox.load()
        yield outbox
        outbox.sync()
    finally:
        os.close(descriptor)


def _unwritten(error: OSError) -> OutboxError:
    return OutboxError(
        f"the outbox cannot be written: {error.strerror}; make room, the next run goes on from here"
    )


def _forget(begun: dict[str, dict[str, Any]], to: str, group: str) -> None:
    """Take a group out; who has none left takes no room."""
    if to in begun:
        begun[to].pop(group, None)
        if not begun[to]:
            del begun[to]


def instant(text: str) -> datetime:
    """An instant that the outbox wrote."""
    return datetime.fromisoformat(text).astimezone(UTC)
