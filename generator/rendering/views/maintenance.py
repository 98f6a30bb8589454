"""Views of maintenance."""

from __future__ import annotations

from generator.notation import Precision
from generator.rendering.edition import Edition
from generator.rendering.language.vocabulary import REASONS
from generator.rendering.prose.plain import plain_text
from generator.rendering.theme_api.posts import CountedView, MaintenanceView
from generator.rendering.views.notices import notice_view
from generator.rendering.views.posts import EXCERPT, affected_views, post_view, update_view
from generator.rules.facts import Basis
from generator.rules.status import Progress
from generator.timespan import minutes


def maintenance_view(edition: Edition, id: str) -> MaintenanceView:
    """A maintenance post; updates newest first."""
    post, notice = edition.maintenance[id], edition.assessment.notices[id]
    words = edition.words
    summary, summary_lang = edition.summary(post)
    known = [u for u in post.updates if u.at <= edition.now]
    updates = tuple(update_view(edition, post, u) for u in reversed(known))
    stated = notice.work is not None and notice.work_basis is not Basis.ANNOUNCED
    progress = edition.status.progress[id]
    first_words = summary or (updates[-1].html if updates else "")
    return MaintenanceView(
        post=post_view(edition, id),
        start_at=notice.window.start,
        end_at=notice.window.end,
        window=words.window(notice.window.start, notice.window.end),
        work_start_at=notice.work.start if notice.work and stated else None,
        work_end_at=notice.work.end
        if notice.work and stated and progress is Progress.COMPLETED
        else None,
        cancelled_at=notice.cancelled_at,
        klass=notice.klass,
        reason=post.reason,
        reason_lang=edition.foreign if post.reason else None,
        notice=notice_view(edition, notice),
        counted=tuple(
            CountedView(
                span.start,
                span.end,
                words.minutes(minutes(span.seconds), Precision.SECONDS),
                words.gettext(REASONS[reason]),
            )
            for span, reason in notice.reasons
        ),
        summary=summary,
        summary_lang=summary_lang,
        excerpt=plain_text(str(first_words), EXCERPT),
        components=affected_views(edition, notice.components),
        updates=updates,
        source=edition.source(post.path),
    )
