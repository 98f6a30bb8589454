"""Posts in Markdown files with front matter: cState, StatusKit, Statusfy, and what looks like them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path

from generator.authoring.importers.records import Found, Named, OriginalComponent, Record
from generator.authoring.importers.sources import FILE_DATE, Post, posts_in, systems
from generator.authoring.importers.statuses import level_of, status_of
from generator.authoring.importers.timelines import timeline
from generator.authoring.importers.times import first_moment, moment
from generator.authoring.importers.values import Front, split_front, text_of, truth, words_of
from generator.model.levels import Level, Status

TITLES = ("title", "name", "subject", "titel", "titolo", "titre")
STARTS = ("scheduled", "started", "start", "starts", "begin", "began", "date", "datum", "data",
          "created", "created_at", "createdat", "published", "publishdate")  # fmt: skip
ENDS = ("resolvedwhen", "resolved_when", "resolved_on", "resolvedon", "resolved_at", "resolvedat", "end",
        "ended", "ends", "until", "closed_at", "closedat", "finished")  # fmt: skip
LEVELS = ("severity", "max_severity", "impact", "level", "type", "current_severity")
AFFECTED = ("affected", "affectedsystems", "affected_systems", "components", "systems", "services",
            "affected_components")  # fmt: skip
PUBLISHED = ("published_at", "publishdate", "created_at", "created", "createdat", "date")
TOUCHED = ("modified", "lastmod", "updated", "updated_at")
ADDRESSES = ("id", "slug")
SUMMARIES = ("description", "summary")
NOTHING = frozenset({"null", "none", "~", "false", "true"})
OVER = frozenset({Status.RESOLVED, Status.POSTMORTEM})
UNREADABLE = "is no time, or reads two ways"


def read_posts(
    source: Path, folders: Iterable[str], parts: Iterable[OriginalComponent] = ()
) -> Found:
    """Every file as a record, or named."""
    posts, named = posts_in(source, folders)
    return Found.of([*named, *map(_record, posts)], parts)


def _record(post: Post) -> Record | Named:
    """A post of front matter and body; named with the reason where it has no time at all."""
    try:
        text, doubts = text_of(post.path)
    except OSError as error:
        return Named(post.name, f"the file cannot be read: {error.strerror}")
    front, body = split_front(text)
    if truth(front.get("draft")) or truth(front.get("published", "true")) is False:
        return Named(post.name, "a draft, which the old page did not show")
    level, planned, notes = _level(front)
    summary, updates = timeline(body, planned=planned)
    start, note = _start(front, post.stem, [update.at for update in updates if update.at])
    if start is None:
        return Named(post.name, note)
    title, summary = _title(front, summary, post.stem)
    end, more = _end(front, start)
    dated = FILE_DATE.match(post.stem)
    status = status_of(str(front.get("status") or ""), planned=False)
    return Record(
        source=post.name,
        name=dated[2] if dated else post.stem,
        title=title,
        planned=planned,
        start=start,
        end=end,
        closed=bool(truth(front.get("resolved")) or end or status in OVER),
        levels=dict.fromkeys((n for key in AFFECTED for n in words_of(front.get(key))), level),
        summary=_with_description(front, summary, body),
        updates=updates,
        published=first_moment(front, PUBLISHED),
        touched=first_moment(front, TOUCHED),
        old_id=next((str(front[key]) for key in ADDRESSES if front.get(key)), post.stem).lower(),
        notes=tuple(text for text in (*doubts, *notes, note, *more) if text),
    )


def _level(front: Front) -> tuple[Level, bool, list[str]]:
    """How bad it was, whether it was planned, and what had to be taken for granted."""
    words = next((str(front[key]) for key in LEVELS if front.get(key)), "")
    level = level_of(words)
    planned = level is Level.UNDER_MAINTENANCE or bool(front.get("scheduled"))
    if truth(front.get("informational")):
        return Level.OPERATIONAL, planned, []
    if level is not None:
        return level, planned, []
    level = Level.UNDER_MAINTENANCE if planned else Level.MAJOR_OUTAGE
    return level, planned, [f"its severity '{words}' is not known; {level.value} is taken"] if words else []  # fmt: skip


def _start(front: Front, stem: str, known: list[datetime]) -> tuple[datetime | None, str]:
    """When it began, and a note of where that was found; None with the reason for no time at all."""
    if start := first_moment(front, STARTS):
        return start, ""
    given = next((str(front[key]) for key in STARTS if front.get(key)), None)
    why = f"its date '{given}' {UNREADABLE}" if given else "it has no date"
    dated = FILE_DATE.match(stem)
    if dated and (start := moment(dated[1])):
        return start, f"{why}; that of its file's name is taken"
    if known:
        return min(known, key=lambda at: at.replace(tzinfo=None)), f"{why}; that of its first update is taken"  # fmt: skip
    return None, why


def _end(front: Front, start: datetime) -> tuple[datetime | None, list[str]]:
    minutes = re.match(
        r"(\d{1,6})\s*(m|min|mn|minutes?|h|hours?)?\b", str(front.get("duration", ""))
    )
    if minutes and int(minutes[1]):
        hours = (minutes[2] or "m").startswith("h")
        length = timedelta(hours=int(minutes[1])) if hours else timedelta(minutes=int(minutes[1]))
        return start + length, []
    given = next((str(front[key]) for key in ENDS if front.get(key)), None)
    end = first_moment(front, ENDS)
    resolved = truth(front.get("resolved"))
    if end is None and resolved is None:
        end = moment(front.get("resolved"))
    if end is None and given and given.lower() not in NOTHING:
        return None, [f"its end '{given}' {UNREADABLE}"]
    if end is not None and resolved is False:
        return end, ["it has an end, though it says that it is not resolved; the end is taken"]
    return end, []


def _title(front: Front, summary: str, stem: str) -> tuple[str, str]:
    """The title and the rest of the summary: the key's, else the first heading, else the file's name."""
    given = next((str(front[key]).strip() for key in TITLES if front.get(key)), "")
    if given:
        return given, summary
    heading = re.match(r"#{1,3}[ \t]+(.+?)[ \t#]*(?:\n|\Z)", summary)
    if heading:
        return heading[1], summary[heading.end() :].strip()
    dated = FILE_DATE.match(stem)
    words = (dated[2] if dated and dated[2] else stem).replace("-", " ").replace("_", " ")
    return words.strip().capitalize() or stem, summary


def _with_description(front: Front, summary: str, body: str) -> str:
    """The summary, with the description of the front matter before it unless the text says the same."""
    given = next((str(front[key]).strip() for key in SUMMARIES if front.get(key)), "")
    if not given or " ".join(given.split()) in " ".join(body.split()):
        return summary
    text = timeline(given, planned=False)[0] or given
    return f"{text}\n\n{summary}".strip()


def read_cstate(source: Path) -> Found:
    """Posts of cState and StatusKit, both on Hugo: ``content/issues`` or ``content/incidents``."""
    folders = ("content/issues", "content/incidents", "site/content/incidents", "content")
    return read_posts(source, folders, systems(source))


def read_statusfy(source: Path) -> Found:
    """Statusfy: ``content/*.md`` with ``::: update`` containers."""
    return read_posts(source, ("content",))


def read_markdown(source: Path) -> Found:
    """Any folder of Markdown files, by the usual names of keys."""
    return read_posts(source, ("incidents", "_posts", "content"))
