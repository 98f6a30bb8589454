"""Pages as files: those that are made from the same as before are taken as they were published."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import jinja2

from generator.model.content import Component
from generator.rendering.pages.frame import Frame, Page, every_page, page_file, upwards
from generator.rendering.pages.hosting import moved
from generator.rendering.reuse.fingerprint import Fingerprints
from generator.rendering.reuse.two_processes import in_two
from generator.rendering.reuse.unchanged import Unchanged, digest
from generator.rendering.theme.templates import given, render_page
from generator.rendering.theme.themes import Theme
from generator.rendering.theme_api.pages import MovedPage


@dataclass(frozen=True, slots=True)
class PlannedPage:
    """A page's file and all that its template is given; ``key`` says what it is made from."""

    template: str
    file: str
    up: str
    values: dict[str, Any]
    key: str


@dataclass(frozen=True, slots=True)
class PageMaker:
    """What makes pages of values."""

    theme: Theme
    env: jinja2.Environment
    unchanged: Unchanged

    def files(
        self, frame: Frame, pages: Iterable[Page], key: str, prints: Fingerprints
    ) -> dict[str, bytes]:
        """An edition's pages by path, and those at former addresses; ``key`` is that of the edition."""
        planned = [_planned(frame, page, key, prints) for page in pages]
        known = {page.file: self.unchanged.page(page.file, page.key) for page in planned}
        files = {file: data for file, data in known.items() if data is not None}
        anew = [page for page in planned if page.file not in files]
        rooted = f' src="{frame.edition.site.base_path}/assets/'.encode()

        def made(page: PlannedPage) -> bytes:
            data = render_page(self.env, self.theme, page.template, page.values)
            # pictures in posts know no page
            return data.replace(rooted, f' src="{page.up}assets/'.encode())

        for name in sorted({page.template for page in anew}):
            self.env.get_template(name)  # compiled once, before there are two processes
        files.update(zip((page.file for page in anew), in_two(made, anew), strict=True))
        for page in planned:
            self.unchanged.found[page.file] = (page.key, digest(files[page.file]))
        for file, values in _moved_pages(frame):
            files[file] = render_page(self.env, self.theme, values.template, given(values))
        return files


def _planned(frame: Frame, page: Page, edition_key: str, prints: Fingerprints) -> PlannedPage:
    edition, template = frame.edition, page.values.template
    file, shared = page_file(edition, page), every_page(frame, page)
    card = (shared.icon, shared.card, shared.card_text)
    key = prints.of((edition_key, template, file, card, shared.page, page.values))
    return PlannedPage(template, file, upwards(edition, page), given(shared, page.values), key)


def _moved_pages(frame: Frame) -> Iterator[tuple[str, MovedPage]]:
    """For each former address its file and what its template is given."""
    edition = frame.edition
    for old, one, path in moved(edition):
        file = f"{edition.prefix}{old}index.html"
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
        yield file, values
