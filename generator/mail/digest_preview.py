"""What would be sent, as files: pure, from judgements alone. The same arguments give the same bytes."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from generator.mail.encoding import OutgoingMessage, encode
from generator.mail.groups import Group, digest_group, post_groups
from generator.mail.message_text import MessageText, MessageWriter
from generator.mail.recipients import Recipient, list_recipients
from generator.mail.subscribers import Subscriber, people_recipients
from generator.model.content import Site
from generator.model.mail import Frequency, MailSettings
from generator.notation import rfc3339
from generator.rules.audience import is_for
from generator.rules.digests import LOOK_BACK, DigestPeriod, closed_periods
from generator.rules.moments import Moment
from generator.rules.notifications import notified_at

SAMPLE = "you@example.com"


@dataclass(frozen=True, slots=True)
class Preview:
    """One message that would be sent: its file name and its forms."""

    name: str
    group: Group
    to: str
    text: MessageText
    eml: bytes


def due_groups(
    events: tuple[Moment, ...], site: Site, now: datetime, since: datetime
) -> tuple[Group, ...]:
    """News since an instant, and the digests of the periods that have ended since."""
    fresh = [event for event in events if notified_at(event) > since]
    found = list(post_groups(fresh))
    for frequency, count in LOOK_BACK.items():
        ended = [p for p in closed_periods(frequency, now, site.zone, count) if p.span.end > since]
        groups = [period_group(events, period) for period in ended]
        found += [group for group in groups if group.events]
    return tuple(found)


def period_group(events: tuple[Moment, ...], period: DigestPeriod) -> Group:
    """The digest of a period, whether it has ended or not."""
    return digest_group(period, [event for event in events if event.at in period.span], ())


def previews(
    writer: Callable[[tuple[str, ...]], MessageWriter],
    groups: tuple[Group, ...],
    site: Site,
    settings: MailSettings,
    at: datetime,
) -> Iterator[Preview]:
    """Each message once per list that would get it; to a sample reader where there are no lists.

    ``writer`` gives what messages to readers of an audience are written with.
    """
    samples = (Subscriber(SAMPLE, language) for language in site.languages)
    readers = list_recipients(site.subscriptions) or people_recipients(samples, "")
    writers = {reader.audience: writer(reader.audience) for reader in readers}
    for number, whole in enumerate(groups, 1):
        for reader in readers:
            group = _shown(whole, reader)
            if group is None or not _wants(reader, group):
                continue
            text = writers[reader.audience].write(group, reader)
            what = group.key.replace("/", "-").removesuffix("-thread")
            who = "" if reader.token else f"-{reader.id[:6]}"
            encoded = encode(text, group, settings, site.identity)
            yield Preview(
                name=f"{number:03}-{what}-{text.language}{who}",
                group=group,
                to=reader.address,
                text=text,
                eml=OutgoingMessage(encoded, reader, at).to_bytes(),
            )


def previews_json(found: list[Preview], since: datetime | None, now: datetime) -> str:
    """The messages for programs."""
    rows: list[dict[str, Any]] = [
        {
            "name": one.name,
            "to": one.to,
            "language": one.text.language,
            "subject": one.text.subject,
            "digest": one.group.digest.label if one.group.digest else None,
            "events": [
                {
                    "key": event.key,
                    "kind": event.kind.value,
                    "version": event.version,
                    "post": event.post.id,
                    "at": rfc3339(event.at),
                }
                for event in one.group.events
            ],
        }
        for one in found
    ]
    head = {
        "schema": "statusmark/digest/1",
        "now": rfc3339(now),
        "since": rfc3339(since) if since else None,
        "messages": rows,
    }
    return json.dumps(head, ensure_ascii=False, indent=2) + "\n"


def _shown(group: Group, reader: Recipient) -> Group | None:
    """A message without what is for other audiences; None where nothing is left of it."""
    events = [event for event in group.events if is_for(event.post.audience, reader.audience)]
    if len(events) == len(group.events):
        return group
    if group.digest is None or not events:
        return None
    return digest_group(group.digest, events, group.components)


def _wants(reader: Recipient, group: Group) -> bool:
    """Whether a list is about this; sample readers get everything."""
    if reader.token:
        return True
    frequency = group.digest.frequency if group.digest else Frequency.INSTANT
    wanted = set(reader.components)
    about = not wanted or any(wanted & set(event.components) for event in group.events)
    return about and frequency is reader.frequency
