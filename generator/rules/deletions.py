"""Posts that were deleted after they began, by the periods that they touched."""

from __future__ import annotations

from generator.model.content import DeletedPost
from generator.rules.judgements import Assessment
from generator.timespan import Period, Span


def deleted_in(assessment: Assessment, period: Period) -> tuple[DeletedPost, ...]:
    """The deleted posts that touched a period; none once it is closed."""
    content = assessment.content
    if any(closed.label == period.label for closed in content.closed):
        return ()
    return tuple(post for post in content.deleted if _extent(post).clip(period.span))


def _extent(post: DeletedPost) -> Span:
    end_at = min(post.ended_at or post.deleted_at, post.deleted_at)
    return Span(post.began_at, max(end_at, post.began_at.replace(microsecond=1)))
