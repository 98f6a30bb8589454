"""Which figures rest on what nothing here proves, or on what the files alone declare."""

from __future__ import annotations

from generator.model.content import Proof
from generator.rules.judgements import Assessment, PeriodResult


def counts_unproven(assessment: Assessment, result: PeriodResult) -> bool:
    """Whether a period's figures count work of such a notice."""
    found = frozenset(assessment.unproven)
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
