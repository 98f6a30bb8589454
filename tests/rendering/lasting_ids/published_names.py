"""The lasting names in a built site, read as a stranger would read them, as lines of text to compare."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

import icalendar
from lxml import etree

ATOM = "{http://www.w3.org/2005/Atom}"
Rows = tuple[tuple[str, str, str], ...]


def published_names(folder: Path, *, whole: bool) -> dict[str, list[str]]:
    """What a built site holds, by the name of the golden file that it goes into.

    Where not the ``whole`` of it is wanted, of the feeds only the main language's history and updates.
    """
    found = {
        "feeds": list(_feeds(folder, whole=whole)),
        "calendars": list(_calendars(folder)),
        "events": list(_events(folder)),
        "api": list(_api(folder)),
    }
    return {**found, "pages": list(_pages(folder))} if whole else found


def stamp(at: datetime) -> str:
    """``2026-12-06T01:05:00Z``."""
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def _files(folder: Path, *patterns: str) -> list[str]:
    found = {path for pattern in patterns for path in folder.rglob(pattern)}
    return sorted(path.relative_to(folder).as_posix() for path in found)


def _feeds(folder: Path, *, whole: bool) -> Iterator[str]:
    """Each list of entries once, below all files that have it; a feed's own id beside its file.

    Feeds of a component, of maintenance and of a month list what the history lists: only ids.
    """
    found: dict[Rows, list[str]] = {}
    for path in _files(folder, "*.atom", "*.rss", "index.xml", "feed.json", "updates.json"):
        name, rows = _entries(folder / path)
        plain = re.fullmatch(r"(pl/)?[a-z]+\.[a-z]+", path) and "maintenance" not in path
        if whole or (plain and not path.startswith("pl/")):
            kept = rows if plain else tuple(("", id, "") for _, id, _ in rows)
            found.setdefault(kept, []).append(f"{path} {name}".rstrip())
    for rows, names in sorted(found.items(), key=lambda pair: pair[1]):
        yield from (f"# {name}" for name in names)
        yield from ("  ".join(row).strip() for row in rows)


def _entries(path: Path) -> tuple[str, Rows]:
    """A feed's own id, if it has one, and of each entry when it was updated, its id and its title."""
    if path.suffix == ".json":
        items = json.loads(path.read_text("utf-8"))["items"]
        return "", tuple((_utc(i["date_modified"]), i["id"], i["title"]) for i in items)
    root = etree.fromstring(path.read_bytes())
    if path.suffix == ".atom":
        entries = [
            [entry.findtext(f"{ATOM}{key}") for key in ("updated", "id", "title")]
            for entry in root.iter(f"{ATOM}entry")
        ]
        return root.findtext(f"{ATOM}id"), tuple((_utc(at), id, said) for at, id, said in entries)
    items = [[i.findtext(key) for key in ("pubDate", "guid", "title")] for i in root.iter("item")]
    return "", tuple((stamp(parsedate_to_datetime(at)), id, said) for at, id, said in items)


def _utc(text: str) -> str:
    return stamp(datetime.fromisoformat(text))


def _calendars(folder: Path) -> Iterator[str]:
    """Each list of events once, below all calendars that have it."""
    found: dict[tuple[str, ...], list[str]] = {}
    for path in _files(folder, "*.ics"):
        calendar = icalendar.Calendar.from_ical((folder / path).read_bytes())
        rows = tuple(map(_calendar_event, calendar.walk("VEVENT")))
        found.setdefault(rows, []).append(path)
    for rows, paths in found.items():
        yield from (f"# {path}" for path in paths)
        yield from rows


def _calendar_event(event: icalendar.Event) -> str:
    """UID, SEQUENCE and STATUS, when it is and when it last said something new."""
    times = [event[key].to_ical().decode() for key in ("DTSTART", "LAST-MODIFIED")]
    return "  ".join((event["UID"], f"{event.get('SEQUENCE')}", f"{event.get('STATUS')}", *times))


def _events(folder: Path) -> Iterator[str]:
    for event in json.loads((folder / "events.json").read_text("utf-8"))["events"]:
        yield "  ".join(event[key] for key in ("at", "id", "event", "status", "status_text"))


def _api(folder: Path) -> Iterator[str]:
    """The posts with their updates once, from the two whole lists; of the other lists the ids alone."""
    for path in _files(folder / "api", "*.json"):
        document = json.loads((folder / "api" / path).read_text("utf-8"))
        yield f"# api/{path}"
        yield f"page {document['page']['id']}  {document['page']['updated_at']}"
        for one in document.get("components", ()) if path.endswith("/components.json") else ():
            yield f"{one['id']}  {one['group_id']}  {one['status']}"
        for kind in ("incidents", "scheduled_maintenances"):
            if path.endswith(("/incidents.json", "/scheduled-maintenances.json")):
                for one in document.get(kind, ()):
                    yield from post_names(one)
            elif kind in document:
                yield f"{kind}: {' '.join(one['id'] for one in document[kind])}".rstrip()


def post_names(one: dict[str, Any]) -> Iterator[str]:
    """A post of the API and its updates, the newest first."""
    yield f"{one['id']}  {one['status']}  {one['created_at']}  resolved {one['resolved_at']}"
    for update in one["incident_updates"]:
        levels = ", ".join(f"{c['code']} {c['new_status']}" for c in update["affected_components"])
        yield f"    {update['created_at']}  {update['id']}  {update['status']}  {levels}"


def _pages(folder: Path) -> Iterator[str]:
    """The pages of posts and of digests with the anchors of their updates; then what leads on."""
    for path in _files(folder, "*/*/index.html"):
        if path.split("/")[-3] in {"incidents", "maintenance", "digests"}:
            anchors = re.findall(r' id="(u-[^"]*)"', (folder / path).read_text("utf-8"))
            yield " ".join((path.removesuffix("index.html"), *anchors))
    redirects = folder / "_redirects"
    if redirects.is_file():
        yield from redirects.read_text("utf-8").splitlines()
