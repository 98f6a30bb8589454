"""A site whose October is closed, with a missed response and a late notice."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from support.builders import Repository

INCIDENT = """
    ---
    title: Sign-in fails
    started: 2026-10-07 10:00
    components: {api: major_outage}
    priority: P1
    ---
    ## 2026-10-07 10:30 Investigating
    ## 2026-10-07 12:00 Resolved
    """
WORK = """
    ---
    title: Upgrade
    start: 2026-10-11 02:00
    end: 2026-10-11 03:00
    components: [api]
    ---
    """


def with_october_closed(repository: Repository) -> Repository:
    """The site, its October closed on 2 November at nine."""
    text = (repository.root / "site.yaml").read_text("utf-8")
    repository.write(
        "site.yaml", text + "  priorities: {P1: {acknowledge: 10m, postmortem: 90d}}\n"
    )
    repository.write("incidents/a.md", INCIDENT)
    repository.commit("2026-10-07T12:00:00+02:00", "An incident")
    repository.write("maintenance/w.md", WORK)
    repository.commit("2026-10-10T13:00:00+02:00", "Work")
    close(repository, "2026-10", "2026-11-02T09:00:00+01:00")
    return repository


def close(
    site: Repository,
    label: str,
    at: str,
    *options: str,
    say: Callable[[dict[str, Any]], object] | None = None,
) -> None:
    """Close a period, let ``say`` change what is written, and commit it a minute later."""
    ended = site.run("close", label, *options, "--now", at)
    assert ended.code == 0, ended.err
    if say:
        place = site.root / f"ledger/{label}.json"
        document = json.loads(place.read_text("utf-8"))
        say(document)
        place.write_text(json.dumps(document), "utf-8")
    site.commit(at.replace(":00:00", ":01:00"), f"Close {label}")
