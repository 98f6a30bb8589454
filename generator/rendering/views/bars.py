"""The last 90 days of a component as bars.

They speak by height first and colour second: a quiet day is a short tick on the ground line, a
worse day stands taller, planned work is hollow, a day before the component existed is a dot.
"""

from __future__ import annotations

from generator.model.levels import Level
from generator.notation import Precision
from generator.rendering.edition import Edition
from generator.rendering.language.vocabulary import OTHERS
from generator.rendering.theme_api.components import BarsView, DayView
from generator.rendering.views.posts import post_view
from generator.rules.status import DAYS_SHOWN, Day

STEP, WIDTH, HEIGHT = 6, 4, 32
TALL = {
    Level.OPERATIONAL: 8,
    Level.UNDER_MAINTENANCE: 16,
    Level.DEGRADED_PERFORMANCE: 16,
    Level.PARTIAL_OUTAGE: 24,
    Level.MAJOR_OUTAGE: 32,
}
ABSENT = "absent"
BARS_VIEW_BOX = f"0 0 {DAYS_SHOWN * STEP} {HEIGHT}"
"""The drawing's coordinates; templates print it into the SVG."""


def bars_view(edition: Edition, days: tuple[Day, ...]) -> BarsView:
    """The bars of consecutive days and, for those that were not quiet, what happened."""
    shapes: dict[str, list[str]] = {}
    eventful = []
    for index, day in enumerate(days):
        slug = day.level.value if day.level else ABSENT
        shapes.setdefault(slug, []).append(_bar(index, day.level))
        if day.level and (day.posts or day.others):
            eventful.append(
                DayView(
                    index=index,
                    date=day.date,
                    text=edition.words.day(day.date),
                    level=edition.level(day.level),
                    length=edition.words.length(day.seconds, Precision.UP),
                    posts=tuple(post_view(edition, id) for id in day.posts),
                    others=edition.words.gettext(OTHERS) if day.others else "",
                )
            )
    words = edition.words
    bad = [d for d in days if d.level not in {None, Level.OPERATIONAL, Level.UNDER_MAINTENANCE}]
    if bad:
        short = words.ngettext(
            "%(count)s day with trouble", "%(count)s days with trouble", len(bad)
        )
    else:
        short = words.gettext("No trouble")
    span = words.ngettext("Last day", "Last %(count)s days", len(days))
    return BarsView(
        shapes=tuple((slug, "".join(found)) for slug, found in shapes.items()),
        count=len(days),
        first=days[0].date,
        last=days[-1].date,
        label=f"{span}: {short}",
        short=short,
        days=tuple(reversed(eventful)),
    )


def _bar(index: int, level: Level | None) -> str:
    """One bar as a closed path, standing on the ground line."""
    x = index * STEP + (STEP - WIDTH) // 2
    if level is None:
        return f"M{x} {HEIGHT - 2}h{WIDTH}v2h-{WIDTH}z"
    if level is Level.UNDER_MAINTENANCE:  # a frame, drawn with a stroke: inset by half its width
        return (
            f"M{x + 0.5} {HEIGHT - TALL[level] + 0.5}h{WIDTH - 1}v{TALL[level] - 1}h-{WIDTH - 1}z"
        )
    return f"M{x} {HEIGHT - TALL[level]}h{WIDTH}v{TALL[level]}h-{WIDTH}z"
