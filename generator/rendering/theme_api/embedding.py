"""What a theme may see of ways to follow the site elsewhere: mailing lists, the notice for other pages, the error page."""

from __future__ import annotations

from dataclasses import dataclass

from generator.rendering.theme_api.frame import LinkView


@dataclass(frozen=True, slots=True)
class OfferView:
    """A list to join.

    ``join`` and ``leave`` are addresses to write to; ``action`` is where a form
    with the list's uuid ``form`` goes. ``what`` says what it is about, ``often`` how often.
    """

    what: str
    often: str
    language: str
    join: str = ""
    leave: str = ""
    action: str = ""
    form: str = ""


@dataclass(frozen=True, slots=True)
class MailView:
    """What the subscribe page says about e-mail. ``write_to`` is set where people are added by hand."""

    offers: tuple[OfferView, ...]
    write_to: str


@dataclass(frozen=True, slots=True)
class EmbedView:
    """The page about notices and badges. ``language`` is set where it is not the main one.

    ``tag`` and ``policy`` are to be copied; ``badges`` name the file without its ending.
    """

    language: str
    tag: str
    policy: str
    components: tuple[str, ...]
    badges: tuple[LinkView, ...]
    error: str


@dataclass(frozen=True, slots=True)
class ErrorView:
    """The error page in one language; ``href`` is the status page."""

    language: str
    site: str
    title: str
    text: str
    link: str
    href: str
