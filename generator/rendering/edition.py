"""One language's edition of a site: what every view builder needs, indexed once.

Looking up a post, its words or its rendered prose costs O(1); nothing here loops over all posts for
each component or page.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from functools import cached_property
from pathlib import Path
from typing import TypeVar
from urllib.parse import quote

from markupsafe import Markup

from generator.model.agreement import named
from generator.model.content import Component, Incident, Maintenance, Post, Site, Update
from generator.model.levels import Level, Text
from generator.rendering.language.vocabulary import LEVELS
from generator.rendering.language.words import Words
from generator.rendering.prose.fragments import SUMMARY_HEADING, UPDATE_HEADING, Fragments
from generator.rendering.prose.links import map_links
from generator.rendering.prose.markdown import clean_text
from generator.rendering.prose.placing import localised, map_pictures
from generator.rendering.theme.assets import Assets, post_picture
from generator.rendering.theme.checks import checked_catalogue
from generator.rendering.theme.themes import Theme
from generator.rendering.theme_api.frame import LinkView, SourceView, Word
from generator.rendering.theme_api.periods import PeriodView
from generator.rendering.theme_api.posts import PostView
from generator.rules.entry_dates import entry_dates
from generator.rules.judgements import Assessment, PeriodResult
from generator.rules.moments import Moment, written
from generator.rules.status import ServiceStatus, service_status

Key = TypeVar("Key", bound=Enum)

TEXTS_KEPT = 10_000
"""So many rendered texts are remembered: pages, feeds and digests show the same ones."""

TAG_YEAR = 2026
"""The year of all ``tag:`` names: constant, so that a corrected date changes no id."""


def post_path(post: Post) -> str:
    """Where a post's page lies."""
    return f"{'incidents' if isinstance(post, Incident) else 'maintenance'}/{post.id}/"


@dataclass(frozen=True)
class Edition:
    """A site at an instant, in one language.

    The last three hold what was made once, for :meth:`prose` and the builders of views.
    """

    assessment: Assessment
    status: ServiceStatus
    words: Words
    fragments: Fragments
    picture: Callable[[str, str], str | None]
    components: Mapping[str, Component]
    incidents: Mapping[str, Incident]
    maintenance: Mapping[str, Maintenance]
    texts: dict[tuple[str, int], Markup] = field(default_factory=dict)
    post_views: dict[str, PostView] = field(default_factory=dict)
    period_views: dict[tuple[str, str | None, str | None], PeriodView] = field(default_factory=dict)

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

    def tag(self, path: str) -> str:
        """A lasting name (RFC 4151) for something of this site in this language.

        A site below a path has it between a slash and a colon, which no path of a site at the root has.
        """
        host, _, folder = self.site.identity.partition("/")
        place = f"/{quote(folder, safe='/%')}:" if folder else ""
        return f"tag:{host},{TAG_YEAR}:{place}{self.prefix}{path.rstrip('/')}"

    def text(self, text: Text | None) -> str:
        """A site's own wording in this language, else in the main one."""
        if not text:
            return ""
        found = text.get(self.words.language) or text.get(self.site.main_language)
        return clean_text(found or next(iter(text.values())))

    @cached_property
    def _titles(self) -> Mapping[tuple[str, str], Text]:
        return {name: one.title for name, one in named(self.site.agreements) if one.title}

    def titled(self, kind: str, key: str) -> str:
        """What people read in place of the key of a class, calendar, priority or tier."""
        title = self._titles.get((kind, key))
        return self.text(title) if title else clean_text(key)

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

    @cached_property
    def current(self) -> PeriodResult | None:
        """The agreement's running period."""
        periods = [
            r for r in self.assessment.periods if r.tier is None and self.now in r.period.span
        ]
        return periods[-1] if periods else None

    @cached_property
    def posts(self) -> tuple[Post, ...]:
        """The posts that are known at the horizon: incidents, bulletins, then maintenance."""
        planned = (self.maintenance[id] for id in self.assessment.notices)
        written = (*self.status.incidents.values(), *self.assessment.bulletins.values())
        return (*(facts.incident for facts in written), *planned)

    def touched(self, post: Post) -> tuple[str, ...]:
        """The components that a post affects or has affected."""
        if isinstance(post, Maintenance):
            return tuple(self.assessment.notices[post.id].components)
        facts = self.status.incidents.get(post.id)
        impacts = facts.impacts if facts else ()
        return tuple(dict.fromkeys([*post.components, *(id for i in impacts for id in i.levels)]))

    @property
    def moments(self) -> Mapping[str, tuple[Moment, ...]]:
        """All moments of each post up to the horizon, oldest first."""
        return self.assessment.moments

    @cached_property
    def news(self) -> tuple[Moment, ...]:
        """What somebody wrote of any post, in the order of its publication (``entry_date``)."""
        found = [m for moments in self.moments.values() for m in written(moments)]
        return tuple(sorted(found, key=lambda m: (self.entry_date(m), m.at, m.post.id, m.name)))

    def entry_date(self, moment: Moment) -> datetime:
        """The date of a moment among the updates."""
        return self._entry_dates[moment.post.id, moment.name]

    @cached_property
    def _entry_dates(self) -> Mapping[tuple[str, str], datetime]:
        found = (m for moments in self.moments.values() for m in written(moments))
        return entry_dates(self.assessment, found)

    def title(self, post: Post) -> tuple[str, str | None]:
        """A post's title and, where it is not translated, its language."""
        found = post.translations.get(self.words.language)
        if found and found.title:
            return clean_text(found.title), None
        return clean_text(post.title), self.foreign

    def markdown(self, post: Post, update: Update | None = None) -> tuple[str, str | None]:
        """The Markdown of a post's summary or update and, where it is not translated, its language."""
        found = post.translations.get(self.words.language)
        if found:
            own = found.texts.get(update.at, "") if update else found.summary
            if own.strip():
                return own, None
        text = update.text if update else post.summary
        return text, self.foreign if text else None

    def summary(self, post: Post) -> tuple[Markup, str | None]:
        """A post's summary and, where it is not translated, its language."""
        text, lang = self.markdown(post)
        return self.prose(text, SUMMARY_HEADING, post), lang

    def update_text(self, post: Post, update: Update) -> tuple[Markup, str | None]:
        """An update's text and, where it is not translated, its language."""
        text, lang = self.markdown(post, update)
        return self.prose(text, UPDATE_HEADING, post), lang

    @cached_property
    def pages(self) -> Mapping[str, str]:
        """The pages, from the host's root, that files of posts and translations became."""
        found = {}
        for post in self.posts:
            found[post.path] = f"{self.site.base_path}/{self.prefix}{post_path(post)}"
            for language, translation in post.translations.items():
                prefix = self.site.prefix(language)
                found[translation.path] = f"{self.site.base_path}/{prefix}{post_path(post)}"
        return found

    def prose(self, text: str, heading: int, post: Post) -> Markup:
        """Markdown as safe markup whose headings start at ``heading``."""
        if not text.strip():
            return Markup("")
        if known := self.texts.get((text, heading)):
            return known
        html = self.fragments.of(text, heading)
        say = self.words.gettext
        table, code = say("Table, scrolls sideways"), say("Text, scrolls sideways")
        html = localised(html, table, code, say("Picture"))
        html = map_links(html, post.path, self.pages.get)
        shown = Markup(map_pictures(html, lambda source: self.picture(post.path, source)))  # noqa: S704 - prose is sanitised
        if "<img " not in html and ".md" not in text:  # what is sought beside the post
            if len(self.texts) >= TEXTS_KEPT:
                self.texts.clear()
            self.texts[text, heading] = shown
        return shown

    @cached_property
    def beside(self) -> Mapping[str, tuple[str, ...]]:
        """The texts that name other files, pictures or posts, as they are shown; by their post's file."""
        found: dict[str, tuple[str, ...]] = {}
        for post in self.posts:
            texts = [(self.markdown(post)[0], SUMMARY_HEADING)]
            texts += [(self.markdown(post, update)[0], UPDATE_HEADING) for update in post.updates]
            naming = [text for text in texts if "![" in text[0] or ".md" in text[0]]
            if naming:
                found[post.path] = tuple(str(self.prose(*text, post)) for text in naming)
        return found

    def source(self, path: str) -> SourceView:
        """The file of a post, linked where a repository is known."""
        if not self.site.repository:
            return SourceView(path, None)
        last = self.assessment.content.commits.get(path)
        address = self.commit_address(last.commit) if last else None
        commit = LinkView(last.commit[:7], address) if last and address else None
        return SourceView(path, f"{self.site.repository}/blob/HEAD/{path}", commit)

    def commit_address(self, commit: str | None) -> str | None:
        """Where a commit is shown, if there is one and a repository is known."""
        repository = self.site.repository
        return f"{repository}/commit/{commit}" if repository and commit else None


def editions(
    assessment: Assessment,
    theme: Theme,
    root: Path,
    assets: Assets,
    fragments: Fragments,
) -> tuple[Edition, ...]:
    """The site in each of its languages, the main one first."""
    content, status = assessment.content, service_status(assessment)

    def words(language: str) -> Words:
        return Words(language, content.site.zone, checked_catalogue(theme, language))

    return tuple(
        Edition(
            assessment=assessment,
            status=status,
            words=words(language),
            fragments=fragments,
            picture=post_picture(root, assets, content.site),
            components={c.id: c for c in content.site.components},
            incidents={p.id: p for p in (*content.incidents, *content.bulletins)},
            maintenance={p.id: p for p in content.maintenance},
        )
        for language in content.site.languages
    )
