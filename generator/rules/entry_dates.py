"""The dates of entries in ``updates.*``: when subscribers could first read them.

Feed readers and chat services poll, and skip what is dated before their last look or has the date of
another entry. A heading says when something happened; the commit says when it was published.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from generator.rules.judgements import Assessment
from generator.rules.moments import Moment, Origin
from generator.rules.written import told_by_git
from generator.timespan import EARLIEST, ONE_SECOND

BY_COMMIT = frozenset({Origin.ANNOUNCED, Origin.MOVED, Origin.CANCELLED})
"""What happened when it was published."""

Entry = tuple[str, str]
"""The post's id and the moment's name."""


def entry_dates(assessment: Assessment, moments: Iterable[Moment]) -> Mapping[Entry, datetime]:
    """The date of each moment's entry.

    It is the later of its heading's time and the time of the commit that first had it; that of the
    heading for posts from before ``proof_since`` and where no commit tells. Dates that commits tell follow
    by a second each where they would be alike, in the order of the headings, and stay as more is added.
    """
    found: dict[Entry, datetime] = {}
    told: list[tuple[datetime, datetime, Entry]] = []
    for moment in moments:
        entry = moment.post.id, moment.name
        first_at = _first_at(assessment, moment)
        if first_at is None:
            found[entry] = moment.at
        else:
            told.append((max(moment.at, first_at), moment.at, entry))
    last = EARLIEST
    for at, _, entry in sorted(told):
        found[entry] = last = max(at, last + ONE_SECOND)
    return found


def _first_at(assessment: Assessment, moment: Moment) -> datetime | None:
    """When a moment's entry was first published; None where no commit tells."""
    id = moment.post.id
    if id not in assessment.content.writings or not told_by_git(assessment, id):
        return None
    if moment.origin in BY_COMMIT:
        return moment.at
    return assessment.content.writing(id).entry_at(moment.name)
