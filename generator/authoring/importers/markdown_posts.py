"""Posts in Markdown files with front matter: cState, StatusKit, Statusfy, and what looks like them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from generator.authoring.importers.records import (
    Found,
    Named,
    Part,
    Record,
    SourceError,
)
from generator.authoring.importers.timelines import timeline
from generator.authoring.importers.values import (
    Front,
    level_of,
    moment,
    split_front,
    truth,
    words_of,
    yaml_values,
)
from generator.levels import Level

TITLES = ("title", "name", "subject", "titel", "titolo")
STARTS = ("scheduled", "started", "start", "starts", "begin", "began", "date", "datum", "data",
          "created", "created_at", "createdat", "published", "publishdate")  # fmt: skip
ENDS = ("resolvedwhen", "resolved_when", "resolved_on", "resolvedon", "resolved_at", "resolvedat", "end",
        "ended", "ends", "until", "closed_at", "closedat", "finished")  # fmt: skip
LEVELS = ("severity", "max_severity", "impact", "level", "type", "current_severity")
AFFECTED = ("affected", "affectedsystems", "affected_systems", "components", "systems", "services",
            "affected_components")  # fmt: skip
PUBLISHED = ("published_at", "publishdate", "created_at", "created", "createdat", "date")
SUFFIXES = frozenset({".md", ".markdown", ".mdx"})
IGNORED = frozenset(
    {"_index", "index", "readme", "changelog", "contributing", "license", "template"}
)
SKIPPED_FOLDERS = frozenset({"node_modules", "themes", "public", "layouts", "archetypes"})
FILE_DATE = re.compile(r"(\d{4}-\d\d-\d\d)[-_ ]?(.*)")
TRANSLATED = re.compile(r"(.+)\.([a-z]{2}(?:-[a-z]{2})?)$", re.IGNORECASE)


def markdown_files(source: Path, folders: Iterable[str]) -> list[Path]:
    """A source's posts: the file itself, or all below the first of the folders that there is.

    Raises SourceError where there are none.
    """
    if source.is_file():
        return [source]
    if not source.is_dir():
        raise SourceError(f"there is no {source}")
    top = next((source / f for f in folders if (source / f).is_dir()), source)
    found = sorted(
        path
        for path in top.rglob("*")
        if path.suffix.lower() in SUFFIXES
        and path.is_file()
        and not SKIPPED_FOLDERS.intersection(path.relative_to(top).parts)
        and not any(part.startswith(".") for part in path.relative_to(top).parts)
    )
    if not found:
        raise SourceError(f"there are no Markdown files in {top}")
    return found


def read_posts(source: Path, folders: Iterable[str], parts: tuple[Part, ...] = ()) -> Found:
    """Every file as a record, or named."""
    files = markdown_files(source, folders)
    top = source if source.is_dir() else source.parent
    stems = {path.with_suffix("") for path in files}
    records, named = [], []
    for path in files:
        name = path.relative_to(top).as_posix()
        other = TRANSLATED.match(path.stem)
        if path.stem.lower() in IGNORED:
            named.append(Named(name, "a page of the site, not a post"))
        elif other and path.with_name(other[1]) in stems:
            named.append(
                Named(name, f"the {other[2]} translation of {other[1]}.md, which has the facts")
            )
        else:
            result = _file(path, name)
            if isinstance(result, Record):
                records.append(result)
            else:
                named.append(result)
    named += [
        Named(path.relative_to(top).as_posix(), "no Markdown file")
        for path in _others(source, folders)
    ]
    return Found(tuple(records), tuple(named), parts)


def _others(source: Path, folders: Iterable[str]) -> list[Path]:
    """The files in a folder of posts whose names do not end like a post's."""
    top = next((source / f for f in folders if f != "content" and (source / f).is_dir()), None)
    if top is None:
        return []
    inside = (p for p in sorted(top.rglob("*")) if p.is_file() and not p.name.startswith("."))
    return [path for path in inside if path.suffix.lower() not in SUFFIXES]


def _file(path: Path, name: str) -> Record | Named:
    try:
        text = path.read_bytes().decode("utf-8", "replace")
    except OSError as error:
        return Named(name, f"the file cannot be read: {error.strerror}")
    front, body = split_front(text)
    return record_of(front, body, name, path.stem)


def record_of(front: Front, body: str, source: str, stem: str) -> Record | Named:
    """A post of front matter and body; named with the reason where it has no time at all."""
    if truth(front.get("draft")) or truth(front.get("published", "true")) is False:
        return Named(source, "a draft, which the old page did not show")
    dated = FILE_DATE.match(stem)
    notes = []
    given = next((str(front[key]) for key in STARTS if front.get(key)), None)
    start = next((at for key in STARTS if (at := moment(front.get(key)))), None)
    if start is None and dated:
        start = moment(dated[1])
        notes.append(
            f"its date '{given}' is no time; the date of its file's name is taken"
            if given
            else "it has no date; that of its file's name is taken"
        )
    if start is None:
        return Named(source, f"its date '{given}' is no time" if given else "it has no date")
    words = next((str(front[key]) for key in LEVELS if front.get(key)), "")
    level = level_of(words)
    planned = level is Level.UNDER_MAINTENANCE or bool(front.get("scheduled"))
    if truth(front.get("informational")):
        level = Level.OPERATIONAL
    if level is None:
        level = Level.UNDER_MAINTENANCE if planned else Level.MAJOR_OUTAGE
        if words:
            notes.append(f"its severity '{words}' is not known; {level.value} is taken")
    summary, entries = timeline(body, planned=planned)
    title, summary = _title(front, summary, stem)
    affected = [name for key in AFFECTED for name in words_of(front.get(key))]
    end, note = _end(front, start)
    return Record(
        source=source,
        name=dated[2] if dated else stem,
        title=title,
        planned=planned,
        start=start,
        end=end,
        closed=bool(truth(front.get("resolved")) or end),
        levels=dict.fromkeys(affected, level),
        summary=summary,
        entries=entries,
        published=next((at for key in PUBLISHED if (at := moment(front.get(key)))), None),
        old_id=stem,
        notes=(*notes, *note),
    )


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


def _end(front: Front, start: datetime) -> tuple[datetime | None, list[str]]:
    minutes = re.match(r"(\d+)\s*(m|min|minutes?|h|hours?)?\b", str(front.get("duration", "")))
    if minutes and int(minutes[1]):
        hours = (minutes[2] or "m").startswith("h")
        length = timedelta(hours=int(minutes[1])) if hours else timedelta(minutes=int(minutes[1]))
        return start + length, []
    given = next((str(front[key]) for key in ENDS if front.get(key)), None)
    end = next((at for key in ENDS if (at := moment(front.get(key)))), None)
    if end is None and truth(front.get("resolved")) is None:
        end = moment(front.get("resolved"))
    if end is None and given and given.lower() not in {"null", "none", "~", "false", "true"}:
        return None, [f"its end '{given}' is no time"]
    return end, []


# --------------------------------------------------------------------------------------- the tools


def read_cstate(source: Path) -> Found:
    """Posts of cState and StatusKit, both on Hugo: ``content/issues`` or ``content/incidents``."""
    folders = ("content/issues", "content/incidents", "site/content/incidents", "content")
    return read_posts(source, folders, tuple(_systems(source)))


def read_statusfy(source: Path) -> Found:
    """Statusfy: ``content/*.md`` with ``::: update`` containers."""
    return read_posts(source, ("content",))


def read_markdown(source: Path) -> Found:
    """Any folder of Markdown files, by the usual names of keys."""
    return read_posts(source, ("incidents", "_posts", "content"))


def _systems(source: Path) -> Iterator[Part]:
    """The components of a cState site's config: ``params.systems`` with names, categories, descriptions."""
    for name in ("config.yml", "config.yaml", "hugo.yaml", "hugo.yml", "config.toml", "hugo.toml"):
        place = source / name
        if not place.is_file():
            continue
        text = place.read_bytes().decode("utf-8", "replace")
        fence = "+++" if name.endswith("toml") else "---"
        values: Any = split_front(f"+++\n{text}\n+++\n")[0] if fence == "+++" else yaml_values(text)
        params = values.get("params")
        systems = params.get("systems") if isinstance(params, dict) else values.get("systems")
        for system in systems if isinstance(systems, list) else []:
            if isinstance(system, dict) and system.get("name"):
                yield Part(
                    str(system["name"]),
                    str(system["category"]) if system.get("category") else None,
                    str(system["description"]) if system.get("description") else None,
                )
            elif isinstance(system, str):
                yield Part(system)
        return
