"""Views of announcements: posts in incidents/ that are no incident."""

from __future__ import annotations

from generator.rendering.edition import Edition
from generator.rendering.prose.plain import plain_text
from generator.rendering.theme_api.posts import AnnouncementView
from generator.rendering.views.posts import EXCERPT, post_view, update_view


def announcement_view(edition: Edition, id: str) -> AnnouncementView:
    """An announcement; updates newest first."""
    facts = edition.assessment.bulletins[id]
    summary, summary_lang = edition.summary(facts.incident)
    updates = tuple(update_view(edition, facts.incident, u) for u in reversed(facts.updates))
    first_words = summary or (updates[-1].html if updates else "")
    return AnnouncementView(
        post=post_view(edition, id),
        pinned=facts.incident.pinned,
        summary=summary,
        summary_lang=summary_lang,
        excerpt=plain_text(str(first_words), EXCERPT),
        updates=updates,
        source=edition.source(facts.incident.path),
    )


def front_page_announcements(edition: Edition) -> tuple[AnnouncementView, ...]:
    """Those that the front page shows: the pinned ones first, then the newest."""
    shown = [
        facts.incident
        for facts in edition.assessment.bulletins.values()
        if edition.now < facts.incident.off_front_at
    ]
    shown.sort(key=lambda post: (post.pinned, post.started_at, post.id), reverse=True)
    return tuple(announcement_view(edition, post.id) for post in shown)
