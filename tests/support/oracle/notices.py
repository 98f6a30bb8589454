"""The verdicts of notices, and what each rests on."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

from support.oracle.grid import Grid
from support.oracle.line import versions
from support.oracle.numbers import instant, number
from support.oracle.stories import Post, Settings, Story
from support.oracle.terms import Terms, all_terms, entry_at
from support.oracle.work import Work, chapters

GOOD = {"late": 0, "ok": 1, "exempt": 1}


def notices(story: Story, grid: Grid) -> dict[str, Any]:
    found = {}
    for post in story.files.values():
        if post.is_incident:
            continue
        windows = chapters(versions(story, post, story.settings), story.now)
        if not windows:
            continue
        plain, *tiers = terms_at(story, windows[-1].present[0])
        written = notice(story, grid, post, None)
        differing = [t.tier for t in tiers if t.maintenance != plain.maintenance]
        if differing:
            written["tiers"] = {tier: notice(story, grid, post, tier) for tier in differing}
        found[post.id] = written
    return found


def terms_at(story: Story, t: int) -> list[Terms]:
    return all_terms(entry_at(story.settings, t) or {}, story.settings)


def notice(story: Story, grid: Grid, post: Post, tier: str | None) -> dict[str, Any]:
    works = judged(story, grid, post, tier, story.settings)
    parts = [(*part, work) for work in works for part in work.parts]
    outside = unannounced = Fraction(0)
    for work in works:
        outside += grid.minutes(work.under_way & work.outside)
        unannounced += grid.minutes(work.under_way & ~work.announced)
    return {
        "verdict": verdict(works),
        "outside_window_minutes": number(outside),
        "unannounced_minutes": number(unannounced),
        "parts": [
            _part(story, grid, post, tier, *part) for part in sorted(parts, key=lambda p: p[:2])
        ],
    }


def judged(
    story: Story, grid: Grid, post: Post, tier: str | None, settings: Settings
) -> list[Work]:
    """Every window, each by the agreement of its start."""
    found = []
    for chapter in chapters(versions(story, post, settings), story.now):
        plain, *tiers = terms_at(story, chapter.present[0])
        terms = next((t for t in tiers if t.tier == tier), plain)
        found.append(Work(story, grid, post, chapter, terms, settings))
    return found


def verdict(works: list[Work]) -> str:
    """Of all windows together."""
    if works[-1].cancelled:
        return "cancelled"
    found = {window_verdict(work) for work in works}
    if len(found) == 1:
        return found.pop()
    return "partly-late" if found & {"late", "partly-late"} else "ok"


def window_verdict(work: Work) -> str:
    if work.cancelled:
        return "cancelled"
    if work.notice is None:
        return "exempt"
    found = {part[3] for part in work.parts} or {"late"}
    return found.pop() if len(found) == 1 else "partly-late"


def _part(story, grid, post, tier, a, b, published, word, work) -> dict[str, Any]:
    proof = _proof(story, grid, post, tier, a, b, word, work.source[published])
    written = {
        "start": instant(a),
        "end": instant(b),
        "published": instant(published),
        "lead_minutes": number(Fraction(a - published, 60)),
        "verdict": word,
        "proof": proof,
    }
    if work.source[published] != {"git"} or proof != "git":
        written["declared"] = True
    return written


def _proof(story, grid, post, tier, a, b, word, sources) -> str:
    """The strongest word with which each tick of a part is judged as well or better."""
    if "none" in sources:
        return "none"
    strict = replace(story.settings, wrong_clock=(), published_parent=(), proof_since=None)
    alone = judged(story, grid, post, tier, strict)
    good = 0
    for work in alone:
        for start, end, published, found in work.parts:
            if "git" in work.source[published] and GOOD[found] >= GOOD[word]:
                good |= grid.span(start, end)
    wanted = grid.span(a, b)
    return "git" if wanted & ~good == 0 else "declared"
