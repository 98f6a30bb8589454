"""The lasting names of a notice's versions, by which mail, feeds and ledgers speak of them."""

from __future__ import annotations

import hashlib

from generator.model.content import Announcement, Maintenance, Version
from generator.notation import basic_format


def short_digest(*words: str) -> str:
    """Twelve hexadecimal digits for some words."""
    return hashlib.blake2b("\0".join(words).encode("utf-8", "replace"), digest_size=6).hexdigest()


def announcement_version(announcement: Announcement) -> str:
    """What an announcement promises, as a short digest: its window, class, components and levels."""
    levels = sorted(f"{id}={level.value}" for id, level in announcement.components.items())
    window = f"{basic_format(announcement.start_at)}-{basic_format(announcement.end_at)}"
    return short_digest(window, announcement.klass, *levels)


def announcement_keys(post: Maintenance) -> tuple[tuple[str, Version], ...]:
    """Each version of a notice with its lasting key; a window announced again gets a new one."""
    seen: dict[str, int] = {}
    found = []
    for version in post.versions:
        name = "cancelled"
        if version.announcement:
            name = f"announced-{announcement_version(version.announcement)}"
        seen[name] = seen.get(name, 0) + 1
        again = f"-{seen[name]}" if seen[name] > 1 else ""
        found.append((f"maintenance/{post.id}/{name}{again}", version))
    return tuple(found)
