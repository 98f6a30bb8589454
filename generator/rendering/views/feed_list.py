"""Ways to hear of news without coming back: the feeds and calendars that the build writes."""

from __future__ import annotations

from generator.rendering.edition import Edition
from generator.rendering.theme_api.frame import FeedView

RSS, ATOM, JSON = "application/rss+xml", "application/atom+xml", "application/feed+json"
CALENDAR = "text/calendar"


def feed_views(edition: Edition) -> tuple[FeedView, ...]:
    """Feeds and calendars of the whole site; those with ``found`` are in each page's footer."""
    say = edition.words.gettext
    updates = say("One entry for each update: readers tell of every one.")
    history = say("One entry for each incident or maintenance; it moves up when it is updated.")
    return (
        FeedView(say("Updates (RSS)"), "updates.rss", RSS, updates, found=True),
        FeedView(say("Updates (Atom)"), "updates.atom", ATOM, updates),
        FeedView(say("History (RSS)"), "history.rss", RSS, history, found=True),
        FeedView(say("History (Atom)"), "history.atom", ATOM, history),
        FeedView(say("History (JSON Feed)"), "feed.json", JSON, history),
        FeedView(
            say("Maintenance (RSS)"),
            "maintenance.rss",
            RSS,
            say("Planned maintenance alone."),
        ),
        FeedView(
            say("Maintenance calendar"),
            "maintenance.ics",
            CALENDAR,
            say("Planned maintenance in your calendar; moved and cancelled work moves there, too."),
        ),
        FeedView(
            say("Agreed maintenance windows"),
            "windows.ics",
            CALENDAR,
            say("When the agreement allows maintenance, week by week."),
        ),
    )
