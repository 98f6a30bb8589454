"""A post's file as it was read, and what its bytes say: before a change, and of what would be written."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

from generator.authoring.edit import plain_text
from generator.diagnostics import Diagnostic, Location, Severity
from generator.model.content import Incident, Post, Update
from generator.model.levels import INCIDENT_STATUSES, MAINTENANCE_STATUSES, Status
from generator.reading.content import read_one
from generator.reading.posts.timeline import read_updates, split_body
from generator.reading.tables.fields import Context
from generator.reading.yaml.document import split_post
from generator.reading.yaml.faults import Faults
from generator.reading.yaml.text import decode


class RefusedError(Exception):
    """Nothing was written; the text is a sentence that says why, and what to do.

    ``findings`` are mistakes that a reader finds, in a file whose text is ``source``.
    """

    def __init__(
        self, message: str, findings: Sequence[Diagnostic] = (), source: str | None = None
    ) -> None:
        super().__init__(message)
        self.findings = tuple(findings)
        self.source = source


@dataclass(frozen=True, slots=True)
class PostSource:
    """A post's file. ``text`` has plain newlines and no byte order mark.

    ``post`` is None where ``errors`` keep it from being read. ``updates`` are there all the same, None
    where not even the timeline can be read.
    """

    path: str
    data: bytes
    text: str
    post: Post | None
    updates: tuple[Update, ...] | None
    errors: tuple[Diagnostic, ...]


def unchanged(
    path: str, why: str, findings: Sequence[Diagnostic] = (), source: str | None = None
) -> RefusedError:
    """The refusal of a change, with the end of the sentence that says why."""
    return RefusedError(f"{path} was not changed: {why}.", findings, source)


def unreadable(source: PostSource) -> RefusedError:
    """The refusal to change a file in the way of its mistakes."""
    return unchanged(source.path, "fix its mistakes first", source.errors, source.text)


def is_incident(path: str) -> bool:
    """Whether a post's file lies among the incidents."""
    return path.startswith("incidents/")


def statuses(path: str) -> tuple[Status, ...]:
    """The statuses that the updates of a post may have."""
    return INCIDENT_STATUSES if is_incident(path) else MAINTENANCE_STATUSES


def parse_source(path: str, data: bytes, names: Context) -> PostSource:
    """What a post's file of these bytes says; ``names`` are those that site.yaml gives."""
    faults = Faults(path)
    post = read_one(path, data, names.of(faults))
    text = ""
    with suppress(UnicodeDecodeError):
        text = plain_text(data)
    updates = post.updates if post else _updates(path, data, names)
    errors = tuple(d for d in faults.found if d.severity is Severity.ERROR)
    return PostSource(path, data, text, post, updates, errors)


def _updates(path: str, data: bytes, names: Context) -> tuple[Update, ...] | None:
    """The timeline of a post that cannot be read as a whole."""
    unheard = Faults(path)
    text = decode(data, unheard)
    document = split_post(text, unheard) if text is not None else None
    if document is None:
        return None
    return read_timeline(path, document.body, names, document.body_line)


def read_timeline(path: str, body: str, names: Context, first_line: int = 1) -> tuple[Update, ...]:
    """The updates in the body of a post, which begins in a line; those with mistakes are left out."""
    unheard = Faults(path)
    sections = split_body(body, first_line, unheard).sections
    return read_updates(sections, statuses(path), names.of(unheard))


def without_places(post: Post) -> Post:
    """A post without where its parts stand in the file, to compare what two files say."""
    nowhere = Location("")
    updates = updates_without_places(post.updates)
    if isinstance(post, Incident):
        phases = tuple(replace(phase, location=nowhere) for phase in post.impact)
        return replace(post, location=nowhere, places={}, updates=updates, impact=phases)
    return replace(post, location=nowhere, places={}, updates=updates)


def updates_without_places(updates: tuple[Update, ...]) -> tuple[Update, ...]:
    """The same for updates; those of one instant in any order."""
    plain = (replace(update, key="", location=Location("")) for update in updates)
    return tuple(sorted(plain, key=lambda u: (u.at, u.status.value, u.text)))
