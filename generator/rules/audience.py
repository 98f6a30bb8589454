"""What the readers of a page or a mail see: posts for them, and of others' nothing but the effect.

A post without ``audience:`` is for everybody; one with names is for readers who have one of them. What
readers do not have keeps its minutes, levels and states: rows of the ledger stay without id and file,
components stay down. Their words, notices and responses are gone, and so are lists for other audiences.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any, TypeVar

from generator.model.closed_periods import ClosedRow, Publication
from generator.model.content import Content
from generator.rules.judgements import Assessment, LedgerRow, PeriodResult, Unseen
from generator.rules.status import Progress, service_status

Row = TypeVar("Row", LedgerRow, ClosedRow)


def is_for(audience: Collection[str], names: Collection[str]) -> bool:
    """Whether a post for ``audience`` is for readers who have these names."""
    return not audience or any(name in names for name in audience)


def shown_to(assessment: Assessment, names: Collection[str]) -> Assessment:
    """The part of an assessment that readers with these names see; none of them: the public."""
    content = assessment.content
    hidden = [post for post in content.posts if not is_for(post.audience, names)]
    lists = tuple(s for s in content.site.subscriptions if is_for(s.audience, names))
    deleted = tuple(
        post if is_for(post.audience, names) else replace(post, id=None, path=None)
        for post in content.deleted
    )
    if hidden or deleted != content.deleted:
        assessment = _told_to(assessment, names)
    content = replace(assessment.content, deleted=deleted)
    assessment = replace(assessment, content=content)
    if not hidden and lists == content.site.subscriptions:
        return assessment
    ids = {name for post in hidden for name in (post.id, *post.aliases)}
    return replace(
        assessment,
        content=replace(
            _content(content, ids, {post.path for post in hidden}),
            site=replace(content.site, subscriptions=lists),
        ),
        periods=tuple(_result(result, ids) for result in assessment.periods),
        incidents={id: facts for id, facts in assessment.incidents.items() if id not in ids},
        bulletins={id: facts for id, facts in assessment.bulletins.items() if id not in ids},
        notices={id: n for id, n in assessment.notices.items() if id not in ids},
        responses={id: r for id, r in assessment.responses.items() if id not in ids},
        unseen=_unseen(assessment, ids),
    )


def named(content: Content, paths: Collection[str], names: Collection[str]) -> tuple[str, ...]:
    """The paths of posts with errors, those empty that readers with these names may not be told.

    Of a file that cannot be read nobody knows whom it is for, so on a site with audiences it is not named.
    """
    if not any(post.audience for post in content.posts):
        return tuple(paths)
    known = {post.path for post in content.posts if is_for(post.audience, names)}
    return tuple(path if path in known else "" for path in paths)


def _content(content: Content, ids: Collection[str], paths: Collection[str]) -> Content:
    return replace(
        content,
        incidents=tuple(post for post in content.incidents if post.id not in ids),
        bulletins=tuple(post for post in content.bulletins if post.id not in ids),
        maintenance=tuple(post for post in content.maintenance if post.id not in ids),
        changes=tuple(edit for edit in content.changes if edit.path not in paths),
    )


def _told_to(assessment: Assessment, names: Collection[str]) -> Assessment:
    """With the closed periods as these readers were told; of a post that nobody knows any more, no word."""
    content = assessment.content
    posts = [post for post in content.posts if is_for(post.audience, names)]
    ids = {name for post in posts for name in (post.id, *post.aliases)}
    ids |= {post.id for post in content.deleted if post.id and is_for(post.audience, names)}
    paths = {post.path for post in posts} | {content.site.location.path}
    paths |= {post.path for post in content.deleted if post.path and is_for(post.audience, names)}
    closed = tuple(
        replace(one, publications=tuple(_publication(p, ids, paths) for p in one.publications))
        for one in content.closed
    )
    told = {row.id for r in assessment.periods if r.unmeasured for row in r.ledger if row.id} - ids
    periods = tuple(_result(r, told) if r.unmeasured else r for r in assessment.periods)
    return replace(assessment, content=replace(content, closed=closed), periods=periods)


def _publication(told: Publication, ids: Collection[str], paths: Collection[str]) -> Publication:
    return replace(
        told,
        results=tuple(
            replace(
                result,
                rows=tuple(r if r.id in ids else _nameless(r) for r in result.rows),
                document={**result.document, "ledger": _told_rows(result.document, ids)},
            )
            for result in told.results
        ),
        edits=tuple(edit for edit in told.edits if edit.path in paths),
        notices={id: notice for id, notice in told.notices.items() if id in ids},
        responses={id: answer for id, answer in told.responses.items() if id in ids},
    )


def _told_rows(document: Mapping[str, Any], ids: Collection[str]) -> list[dict[str, Any]]:
    """The rows of a period as told, those without words that these readers have no post of."""
    nothing = {"id": None, "file": None, "written": None}
    return [row if row.get("id") in ids else {**row, **nothing} for row in document["ledger"]]


def _result(result: PeriodResult, ids: Collection[str]) -> PeriodResult:
    services = tuple(_result(service, ids) for service in result.services)
    ledger = tuple(_nameless(row) if row.id in ids else row for row in result.ledger)
    return replace(result, ledger=ledger, services=services)


def _nameless(row: Row) -> Row:
    return replace(row, id=None, path=None)


def _unseen(assessment: Assessment, ids: Collection[str]) -> Unseen:
    """What hidden posts do to the components, and the windows that their work will still open."""
    status = service_status(assessment)
    ahead = {Progress.SCHEDULED, Progress.IN_PROGRESS}
    return Unseen(
        disruptions={
            component: tuple(replace(d, id=None) for d in found if d.id in ids)
            for component, found in status.disruptions.items()
        },
        windows=tuple(
            (notice.window, notice.components)
            for id, notice in assessment.notices.items()
            if id in ids and status.progress[id] in ahead
        ),
    )
