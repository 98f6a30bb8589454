"""What is not proven here: past notices of a folder without any history."""

from __future__ import annotations

from generator.model.content import Proof, Provenance
from generator.rules.judgements import Assessment, Notice, NoticeVerdict, PeriodResult

SETTLED = frozenset({NoticeVerdict.EXEMPT, NoticeVerdict.CANCELLED})


def is_unproven(assessment: Assessment, notice: Notice) -> bool:
    """Whether a notice has begun and nothing here tells when it was published."""
    if assessment.content.provenance is not Provenance.DECLARED or notice.verdict in SETTLED:
        return False
    return notice.proof is Proof.NONE and notice.window.start <= assessment.now


def unproven_notices(assessment: Assessment) -> tuple[str, ...]:
    """The ids of past notices that nothing here proves."""
    return tuple(
        id_ for id_, notice in assessment.notices.items() if is_unproven(assessment, notice)
    )


def counts_unproven(assessment: Assessment, result: PeriodResult) -> bool:
    """Whether a period's figures count work of such a notice."""
    found = frozenset(unproven_notices(assessment))
    return bool(found) and any(row.counted and row.id in found for row in result.ledger)


def rests_on_declared(assessment: Assessment, result: PeriodResult) -> tuple[str, ...]:
    """The ids of posts whose rows in a period rest on parts that the files alone declare."""
    found = []
    for id_ in dict.fromkeys(row.id for row in result.ledger if row.id in assessment.notices):
        notice = assessment.notices[id_ or ""]
        spans = [part.span for part in notice.parts if part.proof is Proof.DECLARED]
        rows = [row.span for row in result.ledger if row.id == id_]
        if any(span.clip(row) for span in spans for row in rows):
            found.append(id_ or "")
    return tuple(found)
