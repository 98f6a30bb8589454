"""What a message says in one language: subject, text and HTML, the same for everybody who reads it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex

import css_inline
import jinja2
from markupsafe import Markup

from generator.mail.groups import Group
from generator.mail.post_messages import post_message
from generator.mail.recipients import Recipient
from generator.rendering.edition import Edition, editions
from generator.rendering.prose.fragments import Fragments
from generator.rendering.prose.markdown import clean_text
from generator.rendering.prose.plain import wrap
from generator.rendering.theme.assets import Assets
from generator.rendering.theme.checks import checked_environment
from generator.rendering.theme.templates import given, render_text, unescaped
from generator.rendering.theme.themes import MAIL, Theme
from generator.rendering.theme_api.mail import DigestMail, EveryMail, MailValues, PostMail
from generator.rendering.views.digests import digest_view, period_words
from generator.rules.digests import digest_of
from generator.rules.judgements import Assessment

LONGEST_SUBJECT = 110
LONGEST_NAME = 40
"""Characters of the site's name in a subject, so that the title has room, too."""

LEAVE = f"https://{token_hex(16)}.invalid/"
"""Stands in text and HTML for the address at which a reader leaves; always in a line of its own.

No post can hold it, since nobody knows it before the run.
"""

BIDI = re.compile("[\u202a-\u202e\u2066-\u2069]")
"""Marks that turn the direction of what follows, and in a list of subjects perhaps of what is not ours."""

BIGGEST = 90_000
"""Octets of text and HTML together, encoded: under the 100 KB that mail programs show whole."""


@dataclass(frozen=True, slots=True)
class MessageText:
    """What a message says. ``text`` and ``html`` hold LEAVE where the way out is the reader's own."""

    language: str
    site_name: str
    subject: str
    text: str
    html: str


@dataclass(frozen=True, slots=True)
class MessageWriter:
    """What messages are written with: an edition per language and the templates."""

    editions: dict[str, Edition]
    theme: Theme
    html: jinja2.Environment
    text: jinja2.Environment
    inliner: css_inline.CSSInliner
    style: str

    def write(self, group: Group, reader: Recipient) -> MessageText:
        """A group's message. Texts that would make it too big are cut and end with a link to the page."""
        message = _write(self, group, reader, None)
        for limit in (6000, 2000, 500):
            if _weight(message) <= BIGGEST:
                break
            message = _write(self, group, reader, limit)
        return message


def writer_of(assessment: Assessment, root: Path) -> MessageWriter:
    """The writer of a site's messages. ThemeError comes up for a mistake in the site's own theme."""
    theme = Theme.of(root)
    env = checked_environment(theme, MAIL)
    found = editions(assessment, theme, root, Assets(), Fragments())
    return MessageWriter(
        {edition.words.language: edition for edition in found},
        theme,
        env,
        unescaped(env),
        css_inline.CSSInliner(load_remote_stylesheets=False),
        theme.read("mail/style.css").decode("utf-8", "replace"),
    )


def _weight(message: MessageText) -> int:
    """How many octets quoted-printable makes of it, at the most."""
    both = (message.text + message.html).encode()
    odd = sum(byte > 126 or byte == 61 for byte in both)
    return (len(both) + 2 * odd) * 40 // 39


def _write(
    writer: MessageWriter, group: Group, reader: Recipient, limit: int | None
) -> MessageText:
    main = next(iter(writer.editions.values()))  # for languages that the site does not speak
    edition = writer.editions.get(reader.language, main)
    name = _one_line(edition.text(edition.site.name))
    values: MailValues
    if group.digest is not None:
        digest = digest_of(edition.assessment, group.digest, group.events, group.components)
        view = digest_view(edition, digest)
        title = f"{view.kind}: {period_words(edition, group.digest)}"
        values = DigestMail(title, view)
    else:
        message = post_message(edition, group, limit)
        title, values = message.title, PostMail(message)
    shared = EveryMail(
        site_name=name,
        home=edition.address(),
        subject=_subject(name, title),
        leave=reader.channel.value,
        leave_url=LEAVE,
        leave_address=reader.list_leave_address,
        style=Markup(writer.style),  # noqa: S704 - the theme's own style sheet
        wrap=wrap,
        words=edition.words,
    )
    names = given(shared, values)
    html = render_text(writer.html, writer.theme, f"{values.template}.html", names)
    text = render_text(writer.text, writer.theme, f"{values.template}.txt", names)
    return MessageText(
        edition.words.language,
        name,
        shared.subject,
        re.sub(r"\n{3,}", "\n\n", clean_text(text)).strip("\n") + "\n",
        clean_text(writer.inliner.inline(html)),
    )


def _one_line(text: str) -> str:
    return " ".join(BIDI.sub("", clean_text(text)).split())


def _subject(name: str, title: str) -> str:
    """One line: the subject stays the same while a thread lasts, so that all programs keep it together."""
    if len(name) > LONGEST_NAME:
        name = f"{name[:LONGEST_NAME].rstrip()}…"
    line = _one_line(f"[{name}] {title}")
    if len(line) > LONGEST_SUBJECT:
        cut = line[:LONGEST_SUBJECT]
        words = cut.rsplit(" ", 1)[0]
        line = (words if len(words) > LONGEST_SUBJECT // 2 else cut).rstrip(".,;: ") + "…"
    return line
