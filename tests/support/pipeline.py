"""Sites judged and built in memory, as the commands do it."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path

from support.builders import SiteFolder
from support.instants import NOW, STORY

from generator.build import prepare
from generator.rendering.edition import editions
from generator.rendering.reuse.unchanged import Unchanged
from generator.rendering.site import edition_files, render_site, site_files
from generator.rendering.theme.assets import Assets
from generator.rendering.theme.themes import Theme
from generator.rules.judgements import Assessment

ROOT = Path(__file__).parents[2]


def assessed(site: SiteFolder, now: datetime = NOW, strict: bool = False) -> Assessment:
    """A site's files and history judged at an instant; faulty posts are left out, or not allowed."""
    prepared = prepare(site.root, lambda _: now)
    assert prepared.assessment is not None, prepared.diagnostics
    assert not (strict and prepared.diagnostics), prepared.diagnostics
    return prepared.assessment


def built(
    site: SiteFolder,
    now: datetime = NOW,
    broken: tuple[str, ...] = (),
    fragments: dict[str, str] | None = None,
) -> dict[str, bytes]:
    """Every file of the site."""
    kept = {} if fragments is None else fragments
    return render_site(assessed(site, now), site.root, broken, kept, Unchanged())


def built_data(site: SiteFolder, now: datetime = NOW) -> dict[str, bytes]:
    """The files that programs read (feeds, calendars, API …) and the pictures that they name: no pages."""
    return data_files(assessed(site, now), site.root)


def data_files(assessment: Assessment, root: Path) -> dict[str, bytes]:
    """The same for an assessment; ``root`` is where its theme is."""
    assets = Assets()
    found = tuple(editions(assessment, Theme.of(root), root, assets, {}))
    files = {
        path: data for edition in found for path, data in edition_files(edition, _made).items()
    }
    return files | site_files(found) | assets.files


def _made(path: str, values: object, make: Callable[[], bytes]) -> bytes:
    """Every file is made, none is taken from an earlier build."""
    del path, values
    return make()


@functools.cache
def example() -> Mapping[str, bytes]:
    """The repository's own site at its story's instant."""
    return built_data(SiteFolder(ROOT), STORY)
