"""Pages as files of the plan, and pages at former addresses."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import jinja2

from generator.model.content import Component, Post
from generator.rendering.outputs import ALWAYS, Output
from generator.rendering.pages.frame import Frame, Page, PlannedPage, every_page, page_file, upwards
from generator.rendering.pages.hosting import moved
from generator.rendering.theme.templates import given, render_page
from generator.rendering.theme.themes import TEMPLATES, Theme
from generator.rendering.theme_api.pages import MovedPage

ROOTED = "assets/|(?:[A-Za-z0-9-]+/)?(?:incidents|maintenance)/"
"""Where pictures and links in posts lead, below the site: a text does not know the page that it stands on."""


@dataclass(frozen=True, slots=True)
class PageMaker:
    """What makes pages of values."""

    theme: Theme
    env: jinja2.Environment

    def compile(self) -> None:
        """Compile every template of a page."""
        for name in self.theme.names(TEMPLATES):
            if "/" not in name:
                self.env.get_template(name)

    def output(self, frame: Frame, planned: PlannedPage) -> Output:
        """A page's file."""
        file = page_file(frame.edition, planned.path)
        return Output(file, planned.key, lambda: self._made(frame, planned.page()))

    def moved(self, frame: Frame) -> Iterator[Output]:
        """A file at each former address of a post or component, which leads to it."""
        edition = frame.edition
        for old, one, path in moved(edition):
            file = page_file(edition, old)
            yield Output(file, ALWAYS, self._leading(frame, file, one, path))

    def _made(self, frame: Frame, page: Page) -> bytes:
        values = given(every_page(frame, page), page.values)
        data = render_page(self.env, self.theme, page.values.template, values)
        base = re.escape(frame.edition.site.base_path)
        rooted = rf' (src|href)="{base}/(?={ROOTED})'.encode()
        return re.sub(rooted, rf' \1="{upwards(frame.edition, page)}'.encode(), data)

    def _leading(
        self, frame: Frame, file: str, one: Post | Component, path: str
    ) -> Callable[[], bytes]:
        edition = frame.edition

        def make() -> bytes:
            if isinstance(one, Component):
                title, lang = edition.text(one.name), None
            else:
                title, lang = edition.title(one)
            values = MovedPage(
                site=frame.site,
                title=title or one.id,
                lang=lang,
                target=f"../../{path}",
                canonical=edition.address(path),
                icon="../" * file.count("/") + frame.asset(frame.site.icon),
                policy=frame.policy,
                words=edition.words,
            )
            return render_page(self.env, self.theme, values.template, given(values))

        return make
