"""Upptime: components from ``history/*.yml``, posts from its GitHub issues (as JSON or as Markdown)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from generator.authoring.importers.markup import markdown
from generator.authoring.importers.records import (
    Found,
    Named,
    OriginalComponent,
    OriginalUpdate,
    Record,
    SourceError,
)
from generator.authoring.importers.timelines import marked
from generator.authoring.importers.times import first_moment, moment
from generator.authoring.importers.values import (
    json_documents,
    name_of,
    split_front,
    text_of,
    values_of,
    words_of,
)
from generator.model.levels import Level, Status

COMMENT = re.compile(r"<!--((?:(?!-->).)*?^\s*start\s*:.*?)-->", re.DOTALL | re.MULTILINE)
WINDOW = re.compile(r"^\s*(start|end|expectedDown|expectedDegraded)\s*:\s*(.*?)\s*$", re.MULTILINE)
TITLE = re.compile(
    r"^\W*(.+?) (?:is down|has degraded performance|is degraded|is back up)\b", re.IGNORECASE
)
CREATED = ("created_at", "createdat", "createdAt")
CLOSED = ("closed_at", "closedat", "closedAt", "resolved")
GENERAL = frozenset({"status", "maintenance", "incident", "bug"})


def read_upptime(source: Path) -> Found:
    """A clone of the repository with the issues beside it: ``gh api --paginate …/issues`` or Markdown."""
    names = _sites(source)
    named: list[Named] = []
    entries = [_record(where, issue, names) for where, issue in _issues(source, named)]
    found = Found.of([*named, *entries], map(OriginalComponent, names.values()))
    if not found.records and not names:
        raise SourceError(
            f"there is no history/*.yml and no issue in {source}; save the issues with "
            "'gh api --paginate \"repos/OWNER/REPO/issues?state=all\" > issues.json'"
        )
    return found


def _sites(source: Path) -> dict[str, str]:
    """The components by slug."""
    top = source if source.is_dir() else source.parent
    file = top / ".upptimerc.yml"
    sites = values_of("yaml", text_of(file)[0]).get("sites") if file.is_file() else None
    found = {}
    for site in sites if isinstance(sites, list) else []:
        if isinstance(site, dict) and site.get("name"):
            name = str(site["name"])
            slug = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
            found[str(site.get("slug") or slug)] = name
    for file in sorted(top.glob("history/*.yml")):
        if file.stem and not file.stem.startswith("."):
            found.setdefault(file.stem, file.stem)
    return found


def _issues(source: Path, named: list[Named]) -> Iterator[tuple[str, dict[str, Any]]]:
    """The issues, each with the comments that lie beside it, and where they were found."""
    issues: list[tuple[str, dict[str, Any]]] = []
    comments: dict[str, list[dict[str, Any]]] = {}
    for file in _files(source):
        name = name_of(file, source)
        if file.suffix != ".json":
            front, body = split_front(text_of(file)[0])
            issues.append((name, {**front, "body": body, "stem": file.stem}))
            continue
        try:
            items = list(_flat(json_documents(file)))
        except ValueError as error:
            named.append(Named(name, f"the file is no JSON: {error}"))
            continue
        for item in items:
            if "issue_url" in item:
                number = str(item["issue_url"]).rpartition("/")[2]
                comments.setdefault(number, []).append(item)
            else:
                issues.append((f"{name}: #{item.get('number', '?')}", item))
    for where, issue in issues:
        beside = comments.get(str(issue.get("number")))
        yield where, {**issue, "comments": beside} if beside else issue


def _files(source: Path) -> Iterator[Path]:
    """The file itself, or a folder's JSON with issues and comments, and its Markdown under ``issues``."""
    for file in [source] if source.is_file() else sorted(source.rglob("*")):
        inside = file.relative_to(source).parts
        if {".git", "node_modules", "api", "history"}.intersection(inside) or not file.is_file():
            continue
        told = file.name.lower()
        posts = "issues" in inside if file.suffix == ".md" else "issue" in told or "comment" in told
        if file == source or (file.suffix in {".json", ".md"} and posts):
            yield file


def _flat(value: Any) -> Iterator[dict[str, Any]]:
    """The objects in a list, or in a list of pages."""
    if isinstance(value, list):
        for item in value:
            yield from _flat(item)
    elif isinstance(value, dict):
        yield value


def _record(where: str, issue: Mapping[str, Any], names: Mapping[str, str]) -> Record | Named:
    if issue.get("pull_request") is not None:
        return Named(where, "a pull request")
    labels = words_of(issue.get("labels"))
    title = " ".join(str(issue.get("title") or issue.get("stem") or "").split()) or "Untitled"
    told = TITLE.match(title)
    planned = "maintenance" in labels
    if not planned and "status" not in labels and not told:
        return Named(where, f"no incident: its labels are {', '.join(labels) or 'none'}")
    body = str(issue.get("body") or "").replace("\r", "")
    comment = COMMENT.search(body) if planned else None
    window = dict(WINDOW.findall(comment[1] if comment else body)) if planned else {}
    created = first_moment(issue, (*CREATED, "date"))
    start = moment(window.get("start")) or created
    if start is None:
        return Named(where, "it has no time at all")
    end = moment(window.get("end")) or first_moment(issue, CLOSED)
    words = body.replace(comment[0], "") if comment else body
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
        updates=tuple(_comments(issue, planned)),
        published=created,
        old_id=str(issue["number"]) if issue.get("number") else None,
    )


def _levels(
    labels: list[str],
    title: str,
    told: re.Match[str] | None,
    window: Mapping[str, str],
    names: Mapping[str, str],
    *,
    planned: bool,
) -> dict[str, Level]:
    degraded = dict.fromkeys(words_of(window.get("expectedDegraded")), Level.DEGRADED_PERFORMANCE)
    down = dict.fromkeys(words_of(window.get("expectedDown")), Level.MAJOR_OUTAGE)
    if planned and (degraded or down):
        return {names.get(slug, slug): level for slug, level in (degraded | down).items()}
    level = Level.DEGRADED_PERFORMANCE if "degraded" in title.lower() else Level.MAJOR_OUTAGE
    level = Level.UNDER_MAINTENANCE if planned else level
    slugs = [label for label in labels if label not in GENERAL and (label in names or not names)]
    if not slugs and told:
        return {told[1].strip(): level}
    return {names.get(slug, slug): level for slug in slugs}


def _comments(issue: Mapping[str, Any], planned: bool) -> Iterator[OriginalUpdate]:
    comments = issue.get("comments")
    for comment in comments if isinstance(comments, list) else []:
        if not isinstance(comment, dict):
            continue
        status, text = marked(str(comment.get("body") or ""), planned=planned)
        at = first_moment(comment, CREATED)
        yield OriginalUpdate(at, status or Status.UPDATE, markdown(text))
