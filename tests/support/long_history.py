"""A site with a long history of one component."""

from __future__ import annotations

from datetime import UTC, timedelta

from support.builders import SITE, SiteFolder
from support.instants import NOW

TEXT = "Requests are slow & some fail: **we** look for the `cause` <here>. " * 9


def filled(site: SiteFolder, posts: int, days: int) -> SiteFolder:
    """Incidents and, for every third, work, spread evenly over the days before NOW, in one component."""
    site.write(
        "site.yaml", SITE.replace("    sla:", "    repository: https://git.example.com/x\n    sla:")
    )
    for number in range(posts):
        at = (NOW - timedelta(days=days) * (posts - number) / (posts + 1)).astimezone(UTC)
        later = [f"{at + timedelta(minutes=m):%Y-%m-%dT%H:%M:00Z}" for m in (0, 10, 40)]
        updates = "\n".join(
            f"## {when} {word}\n{TEXT}\n"
            for when, word in zip(later, ("Investigating", "Identified", "Resolved"), strict=True)
        )
        folder, head = "incidents", f"started: {later[0]}"
        if number % 3 == 0:
            published = f"{at - timedelta(days=4):%Y-%m-%dT%H:%M:00Z}"
            folder, updates = "maintenance", TEXT
            head = f"start: {later[0]}\nend: {later[2]}\npublished: {published}"
        name = f"{at:%Y-%m-%d}-{number:04}"
        site.write(
            f"{folder}/{name}.md",
            f"---\ntitle: The interface answers slowly, number {number}\n{head}\ncomponents: [api]\n---\n{updates}",
        )
    return site
