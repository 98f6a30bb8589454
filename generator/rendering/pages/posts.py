"""The pages of posts."""

from __future__ import annotations

from collections.abc import Iterator

from generator.model.levels import Level
from generator.rendering.edition import Edition
from generator.rendering.pages.json_ld import incident_data, maintenance_data
from generator.rendering.pages.page import Page
from generator.rendering.theme_api.pages import IncidentPage, MaintenancePage
from generator.rendering.views.incidents import incident_view
from generator.rendering.views.live import live_view, window_plan
from generator.rendering.views.maintenance import maintenance_view
from generator.rules.status import Progress


def post_pages(edition: Edition) -> Iterator[Page]:
    """A page for each incident and each maintenance notice."""
    for id, facts in edition.status.incidents.items():
        view = incident_view(edition, id)
        times = [u.at for u in facts.updates] + [facts.resolved_at or facts.incident.started_at]
        yield Page(
            IncidentPage(view),
            "incident",
            view.post.path,
            view.post.title,
            view.excerpt or f"{view.post.state.text}: {view.post.components}",
            live=live_view(edition, {}) if view.open else None,
            level=view.post.level.slug if view.open else "past",
            data=incident_data(edition, view, max(times)),
            card=Level(view.post.level.slug),
            changed_at=max(times),
        )
    for id, progress in edition.status.progress.items():
        work = maintenance_view(edition, id)
        ahead = progress in {Progress.SCHEDULED, Progress.IN_PROGRESS}
        yield Page(
            MaintenancePage(work),
            "maintenance",
            work.post.path,
            work.post.title,
            f"{work.window}. {work.excerpt or work.post.components}",
            live=live_view(edition, window_plan(edition, (id,))) if ahead else None,
            level="under_maintenance" if progress is Progress.IN_PROGRESS else "past",
            card=Level.UNDER_MAINTENANCE,
            data=maintenance_data(edition, work),
        )
