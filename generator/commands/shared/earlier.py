"""The site as it was at a commit, judged as of an instant, and closed periods recomputed there."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from generator.build import Prepared, read_all
from generator.commands.shared.loading import CONTENT
from generator.diagnostics import Diagnostic, Location, Severity
from generator.model.closed_periods import EDITION, ClosedPeriod, Publication
from generator.model.content import Content, Provenance
from generator.reading.git.changes import changed_files, extract_files
from generator.reading.git.commands import GitError
from generator.reading.site import SITE_FILE
from generator.rules.judgements import UnknownPeriodError
from generator.rules.wording import local_text

WHEN = frozenset({"written", "terms_written"})
"""Keys that tell when something was written: no figures."""


def files_that_count(content: Content) -> tuple[str, ...]:
    """What the figures of a site are made of, e-mailed notices included."""
    return (*CONTENT, content.site.mail.ledger) if content.site.mail else CONTENT


def content_at(
    site: Prepared, content: Content, commit: str, now: datetime, changed: frozenset[str]
) -> Content | None:
    """The content as it was at a commit, with the history up to there; None where it cannot be read.

    ``changed`` are the files that are not as in that commit: the others are not read again. Raises GitError.
    """
    counting = files_that_count(content)
    ledger = counting[len(CONTENT) :]
    whole = not changed.isdisjoint((SITE_FILE, *ledger))
    kept = () if whole else tuple(post for post in content.posts if post.path not in changed)
    with tempfile.TemporaryDirectory() as folder:
        old = Path(folder)
        wanted = CONTENT if whole else (SITE_FILE, *changed)
        extract_files(site.root, commit, (*wanted, *ledger), old)
        return read_all(site.root, lambda _: now, commit, files=old, kept=kept).content


def not_reproduced(site: Prepared, *, every: bool) -> Iterator[Diagnostic]:
    """Warnings of closed periods that their own commit does not give; of the newest, or of every one.

    Those of the program's own edition, and of one publication each unless ``every``.
    """
    if site.everything is None or site.content is None or site.failed:
        return
    if site.content.provenance is not Provenance.GIT:
        return
    closed = sorted(site.everything.content.closed, key=lambda one: one.latest.published_at)
    for one in closed if every else closed[-1:]:
        for told in one.publications if every else one.publications[-1:]:
            if told.edition == EDITION and told.commit and told.published_at <= site.now:
                difference = _difference(site, site.content, one, told)
                if difference:
                    yield _warning(site.content, one, told, difference)


def _difference(site: Prepared, content: Content, one: ClosedPeriod, told: Publication) -> str:
    """What a publication says and its commit does not give; empty where they agree."""
    from generator.rendering.figures.report import publication
    from generator.rules.assessment import assess

    commit = told.commit or ""
    try:
        changed = changed_files(site.root, commit, files_that_count(content))
        then = content_at(site, content, commit, told.published_at, changed)
        if then is None:
            return "cannot be recomputed: site.yaml at its commit cannot be read"
        assessment = assess(then, told.published_at, one.label)
    except GitError as error:
        words = " ".join(str(error).split())
        return f"cannot be recomputed at its commit {commit[:10]}: {words}"
    except UnknownPeriodError:
        return f"is of a period that nobody measured at its commit {commit[:10]}"
    given = json.loads(json.dumps(publication(assessment, one.label, commit)))
    said = {
        "agreement": told.agreement,
        "periods": _documents(told),
        "notices": told.notices,
        "responses": told.responses,
    }
    for key, value in said.items():
        if found := _first(value, given[key], key):
            where, typed, right = found
            return f"says {where}: {typed}, and its commit {commit[:10]} gives {right}"
    return ""


def _documents(told: Publication) -> list[Any]:
    """Each period's object once."""
    by_tier = {result.tier: result.document for result in told.results}
    return list(by_tier.values())


def _first(said: Any, given: Any, where: str) -> tuple[str, str, str] | None:
    """The first place in which two documents differ, with both values."""
    if isinstance(said, dict) and isinstance(given, dict):
        for key in dict.fromkeys((*said, *given)):
            if key not in WHEN and (
                found := _first(said.get(key), given.get(key), f"{where}.{key}")
            ):
                return found
        return None
    if isinstance(said, list) and isinstance(given, list):
        for number, pair in enumerate(zip(said, given, strict=False)):
            if found := _first(*pair, f"{where}[{number}]"):
                return found
        if len(said) == len(given):
            return None
        return where, f"{len(said)} entries", str(len(given))
    return None if said == given else (where, _short(said), _short(given))


def _short(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 60 else f"{text[:57]}…"


def _warning(content: Content, one: ClosedPeriod, told: Publication, what: str) -> Diagnostic:
    day = local_text(told.published_at, content.site.zone)
    return Diagnostic(
        "ledger-not-reproduced",
        f"{one.path}, published {day}, {what}",
        f"nothing but 'statusmark close' writes it; 'statusmark close {one.label} --correct' says "
        "what the files give",
        Location(one.path),
        Severity.WARNING,
    )
