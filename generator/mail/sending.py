"""Sending: tasks over connections, every step in the outbox. Killed anywhere, the next run goes on.

The clock, sleeping and the making of connections are arguments, so that tests decide what happens when.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache, partial
from pathlib import Path

from generator.mail.connections import Connection, LostError, Outcome, Result, ServerError
from generator.mail.due import News, Task, group_record, new_records, tasks_of
from generator.mail.encoding import EncodedMessage, OutgoingMessage, encode
from generator.mail.message_text import MessageWriter
from generator.mail.outbox import Outbox
from generator.mail.public_ledger import publish_ledger
from generator.mail.recipients import MailChannel, Recipient
from generator.model.mail import MailSettings
from generator.notation import rfc3339

ROUNDS = (5.0, 20.0)
"""Seconds to wait before what was not taken is tried once more, and once again, in the same run."""

RECONNECT = (1.0, 5.0, 15.0)
"""Seconds to wait before each new attempt at a connection that broke or was refused."""

LATER = tuple(timedelta(minutes=m) for m in (5, 15, 60, 240, 720, 1440, 1440))
"""How long a message waits for the next attempt in a later run; after the last one it is given up."""

ALL_REFUSED = 5
"""So many refusals without one acceptance are the server's fault, not the recipients'."""

ALL_UNANSWERED = 3
"""So many messages in a row without an answer, each of which may take minutes, end the run."""

MOST_ENCODED = 64
"""So many encoded messages are kept at a time."""


@dataclass(slots=True)
class Report:
    """How a run went: recipients with the server's words. ``stopped`` is why it ended early."""

    sent: int = 0
    refused: list[tuple[Recipient, str]] = field(default_factory=list)
    deferred: list[tuple[Recipient, str]] = field(default_factory=list)
    stopped: str | None = None


@dataclass(frozen=True, slots=True)
class Delivery:
    """How messages are written and which connection a recipient needs.

    ``writer`` is asked for once there is something to write to readers of an audience. ``connect``
    connects to a channel's server; it may raise LostError and ServerError.
    """

    writer: Callable[[tuple[str, ...]], MessageWriter]
    settings: MailSettings
    identity: str
    connect: Callable[[MailChannel], Connection]
    now: Callable[[], datetime]
    sleep: Callable[[float], None]
    connections: int = 1


Waiting = list[tuple[Task, str]]
"""Tasks with the server's words, of which it is not settled what becomes of them."""


def send_news(
    delivery: Delivery,
    outbox: Outbox,
    recipients: Sequence[Recipient],
    news: News,
    ledger: Path,
    root: Path,
    since: datetime | None = None,
    *,
    whole: bool = True,
) -> Report:
    """One whole run: note who is there and what is new, send what is due, write the public ledger.

    ``root`` is the site's folder.
    """
    for record in new_records(outbox.state, recipients, news, since, whole=whole):
        outbox.append(record)
    run = _Run(delivery, outbox)
    waiting = run.round(tasks_of(outbox.state, recipients, news))
    for pause in ROUNDS:
        if not waiting or run.report.stopped:
            break
        delivery.sleep(pause)
        waiting = run.round(task for task, _ in waiting)
    run.finish(waiting)
    publish_ledger(outbox, ledger, root)
    return run.report


class _Run:
    def __init__(self, delivery: Delivery, outbox: Outbox) -> None:
        self.delivery, self.outbox = delivery, outbox
        self.writer = cache(delivery.writer)
        self.report = Report()
        self.refused: Waiting = []
        self.unanswered = 0
        self.guard = threading.Lock()
        self.encoded: dict[tuple[str, str, str, tuple[str, ...]], EncodedMessage] = {}

    def message(self, task: Task) -> EncodedMessage:
        """A task's message, encoded once for all who read the same. Few are kept: tasks come by group."""
        group, reader = task.group, task.recipient
        leaving = reader.list_leave_address or reader.channel.value
        key = (group.id, reader.language, leaving, reader.audience)
        with self.guard:
            if group.id not in self.outbox.state.groups:
                self.outbox.append(group_record(group))
            if key not in self.encoded:
                if len(self.encoded) >= MOST_ENCODED:
                    self.encoded.clear()
                text = self.writer(reader.audience).write(group, reader)
                self.encoded[key] = encode(
                    text, group, self.delivery.settings, self.delivery.identity
                )
            return self.encoded[key]

    def round(self, tasks: Iterable[Task]) -> Waiting:
        """One attempt at each task, over as many connections as allowed; returns those to try again."""
        waiting: Waiting = []
        stream = iter(tasks)
        if self.delivery.connections == 1:
            self._work(stream, waiting)
            return waiting
        lock, faults = threading.Lock(), list[BaseException]()

        def work() -> None:
            try:
                self._work(_shared(stream, lock), waiting)
            except BaseException as error:  # noqa: BLE001 - raised again below
                faults.append(error)

        count = self.delivery.connections
        threads = [threading.Thread(target=work, daemon=True) for _ in range(count)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        for fault in faults:
            raise fault
        return waiting

    def _work(self, tasks: Iterator[Task], waiting: Waiting) -> None:
        connections: dict[MailChannel, Connection] = {}
        try:
            for task in tasks:
                if self.report.stopped:
                    waiting.append((task, self.report.stopped))
                    continue
                self._note(task, self._attempt(task, connections), waiting)
        finally:
            for connection in connections.values():
                connection.close()

    def _attempt(self, task: Task, connections: dict[MailChannel, Connection]) -> Outcome:
        channel = task.recipient.channel
        if channel is MailChannel.LIST:  # lists and people are reached by the same connection
            channel = MailChannel.DIRECT
        encoded = self.message(task)
        message = OutgoingMessage(encoded, task.recipient, self.delivery.now())
        lost = ""
        for pause in (0.0, *RECONNECT):
            if pause:
                self.delivery.sleep(pause)
            try:
                if channel not in connections:
                    connections[channel] = self.delivery.connect(channel)
                begin = partial(self._record, "try", task)
                outcome = connections[channel].deliver(message, begin)
            except LostError as error:
                lost = str(error)
                if dead := connections.pop(channel, None):
                    dead.close()
            except ServerError as error:
                self.report.stopped = str(error)
                return Outcome(Result.DEFERRED, str(error))
            else:
                if outcome.result is Result.UNANSWERED:
                    connections.pop(channel).close()
                return outcome
        self.report.stopped = f"there is no connection: {lost}"
        return Outcome(Result.DEFERRED, lost)

    def _record(self, record: str, task: Task, **more: object) -> None:
        now = rfc3339(self.delivery.now())
        row = {"r": record, "g": task.group.id, "to": task.recipient.id, "at": now}
        self.outbox.append({**row, **more})

    def _note(self, task: Task, outcome: Outcome, waiting: Waiting) -> None:
        direct = task.recipient.channel is MailChannel.DIRECT
        with self.guard:
            match outcome.result:
                case Result.SENT:
                    self._record("sent", task, **({} if direct else {"list": True}))
                    self.report.sent += 1
                    self.unanswered = 0
                    self._record_refused()
                case Result.REFUSED if direct:
                    self.refused.append((task, outcome.why))
                    if self.report.sent:
                        self._record_refused()
                    elif len(self.refused) >= 10 * ALL_REFUSED:
                        self.report.stopped = f"the mail server refuses everybody: {outcome.why}"
                case Result.UNANSWERED:
                    self.report.deferred.append((task.recipient, outcome.why))
                    self._defer(task, outcome.why)
                    self.unanswered += 1
                    if self.unanswered == ALL_UNANSWERED:
                        self.report.stopped = outcome.why
                case Result.REFUSED | Result.DEFERRED:
                    waiting.append((task, outcome.why))

    def _record_refused(self) -> None:
        """Record refusals, once it is known that the server takes messages at all."""
        for task, why in self.refused:
            self._record("refused", task, why=why)
            self.report.refused.append((task.recipient, why))
        self.refused.clear()

    def finish(self, waiting: Waiting) -> None:
        """Record what is left: refusals, and what waits for a later run."""
        if len(self.refused) < ALL_REFUSED:
            self._record_refused()
        else:
            waiting = waiting + self.refused
            self.report.stopped = self.report.stopped or (
                f"the mail server refuses everybody: {self.refused[0][1]}"
            )
        for task, why in waiting:
            self.report.deferred.append((task.recipient, why))
            if not self.report.stopped:
                self._defer(task, why)

    def _defer(self, task: Task, why: str) -> None:
        before = self.outbox.state.deferred.get(task.recipient.id, {}).get(task.group.id)
        attempts = (before.attempts if before else 0) + 1
        if attempts > len(LATER) and task.recipient.channel is MailChannel.DIRECT:
            self.refused.append((task, f"not taken in {attempts} attempts; {why}"))
            self._record_refused()
            return
        again_at = self.delivery.now() + LATER[min(attempts, len(LATER)) - 1]
        self._record("deferred", task, n=attempts, next=rfc3339(again_at), why=why)


def _shared(tasks: Iterator[Task], lock: threading.Lock) -> Iterator[Task]:
    """One stream of tasks for several threads."""
    while True:
        with lock:
            task = next(tasks, None)
        if task is None:
            return
        yield task
