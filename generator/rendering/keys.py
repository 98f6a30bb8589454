"""What each file is made from, as short names: equal ones mean equal files.

A post's key says all that any file tells of it: its own files, how it was judged, how far it has come,
the pictures, posts and commit that it names. A month's is made of its posts' keys, a feed's of its
entries'. What all files of an edition share (the program, the theme, site.yaml, the language, the zones'
rules) is in the edition's key.
"""

from __future__ import annotations

import pickle
import sys
import zoneinfo
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import datetime
from enum import Enum
from hashlib import blake2b
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

import generator
from generator.model.content import Incident, Post, Site
from generator.reading.guarded import ASSET_LIMIT, read_guarded
from generator.rules.closed import told_and_today
from generator.rules.deletions import deleted_in
from generator.rules.digests import Digest
from generator.rules.judgements import PeriodResult
from generator.rules.status import Progress
from generator.rules.written import terms_written_at

if TYPE_CHECKING:
    from generator.rendering.edition import Edition
    from generator.rendering.feeds.items import Line
    from generator.rendering.theme.themes import Theme

LIBRARIES = (
    "babel",
    "feedgen",
    "icalendar",
    "jinja2",
    "lxml",
    "markdown",
    "markupsafe",
    "nh3",
)
SIZE = 16
AHEAD = frozenset({Progress.SCHEDULED, Progress.IN_PROGRESS})


def digest(data: bytes) -> str:
    """A short name for bytes, the same for no others."""
    return blake2b(data, digest_size=SIZE).hexdigest()


def digest_of(*values: object) -> str:
    """A short name for plain values (RFC 7693 over their pickle): different ones never share it.

    Sets may not be among them: they have no order. Equal values built in different ways may have
    different names; a file is made once more then.
    """
    return digest(pickle.dumps(values, pickle.HIGHEST_PROTOCOL))


def program_key(theme: Theme) -> str:
    """A digest of all that makes files of values: this program, its libraries, the theme."""
    found = blake2b(sys.version.encode(), digest_size=SIZE)
    for package in LIBRARIES:
        found.update(f"{package} {version(package)}".encode())
    folders = [(Path(generator.__file__).parent, "*.py"), (theme.default, "*")]
    for base, pattern in [*folders, *([(theme.site, "*")] if theme.site else [])]:
        for path in sorted(base.rglob(pattern)):
            with suppress(OSError):
                data = read_guarded(path, ASSET_LIMIT)
                found.update(f"{path.relative_to(base)}\0".encode("utf-8", "surrogateescape"))
                found.update(digest(data).encode())
    return found.hexdigest()


def site_key(site: Site) -> str:
    """A digest of site.yaml as it was read, and of the rules of the zones in it."""
    zones = sorted({site.zone_name, *(a.zone_name for a in site.agreements)})
    return digest_of(_ordered(site), [(name, _zone_data(name)) for name in zones])


def _ordered(value: object) -> object:
    """Values of the model as nested lists: sets in order, objects by their fields."""
    if is_dataclass(value):
        return [type(value).__name__, *(_ordered(getattr(value, f.name)) for f in fields(value))]
    if isinstance(value, Mapping):
        return [[_ordered(key), _ordered(item)] for key, item in value.items()]
    if isinstance(value, (set, frozenset)):
        return sorted(repr(_ordered(item)) for item in value)
    if isinstance(value, (tuple, list)):
        return [_ordered(item) for item in value]
    return str(value) if isinstance(value, Enum) else repr(value)


def _zone_data(name: str) -> str:
    """The rules of a zone as this machine has them: its own file, else the one of ``tzdata``."""
    for folder in zoneinfo.TZPATH:
        with suppress(OSError):
            return digest(read_guarded(Path(folder, name)))
    return version("tzdata")


@dataclass(frozen=True, slots=True)
class Keys:
    """The keys of an edition's files; ``shared`` is that of what they have in common."""

    edition: Edition
    shared: str
    known: dict[str, str] = field(default_factory=dict)

    def of(self, *values: object) -> str:
        """The key of a file that is made of these values and of what all share."""
        return digest_of(self.shared, *values)

    def post(self, id: str) -> str:
        """All that is told of a post in lists, feeds and plain texts."""
        if id not in self.known:
            self.known[id] = digest_of(*self._said(id))
        return self.known[id]

    def posts(self, ids: Iterable[str]) -> list[str]:
        """The keys of several posts, in this order."""
        return [self.post(id) for id in ids]

    def lines(self, lines: Iterable[Line]) -> list[tuple[str, datetime, str]]:
        """The keys of a feed's lines, each with what happened and its date."""
        return [(line.name, line.updated_at, self.post(line.post.id)) for line in lines]

    def page(self, id: str) -> str:
        """A post's own page, which carries the build's instant while the post waits for something."""
        status = self.edition.status
        facts = status.incidents.get(id)
        waits = facts.open if facts else status.progress.get(id) in AHEAD
        return self.of(self.post(id), self.edition.now if waits else None)

    def _said(self, id: str) -> Iterable[object]:
        edition, assessment = self.edition, self.edition.assessment
        post: Post = edition.incidents.get(id) or edition.maintenance[id]
        yield assessment.content.commits.get(post.path), edition.beside.get(post.path)
        yield len(edition.moments[id]), assessment.content.provenance.value
        yield assessment.content.writing(id)
        if isinstance(post, Incident):
            facts = edition.status.incidents.get(id) or assessment.bulletins[id]
            yield facts, assessment.responses.get(id)
        else:
            known = sum(update.at <= edition.now for update in post.updates)
            yield post, known, assessment.notices[id], edition.status.progress[id]

    def period(self, results: Iterable[PeriodResult], more: Iterable[str] = ()) -> str:
        """A period's results, the posts in its ledgers and ``more`` of them, and what was published of it."""
        assessment, found = self.edition.assessment, []
        content = assessment.content
        for result in results:
            told = [closed for closed in content.closed if closed.label == result.period.label]
            ids = [row.id for row in result.ledger]
            ids += [row.id for closed in told for row in closed.rows]
            known = (assessment.named[id].id for id in ids if id and id in assessment.named)
            posts = self.posts(dict.fromkeys(known))
            compared = [
                (of[1].paths, of[1].verdicts)
                for promise in (result.promises if told else ())
                if (of := told_and_today(assessment, promise))
            ]
            around = terms_written_at(assessment, result), deleted_in(assessment, result.period)
            edits = content.edits if told else ()
            found.append((_figures(result), told, edits, posts, around, compared))
        return self.of(found, self.posts(more))

    def digest(self, digest: Digest) -> str:
        """A digest: the posts that it tells of, what happened to them, the promises around it."""
        events = [(event.post.id, event.name) for event in (*digest.events, *digest.late)]
        ids = dict.fromkeys([*(id for id, _ in events), *digest.upcoming])
        told = list(digest.downtime.items()), self.period(digest.results)
        return self.of(digest.period.label, events, self.posts(ids), digest.upcoming, *told)


def _figures(result: PeriodResult) -> list[object]:
    """A result without its agreement, which is a part of site.yaml."""
    names = [f.name for f in fields(result) if f.name not in {"agreement", "services"}]
    return [*(getattr(result, name) for name in names), *map(_figures, result.services)]
