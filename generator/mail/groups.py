"""What goes into one message: news of one post that has gathered since the last run, or a digest."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from generator.rules.digests import DigestPeriod
from generator.rules.moments import Moment
from generator.rules.notifications import ROOTS


@dataclass(frozen=True, slots=True)
class Group:
    """The news of one message. ``digest`` is set for a digest, ``post_id`` for news of a post.

    ``events`` are in order of time. ``components`` narrow a digest (none: all of them). ``id`` is the
    group's short name in the outbox: the same news has the same.
    """

    key: str
    events: tuple[Moment, ...]
    post_id: str | None = None
    digest: DigestPeriod | None = None
    components: tuple[str, ...] = ()
    id: str = field(init=False)

    def __post_init__(self) -> None:
        words = [self.key, *(event.key for event in self.events), *self.components]
        object.__setattr__(self, "id", digest_of_words(*words))

    @property
    def thread(self) -> str | None:
        """The key of the message that the thread hangs on; None for the first, and for digests."""
        root = None if self.digest else root_key(self.events[0])
        return None if self.key == root else root


def digest_of_words(*words: str) -> str:
    """A short digest of some words."""
    return hashlib.blake2b("\0".join(words).encode("utf-8", "replace"), digest_size=9).hexdigest()


def root_key(event: Moment) -> str:
    """The name of the message that begins a post's thread."""
    return f"{'/'.join(event.key.split('/')[:2])}/thread"


def post_group(events: Sequence[Moment]) -> Group:
    """News of one post as a message. With the news that it exists, the message begins the thread."""
    first = next((e for e in events if e.kind in ROOTS), None)
    key = root_key(first) if first else events[-1].key
    return Group(key, tuple(events), post_id=events[0].post.id)


def post_groups(events: Iterable[Moment]) -> tuple[Group, ...]:
    """News by post, in the order in which each post's first news happened."""
    by_post: dict[str, list[Moment]] = {}
    for event in events:
        by_post.setdefault(event.post.id, []).append(event)
    return tuple(post_group(rows) for rows in by_post.values())


def digest_group(
    period: DigestPeriod, events: Sequence[Moment], components: tuple[str, ...]
) -> Group:
    """A digest as a message."""
    return Group(period.key, tuple(events), digest=period, components=tuple(sorted(components)))
