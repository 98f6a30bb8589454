"""The words of a message in one language: subject, text and HTML, the same for everybody who reads it."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import css_inline
import jinja2
from jinja2.runtime import Context
from markupsafe import Markup

from generator.mail.groups import Group
from generator.model.content import Incident, Maintenance, Post
from generator.rendering.edition import SUMMARY_HEADING, UPDATE_HEADING, Edition, post_path
from generator.rendering.material import editions
from generator.rendering.prose.markdown import clean_text, plain_text
from generator.rendering.prose.plain import plain_lines
from generator.rendering.theme.themes import MAIL, Assets, Theme, environment, render_text
from generator.rendering.views.digests import digest_view, event_word, period_words
from generator.rendering.views.posts import incident_view, maintenance_view
from generator.rules.digests import digest_of
from generator.rules.judgements import Assessment
from generator.rules.moments import Kind, Moment
from generator.rules.notifications import ROOTS

WIDTH = 76
LONGEST_SUBJECT = 110
LEAVE = "https://leave.invalid/"
"""Stands in text and HTML for the address at which a reader leaves; always in a line of its own."""

BIDI = re.compile("[\u202a-\u202e\u2066-\u2069]")
"""Marks that turn the direction of what follows, and in a list of subjects perhaps of what is not ours."""

BIGGEST = 90_000
"""Octets of text and HTML together, encoded: under the 100 KB that mail programs show whole."""


@dataclass(frozen=True, slots=True)
class Foot:
    """The end of a message: how its reader leaves. ``kind`` is direct, list, listmonk or nothing."""

    kind: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Letter:
    """A message's words. ``text`` and ``html`` hold LEAVE where the way out is the reader's own."""

    language: str
    site_name: str
    subject: str
    text: str
    html: str


@dataclass(frozen=True, slots=True)
class Desk:
    """What letters are written with: an edition per language and the templates."""

    editions: dict[str, Edition]
    theme: Theme
    html: jinja2.Environment
    text: jinja2.Environment
    inliner: css_inline.CSSInliner
    style: str

    def edition(self, language: str) -> Edition:
        """The edition in a language; the main one where the site does not speak it."""
        return self.editions.get(language) or next(iter(self.editions.values()))


@jinja2.pass_context
def _gettext(context: Context, message: str, /, **values: object) -> str:
    """The words as they are: in text nothing is escaped."""
    said: str = context["words"].gettext(message, **values)
    return said


@jinja2.pass_context
def _ngettext(context: Context, one: str, many: str, count: int, /, **values: object) -> str:
    said: str = context["words"].ngettext(one, many, count, **values)
    return said


def desk_of(assessment: Assessment, root: Path) -> Desk:
    """A desk for a site. ThemeError comes up for a mistake in the site's own theme."""
    theme = Theme.of(root)
    env = environment(theme, MAIL)
    style = theme.find("mail/style.css")
    found = editions(assessment, theme, root, Assets(), {})
    text = env.overlay(autoescape=False)
    text.globals = {**env.globals, "_": _gettext, "gettext": _gettext, "ngettext": _ngettext}
    return Desk(
        {edition.words.language: edition for edition in found},
        theme,
        env,
        text,
        css_inline.CSSInliner(load_remote_stylesheets=False),
        style.read_text(encoding="utf-8") if style else "",
    )


# --------------------------------------------------------------------------------------- writing


def write_letter(desk: Desk, group: Group, language: str, foot: Foot) -> Letter:
    """A group's letter. Texts that would make it too big are cut and end with a link to the page."""
    letter = _write(desk, group, language, foot, None)
    for limit in (6000, 2000, 500):
        if _weight(letter) <= BIGGEST:
            break
        letter = _write(desk, group, language, foot, limit)
    return letter


def _weight(letter: Letter) -> int:
    """How many octets quoted-printable makes of it, at the most."""
    both = (letter.text + letter.html).encode()
    odd = sum(byte > 126 or byte == 61 for byte in both)
    return (len(both) + 2 * odd) * 40 // 39


def _write(desk: Desk, group: Group, language: str, foot: Foot, limit: int | None) -> Letter:
    edition = desk.edition(language)
    words, site = edition.words, edition.site
    name = " ".join(edition.text(site.name).split())
    home = edition.address()
    values: dict[str, Any] = {
        "words": words,
        "site_name": name,
        "home": home,
        "leave": foot.kind,
        "leave_address": foot.address,
        "leave_url": LEAVE,
        "style": Markup(desk.style),  # noqa: S704 - the theme's own style sheet
        "wrap": _wrap,
    }
    if group.digest is not None:
        digest = digest_of(edition.assessment, group.digest, group.events, group.components)
        view = digest_view(edition, digest)
        template, values["digest"] = "digest", view
        title = values["title"] = f"{view.kind}: {period_words(edition, group.digest)}"
    else:
        post = _post(edition, group)
        template, values["letter"] = "post", _post_values(edition, group, post, home, limit)
        title = values["letter"]["title"]
    subject = _subject(name, title)
    values["subject"] = subject
    html = render_text(desk.html, desk.theme, f"{template}.html", values)
    text = render_text(desk.text, desk.theme, f"{template}.txt", values)
    return Letter(
        words.language,
        name,
        subject,
        re.sub(r"\n{3,}", "\n\n", clean_text(text)).strip("\n") + "\n",
        clean_text(desk.inliner.inline(html)),
    )


def _subject(name: str, title: str) -> str:
    """One line: the subject stays the same while a thread lasts, so that all programs keep it together."""
    line = " ".join(BIDI.sub("", clean_text(f"[{name}] {title}")).split())
    if len(line) > LONGEST_SUBJECT:
        cut = line[:LONGEST_SUBJECT]
        words = cut.rsplit(" ", 1)[0]
        line = (words if len(words) > LONGEST_SUBJECT // 2 else cut).rstrip(".,;: ") + "…"
    return line


def _wrap(text: str) -> str:
    """A paragraph or list item in lines of mail's width; addresses stay whole."""
    indent = "  " if text.startswith("- ") else ""
    lines = textwrap.wrap(
        text, WIDTH, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
    )
    return "\n".join(lines)


def _wrapped(text: str) -> str:
    return "\n".join(_wrap(line) if len(line) > WIDTH else line for line in text.split("\n"))


# --------------------------------------------------------------------------------------- posts


def _post(edition: Edition, group: Group) -> Post:
    id = group.post_id or ""
    return edition.incidents.get(id) or edition.maintenance[id]


def _post_values(
    edition: Edition, group: Group, post: Post, home: str, limit: int | None
) -> dict[str, Any]:
    url = home + post_path(post)
    last = _headline(group)
    if isinstance(post, Incident):
        view = incident_view(edition, post.id)
        level, facts = view.post.level.slug, list(_incident_facts(edition, post))
        if last.kind in {Kind.RESOLVED, Kind.POSTMORTEM}:
            level = "operational"
    else:
        moved = last.kind is Kind.CHANGED
        level, facts = "under_maintenance", list(_work_facts(edition, post, moved=moved))
    news = [_news(edition, event, post, url, limit) for event in reversed(group.events)]
    return {
        "title": edition.title(post)[0],
        "state": event_word(edition, last),
        "level": level,
        "facts": [(name, value) for name, value in facts if value],
        "news": [item for item in news if item["text"]] or news[:1],
        "url": url,
    }


def _headline(group: Group) -> Moment:
    """The event that a message is about: the last one that changes something.

    A notice that changed before anybody heard of it is simply announced.
    """
    plain = {Kind.PLANNED, Kind.WORK_UPDATED, Kind.UPDATED}
    changes = [event for event in group.events if event.kind not in plain]
    if group.events[-1].kind is Kind.UPDATED or not changes:
        return group.events[-1]
    root = next((event for event in group.events if event.kind in ROOTS), None)
    return root if root and changes[-1].kind is Kind.CHANGED else changes[-1]


def _incident_facts(edition: Edition, post: Incident) -> Iterator[tuple[str, str]]:
    words, view = edition.words, incident_view(edition, post.id)
    say = words.gettext
    yield (
        say("Affected"),
        words.join([f"{row.name} ({row.level.text.lower()})" for row in view.components]),
    )
    yield say("Began"), _instant(edition, view.started_at)
    if view.resolved_at:
        yield say("Ended"), _instant(edition, view.resolved_at)
        yield say("Lasted"), view.post.length
    elif view.next_due_at:
        yield say("Next update by"), _instant(edition, view.next_due_at)


def _work_facts(edition: Edition, post: Maintenance, *, moved: bool) -> Iterator[tuple[str, str]]:
    words, view = edition.words, maintenance_view(edition, post.id)
    say = words.gettext
    zone = words.zone_name(view.start_at)
    yield say("When"), f"{view.window} {zone}"
    if moved and (earlier := _earlier_window(edition, post)):
        yield say("Until now"), f"{earlier} {zone}"
    yield (
        say("May affect"),
        words.join([f"{row.name} ({row.level.text.lower()})" for row in view.components]),
    )
    if view.cancelled_at:
        yield say("Cancelled on"), _instant(edition, view.cancelled_at)
        return
    announced = view.notice.announced
    yield (
        say("Notice"),
        f"{announced} ({view.notice.required})" if view.notice.required else announced,
    )


def _earlier_window(edition: Edition, post: Maintenance) -> str:
    """The window announced before the present one, where that was another."""
    said = [
        v.announcement for v in post.versions if v.announcement and v.published_at <= edition.now
    ]
    if len(said) < 2 or (said[-2].start_at, said[-2].end_at) == (
        said[-1].start_at,
        said[-1].end_at,
    ):
        return ""
    return edition.words.window(said[-2].start_at, said[-2].end_at)


def _instant(edition: Edition, at: datetime) -> str:
    return f"{edition.words.full(at)} {edition.words.zone_name(at)}"


def _news(
    edition: Edition, event: Moment, post: Post, url: str, limit: int | None
) -> dict[str, Any]:
    html, shift = "", 0
    if event.update is not None:
        html, shift = str(edition.update_text(post, event.update)[0]), 3 - UPDATE_HEADING
    elif event.kind in ROOTS or event.kind is Kind.REMINDER:
        html, shift = str(edition.summary(post)[0]), 3 - SUMMARY_HEADING
    html = mail_html(html, url, edition.words.gettext("Picture"), shift)
    if limit is not None and len(html) > limit:
        short = plain_text(html, limit)
        html = str(Markup("<p>{}</p>").format(short))
    return {
        "word": event_word(edition, event),
        "when": _instant(edition, event.at),
        "html": Markup(html),  # noqa: S704 - prose is sanitised
        "text": _wrapped(plain_lines(html)),
    }


def mail_html(html: str, url: str, picture: str, shift: int = 0) -> str:
    """A fragment of a page as it may stand in a mail: absolute addresses, no pictures, no boxes.

    ``shift`` moves its headings' levels.
    """
    html = re.sub(r"</?div[^>]*>", "", html)

    def heading(match: re.Match[str]) -> str:
        return f"<{match[1]}h{min(6, int(match[2]) + shift)}>"

    html = re.sub(r"<(/?)h([2-6])>", heading, html)

    def linked(match: re.Match[str]) -> str:
        source = re.search(r' src="([^"]*)"', match[0])
        alt = re.search(r' alt="([^"]*)"', match[0])
        words = (alt[1] if alt else "") or picture
        target = urljoin(url, unescape(source[1])) if source else url
        return str(Markup('<a href="{}">').format(target)) + f"{words}</a>"

    def absolute(match: re.Match[str]) -> str:
        target = unescape(match[1])
        if not urlsplit(target).scheme:
            target = urljoin(url, target)
        return str(Markup(' href="{}"').format(target))

    html = re.sub(r"<img [^>]*>", linked, html)
    return re.sub(r' href="([^"]*)"', absolute, html)
