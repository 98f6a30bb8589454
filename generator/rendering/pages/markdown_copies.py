"""Plain texts for programs that read pages: a Markdown copy of each post, and llms.txt (llmstxt.org)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial

from generator.model.content import Post, Update
from generator.rendering.edition import Edition, post_path
from generator.rendering.keys import Keys
from generator.rendering.language.vocabulary import STATUSES
from generator.rendering.outputs import ALWAYS, Output
from generator.rendering.prose.links import map_typed_links
from generator.rendering.prose.markdown import clean_text
from generator.rendering.views.maintenance import maintenance_view
from generator.rendering.views.overview import present_headline
from generator.rendering.views.posts import listed_at, post_view

LISTED = 50
"""So many posts are listed in llms.txt, the newest."""

MARKS = re.compile(r"[\\`*\[\]<>]")
PICTURE = re.compile(r"(!\[[^\]]*\]\()([^)\s]+)")


def markdown_path(path: str) -> str:
    """``incidents/ID.md`` beside the page ``incidents/ID/``."""
    return f"{path.rstrip('/')}.md"


def markdown_outputs(edition: Edition, keys: Keys) -> Iterator[Output]:
    """The copies and llms.txt of one language."""
    for post in edition.posts:
        path = f"{edition.prefix}{markdown_path(post_path(post))}"
        yield Output(path, keys.of(keys.post(post.id)), partial(_file, _copy, edition, post))
    yield Output(f"{edition.prefix}llms.txt", ALWAYS, partial(_file, _llms, edition))


def _file(lines: Callable[..., Iterator[str]], *values: object) -> bytes:
    return "\n".join(lines(*values)).encode()


def plain(text: str) -> str:
    """Words of a site in one line of Markdown that are words and nothing else: no link, no HTML."""
    return MARKS.sub(r"\\\g<0>", " ".join(text.split()))


def _copy(edition: Edition, post: Post) -> Iterator[str]:
    """A post in Markdown: its facts, its summary, its timeline with the newest update last."""
    words, view = edition.words, post_view(edition, post.id)
    say = words.gettext
    yield f"# {plain(view.title or post.id)}\n"
    yield f"- {say('Status')}: {view.state.text}"
    if view.components:
        yield f"- {say('Components')}: {plain(view.components)}"
    if view.announcement:
        yield f"- {say('Published')}: {words.zoned(view.start_at)}"
    elif view.planned:
        work = maintenance_view(edition, post.id)
        yield f"- {say('Window')}: {work.window}"
        notice = work.notice
        yield f"- {say('Notice')}: {notice.verdict.text}" + (
            f" ({notice.announced})" if notice.announced else ""
        )
        for text in work.will_count:
            yield f"- {text}"
        if work.work_start_at:
            yield f"- {say('Work began')}: {words.zoned(work.work_start_at)}"
        if work.work_end_at:
            yield f"- {say('Work ended')}: {words.zoned(work.work_end_at)}"
    else:
        yield f"- {say('Impact')}: {view.level.text}"
        yield f"- {say('Began')}: {words.zoned(view.start_at)}"
        if view.end_at:
            yield f"- {say('Resolved')}: {words.zoned(view.end_at)} ({view.length})"
    yield f"- {say('Page')}: <{edition.address(view.path)}>\n"
    yield from _prose(edition, post)
    for update in post.updates:
        if update.at <= edition.now:
            team = edition.titled("calendar", update.team) if update.team else ""
            who = f" {plain(team)}" if team else ""
            yield f"## {words.zoned(update.at)} – {say(STATUSES[update.status])}{who}\n"
            yield from _prose(edition, post, update)
            if update.next_at:
                yield f"{say('Next update by')} {words.zoned(update.next_at)}\n"


def _prose(edition: Edition, post: Post, update: Update | None = None) -> Iterator[str]:
    """The author's Markdown; pictures and other posts at their published addresses."""
    origin, (text, _) = edition.site.origin, edition.markdown(post, update)

    def copy(path: str) -> str | None:
        page = edition.pages.get(path)
        return f"{origin}{markdown_path(page)}" if page else None

    def published(match: re.Match[str]) -> str:
        found = edition.picture(post.path, match[2])
        return f"{match[1]}{f'{origin}{found}' if found else match[2]}"

    text = clean_text(text).strip()
    if text:
        text = map_typed_links(text, post.path, copy)
        yield f"{PICTURE.sub(published, text)}\n"


def _llms(edition: Edition) -> Iterator[str]:
    """What this site is and where its texts lie."""
    words, site = edition.words, edition.site
    say = words.gettext
    yield f"# {plain(edition.text(site.name))}: {say('Status')}\n"
    said = present_headline(edition)
    about = plain(edition.text(site.description))
    yield f"> {plain(said)}. {about}\n" if about else f"> {plain(said)}.\n"
    yield f"- [{say('Status')}]({edition.address('')})"
    yield f"- [{say('History')}]({edition.address('history/')})"
    if site.agreements:
        yield f"- [{say('Service level')}]({edition.address('sla/')})"
    yield f"- [JSON]({site.url}/api/v2/summary.json)"
    starts = {post.id: listed_at(edition, post.id) for post in edition.posts}
    newest = sorted(starts, key=lambda id_: (starts[id_], id_), reverse=True)
    for heading, listed in (
        (say("Incidents"), edition.status.incidents),
        (say("Maintenance"), edition.assessment.notices),
        (say("Announcements"), edition.assessment.bulletins),
    ):
        ids = [id for id in newest if id in listed][:LISTED]
        if ids:
            yield f"\n## {heading}\n"
        for view in (post_view(edition, id) for id in ids):
            address = edition.address(markdown_path(view.path))
            yield f"- [{plain(view.title or view.id)}]({address}): {words.day(view.start_at)}, {view.state.text}"
    yield ""
