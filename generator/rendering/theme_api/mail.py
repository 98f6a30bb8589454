"""What each template of a message is given: :class:`EveryMail`, and values of its own.

``template`` names two files below ``theme/mail/``, one for the HTML and one (``.txt``) for the plain text.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from markupsafe import Markup

from generator.rendering.theme_api.functions import OfText, WordsView
from generator.rendering.theme_api.history import DigestView


@dataclass(frozen=True, slots=True)
class PostNewsView:
    """An event of a post: its name, its instant in words, and what was written, as HTML and as text."""

    word: str
    when: str
    html: Markup
    text: str


@dataclass(frozen=True, slots=True)
class PostMessageView:
    """News of one post, newest first.

    ``state`` is the name of the latest event and ``level`` the impact level that colours it; ``facts`` are
    names and values. ``url`` is the post's page.
    """

    title: str
    state: str
    level: str
    facts: tuple[tuple[str, str], ...]
    news: tuple[PostNewsView, ...]
    url: str


@dataclass(frozen=True, slots=True)
class EveryMail:
    """What every message's template is given beside its own values."""

    site_name: str
    """the site's name"""

    home: str
    """the address of the start page in this language; a view's ``path`` is appended to it"""

    subject: str
    """the subject"""

    leave: str
    """how readers leave: ``direct`` (a person), ``list`` (an announcement list), ``listmonk``, or empty"""

    leave_url: str
    """where a person leaves. In HTML and text it must stand in a line of its own: it differs from reader to reader"""

    leave_address: str
    """where members of an announcement list write to leave"""

    style: Markup
    """the text of ``theme/mail/style.css``"""

    wrap: OfText
    """a paragraph or list item of plain text in lines of 76 characters"""

    words: WordsView
    """the language"""


@dataclass(frozen=True, slots=True)
class PostMail:
    """News of one post."""

    template: ClassVar[str] = "post"
    message: PostMessageView


@dataclass(frozen=True, slots=True)
class DigestMail:
    """A digest; ``title`` is the subject without the site's name."""

    template: ClassVar[str] = "digest"
    title: str
    digest: DigestView


MailValues = PostMail | DigestMail
"""The values of a message's own."""
