"""One language's edition of a site: what every view builder needs, indexed once.

Looking up a post, its words or its rendered prose costs O(1); nothing here loops over all posts for
each component or page.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, MutableMapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import TypeVar

from markupsafe import Markup

from generator.model.content import Component, Incident, Maintenance, Post, Site, Update
from generator.model.levels import Level, Text
from generator.rendering.language.vocabulary import LEVELS
from generator.rendering.language.words import Words
from generator.rendering.prose.markdown import (
    clean_text,
    fragment_key,
    localised,
    map_pictures,
    render,
)
from generator.rendering.theme_api.components import LinkView, SourceView, Word
from generator.rules.judgements import Assessment, PeriodResult
from generator.rules.status import ServiceStatus

Key = TypeVar("Key", bound=Enum)

SUMMARY_HEADING, UPDATE_HEADING = 2, 4
"""The outline of a post's page: its title is 1, the timeline 2, an update 3."""


def post_path(post: Post) -> str:
    """Where a post's page lies."""
    return f"{'incidents' if isinstance(post, Incident) else 'maintenance'}/{post.id}/"


@dataclass(frozen=True, slots=True)
class Edition:
    """A site at an instant, in one language."""

    assessment: Assessment
    status: ServiceStatus
    words: Words
    fragments: MutableMapping[str, str]
    picture: Callable[[str, str], str | None]
    components: Mapping[str, Component]
    incidents: Mapping[str, Incident]
    maintenance: Mapping[str, Maintenance]
    current: PeriodResult | None
    cache: dict[object, object] = field(default_factory=dict)

    @property
    def site(self) -> Site:
        """The site."""
        return self.assessment.content.site

    @property
    def now(self) -> datetime:
        """The horizon."""
        return self.assessment.now

    @property
    def foreign(self) -> str | None:
        """The main language where this edition is another one's, to mark untranslated texts."""
        main = self.site.main_language
        return None if self.words.language == main else main

    @property
    def prefix(self) -> str:
        """``pl/`` for a further language, nothing for the main one."""
        return self.site.prefix(self.words.language)

    def address(self, path: str = "") -> str:
        """The absolute address of a page of this edition."""
        return self.site.address(path, self.words.language)

    # ------------------------------------------------------------------------------- words

    def text(self, text: Text | None) -> str:
        """A site's own wording in this language, else in the main one."""
        if not text:
            return ""
        found = text.get(self.words.language) or text.get(self.site.main_language)
        return clean_text(found or next(iter(text.values())))

    def word(self, table: Mapping[Key, str], key: Key) -> Word:
        """A state of the rules with its word."""
        return Word(key.value, self.words.gettext(table[key]))

    def level(self, level: Level) -> Word:
        """An impact level with its word."""
        return self.word(LEVELS, level)

    def component_name(self, id: str) -> str:
        """A component's name; its id for one that is no longer listed."""
        component = self.components.get(id)
        return self.text(component.name) if component else id

    def component_names(self, ids: tuple[str, ...] | Mapping[str, object]) -> str:
        """``A, B and C``, or how many where they are many."""
        names = [self.component_name(id) for id in ids]
        if len(names) > 4:
            if len(names) == len(self.components):
                return self.words.gettext("All components")
            return self.words.ngettext("%(count)s component", "%(count)s components", len(names))
        return self.words.join(names)

    # ------------------------------------------------------------------------------- posts

    def title(self, post: Post) -> tuple[str, str | None]:
        """A post's title and, where it is not translated, its language."""
        found = post.translations.get(self.words.language)
        if found and found.title:
            return clean_text(found.title), None
        return clean_text(post.title), self.foreign

    def summary(self, post: Post) -> tuple[Markup, str | None]:
        """A post's summary and, where it is not translated, its language."""
        found = post.translations.get(self.words.language)
        if found and found.summary.strip():
            return self.prose(found.summary, SUMMARY_HEADING, post), None
        return self.prose(
            post.summary, SUMMARY_HEADING, post
        ), self.foreign if post.summary else None

    def update_text(self, post: Post, update: Update) -> tuple[Markup, str | None]:
        """An update's text and, where it is not translated, its language."""
        found = post.translations.get(self.words.language)
        own = found.texts.get(update.at, "") if found else ""
        if own.strip():
            return self.prose(own, UPDATE_HEADING, post), None
        return self.prose(update.text, UPDATE_HEADING, post), self.foreign if update.text else None

    def prose(self, text: str, heading: int, post: Post) -> Markup:
        """Markdown as safe markup whose headings start at ``heading``."""
        if not text.strip():
            return Markup("")
        found = self.cache.get(("prose", heading, text))
        if isinstance(found, Markup):
            return found
        key = fragment_key(text, heading)
        html = self.fragments.get(key)
        if html is None:
            html = self.fragments[key] = render(text, heading)
        say = self.words.gettext
        html = localised(
            html, say("Table, scrolls sideways"), say("Text, scrolls sideways"), say("Picture")
        )
        shown = Markup(map_pictures(html, lambda source: self.picture(post.path, source)))  # noqa: S704 - prose is sanitised
        if "<img " not in html:  # pictures are sought beside the post
            self.cache["prose", heading, text] = shown
        return shown

    def source(self, path: str) -> SourceView:
        """The file of a post, linked where a repository is known."""
        repository = self.site.repository
        if not repository:
            return SourceView(path, None)
        last = self.assessment.content.commits.get(path)
        commit = LinkView(last.commit[:7], f"{repository}/commit/{last.commit}") if last else None
        return SourceView(path, f"{repository}/blob/HEAD/{path}", commit)
