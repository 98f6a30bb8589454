"""Sending: tasks through links, every step in the outbox. Killed anywhere, the next run goes on.

The clock, sleeping and the making of links are arguments, so that tests decide what happens when.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from generator.mail.due import News, Task, new_records, packed, tasks_of
from generator.mail.groups import Group
from generator.mail.letters import Desk, Foot, Letter, write_letter
from generator.mail.messages import Draft, Parcel, draft_of
from generator.mail.outbox import Outbox
from generator.mail.public_ledger import publish_ledger
from generator.mail.recipients import Channel, Recipient
from generator.mail.transports import Fate, Link, LostError, Outcome, ServerError
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


MOST_DRAFTS = 64
"""So many encoded letters are kept at a time."""


@dataclass(frozen=True, slots=True)
class Failure:
    """A message that did not go out: to whom, and the server's words."""

    recipient: Recipient
    why: str


@dataclass(slots=True)
class Report:
    """How a run went. ``stopped`` is why it ended early."""

    sent: int = 0
    refused: list[Failure] = field(default_factory=list)
    deferred: list[Failure] = field(default_factory=list)
    stopped: str | None = None


@dataclass(frozen=True, slots=True)
class Clock:
    """Time, from outside: the instant, a stopwatch and a way to wait."""

    now: Callable[[], datetime]
    monotonic: Callable[[], float]
    sleep: Callable[[float], None]


@dataclass(frozen=True, slots=True)
class Post:
    """A post office: how letters are written and which link a recipient needs.

    ``desk`` is asked for once there is something to write to readers of an audience. ``connect`` makes a link for a channel; it may raise LostError and ServerError.
    """

    desk: Callable[[tuple[str, ...]], Desk]
    settings: MailSettings
    host: str
    connect: Callable[[Channel], Link]
    clock: Clock
    connections: int = 1


def send_news(
    post: Post,
    outbox: Outbox,
    recipients: Sequence[Recipient],
    news: News,
    ledger: Path,
    since: datetime | None = None,
    *,
    whole: bool = True,
) -> Report:
    """One whole run: note who is there and what is new, send what is due, tell the public ledger."""
    for record in new_records(outbox.state, recipients, news, since, whole=whole):
        outbox.append(record)
    report = send_all(post, outbox, tasks_of(outbox.state, recipients, news))
    publish_ledger(outbox, ledger)
    return report


def send_all(post: Post, outbox: Outbox, tasks: Iterable[Task]) -> Report:
    """Send every task's message; what became of it is in the outbox and in the report."""
    run = _Run(post, outbox)
    waiting = run.round(tasks)
    for pause in ROUNDS:
        if not waiting or run.report.stopped:
            break
        post.clock.sleep(pause)
        waiting = run.round([task for task, _ in waiting])
    run.finish(waiting)
    return run.report


class _Run:
    def __init__(self, post: Post, outbox: Outbox) -> None:
        self.post, self.outbox = post, outbox
        self.desks: dict[tuple[str, ...], Desk] = {}
        self.report = Report()
        self.held: list[tuple[Task, str]] = []
        self.guard = threading.Lock()
        self.drafts: dict[tuple[str, str, Foot, tuple[str, ...]], tuple[Letter, Draft]] = {}

    # ------------------------------------------------------------------------------- words

    def write(self, group: Group, recipient: Recipient) -> tuple[Letter, Draft]:
        """A group's letter and draft, written once. Few are kept: tasks come group by group."""
        foot = foot_of(recipient)
        key = (group.id, recipient.language, foot, recipient.audience)
        if key not in self.drafts:
            if recipient.audience not in self.desks:
                self.desks[recipient.audience] = self.post.desk(recipient.audience)
            if len(self.drafts) >= MOST_DRAFTS:
                self.drafts.clear()
            desk = self.desks[recipient.audience]
            letter = write_letter(desk, group, recipient.language, foot)
            draft = draft_of(letter, group, self.post.settings, self.post.host)
            self.drafts[key] = letter, draft
        return self.drafts[key]

    def parcel(self, task: Task) -> Parcel:
        """The message of a task; its words are written once for all who read the same."""
        with self.guard:
            if task.group.id not in self.outbox.state.groups:
                self.outbox.append(packed(task.group))
            letter, draft = self.write(task.group, task.recipient)
        return Parcel(task.recipient, letter, draft, self.post.clock.now())

    # ------------------------------------------------------------------------------- a round

    def round(self, tasks: Iterable[Task]) -> list[tuple[Task, str]]:
        """One attempt at each task, over as many connections as allowed; returns those to try again."""
        waiting: list[tuple[Task, str]] = []
        stream = iter(tasks)
        if self.post.connections == 1:
            self._work(stream, waiting)
            return waiting
        lock, faults = threading.Lock(), list[BaseException]()

        def work() -> None:
            try:
                self._work(_shared(stream, lock), waiting)
            except BaseException as error:  # noqa: BLE001 - raised again below
                faults.append(error)

        threads = [threading.Thread(target=work, daemon=True) for _ in range(self.post.connections)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        for fault in faults:
            raise fault
        return waiting

    def _work(self, tasks: Iterator[Task], waiting: list[tuple[Task, str]]) -> None:
        links: dict[Channel, Link] = {}
        try:
            for task in tasks:
                if self.report.stopped:
                    waiting.append((task, self.report.stopped))
                    continue
                outcome = self._attempt(task, links)
                self._note(task, outcome, waiting)
        finally:
            for link in links.values():
                link.close()

    def _attempt(self, task: Task, links: dict[Channel, Link]) -> Outcome:
        channel = _line(task.recipient.channel)
        parcel = self.parcel(task)
        lost = ""
        for pause in (0.0, *RECONNECT):
            if pause:
                self.post.clock.sleep(pause)
            try:
                link = links.get(channel)
                if link is None:
                    link = links[channel] = self.post.connect(channel)
                return link.deliver(parcel, lambda: self._intend(task))
            except LostError as error:
                lost = str(error)
                if dead := links.pop(channel, None):
                    dead.close()
            except ServerError as error:
                self.report.stopped = str(error)
                return Outcome(Fate.DEFERRED, str(error))
        self.report.stopped = f"there is no connection: {lost}"
        return Outcome(Fate.DEFERRED, lost)

    def _intend(self, task: Task) -> None:
        now = rfc3339(self.post.clock.now())
        self.outbox.append({"r": "try", "g": task.group.id, "to": task.recipient.id, "at": now})

    # ------------------------------------------------------------------------------- outcomes

    def _note(self, task: Task, outcome: Outcome, waiting: list[tuple[Task, str]]) -> None:
        with self.guard:
            match outcome.fate:
                case Fate.SENT:
                    row = {"r": "sent", "g": task.group.id, "to": task.recipient.id}
                    row["at"] = rfc3339(self.post.clock.now())
                    if task.recipient.channel is not Channel.DIRECT:
                        row["list"] = True  # type: ignore[assignment]  # one flag among texts
                    self.outbox.append(row)
                    self.report.sent += 1
                    self._release()
                case Fate.REFUSED if task.recipient.channel is Channel.DIRECT:
                    self.held.append((task, outcome.why))
                    if self.report.sent:
                        self._release()
                    elif len(self.held) >= 10 * ALL_REFUSED:
                        self.report.stopped = f"the mail server refuses everybody: {outcome.why}"
                case Fate.REFUSED | Fate.DEFERRED:
                    waiting.append((task, outcome.why))

    def _release(self) -> None:
        """Record refusals, once it is known that the server takes messages at all."""
        for task, why in self.held:
            self.outbox.append(
                {
                    "r": "refused",
                    "g": task.group.id,
                    "to": task.recipient.id,
                    "at": rfc3339(self.post.clock.now()),
                    "why": why,
                }
            )
            self.report.refused.append(Failure(task.recipient, why))
        self.held.clear()

    def finish(self, waiting: list[tuple[Task, str]]) -> None:
        """Record what is left: refusals, and what waits for a later run."""
        if len(self.held) < ALL_REFUSED:
            self._release()
        else:
            waiting = waiting + self.held
            self.report.stopped = self.report.stopped or (
                f"the mail server refuses everybody: {self.held[0][1]}"
            )
        for task, why in waiting:
            self.report.deferred.append(Failure(task.recipient, why))
            if not self.report.stopped:
                self._defer(task, why)

    def _defer(self, task: Task, why: str) -> None:
        group, to = task.group.id, task.recipient.id
        before = self.outbox.state.deferred.get(to, {}).get(group)
        attempts = (before.attempts if before else 0) + 1
        now = self.post.clock.now()
        direct = task.recipient.channel is Channel.DIRECT
        if attempts > len(LATER) and direct:
            self.held.append((task, f"not taken in {attempts} attempts; {why}"))
            self._release()
            return
        self.outbox.append(
            {
                "r": "deferred",
                "g": group,
                "to": to,
                "at": rfc3339(now),
                "n": attempts,
                "next": rfc3339(now + LATER[min(attempts, len(LATER)) - 1]),
                "why": why,
            }
        )


def foot_of(recipient: Recipient) -> Foot:
    """How a recipient's messages end."""
    match recipient.channel:
        case Channel.DIRECT:
            return Foot("direct")
        case Channel.LISTMONK:
            return Foot("listmonk")
        case Channel.LIST:
            return Foot("list", leave_address(recipient.address))


def leave_address(list_address: str) -> str:
    """Where one writes to leave an announcement list, as list servers have it."""
    local, _, domain = list_address.partition("@")
    return f"{local}-leave@{domain}"


def _line(channel: Channel) -> Channel:
    """Lists and people are reached by the same connection."""
    return Channel.DIRECT if channel is Channel.LIST else channel


def _shared(tasks: Iterator[Task], lock: threading.Lock) -> Iterator[Task]:
    """One stream of tasks for several threads."""
    while True:
        with lock:
            task = next(tasks, None)
        if task is None:
            return
        yield task
