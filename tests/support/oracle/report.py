"""The report of a story as one value: what ``statusmark report --format json`` must say."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from support.oracle.deadlines import responses
from support.oracle.figures import Accounts, each, period
from support.oracle.grid import Grid, midnight
from support.oracle.incidents import Trouble, troubles
from support.oracle.line import publications, published_line, versions
from support.oracle.notices import notices
from support.oracle.numbers import instant
from support.oracle.stories import Story
from support.oracle.terms import Terms, all_terms, entries, entry_at, periods_between
from support.oracle.work import chapters, facts_of, works_of

APART = {"availability", "maintenance", "timezone"}


def report(story: Story, ids: dict[int, str]) -> dict[str, Any]:
    story = story.with_todays_ids()
    grid = Grid(story.origin, story.grain, story.size)
    said = entry_at(story.settings, story.now) or entries(story.settings)[0][1]
    return {
        "schema": "statusmark/report/1",
        "now": instant(story.now),
        "timezone": Terms(said, story.settings).zone,
        "provenance": "git" if story.commits else "declared",
        "periods": periods(story, grid, ids),
        "notices": notices(story, grid),
        "responses": responses(story, grid),
    }


def periods(story: Story, grid: Grid, ids: dict[int, str]) -> list[dict[str, Any]]:
    first = earliest(story)
    gone = deleted(story)
    found = []
    for number, (since, said) in enumerate(entries(story.settings)):
        following = [start for start, _ in entries(story.settings)[number + 1 :]]
        plain, *tiers = all_terms(said, story.settings)
        for terms in [plain, *(t for t in tiers if t.restated & APART)]:
            if not terms.availability:
                continue
            kind = terms.availability_of("period", "month")
            wanted = [
                (label, start, end)
                for label, start, end in periods_between(kind, terms.zone, first, story.now)
                if (since is None or start >= since)
                and not (following and start >= following[0])
                and start <= story.now
            ]
            if not wanted:
                continue
            works = works_of(story, grid, terms, story.settings)
            known = troubles(story)
            accounts = Accounts(story, grid, terms, works, known)
            for label, start, end in wanted:
                if accounts.scope == "each":
                    written = each(story, grid, terms, works, known, label, start, end)
                else:
                    written = period(accounts, label, start, end)
                touching = [
                    {"id": id, "file": path, "commit": ids[commit]}
                    for id, path, commit, a, b in gone
                    if a < end and b > start
                ]
                if touching:
                    written["deleted"] = touching
                found.append(written)
    return sorted(found, key=lambda p: p["start"])


def earliest(story: Story) -> int:
    """The start of the first post, component or agreement; the last two no earlier than site.yaml."""
    found = [t.began for t in troubles(story)]
    for post in story.files.values():
        if not post.is_incident:
            for chapter in chapters(versions(story, post, story.settings), story.now):
                begun = facts_of(story, post, chapter, story.settings)["start"]
                found += [chapter.present[0], *([begun] if begun else [])]
    line = published_line(story, story.settings)
    floor = publications(line, story.settings, story.now)[0] if line else story.now
    dates = [c["since"] for c in story.settings.components if "since" in c]
    since = [start for start, _ in entries(story.settings) if start is not None]
    since += [midnight(date.fromisoformat(d), story.settings.zone) for d in dates]
    found += [max(t, floor) for t in since]
    return min([*found, story.now])


def deleted(story: Story) -> list[tuple[str, str, int, int, int]]:
    """Posts that went after they had begun: (id, file, commit, start, end of what they told)."""
    line = published_line(story, story.settings)
    times = publications(line, story.settings, story.now)
    there = set()
    for post in story.files.values():
        there |= {post.id, *post.keys.get("aliases", [])}
    found = {}
    for number in range(1, len(line)):
        before, after = line[number - 1].files, line[number].files
        left = {p.id for p in after.values()}
        for path, post in before.items():
            if post.id in left or post.id in there or renamed(post, before, after):
                continue
            span = told(story, post, line[number - 1].settings, times[number])
            if span and span[0] < times[number] <= story.now:
                found[post.id] = (post.id, path, line[number].number, *span)
    return sorted(found.values())


def renamed(post, before, after) -> bool:
    """Whether the same commit brings the same story under another id."""
    key = "started" if post.is_incident else "start"
    return any(
        p.is_incident == post.is_incident
        and p.keys[key].t == post.keys[key].t
        and p.keys["components"].keys() == post.keys["components"].keys()
        for path, p in after.items()
        if path not in before
    )


def told(story: Story, post, settings, t: int) -> tuple[int, int] | None:
    zone = settings.zone
    if post.is_incident:
        trouble = Trouble(replace(story, now=t), post, settings)
        return trouble.started, t if trouble.resolved is None else trouble.resolved
    stated = post.keys.get("actual", {})
    start, end = ((stated.get(k) or post.keys[k]).read_in(zone) for k in ("start", "end"))
    return start, end
