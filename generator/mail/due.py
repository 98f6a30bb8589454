"""Who is to get what now: recipients and events against the outbox. Pure: lines in, lines and work out.

An event is due for a recipient who had joined before it was first seen, whose wishes then and now it
meets, and who was not notified yet. News goes at once to those who want it at once; notices of maintenance
go at once to everybody, since an agreement's notice period does not wait for a digest.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import unquote

from generator.mail.groups import Group, digest_group, post_group, post_groups
from generator.mail.outbox import Join, RecordedGroup, State
from generator.mail.recipients import MailChannel, Recipient
from generator.model.content import Site
from generator.model.mail import Frequency, MailSettings
from generator.notation import rfc3339
from generator.rules.audience import is_for
from generator.rules.digests import LOOK_BACK, DigestPeriod, closed_periods
from generator.rules.moments import OVER, Moment, MomentKind
from generator.rules.notifications import NOTICES

ANNOUNCEMENTS = frozenset({MomentKind.ANNOUNCED, MomentKind.CHANGED, MomentKind.CANCELLED})


@dataclass(frozen=True, slots=True)
class News:
    """What people are to be notified of at one instant: events, and the digests whose period has ended."""

    events: tuple[Moment, ...]
    digests: Mapping[Frequency, tuple[DigestPeriod, ...]]
    settings: MailSettings
    now: datetime


@dataclass(frozen=True, slots=True)
class Task:
    """One message to one recipient."""

    recipient: Recipient
    group: Group


def news_of(site: Site, settings: MailSettings, events: tuple[Moment, ...], now: datetime) -> News:
    """All the news of a site."""
    digests = {
        frequency: closed_periods(frequency, now, site.zone, count)
        for frequency, count in LOOK_BACK.items()
    }
    return News(events, digests, settings, now)


def new_records(
    state: State,
    recipients: Sequence[Recipient],
    news: News,
    since: datetime | None,
    *,
    whole: bool = True,
) -> Iterator[dict[str, Any]]:
    """The lines to write before anything is sent: who came, who left, what is seen for the first time.

    In the first run everything there is counts as known, except events from ``since`` on. Where not
    the ``whole`` address file could be read, nobody counts as gone: a mistyped line is no farewell.
    Each line may be taken into the state before the next one is asked for.
    """
    unseen = list(_unseen(state, news))
    if state.begun_at is None:
        yield {"r": "begun", "at": rfc3339(news.now)}
        yield from [row for at, row in unseen if since is None or at < since]
        unseen = [(at, row) for at, row in unseen if since is not None and at >= since]
    if whole:
        present = {recipient.id for recipient in recipients}
        yield from [{"r": "leave", "to": id} for id in state.joins if id not in present]
    for recipient in recipients:
        joins = state.joins.get(recipient.id)
        if not joins or joins[-1].wishes != recipient.wishes:
            row = {"r": "join", "to": recipient.id, "wishes": recipient.wishes}
            is_list = recipient.channel is not MailChannel.DIRECT
            yield {**row, "list": True} if is_list else row
    yield from [row for _, row in unseen]


def _unseen(state: State, news: News) -> Iterator[tuple[datetime, dict[str, Any]]]:
    current = {event.key for event in news.events}
    vanished: dict[tuple[str, str], str] = {}
    for key, seen in state.events.items():
        if key not in current:
            vanished[key.rpartition("/")[0], seen.version] = key
    states = {event.post.id: event.state for event in news.events}  # as things stand now
    for event in news.events:
        if event.key in state.events:
            continue
        row = {"r": "event", "key": event.key, "v": event.version}
        if before := vanished.pop((event.key.rpartition("/")[0], event.version), None):
            row["same"] = before
        if states[event.post.id] in OVER and event.at < news.now - news.settings.max_age:
            yield event.at, {**row, "old": True}
        else:
            yield event.at, row
    for periods in news.digests.values():
        for period in periods:
            if period.key not in state.events:
                yield period.span.end, {"r": "event", "key": period.key, "v": period.label}


def tasks_of(state: State, recipients: Sequence[Recipient], news: News) -> Iterator[Task]:
    """All messages that are due, oldest news first; recipients of the same message together."""
    planner = _Planner(state, news, {event.key: event for event in news.events}, {})
    groups: dict[str, Group] = {}
    readers: dict[str, list[Recipient]] = {}
    for recipient in recipients:
        for group in planner.groups(recipient):
            groups.setdefault(group.id, group)
            readers.setdefault(group.id, []).append(recipient)
    for group in sorted(groups.values(), key=_begins):
        for recipient in readers.pop(group.id):
            yield Task(recipient, group)


def _begins(group: Group) -> tuple[datetime, str]:
    if group.digest is not None:
        return group.digest.span.end, group.id
    return group.events[0].at, group.id


def group_record(group: Group) -> dict[str, Any]:
    """The line that says what a message holds."""
    events = [event.key for event in group.events]
    row: dict[str, Any] = {"r": "group", "g": group.id, "key": group.key, "events": events}
    if group.digest is not None:
        events.append(group.digest.key)
        row["components"] = list(group.components)
    said = [event.key for event in group.events if event.kind in ANNOUNCEMENTS]
    if len(said) > 1:
        row["stale"] = said[:-1]
    return row


History = tuple[tuple[Join, ...] | None, str, frozenset[str] | None, frozenset[str]]
"""A recipient's joins and wishes, and the groups that it got and that were refused."""


@dataclass(frozen=True, slots=True)
class _Planner:
    state: State
    news: News
    events: Mapping[str, Moment]
    cache: dict[History, tuple[Group, ...]]

    def groups(self, recipient: Recipient) -> tuple[Group, ...]:
        """What is due for one recipient. Recipients with one history share the answer."""
        state, id = self.state, recipient.id
        if state.open.get(id) or state.deferred.get(id):
            return self._groups(recipient)
        history = (
            state.joins.get(id),
            recipient.wishes,
            state.notified.get(id),
            frozenset(state.refused.get(id, ())),
        )
        if history not in self.cache:
            self.cache[history] = self._groups(recipient)
        return self.cache[history]

    def _groups(self, recipient: Recipient) -> tuple[Group, ...]:
        state, id = self.state, recipient.id
        waiting = state.deferred.get(id, {})
        begun = {**state.open.get(id, {}), **dict.fromkeys(waiting)}
        done = {*state.notified.get(id, ()), *state.refused.get(id, ())}
        known = {key for group in done for key in state.groups[group].events}
        found = []
        for name in begun:
            group = self._rebuilt(state.groups[name])
            if group is None:
                continue
            known.update(state.groups[name].events)
            later = waiting.get(name)
            if later is None or later.next_at <= self.news.now:
                found.append(group)
        due = [event for event in self.news.events if self._due(recipient, event, known)]
        if recipient.frequency is Frequency.INSTANT:
            return (*found, *post_groups(due))
        rest = [e for e in due if e.kind not in NOTICES and e.kind is not MomentKind.REMINDER]
        found += post_groups(event for event in due if event.kind in NOTICES)
        return (*found, *self._digests(recipient, rest, known))

    def _due(self, recipient: Recipient, event: Moment, known: set[str]) -> bool:
        seen = self.state.events.get(event.key)
        if seen is None or seen.old or event.key in known or seen.same_as in known:
            return False
        wishes = self._wishes_at(recipient, seen.index)
        if wishes is None:
            return False
        then = wishes.split()[1:]
        components = [wish for wish in then if not wish.startswith("@")]
        names = [unquote(wish[1:]) for wish in then if wish.startswith("@")]
        return _meets(components, names, event) and _meets(
            recipient.components, recipient.audience, event
        )

    def _wishes_at(self, recipient: Recipient, index: int) -> str | None:
        """What a recipient wished for when an event was first seen; None before it joined."""
        joins = self.state.joins.get(recipient.id, ())
        return next((join.wishes for join in reversed(joins) if join.index < index), None)

    def _digests(
        self, recipient: Recipient, pending: list[Moment], known: set[str]
    ) -> Iterator[Group]:
        periods = self.news.digests[recipient.frequency]
        for period in periods:
            seen = self.state.events.get(period.key)
            if seen is None or period.key in known or not self._wishes_at(recipient, seen.index):
                continue
            held = [event for event in pending if event.at < period.span.end]
            pending = [event for event in pending if event.at >= period.span.end]
            last = period is periods[-1]  # of earlier ones none is sent without news
            if held or (last and self.news.settings.empty_digests):
                yield digest_group(period, held, recipient.components)

    def _rebuilt(self, group: RecordedGroup) -> Group | None:
        """A message that was begun, as far as its post still exists."""
        events = tuple(self.events[key] for key in group.events if key in self.events)
        periods = {p.key: p for periods in self.news.digests.values() for p in periods}
        if group.key in periods:
            return digest_group(periods[group.key], events, group.components)
        if not events or len(events) < len(group.events):
            return None
        return post_group(events)


def _meets(components: Sequence[str], names: Sequence[str], event: Moment) -> bool:
    """Whether an event is for readers with these names, and about these components (none: all)."""
    about = not components or any(id in components for id in event.components)
    return about and is_for(event.post.audience, names)
