"""Ways to hear of news without coming back: feeds and calendars, mailing lists, forms, an address to write to."""

from __future__ import annotations

from collections.abc import Iterable

from babel import Locale

from generator.model.content import Site
from generator.model.mail import Frequency
from generator.rendering.edition import Edition
from generator.rendering.language.words import N_
from generator.rendering.theme_api.embedding import MailView, OfferView
from generator.rendering.theme_api.frame import FeedView

RSS, ATOM, JSON = "application/rss+xml", "application/atom+xml", "application/feed+json"
CALENDAR = "text/calendar"
FREQUENCIES = {
    Frequency.INSTANT: N_("at once"),
    Frequency.DAILY: N_("a digest each day"),
    Frequency.WEEKLY: N_("a digest each week"),
    Frequency.MONTHLY: N_("a digest each month"),
}


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
            say("Maintenance (RSS)"), "maintenance.rss", RSS, say("Planned maintenance alone.")
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


def mail_view(edition: Edition) -> MailView | None:
    """The ways to subscribe in an edition's language, this language's lists first; None without any."""
    site = edition.site
    offers = tuple(_offers(edition))
    by_hand = site.mail and site.mail.subscribers
    if not offers and not by_hand:
        return None
    write_to = (site.mail.reply_to or site.mail.sender) if site.mail and by_hand else ""
    return MailView(offers, write_to)


def _offers(edition: Edition) -> Iterable[OfferView]:
    site, words = edition.site, edition.words
    for one in sorted(site.subscriptions, key=lambda one: one.language != words.language):
        what = edition.component_names(one.components) or words.gettext("All components")
        often = words.gettext(FREQUENCIES[one.frequency])
        locale = Locale.parse(one.language, sep="-")
        name = str(locale.get_language_name(words.locale) or one.language)
        if one.address:
            local, _, domain = one.address.partition("@")
            join, leave = f"{local}-join@{domain}", f"{local}-leave@{domain}"
            yield OfferView(what, often, name, join, leave)
        elif one.form and site.mail and site.mail.listmonk:
            action = f"{site.mail.listmonk.url}/subscription/form"
            yield OfferView(what, often, name, action=action, form=one.form)


def form_targets(site: Site) -> tuple[str, ...]:
    """Where the site's forms may go, for its content security policy."""
    forms = any(one.form for one in site.subscriptions)
    return (site.mail.listmonk.url,) if forms and site.mail and site.mail.listmonk else ()
