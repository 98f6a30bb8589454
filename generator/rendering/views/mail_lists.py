"""The ways to subscribe by e-mail: announcement lists, listmonk forms, or an address to write to."""

from __future__ import annotations

from collections.abc import Iterable

from babel import Locale

from generator.model.content import Site
from generator.model.mail import Frequency
from generator.rendering.edition import Edition
from generator.rendering.language.words import N_
from generator.rendering.theme_api.embedding import MailView, OfferView

FREQUENCIES = {
    Frequency.INSTANT: N_("at once"),
    Frequency.DAILY: N_("a digest each day"),
    Frequency.WEEKLY: N_("a digest each week"),
    Frequency.MONTHLY: N_("a digest each month"),
}


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
    own = words.language
    for one in sorted(site.subscriptions, key=lambda one: one.language != own):
        what = edition.component_names(one.components) if one.components else ""
        often = words.gettext(FREQUENCIES[one.frequency])
        name = _language(words.locale, one.language)
        if one.address:
            local, _, domain = one.address.partition("@")
            join, leave = f"{local}-join@{domain}", f"{local}-leave@{domain}"
            yield OfferView(what or words.gettext("All components"), often, name, join, leave)
        elif one.form and site.mail and site.mail.listmonk:
            action = f"{site.mail.listmonk.url}/subscription/form"
            yield OfferView(
                what or words.gettext("All components"),
                often,
                name,
                action=action,
                form=one.form,
            )


def _language(locale: Locale, tag: str) -> str:
    return str(Locale.parse(tag, sep="-").get_language_name(locale) or tag)


def form_targets(site: Site) -> tuple[str, ...]:
    """Where the site's forms may go, for its content security policy."""
    forms = any(one.form for one in site.subscriptions)
    return (site.mail.listmonk.url,) if forms and site.mail and site.mail.listmonk else ()
