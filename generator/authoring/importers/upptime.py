"""Upptime: components from ``history/*.yml``, posts from its GitHub issues (as JSON or as Markdown)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from generator.authoring.importers.markup import markdown
from generator.authoring.importers.records import Entry, Found, Named, Part, Record, SourceError
from generator.authoring.importers.timelines import marked
from generator.authoring.importers.values import moment, split_front, words_of, yaml_values
from generator.levels import Level, Status

COMMENT = re.compile(r"<!--(.*?)-->", re.DOTALL)
WINDOW = re.compile(r"^\s*(start|end|expectedDown|expectedDegraded)\s*:\s*(.*?)\s*$", re.MULTILINE)
TITLE = re.compile(
    r"^\W*(.+?) (?:is down|has degraded performance|is degraded|is back up)\b", re.IGNORECASE
)
GENERAL = frozenset({"status", "maintenance", "incident", "bug"})


def read_upptime(source: Path) -> Found:
    """A clone of the repository with the issues beside it: ``gh api --paginate …/issues`` or Markdown."""
    if not source.exists():
        raise SourceError(f"there is no {source}")
    names = dict(_sites(source))
    records: list[Record] = []
    named: list[Named] = []
    for where, issue in _issues(source, named):
        result = _record(where, issue, names)
        if isinstance(result, Record):
            records.append(result)
        else:
            named.append(result)
    if not records and not names:
        raise SourceError(
            f"there is no history/*.yml and no issue in {source}; save the issues with "
            "'gh api --paginate \"repos/OWNER/REPO/issues?state=all\" > issues.json'"
        )
    return Found(tuple(records), tuple(named), tuple(Part(name) for name in names.values()))


def _sites(source: Path) -> Iterator[tuple[str, str]]:
    """The components by slug."""
    top = source if source.is_dir() else source.parent
    config = (
        yaml_values(_text(top / ".upptimerc.yml")) if (top / ".upptimerc.yml").is_file() else {}
    )
    sites = config.get("sites")
    told = {}
    for site in sites if isinstance(sites, list) else []:
        if isinstance(site, dict) and site.get("name"):
            name = str(site["name"])
            told[str(site.get("slug") or _slug(name))] = name
    yield from told.items()
    for file in sorted(top.glob("history/*.yml")):
        if file.stem and not file.stem.startswith(".") and file.stem not in told:
            yield file.stem, file.stem


def _slug(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")


def _text(file: Path) -> str:
    return file.read_bytes().decode("utf-8", "replace")


def _issues(source: Path, named: list[Named]) -> Iterator[tuple[str, dict[str, Any]]]:
    files = [source] if source.is_file() else sorted(source.rglob("*"))
    for file in files:
        name = file.name if file == source else file.relative_to(source).as_posix()
        inside = file.parts[len(source.parts) :]
        if any(part in {".git", "node_modules", "api", "history"} for part in inside):
            continue
        if file.suffix == ".json" and "issue" in name.lower():
            try:
                issues = json.loads(_text(file))
            except ValueError as error:
                named.append(Named(name, f"the file is no JSON: {error}"))
                continue
            for issue in issues if isinstance(issues, list) else [issues]:
                if isinstance(issue, dict):
                    yield f"{name}: #{issue.get('number', '?')}", issue
        elif file.suffix == ".md" and ("issues" in inside or file == source):
            front, body = split_front(_text(file))
            yield name, {**front, "body": body, "stem": file.stem}


def _labels(issue: Mapping[str, Any]) -> list[str]:
    return words_of(issue.get("labels"))


def _record(where: str, issue: Mapping[str, Any], names: Mapping[str, str]) -> Record | Named:
    if issue.get("pull_request") is not None:
        return Named(where, "a pull request")
    labels = _labels(issue)
    title = " ".join(str(issue.get("title") or issue.get("stem") or "").split()) or "Untitled"
    told = TITLE.match(title)
    planned = "maintenance" in labels
    if not planned and "status" not in labels and not told:
        return Named(where, f"no incident: its labels are {', '.join(labels) or 'none'}")
    body = str(issue.get("body") or "")
    comment = COMMENT.search(body)
    window = dict(WINDOW.findall(comment[1])) if planned and comment else {}
    created = _at(issue, "created_at", "createdat", "createdAt", "date")
    start = moment(window.get("start")) or created
    if start is None:
        return Named(where, "it has no time at all")
    end = moment(window.get("end")) or _at(issue, "closed_at", "closedat", "closedAt", "resolved")
    words = body.replace(comment[0], "") if comment and window else body
    return Record(
        source=where,
        name=str(issue.get("stem") or title),
        title=title,
        planned=planned,
        start=start,
        end=end,
        closed=end is not None or str(issue.get("state", "")).lower() == "closed",
        levels=_levels(labels, title, told, window, names, planned=planned),
        summary=markdown(words),
        entries=tuple(_comments(issue, planned)),
        published=created,
        old_id=str(issue["number"]) if issue.get("number") else None,
    )


def _at(issue: Mapping[str, Any], *keys: str) -> datetime | None:
    return next((at for key in keys if (at := moment(issue.get(key)))), None)


def _levels(
    labels: list[str],
    title: str,
    told: re.Match[str] | None,
    window: Mapping[str, str],
    names: Mapping[str, str],
    *,
    planned: bool,
) -> dict[str, Level]:
    found: dict[str, Level] = {}
    for key, level in (
        ("expectedDegraded", Level.DEGRADED_PERFORMANCE),
        ("expectedDown", Level.MAJOR_OUTAGE),
    ):
        for slug in words_of(window.get(key)):
            found[names.get(slug, slug)] = level
    if planned and found:
        return found
    level = Level.DEGRADED_PERFORMANCE if "degraded" in title.lower() else Level.MAJOR_OUTAGE
    level = Level.UNDER_MAINTENANCE if planned else level
    slugs = [label for label in labels if label not in GENERAL and (label in names or not names)]
    if not slugs and told:
        return {told[1].strip(): level}
    return {names.get(slug, slug): level for slug in slugs}


def _comments(issue: Mapping[str, Any], planned: bool) -> Iterator[Entry]:
    comments = issue.get("comments")
    for comment in comments if isinstance(comments, list) else []:
        if not isinstance(comment, dict):
            continue
        status, text = marked(str(comment.get("body") or ""), planned=planned)
        at = _at(comment, "created_at", "createdAt", "createdat")
        yield Entry(at, status or Status.UPDATE, markdown(text))
