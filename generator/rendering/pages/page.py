"""A page of a site, before it is laid out by a template."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from generator.model.levels import Level
from generator.rendering.theme_api.frame import LiveView
from generator.rendering.theme_api.pages import PageValues


@dataclass(frozen=True, slots=True)
class Page:
    """A page to be made. ``level`` colours it; ``changed_at`` is for the sitemap, ``data`` is JSON-LD.

    ``path`` is within the edition. ``card`` is the state in its picture, None the service's own.
    """

    values: PageValues
    kind: str
    path: str
    title: str
    description: str
    live: LiveView | None = None
    level: str = "neutral"
    icon: str | None = None
    card: Level | None = None
    changed_at: datetime | None = None
    data: Mapping[str, object] | None = None

    @property
    def missing(self) -> bool:
        """Whether it is what servers answer in place of any page: it cannot know where it is shown."""
        return self.kind == "404"
