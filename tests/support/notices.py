"""A notice in a repository, and what the report says of its publication."""

from __future__ import annotations

import json

from support.builders import SiteFolder

NOTICE = """
    ---
    title: Database upgrade
    start: {start}
    end: {end}
    components: {components}
    {extra}
    ---
    We are moving the databases to newer machines. While the work is under way the API answers 503.
    Scheduled jobs wait and run afterwards; nothing is lost. If the work ends early we say so here.
    """

FILE = "maintenance/db.md"

AFTERWARDS = "2026-10-20T12:00:00Z"


def notice(
    start: str = "2026-10-11 02:00",
    end: str = "2026-10-11 04:00",
    components: str = "[api]",
    extra: str = "class: standard",
) -> str:
    return NOTICE.format(start=start, end=end, components=components, extra=extra)


def report(site: SiteFolder, *more: str, now: str = AFTERWARDS) -> dict:
    done = site.run("report", "--format", "json", "--now", now, *more)
    assert done.code == 0, done.err
    return json.loads(done.out)


def parts(site: SiteFolder, *more: str, id_: str = "db", now: str = AFTERWARDS) -> list[tuple]:
    said = report(site, *more, now=now)["notices"][id_]["parts"]
    return [(p["published"], p["verdict"], p.get("declared", False)) for p in said]
