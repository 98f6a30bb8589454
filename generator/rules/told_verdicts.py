"""Verdicts of notices and responses that were told of a closed period and are other ones now.

A measure that was pending was not told yet, and one without a verdict says nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from generator.model.closed_periods import Publication
from generator.model.content import Post
from generator.rules.judgements import Assessment, Response, ResponseVerdict


@dataclass(frozen=True, slots=True)
class OtherVerdict:
    """What of a post was judged otherwise when it was told; ``now`` None: it is not judged any more."""

    id: str
    path: str | None
    what: str
    told: str
    now: str | None


def other_verdicts(assessment: Assessment, publication: Publication) -> Iterator[OtherVerdict]:
    """The verdicts that differ; a post and a tier are followed by their aliases."""
    posts, former = assessment.named, assessment.content.site.former
    for name, told, is_notice in (
        *((name, told, True) for name, told in publication.notices.items()),
        *((name, told, False) for name, told in publication.responses.items()),
    ):
        known = posts.get(name)
        now = _notices(assessment, known) if is_notice else _responses(assessment, known)
        for what, verdict in _told(told, "notice" if is_notice else "", former):
            if verdict not in (ResponseVerdict.PENDING.value, now.get(what)):
                path = known.path if known else None
                yield OtherVerdict(name, path, what, verdict, now.get(what))


def _told(
    document: Mapping[str, Any], what: str, former: Mapping[tuple[str, str], str], tier: str = ""
) -> Iterator[tuple[str, str]]:
    """What was judged, with its verdict: ``resolve``, ``notice (vip)``, by the tier's present key."""
    own = {what: document} if what else {k: v for k, v in document.items() if k != "tiers"}
    for name, value in own.items():
        if isinstance(value, dict) and "verdict" in value:
            yield f"{name}{tier}", value["verdict"]
    for name, inner in document.get("tiers", {}).items():
        own = {key: value for key, value in inner.items() if key != "tiers"}
        yield from _told(own, what, former, f" ({former.get(('tier', name), name)})")


def _notices(assessment: Assessment, post: Post | None) -> dict[str, str]:
    notice = assessment.notices.get(post.id) if post else None
    if notice is None:
        return {}
    tiers = {f"notice ({name})": own.verdict.value for name, own in notice.tiers.items()}
    return {"notice": notice.verdict.value, **tiers}


def _responses(assessment: Assessment, post: Post | None) -> dict[str, str]:
    responses = assessment.responses.get(post.id) if post else None
    if responses is None:
        return {}

    def verdicts(response: Response, tier: str) -> dict[str, str]:
        return {f"{name}{tier}": m.verdict.value for name, m in response.measures}

    found = verdicts(responses.plain, "")
    for name, response in responses.tiers.items():
        found |= verdicts(response, f" ({name})")
    return found
