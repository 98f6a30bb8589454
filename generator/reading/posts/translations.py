"""``NAME.pl.md`` beside ``NAME.md``: a post's title and texts in another language, no facts."""

from __future__ import annotations

import re
from datetime import datetime
from typing import NamedTuple

from generator.diagnostics import did_you_mean
from generator.model.content import Post, Translation
from generator.reading.posts.key_lines import key_lines
from generator.reading.posts.timeline import split_body
from generator.reading.tables.fields import Context, Table, read_fields, read_instant
from generator.reading.tables.instants import show
from generator.reading.tables.posts import TITLE
from generator.reading.yaml.document import Document
from generator.reading.yaml.faults import Place, Trouble

TRANSLATION = Table("a translation", (TITLE,))
ALMOST = re.compile(r"(?P<base>.+)[_-](?P<language>[A-Za-z]{2,3})\.md")
NAME = re.compile(r"(?P<base>.+)\.(?P<language>[A-Za-z]{2,3}(?:-[A-Za-z]{2,4})?)\.md")


class TranslationName(NamedTuple):
    """The post's path that a translation's file name points to, and its language."""

    post: str
    language: str


def translation_name(path: str) -> TranslationName | None:
    """What a path translates; None where it is a post's own."""
    match = NAME.fullmatch(path)
    return TranslationName(match["base"] + ".md", match["language"]) if match else None


def misnamed(path: str, document: Document, context: Context) -> bool:
    """Whether a file is a translation named almost like one: ``NAME_pl.md`` (noted, and read)."""
    entries = document.front.entries
    match = ALMOST.fullmatch(path) if len(entries) == 1 and entries[0][0].text == "title" else None
    language = match["language"].lower() if match else ""
    if not match or language not in context.languages[1:]:
        return False
    base = match["base"].rpartition("/")[2]
    context.faults.error(
        Place(1, 1),
        "bad-file-name",
        f"a title and no facts: this looks like the translation of {base}.md, but is not named so",
        f"rename it to {base}.{language}.md",
    )
    read_translation(path, language, document, context, None)
    return True


def accepted(name: TranslationName, exists: bool, context: Context) -> bool:
    """Whether a translation belongs to a post and to one of the site's languages; else noted."""
    main, *others = context.languages or (None, name.language)
    if name.language == main:
        trouble = Trouble(
            "unknown-language",
            f"{main} is the main language; its texts are in {name.post}",
            "put them there" if exists else f"rename the file to {name.post}",
        )
    elif name.language not in others:
        near = did_you_mean(name.language, others) if others else "add it to languages in site.yaml"
        message = f"'{name.language}' is not one of the site's languages"
        trouble = Trouble("unknown-language", message, near)
    elif not exists:
        trouble = Trouble(
            "orphan-translation",
            f"there is no {name.post} that this could translate",
            "write the post itself first; its facts live there",
        )
    else:
        return True
    context.faults.trouble(Place(1, 1), trouble)
    return False


def read_translation(
    path: str, language: str, document: Document, context: Context, post: Post | None
) -> Translation | None:
    """A translation; None where its file has an error. ``post`` None: the post itself is broken."""
    values = read_fields(document.front, TRANSLATION, context)
    body = split_body(document.body, document.body_line, context.faults)
    texts: dict[datetime, str] = {}
    known = {u.at for u in post.updates} if post else set()
    for section in body.sections:
        place = Place(section.line, section.time_column)
        at = read_instant(section.time, place, context)
        if at is None:
            continue
        if at in texts:
            context.faults.error(
                place,
                "heading-twice",
                f"{section.time} heads two texts, which cannot be told apart",
                "give the updates times of their own, to the second if need be",
            )
        elif post and at not in known:
            near = min(known, key=lambda instant: abs(instant - at), default=None)
            context.faults.error(
                place,
                "unmatched-heading",
                f"{post.path} has no update at {section.time}",
                f"the nearest is at {show(near, context.zone)}"
                if near
                else "it has no updates at all; write this text above the first heading",
            )
        texts[at] = key_lines(section.text, 0)[1]
    if context.faults.errors:
        return None
    return Translation(language, values["title"], body.summary, texts, path)
